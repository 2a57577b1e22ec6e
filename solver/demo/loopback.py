"""A small HTTP server on 127.0.0.1, on a free port, for as long as a `with` block lasts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Seen:
    """One request that a server got, kept for inspection."""

    method: str
    path: str  # with the query
    headers: Mapping[str, str]  # names in lower case
    body: bytes = field(repr=False)

    @property
    def purpose(self) -> str | None:
        return self.headers.get("x-kyoso-purpose")

    def json(self) -> Any:
        """The body as JSON; raises ValueError if it is not."""
        return json.loads(self.body)


class _HttpServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a client may keep its connection open for ever
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print nothing: a client may hang up."""


class LoopbackServer:
    """Serves `answer` until the `with` block ends; each request runs in its own daemon thread.

    `port` 0 picks a free one. `url` is the base address without a trailing slash, `seen` every request so far, in the
    order of arrival.
    """

    def __init__(self, port: int = 0) -> None:
        self.seen: list[Seen] = []
        outer = self

        class BoundHandler(LoopbackHandler):
            server_of = outer

        self._http = _HttpServer(("127.0.0.1", port), BoundHandler)
        self._thread = Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"

    def answer(self, request: Seen, out: "LoopbackHandler") -> None:
        """Answer one request through `out`."""
        raise NotImplementedError

    def close_port(self) -> None:
        """Stop listening: from now on connections are refused."""
        if self._thread.is_alive():
            self._http.shutdown()
            self._thread.join()
        self._http.server_close()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.close_port()


class LoopbackHandler(BaseHTTPRequestHandler):
    """One connection. Writes whole bodies with `send`, streams with `begin_stream`, `event` and `end_stream`."""

    server_of: LoopbackServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else header and body, written one after the other, wait 40 ms for an ACK
    timeout = 120

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Seen(self.command, self.path, headers, self.rfile.read(length))
        self.server_of.seen.append(request)
        self.server_of.answer(request, self)

    do_POST = do_GET

    def send(self, status: int, body: bytes, kind: str = "application/json") -> None:
        """Send a whole answer, in UTF-8."""
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def send_json(self, status: int, value: object) -> None:
        self.send(status, json.dumps(value).encode())

    def begin_stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def event(self, value: object) -> None:
        """Send one event: a string as it is, anything else as JSON. Raises OSError if the client has hung up."""
        data = value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
        line = f"data: {data}\n\n".encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(line), line))

    def end_stream(self) -> None:
        self.wfile.write(b"0\r\n\r\n")

    def hang_up(self) -> None:
        """Close the connection at once, in the middle of whatever is being sent."""
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing."""
