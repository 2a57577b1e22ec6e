"""Makes an exchange from what was gathered: separates text and reasoning, counts tokens, measures times."""

from dataclasses import dataclass

from solver.models.wire.answer_builder import AnswerBuilder
from solver.models.wire.clean import name, number, one_line, whole
from solver.models.wire.dialect import Dialect
from solver.models.wire.exchange import ErrorKind, Exchange
from solver.models.wire.leaks import separate
from solver.models.wire.request import Request

_FASTEST_TOKENS_PER_S = 4_000  # a faster answer was not streamed, but held back by a proxy and sent at once


def exchange_of(
    request: Request,
    gathered: AnswerBuilder,
    failure: tuple[ErrorKind, str] | None,
    dialect: Dialect,
    server: str,
    build: str | None,
) -> Exchange:
    """The answer to the request, measured; build: as the server reports it elsewhere."""
    now = gathered.clock()
    raw = whole("".join(gathered.answer))
    separated = separate(raw)
    counts = _counts(gathered)
    first_s = None if gathered.first is None else gathered.first - gathered.started
    timings = gathered.timings
    rate = number(timings.tokens_per_s)
    if rate is None and gathered.first is not None and counts.completion:
        rate = _rate(gathered, gathered.first, counts.completion, counts.completion_counted, now)
    queue_s = timings.queue_s
    if queue_s is None and first_s is not None and timings.prefill_s is not None:
        queue_s = max(0.0, first_s - timings.prefill_s)
    return Exchange(
        request=request,
        server=server,
        model=name(gathered.model) or request.model,
        server_build=name(gathered.build) or build,
        raw_text=raw,
        text=separated.text,
        reasoning=whole("".join(gathered.reasoning)) + separated.reasoning,
        leaks=separated.leaks,
        tool_calls=gathered.calls,
        finish=name(gathered.finish),
        refusal=None if gathered.refusal is None else whole(gathered.refusal),
        looped=gathered.looped,
        error=failure[0] if failure else None,
        error_text=one_line(failure[1]) if failure else "",
        prompt_tokens=gathered.prompt_tokens,
        reasoning_tokens=counts.reasoning,
        completion_tokens=counts.completion,
        reasoning_counted=counts.reasoning_counted,
        completion_counted=counts.completion_counted,
        queue_s=number(queue_s),
        prefill_s=number(timings.prefill_s),
        first_token_s=first_s,
        seconds=now - gathered.started,
        tokens_per_s=rate,
        dialect=dialect.name,
        effort_sent=dialect.effort(request),
        cached_tokens=gathered.cached_tokens if timings.cached_tokens is None else timings.cached_tokens,
        forced=gathered.forced or _budget_ended(request, counts.reasoning, gathered),
    )


def _rate(gathered: AnswerBuilder, first: float, tokens: int, counted: bool, now: float) -> float:
    """Tokens per second after the first text; over the whole time if everything came at once.

    The tokens up to the first text are left out: as many as the server counts (gpt-oss's header, characters that take
    several tokens), else the average of a piece of the stream. A server also counts the token that ends the answer, so
    its time ends when the finish came.
    """
    pieces = len(gathered.reasoning) + len(gathered.answer)
    hidden = 0 if gathered.reasoning else gathered.reasoning_tokens or 0
    shown = tokens - hidden
    after = tokens - gathered.first_tokens if gathered.first_tokens is not None else shown - shown / max(1, pieces)
    took = (gathered.latest if counted or gathered.ended is None else gathered.ended) - first
    return after / took if 0 < after < took * _FASTEST_TOKENS_PER_S else tokens / (now - gathered.started)


def _budget_ended(request: Request, reasoning_tokens: int | None, gathered: AnswerBuilder) -> bool:
    """Whether the thinking stopped at the budget that was sent, which servers do not report."""
    budget = request.settings.thinking_budget
    return budget is not None and bool(gathered.answer) and (reasoning_tokens or 0) >= budget


@dataclass(frozen=True, slots=True)
class _TokenCounts:
    completion: int | None
    completion_counted: bool
    reasoning: int | None
    reasoning_counted: bool


def _counts(gathered: AnswerBuilder) -> _TokenCounts:
    """Token counts; if the server gives none, each piece of the stream counts as a token."""
    reasoning_pieces, answer_pieces = len(gathered.reasoning), len(gathered.answer)
    pieces = reasoning_pieces + answer_pieces
    completion = gathered.completion_tokens
    if completion is None:
        counted = gathered.first is not None
        return _TokenCounts(pieces if counted else None, counted, reasoning_pieces if counted else None, counted)
    if gathered.reasoning_tokens is not None:
        return _TokenCounts(completion, False, gathered.reasoning_tokens, False)
    if not pieces:
        return _TokenCounts(completion, False, None, False)
    if pieces > 8:
        share = reasoning_pieces / pieces
    else:  # not streamed, so only the share of characters is known
        reasoning_chars = sum(map(len, gathered.reasoning))
        share = reasoning_chars / max(1, reasoning_chars + sum(map(len, gathered.answer)))
    return _TokenCounts(completion, False, round(completion * share), True)
