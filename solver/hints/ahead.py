"""Writes levels that nobody has asked for yet, while the learner reads: in a thread, one after the other."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait

from solver.errors import SolverError
from solver.hints.ladder import HintRequest, WrittenHint, write


class BackgroundWriter:
    """Levels being written. They are not logged here: the caller that takes a level logs it."""

    def __init__(self, asked: HintRequest, levels: Sequence[int], others: Mapping[int, str]) -> None:
        """others: the ladder's levels so far. The client of `asked` belongs to this object and is closed with it."""
        self._asked, self._others = asked, dict(others)
        self._tell: tuple[int, Callable[[object], None]] | None = None  # the level being waited for
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="hints")
        self._levels = {level: self._pool.submit(self._write, level) for level in levels}

    def take(self, level: int, tell: Callable[[object], None]) -> WrittenHint | None:
        """The level, waiting for it if it is being written; None if it is not, or if its server failed."""
        future = self._levels.get(level)
        if future is None:
            return None
        self._tell = level, tell
        try:
            wait([future])  # Ctrl-C does not interrupt the writing
        finally:
            self._tell = None
        del self._levels[level]
        return _outcome(future)

    def close(self) -> dict[int, WrittenHint]:
        """Stop writing; returns the finished levels that nobody took."""
        for future in self._levels.values():
            future.cancel()
        self._asked.ready.client.close()
        self._pool.shutdown(wait=True)
        done = {level: _outcome(future) for level, future in self._levels.items() if not future.cancelled()}
        self._levels = {}
        return {level: written for level, written in done.items() if written is not None}

    def _write(self, level: int) -> WrittenHint:
        written = write(self._asked, level, self._others, lambda event: self._on_event(level, event))
        if written.text is not None:
            self._others[level] = written.text
        return written

    def _on_event(self, level: int, event: object) -> None:
        waiting = self._tell
        if waiting is not None and waiting[0] == level:
            waiting[1](event)


def _outcome(future: Future[WrittenHint]) -> WrittenHint | None:
    """What was written; None if the server failed: whoever needs the level asks again and gets the error."""
    error = future.exception()
    if error is not None and not isinstance(error, SolverError):
        raise error
    return future.result() if error is None else None
