"""Hand-made hints, a file for each kind: hints that leak code, names, formulas, sample answers or too much, clean ones.

Most are for a hundred invented problems, by five authors who had not read the gate; some, by one author who had, are
for these and twelve more problems; the others are for the demo's.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from problems import demo
from problems.page import read_page
from problems.problem import Checker, Limits, Problem, Sample, Statements
from solver.hints.gate import Reason, Secret, reasons_against

KINDS = ("code", "names", "formula", "answer")  # the rules withhold these at every level
PROSE, CLEAN = "prose", "clean"
RESTATED = "restated"  # clean too: what each problem asks, in the same words in both languages
SETS = Path(__file__).parent / "sets"
PROGRAMS = Path(__file__).parents[2] / "programs"


@dataclass(frozen=True)
class SetHint:
    """One hint of the sets."""

    task: str  # an invented problem's name, or a letter of the demo with its program's ending: "a.cpp"
    level: int
    lang: str
    kind: str
    text: str
    folder: Path

    @property
    def secret(self) -> Secret:
        return secret_of(self.task, self.folder)

    def reasons(self) -> tuple[Reason, ...]:
        return reasons_against(self.text, self.level, self.lang, self.secret)


def hints(*kinds: str, folder: Path = SETS) -> list[SetHint]:
    """The hints of these kinds, or of all kinds if none is given."""
    return [hint for kind in kinds or (*KINDS, PROSE, CLEAN) for hint in _read(kind, folder)]


@cache
def _read(kind: str, folder: Path) -> tuple[SetHint, ...]:
    return tuple(_hints_of((folder / f"{kind}.txt").read_text("utf-8"), kind, folder))


def _hints_of(text: str, kind: str, folder: Path) -> Iterator[SetHint]:
    """Each hint is a line "@ TASK LEVEL LANGUAGE", then its text."""
    for entry in text.removeprefix("@ ").split("\n@ "):
        head, _, told = entry.partition("\n")
        task, level, lang = head.split()
        yield SetHint(task, int(level), lang, kind, told.strip("\n"), folder)


@cache
def secret_of(task: str, folder: Path = SETS) -> Secret:
    letter, _, ending = task.partition(".")
    if ending:
        return Secret(demo_problems()[letter], (PROGRAMS / f"kyoso_demo_{letter}" / f"ac.{ending}").read_text())
    read = _problems(folder)[task]
    return Secret(_invented(task, read), read["solution"])


@cache
def _problems(folder: Path) -> dict[str, dict]:
    return tomllib.loads((folder / "problems.toml").read_text("utf-8"))


@cache
def demo_problems() -> dict[str, Problem]:
    """The demo's problems by their letters."""
    pages = (page.decode() for path, page in demo.pages().items() if "/tasks/" in path)
    return {problem.id[-1]: problem for problem in map(read_page, pages)}


def _invented(name: str, read: dict) -> Problem:
    samples = [
        Sample(str(number), sample["stdin"].encode(), sample["expected"].encode())
        for number, sample in enumerate(read["samples"], start=1)
    ]
    return Problem(
        id=name.replace("-", "_"),
        contest="invented",
        label="A",
        title=read["title"],
        url=None,
        points=400,
        statements=Statements(
            ja=_as_page(read, "ja", "入力例", "出力例"), en=_as_page(read, "en", "Sample Input", "Sample Output")
        ),
        samples=tuple(samples),
        limits=Limits(2.0, 1024),
        checker=Checker(),
        interactive=False,
        figures=(),
        contest_start=None,
        contest_end=None,
    )


def _as_page(read: dict, lang: str, given: str, expected: str) -> str:
    """The statement followed by its samples, as on a page."""
    parts = [read[lang]]
    for number, sample in enumerate(read["samples"], start=1):
        parts += [f"### {given} {number}", f"```\n{sample['stdin']}\n```"]
        parts += [f"### {expected} {number}", f"```\n{sample['expected']}\n```"]
        parts += [sample["note"]] if lang == "en" and "note" in sample else []
    return "\n\n".join(parts)
