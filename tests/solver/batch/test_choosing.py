"""What a deciding batch asks next and when it stops, with made-up models of known strength."""

import numpy as np
import pytest

from solver.batch.choosing import block_size, next_block
from solver.report.statistics.adaptive import Results, State
from solver.report.statistics.decide import Decide
from solver.report.statistics.rating import DISCRIMINATION

SLOPE = 0.45 * DISCRIMINATION


def run(abilities, seed, problems=120, decide=None):
    """A whole run: blocks are chosen and answered until nothing is open. Returns the final results and all answers."""
    chance = np.random.default_rng(seed)
    difficulty = chance.normal(1100, 700, problems)
    solves = 1 / (1 + np.exp(-SLOPE * (np.array(abilities)[:, None] - difficulty - chance.normal(0, 250, problems))))
    answers = (chance.random(solves.shape) < solves).astype(float)
    cells = tuple(f"m{number}@low" for number in range(len(abilities)))
    solved, order = np.full(answers.shape, np.nan), ()
    seconds = np.full(answers.shape, 60.0)
    while True:
        now = Results(cells, tuple(map(str, range(problems))), difficulty, solved.copy(), order, decide or Decide())
        block, asked = next_block(now, seconds, seed, block_size(now, 8))
        if not block:
            return now, answers
        assert not set(block) & set(order)
        for number, name in enumerate(cells):
            if name in asked:
                solved[number, list(block)] = answers[number, list(block)]
        order += block


def test_a_clear_difference_is_decided_with_only_some_of_the_answers():
    shares = []
    for seed in range(6):
        end, _answers = run((700, 2000), seed)
        (found,) = end.comparisons
        assert found.state is State.DECIDED
        assert found.only_second > found.only_first
        shares.append(len(end.order) / 120)
    assert np.median(shares) < 0.6


def test_equal_models_are_seldom_told_apart():
    decided = sum(run((1200, 1200), seed, problems=80)[0].comparisons[0].state is State.DECIDED for seed in range(12))
    assert decided <= 2


def test_the_same_results_and_seed_choose_the_same_block_and_another_seed_another():
    end, _answers = run((700, 2000), 3)
    start = Results(end.cells, end.problems, end.difficulty, np.full(end.solved.shape, np.nan))
    seconds = np.full(end.solved.shape, 60.0)
    assert next_block(start, seconds, 5, 8) == next_block(start, seconds, 5, 8)
    assert next_block(start, seconds, 5, 8) != next_block(start, seconds, 6, 8)


def test_the_forecast_never_exceeds_the_problems_that_the_plan_has_left():
    end, answers = run((1200, 1200), 2, problems=80)
    solved = np.where(np.arange(80) < 30, answers, np.nan)
    (found,) = Results(end.cells, end.problems, end.difficulty, solved, tuple(range(30))).comparisons
    low, high = found.problems_left
    assert 0 < low <= high <= 50


def test_a_cell_that_has_lost_gets_no_more_problems():
    end, _answers = run((300, 1500, 1550), 1)
    found = {(one.first, one.second): one.state for one in end.comparisons}
    assert State.DECIDED in found.values()
    assert np.isnan(end.solved[0]).sum() > np.isnan(end.solved[1]).sum()


def test_problems_that_separate_the_best_models_are_preferred_over_those_that_separate_the_weak():
    asked = np.linspace(0, 3000, 12)
    hard = np.array(
        [900.0] * 60 + [2100.0] * 60
    )  # the first half separates the two weak models, the second the two strong ones
    solved = np.hstack([np.full((4, 120), np.nan), np.array([[900], [1000], [2000], [2200]]) > asked])
    now = Results(tuple("abcd"), ("",) * 132, np.hstack([hard, asked]), solved, tuple(range(120, 132)))
    assert {one.state for one in now.comparisons} == {State.OPEN}
    chosen = [place for seed in range(10) for place in next_block(now, np.full(solved.shape, 60.0), seed, 20)[0]]
    assert np.mean([place >= 60 for place in chosen]) > 0.65  # half of them if all pairs counted alike


def test_blocks_are_smaller_when_a_decision_is_near():
    end, answers = run((700, 2000), 1)
    sizes = []
    for count in range(0, len(end.order) + 1, 4):
        asked = list(end.order[:count])
        solved = np.full(answers.shape, np.nan)
        solved[:, asked] = answers[:, asked]
        now = Results(end.cells, end.problems, end.difficulty, solved, tuple(asked))
        sizes.append(block_size(now, 8))
    assert sizes[0] == 8
    assert 4 in sizes
    assert set(sizes) == {4, 8}


def test_only_the_comparisons_asked_for_are_made():
    decide = Decide(between=(("m0@low", "m2@low"),))
    end, _answers = run((700, 1200, 2000), 2, decide=decide)
    assert [(one.first, one.second) for one in end.comparisons] == [("m0@low", "m2@low")]
    assert np.isnan(end.solved[1]).all()


def test_rates_are_estimated_for_the_whole_plan_and_exact_once_everything_was_asked():
    inside, total = 0, 0
    for seed in range(10):
        end, answers = run((900, 1800), seed)
        for number, rate in enumerate(end.rates):
            assert rate.interval.low <= rate.value <= rate.interval.high
            total += 1
            inside += rate.interval.low <= answers[number].mean() <= rate.interval.high
    assert inside >= 0.8 * total
    whole = Results(end.cells, end.problems, end.difficulty, answers, tuple(range(120)))
    assert whole.rates[0].value == whole.rates[0].interval.low == pytest.approx(answers[0].mean())


def test_problems_that_take_longer_are_chosen_less_often():
    end, _answers = run((1200, 1300), 4)
    start = Results(end.cells, end.problems, np.full(120, 1200.0), np.full(end.solved.shape, np.nan))
    seconds = np.tile(np.where(np.arange(120) < 60, 20.0, 600.0), (2, 1))
    chosen = [place for seed in range(10) for place in next_block(start, seconds, seed, 8)[0]]
    assert np.mean([place < 60 for place in chosen]) > 0.9


def test_between_equal_models_a_problem_counts_by_its_fisher_information():
    """The chance that it separates them is then a two-parameter item's Fisher information times a constant."""
    end, _answers = run((1200, 1200), 4)
    now = Results(end.cells, end.problems, end.difficulty, np.tile(end.solved[0], (2, 1)), end.order)
    one, other = now.chances
    splits = one * (1 - other) + other * (1 - one)
    ability, slope = now.abilities[0].rating.value, DISCRIMINATION * now.abilities[0].slope
    logit = slope * (ability - now.difficulty)
    information = slope**2 * np.exp(logit) / (1 + np.exp(logit)) ** 2
    assert splits == pytest.approx(2 / slope**2 * information)
