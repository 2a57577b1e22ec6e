"""How long each cell will take for each problem, learned from all answers so far, other nights' included. Pure.

It learns tokens, not seconds: what a model writes does not depend on how busy its machine is, so an interrupted night
chooses as an uninterrupted one would. The logarithm of the tokens is linear in the problem's difficulty, one line per
cell with a normal prior: the intercept from the effort, the slope the same for all (Bayesian linear regression with
known noise).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from statistics import median

import numpy as np

from judge.effort import Effort
from solver.batch.tally import usual_tokens

_LEVEL = 400.0  # points of difficulty
_STEEPNESS = log(2) * _LEVEL / 1_500  # 1,500 points harder takes twice the tokens
_PRIOR_SD = 1.0, 0.15  # of the logarithm: intercept, slope per level
_NOISE_SD = 0.7  # of one answer
USUAL_TOKENS_PER_S = 40.0
_NEWEST = 100  # latest answers, which give the speed: the machine may have changed since older ones
_SPEED_STEP = 1.25  # speeds are rounded to such steps, since they vary a little from night to night


@dataclass(frozen=True, slots=True)
class Spent:
    """What one answer took."""

    cell: int  # index
    difficulty: float
    tokens: float
    tokens_per_s: float | None  # None: not measured


def expected_seconds(efforts: Sequence[Effort], difficulty: np.ndarray, spent: Sequence[Spent]) -> np.ndarray:
    """The mean seconds of an answer, cells × problems."""
    level = difficulty.clip(0) / _LEVEL
    made = []
    for cell, effort in enumerate(efforts):
        usual = log(usual_tokens(effort))
        own = [one for one in spent if one.cell == cell]
        prior = np.array([usual, _STEEPNESS])
        x = np.stack([np.ones(len(own)), np.array([max(0.0, one.difficulty) / _LEVEL for one in own])], axis=1)
        y = np.log([max(1.0, one.tokens) for one in own]) - x @ prior
        precision = np.diag(np.array(_PRIOR_SD) ** -2.0) + x.T @ x / _NOISE_SD**2
        line = np.linalg.solve(precision, x.T @ y / _NOISE_SD**2) + prior
        tokens = np.exp(line[0] + line[1] * level + _NOISE_SD**2 / 2)
        speeds = [one.tokens_per_s for one in own[-_NEWEST:] if one.tokens_per_s]
        made.append(tokens / _stepped(median(speeds) if speeds else USUAL_TOKENS_PER_S))
    return np.array(made)


def _stepped(speed: float) -> float:
    return float(_SPEED_STEP ** round(log(speed) / log(_SPEED_STEP)))
