"""A deciding batch against a real server on loopback: one model solves every problem, the other none."""

import threading
from contextlib import contextmanager
from dataclasses import replace

import pytest

from solver.batch.pages import Pages
from solver.batch.status import status_of
from solver.cli.batch_view import deciding_line
from tests.solver.batch.made_up import REFUSAL, SOLUTION, OneModel, batch_of, now, task_ids
from tests.solver.report.grading.nights import made, night, problem

TASKS = task_ids(60)
BLOCK = 4
PLAN = {"seed": 7, "decide": {"block": BLOCK}, "efforts": ["default"]}


@pytest.fixture
def script():
    return lambda _title, model, _effort: SOLUTION if model == "strong" else REFUSAL


@pytest.fixture
def two_servers(script):
    """A server for each model, so that they need not be loaded in turn."""
    with (
        OneModel("llama-swap", ["strong"], script=script) as one,
        OneModel("llama-swap", ["weak"], script=script) as two,
    ):
        yield one, two


def plan_for(*servers):
    return PLAN | {"models": [{"name": name, "server": server.url} for server in servers for name in server.models]}


@contextmanager
def batch_of_two(home, tasks=TASKS):
    """A batch of two models that solve nothing, each on a server of its own."""
    with (
        OneModel("llama-swap", ["a"]) as one,
        OneModel("llama-swap", ["b"]) as other,
        batch_of(home, plan_for(one, other), tasks) as batch,
    ):
        yield batch


def answered(servers):
    return sorted(each for server in servers for each in server.answered)


def test_a_deciding_batch_stops_as_soon_as_the_models_are_told_apart(tmp_path, two_servers, any_sandbox):
    with batch_of(tmp_path, plan_for(*two_servers), TASKS, sandbox=any_sandbox) as batch:
        summary = batch.run(threading.Event())
        (found,) = batch.choice.status()["comparisons"]
        assert batch.is_complete
    assert summary.missing == 0
    assert (found["state"], found["first"], found["only_second"]) == ("decided", "strong@default", 0)
    strong, weak = ({title for title, _model, _effort in server.answered} for server in two_servers)
    assert strong == weak  # paired
    assert 6 <= len(weak) <= 30


def test_the_longest_answers_of_a_block_are_asked_for_first(tmp_path, script, any_sandbox, monkeypatch):
    page_of = Pages.problem

    def once_all_are_there(pages, task):
        """Problems whose pages are there are asked first, so no page is there until the whole block's are."""
        return page_of(pages, task) if all(page_of(pages, one.id) for one in batch.choice.rounds[0]) else None

    monkeypatch.setattr(Pages, "problem", once_all_are_there)
    with (
        OneModel("llama-swap", ["strong"], script=script, slots=1) as strong,
        OneModel("llama-swap", ["weak"], script=script, slots=1) as weak,
        batch_of(tmp_path, plan_for(strong, weak), TASKS, sandbox=any_sandbox) as batch,
    ):
        batch.run(threading.Event())
        first = {one.id for one in batch.choice.rounds[0]}
    for server in (strong, weak):
        letters = [title[-1] for title, _model, _effort in server.answered if title in first]
        assert letters == sorted(letters, reverse=True) and len(set(letters)) > 1


def test_a_run_that_was_stopped_and_resumed_asks_the_same_questions(tmp_path, two_servers, any_sandbox):
    plan = plan_for(*two_servers)
    with batch_of(tmp_path / "whole", plan, TASKS, sandbox=any_sandbox) as batch:
        batch.run(threading.Event())
    whole = answered(two_servers)
    for server in two_servers:
        server.answered.clear()
    for stop_after in (5, 6, None):
        stop = threading.Event()
        seen = []

        def show(_batch, attempt, stop=stop, seen=seen, stop_after=stop_after):
            seen.extend([attempt] if attempt else [])
            if stop_after and len(seen) >= stop_after:
                stop.set()

        with batch_of(tmp_path / "cut", plan, TASKS, sandbox=any_sandbox, show=show) as batch:
            batch.run(stop)
    assert sorted(set(answered(two_servers))) == whole
    for server in two_servers:
        server.answered.clear()
    with batch_of(tmp_path / "cut", plan, TASKS, sandbox=any_sandbox) as batch:
        batch.run(threading.Event())
    assert answered(two_servers) == []


def test_models_that_take_turns_in_one_memory_get_longer_blocks(tmp_path, script, any_sandbox):
    stop = threading.Event()

    def show(_batch, attempt):
        if attempt is not None:
            stop.set()

    with (
        OneModel("llama-swap", ["strong", "weak"], script=script) as server,
        batch_of(tmp_path, plan_for(server), TASKS, sandbox=any_sandbox, show=show) as batch,
    ):
        batch.run(stop)
        assert len(batch.choice.rounds[0]) > BLOCK


def test_a_deciding_batch_that_is_stopped_early_is_not_shown_as_finished(tmp_path, two_servers, any_sandbox):
    stop = threading.Event()

    def show(batch, _attempt):
        if batch.done and not any(tally.left for tally in batch.summary.tallies):
            stop.set()  # all that was chosen is answered, but the next problems are not chosen yet

    with batch_of(tmp_path, plan_for(*two_servers), TASKS, sandbox=any_sandbox, show=show) as batch:
        batch.run(stop)
        shown = status_of(batch, "plan.toml", now())
    assert stop.is_set()
    assert not shown["complete"]
    assert {(row["left_s"], row["total"]) for row in shown["cells"]} == {(None, len(TASKS))}


def test_the_final_comparison_counts_every_answer(tmp_path):
    with batch_of_two(tmp_path, TASKS[:6]) as batch:
        batch.run(threading.Event())
        (found,) = batch.choice.status()["comparisons"]
    assert (found["problems"], found["state"]) == (6, "too close")  # neither model solved any


def test_the_time_to_the_decision_follows_the_time_per_answer_and_excludes_finished_ones(tmp_path):
    with batch_of_two(tmp_path) as batch:
        assert batch.choice.extend(lambda _task: True, lambda _task: True, idle=True)
        for tally in batch.summary.tallies:
            assert (tally.chosen, tally.total) == (BLOCK, len(TASKS))
            tally.done, tally.answers, tally.answer_s = BLOCK, BLOCK, 10.0 * BLOCK
        low, high = batch.choice.status()["left_s"]
    assert 0 < low <= high == 10 * (len(TASKS) - BLOCK)


def test_no_time_to_the_decision_is_told_before_an_answer_was_timed_on_this_night_or_another(tmp_path):
    def left_s(home):
        with batch_of_two(home) as batch:
            return batch.choice.status()["left_s"]

    home = tmp_path / "later"
    home.mkdir()
    others = [f"abc{number}_a" for number in range(300, 320)]
    night(home, *answers(others), problems=[problem(task, difficulty=100.0) for task in others])
    low, high = left_s(home)
    assert 0 < low < high
    assert left_s(tmp_path / "first") is None


def test_the_time_to_the_decision_is_no_shorter_than_the_tests_of_its_answers_and_none_while_a_server_is_away(tmp_path):
    with batch_of_two(tmp_path) as batch:
        for tally in batch.summary.tallies:
            tally.others, tally.other_s = 5, 5.0
        asked_s = batch.choice.status()["left_s"]
        assert status_of(batch, "", now())["decide"]["left_s"] is not None
        batch.lanes[0].switch.waiting_for = "kyoso waits for it to answer"
        assert status_of(batch, "", now())["decide"]["left_s"] is None
        assert batch.choice.status(tests_s=lambda count: 100.0 * count)["left_s"][1] == 100 * 2 * len(TASKS)
        assert batch.choice.status(tests_s=lambda _count: 0.0)["left_s"] == asked_s
        assert batch.choice.status(tests_s=lambda _count: None)["left_s"] is None


def test_earlier_answers_to_its_own_problems_do_not_change_what_is_chosen(tmp_path):
    def first_block(home):
        with batch_of_two(home) as batch:
            assert batch.choice.extend(lambda _task: True, lambda _task: True, idle=True)
            return batch.choice.rounds

    home = tmp_path / "own"
    home.mkdir()
    own = TASKS[:20]
    night(home, *answers(own), problems=[problem(task, difficulty=100.0) for task in own])
    assert first_block(home) == first_block(tmp_path / "first")  # else a killed run would choose differently


def answers(tasks):
    """Long answers of both models; not to a question that a plan asks."""
    slow = [made(task, "AC", model=model, effort="default", repeat=5) for task in tasks for model in ("a", "b")]
    return [replace(one, reply=replace(one.reply, completion_tokens=25_000)) for one in slow]


@pytest.mark.parametrize(
    ("left_s", "line"),
    [
        ((60, 120), "about 1 min 00 s to 2 min 00 s to the decision"),
        ((60, 60), "about 1 min 00 s to the decision"),
        ((0, 0), ""),
        (None, ""),
    ],
)
def test_a_range_without_width_is_shown_as_one_time(left_s, line):
    assert deciding_line({"left_s": left_s}) == line
