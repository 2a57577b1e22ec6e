"""Connections to a model server that another thread can hang up."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from solver.models.retries import Timeouts
from solver.models.wire.answer_builder import AnswerBuilder
from solver.models.wire.batches import batched
from solver.models.wire.exchange import ErrorKind

_STALLED = 5  # times slower than token_s: that pace over silence_s is as good as silence


class _Connection:
    """A connection that another thread can hang up by shutting its socket, the only way to end a blocking read."""

    def __init__(self) -> None:
        self._sockets: list[socket.socket] = []
        self._hung_up = False

    def trace(self, event: str, info: dict[str, Any]) -> None:
        """Keep the socket; this is httpcore's trace hook."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            stream = info["return_value"]
            sock = stream.get_extra_info("socket")
            if sock is not None:
                self._sockets.append(sock)
                self._opened(stream, sock)
            if self._hung_up:
                self.hang_up()

    def _opened(self, stream: Any, sock: socket.socket) -> None:
        """Called with httpcore's stream as soon as it is open."""

    def hang_up(self) -> None:
        """End the connection, from any thread."""
        self._hung_up = True
        for sock in self._sockets:
            with suppress(OSError):  # already closed
                sock.shutdown(socket.SHUT_RDWR)


class WatchedConnection(_Connection):
    """A connection with a thread that hangs it up when a time limit is exceeded."""

    def __init__(self, builder: AnswerBuilder, timeouts: Timeouts, clock: Callable[[], float]) -> None:
        super().__init__()
        self.gave_up: tuple[ErrorKind, str] | None = None
        self.builder = builder
        self._timeouts = timeouts
        self._clock = clock
        self._seen: tuple[float, int] | None = None  # when the pace was last checked, and the tokens until then
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._watch_silence, name="kyoso-silence", daemon=True)

    def __enter__(self) -> "WatchedConnection":
        self._watch.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._over.set()
        self._watch.join()

    def _opened(self, stream: Any, sock: socket.socket) -> None:
        stream.read = batched(stream.read, sock, self.builder)

    def _watch_silence(self) -> None:
        while True:
            left, kind, why = min(self._limits(), key=lambda limit: limit[0])
            if left <= 0:
                self.gave_up = kind, why
                self.hang_up()
                return
            # At most silence_s: the first token may come meanwhile, and from then on the other limits apply.
            if self._over.wait(min(left, self._timeouts.silence_s)):
                return

    def _limits(self) -> Iterator[tuple[float, ErrorKind, str]]:
        """For each limit the seconds left, and the error if there are none."""
        builder, timeouts, now = self.builder, self._timeouts, self._clock()
        first, wait_s = builder.first, timeouts.silence_s
        if first is None:
            limit = timeouts.first_token_s
            yield builder.started + limit - now, ErrorKind.NO_FIRST_TOKEN, f"nothing came for {limit:g} s"
            return
        yield builder.latest + wait_s - now, ErrorKind.SILENT, f"nothing came for {wait_s:g} s"
        whole = max(wait_s, builder.max_tokens * timeouts.token_s)
        yield first + whole - now, ErrorKind.SILENT, f"the answer was not complete within {whole:.0f} s"
        seen_at, seen = self._seen or (first, 0)
        if now - seen_at >= wait_s:
            came, self._seen = builder.tokens - seen, (now, builder.tokens)
            if came * timeouts.token_s * _STALLED < now - seen_at:
                yield 0.0, ErrorKind.SILENT, f"only {came} tokens came in {now - seen_at:.0f} s"


class Deadline(_Connection):
    """A connection that is hung up when its time is up, even if the other side still trickles bytes."""

    def __init__(self, limit_s: float) -> None:
        super().__init__()
        self._timer = threading.Timer(limit_s, self.hang_up)
        self._timer.daemon = True

    @property
    def is_over(self) -> bool:
        return self._hung_up

    def __enter__(self) -> "Deadline":
        self._timer.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._timer.cancel()
