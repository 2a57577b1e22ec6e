"""The always-valid test, compared with closed forms and with simulations that look after every problem."""

from collections import Counter
from fractions import Fraction
from math import exp, log

import numpy as np
import pytest

from solver.report.statistics.always_valid import e_values, p_value, p_with_plan
from solver.report.statistics.paired import sign_flips


def beta_binomial(only_first, only_second):
    """The mixture of Howard et al. (2021) in closed form, with a Beta(2, 2) prior on which model solves alone."""
    from scipy.special import betaln  # imported here because every test worker imports this module

    count = only_first + only_second
    return exp(betaln(2 + only_first, 2 + only_second) - betaln(2, 2) + count * log(2))


@pytest.mark.parametrize(("only_first", "only_second"), [(0, 0), (1, 0), (5, 5), (12, 3), (3, 12), (40, 20), (0, 30)])
def test_with_one_answer_each_the_evidence_is_the_beta_binomial_mixture(only_first, only_second):
    order = [1] * only_first + [-1] * only_second + [0] * 50
    assert e_values(order)[-1] == pytest.approx(beta_binomial(only_first, only_second))


def test_the_p_value_keeps_the_greatest_evidence_so_far():
    order = [1] * 12 + [0, Fraction(1, 2)] + [-1] * 9
    steps = e_values(order)
    assert steps[11] == pytest.approx(beta_binomial(12, 0))
    assert p_value(order) == pytest.approx(1 / steps.max())
    assert p_value([]) == 1


@pytest.mark.parametrize("seed", range(2))
def test_equal_models_tested_after_every_problem_are_told_apart_in_at_most_five_percent(seed):
    rng = np.random.default_rng(seed)
    nights, problems, planned = 1_000, 300, 150
    wrong = 0
    for _night in range(nights):
        order = rng.choice([-1.0, 0.0, 1.0], problems, p=[0.15, 0.7, 0.15])
        sequence = p_value(order.tolist())
        first = order[:planned]
        fixed = sign_flips(Counter(map(Fraction, first.tolist())))[0]
        wrong += p_with_plan(sequence, fixed) < 0.05
    assert wrong / nights <= 0.05


def test_at_the_planned_size_the_decision_keeps_the_power_of_the_fixed_test():
    rng = np.random.default_rng(7)
    fixed_found = found = 0
    for _night in range(2_000):
        order = rng.choice([-1.0, 0.0, 1.0], 200, p=[0.1, 0.7, 0.2])
        fixed = sign_flips(Counter(map(Fraction, order.tolist())))[0]
        fixed_found += fixed < 0.05
        found += p_with_plan(p_value(order.tolist()), fixed) < 0.05
    assert 0.6 < fixed_found / 2_000 < 0.8
    assert fixed_found - found <= 0.05 * 2_000


def test_before_the_planned_size_only_the_sequence_counts():
    assert p_with_plan(0.005, None) == pytest.approx(0.025)
    assert p_with_plan(0.5, 0.03) == pytest.approx(0.0375)
    assert p_with_plan(0.9, 0.9) == 1
