"""The inputs of a problem: read its input format, make inputs, keep them for the next attempt at it."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from judge.stress.cases import SMALL, CannotGenerate, GeneratedCase, Kind
from judge.stress.notable import notable_numbers
from problems.inputs.format import InputFormat, Refusal, Unreadable
from problems.problem import Problem

SEED = 0  # of every problem's cases: what two attempts answered to the same inputs can be compared
_PROBLEMS = 8  # whose inputs are kept in memory: the large ones are some megabytes each
# The order of the large kinds: the plainest first, then each in turn.
_TURNS = (Kind.LARGE, Kind.ADVERSARIAL, Kind.EXTREME)


class Cases:
    """A problem's cases in the order of running: made when they are first asked for, and kept. Thread-safe."""

    def __init__(self, fmt: InputFormat, seed: int, notable: tuple[int, ...] = ()) -> None:
        """notable: numbers that the statement names."""
        self._made: list[GeneratedCase] = []
        self._more = _in_order(fmt, seed, notable)
        self._lock = threading.Lock()

    def __iter__(self) -> Iterator[GeneratedCase]:
        number = 0
        while (case := self._case(number)) is not None:
            yield case
            number += 1

    def _case(self, number: int) -> GeneratedCase | None:
        with self._lock:
            if number == len(self._made):
                made = next(self._more, None)
                if made is None:
                    return None
                self._made.append(made)
            return self._made[number]

    @property
    def small(self) -> tuple[GeneratedCase, ...]:
        """The small ones, which come first."""
        return tuple(_while_small(self))


@dataclass(frozen=True, slots=True)
class Inputs:
    """A problem's inputs."""

    format: InputFormat
    cases: Cases
    notable: tuple[int, ...]  # the numbers that the statement names

    def valid(self, stdin: bytes) -> bool:
        """Whether an input fits the format."""
        from problems.inputs.matching import match_input

        return not isinstance(match_input(self.format, stdin), Refusal)


class InputStore:
    """The inputs of each problem, made when they are first asked for and the same ones every time. Thread-safe."""

    def __init__(self, home: Path | None = None) -> None:
        """home: KYOSO_HOME; None: nothing is kept on disk."""
        self._home = home
        self._lock = threading.Lock()
        self._known: dict[Problem, Inputs | Unreadable | CannotGenerate] = {}  # the last few asked for, newest last

    def of(self, problem: Problem) -> "Inputs | Unreadable | CannotGenerate":
        """The problem's inputs; or why there are none."""
        with self._lock:
            found = self._known.pop(problem, None) or _read(problem)
            self._known[problem] = found
            if len(self._known) > _PROBLEMS:
                del self._known[next(iter(self._known))]
        return found


def _read(problem: Problem) -> "Inputs | Unreadable | CannotGenerate":
    from judge.stress.generate import plan
    from problems.inputs.reading import read_input

    read = read_input(problem)
    if isinstance(read, Unreadable):
        return read
    possible = plan(read, SEED)
    notable = notable_numbers(problem)
    return possible if isinstance(possible, CannotGenerate) else Inputs(read, Cases(read, SEED, notable), notable)


def _in_order(fmt: InputFormat, seed: int, notable: tuple[int, ...]) -> Iterator[GeneratedCase]:
    """Edges and small ones, then the large kinds in turns."""
    from judge.stress.generate import generate

    known: set[bytes] = set()
    for kind in (Kind.EDGE, Kind.SMALL):
        for case in generate(fmt, kind, seed, notable=notable):
            if case.stdin not in known:
                known.add(case.stdin)
                yield case
    turns = [generate(fmt, kind, seed) for kind in _TURNS]
    while turns:
        for turn in tuple(turns):
            large = next(turn, None)
            if large is None:
                turns.remove(turn)
            elif large.stdin not in known:
                known.add(large.stdin)
                yield large


def _while_small(cases: Cases) -> Iterator[GeneratedCase]:
    for case in cases:
        if case.kind not in SMALL:
            return
        yield case
