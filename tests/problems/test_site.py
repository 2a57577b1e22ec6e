"""The site over real HTTP on loopback: manners, retries, refusals, and which failures are distinguished."""

import gzip
import socket
import threading
from datetime import UTC, datetime

import pytest

from problems.errors import LoginRequired, PageNotFound, SiteRefused, SiteUnavailable
from problems.site import LARGEST_ANSWER, Site
from problems.web import is_loopback

LOGIN = '<html><body><form method="POST"><input type="text" name="username"><input type="password" name="password">'


class Pauses(list):
    """A sleep that only records how long it should last, and advances its own clock."""

    def __init__(self):
        self.now = 100.0

    def __call__(self, seconds):
        self.append(seconds)
        self.now += seconds


@pytest.fixture
def pauses():
    return Pauses()


@pytest.fixture
def site(web, pauses):
    with Site(web.url, sleep=pauses, clock=lambda: datetime(2026, 1, 1, tzinfo=UTC)) as site:
        yield site


def test_a_page_is_fetched_once_by_a_client_that_names_itself(web, site):
    web["/contests/x"] = "<p>競</p>"
    assert site.page("/contests/x") == "<p>競</p>"
    assert web.paths == ["/contests/x"]
    assert "kyoso/" in web.asked[0][2]["User-Agent"]


def test_a_missing_page_is_not_found_and_not_retried(web, site):
    with pytest.raises(PageNotFound):
        site.page("/nothing")
    assert len(web.paths) == 1


def test_a_redirect_to_the_login_page_and_a_login_form_both_ask_for_a_login(web, site):
    web["/a"] = (302, {"Location": "/login?continue=a"}, "")
    web["/login?continue=a"] = LOGIN
    web["/b"] = LOGIN
    for path in ("/a", "/b"):
        with pytest.raises(LoginRequired) as caught:
            site.page(path)
        assert ".html" in str(caught.value)


def test_redirects_are_followed_only_on_the_same_host(web, site):
    web["/old"] = (301, {"Location": "/new"}, "")
    web["/new"] = "here"
    web["/away"] = (302, {"Location": "http://example.com/"}, "")
    web["/round"] = (302, {"Location": "/round"}, "")
    assert site.page("/old") == "here"
    for path in ("/away", "/round"):
        with pytest.raises(SiteUnavailable):
            site.page(path)


def test_a_temporary_failure_is_retried(web, site, pauses):
    web["/a"] = [(500, {}, "oops"), (503, {"Retry-After": "7"}, ""), (0, {}, ""), "there"]
    assert site.page("/a") == "there"
    assert pauses == [1.0, 7.0, 4.0]


def test_a_lasting_failure_is_a_one_line_error_after_a_few_tries(web, site, pauses):
    web["/a"] = (500, {}, "oops")
    with pytest.raises(SiteUnavailable) as caught:
        site.page("/a")
    assert not isinstance(caught.value, SiteRefused)
    assert len(web.paths) == 4 and "\n" not in str(caught.value)


def test_a_site_that_does_not_listen_is_a_one_line_error(pauses):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with Site(f"http://127.0.0.1:{port}", sleep=pauses) as site, pytest.raises(SiteUnavailable) as caught:
        site.page("/a")
    assert "KYOSO_SITE" in str(caught.value) and "\n" not in str(caught.value)
    assert pauses == [1.0]  # a person without a network is not kept waiting


def test_a_short_retry_after_is_waited_for(web, site, pauses):
    web["/a"] = [(429, {"Retry-After": "3"}, ""), (429, {"Retry-After": "Thu, 01 Jan 2026 00:00:20 GMT"}, ""), "there"]
    assert site.page("/a") == "there"
    assert pauses == [3.0, 20.0]


@pytest.mark.parametrize(
    "answer", [(403, {}, ""), (429, {}, ""), (429, {"Retry-After": "3600"}, ""), (429, {"Retry-After": "1"}, "")]
)
def test_after_a_refusal_no_more_requests_are_made(web, site, answer):
    web["/a"] = answer
    web["/b"] = "there"
    with pytest.raises(SiteRefused):
        site.page("/a")
    asked = len(web.paths)
    assert asked <= 4
    for _again in range(2):
        with pytest.raises(SiteRefused):
            site.page("/b")
    assert len(web.paths) == asked


def test_requests_to_a_real_site_are_spaced_out_even_between_threads(web, pauses, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "*")
    web["/a"] = "there"
    # 0.0.0.0 reaches this machine without being a loopback address, so requests are spaced out.
    with Site(web.url.replace("127.0.0.1", "0.0.0.0"), gap_s=1.5, sleep=pauses, monotonic=lambda: pauses.now) as site:
        threads = [threading.Thread(target=site.page, args=("/a",)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert pauses == [1.5, 1.5, 1.5]


def test_no_gap_is_kept_on_loopback(web, site, pauses):
    web["/a"] = "there"
    site.page("/a")
    site.page("/a")
    assert pauses == []


def test_pictures_of_the_site_are_fetched_from_the_configured_base_and_others_never(web, site):
    web["/img/x/a.png"] = b"\x89PNG"
    for address in ("https://img.atcoder.jp/img/x/a.png", "https://atcoder.jp/img/x/a.png", f"{web.url}/img/x/a.png"):
        assert site.picture(address) == b"\x89PNG"
    for address in ("https://example.com/img/x/a.png", "data:image/png;base64,AA", "file:///etc/passwd"):
        with pytest.raises(PageNotFound):
            site.picture(address)
    assert web.paths == ["/img/x/a.png"] * 3


def test_a_compressed_page_is_read(web, site):
    web["/a"] = (200, {"Content-Encoding": "gzip"}, gzip.compress("競走".encode()))
    assert site.page("/a") == "競走"


def test_an_answer_that_is_too_large_is_cut_off(web, site):
    web["/a"] = b"x" * (LARGEST_ANSWER + 1)
    with pytest.raises(SiteUnavailable):
        site.page("/a")


NO_HOSTS = ["http://xn--a", f"http://{'a' * 64}.jp", "http://a..jp", "http://a\x01b", "http://[::1", "http://a:0"]


@pytest.mark.parametrize("base", ["", "atcoder.jp", "ftp://atcoder.jp", "http://", *NO_HOSTS])
def test_a_base_that_is_not_an_address_is_an_error(base):
    with pytest.raises(SiteUnavailable):
        Site(base)


def test_loopback_is_recognized_in_every_form():
    assert all(map(is_loopback, ("localhost", "127.0.0.1", "127.9.9.9", "::1")))
    assert not any(map(is_loopback, ("atcoder.jp", "10.0.0.1", "0.0.0.0", "localhost.example.com")))
