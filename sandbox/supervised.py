"""A box with a supervisor in it: the compiling and running that both sandboxes share."""

import math
import threading
from collections.abc import Callable, Mapping, Sequence

from sandbox.compiled import Compiled, CompiledCache, cache_key, output_name
from sandbox.run import Budget, Ending, RunResult
from sandbox.timing_lock import TimingLock
from sandbox.wire import MIB, File, RequestKind, RunOrder, Supervisor, SupervisorLost, execute_payload, read_outcome

LONGEST_COMPILED_BYTES = 256 * MIB  # of one file that a compiler may write
_ENDED = "ended"
_GRACE_S = 20.0  # for the supervisor to answer, beyond the wall budget


class SupervisedBox:
    """A Box whose commands a supervisor runs. Once that is lost, every further run is SANDBOX_FAILED."""

    def __init__(
        self,
        supervisor: Supervisor,
        environment: Mapping[str, str],
        slot: int,
        timing_lock: TimingLock,
        *,
        raise_memory_limit: Callable[[int], None],
        cache: CompiledCache,
        compiler_of: Callable[[Sequence[str]], str],
        wrap: Callable[[Sequence[str], Budget, bool], Sequence[str]] | None = None,
        address_space: Callable[[Budget], int] = lambda _budget: 0,
        limit_processes: bool = False,
    ) -> None:
        """raise_memory_limit receives the MiB that a run needs; wrap turns a command into the one to execute.

        cache keeps what was compiled here; compiler_of names the compiler that a command runs, for the cache key.
        """
        self._supervisor = supervisor
        self._environment = tuple(f"{name}={value}" for name, value in environment.items())
        self._slot = slot
        self._timing_lock = timing_lock
        self._raise_memory_limit = raise_memory_limit
        self._wrap = wrap
        self._address_space = address_space
        self._limit_processes = limit_processes
        self._cache = cache
        self._compiler_of = compiler_of
        self._giving_up = threading.Lock()
        self._untouched = True  # nothing has run here yet
        self.lost: str | None = None  # why nothing can run here any more

    def compile(self, command: Sequence[str], files: Mapping[str, bytes], budget: Budget) -> RunResult:
        written = [File(name, content) for name, content in files.items()]
        made = output_name(command)
        if made is None or not self._untouched:
            return self._execute(command, b"", written, budget, compiling=True)
        key = cache_key(self._compiler_of(command), command, files)
        known = self._cache.get(key)
        if known is not None and self.put([*written, known.program]).exit_code == 0:
            return known.result
        result = self._execute(command, b"", written, budget, compiling=True)
        if result.exit_code == 0 and (program := self.fetch(made)) is not None:
            self._cache.put(key, Compiled(program, result))
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
            self._supervisor.end_box()
        except SupervisorLost:
            return False
        return True

    def cancel(self) -> None:
        with self._giving_up:
            if self.lost != _ENDED:  # the supervisor may already be serving another box
                self.lost = "cancelled"
                self._supervisor.stream.shut()

    def put(self, files: Sequence[File]) -> RunResult:
        """Writes files with their modes, e.g. a program from the cache."""
        return self._execute([], b"", files, Budget(60, 60, 1024), compiling=True)

    def fetch(self, name: str) -> File | None:
        """A file of the work folder; None if there is no such regular file."""
        try:
            body = self._supervisor.ask(RequestKind.FETCH, [name.encode()], _GRACE_S)
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
        order = RunOrder(
            command=self._wrap(command, budget, compiling) if self._wrap and command else command,
            environment=self._environment,
            stdin=stdin,
            files=files,
            cpu_ns=round(budget.cpu_s * 1e9),
            wall_ns=round(budget.wall_s * 1e9),
            memory_bytes=budget.memory_mib * MIB,
            output_bytes=budget.output_bytes,
            # One byte more than the budget, so that writing exactly the budget differs from writing more.
            file_bytes=max(budget.output_bytes + 1, LONGEST_COMPILED_BYTES if compiling else 0),
            address_space_bytes=self._address_space(budget),
            processes=budget.processes if self._limit_processes else 0,
            slot=-1 if compiling else self._slot,
            compiling=compiling,
        )
        try:
            self._raise_memory_limit(budget.memory_mib + 2 * math.ceil(budget.output_bytes / MIB) + moved_mib)
            within_s = budget.wall_s + _GRACE_S + moved_mib / 10
            with self._timing_lock:
                result = read_outcome(self._supervisor.ask(RequestKind.EXECUTE, execute_payload(order), within_s))
        except SupervisorLost as error:
            self.lost = str(error)
            return _failed(self.lost)
        return result


def _failed(detail: str) -> RunResult:
    return RunResult(Ending.SANDBOX_FAILED, None, None, 0.0, 0.0, 0.0, b"", b"", detail)
