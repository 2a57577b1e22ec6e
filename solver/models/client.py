"""Asks a model server one question and measures the answer, with retries, timeouts and clean cancellation."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import httpx

from judge.effort import Effort
from judge.notes import Note, note, plain
from judge.progress import silent
from judge.wording import worded
from solver.errors import ServerRefused
from solver.models.concessions import MOST_IN_A_ROW, Concessions, lowered
from solver.models.connection import WatchedConnection
from solver.models.fitting import fitted
from solver.models.governor import answer_now, joined, thinking_limit
from solver.models.measuring import exchange_of
from solver.models.retries import BadStatus, RetryPolicy, Timeouts
from solver.models.server_http import ServerHttp
from solver.models.wire.answer_builder import NO_LIMIT, AnswerBuilder, EnoughRead, StreamFailed
from solver.models.wire.chat import ChatCompletions
from solver.models.wire.clean import one_line
from solver.models.wire.dialect import Dialect
from solver.models.wire.exchange import ErrorKind, Exchange
from solver.models.wire.request import DialectName, Purpose, Request
from solver.progress import Finished, OnEvent, Waiting
from solver.seeds import next_seed

__all__ = ["ModelClient", "Timeouts"]

_NO_EFFORT = note("without-effort")
_UNFINISHED = "the stream ended without a finish"
_NOTHING = "the stream ended with nothing in it; the server's log may say why, a prompt longer than its context perhaps"


class ModelClient:
    """One model server. Thread-safe; close it with `with`."""

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
        """context_tokens: what one answer can use, prompt included; None if the server does not report it."""
        self.timeouts = timeouts or Timeouts()
        self.http = ServerHttp(server, api_key, self.timeouts)
        self.server, self._api_key = self.http.server, api_key
        self.dialects = tuple(dialects)  # in order of preference
        self._build = build  # as the server reports it elsewhere, for answers that do not name it
        self._clock = clock
        self._context_tokens = context_tokens
        self._concessions = Concessions()

    def __enter__(self) -> "ModelClient":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def clone(self) -> "ModelClient":
        """A client of the same server that is closed separately."""
        return ModelClient(
            self.server, self._api_key, self.timeouts, self.dialects, self._build, self._clock, self._context_tokens
        )

    def close(self) -> None:
        """Cancel everything in progress, from any thread: pending calls of ask raise AskCancelled."""
        self.http.close()

    def prefer(self, name: DialectName) -> None:
        """Use that dialect before the others from now on."""
        self.dialects = tuple(sorted(self.dialects, key=lambda dialect: dialect.name is not name))

    def ask(self, request: Request, on_event: OnEvent | None = None, only: Dialect | None = None) -> Exchange:
        """The answer, or in `error` why there is none. Waits out 503; retries once after 5xx, a cut or an error event.

        If the server lacks the dialect's address, or refuses its effort, the next dialect is tried. If it refuses the
        seed, the question is asked without one. The answer's `request` is what was asked in the end.
        Raises ServerUnavailable if nobody listens, NotAModelServer, ServerRefused (401, 403, 404), AskCancelled.
        """
        tell = on_event or silent
        known = self._concessions
        excess = known.excess(request.messages)
        request, lines = fitted(self.http, request, self._context_tokens or known.context_tokens, excess)
        if request.effort in known.refused_efforts and request.purpose is not Purpose.ATTEST:
            request = replace(request, effort=Effort.DEFAULT)
            lines = (*lines, _NO_EFFORT)
        answer = self._ask_in_turn(request, tell, only)
        if _refuses_effort(answer) and request.purpose is not Purpose.ATTEST:
            known.refused_efforts |= {request.effort}
            again = self._ask_in_turn(replace(request, effort=Effort.DEFAULT), tell, only)
            answer, lines = _after(again, [answer.failure]), (*lines, _NO_EFFORT)
        elif answer.request.effort is not request.effort:
            lines = (*lines, _NO_EFFORT)
        return replace(answer, conceded=(*lines, *answer.conceded)) if lines else answer

    def _ask_in_turn(self, request: Request, tell: OnEvent, only: Dialect | None) -> Exchange:
        """Ask in the first dialect that the server has and in which it accepts the effort."""
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
        wanted = request.settings.max_tokens
        if not self._concessions.seeds or not dialect.sends_seeds:
            request = replace(request, seed=None)
        request = lowered(request, self._concessions.most_tokens or wanted)
        answer = self._ask(dialect, request, tell)
        for _number in range(MOST_IN_A_ROW):
            changed = self._concessions.after(answer, self._concessions.body(dialect.body(request)))
            if changed is None:
                break
            request = changed
            answer = _after(self._ask(dialect, request, tell), (*answer.failures, answer.failure))
        if request.settings.max_tokens < wanted:
            line = note("fewer-tokens", tokens=request.settings.max_tokens)
            answer = replace(answer, conceded=(line, *answer.conceded))
        if answer.forced and answer.finish is None and answer.error is None:
            # In the same dialect as the question, and joined with it, so that they remain one exchange.
            return joined(answer, self._ask(dialect, answer_now(request, answer.reasoning), tell))
        return answer

    def _ask(self, dialect: Dialect, request: Request, tell: OnEvent) -> Exchange:
        policy = RetryPolicy(self.timeouts, request.model, tell, self._clock)
        while True:
            # With the same seed, a server would fail in the same way.
            seed = None if request.seed is None else next_seed(request.seed, len(policy.failures))
            answer, retry_after_s = self._try(dialect, replace(request, seed=seed), tell)
            pause_s = policy.pause_s(answer, retry_after_s)
            if pause_s is None:
                break
            self.http.sleep(pause_s)
        if answer.error is ErrorKind.UNREACHABLE and not policy.failures:
            raise self.http.unavailable(worded(answer.error_text))
        return _after(answer, policy.failures)

    def _try(self, dialect: Dialect, request: Request, tell: OnEvent) -> tuple[Exchange, float | None]:
        """Ask once: what has come, and the pause that the server asks for. Raises SolverErrors that no retry fixes."""
        tell(Waiting(request.model))
        builder = AnswerBuilder(request.model, self._clock, tell, request.settings.max_tokens)
        limit = thinking_limit(request.settings, budget_is_sent=_sends_budget(dialect, request))
        builder.thinking_limit = NO_LIMIT if limit is None else limit
        builder.ends_at_server = lambda: self._ends_thinking(dialect, request, builder)
        connection = WatchedConnection(builder, self.timeouts, self._clock)
        body = dialect.body(request)
        failure: tuple[ErrorKind, str] | None = None
        retry_after_s: float | None = None
        try:
            with self.http.stream(connection, dialect.path, self._concessions.body(body), request.purpose) as response:
                dialect.read(response, builder)
            if builder.finish is None and builder.budget_is_spent():
                builder.finish = "length"  # the server did not say why it ended
            if not builder.finish:
                failure = (ErrorKind.UNFINISHED, _NOTHING if builder.first is None else _UNFINISHED)
        except EnoughRead:
            pass
        except StreamFailed as why:
            failure = (why.kind, str(why))
            retry_after_s = why.retry_after_s if isinstance(why, BadStatus) else None
        except (httpx.ConnectError, httpx.ConnectTimeout) as why:
            failure = (ErrorKind.UNREACHABLE, one_line(str(why)))
        except (httpx.HTTPError, OSError) as why:
            failure = (ErrorKind.CUT, one_line(str(why) or type(why).__name__))
        if builder.finish:
            failure = None  # an error after the finish does not affect the answer
        self.http.raise_if_closed()
        if failure is not None and connection.gave_up is not None:
            failure = connection.gave_up
        exchange = exchange_of(request, builder, failure, dialect, self.server, self._build)
        exchange = replace(exchange, conceded=self._concessions.notes(body))
        tell(Finished(request.model, exchange.seconds))
        return exchange, retry_after_s

    def end_thinking(self) -> int:
        """Make all running answers stop thinking and answer at once, from any thread; returns how many there are."""
        return self.http.end_thinking()

    def _ends_thinking(self, dialect: Dialect, request: Request, builder: AnswerBuilder) -> bool:
        """Ask the server to end the thinking of a running answer; returns whether it does."""
        call = dialect.ending(builder.id, request.model) if builder.id is not None else None
        if call is None or request.settings.reserve_tokens is None:
            return False
        path, body = call
        return self.http.page(path, body, request.purpose).get("success") is True


def _after(answer: Exchange, failures: Sequence[Note]) -> Exchange:
    return replace(answer, failures=(*failures, *answer.failures)) if failures else answer


def _sends_budget(dialect: Dialect, request: Request) -> bool:
    return request.settings.thinking_budget in dialect.effort(request).values()


def _is_absent(answer: Exchange) -> bool:
    """Whether the server has no such address, which LM Studio reports with HTTP 200."""
    said = answer.error_text.lower()
    return answer.error is not None and ("http 405" in said or "unexpected endpoint" in said)


def _refuses_effort(answer: Exchange) -> bool:
    said = answer.error_text.lower()
    words = ("reasoning", "effort", "think")
    return answer.error is ErrorKind.BAD_REQUEST and bool(answer.effort_sent) and any(word in said for word in words)
