"""The rating and the slope fitted to the solved problems."""

import numpy as np
import pytest

from solver.report.statistics.ability import fit_ability
from solver.report.statistics.rating import DISCRIMINATION, clipped

HARD = np.linspace(-500, 3000, 200)


def simulated(rng, rating, slope, hard):
    return rng.binomial(1, 1 / (1 + np.exp(DISCRIMINATION * slope * (hard - rating))))


@pytest.mark.parametrize("slope", [1.0, 0.6, 0.4])
def test_the_interval_covers_the_rating_whatever_the_slope(slope):
    rng = np.random.default_rng(int(10 * slope))
    covered, errors = 0, []
    for _model in range(100):
        rating, hard = rng.uniform(300, 2200), rng.choice(HARD, 120)
        found = fit_ability(hard, simulated(rng, rating, slope, hard), np.ones(120))
        covered += found.rating.interval.low <= rating <= found.rating.interval.high
        errors.append(found.rating.value - rating)
    assert 88 <= covered <= 100
    assert abs(np.mean(errors)) < 40


def test_many_answers_determine_rating_and_slope():
    rng = np.random.default_rng(3)
    hard = rng.uniform(-500, 3000, 4_000)
    found = fit_ability(hard, simulated(rng, 1500, 0.5, hard), np.ones(4_000))
    assert found.rating.value == pytest.approx(1500, abs=60)
    assert found.slope == pytest.approx(0.5, abs=0.08)
    assert found.rating.problems == 4_000


def test_the_curve_is_one_half_at_the_rating_and_its_band_contains_the_truth():
    rng = np.random.default_rng(4)
    found = fit_ability(HARD, simulated(rng, 1200, 0.6, HARD), np.ones(200))
    mean, low, high = found.chance([found.rating.value, 0, 2400])
    assert mean[0] == pytest.approx(0.5, abs=0.02)
    truth = 1 / (1 + np.exp(DISCRIMINATION * 0.6 * (np.array([0, 2400]) - 1200)))
    assert (low[1:] <= truth).all()
    assert (truth <= high[1:]).all()


def test_repeats_of_a_problem_do_not_count_as_more_problems():
    won = (HARD < 1500).astype(int)
    once = fit_ability(HARD, won, [1] * 200)
    often = fit_ability(HARD, won * 8, [8] * 200)
    assert often.rating == once.rating


def test_the_rating_is_finite_even_if_all_or_no_problems_are_solved():
    best = fit_ability(HARD, [1] * 200, [1] * 200)
    worst = fit_ability(HARD, [0] * 200, [1] * 200)
    assert best.rating.value > 2500
    assert best.rating.interval.high == 8000
    assert worst.rating.value < 0
    assert worst.rating.interval.low == -4000
    assert fit_ability([], [], []) is None


def test_the_scale_of_difficulty_is_the_sites():
    assert pytest.approx(np.log(6) / 400) == DISCRIMINATION
    # Known pairs of raw and displayed difficulty.
    assert clipped(400) == 400
    assert clipped(0) == pytest.approx(400 / np.e)
    assert clipped(-1000) == pytest.approx(400 / np.exp(3.5))
