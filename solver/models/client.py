"""Asks a model server one question and measures the answer: waiting, retries, patience, and giving up cleanly."""

import json
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from gettext import gettext as _
from types import TracebackType
from typing import Any, NoReturn
from urllib.parse import urlsplit

import httpx
import tenacity

from solver.errors import AskCancelled, BadServerAddress, NotAModelServer, ServerRefused, ServerUnavailable
from solver.models.wire.chat import ChatCompletions
from solver.models.wire.dialect import Dialect, error_message, one_line
from solver.models.wire.exchange import ErrorKind, Exchange
from solver.models.wire.gathering import Gathering, Looping, StreamFailed
from solver.models.wire.leaks import separate
from solver.models.wire.request import Request
from solver.progress import AskedAnew, Finished, Loading, OnEvent, Progress, Waiting
from solver.seeds import next_seed

# Asked anew once: the next sample may well come through.
_ANEW = frozenset({ErrorKind.HTTP_ERROR, ErrorKind.ERROR_EVENT, ErrorKind.CUT, ErrorKind.GARBLED})
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


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long the client is patient, in seconds."""

    connect_s: float = 10.0
    first_token_s: float = 3600.0  # from the request to the first text: the queue, loading on demand and the prefill
    silence_s: float = 600.0  # between two pieces of text of one answer
    loading_s: float = 600.0  # for which 503 is answered by asking again
    pause_s: float = 0.5  # before the first repeated try; grows to 16 times that


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
            _("{server!r} is no server address; give one like http://localhost:1234").format(server=server)
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
        dialect: Dialect | None = None,
        build: str | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.server = base_url(server)
        self._api_key = api_key
        self.timeouts = timeouts or Timeouts()
        self.dialect: Dialect = dialect or ChatCompletions()
        self._build = build  # what the server tells of itself elsewhere, for answers that do not say
        self._clock = clock
        self._takes_seeds = True  # until it refuses one
        self._closed = threading.Event()
        self._lock = threading.Condition()
        self._lines: set[_Line] = set()
        self._http = httpx.Client(
            headers={"Authorization": f"Bearer {api_key}"} if api_key else None,
            # Silence is watched by _Line, which knows a first token from a later one and text from keep-alive comments.
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
        return ModelClient(self.server, self._api_key, self.timeouts, self.dialect, self._build, self._clock)

    def close(self) -> None:
        """Give up everything under way, from any thread: whoever waits in ask gets AskCancelled."""
        with self._lock:
            self._closed.set()
            for line in self._lines:
                line.hang_up()
            # A socket that another thread still reads must not be closed under it: its number may be given away.
            self._lock.wait_for(lambda: not self._lines, timeout=self.timeouts.connect_s)
        self._http.close()

    def ask(self, request: Request, on_event: OnEvent | None = None) -> Exchange:
        """The answer, or in `error` why there is none. 503 is waited out; 5xx, a cut, an error event: once more.

        A server that refuses the seed is asked without; `request` of the answer is what was asked in the end.
        Raises ServerUnavailable where nobody listens, NotAModelServer, ServerRefused (401, 403, 404), AskCancelled.
        """
        if not self._takes_seeds:
            request = replace(request, seed=None)
        answer = self._ask(request, on_event or _nobody)
        refused = answer.error is ErrorKind.BAD_REQUEST and "seed" in answer.error_text.lower()
        if request.seed is None or not refused:
            return answer
        self._takes_seeds = False
        again = self._ask(replace(request, seed=None), on_event or _nobody)
        failure = f"{ErrorKind.BAD_REQUEST.value}: {answer.error_text}"
        return replace(again, failures=(*answer.failures, failure, *again.failures))

    def _ask(self, request: Request, tell: OnEvent) -> Exchange:
        patience = _Patience(self.timeouts, request.model, tell, self._clock)
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(patience.tries_again),
            wait=patience.wait,
            sleep=self._sleep,
            reraise=True,
        )
        try:
            answer = retrying(lambda: self._try(_for_try(request, len(patience.failures)), tell))
        except _Failed as failed:
            if failed.exchange.error is ErrorKind.UNREACHABLE and not patience.failures:
                raise self._unavailable(failed.exchange.error_text) from failed
            answer = failed.exchange
        return replace(answer, failures=tuple(patience.failures)) if patience.failures else answer

    def get(self, path: str, purpose_header: dict[str, str] | None = None) -> httpx.Response:
        """A plain GET at the server's base URL, for what it tells of itself. Raises ServerUnavailable."""
        try:
            return self._http.get(self.server + path, headers=purpose_header, timeout=self.timeouts.connect_s)
        except httpx.HTTPError as why:
            raise self._unavailable(one_line(str(why))) from why

    def post(self, path: str, body: dict[str, Any], headers: dict[str, str] | None = None) -> httpx.Response:
        """A plain POST of JSON, for what is no question to the model. Raises ServerUnavailable."""
        try:
            return self._http.post(self.server + path, json=body, headers=headers, timeout=self.timeouts.connect_s)
        except httpx.HTTPError as why:
            raise self._unavailable(one_line(str(why))) from why

    def _sleep(self, seconds: float) -> None:
        if self._closed.wait(seconds):
            raise _cancelled()

    def _try(self, request: Request, tell: OnEvent) -> Exchange:
        """Ask once. Raises _Failed with what there is, and SolverErrors that no retry can mend."""
        tell(Waiting(request.model))
        gathering = Gathering(request.model, self._clock, tell)
        line = _Line(gathering, self.timeouts, self._clock)
        retry_after_s: float | None = None
        headers = {"X-Kyoso-Purpose": request.purpose.value, "Accept": "text/event-stream, application/json"}
        try:
            with self._lock:
                if self._closed.is_set():
                    raise _cancelled()
                self._lines.add(line)
            with (
                line,
                self._http.stream(
                    "POST",
                    self.server + self.dialect.path,
                    json=self.dialect.body(request),
                    headers=headers,
                    extensions={"trace": line.trace},
                ) as response,
            ):
                if response.status_code != 200:
                    self._refused(response)
                if response.headers.get("content-type", "").startswith("text/html"):
                    raise self._not_a_model_server()
                self.dialect.read(response, gathering)
            failure = None if gathering.finish else (ErrorKind.CUT, "the stream ended without a finish")
        except Looping:
            failure = None
        except StreamFailed as why:
            failure = (why.kind, str(why))
            retry_after_s = why.retry_after_s if isinstance(why, _Status) else None
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
        exchange = self._exchange(request, gathering, failure)
        tell(Finished(request.model, exchange.seconds))
        if failure is not None:
            raise _Failed(exchange, retry_after_s)
        return exchange

    def _refused(self, response: httpx.Response) -> NoReturn:
        """Turn another status than 200 into the failure that it means."""
        raw = b""
        for piece in response.iter_bytes():
            raw += piece
            if len(raw) > _LONGEST_ERROR_BYTES:
                break
        text = raw.decode(response.encoding or "utf-8", "replace")
        try:
            said = error_message(json.loads(text)) or one_line(text)
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
        if status in (429, 503):
            raise _Status(ErrorKind.LOADING, f"HTTP {status}: {said}", _seconds(response.headers.get("retry-after")))
        if status in (400, 413, 422) and any(word in text.lower() for word in _OVERFLOW_WORDS):
            raise _Status(ErrorKind.CONTEXT_OVERFLOW, f"HTTP {status}: {said}")
        if 200 < status < 400:
            raise self._not_a_model_server()
        raise _Status(ErrorKind.BAD_REQUEST if status < 500 else ErrorKind.HTTP_ERROR, f"HTTP {status}: {said}")

    def _exchange(self, request: Request, gathered: Gathering, failure: tuple[ErrorKind, str] | None) -> Exchange:
        now = self._clock()
        raw = "".join(gathered.answer)
        separated = separate(raw)
        counts = _counts(gathered)
        first_s = None if gathered.first is None else gathered.first - gathered.started
        timings = gathered.timings
        rate = timings.tokens_per_s
        if rate is None and gathered.first is not None and counts.completion:
            took = gathered.latest - gathered.first
            streamed = took > 0 and counts.completion > 1
            rate = (counts.completion - 1) / took if streamed else counts.completion / (now - gathered.started)
        queue_s = timings.queue_s
        if queue_s is None and first_s is not None and timings.prefill_s is not None:
            queue_s = max(0.0, first_s - timings.prefill_s)
        return Exchange(
            request=request,
            server=self.server,
            model=gathered.model or request.model,
            server_build=gathered.build or self._build,
            raw_text=raw,
            text=separated.text,
            reasoning="".join(gathered.reasoning) + separated.reasoning,
            leaks=separated.leaks,
            tool_calls=gathered.calls,
            finish=gathered.finish,
            refusal=gathered.refusal,
            looped=gathered.looped,
            error=failure[0] if failure else None,
            error_text=failure[1] if failure else "",
            prompt_tokens=gathered.prompt_tokens,
            reasoning_tokens=counts.reasoning,
            completion_tokens=counts.completion,
            reasoning_counted=counts.reasoning_counted,
            completion_counted=counts.completion_counted,
            queue_s=queue_s,
            prefill_s=timings.prefill_s,
            first_token_s=first_s,
            seconds=now - gathered.started,
            tokens_per_s=rate,
        )

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


def _for_try(request: Request, failures: int) -> Request:
    """With the same seed a server would fail in the same way."""
    return request if request.seed is None else replace(request, seed=next_seed(request.seed, failures))


class _Failed(Exception):
    """A try that brought no whole answer; the exchange holds what there is."""

    def __init__(self, exchange: Exchange, retry_after_s: float | None) -> None:
        super().__init__(exchange.error_text)
        self.exchange = exchange
        self.retry_after_s = retry_after_s


class _Status(StreamFailed):
    """Another HTTP status than 200."""

    def __init__(self, kind: ErrorKind, text: str, retry_after_s: float | None = None) -> None:
        super().__init__(kind, text)
        self.retry_after_s = retry_after_s


class _Line:
    """One connection and the thread that watches its silence: it hangs up when the patience is over."""

    def __init__(self, gathering: Gathering, timeouts: Timeouts, clock: Callable[[], float]) -> None:
        self.gave_up: tuple[ErrorKind, str] | None = None
        self._gathering = gathering
        self._timeouts = timeouts
        self._clock = clock
        self._sockets: list[socket.socket] = []
        self._over = threading.Event()
        self._hung_up = False
        self._watch = threading.Thread(target=self._watch_silence, name="kyoso-silence", daemon=True)

    def __enter__(self) -> "_Line":
        self._watch.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._watch.join()

    def trace(self, event: str, info: dict[str, Any]) -> None:
        """httpcore's trace hook: keeps the socket, the only thing by which another thread can end a blocking read."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            sock = info["return_value"].get_extra_info("socket")
            if sock is not None:
                self._sockets.append(sock)
            if self._hung_up:
                self.hang_up()

    def hang_up(self) -> None:
        """End the connection, from any thread."""
        self._hung_up = True
        for sock in self._sockets:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # it is closed already

    def _watch_silence(self) -> None:
        gathering, timeouts = self._gathering, self._timeouts
        while True:
            if gathering.first is None:
                limit, since = timeouts.first_token_s, gathering.started
            else:
                limit, since = timeouts.silence_s, gathering.latest
            left = since + limit - self._clock()
            if left <= 0:
                kind = ErrorKind.NO_FIRST_TOKEN if gathering.first is None else ErrorKind.SILENT
                self.gave_up = (kind, f"nothing came for {limit:g} s")
                self.hang_up()
                return
            # Not beyond silence_s: the first token may come meanwhile, and from then on the other limit holds.
            if self._over.wait(min(left, timeouts.silence_s)):
                return


class _Patience:
    """Decides, for one question, which failed try is followed by another, and after which pause."""

    CONNECTS = 3  # tries at a closed door: a server that restarts its runner opens it again within seconds

    def __init__(
        self, timeouts: Timeouts, model: str, tell: Callable[[Progress], None], clock: Callable[[], float]
    ) -> None:
        self.failures: list[str] = []
        self._timeouts = timeouts
        self._model = model
        self._tell = tell
        self._clock = clock
        self._loading_since: float | None = None
        self._loadings = 0
        self._connects = 0
        self._asked_anew = False
        self._pause_s = 0.0

    def tries_again(self, error: BaseException) -> bool:
        """Whether this failure is worth another try; counts it."""
        if not isinstance(error, _Failed):
            return False
        exchange = error.exchange
        kind, unit = exchange.error, self._timeouts.pause_s
        if kind is ErrorKind.LOADING:
            now = self._clock()
            self._loading_since = now if self._loading_since is None else self._loading_since
            waited = now - self._loading_since
            self._pause_s = (
                min(unit * 2**self._loadings, unit * 16) if error.retry_after_s is None else error.retry_after_s
            )
            self._loadings += 1
            if waited + self._pause_s > self._timeouts.loading_s:
                return False
            self._tell(Loading(self._model, waited))
            return True
        if kind is ErrorKind.UNREACHABLE:
            self._connects += 1
            self._pause_s = unit * 2**self._connects
            return self._connects < self.CONNECTS
        if kind in _ANEW and not self._asked_anew:
            self._asked_anew = True
            self._pause_s = unit
            self.failures.append(f"{kind.value}: {exchange.error_text}" if kind else exchange.error_text)
            self._tell(AskedAnew(self._model, exchange.error_text))
            return True
        return False

    def wait(self, state: tenacity.RetryCallState) -> float:
        """Seconds until the next try."""
        return self._pause_s


@dataclass(frozen=True, slots=True)
class _Counts:
    completion: int | None
    completion_counted: bool
    reasoning: int | None
    reasoning_counted: bool


def _counts(gathered: Gathering) -> _Counts:
    """Token counts, ours where the server gives none: pieces of the stream stand for tokens."""
    reasoning_pieces, answer_pieces = len(gathered.reasoning), len(gathered.answer)
    pieces = reasoning_pieces + answer_pieces
    completion = gathered.completion_tokens
    if completion is None:
        counted = gathered.first is not None
        return _Counts(pieces if counted else None, counted, reasoning_pieces if counted else None, counted)
    if gathered.reasoning_tokens is not None:
        return _Counts(completion, False, gathered.reasoning_tokens, False)
    if not pieces:
        return _Counts(completion, False, None, False)
    if pieces > 8:
        share = reasoning_pieces / pieces
    else:  # not streamed: the characters' share is all there is
        reasoning_chars = sum(map(len, gathered.reasoning))
        share = reasoning_chars / max(1, reasoning_chars + sum(map(len, gathered.answer)))
    return _Counts(completion, False, round(completion * share), True)


def _seconds(retry_after: str | None) -> float | None:
    try:
        return max(0.0, float(retry_after)) if retry_after else None
    except ValueError:
        return None  # a date: our own pause will do


def _cancelled() -> AskCancelled:
    return AskCancelled(_("the question was given up before its answer came"))


def _nobody(event: Progress) -> None:
    """Nobody listens."""
