"""Measures how fast a model is: tokens per second and time to the first token, by effort and length of prompt."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from judge.effort import Effort
from solver.models.client import ModelClient
from solver.models.wire.exchange import ErrorKind, Exchange
from solver.models.wire.request import Message, Purpose, Request, RequestSettings, Role

LONG_PROMPT_TOKENS = 32_000
ANSWER_TOKENS = 256
SHORT_RUNS = 3
_TASK = "Write a Python program that reads N and N integers and prints how many pairs of them have an even sum."
# About how many tokens one filler line takes in gpt-oss's vocabulary; the row has the actual count.
_LINE_TOKENS = 11


@dataclass(frozen=True, slots=True)
class SpeedRow:
    """One measured row; a figure is None if it could not be measured, and `why` says why not."""

    effort: Effort
    prompt: str  # "short" or "long"
    prompt_tokens: int | None
    completion_tokens: int | None
    first_token_s: float | None
    prefill_s: float | None  # if the server reports it
    tokens_per_s: float | None
    runs: int
    why: str = ""


def measure(
    client: ModelClient,
    model: str,
    efforts: Sequence[Effort],
    salt: str,
    context_tokens: int | None = None,
) -> tuple[SpeedRow, ...]:
    """A row for each effort and prompt; the first question is a warm-up, as the model may have to be loaded.

    salt: begins every prompt and should differ between calls, or the server's prompt cache makes it skip the prefill.
    """
    _ask(client, model, efforts[0], f"{salt} {_TASK}", Purpose.WARMUP)
    rows = []
    for effort in efforts:
        for name, runs in (("short", SHORT_RUNS), ("long", 1)):
            if name == "long" and context_tokens is not None and context_tokens < LONG_PROMPT_TOKENS + ANSWER_TOKENS:
                rows.append(_row(effort, name, [], f"the loaded context is {context_tokens} tokens"))
            else:
                exchanges = [
                    _ask(client, model, effort, _prompt(f"{salt}-{effort.value}-{run}", name == "long"))
                    for run in range(runs)
                ]
                rows.append(_row(effort, name, exchanges))
    return tuple(rows)


def _prompt(salt: str, long: bool) -> str:
    lines = [f"Run {salt}."]
    if long:
        lines += [
            f"Line {number}: {number * 7919 % 100003} is noted." for number in range(LONG_PROMPT_TOKENS // _LINE_TOKENS)
        ]
        lines.append("Forget the lines above.")
    return "\n".join([*lines, _TASK])


def _ask(client: ModelClient, model: str, effort: Effort, prompt: str, purpose: Purpose = Purpose.SPEED) -> Exchange:
    settings = RequestSettings(ANSWER_TOKENS, reserve_tokens=None)
    return client.ask(Request(model, (Message(Role.USER, prompt),), effort, settings, purpose))


def _row(effort: Effort, prompt: str, exchanges: Sequence[Exchange], why: str = "") -> SpeedRow:
    good = [exchange for exchange in exchanges if exchange.error is None]
    if not good and exchanges:
        last = exchanges[-1]
        why = "the prompt does not fit" if last.error is ErrorKind.CONTEXT_OVERFLOW else last.error_text

    def median(values: Sequence[float | int | None]) -> float | None:
        known = [value for value in values if value is not None]
        return statistics.median(known) if known else None

    def whole(value: float | None) -> int | None:
        return None if value is None else round(value)

    return SpeedRow(
        effort=effort,
        prompt=prompt,
        prompt_tokens=whole(median([exchange.prompt_tokens for exchange in good])),
        completion_tokens=whole(median([exchange.completion_tokens for exchange in good])),
        first_token_s=median([exchange.first_token_s for exchange in good]),
        prefill_s=median([exchange.prefill_s for exchange in good]),
        tokens_per_s=median([exchange.tokens_per_s for exchange in good]),
        runs=len(good),
        why=why,
    )
