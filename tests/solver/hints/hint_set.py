"""The hand-made hints: which problem and solution each belongs to, its level and language, and its kind of leak.

They come in parts, in the order in which they were written, each a pair of files in sets/. "first" and "mixed" are
those that the gate was written with, half of the first held back meanwhile. "other" ones are for other problems, by
somebody who had not read the gate; "later" ones for the same problems, after the gate had been mended for those.
"third", "fifth", "sixth", "seventh" and "eighth" ones are for two, four and three times ten more problems, written
without reading the gate, which was mended for each part before the next; "fourth" ones for another two, after it had
been mended for the third. "classes" are by the gate's own author for twenty problems, class by class of what the gate
had missed until the sixth.
docs/results.md has what the gate made of each part at first sight.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from problems import demo
from problems.page import read_page
from problems.problem import Problem
from solver.hints.gate import Secret, reasons_against
from tests.solver.hints.sets import (
    classes_problems,
    eighth_problems,
    fifth_problems,
    other_problems,
    seventh_problems,
    sixth_problems,
    third_problems,
)

# Each part, and where the problems are that it has beside those of the demo.
PARTS = {
    "first": None,
    "mixed": other_problems,
    "other": other_problems,
    "later": other_problems,
    "third": third_problems,
    "fourth": third_problems,
    "fifth": fifth_problems,
    "sixth": sixth_problems,
    "classes": classes_problems,
    "seventh": seventh_problems,
    "eighth": eighth_problems,
}
SETS = Path(__file__).parent / "sets"
PROGRAMS = Path(__file__).parents[2] / "programs"
KINDS = ("fence", "line", "inline", "name", "run", "formula", "sample", "level")


@dataclass(frozen=True)
class Hint:
    """One hint. kind is None for a clean one; those held back were not looked at while the gate was written."""

    number: int
    task: str  # the demo's letter, or the name of another problem
    program: str  # the solution, as a path in tests/programs; of another problem its name
    level: int
    lang: str
    kind: str | None
    text: str
    part: str

    @property
    def secret(self) -> Secret:
        others = PARTS.get(self.part)
        if others and self.task in others.PROBLEMS:
            return Secret(others.PROBLEMS[self.task], others.SOLUTIONS[self.task])
        return Secret(problems()[self.task], (PROGRAMS / self.program).read_text())

    def reasons(self):
        return reasons_against(self.text, self.level, self.lang, self.secret)


def hints() -> list[Hint]:
    return [
        hint for part in PARTS for kind in ("leaking", "clean") for hint in _read(SETS / f"{part}_{kind}.txt", part)
    ]


def _read(path: Path, part: str) -> Iterator[Hint]:
    """The hints of a file: each a line "@ TASK LEVEL LANGUAGE [KIND]", then its text."""
    for number, entry in enumerate(path.read_text("utf-8").split("\n@ ")):
        head, _, text = entry.removeprefix("@ ").partition("\n")
        file, level, lang, *kind = head.split()
        task, _, ending = file.partition(".")
        program = f"kyoso_demo_{task}/ac.{ending}" if ending else task
        title = part if part != "first" else ("first, held back" if number % 2 else "first")
        yield Hint(number, task, program, int(level), lang, kind[0] if kind else None, text.strip("\n"), title)


@cache
def problems() -> dict[str, Problem]:
    pages = (page.decode() for path, page in demo.pages().items() if "/tasks/" in path)
    return {problem.id[-1]: problem for problem in map(read_page, pages)}


def main() -> None:
    """The gate's figures: python -m tests.solver.hints.hint_set [--show]."""
    import sys

    everything = hints()
    for title in dict.fromkeys(hint.part for hint in everything):
        part = [hint for hint in everything if hint.part == title]
        leaking, clean = [h for h in part if h.kind], [h for h in part if not h.kind]
        caught = [h for h in leaking if h.reasons()]
        refused = [h for h in clean if h.reasons()]
        print(f"{title}: {len(caught)}/{len(leaking)} leaks caught, {len(refused)}/{len(clean)} clean refused")
        if "--show" in sys.argv and "held back" not in title:
            for h in leaking:
                if not h.reasons():
                    print("MISSED", h.kind, h.program, h.level, h.text, sep=" | ")
            for h in refused:
                print("REFUSED", h.program, h.level, h.reasons(), h.text, sep=" | ")


if __name__ == "__main__":
    main()
