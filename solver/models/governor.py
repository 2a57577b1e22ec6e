"""Ends the thinking before it uses up the tokens that the answer needs, and asks for the answer.

A budget that runs out during the reasoning is the most common way to get no answer. llama-server can end the thinking
of a running answer itself; elsewhere the answer is stopped and asked for again, with the reasoning so far.
"""

from dataclasses import replace

from judge.effort import Effort
from judge.notes import note
from solver.models.wire.answer_builder import GRACE_TOKENS
from solver.models.wire.exchange import Exchange, total
from solver.models.wire.request import Message, Request, RequestSettings, Role

LEAST_ANSWER_TOKENS = 256

_ANSWER_NOW = """

You have thought about this so far:

{reasoning}

The time to think is over. Give your final answer now, as asked for above, without thinking any further."""


def thinking_limit(settings: RequestSettings, budget_is_sent: bool) -> int | None:
    """The tokens of reasoning after which the thinking is ended; None: never."""
    limits = []
    if settings.thinking_budget is not None:
        limits.append(settings.thinking_budget + (GRACE_TOKENS if budget_is_sent else 0))
    # A warm-up or a measurement has too few tokens to reserve any.
    if settings.reserve_tokens is not None and settings.max_tokens >= 2 * LEAST_ANSWER_TOKENS:
        limits.append(settings.max_tokens - _reserve(settings))
    return min(limits, default=None)


def answer_now(request: Request, reasoning: str) -> Request:
    """The request that asks for the answer without further thinking."""
    *earlier, last = request.messages
    told = _ANSWER_NOW.format(reasoning=reasoning.strip())
    # In the same turn, because many templates require roles to alternate.
    if last.role is Role.USER:
        messages = (*earlier, replace(last, content=last.content + told))
    else:
        messages = (*request.messages, Message(Role.USER, told.strip()))
    effort = request.effort
    if effort is Effort.DEFAULT:
        effort = Effort.OFF
    elif effort not in (Effort.OFF, Effort.MINIMAL):
        effort = Effort.LOW
    settings = replace(
        request.settings,
        max_tokens=max(LEAST_ANSWER_TOKENS, _reserve(request.settings)),
        thinking_budget=None,
        reserve_tokens=None,
    )
    return replace(request, messages=messages, effort=effort, settings=settings, tools=())


def joined(thinking: Exchange, answer: Exchange) -> Exchange:
    """The stopped thinking and the answer asked for after it, as one exchange."""
    if answer.error is not None or not answer.text.strip():
        # There is no answer: the thinking used up the budget after all.
        why = note("no-answer-after-thinking", text=answer.error_text or answer.finish or "")
        return replace(thinking, finish="length", forced=False, failures=(*thinking.failures, why))
    return replace(
        answer,
        request=thinking.request,
        reasoning="\n\n".join(text for text in (thinking.reasoning, answer.reasoning) if text),
        prompt_tokens=thinking.prompt_tokens or answer.prompt_tokens,
        reasoning_tokens=total(thinking.reasoning_tokens, answer.reasoning_tokens),
        completion_tokens=total(thinking.completion_tokens, answer.completion_tokens),
        reasoning_counted=True,
        queue_s=thinking.queue_s,
        prefill_s=thinking.prefill_s,
        cached_tokens=thinking.cached_tokens,
        first_token_s=thinking.first_token_s,
        seconds=thinking.seconds + answer.seconds,
        effort_sent=thinking.effort_sent,
        forced=True,
        failures=(*thinking.failures, *answer.failures),
    )


def _reserve(settings: RequestSettings) -> int:
    """The tokens kept for the answer, at most half of the budget."""
    wanted = settings.max_tokens if settings.reserve_tokens is None else settings.reserve_tokens
    return min(wanted, settings.max_tokens // 2)
