"""Whatever a broken or hostile server answers, a request ends in a one-line error in bounded time and memory."""

import gzip
import itertools
import resource
import socket
import threading
import time
import zlib
from contextlib import closing, contextmanager
from datetime import timedelta

import pytest

from problems.errors import PageNotFound, SiteRefused, SiteUnavailable
from problems.site import LARGEST_ANSWER, Site

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@contextmanager
def server(pieces):
    """A server that answers every connection with these pieces: bytes to send, or a float for a pause in seconds."""
    stop = threading.Event()

    def answer(connection):
        with connection:
            connection.recv(65536)
            for piece in pieces():
                if stop.is_set():
                    return
                try:
                    stop.wait(piece) if isinstance(piece, float) else connection.sendall(piece)
                except OSError:
                    return

    def accept():
        while True:
            try:
                connection, _address = listener.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        stop.set()
        listener.shutdown(socket.SHUT_RDWR)


def drip(head, byte):
    yield head
    while True:
        yield 0.05
        yield byte


def one_bomb():
    """200 MB in one compressed stream; made when it is sent, not by every process that collects tests."""
    packed = zlib.compress(b"\0" * 200_000_000)
    return [OK + b"Content-Encoding: deflate\r\nContent-Length: %d\r\n\r\n" % len(packed), packed]


BOMB = gzip.compress(b"\0" * 1_000_000) * 400  # 400 MB in 400 kB, as 400 gzip members
LINE = b"x" * 1_000_000

HOSTILE = {
    "a body that drips": lambda: drip(OK + b"Content-Length: 100000\r\n\r\n", b"x"),
    "headers that drip": lambda: drip(OK + b"X-Slow: ", b"x"),
    "a status line that drips": lambda: drip(b"", b"H"),
    "an endless line": lambda: itertools.chain([OK + b"\r\n"], itertools.repeat(LINE)),
    "endless chunks": lambda: itertools.chain(
        [OK + b"Transfer-Encoding: chunked\r\n\r\n"], itertools.repeat(b"f4240\r\n" + LINE + b"\r\n")
    ),
    "endless headers": lambda: itertools.chain([OK], itertools.repeat(b"X-A: " + b"a" * 1000 + b"\r\n")),
    "a gzip bomb": lambda: [OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(BOMB), BOMB],
    "a zlib bomb": one_bomb,
    "gzip in gzip": lambda: [OK + b"Content-Encoding: gzip, gzip\r\nContent-Length: 2\r\n\r\n", b"ab"],
    "invalid gzip": lambda: [OK + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n", b"ab"],
    "not HTTP": lambda: [b"SSH-2.0-x\r\n"],
    "nothing": lambda: [],
    "a status of 999": lambda: [b"HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n"],
    "a redirect without an address": lambda: [b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"],
    "a redirect to a file": lambda: [b"HTTP/1.1 302 Found\r\nLocation: file:///etc/x\r\nContent-Length: 0\r\n\r\n"],
    "a redirect to an invalid address": lambda: [
        b"HTTP/1.1 302 Found\r\nLocation: http://[\r\nContent-Length: 0\r\n\r\n"
    ],
    "a redirect to another port": lambda: [
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
    ],
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_answer_is_a_one_line_error_in_bounded_time_and_memory(what):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with server(HOSTILE[what]) as url, Site(url, longest_s=1.0, sleep=lambda _s: None) as site:
        began = time.monotonic()
        with pytest.raises((SiteUnavailable, PageNotFound)) as caught:
            site.page("/a")
        assert time.monotonic() - began < 20
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 300
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 8 * LARGEST_ANSWER / 1024


def test_an_endless_retry_after_zero_ends_after_a_few_tries(web):
    web["/a"] = (429, {"Retry-After": "0"}, "")
    with Site(web.url, sleep=lambda _s: None) as site, pytest.raises(SiteRefused):
        site.page("/a")
    web["/b"] = (503, {"Retry-After": "0"}, "")
    with Site(web.url, sleep=lambda _s: None) as site, pytest.raises(SiteUnavailable):
        site.page("/b")
    assert web.paths.count("/a") == web.paths.count("/b") == 4


@pytest.mark.parametrize(
    ("kind", "body", "text"),
    [
        ("text/html; charset=hex", "競".encode(), "競"),
        ("text/html; charset=shift_jis", "競走".encode("shift_jis"), "競走"),
        ("text/html; charset=nothing-known", b"\xff", "\ufffd"),
        ("text/html; charset=hex", b"\xff", "\ufffd"),
        ("", "競".encode(), "競"),
    ],
)
def test_a_page_with_an_odd_charset_is_still_read(web, kind, body, text):
    web["/a"] = (200, {"Content-Type": kind}, body)
    with Site(web.url) as site:
        assert site.page("/a") == text


def test_the_sites_date_shows_how_far_this_machines_clock_is_off(web):
    web["/a"] = "there"
    with Site(web.url) as site:
        assert site.clock_error is None
        site.page("/a")
        assert abs(site.clock_error) < timedelta(minutes=1)
    odd = b"Date: Thu, 99 Foo 0000\r\nContent-Length: 1\r\nConnection: close\r\n\r\n"
    with server(lambda: [OK + odd + b"x"]) as url, Site(url) as site:
        assert site.page("/a") == "x" and site.clock_error is None
