"""A box with a supervisor in it: the compiling and running that both sandboxes share."""

import math
import os
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from sandbox.compiled import Compiled, CompiledCache, cache_key, output_name
from sandbox.pool import Pool
from sandbox.run import Budget, Ending, RunResult
from sandbox.slots import Slots
from sandbox.timing_lock import TimingLock
from sandbox.wire import MIB, File, RequestKind, Supervisor, SupervisorLost, execute_payload, read_outcome

LONGEST_COMPILED_BYTES = 256 * MIB  # of one file that a compiler may write
SLACK_MIB = 128  # what a box holds besides the program: the work folder, the supervisor, page tables
# The judge's limit for compiling (twice AtCoder's usual memory limit), plus its output and a few MiB of files.
USUAL_MIB = 2048 + 32 + 8 + SLACK_MIB
_ENDED = "ended"
_GRACE_S = 20.0  # for the supervisor to answer, beyond the wall budget


@dataclass(slots=True, eq=False)
class SupervisedBox:
    """A Box whose commands a supervisor runs. Once that is lost, every further run is SANDBOX_FAILED."""

    supervisor: Supervisor
    environment: Sequence[str]  # "NAME=value"
    slot: int  # the processor that programs run on; -1: any
    timing_lock: TimingLock
    cache: CompiledCache  # keeps what is compiled here
    compiler_of: Callable[[Sequence[str]], str]  # names the compiler that a command runs, for the cache's key
    limit_memory: Callable[[int], None]  # sets the limit of the whole box, in MiB
    wrap: Callable[[Sequence[str], Budget, bool], Sequence[str]] | None = None  # a command into the one to execute
    limit_each_run: bool = False  # nothing limits the processes and the memory of the whole box
    lost: str | None = field(default=None, init=False)  # why nothing can run here any more
    _limit_mib: int = field(default=USUAL_MIB, init=False)
    _untouched: bool = field(default=True, init=False)  # nothing has run here yet
    _giving_up: threading.Lock = field(default_factory=threading.Lock, init=False)

    def compile(self, command: Sequence[str], files: Mapping[str, bytes], budget: Budget) -> RunResult:
        written = [File(name, content) for name, content in files.items()]
        made = output_name(command)
        if made is None or not self._untouched:
            return self._execute(command, b"", written, budget, compiling=True)
        key = cache_key(self.compiler_of(command), command, files)
        known = self.cache.get(key)
        if known is not None and self.put([*written, known.program]).exit_code == 0:
            return known.result
        result = self._execute(command, b"", written, budget, compiling=True)
        if result.exit_code == 0 and (program := self.fetch(made)) is not None:
            self.cache.put(key, Compiled(program, result))
        return result

    def run(self, command: Sequence[str], stdin: bytes, budget: Budget) -> RunResult:
        return self._execute(command, stdin, [], budget, compiling=False)

    def end(self) -> bool:
        """Has the keeper take the box down; the next box answers only once nothing of this one is left.

        False if the box is lost, and the keeper with it.
        """
        with self._giving_up:
            if self.lost is not None:
                return False
            self.lost = _ENDED
        try:
            self.supervisor.end_box()
        except SupervisorLost:
            return False
        return True

    def cancel(self) -> None:
        with self._giving_up:
            if self.lost != _ENDED:  # the supervisor may already be serving another box
                self.lost = "cancelled"
                self.supervisor.stream.shut()

    def put(self, files: Sequence[File]) -> RunResult:
        """Writes files with their modes, e.g. a program from the cache."""
        return self._execute([], b"", files, Budget(60, 60, 1024), compiling=True)

    def fetch(self, name: str) -> File | None:
        """A file of the work folder; None if there is no such regular file."""
        try:
            body = self.supervisor.ask(RequestKind.FETCH, [name.encode()], _GRACE_S)
        except SupervisorLost as error:
            self.lost = str(error)
            return None
        if int.from_bytes(body[:4], "little") != 1:
            return None
        return File(name, body[8:], int.from_bytes(body[4:8], "little"))

    def _execute(
        self,
        command: Sequence[str],
        stdin: bytes,
        files: Sequence[File],
        budget: Budget,
        *,
        compiling: bool,
    ) -> RunResult:
        if self.lost is not None:
            return _failed(self.lost)
        self._untouched = False
        moved_mib = math.ceil((len(stdin) + sum([len(file.content) for file in files])) / MIB)
        order = execute_payload(
            self.wrap(command, budget, compiling) if self.wrap and command else command,
            self.environment,
            stdin,
            files,
            cpu_ns=round(budget.cpu_s * 1e9),
            wall_ns=round(budget.wall_s * 1e9),
            memory_bytes=budget.memory_mib * MIB,
            output_bytes=budget.output_bytes,
            # One byte more than the budget, so that writing exactly the budget differs from writing more.
            file_bytes=max(budget.output_bytes + 1, LONGEST_COMPILED_BYTES if compiling else 0),
            address_space_bytes=budget.address_space_bytes if self.limit_each_run else 0,
            processes=budget.processes if self.limit_each_run else 0,
            slot=-1 if compiling else self.slot,
            compiling=compiling,
        )
        try:
            needed_mib = budget.memory_mib + 2 * math.ceil(budget.output_bytes / MIB) + moved_mib + SLACK_MIB
            if needed_mib > self._limit_mib:  # the program may have more memory than is usual at AtCoder
                self.limit_memory(needed_mib)
                self._limit_mib = needed_mib
            within_s = budget.wall_s + _GRACE_S + moved_mib / 10
            with self.timing_lock:
                result = read_outcome(self.supervisor.ask(RequestKind.EXECUTE, order, within_s))
        except SupervisorLost as error:
            self.lost = str(error)
            return _failed(self.lost)
        return result


class SupervisedSandbox(ABC):
    """What both sandboxes share. Thread-safe; close it with `with`."""

    def __init__(self, home: Path) -> None:
        self._cache = CompiledCache(home / "sandbox" / "compiled")
        self._slots = Slots(os.cpu_count() or 1)
        self._timing_lock = TimingLock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While inside, nothing else runs here and no box is made ahead of need."""
        with ExitStack() as paused:
            for pool in self._current_pools():
                pool.pause()
                paused.callback(pool.resume)
            with self._timing_lock.alone():
                yield

    @abstractmethod
    def close(self) -> None:
        """Ends every box."""

    @abstractmethod
    def _current_pools(self) -> Sequence[Pool[Any]]: ...


def _failed(detail: str) -> RunResult:
    return RunResult(Ending.SANDBOX_FAILED, None, None, 0.0, 0.0, 0.0, b"", b"", detail)
