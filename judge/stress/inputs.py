"""A problem's generated inputs: reads its format, generates inputs, and keeps them for later attempts."""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Self

from judge.attempt import FormatSource
from judge.stress.cases import SMALL, CannotGenerate, GeneratedCase, InputKind
from judge.stress.kept_inputs import KeptInputs, case_entry, case_of
from judge.stress.near_samples import neighbours, smallest, with_named
from judge.stress.notable import CONSTRAINTS, notable_numbers
from judge.stress.work import GenerationLimit, OutOfTime, never
from judge.stress.written import WrittenPrograms, keep_written, kept_written, validity, was_asked
from judge.trial import input_id
from problems.inputs.format import InputFormat, Refusal, Unreadable
from problems.problem import Problem
from sandbox.sandbox import Sandbox

SEED = 0  # the same for every problem, so that two attempts get the same inputs and can be compared
PLAIN_LARGE = 6  # most large inputs that every program is run on
_PROBLEMS = 8  # most problems whose inputs stay in memory
# The order of the large kinds: each in turn, the plainest first.
_TURNS = (InputKind.LARGE, InputKind.ADVERSARIAL, InputKind.EXTREME)

# Limits on generating a problem's inputs, once, in CPU seconds.
_SMALL_CPU_S = 2.0
_PLAIN_CPU_S = 4.0  # including the large ones that every program is run on
_ALL_CPU_S = 8.0  # including those that only slow programs are run on


class CaseMaker:
    """Generates a format's test cases one at a time, in the order they are run; can resume after an interruption."""

    def __init__(self, fmt: InputFormat, seed: int, problem: Problem) -> None:
        from judge.stress.generate import MISSES, generate_one
        from judge.stress.generate import SMALL as SMALL_CASES
        from judge.stress.styles import STYLES

        self._format, self._seed, self._notable = fmt, seed, notable_numbers(problem)
        self._handmade = handmade_inputs(problem, partial(_fits, fmt))
        self._one, self._most_small, self._most_misses = generate_one, SMALL_CASES, MISSES
        self._known: set[str] = set()  # by input_id
        self._small = self._misses = 0
        self._left = deque((InputKind.EDGE, place) for place in range(len(STYLES[InputKind.EDGE])))
        self._left.append((InputKind.SMALL, 0))
        for place in range(max(len(STYLES[kind]) for kind in _TURNS)):
            self._left += [(kind, place) for kind in _TURNS if place < len(STYLES[kind])]

    @property
    def is_small(self) -> bool:
        """Whether there are small cases left to generate."""
        return bool(self._left) and self._left[0][0] in SMALL

    def end_small(self) -> None:
        """Generate no more small cases."""
        while self.is_small:
            self._left.popleft()

    @property
    def left(self) -> int:
        """How many entries of the order are left, once the small cases are done."""
        return len(self._left)

    def resume(self, known: Iterable[str], left: int) -> None:
        """Continue an earlier maker of the same inputs; `known` are the input_ids that it generated."""
        self._known.update(known)
        while len(self._left) > left:
            self._left.popleft()

    def next(self, limit: GenerationLimit | None = None) -> GeneratedCase | None:
        """The next case; None if there are no more. Raises OutOfTime and CancelledError as the limit does."""
        for name, stdin in self._handmade:
            if input_id(stdin) not in self._known:
                self._known.add(input_id(stdin))
                return GeneratedCase(name, InputKind.SMALL, self._seed, stdin)
            if limit is not None:
                limit.check()
        while self._left:
            kind, number = self._left[0]
            case = self._one(self._format, kind, number, self._seed, self._notable, limit)
            self._left.popleft()
            identity = "" if case is None else input_id(case.stdin)
            is_new = case is not None and identity not in self._known
            if kind is InputKind.SMALL:
                self._misses = 0 if is_new else self._misses + 1
                self._small += is_new
                if self._small < self._most_small and self._misses < self._most_misses:
                    self._left.appendleft((InputKind.SMALL, number + 1))
            if case is not None and is_new:
                self._known.add(identity)
                return case
        return None


def handmade_inputs(problem: Problem, valid: Callable[[bytes], bool]) -> Iterator[tuple[str, bytes]]:
    """Small inputs that random sampling rarely produces, by name."""
    named = partial(with_named, numbers=notable_numbers(problem, CONSTRAINTS))
    for name, made in (("near-sample", neighbours), ("named", named), ("smallest", smallest)):
        for number, stdin in enumerate(made(problem, valid), start=1):
            yield f"{name}-{number:02}", stdin


def _fits(fmt: InputFormat, stdin: bytes) -> bool:
    from problems.inputs.matching import match_input

    return not isinstance(match_input(fmt, stdin), Refusal)


class LazyCases:
    """A problem's cases in the order they are run, generated on first use and kept. Thread-safe.

    Small ones come first, then the large ones that every program is run on, then those for slow programs only.
    """

    def __init__(
        self, maker: Callable[[], CaseMaker], kept: KeptInputs | None = None, index: dict[str, Any] | None = None
    ) -> None:
        """maker: called when something must be generated; index: as stored by an earlier process."""
        self._new_maker, self._kept = maker, kept
        self._maker: CaseMaker | None = None
        self._lock = threading.Lock()
        index = index or {}
        self._entries: list[dict[str, Any]] = index.get("cases", [])
        self._memory: dict[int, GeneratedCase] = {}  # the small ones, and large ones that are not on disk
        self._left: int | None = index.get("left")  # None: the small ones are not complete
        self._plain_done: bool = index.get("plain_done", False)  # any others are for slow programs only
        self._closed: bool = index.get("closed", False)
        self._cpu_s: float = index.get("cpu_s", 0.0)  # spent on generating so far
        self._written: dict[str, Any] | None = index.get("written")

    @classmethod
    def of(cls, made: Sequence[GeneratedCase], kept: KeptInputs | None, written: WrittenPrograms) -> Self:
        """Cases from a model's generator, to which no others are added."""
        complete = {"left": 0, "plain_done": True, "closed": True, "written": asdict(written)}
        cases = cls(lambda: _maker(Unreadable("", ""), None), kept, complete)
        for case in sorted(made, key=lambda case: case.kind not in SMALL):
            cases._add(case, extra=False)
        cases._write()
        return cases

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
            found = case_of(entry, None if self._kept is None or "stdin" in entry else self._kept.large(number))
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
        limit = self._limit(_SMALL_CPU_S, cancelled)
        try:
            while maker.is_small and (case := maker.next(limit)) is not None:
                self._add(case)
        except OutOfTime:
            maker.end_small()
        finally:
            self._cpu_s = limit.used_s
        self._left = maker.left
        self._write()

    def _make_large(self, cancelled: Callable[[], bool]) -> None:
        maker = self._get_maker()
        limit = self._limit(_ALL_CPU_S, cancelled)
        case = None
        try:
            case = maker.next(limit)
            self._closed = case is None
        except OutOfTime:
            self._closed = True
        finally:
            self._cpu_s = limit.used_s
        if case is not None:
            self._add(case)
        self._left = maker.left
        self._write()

    def _limit(self, cpu_s: float, cancelled: Callable[[], bool]) -> GenerationLimit:
        return GenerationLimit(cpu_s, cancelled, self._cpu_s)

    def _get_maker(self) -> CaseMaker:
        if self._maker is None:
            self._maker = self._new_maker()
            if self._left is not None:
                self._maker.resume([entry["input"] for entry in self._entries], self._left)
        return self._maker

    def _add(self, case: GeneratedCase, extra: bool | None = None) -> None:
        number = len(self._entries)
        if extra is None:
            extra = case.kind not in SMALL and self._is_plain_done()
        self._entries.append(case_entry(case) | {"extra": extra})
        if case.kind in SMALL or self._kept is None or not self._kept.keep_large(number, case.stdin):
            self._memory[number] = case

    def _write(self) -> None:
        if self._kept is not None:
            index: dict[str, Any] = {"cases": self._entries, "left": self._left, "plain_done": self._plain_done}
            index |= {"closed": self._closed, "cpu_s": self._cpu_s, "written": self._written}
            self._kept.write_index(index)


@dataclass(frozen=True)
class Inputs:
    """A problem's inputs, and the format or the model's programs that they come from."""

    problem: Problem
    cases: LazyCases
    known_format: InputFormat | None = field(default=None, repr=False)  # if it was read in this process
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

    @cached_property
    def format(self) -> InputFormat:
        """The input format; read on first use, since stored inputs do not need it."""
        if self.known_format is not None:
            return self.known_format
        read = _read_format(self.problem)
        assert isinstance(read, InputFormat)
        return read

    def valid(self, stdin: bytes) -> bool:
        """Whether an input fits the format that was read."""
        return _fits(self.format, stdin)

    def further(self, seed: int) -> Iterator[GeneratedCase]:
        """More inputs, from another seed; they are not kept."""
        maker = CaseMaker(self.format, seed, self.problem)
        while (case := maker.next()) is not None:
            yield case


NoInputs = Unreadable | CannotGenerate


class InputStore:
    """The inputs of each problem, the same ones every time. Thread-safe."""

    def __init__(self, home: Path | None = None) -> None:
        """home: KYOSO_HOME; None: nothing is kept on disk."""
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
        if self._home is not None:
            keep_written(self._home, problem, written)
        if written is None:
            return
        kept = None if self._home is None else KeptInputs(self._home, problem)
        with self._lock:
            self._known[problem] = Inputs(problem, LazyCases.of(made, kept, written), None, written)

    def written(self, problem: Problem) -> WrittenPrograms | None:
        """The programs admitted for the problem earlier; their inputs may be gone."""
        return None if self._home is None else kept_written(self._home, problem)

    def was_asked(self, problem: Problem) -> bool:
        """Whether a model was asked for programs, whatever the outcome."""
        return self._home is not None and was_asked(self._home, problem)

    def _found(self, problem: Problem) -> Inputs | NoInputs:
        kept = None if self._home is None else KeptInputs(self._home, problem)
        index = None if kept is None else kept.index()
        if index is not None and "refused" in index:
            kind = Unreadable if index["refused"] == "unreadable" else CannotGenerate
            return kind(index["reason"], index["detail"])
        if index is not None:
            written = None if index.get("written") is None else WrittenPrograms(**index["written"])
            return Inputs(
                problem, LazyCases(lambda: _maker(_read_format(problem), problem), kept, index), None, written
            )
        read = _read_format(problem)
        if isinstance(read, InputFormat):
            return Inputs(problem, LazyCases(lambda: _maker(read, problem), kept), read)
        if kept is not None:
            word = "unreadable" if isinstance(read, Unreadable) else "impossible"
            kept.write_index({"refused": word, "reason": read.reason, "detail": read.detail})
        return read


def _maker(read: InputFormat | NoInputs, problem: Problem | None) -> CaseMaker:
    assert isinstance(read, InputFormat) and problem is not None
    return CaseMaker(read, SEED, problem)


def _read_format(problem: Problem) -> InputFormat | NoInputs:
    from judge.stress.generate import why_not
    from problems.inputs.reading import read_input

    read = read_input(problem)
    return read if isinstance(read, Unreadable) else why_not(read) or read
