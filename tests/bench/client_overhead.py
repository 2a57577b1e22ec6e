"""What the model client costs: CPU microseconds a chunk above bare httpx iter_raw, on the same stream in the same run.

    python -m tests.bench.client_overhead [--chunks 20000] [--runs 5] [--pace-us 200]

The server is another process, so that this one's CPU time is the client's alone (its watching thread included).
"""

import argparse
import json
import multiprocessing
import socket
import statistics
import time
from collections.abc import Callable

import httpx

from judge.attempt import Effort
from solver.models.client import ModelClient
from solver.models.wire.request import Message, Request, RequestSettings, Role

_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"


def _chunk(number: int, delta: dict[str, str], finish: str | None = None) -> bytes:
    event = {
        "choices": [{"finish_reason": finish, "index": 0, "delta": delta}],
        "created": 1795220121,
        "id": "chatcmpl-benchmark-0123456789abcdef",
        "model": "scripted",
        "system_fingerprint": "b1-test",
        "object": "chat.completion.chunk",
    }
    data = f"data: {json.dumps(event)}\n\n".encode()
    return b"%x\r\n%s\r\n" % (len(data), data)


def serve(listener: socket.socket, chunks: int) -> None:
    """Answer each connection with the stream; the path's last part is the pause between chunks in microseconds."""
    body = [_chunk(i, {"reasoning_content" if i % 4 else "content": f" word{i % 997}"}) for i in range(chunks)]
    while True:
        connection, _ = listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        request = connection.makefile("rb")
        pace_s = int(request.readline().split(b" ")[1].split(b"/")[1]) / 1e6
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
            connection.sendall(_chunk(0, {}, "stop") + b"e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n")
        except OSError:
            continue
        finally:
            connection.close()


def bare(url: str) -> None:
    """The floor: httpx hands out the raw bytes."""
    with httpx.Client(timeout=None) as client, client.stream("POST", url + "/v1/chat/completions", json={}) as response:
        for _ in response.iter_raw():
            pass


def ours(url: str) -> None:
    """The whole client, with somebody listening to its progress."""
    events = []
    with ModelClient(url) as client:
        request = Request("scripted", (Message(Role.USER, "x"),), Effort.HIGH, RequestSettings(65_536))
        exchange = client.ask(request, events.append)
    if exchange.finish != "stop":
        raise SystemExit(f"the stream was not read whole: {exchange.notes}")


def cpu_us_per_chunk(read: Callable[[str], None], url: str, chunks: int) -> float:
    began = time.process_time()
    read(url)
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
        for name, pace in (("unpaced", 0), (f"paced, {given.pace_us} us", given.pace_us)):
            pairs = [
                (
                    cpu_us_per_chunk(bare, f"{address}/{pace}", given.chunks),
                    cpu_us_per_chunk(ours, f"{address}/{pace}", given.chunks),
                )
                for _ in range(given.runs)
            ]
            # The runs alternate, so that other work on the machine falls on both alike; medians forgive one bad run.
            floor, whole = (statistics.median(column) for column in zip(*pairs, strict=True))
            print(
                f"{name}: {given.chunks} chunks, iter_raw {floor:.1f} us, client {whole:.1f} us, "
                f"above it {whole - floor:.1f} us of CPU a chunk (medians of {given.runs} runs)"
            )
    finally:
        server.terminate()
        server.join()


if __name__ == "__main__":
    main()
