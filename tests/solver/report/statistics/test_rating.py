"""The rating fitted to what was solved."""

import numpy as np
import pytest
from scipy.optimize import brentq

from solver.report.statistics.rating import DISCRIMINATION, clipped, fit_rating, solve_chance

HARD = np.linspace(-500, 3000, 200)


def test_the_likeliest_rating_solves_the_score_equation():
    rng = np.random.default_rng(3)
    won = (rng.random(200) < [solve_chance(1500, d) for d in HARD]).astype(int)
    found = fit_rating(HARD, won, [1] * 200, rng)
    # Without Firth's correction, which moves it by a few points at this size.
    plain = brentq(lambda r: sum(won) - sum(solve_chance(r, d) for d in HARD), -3000, 6000)
    assert found.value == pytest.approx(plain, abs=5)
    assert found.interval.low < found.value < found.interval.high
    assert found.problems == 200


def test_repeats_of_a_problem_do_not_count_as_more_problems():
    won = (HARD < 1500).astype(int)
    once = fit_rating(HARD, won, [1] * 200, np.random.default_rng(3))
    often = fit_rating(HARD, won * 8, [8] * 200, np.random.default_rng(3))
    assert often == once


def test_all_or_nothing_is_finite_with_one_side_open():
    best = fit_rating(HARD, [1] * 200, [1] * 200, np.random.default_rng(3))
    worst = fit_rating(HARD, [0] * 200, [1] * 200, np.random.default_rng(3))
    assert 2500 < best.value < 5000
    assert best.interval.high == 8000
    assert -2500 < worst.value < 0
    assert worst.interval.low == -4000
    assert fit_rating([], [], [], np.random.default_rng(3)) is None


def test_the_scale_is_the_sites():
    assert solve_chance(1200, 1200) == 0.5
    assert solve_chance(1600, 1200) == pytest.approx(6 / 7)
    assert pytest.approx(np.log(6) / 400) == DISCRIMINATION
    # Known pairs of raw and shown difficulty.
    assert clipped(400) == 400
    assert clipped(0) == pytest.approx(400 / np.e)
    assert clipped(-1000) == pytest.approx(400 / np.exp(3.5))
