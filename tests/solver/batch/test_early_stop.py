"""The early stop is seldom wrong and quick to act; tests/bench/batch_early_stop.py measures it over 1,000 runs."""

import pytest

from judge.attempt import Outcome
from solver.batch.early_stop import CellState, Suspicion, hit_context_limit
from tests.bench.batch_early_stop import rising, simulate


def after(*signs):
    suspicion = Suspicion()
    for sign in signs:
        suspicion = suspicion.after(*sign)
    return suspicion


def test_seven_empty_answers_stop_a_model_and_server_errors_never_do():
    assert after(*[(Outcome.EMPTY, True)] * 6).state is None
    assert after(*[(Outcome.EMPTY, True)] * 7).state is CellState.BROKEN
    assert after(*[(Outcome.SERVER_ERROR, True)] * 100).state is None


def test_truncated_answers_to_hard_problems_do_not_count_and_looped_ones_do():
    assert after(*[(Outcome.TRUNCATED, False)] * 100).state is None
    assert after(*[(Outcome.LOOPED, False)] * 7).state is CellState.BROKEN


def test_answers_at_the_edge_of_the_context_are_the_contexts_fault():
    assert after(*[(Outcome.TRUNCATED, True, True)] * 7).state is CellState.CONTEXT_TOO_SMALL
    mixed = [(Outcome.TRUNCATED, True, True)] * 2 + [(Outcome.EMPTY, True)] * 5
    assert after(*mixed).state is CellState.BROKEN


def test_a_model_that_breaks_in_the_middle_of_the_night_is_stopped_too():
    sound, empty = (Outcome.ANSWERED, True), (Outcome.EMPTY, True)
    assert after(*[sound] * 1000, *[empty] * 13).state is CellState.BROKEN


@pytest.mark.parametrize(
    ("finish", "prompt", "completion", "context", "edge"),
    [
        ("length", 1000, 3090, 4096, True),
        ("length", 1000, 8192, 131_072, False),  # our own max_tokens
        ("length", 600, 30, None, False),  # an empty answer that claims to be cut
        ("length", 1000, 3096, None, True),  # 4,096 in total
        (None, None, None, 4096, True),  # the prompt was refused as too long
    ],
)
def test_the_edge_is_told_from_our_own_budget(finish, prompt, completion, context, edge):
    assert hit_context_limit(Outcome.TRUNCATED, finish, prompt, completion, 8192, context) is edge


@pytest.mark.parametrize("rate", [lambda _letter: 0.05, rising])
def test_a_sound_model_is_not_stopped(rate):
    share, _median = simulate(rate, Outcome.TRUNCATED, count=105, runs=100)
    assert share <= 0.01


@pytest.mark.parametrize("outcome", [Outcome.TRUNCATED, Outcome.EMPTY])
def test_a_model_with_four_in_five_answers_censored_is_stopped_within_fifteen(outcome):
    share, median = simulate(lambda _letter: 0.8, outcome, count=105, runs=100)
    assert share == 1
    assert median <= 15
