"""The contest site over HTTP, politely: one request at a time, spaced out, and none once it has refused."""

import queue
import re
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from gettext import gettext as _
from importlib.metadata import version
from urllib.parse import quote, urljoin, urlsplit

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type

from problems.errors import LoginRequired, PageNotFound, SiteRefused, SiteUnavailable
from problems.page import SITE, is_login_page
from problems.web import (
    UnaskedEncoding,
    is_loopback,
    parse_http_date,
    retry_after_s,
    trusted,
    unpacked,
    web_address,
    whole_response,
)

GAP_S = 1.5  # between two requests to a real site
LONGEST_WAIT_S = 60.0  # a Retry-After above this is taken as a refusal
TRIES = 4  # per request: the first, and three more after transient failures
_FIRST_TRIES = 2  # until the site has answered once: there may be no network, and the user is waiting
LARGEST_ANSWER = 32_000_000  # bytes; the largest real page has about 200,000
TIMEOUT_S = 30.0  # without receiving a byte
LONGEST_ANSWER_S = 60.0  # for one request, however steadily its bytes come in
CLOCK_TOLERANCE = timedelta(minutes=5)  # between two clocks that are both right
_REDIRECTS = 5
_MOVED = (301, 302, 303, 307, 308)
_FIGURE_HOST = "img.atcoder.jp"


class _TransientFailure(Exception):
    """A transient failure. `wait_s` is the wait that the server asked for; None: it did not say."""

    def __init__(self, why: str, wait_s: float | None = None, *, refused: bool = False) -> None:
        super().__init__(why)
        self.wait_s = wait_s
        self.refused = refused


class Site:
    """Pages and pictures of the site at `base_url`; atcoder.jp's own addresses are mapped onto it by their path.

    Requests from all threads go out one at a time, at least `gap_s` seconds apart unless the base is this machine
    itself (loopback). A 403, or a 429 without a short Retry-After, is final: after SiteRefused this object sends no
    more requests. Redirects are followed only within the same host. Responses are limited in size, compressed and
    decompressed, and in total time. `clock_error` is how far this machine's clock is ahead of the site's, by its last
    answer. `setting` is what an error says to check. Close it, or use it in a `with`.
    """

    def __init__(
        self,
        base_url: str = SITE,
        *,
        gap_s: float = GAP_S,
        timeout_s: float = TIMEOUT_S,
        longest_s: float = LONGEST_ANSWER_S,
        tries: int = TRIES,
        setting: str = "KYOSO_SITE",
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.base_url = base_url.rstrip("/")
        parts = web_address(self.base_url)
        if parts is None or not parts.hostname:
            text = _("“{url}” is not the address of a site. {setting} must look like {example}.")
            raise SiteUnavailable(text.format(url=base_url, setting=setting, example=SITE))
        loopback = is_loopback(parts.hostname)
        self._gap_s = 0.0 if loopback else gap_s
        self._tries, self._setting, self._longest_s = tries, setting, longest_s
        self.clock_error: timedelta | None = None
        self._monotonic, self._sleep, self._clock = monotonic, sleep, clock
        self._lock = threading.Lock()
        self._last: float | None = None
        self._refusal: str | None = None
        self._was_there = False  # it has answered something
        self._client = httpx.Client(
            verify=trusted(not loopback),
            headers={"User-Agent": _user_agent(), "Accept-Language": "en", "Accept-Encoding": "gzip"},
            timeout=timeout_s,
            follow_redirects=False,
            trust_env=not loopback,  # no proxy belongs between us and this machine
        )

    def __enter__(self) -> "Site":
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def close(self) -> None:
        self._client.close()

    def page(self, path: str) -> str:
        """The HTML at a path of the site, such as "/contests/abc417/tasks".

        Raises PageNotFound, LoginRequired, SiteRefused, SiteUnavailable.
        """
        url = self.address(path)
        answer, came_from = self._get(url)
        text = _text(answer)
        if urlsplit(came_from).path.rstrip("/").endswith("/login") or is_login_page(text):
            message = _(
                "{url} is shown to logged-in users only, and kyoso does not log in. "
                "Save the page from your browser, and give the .html file instead."
            )
            raise LoginRequired(message.format(url=url))
        return text

    def picture(self, url: str) -> bytes:
        """The bytes of a picture of the site. Raises the same as `page`, and PageNotFound for another host's."""
        mapped = self._picture_address(url)
        if mapped is None:
            raise PageNotFound(_("The figure {url} is not on the contest site; it is not fetched.").format(url=url))
        try:
            return self._get(mapped)[0].content
        except PageNotFound as error:
            raise PageNotFound(_("{url} is not on the site (404).").format(url=url)) from error

    def data(self, path: str) -> bytes:
        """The bytes at a path of the site. Raises the same as `page`."""
        return self._get(self.address(path))[0].content

    def address(self, path: str) -> str:
        """The address to request for a path of the site."""
        return self.base_url + "/" + quote(path.lstrip("/"), safe="/-_.~?=&%")

    def _picture_address(self, url: str) -> str | None:
        parts, own_host = web_address(url), urlsplit(self.base_url).hostname or ""
        if parts is None or parts.hostname is None:
            return None
        if parts.hostname == _FIGURE_HOST and own_host == urlsplit(SITE).hostname:
            return f"https://{_FIGURE_HOST}{parts.path}"
        if parts.hostname == _FIGURE_HOST or is_site_host(parts.hostname, own_host):
            return self.address(parts.path)
        return None

    def _get(self, url: str) -> tuple[httpx.Response, str]:
        """The answer, and the address that it finally came from."""
        if self._refusal is not None:
            raise SiteRefused(self._refusal)
        tries = Retrying(
            stop=lambda state: (
                state.attempt_number >= (self._tries if self._was_there else min(self._tries, _FIRST_TRIES))
            ),
            retry=retry_if_exception_type(_TransientFailure),
            wait=_wait_s,
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return tries(self._follow, url)
        except _TransientFailure as failure:
            if failure.refused:
                raise self._refuse(str(failure)) from failure
            text = _("{host} cannot be reached: {why}. Check the connection, and {setting} if it is set.")
            host = urlsplit(url).netloc
            raise SiteUnavailable(text.format(host=host, why=failure, setting=self._setting)) from failure

    def _follow(self, url: str) -> tuple[httpx.Response, str]:
        for _hop in range(_REDIRECTS):
            answer = self._ask(url)
            if answer.status_code not in _MOVED:
                return answer, url
            location = answer.headers["location"]
            target = _redirect_target(url, location)
            if target is None:
                parts = web_address(location)
                host = (parts.hostname if parts else None) or ascii(location[:60])[1:-1]
                text = _("{url} redirects to {host}; kyoso does not follow that.")
                raise SiteUnavailable(text.format(url=url, host=host))
            url = target
        raise SiteUnavailable(_("{url} redirects in a circle.").format(url=url))

    def _ask(self, url: str) -> httpx.Response:
        """Sends one request when its turn has come. Raises _TransientFailure for transient failures."""
        with self._lock:
            if self._refusal is not None:
                raise SiteRefused(self._refusal)
            if self._last is not None and (pause := self._last + self._gap_s - self._monotonic()) > 0:
                self._sleep(pause)
            try:
                answer = self._within_time(url)
            except httpx.InvalidURL as error:
                raise PageNotFound(_("{url} is not an address.").format(url=url)) from error
            except UnaskedEncoding as error:
                text = _("{url} comes in an encoding that kyoso did not ask for.")
                raise SiteUnavailable(text.format(url=url)) from error
            except httpx.HTTPError as error:
                raise _TransientFailure(_reason(error)) from error
            finally:
                self._last = self._monotonic()
        self._was_there = True
        if (date := parse_http_date(answer.headers.get("date"))) is not None:
            with suppress(OverflowError):
                self.clock_error = self._clock() - date
        return self._checked(answer, url)

    def _within_time(self, url: str) -> httpx.Response:
        """The answer. Raises SiteUnavailable if it takes too long in total.

        httpx has no timeout for the whole: a server that sends a byte now and then, even of its headers, could hold a
        request forever. So it runs in a thread that can be abandoned.
        """
        came: queue.SimpleQueue[httpx.Response | BaseException] = queue.SimpleQueue()
        until = time.monotonic() + self._longest_s

        def receive() -> None:
            try:
                came.put(self._receive(url, until))
            except BaseException as error:  # noqa: BLE001 — raised again where it is waited for
                came.put(error)

        threading.Thread(target=receive, name="request to the site", daemon=True).start()
        try:
            found = came.get(timeout=self._longest_s)
        except queue.Empty:
            text = _("{url} is not complete after {seconds:.0f} seconds; it is too slow.")
            raise SiteUnavailable(text.format(url=url, seconds=self._longest_s)) from None
        if isinstance(found, BaseException):
            raise found
        return found

    def _receive(self, url: str, until: float) -> httpx.Response:
        with self._client.stream("GET", url) as response:
            body = bytearray()
            for piece in unpacked(response.iter_raw(), response.headers.get("content-encoding", "")):
                body += piece
                if len(body) > LARGEST_ANSWER:
                    raise SiteUnavailable(_("{url} is too large to be a page of the site.").format(url=url))
                if time.monotonic() > until:
                    raise httpx.ReadTimeout("left behind")
            return whole_response(response, bytes(body))

    def _checked(self, answer: httpx.Response, url: str) -> httpx.Response:
        status, host = answer.status_code, urlsplit(url).netloc
        if status == 404:
            raise PageNotFound(_("{url} does not exist (404). Check the task's id.").format(url=url))
        if status == 403:
            raise self._refuse(_("{host} refuses access (403)").format(host=host))
        wait_s = retry_after_s(answer.headers, self._clock())
        if status == 429:
            why = _("{host} says too many requests (429)").format(host=host)
            if wait_s is None or wait_s > LONGEST_WAIT_S:
                raise self._refuse(why)
            raise _TransientFailure(why, wait_s, refused=True)
        if status >= 500:
            if wait_s is not None and wait_s > LONGEST_WAIT_S:
                text = _("{host} is out of service for a while ({status}). Try again later.")
                raise SiteUnavailable(text.format(host=host, status=status))
            raise _TransientFailure(_("it answers {status}").format(status=status), wait_s)
        moved = status in _MOVED and "location" in answer.headers
        if not (200 <= status < 300 or moved):
            raise SiteUnavailable(_("{url} answers {status}.").format(url=url, status=status))
        return answer

    def _refuse(self, why: str) -> SiteRefused:
        self._refusal = _("{why}. kyoso stops asking; try again much later.").format(why=why)
        return SiteRefused(self._refusal)


def is_site_host(host: str, own_host: str) -> bool:
    """Whether a host is the contest site: one of its names today or before 2018, or `own_host`."""
    return host in ("atcoder.jp", "www.atcoder.jp", "beta.atcoder.jp", own_host) or host.endswith(".contest.atcoder.jp")


def _user_agent() -> str:
    return f"kyoso/{version('kyoso')} (reads past problems, one request at a time; python-httpx/{httpx.__version__})"


def _wait_s(state: RetryCallState) -> float:
    """The wait that the server asked for, else 1, 2, 4 seconds."""
    failure = state.outcome.exception() if state.outcome is not None else None
    if isinstance(failure, _TransientFailure) and failure.wait_s is not None:
        return failure.wait_s
    return float(2 ** (state.attempt_number - 1))


def _text(answer: httpx.Response) -> str:
    """The body decoded as UTF-8, which the site uses, else as the server declares if that is a text encoding."""
    for encoding in ("utf-8", answer.charset_encoding):
        with suppress(LookupError, ValueError):
            return answer.content.decode(encoding or "utf-8")
    return answer.content.decode("utf-8", "replace")


def _redirect_target(here: str, location: str) -> str | None:
    """Where a redirect leads; None if it leaves its server, or an encrypted connection for an open one."""
    try:
        target = urljoin(here, location)
    except ValueError:
        return None
    old, new = urlsplit(here), web_address(target)
    if new is None or old.scheme > new.scheme or (old.hostname, old.port) != (new.hostname, new.port):
        return None
    return target


def _reason(error: httpx.HTTPError) -> str:
    if isinstance(error, httpx.TimeoutException):
        return _("no answer in time")
    if isinstance(error, httpx.ConnectError):
        return _("no connection ({error})").format(error=_said(error))
    return _("the connection broke ({error})").format(error=_said(error))


def _said(error: httpx.HTTPError) -> str:
    """The system's or httpx's message, without the system's error number."""
    return _(re.sub(r"^\[Errno -?\d+\] ", "", str(error)) or type(error).__name__)
