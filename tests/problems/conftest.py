"""A web server on loopback that gives the answers that a test sets and remembers every request."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


class Answers:
    """Paths and their answers: text, bytes or (status, headers, body). A list is used up; its last element stays."""

    def __init__(self):
        self.by_path = {}
        self.asked = []  # (time, path, headers)
        self.url = ""
        self.ahead_s = 0  # how far the server's clock is ahead of this machine's

    def __setitem__(self, path, answer):
        self.by_path[path] = answer

    @property
    def paths(self):
        return [path for _time, path, _headers in self.asked]

    def next(self, path):
        answer = self.by_path.get(path, (404, {}, "<h1>404 Page Not Found</h1>"))
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        return answer if isinstance(answer, tuple) else (200, {}, answer)


@pytest.fixture
def web():
    answers = Answers()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args):
            pass

        def do_GET(self):
            answers.asked.append((time.monotonic(), self.path, dict(self.headers)))
            status, headers, body = answers.next(self.path)
            if status == 0:  # drop the connection without an answer
                self.close_connection = True
                self.connection.close()
                return
            raw = body if isinstance(body, bytes) else body.encode()
            self.send_response_only(status)
            date = {"Date": self.date_time_string(time.time() + answers.ahead_s)}
            for name, value in {"Content-Type": "text/html; charset=utf-8", **date, **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    answers.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield answers
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def tokyo(monkeypatch):
    """The local time zone is Japan's."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "JST-9")  # needs no time zone database
        time.tzset()
        yield
    time.tzset()
