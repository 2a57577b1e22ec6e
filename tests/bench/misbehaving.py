"""Model servers that misbehave, one per mode: what they send, byte by byte. MODES has them all."""

import functools
import gzip
import itertools
import json
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator

MIB = 1 << 20
LIST = {"object": "list", "data": [{"id": "bad", "owned_by": "llamacpp", "meta": {"n_ctx": 4096}}]}
PROPS = {
    "default_generation_settings": {"n_ctx": 4096},
    "total_slots": 2,
    "build_info": "b1",
    "model_path": "/m/bad.gguf",
}
CODE = "```python\na, b = map(int, input().split())\nprint(a + b)\n```\n"
SEPARATOR = b"\r\n\r\n"
Steps = Iterator[bytes]


def head(status=200, kind="application/json", **fields) -> bytes:
    lines = [f"HTTP/1.1 {status} X", f"Content-Type: {kind}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    return "\r\n".join(lines).encode() + SEPARATOR


def body(value, status=200, **fields) -> Steps:
    yield head(status, **fields) + (value if isinstance(value, bytes) else json.dumps(value).encode())


def events(*chunks, **fields) -> Steps:
    yield head(kind="text/event-stream", **fields)
    for chunk in chunks:
        yield chunk if isinstance(chunk, bytes) else b"data: " + json.dumps(chunk).encode() + b"\n\n"


def delta(**fields):
    return {"model": "bad", "choices": [{"index": 0, "delta": fields, "finish_reason": None}]}


END = {"model": "bad", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
GOOD = (delta(content=CODE), END, b"data: [DONE]\n\n")


def hang() -> Steps:
    while True:
        time.sleep(0.2)
        yield b""


def drip(raw: bytes, pause_s=0.3) -> Steps:
    for place in range(len(raw)):
        yield raw[place : place + 1]
        time.sleep(pause_s)


def endless(*first: bytes, again: Callable[[], bytes], pause_s=0.0) -> Steps:
    yield from first
    while True:
        yield again()
        time.sleep(pause_s)


@functools.cache
def bomb() -> bytes:
    """2 GiB of blanks in a few MiB."""
    return gzip.compress(b" " * (16 * MIB), 1) * 128


def words(chars: int) -> str:
    return f"{random.getrandbits(4 * chars):0{chars}x} "


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


def stream(**fields) -> bytes:
    return head(kind="text/event-stream", **fields)


def line(chunk) -> bytes:
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


def calls():
    many = [{"index": number, "id": "x", "function": {"name": "f", "arguments": "1" * 1000}} for number in range(1000)]
    return endless(stream(), again=lambda: line(delta(tool_calls=many)))


LISTS = {
    "list: a byte now and then": lambda: drip(head() + json.dumps(LIST).encode()),
    "list: headers without an end": lambda: endless(
        b"HTTP/1.1 200 OK\r\n", again=lambda: b"X-A: " + b"a" * 65536 + b"\r\n"
    ),
    "list: headers a byte now and then": lambda: drip(b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 1000),
    "list: without an end": lambda: endless(head(), again=lambda: b'{"data":[' + b" " * 65536),
    "list: gzip bomb": lambda: body(bomb(), Content_Encoding="gzip"),
    "list: a line of 400 MB": lambda: itertools.chain([head() + b'{"data":"'], (b"x" * MIB for _n in range(400))),
    "list: a web page": lambda: body(b"<html>hello</html>", Content_Language="en"),
    "list: 401": lambda: body({"error": "key"}, 401),
    "list: 500": lambda: body({"error": "no"}, 500),
    "list: 503 for ever": lambda: body({"error": {"message": "Loading model"}}, 503),
    "list: redirect to another host": lambda: body(b"", 302, Location="http://192.0.2.1/v1/models"),
    "list: redirect to itself": lambda: body(b"", 302, Location="/v1/models"),
    "list: no JSON": lambda: body(b"hello"),
    "list: JSON 100,000 deep": lambda: body(nested(100_000)),
    "list: 200,000 models": lambda: body({"data": [{"id": f"m{number}"} for number in range(200_000)]}),
    "list: closed at once": lambda: iter(()),
    "list: no answer": hang,
    "list: no UTF-8": lambda: body(b'{"data":[{"id":"\xff\xfe"}]}'),
    "list: odd types": lambda: body(
        {"data": [{"id": ["bad"], "owned_by": ["x"]}, None, 3, {"id": "bad", "meta": 1e308}]}
    ),
    "list: no HTTP": lambda: iter([b"SSH-2.0-OpenSSH_9.2\r\n"]),
    "list: 100 Continue for ever": lambda: endless(again=lambda: b"HTTP/1.1 100 Continue\r\n\r\n", pause_s=0.001),
    "list: a length that never comes": lambda: itertools.chain(body(b'{"data":', Content_Length=10**9), hang()),
}
PROPERTIES = {
    "props: no answer": hang,
    "props: without an end": lambda: endless(head(), again=lambda: b" " * 65536),
    "props: odd types": lambda: body({"default_generation_settings": {"n_ctx": 10**40}, "total_slots": 1e999}),
}
CHATS = {
    "answer: none": hang,
    "answer: a token now and then": lambda: endless(stream(), again=lambda: line(delta(content=words(4))), pause_s=0.5),
    "answer: comments for ever": lambda: endless(stream(), again=lambda: b": ping\n\n", pause_s=0.05),
    "answer: comments at full speed": lambda: endless(stream(), again=lambda: b": ping\n\n" * 100),
    "answer: blank lines at full speed": lambda: endless(stream(), again=lambda: b"\n" * 65536),
    "answer: gzip": lambda: body(gzip.compress(b"".join(map(line, GOOD[:2]))), Content_Encoding="gzip"),
    "answer: brotli": lambda: body(b"\x0b\x02\x80", Content_Encoding="br"),
    "answer: text without an end": lambda: endless(stream(), again=lambda: line(delta(content=words(2000)))),
    "answer: reasoning without an end": lambda: endless(stream(), again=lambda: line(delta(reasoning=words(2000)))),
    "answer: empty deltas for ever": lambda: endless(stream(), again=lambda: line(delta()) * 50),
    "answer: a line without an end": lambda: endless(stream() + b"data: ", again=lambda: b"x" * 65536),
    "answer: JSON lines without an end": lambda: endless(head() + b"{\n", again=lambda: b'"a": 1,\n' * 8000),
    "answer: gzip bomb": lambda: body(bomb(), Content_Encoding="gzip"),
    "answer: tool calls without an end": calls,
    "answer: cut": lambda: events(delta(content="```python\nprint(")),
    "answer: 500": lambda: body({"error": {"message": "Compute error."}}, 500),
    "answer: 500 with a page without an end": lambda: endless(head(500), again=lambda: b"x" * 65536),
    "answer: 429, Retry-After 0, for ever": lambda: body({"error": "slow"}, 429, Retry_After="0"),
    "answer: 503, Retry-After a year": lambda: body({"error": "slow"}, 503, Retry_After="31536000"),
    "answer: 503 Loading for ever": lambda: body({"error": {"message": "Loading model"}}, 503),
    "answer: 401": lambda: body({"error": "key"}, 401),
    "answer: 404": lambda: body({"error": "no such model"}, 404),
    "answer: redirect": lambda: body(b"", 307, Location="http://192.0.2.1/"),
    "answer: a web page": lambda: body(b"<html>502</html>", 502),
    "answer: error event": lambda: events(delta(content="x"), {"error": {"code": 500, "message": "peg-native"}}),
    "answer: no finish": lambda: events(delta(content=CODE), b"data: [DONE]\n\n"),
    "answer: huge numbers": lambda: events(*GOOD[:2], {"choices": [], "usage": {"completion_tokens": 10**40}}),
    "answer: Infinity and NaN": lambda: events(
        *GOOD[:2], b'data: {"choices": [], "timings": {"prompt_ms": Infinity, "predicted_per_second": NaN}}\n\n'
    ),
    "answer: negative counts": lambda: events(*GOOD[:2], {"choices": [], "usage": {"completion_tokens": -5}}),
    "answer: half characters": lambda: events(
        b'data: {"model": "\\ud800", "id": "\\udfff", "choices": [{"delta": {"content": "\\ud83d"}}]}\n\n',
        *GOOD,
    ),
    "answer: NUL and controls": lambda: events(delta(content="\0\x1b]0;x\x07" + CODE), *GOOD[1:]),
    "answer: index 1e999": lambda: events(
        b'data: {"choices": [{"index": 1e999, "delta": {"tool_calls": [{"index": 1e999}]}}]}\n\n', *GOOD
    ),
    "answer: another model": lambda: events({**delta(content=CODE), "model": "other"}, END),
    "answer: JSON 100,000 deep": lambda: events(b"data: " + nested(100_000) + b"\n\n", *GOOD),
    "answer: 100,000 choices": lambda: events({"choices": [{"delta": {"content": "x"}}] * 100_000}, *GOOD),
    "answer: repeats itself": lambda: endless(stream(), again=lambda: line(delta(content="again and ")), pause_s=0.001),
    "answer: no UTF-8": lambda: events(b'data: {"choices": [{"delta": {"content": "\xff\xfe"}}]}\n\n', *GOOD),
    "answer: [DONE], then no end": lambda: itertools.chain(events(*GOOD), hang()),
    "answer: a length that never comes": lambda: itertools.chain(events(*GOOD[:1], Content_Length=10**9), hang()),
    "answer: types of every kind": lambda: events(
        {"choices": {"a": 1}}, {"choices": ["x"]}, {"choices": [{"delta": "x", "finish_reason": ["stop"]}]}, [], *GOOD
    ),
}
MODES = {**LISTS, **PROPERTIES, **CHATS}


class Misbehaving:
    """A server for one mode on its own port; whatever the mode is not about is answered correctly."""

    def __init__(self, mode: str) -> None:
        self.mode = mode
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _address = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                path = self._request(connection)
                for step in self._steps(path):
                    # An empty step checks that the other side is still there.
                    connection.sendall(step) if step else self._look(connection)
            except OSError:
                return

    def _look(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        try:
            if not connection.recv(1, socket.MSG_PEEK):
                raise ConnectionError("the client has gone")
        except BlockingIOError:
            pass
        finally:
            connection.setblocking(True)

    def _request(self, connection: socket.socket) -> str:
        raw = b""
        while SEPARATOR not in raw:
            piece = connection.recv(65536)
            if not piece:
                raise ConnectionError("no request")
            raw += piece
        top, _, rest = raw.partition(SEPARATOR)
        length = next(
            (int(row[15:]) for row in top.decode().split("\r\n") if row.lower().startswith("content-length:")), 0
        )
        while len(rest) < length:
            rest += connection.recv(65536)
        return top.split()[1].decode()

    def _steps(self, path: str) -> Steps:
        if path == "/v1/models":
            return LISTS[self.mode]() if self.mode in LISTS else body(LIST)
        if path.startswith("/props"):
            return PROPERTIES[self.mode]() if self.mode in PROPERTIES else body(PROPS)
        if path.endswith("/chat/completions"):
            return CHATS[self.mode]() if self.mode in CHATS else events(*GOOD)
        return body({"error": "no such address"}, 404)
