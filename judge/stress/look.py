"""One submission beyond the samples of its problem: read the input format, make inputs, run them."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from judge.attempt import Likely
from judge.judgement import Submission
from judge.progress import Progress, silent
from judge.stress.calibration import Calibration
from judge.stress.cases import CannotGenerate, GeneratedCase, Kind
from judge.stress.engine import SMALL, Beyond, Effort, run_beyond
from judge.stress.notable import notable_numbers
from problems.inputs.format import InputFormat, Refusal, Unreadable
from problems.problem import Problem
from sandbox.errors import SandboxError
from sandbox.sandbox import Sandbox

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


def beyond_samples(
    problem: Problem,
    submission: Submission,
    sandbox: Sandbox,
    calibration: Calibration,
    *,
    effort: Effort | None = None,
    progress: Progress = silent,
) -> Beyond:
    """What running the submission on generated inputs shows by itself; UNKNOWN, with the reason, where none can be had.

    Its CPU time is bounded by `effort`. A sandbox that fails makes it UNKNOWN too: the sample verdict stands anyway.
    """
    inputs = inputs_of(problem)
    if not isinstance(inputs, Inputs):
        return Beyond(Likely(None, None, None, f"{inputs.reason}: {inputs.detail}"))
    try:
        return run_beyond(
            problem,
            submission,
            inputs.cases,
            sandbox,
            calibration,
            valid=inputs.valid,
            effort=effort,
            progress=progress,
        )
    except SandboxError as error:
        return Beyond(Likely(None, None, None, f"the sandbox failed: {error}"))


@lru_cache(maxsize=_PROBLEMS)
def inputs_of(problem: Problem) -> Inputs | Unreadable | CannotGenerate:
    """The problem's inputs, the same ones every time; or why there are none."""
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
