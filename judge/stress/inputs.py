"""A problem's generated inputs: reads its format, generates inputs, and keeps them for later attempts."""

import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from judge.attempt import FormatSource
from judge.stress.cases import SMALL, CannotGenerate, GeneratedCase
from judge.stress.kept_inputs import KeptInputs, case_entry, case_of
from judge.stress.work import GenerationLimit, OutOfTime, never
from judge.stress.written import WrittenPrograms, keep_written, kept_written, validity, was_asked
from problems.inputs.format import InputFormat, Refusal, Unreadable
from problems.problem import Problem
from sandbox.sandbox import Sandbox

if TYPE_CHECKING:
    from judge.stress.generate import CaseMaker

SEED = 0  # the same for every problem, so that two attempts get the same inputs and can be compared
PLAIN_LARGE = 6  # most large inputs that every program is run on
_PROBLEMS = 8  # most problems whose inputs stay in memory

# Limits on generating a problem's inputs, once, in CPU seconds.
_SMALL_CPU_S = 2.0
_PLAIN_CPU_S = 4.0  # including the large ones that every program is run on
_ALL_CPU_S = 8.0  # including those that only slow programs are run on


class LazyCases:
    """A problem's cases in the order they are run, generated on first use and kept. Thread-safe.

    Small ones come first, then the large ones that every program is run on, then those for slow programs only.
    """

    def __init__(
        self, problem: Problem, read: Callable[[], InputFormat], kept: KeptInputs, index: Mapping[str, Any]
    ) -> None:
        """read: the format, called when something must be generated; index: as stored by an earlier process."""
        self._problem, self._read, self._kept = problem, read, kept
        self._maker: CaseMaker | None = None
        self._lock = threading.Lock()
        self._entries: list[dict[str, Any]] = index.get("cases", [])
        self._memory: dict[int, GeneratedCase] = {}  # the small ones, and large ones that are not on disk
        self._left: int | None = index.get("left")  # None: the small ones are not complete
        self._plain_done: bool = index.get("plain_done", False)  # any others are for slow programs only
        self._closed: bool = index.get("closed", False)
        self._cpu_s: float = index.get("cpu_s", 0.0)  # spent on generating so far
        self._written: dict[str, Any] | None = index.get("written")

    def fill(self, made: Sequence[GeneratedCase]) -> None:
        """Take these cases, from a model's generator, in place of generated ones."""
        self._left, self._plain_done, self._closed = 0, True, True
        for case in sorted(made, key=lambda case: case.kind not in SMALL):
            self._add(case, extra=False)
        self._write()

    def for_program(
        self, is_slow: Callable[[], bool], cancelled: Callable[[], bool] = never
    ) -> Iterator[GeneratedCase]:
        """The cases to run one program on; more of the large ones while `is_slow` returns True.

        Raises CancelledError as soon as `cancelled` returns True.
        """
        number = 0
        while (entry := self._entry(number, is_slow, cancelled)) is not None:
            case = self._case(number, entry)
            number += 1
            if case is not None:
                yield case

    def expected(self) -> int:
        """How many cases a program that is not slow will be run on; 0 while that is unknown."""
        with self._lock:
            if self._left is None:
                return 0
            plain = [entry for entry in self._entries if not entry["extra"]]
            large = sum(entry["kind"] not in SMALL for entry in plain)
            to_come = 0 if self._plain_done or self._closed else min(self._left, max(0, PLAIN_LARGE - large))
            return len(plain) + to_come

    @property
    def small(self) -> tuple[GeneratedCase, ...]:
        """The small cases."""
        with self._lock:
            self._make_small(never)
            numbers = [number for number, entry in enumerate(self._entries) if entry["kind"] in SMALL]
        return tuple(case for number in numbers if (case := self._case(number, self._entries[number])) is not None)

    def _entry(self, number: int, is_slow: Callable[[], bool], cancelled: Callable[[], bool]) -> dict[str, Any] | None:
        with self._lock:
            self._make_small(cancelled)
            if number == len(self._entries) and not self._closed and (is_slow() or not self._is_plain_done()):
                self._make_large(cancelled)
            if number >= len(self._entries) or (self._entries[number]["extra"] and not is_slow()):
                return None
            return self._entries[number]

    def _case(self, number: int, entry: dict[str, Any]) -> GeneratedCase | None:
        if number not in self._memory:
            found = case_of(entry, None if "stdin" in entry else self._kept.large(number))
            if found is None or found.kind not in SMALL:
                return found
            self._memory[number] = found
        return self._memory[number]

    def _is_plain_done(self) -> bool:
        """Whether the cases that every program is run on are complete."""
        if not self._plain_done:
            large = sum(entry["kind"] not in SMALL for entry in self._entries)
            self._plain_done = large >= PLAIN_LARGE or (large > 0 and self._cpu_s > _PLAIN_CPU_S)
            if self._plain_done:
                self._write()
        return self._plain_done

    def _make_small(self, cancelled: Callable[[], bool]) -> None:
        if self._left is not None:
            return
        maker = self._get_maker()
        try:
            while maker.is_small and (case := self._next(_SMALL_CPU_S, cancelled)) is not None:
                self._add(case)
        except OutOfTime:
            maker.end_small()
        self._left = maker.left
        self._write()

    def _make_large(self, cancelled: Callable[[], bool]) -> None:
        case = None
        with suppress(OutOfTime):
            case = self._next(_ALL_CPU_S, cancelled)
        self._closed = case is None
        if case is not None:
            self._add(case)
        self._left = self._get_maker().left
        self._write()

    def _next(self, cpu_s: float, cancelled: Callable[[], bool]) -> GeneratedCase | None:
        limit = GenerationLimit(cpu_s, cancelled, self._cpu_s)
        try:
            return self._get_maker().next(limit)
        finally:
            self._cpu_s = limit.used_s

    def _get_maker(self) -> "CaseMaker":
        if self._maker is None:
            self._maker = _maker(self._problem, self._read(), SEED)
            if self._left is not None:
                self._maker.resume([entry["input"] for entry in self._entries], self._left)
        return self._maker

    def _add(self, case: GeneratedCase, extra: bool | None = None) -> None:
        number = len(self._entries)
        if extra is None:
            extra = case.kind not in SMALL and self._is_plain_done()
        self._entries.append(case_entry(case) | {"extra": extra})
        if case.kind in SMALL or not self._kept.keep_large(number, case.stdin):
            self._memory[number] = case

    def _write(self) -> None:
        index: dict[str, Any] = {"cases": self._entries, "left": self._left, "plain_done": self._plain_done}
        index |= {"closed": self._closed, "cpu_s": self._cpu_s, "written": self._written}
        self._kept.write_index(index)


@dataclass(frozen=True)
class Inputs:
    """A problem's inputs, and the format or the model's programs that they come from."""

    problem: Problem
    cases: LazyCases
    format: Callable[[], InputFormat] = field(repr=False)  # read on first use, since stored inputs do not need it
    written: WrittenPrograms | None = None  # a model's programs, if the format could not be read

    @property
    def source(self) -> FormatSource:
        """Who worked out the input format."""
        return FormatSource.READER if self.written is None else FormatSource.MODEL

    @contextmanager
    def validity(self, sandbox: Sandbox) -> Iterator[Callable[[bytes], bool]]:
        """A function that tells whether an input is valid, by the format or by the model's validator in the sandbox."""
        if self.written is None:
            yield self.valid
            return
        with validity(self.written, sandbox) as valid:
            yield valid

    def valid(self, stdin: bytes) -> bool:
        """Whether an input fits the format that was read."""
        from problems.inputs.matching import match_input

        return not isinstance(match_input(self.format(), stdin), Refusal)

    def further(self, seed: int) -> Iterator[GeneratedCase]:
        """More inputs, from another seed; they are not kept."""
        maker = _maker(self.problem, self.format(), seed)
        while (case := maker.next()) is not None:
            yield case


NoInputs = Unreadable | CannotGenerate


class InputStore:
    """The inputs of each problem, the same ones every time. Thread-safe."""

    def __init__(self, home: Path = Path(os.devnull)) -> None:
        """home: KYOSO_HOME; by default nothing is kept on disk."""
        self._home = home
        self._lock = threading.Lock()
        self._known: dict[Problem, Inputs | NoInputs] = {}  # the last few asked for, newest last

    def of(self, problem: Problem) -> Inputs | NoInputs:
        """The problem's inputs, or why there are none."""
        with self._lock:
            found = self._known.pop(problem, None) or self._found(problem)
            self._known[problem] = found
            if len(self._known) > _PROBLEMS:
                del self._known[next(iter(self._known))]
        return found

    def keep_written(self, problem: Problem, written: WrittenPrograms | None, made: Sequence[GeneratedCase]) -> None:
        """Keep a model's admitted programs and their inputs; None: none were admitted."""
        keep_written(self._home, problem, written)
        if written is None:
            return
        inputs = _inputs(problem, KeptInputs(self._home, problem), {"written": asdict(written)})
        inputs.cases.fill(made)
        with self._lock:
            self._known[problem] = inputs

    def written(self, problem: Problem) -> WrittenPrograms | None:
        """The programs admitted for the problem earlier; their inputs may be gone."""
        return kept_written(self._home, problem)

    def was_asked(self, problem: Problem) -> bool:
        """Whether a model was asked for programs, whatever the outcome."""
        return was_asked(self._home, problem)

    def _found(self, problem: Problem) -> Inputs | NoInputs:
        kept = KeptInputs(self._home, problem)
        index = kept.index()
        if index is None:
            read = _read_format(problem)
            if isinstance(read, InputFormat):
                return _inputs(problem, kept, {}, read)
            word = "unreadable" if isinstance(read, Unreadable) else "impossible"
            kept.write_index({"refused": word, "reason": read.reason, "detail": read.detail})
            return read
        if "refused" in index:
            kind = Unreadable if index["refused"] == "unreadable" else CannotGenerate
            return kind(index["reason"], index["detail"])
        return _inputs(problem, kept, index)


def _inputs(problem: Problem, kept: KeptInputs, index: dict[str, Any], read: InputFormat | None = None) -> Inputs:
    """The inputs of an index; read: their format, if it was read in this process."""

    @cache
    def format_of_it() -> InputFormat:
        found = read or _read_format(problem)
        assert isinstance(found, InputFormat)
        return found

    written = None if index.get("written") is None else WrittenPrograms(**index["written"])
    return Inputs(problem, LazyCases(problem, format_of_it, kept, index), format_of_it, written)


def _maker(problem: Problem, fmt: InputFormat, seed: int) -> "CaseMaker":
    from judge.stress.generate import CaseMaker  # with numpy, which stored inputs do not need

    return CaseMaker(fmt, seed, problem)


def _read_format(problem: Problem) -> InputFormat | NoInputs:
    from judge.stress.generate import why_not
    from problems.inputs.reading import read_input

    read = read_input(problem)
    return read if isinstance(read, Unreadable) else why_not(read) or read
