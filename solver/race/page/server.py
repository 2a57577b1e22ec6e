"""Serves the race's page from a thread of its own: one HTML page, and its changes as server-sent events.

It listens on loopback unless it is told otherwise, and then wants the token of its address. Requests that name another
host are refused, so that no site reaches it by a name of its own (DNS rebinding); keys come from its own page only.
"""

import asyncio
import json
import socket
import threading
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from ipaddress import ip_address
from secrets import compare_digest, token_urlsafe
from typing import Any, Self

import uvicorn
from sse_starlette import EventSourceResponse
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from problems.problem import Problem
from solver.race.events import Event, KeyPressed, PageOpened, ProblemChosen
from solver.race.messages import Translate
from solver.race.page.feed import PageFeed
from solver.race.page.guests import GuestDesk
from solver.race.page.html import race_html, script, style
from solver.race.shared import LARGEST
from solver.race.state import Course, RaceState
from solver.race.you import VERDICTS

Handler = Callable[[Request], Awaitable[Response]]

_LARGEST = 2_000  # bytes of a request's body
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_KEYS = frozenset("spghxo!")


class PageServer:
    """The page while the `with` block lasts. It is a display of the race; what is pressed on it goes to `put`."""

    def __init__(
        self,
        course: Course,
        problems: Sequence[Problem],
        *,
        lang: str,
        bind: str = "127.0.0.1",
        port: int = 0,
        pace: float = 1.0,
        desk: GuestDesk | None = None,
    ) -> None:
        """Takes the port at once; desk: where a second person joins. Raises OSError if the port is taken."""
        self._course, self._problems = course, tuple(problems)
        self.put: Callable[[Event], None] = lambda _event: None
        self._lang, self._desk = lang, desk
        self._feed = PageFeed(course, problems, pace)
        family = socket.AF_INET6 if ":" in bind else socket.AF_INET
        self._socket = socket.create_server((bind, port), family=family)
        self._bind, self.port = bind, self._socket.getsockname()[1]
        self.token = "" if _is_loopback(bind) else token_urlsafe(9)
        self._started = threading.Event()
        config = uvicorn.Config(
            self._app(), loop="asyncio", http="h11", ws="none", lifespan="off", log_config=None, access_log=False,
            log_level="critical", server_header=False, proxy_headers=False, timeout_graceful_shutdown=1,
        )  # fmt: skip
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="page", daemon=True)

    @property
    def address(self) -> str:
        """Where a browser finds the page."""
        return f"http://{_reachable(self._bind)}:{self.port}/" + (f"?t={self.token}" if self.token else "")

    @property
    def joining(self) -> str:
        """What a second person joins at; empty where none may."""
        if self._desk is None:
            return ""
        return f"http://{_reachable(self._bind)}:{self.port}/?g={self._desk.token}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        if self._started.wait(5):
            self._feed.close()
            self._server.should_exit = True  # it waits until every reader has the result
            self._thread.join(2)
        self._socket.close()

    def show(self, state: RaceState) -> None:
        """The race as it stands now: sent to every reader that is there."""
        if self._desk is not None:
            self._desk.show(state)
        self._feed.show(state)

    def finish(self, final: Callable[[Translate], dict[str, Any]]) -> None:
        self._feed.finish(final)

    # --- in the server's thread --------------------------------------------------------------------------------------

    async def _serve(self) -> None:
        self._feed.loop = asyncio.get_running_loop()
        self._started.set()
        await self._server.serve(sockets=[self._socket])

    def _app(self) -> Starlette:
        desk, text = self._desk, "text/{}; charset=utf-8"
        routes = [
            self._route("/", self._page),
            self._route("/race.js", _content(script, text.format("javascript")), _anybody),
            self._route("/race.css", _content(style, text.format("css")), _anybody),
            self._route("/events", self._events),
            self._route("/key", self._pressed, method="POST"),
        ]
        if desk is not None:
            guest = partial(_has_token, "g", desk.token)
            routes += [
                self._route("/join", _content(desk.invitation, "application/json"), guest),
                self._route("/join/race", partial(self._race_for_guest, desk), guest),
                self._route("/join/lane", partial(_lane_of_guest, desk), guest, method="POST"),
            ]
        return Starlette(routes=routes)

    def _route(
        self, path: str, handler: Handler, may_enter: Callable[[Request], bool] | None = None, *, method: str = "GET"
    ) -> Route:
        may_enter = may_enter or partial(_has_token, "t", self.token)

        async def guarded(request: Request) -> Response:
            if not self._is_our_name(request.headers.get("host", "")):
                return PlainTextResponse("wrong host", 421, headers=_HEADERS)
            if not may_enter(request):
                return PlainTextResponse("the address lacks its token", 403, headers=_HEADERS)
            return await handler(request)

        return Route(path, guarded, methods=[method])

    async def _page(self, request: Request) -> Response:
        lang = self._lang_of(request)
        html = race_html(self._course, self._problems, lang, self.token, overlay="overlay" in request.query_params)
        return HTMLResponse(html, headers=_HEADERS)

    async def _events(self, request: Request) -> Response:
        return EventSourceResponse(self._feed.states(self._lang_of(request)), headers=_HEADERS, ping=15)

    async def _race_for_guest(self, desk: GuestDesk, _request: Request) -> Response:
        return EventSourceResponse(self._feed.races(desk), headers=_HEADERS, ping=2)

    def _is_our_name(self, host: str) -> bool:
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        name = name.strip("[]")
        if name == "localhost":
            return True
        try:
            address = ip_address(name)
        except ValueError:
            return bool(self.token) and name.lower() == socket.gethostname().lower()
        return address.is_loopback or bool(self.token) or self._desk is not None

    def _lang_of(self, request: Request) -> str:
        lang = request.query_params.get("lang", self._lang)
        return lang if lang in ("en", "ja") else self._lang

    async def _pressed(self, request: Request) -> Response:
        origin, host = request.headers.get("origin"), request.headers.get("host")
        if origin is not None and origin != f"http://{host}":
            return PlainTextResponse("keys are taken from the race's own page only", 403, headers=_HEADERS)
        if request.headers.get("content-type") != "application/json":
            return PlainTextResponse("JSON only", 415, headers=_HEADERS)
        body = await _body(request, _LARGEST)
        if body is None:
            return PlainTextResponse("too long", 413, headers=_HEADERS)
        try:
            found = _events_of(json.loads(body), self._course.tasks)
        except (ValueError, TypeError, AttributeError, RecursionError):
            found = []
        if not found:
            return PlainTextResponse("no such key", 400, headers=_HEADERS)
        for event in found:
            self.put(event)
        return PlainTextResponse("", 204, headers=_HEADERS)


def _anybody(_request: Request) -> bool:
    return True


def _has_token(name: str, token: str, request: Request) -> bool:
    return not token or compare_digest(request.query_params.get(name, "").encode(), token.encode())


def _content(made: Callable[[], str | bytes | None], media_type: str) -> Handler:
    """Serves what is made, once there is something."""

    async def handler(_request: Request) -> Response:
        found = made()
        return Response(found or b"", 200 if found else 503, media_type=media_type, headers=_HEADERS)

    return handler


async def _lane_of_guest(desk: GuestDesk, request: Request) -> Response:
    try:
        desk.receive_lane(await _body(request, LARGEST) or b"")
    except ValueError as error:
        return Response(str(error), 400, headers=_HEADERS)
    return Response(status_code=204, headers=_HEADERS)


async def _body(request: Request, most: int) -> bytes | None:
    """The request's body; None where it is longer."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > most:
            return None
    return body


def _events_of(pressed: Mapping[str, Any], tasks: Sequence[str]) -> list[Event]:
    match dict(pressed):
        case {"key": str(key)} if key in _KEYS and len(key) == 1:
            return [KeyPressed(key)]
        case {"said": str(verdict)} if verdict in VERDICTS:
            return [
                *(KeyPressed("\b") for _letter in range(8)),
                *(KeyPressed(letter) for letter in verdict),
                KeyPressed("\r"),
            ]
        case {"task": str(task)} if task in tasks:
            return [ProblemChosen(task)]
        case {"opened": True}:
            return [PageOpened("")]
    return []


def _is_loopback(bind: str) -> bool:
    try:
        return ip_address(bind).is_loopback
    except ValueError:
        return bind == "localhost"


def _reachable(bind: str) -> str:
    """The address that another device would use where all of this machine's are bound."""
    if bind not in ("0.0.0.0", "::"):
        return f"[{bind}]" if ":" in bind else bind
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # nothing is sent: it only finds the way out
            return str(probe.getsockname()[0])
        except OSError:
            return socket.gethostname()
