"""How many tokens an answer may take: by effort, but never more than the loaded context holds."""

from collections.abc import Sequence

from judge.effort import Effort
from solver.models.wire.request import Message

# Enough for nearly every answer of gpt-oss to an ABC or ARC problem at that effort; longer ones rarely end at all.
WANTED_TOKENS = {
    Effort.DEFAULT: 32_768,
    Effort.OFF: 8_192,
    Effort.MINIMAL: 8_192,
    Effort.LOW: 8_192,
    Effort.MEDIUM: 24_576,
    Effort.HIGH: 65_536,
    Effort.XHIGH: 81_920,
    Effort.MAX: 98_304,
}
LEAST_TOKENS = 256
_STEP = 1_024
TEMPLATE_TOKENS = 128  # the system message and markers that the chat template adds


def estimated_tokens(messages: Sequence[Message]) -> int:
    """A high estimate of the prompt's tokens: one per three ASCII characters, and one per other character."""
    text = "".join(message.content for message in messages)
    ascii_chars = sum(character.isascii() for character in text)
    return ascii_chars // 3 + (len(text) - ascii_chars) + TEMPLATE_TOKENS


def max_tokens(effort: Effort, context_tokens: int | None = None, prompt_tokens: int = 0) -> int:
    """max_tokens for an answer; context_tokens: of one slot of the loaded model, None if unknown.

    The prompt's share is rounded up so that problems of similar length get the same value, which is part of the key
    under which an attempt is found again.
    """
    wanted = WANTED_TOKENS[effort]
    if context_tokens is None:
        return wanted
    reserved = -(-max(prompt_tokens, 1) // _STEP) * _STEP
    return max(LEAST_TOKENS, min(wanted, context_tokens - reserved))
