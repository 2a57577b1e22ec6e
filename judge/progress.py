"""Progress events of the judge, passed to one callback; each command shows them in its own way."""

from collections.abc import Callable
from dataclasses import dataclass

from judge.judgement import CaseResult, Judgement, Verdict


@dataclass(frozen=True, slots=True)
class Compiling:
    """The compiler is at work."""

    language: str


@dataclass(frozen=True, slots=True)
class Running:
    """A test has been started."""

    number: int  # from 1
    total: int
    name: str


@dataclass(frozen=True, slots=True)
class CaseDone:
    """A test has been judged."""

    number: int  # from 1
    total: int
    case: CaseResult


@dataclass(frozen=True, slots=True)
class Judged:
    """The whole submission has been judged."""

    verdict: Verdict
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class StressRun:
    """A generated input has been started."""

    number: int  # from 1
    total: int  # as far as known: a slow program gets more; 0: runs until something is found
    name: str


# Events of other packages pass through the same callback, so it takes any object.
Progress = Callable[[object], None]


def silent(event: object) -> None:
    """A progress callback that ignores everything."""
