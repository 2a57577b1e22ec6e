"""One connection to a model server, which can be hung up from another thread."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any

from solver.models.patience import Timeouts
from solver.models.wire.exchange import ErrorKind
from solver.models.wire.gathering import Gathering


class WatchedConnection:
    """One connection and the thread that watches its silence: it hangs up when the patience is over."""

    def __init__(self, gathering: Gathering, timeouts: Timeouts, clock: Callable[[], float]) -> None:
        self.gave_up: tuple[ErrorKind, str] | None = None
        self.gathering = gathering
        self._timeouts = timeouts
        self._clock = clock
        self._sockets: list[socket.socket] = []
        self._over = threading.Event()
        self._hung_up = False
        self._watch = threading.Thread(target=self._watch_silence, name="kyoso-silence", daemon=True)

    def __enter__(self) -> "WatchedConnection":
        self._watch.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._watch.join()

    def trace(self, event: str, info: dict[str, Any]) -> None:
        """httpcore's trace hook: keeps the socket, the only thing by which another thread can end a blocking read."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            sock = info["return_value"].get_extra_info("socket")
            if sock is not None:
                self._sockets.append(sock)
            if self._hung_up:
                self.hang_up()

    def hang_up(self) -> None:
        """End the connection, from any thread."""
        self._hung_up = True
        for sock in self._sockets:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # it is closed already

    def _watch_silence(self) -> None:
        gathering, timeouts = self.gathering, self._timeouts
        while True:
            if gathering.first is None:
                limit, since = timeouts.first_token_s, gathering.started
            else:
                limit, since = timeouts.silence_s, gathering.latest
            left = since + limit - self._clock()
            if left <= 0:
                kind = ErrorKind.NO_FIRST_TOKEN if gathering.first is None else ErrorKind.SILENT
                self.gave_up = (kind, f"nothing came for {limit:g} s")
                self.hang_up()
                return
            # Not beyond silence_s: the first token may come meanwhile, and from then on the other limit holds.
            if self._over.wait(min(left, timeouts.silence_s)):
                return


class Deadline:
    """One connection that is hung up when its time is over, however slowly the other side drips."""

    def __init__(self, limit_s: float) -> None:
        self.is_over = False
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(limit_s, self._hang_up)
        self._timer.daemon = True

    def __enter__(self) -> "Deadline":
        self._timer.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._timer.cancel()

    def trace(self, event: str, info: dict[str, Any]) -> None:
        """httpcore's trace hook, as above."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            sock = info["return_value"].get_extra_info("socket")
            if sock is not None:
                self._sockets.append(sock)

    def _hang_up(self) -> None:
        self.is_over = True
        for sock in self._sockets:
            with suppress(OSError):  # it is closed already
                sock.shutdown(socket.SHUT_RDWR)
