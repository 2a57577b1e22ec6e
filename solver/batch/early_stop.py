"""When a model × effort is given up: a sequential test on its censored answers.

Wald's sequential probability ratio test (A. Wald, Sequential Analysis, 1947) of a censored share of p0 against p1,
without the bound that would accept p0: however many attempts there are, a share of p0 or less crosses the bound with a
probability of at most alpha. On the harder half of the problems a sound model runs out of tokens too, so TRUNCATED says
nothing there; EMPTY and LOOPED mean the same everywhere.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from judge.attempt import Outcome

P0 = 0.2
P1 = 0.6
ALPHA = 0.001
BETA = 0.05
STOP_AT = math.log((1 - BETA) / ALPHA)  # 6.86: seven censored answers in a row
CENSORED_STEP = math.log(P1 / P0)
SOUND_STEP = math.log((1 - P1) / (1 - P0))
# Good answers in the first hours must not hide that the model has broken since.
FLOOR = -STOP_AT
_NEAR = 32  # tokens


class CellState(StrEnum):
    """Why a model × effort was given up."""

    BROKEN = "BROKEN"
    CONTEXT_TOO_SMALL = "CONTEXT TOO SMALL"


@dataclass(frozen=True, slots=True)
class Suspicion:
    """The test's state for one model × effort."""

    log_ratio: float = 0.0
    seen: int = 0
    censored: int = 0
    context_limited: int = 0

    def after(self, outcome: Outcome, easy: bool, context_limited: bool = False) -> "Suspicion":
        """The state after one more attempt. SERVER_ERROR does not count: it says nothing about the model.

        easy: its problem is in the easier half of the plan; context_limited: the context ended before the token budget.
        """
        if outcome is Outcome.SERVER_ERROR:
            return self
        censored = outcome in (Outcome.TRUNCATED, Outcome.EMPTY, Outcome.LOOPED)
        step = CENSORED_STEP if censored else SOUND_STEP
        if outcome is Outcome.TRUNCATED and not easy:
            step = 0.0
        return Suspicion(
            log_ratio=max(FLOOR, self.log_ratio + step),
            seen=self.seen + 1,
            censored=self.censored + censored,
            context_limited=self.context_limited + (censored and context_limited),
        )

    @property
    def state(self) -> CellState | None:
        """The state of the model × effort once it is certain enough, else None."""
        if self.log_ratio < STOP_AT:
            return None
        return CellState.CONTEXT_TOO_SMALL if 2 * self.context_limited >= self.censored else CellState.BROKEN


def hit_context_limit(
    outcome: Outcome,
    finish: str | None,
    prompt_tokens: int | None,
    completion_tokens: int | None,
    max_tokens: int,
    context_tokens: int | None,
) -> bool:
    """Whether a TRUNCATED answer hit the end of the loaded context rather than our max_tokens.

    context_tokens: the part of the context that one answer can use; None if the server does not report it. Then an end
    at a multiple of 1,024 tokens counts, because contexts are set that way.
    """
    if outcome is not Outcome.TRUNCATED:
        return False
    if finish is None:  # refused before it began: the prompt alone is too long
        return True
    if completion_tokens is None or prompt_tokens is None:
        return context_tokens is not None and context_tokens < max_tokens
    if completion_tokens >= max_tokens - _NEAR:
        return False
    used = prompt_tokens + completion_tokens
    if context_tokens is not None:
        return used >= 0.9 * context_tokens  # for some servers we count ourselves, a little low
    return (used + _NEAR // 2) % 1024 < _NEAR
