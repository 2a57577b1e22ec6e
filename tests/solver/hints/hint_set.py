"""The hand-made hints: which problem and solution each belongs to, its level and language, and its kind of leak.

Its parts: those that the gate was written with, those that were held back meanwhile; "other" ones for other problems,
by somebody who had not read the gate; "later" ones, written after the gate had been mended for those; and "third"
ones for two more problems, written without reading the gate, and "fourth" ones for another two, written after it
had been mended for the third; and "sixth" ones for ten more problems, written without reading the gate.
docs/results.md has what the gate made of each part at first sight.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from problems import demo
from problems.page import read_page
from problems.problem import Problem
from solver.hints.gate import Secret, reasons_against
from tests.solver.hints import fifth_problems, sixth_problems, third_problems
from tests.solver.hints.other_problems import PROBLEMS as OTHER_PROBLEMS
from tests.solver.hints.other_problems import SOLUTIONS as OTHER_SOLUTIONS

PROBLEMS = OTHER_PROBLEMS | third_problems.PROBLEMS | fifth_problems.PROBLEMS | sixth_problems.PROBLEMS
SOLUTIONS = OTHER_SOLUTIONS | third_problems.SOLUTIONS | fifth_problems.SOLUTIONS | sixth_problems.SOLUTIONS
HERE = Path(__file__).parent
PROGRAMS = HERE.parents[1] / "programs"
FILES = (
    "leaking.txt",
    "clean.txt",
    "leaking_mixed.txt",
    "clean_mixed.txt",
    "other_leaking.txt",
    "other_clean.txt",
    "later_leaking.txt",
    "later_clean.txt",
    "third_leaking.txt",
    "third_clean.txt",
    "fourth_leaking.txt",
    "fourth_clean.txt",
    "fifth_leaking.txt",
    "fifth_clean.txt",
    "sixth_leaking.txt",
    "sixth_clean.txt",
)
KINDS = ("fence", "line", "inline", "name", "run", "formula", "sample", "level")


@dataclass(frozen=True)
class Hint:
    """One hint. kind is None for a clean one; held_back hints were not looked at while the gate was written."""

    number: int
    task: str  # the demo's letter, or the name of another problem
    program: str  # the solution, as a path in tests/programs; of another problem its name
    level: int
    lang: str
    kind: str | None
    text: str
    held_back: bool
    file: str

    @property
    def part(self) -> str:
        if self.file.startswith(("other", "later", "third", "fourth", "fifth", "sixth")):
            return self.file.partition("_")[0]
        return "held back" if self.held_back else "development"

    @property
    def secret(self) -> Secret:
        if self.task in PROBLEMS:
            return Secret(PROBLEMS[self.task], SOLUTIONS[self.task])
        return Secret(problems()[self.task], (PROGRAMS / self.program).read_text())

    def reasons(self):
        return reasons_against(self.text, self.level, self.lang, self.secret)


def hints() -> list[Hint]:
    found = []
    for name in FILES:
        for number, part in enumerate((HERE / name).read_text("utf-8").split("\n@ ")):
            head, _, text = part.removeprefix("@ ").partition("\n")
            file, level, lang, *kind = head.split()
            task, _, ending = file.partition(".")
            program = f"kyoso_demo_{task}/ac.{ending}" if ending else task
            hint = Hint(
                number,
                task,
                program,
                int(level),
                lang,
                kind[0] if kind else None,
                text.strip("\n"),
                number % 2 == 1 and name in ("leaking.txt", "clean.txt"),
                name,
            )
            found.append(hint)
    return found


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
        if "--show" in sys.argv and title != "held back":
            for h in leaking:
                if not h.reasons():
                    print("MISSED", h.kind, h.program, h.level, h.text, sep=" | ")
            for h in refused:
                print("REFUSED", h.program, h.level, h.reasons(), h.text, sep=" | ")


if __name__ == "__main__":
    main()
