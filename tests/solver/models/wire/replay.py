"""A scripted model server on loopback for all tests: real HTTP over a real socket, chunk by chunk as scripted.

    with ReplayServer({"/v1/chat/completions": [stream(delta(content="hello"), finish("stop"))]}) as server:
        ModelClient(server.url)…

A path has a list of answers (the last one is repeated) or a function from a received request to an answer.
"""

import contextlib
import json
import select
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

CHAT = "/v1/chat/completions"


@dataclass(frozen=True)
class Received:
    """A request as it arrived."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Any  # parsed JSON, or None if there is no body


class Hold:
    """A step of an answer: send nothing more until the client hangs up (or the server closes)."""


class Cut:
    """A step of an answer: close the connection in the middle."""


@dataclass(frozen=True)
class Answer:
    """What to send: one chunk for each step."""

    steps: Iterable[bytes | Hold | Cut] = ()
    status: int = 200
    kind: str = "text/event-stream"
    headers: Mapping[str, str] = field(default_factory=dict)
    hold_before_headers: bool = False  # as if the client waited in a queue, until it hangs up


Script = Mapping[str, Sequence[Answer] | Callable[[Received], Answer]]


def event(data: object) -> bytes:
    """One server-sent event; text as it is, anything else as JSON."""
    return f"data: {data if isinstance(data, str) else json.dumps(data)}\n\n".encode()


def delta(finish_reason: str | None = None, /, **fields: object) -> dict[str, Any]:
    """A chunk of a streamed answer: delta(content="x"), delta(reasoning="x"), …"""
    return {
        "object": "chat.completion.chunk",
        "model": "scripted",
        "choices": [{"index": 0, "delta": fields, "finish_reason": finish_reason}],
    }


def finish(reason: str) -> dict[str, Any]:
    """The chunk that ends an answer."""
    return delta(reason)


def usage(prompt: int, completion: int, **more: object) -> dict[str, Any]:
    """The chunk of token counts, which has no choices."""
    counts = {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}
    return {"object": "chat.completion.chunk", "choices": [], "usage": counts, **more}


def stream(*chunks: object, done: bool = True, **answer: Any) -> Answer:
    """A streamed answer of these chunks; bytes, Hold() and Cut() are used unchanged."""
    steps = [chunk if isinstance(chunk, bytes | Hold | Cut) else event(chunk) for chunk in chunks]
    return Answer(steps=[*steps, event("[DONE]")] if done else steps, **answer)


def plain(body: object, status: int = 200, **answer: Any) -> Answer:
    """An answer in one piece, as JSON."""
    return Answer(steps=[json.dumps(body).encode()], status=status, kind="application/json", **answer)


class ReplayServer:
    """Serves a script, and keeps every request in `received`."""

    def __init__(self, script: Script) -> None:
        self.received: list[Received] = []
        self.hung_up = threading.Event()  # a client closed its connection while the server held it
        self.holding = threading.Event()  # the server has reached a Hold
        self._script = {path: answers if callable(answers) else list(answers) for path, answers in script.items()}
        self._over = threading.Event()
        self._lock = threading.Lock()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args: object) -> None:
                pass

            def do_GET(self) -> None:
                owner._serve(self)

            do_POST = do_GET

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, request: object, client_address: object) -> None:
                """Ignore errors, because clients are expected to hang up."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> "ReplayServer":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def bodies(self, path: str = CHAT) -> list[Any]:
        """The JSON bodies received at a path, in order."""
        return [received.body for received in self.received if received.path == path]

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        raw = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        received = Received(
            handler.command, handler.path, dict(handler.headers.items()), json.loads(raw) if raw else None
        )
        with self._lock:
            self.received.append(received)
        answer = self._next(received)
        if answer.hold_before_headers:
            self._hold(handler)
            return
        handler.send_response(answer.status)
        handler.send_header("Content-Type", answer.kind)
        handler.send_header("Transfer-Encoding", "chunked")
        for name, value in answer.headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        for step in answer.steps:
            if isinstance(step, Hold):
                handler.wfile.flush()
                self._hold(handler)
                return
            if isinstance(step, Cut):
                handler.close_connection = True
                return
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(step), step))
        handler.wfile.write(b"0\r\n\r\n")

    def _next(self, received: Received) -> Answer:
        script = self._script.get(received.path)
        if script is None:
            return plain({"error": {"message": "no such address"}}, status=404)
        if callable(script):
            return script(received)
        with self._lock:
            return script.pop(0) if len(script) > 1 else script[0]

    def _hold(self, handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        self.holding.set()
        while not self._over.is_set():
            readable, _, _ = select.select([handler.connection], [], [], 0.02)
            if readable:
                with contextlib.suppress(OSError):
                    if handler.connection.recv(65536):
                        continue
                self.hung_up.set()
                return
