"""What the model client costs: CPU microseconds per chunk above bare httpx iter_raw, on one stream in one run.

    python -m tests.bench.client_overhead [--chunks 20000] [--runs 5] [--pace-us 200]

The server is another process, so this one's CPU time is the client's alone (its watching thread included).
"""

import argparse
import json
import multiprocessing
import socket
import statistics
import time
from collections.abc import Callable

import httpx

from judge.effort import Effort
from solver.models.client import ModelClient
from solver.models.wire.chat import ChatCompletions
from solver.models.wire.dialect import Dialect
from solver.models.wire.lmstudio import LMStudioChat
from solver.models.wire.ollama import OllamaChat
from solver.models.wire.request import Message, Request, RequestSettings, Role
from solver.models.wire.responses import Responses

_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"


Stream = tuple[list[bytes], bytes]  # the pieces, and what ends them

DIALECTS: dict[str, Dialect] = {
    dialect.path: dialect for dialect in (ChatCompletions(), Responses(), LMStudioChat(), OllamaChat())
}


def _framed(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def _named(event: dict[str, object]) -> bytes:
    return _framed(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode())


def streams(chunks: int) -> dict[str, Stream]:
    """The same words as each dialect streams them, by its path."""
    words = [(bool(number % 4), f" word{number % 997}") for number in range(chunks)]
    usage = {"output_tokens": chunks, "total_output_tokens": chunks, "input_tokens": 9}
    responses = [
        {
            "type": f"response.{'reasoning' if thought else 'output'}_text.delta",
            "item_id": "msg_0123456789",
            "delta": word,
        }
        for thought, word in words
    ]
    own = [{"type": "reasoning.delta" if thought else "message.delta", "content": word} for thought, word in words]
    lines = [
        {"model": "scripted", "created_at": "2026-11-27T00:00:00Z", "done": False}
        | {"message": {"role": "assistant", "content": "", "thinking" if thought else "content": word}}
        for thought, word in words
    ]
    return {
        ChatCompletions().path: (
            [
                _chunk(i, {"reasoning_content" if thought else "content": word})
                for i, (thought, word) in enumerate(words)
            ],
            _chunk(0, {}, "stop") + b"e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n",
        ),
        Responses().path: (
            [_named(event) for event in responses],
            _named({"type": "response.completed", "response": {"status": "completed", "usage": usage}}) + b"0\r\n\r\n",
        ),
        LMStudioChat().path: (
            [_named(event) for event in own],
            _named({"type": "chat.end", "result": {"stats": usage}}) + b"0\r\n\r\n",
        ),
        OllamaChat().path: (
            [_framed(json.dumps(line).encode() + b"\n") for line in lines],
            _framed(b'{"done": true, "done_reason": "stop"}\n') + b"0\r\n\r\n",
        ),
    }


def _chunk(number: int, delta: dict[str, str], finish: str | None = None) -> bytes:
    event = {
        "choices": [{"finish_reason": finish, "index": 0, "delta": delta}],
        "created": 1795220121,
        "id": "chatcmpl-benchmark-0123456789abcdef",
        "model": "scripted",
        "system_fingerprint": "b1-test",
        "object": "chat.completion.chunk",
    }
    return _framed(f"data: {json.dumps(event)}\n\n".encode())


def serve(listener: socket.socket, chunks: int) -> None:
    """Answer each connection with the stream of its dialect; the path begins with the pause in microseconds."""
    bodies = streams(chunks)
    while True:
        connection, _ = listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        request = connection.makefile("rb")
        _, pace, path = request.readline().split(b" ")[1].decode().split("/", 2)
        pace_s = int(pace) / 1e6
        body, end = bodies[f"/{path}"]
        length = 0
        while (line := request.readline().strip()) != b"":
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        request.read(length)
        try:
            connection.sendall(_HEAD)
            for data in body:
                connection.sendall(data)
                if pace_s:
                    time.sleep(pace_s)
            connection.sendall(end)
        except OSError:
            continue
        finally:
            connection.close()


def bare(url: str, dialect: Dialect) -> None:
    """The floor: httpx hands out the raw bytes."""
    with httpx.Client(timeout=None) as client, client.stream("POST", url + dialect.path, json={}) as response:
        for _ in response.iter_raw():
            pass


def ours(url: str, dialect: Dialect) -> None:
    """The whole client, with a listener for its progress."""
    events = []
    with ModelClient(url, dialects=[dialect]) as client:
        request = Request("scripted", (Message(Role.USER, "x"),), Effort.HIGH, RequestSettings(1_000_000))
        exchange = client.ask(request, events.append)
    if exchange.finish != "stop":
        raise SystemExit(f"the stream was not read whole: {exchange.notes}")


def cpu_us_per_chunk(read: Callable[[str, Dialect], None], url: str, dialect: Dialect, chunks: int) -> float:
    began = time.process_time()
    read(url, dialect)
    return (time.process_time() - began) / chunks * 1e6


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--chunks", type=int, default=20_000)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--pace-us", type=int, default=200)
    given = options.parse_args()
    listener = socket.create_server(("127.0.0.1", 0))
    server = multiprocessing.get_context("fork").Process(target=serve, args=(listener, given.chunks), daemon=True)
    server.start()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        for dialect in DIALECTS.values():
            for name, pace in (("unpaced", 0), (f"paced, {given.pace_us} us", given.pace_us)):
                pairs = [
                    (
                        cpu_us_per_chunk(bare, f"{address}/{pace}", dialect, given.chunks),
                        cpu_us_per_chunk(ours, f"{address}/{pace}", dialect, given.chunks),
                    )
                    for _ in range(given.runs)
                ]
                # The runs alternate, so that other work on the machine falls on both alike; medians forgive a bad run.
                floor, whole = (statistics.median(column) for column in zip(*pairs, strict=True))
                print(
                    f"{dialect.name}, {name}: {given.chunks} chunks, iter_raw {floor:.1f} us, client {whole:.1f} us, "
                    f"above it {whole - floor:.1f} us of CPU a chunk (medians of {given.runs} runs)"
                )
    finally:
        server.terminate()
        server.join()


if __name__ == "__main__":
    main()
