"""Decides the outcome of an answer, from the exchange and what the extraction found. Pure."""

from judge.attempt import Outcome, Reply
from solver.models.wire.exchange import ErrorKind, Exchange

_CUT_WORDS = ("length", "limit", "max", "context", "truncat")


def decide(exchange: Exchange, *, has_code: bool, has_complete_block: bool, is_cut: bool = False) -> Outcome:
    """The outcome; the order of the cases is part of the project's interface.

    has_code: a program in a language that can be judged was found; has_complete_block: and its code block was closed;
    is_cut: it ends midway, whatever the server says.
    """
    outcome = Outcome.ANSWERED
    if exchange.error is ErrorKind.CONTEXT_OVERFLOW:
        outcome = Outcome.TRUNCATED
    elif exchange.error is not None:
        outcome = Outcome.SERVER_ERROR
    elif exchange.looped is not None:
        outcome = Outcome.LOOPED
    elif exchange.finish == "content_filter" or exchange.refusal is not None:
        outcome = Outcome.REFUSED
    elif (is_cut or _ran_out(exchange)) and not has_complete_block:
        outcome = Outcome.TRUNCATED
    elif not exchange.text.strip():
        outcome = Outcome.EMPTY
    elif not has_code:
        outcome = Outcome.NO_CODE
    return outcome


def _ran_out(exchange: Exchange) -> bool:
    """Whether it ran out of tokens, by the server's finish reason (however worded) or by its token count."""
    finish, used = (exchange.finish or "").lower(), exchange.completion_tokens
    spent = used is not None and not exchange.completion_counted and used >= exchange.request.settings.max_tokens
    return spent or any(word in finish for word in _CUT_WORDS)


def reply(exchange: Exchange, outcome: Outcome, effort_honoured: bool | None = None) -> Reply:
    """What the log keeps of an exchange; the text stays raw, as separate() can always find the answer in it."""
    return Reply(
        outcome=outcome,
        text=exchange.raw_text,
        reasoning=exchange.reasoning,
        finish=exchange.finish,
        prompt_tokens=exchange.prompt_tokens,
        reasoning_tokens=exchange.reasoning_tokens,
        completion_tokens=exchange.completion_tokens,
        queue_s=exchange.queue_s,
        first_token_s=exchange.first_token_s,
        seconds=exchange.seconds,
        tokens_per_s=exchange.tokens_per_s,
        model=exchange.model,
        server=exchange.server,
        server_build=exchange.server_build,
        effort_honoured=effort_honoured,
        seed=exchange.request.seed,
        dialect=exchange.dialect.value,
        effort_sent=exchange.effort_sent,
        forced=exchange.forced,
        cached_tokens=exchange.cached_tokens,
    )
