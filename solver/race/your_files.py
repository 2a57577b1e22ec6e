"""Which of your files is for which problem."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from judge.languages import by_ending
from problems.problem import Problem
from solver.race.race import YourFiles


def one_file(path: Path, problem: Problem, language: str | None = None) -> YourFiles:
    """The one file of a race on one problem; it need not exist yet."""
    return _found(YourFiles(path.parent, lambda name: problem.id if name == path.name else None, language))


def folder_of_files(folder: Path, problems: Sequence[Problem], language: str | None = None) -> YourFiles:
    """A file per problem, named by its letter or its id, such as a.py, B.cpp, abc417_c.py or c_2.py."""
    names = {problem.label.lower(): problem.id for problem in problems} | {
        problem.id.lower(): problem.id for problem in problems
    }

    def task_of(name: str) -> str | None:
        stem, dot, _ending = name.rpartition(".")
        if not dot or by_ending(name) is None:
            return None
        known = names.get(stem.lower())
        return known or names.get(re.split(r"[ _-]", stem.lower())[0])

    return _found(YourFiles(folder, task_of, language))


def _found(files: YourFiles) -> YourFiles:
    return replace(files, before=files.contents())


def letters(chosen: str, labels: Sequence[str]) -> list[str]:
    """The labels that "A-E", "A,C,Ex" or "C" choose, in the contest's order. Raises ValueError for an unknown one."""
    upper = {label.upper(): place for place, label in enumerate(labels)}
    places: set[int] = set()
    for part in chosen.split(","):
        first, dash, last = (word.strip().upper() for word in part.partition("-"))
        if first not in upper or (dash and last not in upper):
            raise ValueError(part.strip())
        places.update(range(upper[first], upper[last if dash else first] + 1))
    return [label for place, label in enumerate(labels) if place in places]
