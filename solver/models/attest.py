"""Does asking for an effort change anything? Many servers drop the field silently; this finds out by asking.

The same small questions are asked at low, medium and high, and the lengths of the reasoning are put to a rank test.
Where the server can render a prompt (llama-server's /apply-template), that it differs supports the finding, and that it
does not settles it. The rendering alone is not believed: something between us and the model may drop the field on the
way to the answers only.
"""

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from judge.attempt import Effort
from solver.errors import ServerUnavailable
from solver.models.client import ModelClient
from solver.models.trend import Trend
from solver.models.wire.chat import ChatCompletions
from solver.models.wire.exchange import ErrorKind, Exchange
from solver.models.wire.request import Message, Purpose, Request, RequestSettings, Role
from solver.progress import OnEvent

EFFORTS = (Effort.LOW, Effort.MEDIUM, Effort.HIGH)
MAX_TOKENS = 2_048

# Decided after each round of three questions. In 3,000 simulated runs each, a server that ignores the effort was called
# so in 2,999 (exponential lengths) and 2,998 (log-normal, sigma 0.5); one that honours it, in 3,000 (medians 148, 200,
# 545), 2,994 (148, 245, 403) and, with exponential noise around 33, 78 and 278, in 2,970 (27 more were unclear).
LEAST_ROUNDS = 6
LEAST_ROUNDS_TO_IGNORE = 10
MOST_ROUNDS = 40
HONOURED_P = 2.2e-5  # six rounds in perfect order are enough: 6 ** -6
HONOURED_P_WITH_PROOF = 2e-4  # where the rendered prompts differ
UNCLEAR_P = 1e-3
IGNORED_P = 0.2
IGNORED_RATIO = 1.5  # of the mean length at high to that at low
MOST_FAILURES = 6


class Finding(StrEnum):
    """What became of the effort."""

    HONOURED = "honoured"
    IGNORED = "ignored"
    REFUSED = "refused"  # the server answers 400 to it
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Attestation:
    """The finding, and the figures behind it."""

    model: str
    server: str
    server_build: str | None
    finding: Finding
    rounds: tuple[tuple[int, ...], ...]  # tokens at low, medium and high for each question
    counted: str  # "reasoning tokens" or, where no reasoning was seen, "completion tokens"
    p: float | None  # of the rank test; None before the first round
    rendered: bool | None  # whether the server's rendered prompts differ by effort; None: it cannot render them
    why: str  # one line

    def medians(self) -> tuple[float, ...]:
        """The median length at low, medium and high; empty without rounds."""
        return tuple(statistics.median(column) for column in zip(*self.rounds, strict=True))

    def honoured(self) -> bool | None:
        """For an attempt's effort_honoured: None where it is unclear."""
        return None if self.finding is Finding.UNCLEAR else self.finding is Finding.HONOURED


def attest(
    client: ModelClient,
    model: str,
    max_tokens: int = MAX_TOKENS,
    on_event: OnEvent | None = None,
    on_round: Callable[[int, Sequence[int]], None] | None = None,
) -> Attestation:
    """Ask until it is clear, at most MOST_ROUNDS times three questions.

    on_round is told the number of each finished round and its three lengths. Raises SolverErrors as ModelClient.ask.
    """
    rendered = rendered_prompts_differ(client, model)
    if rendered is False:
        why = "the server renders the same prompt at low, medium and high"
        return Attestation(model, client.server, None, Finding.IGNORED, (), "reasoning tokens", None, False, why)
    rounds = _Rounds(rendered is True)
    build, failures = None, 0
    for question in _questions():
        exchanges = []
        for effort in EFFORTS:
            exchange = client.ask(_request(model, question, effort, max_tokens), on_event)
            build = build or exchange.server_build
            if exchange.error is ErrorKind.BAD_REQUEST:
                finding, why = _refusal(client, model, question, max_tokens, exchange)
                return rounds.result(client, model, build, finding, why)
            exchanges.append(exchange)
            if exchange.error is not None:
                break
        failed = next((exchange for exchange in exchanges if exchange.error is not None), None)
        if failed is not None:
            failures += 1
            if failures == MOST_FAILURES:
                why = f"the server failed {failures} times, last with: {failed.error_text}"
                return rounds.result(client, model, build, Finding.UNCLEAR, why)
            continue
        rounds.add(exchanges)
        if on_round is not None:
            on_round(len(rounds.lengths), rounds.lengths[-1])
        if (finding_ := rounds.finding()) is not None:
            return rounds.result(client, model, build, finding_, rounds.why())
    return rounds.result(client, model, build, Finding.UNCLEAR, rounds.why())


def rendered_prompts_differ(client: ModelClient, model: str) -> bool | None:
    """Whether the server's own rendering of a prompt depends on the effort; None where it cannot render."""
    prompts = []
    for effort in EFFORTS:
        request = _request(model, "What is 1 + 1?", effort, 16)
        try:
            response = client.post(
                "/apply-template", ChatCompletions().body(request), {"X-Kyoso-Purpose": request.purpose.value}
            )
            body = response.json() if response.status_code == 200 else None
        except (ServerUnavailable, ValueError):
            return None
        prompt = body.get("prompt") if isinstance(body, dict) else None
        if not isinstance(prompt, str) or not prompt:
            return None
        prompts.append(prompt)
    return {1: False, len(prompts): True}.get(len(set(prompts)))


class _Rounds:
    """The rounds so far and what they amount to."""

    def __init__(self, proof: bool) -> None:
        self._proof = proof
        self._reasoning: list[tuple[int, ...]] = []
        self._completion: list[tuple[int, ...]] = []
        self._reasoning_trend = Trend()
        self._completion_trend = Trend()

    def add(self, exchanges: Sequence[Exchange]) -> None:
        reasoning = tuple(exchange.reasoning_tokens or 0 for exchange in exchanges)
        completion = tuple(exchange.completion_tokens or 0 for exchange in exchanges)
        self._reasoning.append(reasoning)
        self._completion.append(completion)
        self._reasoning_trend.add(reasoning)
        self._completion_trend.add(completion)

    @property
    def _seen(self) -> bool:
        """Whether reasoning is shown at all: some servers hide it, or leave it in the answer."""
        return any(any(row) for row in self._reasoning) or not self._reasoning

    @property
    def lengths(self) -> list[tuple[int, ...]]:
        return self._reasoning if self._seen else self._completion

    def p(self) -> float:
        return (self._reasoning_trend if self._seen else self._completion_trend).p()

    def ratio(self) -> float:
        low, *_, high = (statistics.fmean(column) for column in zip(*self.lengths, strict=True))
        return high / low if low else float("inf") if high else 1.0

    def finding(self) -> Finding | None:
        """None while more rounds are needed."""
        count = len(self.lengths)
        if count < LEAST_ROUNDS:
            return None
        p, finding = self.p(), None
        if p < (HONOURED_P_WITH_PROOF if self._proof else HONOURED_P):
            finding = Finding.HONOURED
        elif count >= LEAST_ROUNDS_TO_IGNORE and p > IGNORED_P and self.ratio() < IGNORED_RATIO:
            finding = Finding.IGNORED
        elif count >= MOST_ROUNDS:
            finding = Finding.UNCLEAR if p < UNCLEAR_P else Finding.IGNORED
        return finding

    def why(self) -> str:
        if not self.lengths:
            return "no round of questions was finished"
        what = "reasoning" if self._seen else "completion"
        medians = " / ".join(f"{statistics.median(column):g}" for column in zip(*self.lengths, strict=True))
        proof = "; the rendered prompts differ" if self._proof else ""
        return f"median {what} tokens {medians} at low / medium / high, p = {self.p():.2g}{proof}"

    def result(self, client: ModelClient, model: str, build: str | None, finding: Finding, why: str) -> Attestation:
        return Attestation(
            model=model,
            server=client.server,
            server_build=build,
            finding=finding,
            rounds=tuple(self.lengths),
            counted="reasoning tokens" if self._seen else "completion tokens",
            p=self.p() if self.lengths else None,
            rendered=True if self._proof else None,
            why=why,
        )


def _refusal(client: ModelClient, model: str, question: str, max_tokens: int, refused: Exchange) -> tuple[Finding, str]:
    """A bad request is the effort's fault only if the same question without an effort is answered."""
    plain = client.ask(_request(model, question, Effort.DEFAULT, max_tokens))
    if plain.error is None:
        return Finding.REFUSED, refused.error_text
    return Finding.UNCLEAR, f"the server refuses the question without an effort too: {plain.error_text}"


def _questions() -> Iterator[str]:
    """MOST_ROUNDS small questions that gain a little by thinking, always the same ones, and a few for failed rounds."""
    for number in range(MOST_ROUNDS + MOST_FAILURES):
        a, b, c = 17 + 3 * number, 29 + 7 * number % 50, 3 + number % 5
        yield _FORMS[number % len(_FORMS)].format(a=a, b=b, c=c)


_FORMS: tuple[str, ...] = (
    "What is {a} * {b} - {c}? Answer with the number only.",
    "How many integers from 1 to {a} are divisible by 2 or by {c}? Answer with the number only.",
    "Write a Python program that reads two integers and prints their sum plus {c}.",
    "What is the remainder of {a} to the power {c} divided by {b}? Answer with the number only.",
    "How many ways are there to pay {a} yen with coins of 1, 5 and 10 yen? Answer with the number only.",
    "Is {a}{b} a prime number? Answer yes or no.",
    "What is the sum of the digits of {a} * {a} * {b}? Answer with the number only.",
    "A list is [{c}, {a}, {b}, 12, 40]. What is its median? Answer with the number only.",
)


def _request(model: str, question: str, effort: Effort, max_tokens: int) -> Request:
    message = Message(Role.USER, question)
    return Request(model, (message,), effort, RequestSettings(max_tokens, reserve_tokens=None), Purpose.ATTEST)
