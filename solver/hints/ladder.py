"""Writes one level of a ladder of hints: asks, passes the answer through the gate, asks again, and gives up."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from judge.effort import Effort
from judge.wording import worded
from solver.errors import ServerUnavailable
from solver.hints.gate import Reason, Secret, reasons_against
from solver.hints.prompts import PURPOSES, messages
from solver.hints.second_look import LAST_LEVEL, check_hint
from solver.models.wire.exchange import ErrorKind
from solver.models.wire.request import Request
from solver.prepare import Prepared
from solver.progress import OnEvent

USUAL_ATTEMPTS = 3  # at the hidden solution
TRIES = 3  # the first answer, and at most two more


@dataclass(frozen=True, slots=True)
class HintChoices:
    """What the learner asked for."""

    lang: str  # "ja" or "en"
    model: str | None = None  # None: the model of the earlier levels, else the first that is loaded
    effort: Effort | None = None  # None: that of the earlier levels, else medium if the model has it
    language: str = "python"  # of the hidden solution
    attempts: int = USUAL_ATTEMPTS  # at the hidden solution
    gives_up: bool = True  # stop sooner if the first attempts are hopeless
    max_tokens: int | None = None  # of an answer; None: as the effort wants and the context allows
    rating: int | None = None
    unverified: bool = False  # give level 4 even if no solution passed
    second_look: bool = True  # ask the model whether a hint tells too much


@dataclass(frozen=True, slots=True)
class HintRequest:
    """Who writes the hints, from what, and for whom."""

    ready: Prepared
    choices: HintChoices
    secret: Secret
    verified: bool
    happened: str | None = None  # the result of the learner's own program, if the hint is about one


@dataclass(frozen=True, slots=True)
class WrittenHint:
    """A level that may be shown, or why there is none."""

    text: str | None
    reasons: tuple[Reason, ...]  # of the last try; empty if there is a text
    tries: int
    completion_tokens: int | None


def write(
    asked: HintRequest,
    level: int,
    others: Mapping[int, str],
    on_event: OnEvent | None = None,
    simpler_than: str | None = None,
) -> WrittenHint:
    """The hint of that level; others: the levels of the ladder written so far.

    Raises SolverError if the server cannot be used.
    """
    refused: tuple[Reason, ...] = ()
    tokens: int | None = None
    for number in range(1, TRIES + 1):
        text, refused, used = _once(asked, level, others, on_event, simpler_than, refused)
        tokens = used if tokens is None else tokens + (used or 0)
        if text is not None:
            return WrittenHint(text, (), number, tokens)
    return WrittenHint(None, refused, TRIES, tokens)


def _once(
    asked: HintRequest,
    level: int,
    others: Mapping[int, str],
    on_event: OnEvent | None,
    simpler_than: str | None,
    refused: tuple[Reason, ...],
) -> tuple[str | None, tuple[Reason, ...], int | None]:
    """One answer that may be shown, or why it may not; and its tokens."""
    ready, choices, secret = asked.ready, asked.choices, asked.secret
    prompt = messages(
        secret.problem,
        level,
        choices.lang,
        solution=secret.solution,
        verified=asked.verified,
        own=None if asked.happened is None else (secret.own, asked.happened),
        earlier={number: text for number, text in others.items() if number < level},
        simpler_than=simpler_than,
        rating=choices.rating,
        refused=refused,
    )
    settings = ready.settings(choices.max_tokens)
    exchange = ready.client.ask(Request(ready.model, prompt, ready.effort, settings, PURPOSES[level]), on_event)
    if exchange.error is ErrorKind.UNREACHABLE:
        raise ready.client.http.unavailable(worded(exchange.error_text))
    if exchange.error is not None:
        raise ServerUnavailable(f"{exchange.server}: {exchange.failure.shown()}")
    if exchange.looped or exchange.refusal is not None or exchange.finish in ("length", "content_filter"):
        return None, (Reason.UNREADABLE,), exchange.completion_tokens
    text = exchange.text.strip()
    # A simpler version may reuse the words of its own level, but not those of the next.
    rivals = {number: other for number, other in others.items() if simpler_than is None or number > level}
    reasons = reasons_against(text, level, choices.lang, secret, rivals, asks=asked.happened is not None)
    tokens = exchange.completion_tokens
    if not reasons and choices.second_look and level <= LAST_LEVEL:
        seen = check_hint(ready, secret, level, text, on_event)
        reasons = (Reason.SECOND_LOOK,) if seen.tells_too_much else ()
        tokens = seen.completion_tokens if tokens is None else tokens + (seen.completion_tokens or 0)
    return (None, reasons, tokens) if reasons else (tidy(text), (), tokens)


def tidy(text: str) -> str:
    """The hint without blanks at the ends of lines and runs of blank lines."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in text.split("\n")))
