"""HTTP to one model server: questions that can be cancelled, and plain requests for its own pages."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from gettext import gettext as _
from typing import Any, NoReturn

import httpx

from judge.wording import cause
from problems.web import parse_http_date, retry_after_s, trusted, web_address, whole_response
from solver.errors import (
    AskCancelled,
    BadServerAddress,
    NotAModelServer,
    NotListening,
    ServerRefused,
    ServerUnavailable,
)
from solver.models.connection import Deadline, WatchedConnection
from solver.models.retries import BadStatus, Timeouts
from solver.models.wire.clean import one_line
from solver.models.wire.dialect import kind_of_error, message_in
from solver.models.wire.exchange import ErrorKind
from solver.models.wire.request import Purpose
from solver.outside import read_object

_LONGEST_ERROR_BYTES = 65_536
_MOST_PAGE_BYTES = 8 << 20  # of a page of the server's own


def base_url(server: str) -> str:
    """The server's address without /v1 and the trailing slash; http:// if no scheme is given.

    Raises BadServerAddress.
    """
    address = server.strip()
    if "://" not in address:
        address = f"http://{address}"
    address = address.rstrip("/").removesuffix("/chat/completions").removesuffix("/v1").rstrip("/")
    if web_address(address) is None:
        text = _("{server!r} is not a server address; give one like http://localhost:1234")
        raise BadServerAddress(text.format(server=server))
    return address


class ServerHttp:
    """The connections to one server. Thread-safe.

    Every question has its own connection, so that closing it, for whatever reason, frees the server's slot.
    """

    def __init__(self, server: str, api_key: str | None, timeouts: Timeouts) -> None:
        self.server = base_url(server)
        self._timeouts = timeouts
        self._closed = threading.Event()
        self._lock = threading.Condition()
        self._open: set[WatchedConnection] = set()
        self._http = httpx.Client(
            verify=trusted(False),
            headers={"Authorization": f"Bearer {api_key}"} if api_key else None,
            # WatchedConnection has the timeouts: it tells a first token from later ones, and text from keep-alives.
            timeout=httpx.Timeout(None, connect=timeouts.connect_s),
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
            # A web proxy is not meant for a model server on this machine or next to it.
            trust_env=False,
        )

    def close(self) -> None:
        """Cancel everything in progress, from any thread: pending calls raise AskCancelled."""
        with self._lock:
            self._closed.set()
            for connection in self._open:
                connection.hang_up()
            # A socket that another thread still reads must not be closed: its descriptor might be reused.
            self._lock.wait_for(lambda: not self._open, timeout=self._timeouts.connect_s)
        self._http.close()

    def end_thinking(self) -> int:
        """Make all running answers stop thinking and answer at once, from any thread; returns how many there are."""
        with self._lock:
            for connection in self._open:
                connection.builder.end_thinking()
            return len(self._open)

    def sleep(self, seconds: float) -> None:
        """Wait that long; raises AskCancelled as soon as the client is closed."""
        self._closed.wait(seconds)
        self.raise_if_closed()

    def raise_if_closed(self) -> None:
        if self._closed.is_set():
            raise AskCancelled(_("kyoso stopped waiting before the answer came"))

    @contextmanager
    def stream(
        self, connection: WatchedConnection, path: str, body: Mapping[str, Any], purpose: Purpose
    ) -> Iterator[httpx.Response]:
        """Post a question; yields the response to read the answer from, while the connection is watched.

        Raises BadStatus, ServerRefused, NotAModelServer, AskCancelled, and httpx's errors.
        """
        headers = {
            "Accept": "text/event-stream, application/json",
            "Accept-Encoding": "identity",  # a compressed body may expand to any size
            **_purpose(purpose),
        }
        with self._lock:
            self.raise_if_closed()
            self._open.add(connection)
        try:
            with (
                connection,
                self._http.stream(
                    "POST", self.server + path, json=body, headers=headers, extensions={"trace": connection.trace}
                ) as response,
            ):
                if response.status_code != 200:
                    self._refused(response)
                if response.headers.get("content-type", "").startswith("text/html"):
                    raise self._not_a_model_server()
                yield response
        finally:
            with self._lock:
                self._open.discard(connection)
                self._lock.notify_all()

    def page(self, path: str, body: dict[str, Any] | None = None, purpose: Purpose | None = None) -> Mapping[str, Any]:
        """The object on one of the server's own pages, asked for as in `request`; empty if there is none."""
        try:
            return object_in(self.request(path, body, purpose))
        except ServerUnavailable:
            return {}

    def request(
        self,
        path: str,
        body: dict[str, Any] | None = None,
        purpose: Purpose | None = None,
        limit_s: float | None = None,
    ) -> httpx.Response:
        """One of the server's own pages, limited in time and size, whatever the server does.

        body: posted as JSON; not a question to the model. limit_s: None for the connect timeout. Raises
        ServerUnavailable.
        """
        limit_s = limit_s or self._timeouts.connect_s
        line = Deadline(limit_s)
        try:
            with (
                line,
                self._http.stream(
                    "GET" if body is None else "POST",
                    self.server + path,
                    json=body,
                    headers={"Accept-Encoding": "identity"} | (_purpose(purpose) if purpose else {}),
                    timeout=limit_s,
                    extensions={"trace": line.trace},
                ) as response,
            ):
                raw = b""
                for piece in response.iter_raw():
                    raw += piece
                    if len(raw) > _MOST_PAGE_BYTES:
                        raise self.unavailable(_("{path} is larger than {mib} MiB").format(path=path, mib=8))
                return whole_response(response, raw)
        except (httpx.HTTPError, OSError) as why:
            said = _("{path} took longer than {seconds:g} s").format(path=path, seconds=limit_s)
            kind = NotListening if isinstance(why, httpx.ConnectError) else ServerUnavailable
            raise self.unavailable(said if line.is_over else one_line(cause(why)), kind) from why

    def _refused(self, response: httpx.Response) -> NoReturn:
        """Raise the failure that a status other than 200 means."""
        raw = b""
        for piece in response.iter_bytes():
            raw += piece
            if len(raw) > _LONGEST_ERROR_BYTES:
                break
        text = raw.decode(response.encoding or "utf-8", "replace")
        said, status = message_in(text), response.status_code
        if response.headers.get("content-type", "").startswith("text/html"):
            said = "a web page"
            # A gateway's own error page means that the server is down for a while.
            if status not in (401, 403, 429, 500, 502, 503, 504):
                raise self._not_a_model_server()
        if status in (401, 403):
            refusal = _("{server} wants another API key (HTTP {status}: {said}); set KYOSO_API_KEY")
            raise ServerRefused(status, refusal.format(server=self.server, status=status, said=said))
        if status == 404:
            refusal = _("{server} has no such model or address (HTTP 404: {said}); `kyoso models` lists what is there")
            raise ServerRefused(status, refusal.format(server=self.server, said=said))
        if 200 < status < 400:
            raise self._not_a_model_server()
        kind = ErrorKind.LOADING if status in (429, 503) else kind_of_error(said) or kind_of_error(text)
        if kind is None or (kind is ErrorKind.CONTEXT_OVERFLOW and status not in (400, 413, 422)):
            kind = ErrorKind.BAD_REQUEST if status < 500 else ErrorKind.HTTP_ERROR
        server_time = parse_http_date(response.headers.get("date")) or datetime.now(UTC)
        pause_s = retry_after_s(response.headers, server_time)
        raise BadStatus(kind, f"HTTP {status}: {said}", pause_s)

    def unavailable(self, why: str, kind: type[ServerUnavailable] = ServerUnavailable) -> ServerUnavailable:
        return kind(
            _(
                "no model server answers at {server} ({why}): start LM Studio's server, llama-server or Ollama, or "
                "give another address with --server or KYOSO_SERVER"
            ).format(server=self.server, why=why)
        )

    def _not_a_model_server(self) -> NotAModelServer:
        return NotAModelServer(
            _("{server} answers, but not as a model server; check the address and the port").format(server=self.server)
        )


def object_in(response: httpx.Response) -> Mapping[str, Any]:
    """The JSON object in a response; empty if the status is not 200 or the content is anything else."""
    return (read_object(response.content) or {}) if response.status_code == 200 else {}


def _purpose(purpose: Purpose) -> dict[str, str]:
    return {"X-Kyoso-Purpose": purpose.value}
