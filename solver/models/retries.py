"""Decides how long and how often a question is tried: which failures are retried, and after what pause."""

from collections.abc import Callable
from dataclasses import dataclass

from judge.notes import Note
from solver.models.wire.answer_builder import StreamFailed
from solver.models.wire.exchange import ErrorKind, Exchange
from solver.progress import Loading, QuestionRetried, SolvingEvent

# Retried once, as the next sample may well succeed.
_ASKED_AGAIN = frozenset(
    {
        ErrorKind.HTTP_ERROR,
        ErrorKind.ERROR_EVENT,
        ErrorKind.CUT,
        ErrorKind.UNFINISHED,
        ErrorKind.GARBLED,
        ErrorKind.CONTEXT_FULL,
    }
)
_CONNECTS = 3  # tries to connect: a server that restarts its runner listens again within seconds


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long the client waits, in seconds."""

    connect_s: float = 10.0
    first_token_s: float = 3600.0  # from the request to the first text: the queue, loading on demand and the prefill
    silence_s: float = 600.0  # between two pieces of text of one answer
    token_s: float = 2.0  # for one token, on average over a whole answer of max_tokens
    loading_s: float = 600.0  # during which a question is asked again after 503
    pause_s: float = 0.5  # before the first retry; grows to 16 times that


class BadStatus(StreamFailed):
    """An HTTP status other than 200."""

    def __init__(self, kind: ErrorKind, text: str, retry_after_s: float | None = None) -> None:
        super().__init__(kind, text)
        self.retry_after_s = retry_after_s


class RetryPolicy:
    """Decides for one question which failed tries are retried, and after what pause."""

    def __init__(
        self, timeouts: Timeouts, model: str, tell: Callable[[SolvingEvent], None], clock: Callable[[], float]
    ) -> None:
        self.failures: list[Note] = []
        self._timeouts = timeouts
        self._model = model
        self._tell = tell
        self._clock = clock
        self._loading_since: float | None = None
        self._loadings = 0
        self._connects = 0

    def pause_s(self, exchange: Exchange, retry_after_s: float | None) -> float | None:
        """The pause before another try; None if the exchange is good, or its failure not worth one. Counts it.

        retry_after_s: what the server asks for.
        """
        kind, unit = exchange.error, self._timeouts.pause_s
        if kind is ErrorKind.LOADING:
            now = self._clock()
            self._loading_since = now if self._loading_since is None else self._loading_since
            waited = now - self._loading_since
            # A server may ask for a longer pause, never a shorter one: repeated "Retry-After: 0" would be a storm.
            pause_s = max(min(unit * 2.0**self._loadings, unit * 16), retry_after_s or 0.0)
            self._loadings += 1
            if waited + pause_s > self._timeouts.loading_s:
                return None
            self._tell(Loading(self._model, waited))
            return pause_s
        if kind is ErrorKind.UNREACHABLE:
            self._connects += 1
            return unit * 2.0**self._connects if self._connects < _CONNECTS else None
        if kind in _ASKED_AGAIN and not self.failures:
            self.failures.append(exchange.failure)
            self._tell(QuestionRetried(self._model, exchange.error_text))
            return unit
        return None
