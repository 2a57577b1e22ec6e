"""Asks small questions at each level until a rank test tells whether asking for an effort changes anything.

Each round asks one question at every level; the lengths of the reasoning go into Page's trend test.
"""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from math import factorial

from judge.effort import Effort
from judge.notes import NO_NOTE, Note, note, plain
from solver.models.client import ModelClient
from solver.models.trend import trend_p
from solver.models.wire.dialect import Dialect
from solver.models.wire.exchange import ErrorKind, Exchange
from solver.models.wire.request import Message, Purpose, Request, RequestSettings, Role
from solver.progress import Attesting, OnEvent

MAX_TOKENS = 2_048

# The test is applied after each round. In 3,000 simulated runs each at three levels, a server that ignores the effort
# was recognised in 2,999 (exponential lengths) and 2,998 (log-normal, sigma 0.5); one that honours it, in 3,000
# (medians 148, 200, 545), 2,994 (148, 245, 403) and, with exponential noise around 33, 78 and 278, in 2,970 (27 more
# were unclear).
LEAST_ROUNDS_TO_IGNORE = 10
MOST_ROUNDS = 40
HONOURED_P = 2.2e-5  # six rounds of three levels in perfect order are enough: 6 ** -6
HONOURED_P_WITH_PROOF = 2e-4  # if the rendered prompts differ
UNCLEAR_P = 1e-3
IGNORED_P = 0.2
IGNORED_RATIO = 1.5  # mean length at the highest level over that at the lowest
MOST_FAILURES = 6


class Finding(StrEnum):
    """What the server does with the effort."""

    HONOURED = "honoured"
    IGNORED = "ignored"
    REFUSED = "refused"  # the server answers 400
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Round:
    """One question asked at every level, from the lowest to the highest."""

    number: int  # of the question, from 0
    reasoning: tuple[int, ...]  # tokens
    completion: tuple[int, ...]


@dataclass(slots=True)
class Rounds:
    """The rounds so far and what they show."""

    levels: tuple[Effort, ...]
    proof: bool  # whether the rendered prompts differ
    all: list[Round]

    @property
    def seen(self) -> bool:
        """Whether the server shows reasoning at all: some hide it, or leave it in the answer."""
        return any(any(one.reasoning) for one in self.all) or not self.all

    @property
    def lengths(self) -> list[tuple[int, ...]]:
        return [one.reasoning if self.seen else one.completion for one in self.all]

    def p(self) -> float:
        """The probability of an order at least this clear if the effort has no effect."""
        p = trend_p(self.lengths)
        if len(self.levels) == 2 and all(low == 0 < high for low, high in self.lengths):
            # No thinking at the low level and some at the high one: a model that thinks at random does that in at most
            # one round of four.
            p = min(p, 0.25 ** len(self.all))
        return p

    def ratio(self) -> float:
        low, *_, high = (statistics.fmean(column) for column in zip(*self.lengths, strict=True))
        return high / low if low else float("inf") if high else 1.0

    def finding(self) -> Finding | None:
        """The finding; None while more rounds are needed."""
        count = len(self.all)
        if count < least_rounds(self.levels):
            return None
        p, finding = self.p(), None
        if p < (HONOURED_P_WITH_PROOF if self.proof else HONOURED_P):
            finding = Finding.HONOURED
        elif count >= LEAST_ROUNDS_TO_IGNORE and p > IGNORED_P and self.ratio() < IGNORED_RATIO:
            finding = Finding.IGNORED
        elif count >= MOST_ROUNDS:
            finding = Finding.UNCLEAR if p < UNCLEAR_P else Finding.IGNORED
        return finding

    def expected(self) -> int:
        """About how many questions it will take in total, judging by the rounds so far."""
        steps = (least_rounds(self.levels), LEAST_ROUNDS_TO_IGNORE, MOST_ROUNDS)
        return len(self.levels) * next(step for step in steps if len(self.all) < step or step == MOST_ROUNDS)

    def why(self) -> Note:
        if not self.all:
            return note("no-round")
        medians = " / ".join(f"{statistics.median(column):g}" for column in zip(*self.lengths, strict=True))
        code = "median-reasoning" if self.seen else "median-completion"
        proof = note("prompts-differ") if self.proof else NO_NOTE
        return note(code, proof, medians=medians, levels=" / ".join(self.levels), p=self.p())


def least_rounds(levels: Sequence[Effort]) -> int:
    """The fewest rounds that can prove an effect, if all are in perfect order."""
    if len(levels) == 2:
        return 8  # see Rounds.p
    return next(count for count in range(1, 20) if factorial(len(levels)) ** -count < HONOURED_P)


def ask_rounds(
    client: ModelClient,
    model: str,
    dialect: Dialect,
    rounds: Rounds,
    on_event: OnEvent,
    on_round: Callable[[Round], None],
    concurrency: Callable[[], int],
) -> tuple[Finding, Note, str | None]:
    """Ask further rounds until the result is clear; returns the finding, why, and the build that the answers name.

    on_round: called with each finished round. concurrency: called before each round; how many of its questions may be
    asked at a time. Raises the SolverErrors of ModelClient.ask.
    """
    build, failures, new = None, 0, 0
    began, levels = time.monotonic(), len(rounds.levels)
    first = max((one.number for one in rounds.all), default=-1) + 1
    if (known := rounds.finding()) is not None:
        return known, rounds.why(), None
    for number, question in islice(enumerate(_questions()), first, None):
        asked = len(rounds.all) * levels
        about = max(rounds.expected(), asked + 1)
        left_s = (time.monotonic() - began) / new * (about - asked) if new else None
        on_event(Attesting(model, asked + 1, about, left_s))
        requests = [question_at(model, question, effort, MAX_TOKENS) for effort in rounds.levels]
        exchanges: list[Exchange] = []
        with ThreadPoolExecutor(concurrency()) as pool:
            for exchange in pool.map(lambda request: client.ask(request, only=dialect), requests):
                exchanges.append(exchange)
                if exchange.error is not None:
                    break  # the rest of the round is not needed
        new += len(exchanges)
        last = exchanges[-1]
        build = build or last.server_build
        if last.error is ErrorKind.BAD_REQUEST:
            return *_refusal(client, model, dialect, question, last), build
        if last.error is not None:
            failures += 1
            if failures == MOST_FAILURES:
                why = note("kept-failing", count=failures, text=last.error_text)
                return Finding.UNCLEAR, why, build
            continue
        finished = Round(
            number,
            tuple(exchange.reasoning_tokens or 0 for exchange in exchanges),
            tuple(exchange.completion_tokens or 0 for exchange in exchanges),
        )
        rounds.all.append(finished)
        on_round(finished)
        if (known := rounds.finding()) is not None:
            return known, rounds.why(), build
    return Finding.UNCLEAR, rounds.why(), build


def _refusal(
    client: ModelClient, model: str, dialect: Dialect, question: str, refused: Exchange
) -> tuple[Finding, Note]:
    """The finding after a bad request: REFUSED only if the same question is answered without an effort."""
    without = client.ask(question_at(model, question, Effort.DEFAULT, MAX_TOKENS), only=dialect)
    if without.error is None:
        return Finding.REFUSED, plain(refused.error_text)
    return Finding.UNCLEAR, note("refused-anyway", text=without.error_text)


def _questions() -> Iterator[str]:
    """MOST_ROUNDS small questions that benefit a little from thinking, and a few for failed rounds; always the same."""
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


def question_at(model: str, question: str, effort: Effort, max_tokens: int) -> Request:
    """The request for a small question, whose thinking is never cut short."""
    settings = RequestSettings(max_tokens, reserve_tokens=None)
    return Request(model, (Message(Role.USER, question),), effort, settings, Purpose.ATTEST)
