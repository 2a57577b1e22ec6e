"""Rates and intervals, checked against scipy and statsmodels on the same tables.

Those are imported where they are used, because every test worker imports this module and only one runs it.
"""

from itertools import combinations

import numpy as np
import pytest

from solver.report.statistics.pass_line import against_line
from solver.report.statistics.proportions import Rate, difference, pass_at_k, rate_over_problems, wilson

TABLES = [(0, 1), (1, 1), (0, 40), (40, 40), (1, 300), (286, 400), (284, 400), (37, 41), (999, 1000), (5, 10)]


def near(value):
    return pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize(("won", "tried"), TABLES)
def test_wilsons_interval_agrees_with_scipy_and_statsmodels(won, tried):
    from scipy.stats import binomtest
    from statsmodels.stats.proportion import proportion_confint

    ours = wilson(won, tried)
    theirs = binomtest(won, tried).proportion_ci(method="wilson")
    assert (ours.low, ours.high) == near((theirs.low, theirs.high))
    assert (ours.low, ours.high) == near(proportion_confint(won, tried, method="wilson"))


@pytest.mark.parametrize("first", TABLES)
@pytest.mark.parametrize("second", TABLES)
def test_newcombes_interval_of_a_difference_agrees_with_statsmodels(first, second):
    from statsmodels.stats.proportion import confint_proportions_2indep

    ours = difference(*(Rate(won / tried, wilson(won, tried)) for won, tried in (first, second)))
    theirs = confint_proportions_2indep(*first, *second, method="newcomb", compare="diff", correction=False)
    assert (ours.interval.low, ours.interval.high) == near(theirs)


def test_one_attempt_per_problem_gives_wilsons_interval_and_equal_repeats_do_not_narrow_it():
    rng = np.random.default_rng(1)
    once = rate_over_problems([1] * 30 + [0] * 20, [1] * 50, rng)
    assert once == Rate(0.6, wilson(30, 50))
    always_the_same = rate_over_problems([4] * 30 + [0] * 20, [4] * 50, rng)
    # Repeats that add nothing new leave the interval of 50 problems, not that of 200 attempts.
    assert always_the_same.interval.low == pytest.approx(once.interval.low, abs=0.01)
    assert always_the_same.interval.high == pytest.approx(once.interval.high, abs=0.01)


def test_without_trials_there_is_no_rate_and_a_perfect_night_is_still_uncertain():
    rng = np.random.default_rng(1)
    assert rate_over_problems([], [], rng) is None
    assert rate_over_problems([0, 0], [0, 0], rng) is None
    assert rate_over_problems([4] * 20, [4] * 20, rng).interval.low < 0.9
    assert rate_over_problems([3], [4], rng).interval.high - rate_over_problems([3], [4], rng).interval.low > 0.5


@pytest.mark.parametrize("k", [1, 2, 3, 5])
def test_pass_at_k_is_the_share_of_choices_of_k_answers_with_a_right_one(k):
    counts = [(0, 5), (1, 5), (2, 5), (5, 5), (3, 7), (1, 2)]
    expected = []
    for won, tried in counts:
        answers = [True] * won + [False] * (tried - won)
        if tried >= k:
            picks = list(combinations(answers, k))
            expected.append(sum(any(pick) for pick in picks) / len(picks))
    assert pass_at_k(*zip(*counts, strict=True), k) == near(sum(expected) / len(expected))


def test_pass_at_k_without_enough_repeats_is_none():
    assert pass_at_k([1, 0], [2, 2], 3) is None


def test_a_published_result_is_short_of_its_pass_line_by_a_known_number_of_answers():
    rate = Rate(286 / 400, wilson(286, 400))
    stand = against_line(286, 400, rate, 0.75)
    assert (stand.missing, stand.decided) == (14, False)
    needed = stand.attempts_needed
    at_that_size = wilson(0.715 * needed, needed)
    assert at_that_size.high <= 0.75 + 1e-6
    assert wilson(0.715 * (needed - 2), needed - 2).high > 0.75
    assert against_line(300, 400, Rate(0.75, wilson(300, 400)), 0.75).missing == 0


@pytest.mark.parametrize("repeats", [1, 4])
def test_the_interval_covers_simulated_nights_about_as_often_as_promised(repeats):
    """A small run of tests/bench/report_statistics.py, with new problems of many difficulties each night."""
    rng = np.random.default_rng(5)
    covered = 0
    for _night in range(400):
        chances = rng.beta(0.5, 0.4, 150)
        interval = rate_over_problems(rng.binomial(repeats, chances), np.full(150, repeats), rng).interval
        covered += interval.low <= 0.5 / 0.9 <= interval.high
    assert 0.92 <= covered / 400 <= 0.98


def test_the_bootstrap_over_problems_agrees_with_scipys():
    from scipy.stats import bootstrap

    from solver.report.statistics.proportions import _variance_over_problems

    rng = np.random.default_rng(9)
    for tried in (np.full(120, 4), rng.integers(1, 6, 120), rng.integers(1, 40, 120)):
        won = rng.binomial(tried, rng.beta(0.5, 0.5, 120))
        theirs = bootstrap(
            (won, tried), lambda w, t: w.sum(-1) / t.sum(-1), paired=True, vectorized=False, n_resamples=4000, rng=rng
        ).standard_error
        assert _variance_over_problems(won, tried, rng) ** 0.5 == pytest.approx(theirs, rel=0.08)
