"""Asks a model server one question and measures the answer: waiting, retries, patience, and giving up cleanly."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from gettext import gettext as _
from types import TracebackType
from typing import Any, NoReturn
from urllib.parse import urlsplit

import httpx
import tenacity

from judge.attempt import Effort
from judge.notes import Note, note, plain
from judge.wording import cause, worded
from solver.errors import AskCancelled, BadServerAddress, NotAModelServer, ServerRefused, ServerUnavailable
from solver.models.concessions import MOST_IN_A_ROW, Concessions
from solver.models.fitting import fitted
from solver.models.governor import answer_now, joined, thinking_limit
from solver.models.line import Deadline, WatchedConnection
from solver.models.measuring import exchange_of
from solver.models.patience import BadStatus, Failed, Patience, Timeouts
from solver.models.wire.chat import ChatCompletions
from solver.models.wire.clean import one_line
from solver.models.wire.dialect import FULL_WORDS, LOADING_WORDS, Dialect, error_message
from solver.models.wire.exchange import ErrorKind, Exchange
from solver.models.wire.gathering import NO_LIMIT, Gathering, Looping, Overrun, StreamFailed, ThinkingSpent
from solver.models.wire.request import DialectName, Purpose, Request
from solver.outside import read_json
from solver.progress import Finished, OnEvent, Progress, Waiting
from solver.seeds import next_seed

__all__ = ["ModelClient", "Timeouts", "base_url"]

_OVERFLOW_WORDS = (
    "exceed_context_size",  # llama-server
    "exceeds the available context",  # llama-server
    "maximum context length",  # vLLM, OpenAI
    "context_length_exceeded",  # OpenAI
    "context length",  # LM Studio ("…when context the overflows … loaded with context length of only …"), Ollama
    "context the overflows",  # LM Studio
    "longer than the maximum model length",  # vLLM
)
_LONGEST_ERROR_BYTES = 65_536
_MOST_PAGE_BYTES = 8 << 20  # of what a server tells of itself
_NO_EFFORT = note("without-effort")


def base_url(server: str) -> str:
    """The server's address without /v1 and the last slash; http:// where no scheme is given.

    Raises BadServerAddress.
    """
    address = server.strip()
    if "://" not in address:
        address = f"http://{address}"
    address = address.rstrip("/").removesuffix("/chat/completions").removesuffix("/v1").rstrip("/")
    try:
        parts = urlsplit(address)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good:
        raise BadServerAddress(
            _("{server!r} is not a server address; give one like http://localhost:1234").format(server=server)
        )
    return address


class ModelClient:
    """One model server. Thread-safe; close it with `with`.

    Every question has a connection of its own, so that closing it, whatever the reason, frees the server's slot.
    """

    def __init__(
        self,
        server: str,
        api_key: str | None = None,
        timeouts: Timeouts | None = None,
        dialects: Sequence[Dialect] = (ChatCompletions(),),
        build: str | None = None,
        clock: Callable[[], float] = time.monotonic,
        context_tokens: int | None = None,
    ) -> None:
        """context_tokens: what one answer can use, prompt included; None where the server does not tell."""
        self.server = base_url(server)
        self._api_key = api_key
        self.timeouts = timeouts or Timeouts()
        self.dialects = tuple(dialects)  # the first that takes a request and that the server has is used
        self._build = build  # what the server tells of itself elsewhere, for answers that do not say
        self._clock = clock
        self._context_tokens = context_tokens
        self._takes_seeds = True  # until it refuses one
        self._takes_efforts = True  # the same
        self._concessions = Concessions()
        self._closed = threading.Event()
        self._lock = threading.Condition()
        self._lines: set[WatchedConnection] = set()
        self._http = httpx.Client(
            headers={"Authorization": f"Bearer {api_key}"} if api_key else None,
            # Silence is watched by Line, which knows a first token from a later one and text from keep-alive comments.
            timeout=httpx.Timeout(None, connect=self.timeouts.connect_s),
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
            # A proxy for the web is not meant for a model server on this machine or next to it.
            trust_env=False,
        )

    def __enter__(self) -> "ModelClient":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def another(self) -> "ModelClient":
        """A client of the same server that is closed on its own."""
        return ModelClient(
            self.server, self._api_key, self.timeouts, self.dialects, self._build, self._clock, self._context_tokens
        )

    def close(self) -> None:
        """Give up everything under way, from any thread: whoever waits in ask gets AskCancelled."""
        with self._lock:
            self._closed.set()
            for line in self._lines:
                line.hang_up()
            # A socket that another thread still reads must not be closed under it: its number may be given away.
            self._lock.wait_for(lambda: not self._lines, timeout=self.timeouts.connect_s)
        self._http.close()

    def prefer(self, name: DialectName) -> None:
        """Use that dialect before the others from now on."""
        self.dialects = tuple(sorted(self.dialects, key=lambda dialect: dialect.name is not name))

    def ask(self, request: Request, on_event: OnEvent | None = None, only: Dialect | None = None) -> Exchange:
        """The answer, or in `error` why there is none. 503 is waited out; 5xx, a cut, an error event: once more.

        A server that has not the dialect's address, or refuses its effort, is asked in the next dialect. One that
        refuses the seed is asked without; `request` of the answer is what was asked in the end.
        Raises ServerUnavailable where nobody listens, NotAModelServer, ServerRefused (401, 403, 404), AskCancelled.
        """
        tell = on_event or _nobody
        request, lines = fitted(self, request, self._context_tokens or self._concessions.context_tokens)
        if not self._takes_efforts and request.purpose is not Purpose.ATTEST:
            request = replace(request, effort=Effort.DEFAULT)
            lines = (*lines, _NO_EFFORT)
        answer = self._ask_in_turn(request, tell, only)
        if _refuses_effort(answer) and request.purpose is not Purpose.ATTEST:
            self._takes_efforts = False
            again = self._ask_in_turn(replace(request, effort=Effort.DEFAULT), tell, only)
            answer, lines = _after(again, [answer.failure]), (*lines, _NO_EFFORT)
        return replace(answer, conceded=(*lines, *answer.conceded)) if lines else answer

    def _ask_in_turn(self, request: Request, tell: OnEvent, only: Dialect | None) -> Exchange:
        """Ask in the first dialect that the server has and that it takes the effort in."""
        failures: list[Note] = []
        refused: Exchange | None = None
        dialects = self.dialects if only is None else (only,)
        *others, last = [dialect for dialect in dialects if dialect.takes(request)] or [ChatCompletions()]
        for dialect in others:
            try:
                answer = self._ask_in(dialect, request, tell)
            except ServerRefused as why:
                if why.status != 404 or dialect.name is DialectName.CHAT:
                    raise
                absent, refusal = True, plain(str(why))
            else:
                absent, refusal = _is_absent(answer), answer.failure
                if not absent and not _refuses_effort(answer):
                    return _after(answer, failures)
                refused = refused or answer
            failures.append(refusal)
            if absent:
                self.dialects = tuple(other for other in self.dialects if other is not dialect)
        try:
            return _after(self._ask_in(last, request, tell), failures)
        except ServerRefused as why:
            if why.status != 404 or refused is None:
                raise
            return refused

    def _ask_in(self, dialect: Dialect, request: Request, tell: OnEvent) -> Exchange:
        if not self._takes_seeds or not dialect.sends_seeds:
            request = replace(request, seed=None)
        answer = self._ask(dialect, request, tell)
        for _number in range(MOST_IN_A_ROW):
            changed = self._concessions.after(answer, self._concessions.body(dialect.body(request)))
            if changed is None:
                break
            lowered = changed.settings.max_tokens != request.settings.max_tokens
            line = note("fewer-tokens", tokens=changed.settings.max_tokens)
            request, failure = changed, answer.failure
            answer = _after(self._ask(dialect, request, tell), [failure])
            answer = replace(answer, conceded=(line, *answer.conceded)) if lowered else answer
        if answer.forced and answer.finish is None and answer.error is None:
            # No dialect but this one knows how it was asked; a single question stays one.
            return joined(answer, self._ask(dialect, answer_now(request, answer.reasoning), tell))
        refused = answer.error is ErrorKind.BAD_REQUEST and "seed" in answer.error_text.lower()
        if request.seed is None or not refused:
            return answer
        self._takes_seeds = False
        again = self._ask(dialect, replace(request, seed=None), tell)
        return _after(again, [*answer.failures, answer.failure])

    def _ask(self, dialect: Dialect, request: Request, tell: OnEvent) -> Exchange:
        patience = Patience(self.timeouts, request.model, tell, self._clock)
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(patience.tries_again),
            wait=patience.wait,
            sleep=self._sleep,
            reraise=True,
        )
        try:
            answer = retrying(lambda: self._try(dialect, _for_try(request, len(patience.failures)), tell))
        except Failed as failed:
            if failed.exchange.error is ErrorKind.UNREACHABLE and not patience.failures:
                raise self._unavailable(worded(failed.exchange.error_text)) from failed
            answer = failed.exchange
        return _after(answer, patience.failures)

    def get(self, path: str, purpose_header: dict[str, str] | None = None) -> httpx.Response:
        """A plain GET at the server's base URL, for what it tells of itself. Raises ServerUnavailable."""
        return self._plain("GET", path, None, purpose_header)

    def post(
        self, path: str, body: dict[str, Any], headers: dict[str, str] | None = None, limit_s: float | None = None
    ) -> httpx.Response:
        """A plain POST of JSON, for what is no question to the model. Raises ServerUnavailable."""
        return self._plain("POST", path, body, headers, limit_s)

    def _plain(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None,
        headers: dict[str, str] | None,
        limit_s: float | None = None,
    ) -> httpx.Response:
        """Both within bounds of time and size, whatever the server does. limit_s: None for that of a connection."""
        limit_s = limit_s or self.timeouts.connect_s
        line = Deadline(limit_s)
        try:
            with (
                line,
                self._http.stream(
                    method,
                    self.server + path,
                    json=body,
                    headers={**(headers or {}), "Accept-Encoding": "identity"},
                    timeout=limit_s,
                    extensions={"trace": line.trace},
                ) as response,
            ):
                raw = b""
                for piece in response.iter_raw():
                    raw += piece
                    if len(raw) > _MOST_PAGE_BYTES:
                        raise self._unavailable(_("{path} is larger than {mib} MiB").format(path=path, mib=8))
                return httpx.Response(response.status_code, headers=_plain_headers(response), content=raw)
        except (httpx.HTTPError, OSError) as why:
            said = _("{path} took longer than {seconds:g} s").format(path=path, seconds=limit_s)
            raise self._unavailable(said if line.is_over else one_line(cause(why))) from why

    def _sleep(self, seconds: float) -> None:
        if self._closed.wait(seconds):
            raise _cancelled()

    def _try(self, dialect: Dialect, request: Request, tell: OnEvent) -> Exchange:
        """Ask once. Raises Failed with what there is, and SolverErrors that no retry can mend."""
        tell(Waiting(request.model))
        gathering = Gathering(request.model, self._clock, tell, request.settings.max_tokens)
        limit = thinking_limit(request.settings, budget_is_sent=_sends_budget(dialect, request))
        gathering.thinking_limit = NO_LIMIT if limit is None else limit
        gathering.ends_at_server = lambda: self._ends_thinking(dialect, request, gathering)
        line = WatchedConnection(gathering, self.timeouts, self._clock)
        retry_after_s: float | None = None
        body = dialect.body(request)
        headers = {"X-Kyoso-Purpose": request.purpose.value, "Accept": "text/event-stream, application/json"}
        headers["Accept-Encoding"] = "identity"  # what is packed may unpack to anything
        try:
            with self._lock:
                if self._closed.is_set():
                    raise _cancelled()
                self._lines.add(line)
            with (
                line,
                self._http.stream(
                    "POST",
                    self.server + dialect.path,
                    json=self._concessions.body(body),
                    headers=headers,
                    extensions={"trace": line.trace},
                ) as response,
            ):
                if response.status_code != 200:
                    self._refused(response)
                if response.headers.get("content-type", "").startswith("text/html"):
                    raise self._not_a_model_server()
                dialect.read(response, gathering)
            if gathering.finish is None and gathering.budget_is_spent():
                gathering.finish = "length"  # it does not say why it ended
            failure = None if gathering.finish else (ErrorKind.CUT, "the stream ended without a finish")
        except (Looping, Overrun, ThinkingSpent):
            failure = None
        except StreamFailed as why:
            failure = (why.kind, str(why))
            retry_after_s = why.retry_after_s if isinstance(why, BadStatus) else None
        except (httpx.ConnectError, httpx.ConnectTimeout) as why:
            failure = (ErrorKind.UNREACHABLE, one_line(str(why)))
        except (httpx.HTTPError, OSError) as why:
            # What breaks after the finish takes nothing from the answer.
            failure = None if gathering.finish else (ErrorKind.CUT, one_line(str(why) or type(why).__name__))
        finally:
            with self._lock:
                self._lines.discard(line)
                self._lock.notify_all()
        if self._closed.is_set():
            raise _cancelled()
        if failure is not None and line.gave_up is not None:
            failure = line.gave_up
        exchange = exchange_of(request, gathering, failure, dialect, self.server, self._build)
        exchange = replace(exchange, conceded=self._concessions.notes(body))
        tell(Finished(request.model, exchange.seconds))
        if failure is not None:
            raise Failed(exchange, retry_after_s)
        return exchange

    def end_thinking(self) -> int:
        """Have every answer under way end its thinking and answer at once, from any thread; how many there are."""
        with self._lock:
            for line in self._lines:
                line.gathering.end_thinking()
            return len(self._lines)

    def _ends_thinking(self, dialect: Dialect, request: Request, gathering: Gathering) -> bool:
        """Ask the server to end the thinking of a running answer; whether it does."""
        call = dialect.ending(gathering.id, request.model) if gathering.id is not None else None
        if call is None or request.settings.reserve_tokens is None:
            return False
        path, body = call
        try:
            response = self.post(path, body, {"X-Kyoso-Purpose": request.purpose.value})
            said = read_json(response.content) if response.status_code == 200 else None
        except (ServerUnavailable, ValueError):
            return False
        return isinstance(said, dict) and said.get("success") is True

    def _refused(self, response: httpx.Response) -> NoReturn:
        """Turn another status than 200 into the failure that it means."""
        raw = b""
        for piece in response.iter_bytes():
            raw += piece
            if len(raw) > _LONGEST_ERROR_BYTES:
                break
        text = raw.decode(response.encoding or "utf-8", "replace")
        try:
            said = error_message(read_json(text)) or one_line(text)
        except ValueError:
            said = one_line(text)
        status = response.status_code
        if response.headers.get("content-type", "").startswith("text/html"):
            said = "a web page"
            # A gateway's own error page stands for a server that is away for a while.
            if status not in (401, 403, 429, 500, 502, 503, 504):
                raise self._not_a_model_server()
        if status in (401, 403):
            raise ServerRefused(
                status,
                _("{server} wants another API key (HTTP {status}: {said}); set KYOSO_API_KEY").format(
                    server=self.server, status=status, said=said
                ),
            )
        if status == 404:
            raise ServerRefused(
                status,
                _(
                    "{server} has no such model or address (HTTP 404: {said}); `kyoso models` lists what is there"
                ).format(server=self.server, said=said),
            )
        if status in (429, 503) or LOADING_WORDS.search(said):
            raise BadStatus(ErrorKind.LOADING, f"HTTP {status}: {said}", _seconds(response.headers.get("retry-after")))
        if FULL_WORDS in text.lower():
            raise BadStatus(ErrorKind.CONTEXT_FULL, f"HTTP {status}: {said}")
        if status in (400, 413, 422) and any(word in text.lower() for word in _OVERFLOW_WORDS):
            raise BadStatus(ErrorKind.CONTEXT_OVERFLOW, f"HTTP {status}: {said}")
        if 200 < status < 400:
            raise self._not_a_model_server()
        raise BadStatus(ErrorKind.BAD_REQUEST if status < 500 else ErrorKind.HTTP_ERROR, f"HTTP {status}: {said}")

    def _unavailable(self, why: str) -> ServerUnavailable:
        return ServerUnavailable(
            _(
                "no model server at {server} ({why}); is LM Studio's server started, or llama-server or ollama "
                "running? Another address: --server or KYOSO_SERVER"
            ).format(server=self.server, why=why)
        )

    def _not_a_model_server(self) -> NotAModelServer:
        return NotAModelServer(
            _("{server} answers, but not as a model server; check the address and the port").format(server=self.server)
        )


def _plain_headers(response: httpx.Response) -> list[tuple[str, str]]:
    """Without those that tell how the body was sent."""
    return [pair for pair in response.headers.multi_items() if pair[0] not in ("content-encoding", "transfer-encoding")]


def _after(answer: Exchange, failures: Sequence[Note]) -> Exchange:
    """The answer with what failed before it."""
    return replace(answer, failures=(*failures, *answer.failures)) if failures else answer


def _sends_budget(dialect: Dialect, request: Request) -> bool:
    return request.settings.thinking_budget in dialect.effort(request).values()


def _is_absent(answer: Exchange) -> bool:
    """Whether the server has no such address; LM Studio says so with HTTP 200."""
    said = answer.error_text.lower()
    return answer.error is not None and ("http 405" in said or "unexpected endpoint" in said)


def _refuses_effort(answer: Exchange) -> bool:
    said = answer.error_text.lower()
    words = ("reasoning", "effort", "think")
    return answer.error is ErrorKind.BAD_REQUEST and bool(answer.effort_sent) and any(word in said for word in words)


def _for_try(request: Request, failures: int) -> Request:
    """With the same seed a server would fail in the same way."""
    return request if request.seed is None else replace(request, seed=next_seed(request.seed, failures))


def _seconds(retry_after: str | None) -> float | None:
    try:
        return max(0.0, float(retry_after)) if retry_after else None
    except ValueError:
        return None  # a date: our own pause will do


def _cancelled() -> AskCancelled:
    return AskCancelled(_("kyoso stopped waiting before the answer came"))


def _nobody(event: Progress) -> None:
    """Nobody listens."""
