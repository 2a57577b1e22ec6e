"""A deciding batch asks only part of its plan, and the report says what it would say of the whole plan."""

import json
from itertools import count

import numpy as np
import pytest

from judge.log.choices import ChoicePlan, ChosenBlock
from judge.log.log import FILE_NAME, Log
from solver.batch.choosing import block_size, next_block
from solver.report.as_json import report_json
from solver.report.brief import brief
from solver.report.report import Wanted, make_report
from solver.report.statistics.adaptive import Results, State
from solver.report.statistics.decide import Decide
from solver.report.statistics.rating import DISCRIMINATION
from solver.report.tables.comparisons import verdict_on
from tests.solver.report.grading.nights import NOW, made, night, problem

pytestmark = pytest.mark.xdist_group("chosen night")

PROBLEMS = 200
TASKS = tuple(f"abc{number:03}_d" for number in range(PROBLEMS))
MODELS = ("strong", "middle", "weak")
TERMS = json.dumps({"between": [], "error": 0.05, "smallest": 0.05, "seed": 0})


def earned(seed=3):
    """The problems' difficulties, and which of them each model solves."""
    rng = np.random.default_rng(seed)
    hard = rng.normal(1200, 900, PROBLEMS)
    chance = 1 / (1 + np.exp(-0.5 * DISCRIMINATION * (np.array([[2300], [1500], [700]]) - hard)))
    return hard, rng.random(chance.shape) < chance


def seen(hard):
    return [problem(task, difficulty=float(one)) for task, one in zip(TASKS, hard, strict=False)]


def word(right):
    return "AC" if right else "WA"


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    home = tmp_path_factory.mktemp("whole")
    hard, right = earned()
    attempts = [
        made(task, word(right[row, place]), model=model)
        for place, task in enumerate(TASKS)
        for row, model in enumerate(MODELS)
    ]
    night(home, *attempts, problems=seen(hard))
    return make_report(home / FILE_NAME, Wanted(), NOW)


@pytest.fixture(scope="module")
def chosen(tmp_path_factory):
    """The report on the same night as run by a deciding batch, and the batch's own final results."""
    home = tmp_path_factory.mktemp("chosen")
    hard, right = earned()
    cells = tuple(f"{model}@low" for model in MODELS)
    solved, order = np.full(right.shape, np.nan), ()
    with Log(home) as log:
        run = log.runs.begin("batch", {"plan": {"decide": True}}, NOW)
        for row in seen(hard):
            log.runs.record_problem(*row, NOW)
        plan = ChoicePlan(tuple((f"{m}@low", m, "low", "python") for m in MODELS), TASKS, TERMS, tuple(hard.tolist()))
        number, _plan, _blocks = log.choices.begin(plan)
        for block_number in count():
            now = Results(cells, TASKS, hard, solved.copy(), order)
            block, asked = next_block(now, np.ones(solved.shape), 0, block_size(now, 8))
            if not block:
                break
            log.choices.add(number, block_number, ChosenBlock(tuple(TASKS[p] for p in block), tuple(sorted(asked))))
            order += block
            for place in block:
                for row in (cells.index(name) for name in asked):
                    solved[row, place] = right[row, place]
                    log.attempts.write(made(TASKS[place], word(right[row, place]), model=MODELS[row]), run=run)
        log.runs.end(run, NOW)
    return make_report(home / FILE_NAME, Wanted(), NOW), now


def test_a_part_of_the_night_gives_the_same_decision_as_the_whole(whole, chosen):
    report, _results = chosen
    assert report.decision.keep.name == whole.decision.keep.name
    assert {one.other.name for one in report.decision.certain} == {one.other.name for one in whole.decision.certain}
    assert sum(row.problems for row in report.summaries) < 0.8 * sum(row.problems for row in whole.summaries)


def test_rates_are_estimates_for_the_whole_plan_and_not_raw_shares(whole, chosen):
    report, _results = chosen
    truth = {row.name: row.rate.value for row in whole.summaries}
    for row in report.summaries:
        assert row.adaptive
        assert row.plan_problems == PROBLEMS
        # Each interval misses the truth once in twenty nights, but by its whole width less than once in ten thousand.
        assert abs(row.rate.value - truth[row.name]) <= row.rate.interval.high - row.rate.interval.low
        assert row.estimate.value < row.rate.value
    row = next(row for row in report.summaries if row.name.label == "strong")
    assert row.rate.value != pytest.approx(row.ac / row.graded)
    cell = next(cell for cell in report_json(report)["cells"] if cell["model"] == "strong")
    assert (cell["ac_rate"], cell["plan_problems"]) == (row.rate.value, PROBLEMS)
    assert cell["answered_ac_rate"] == row.rate.value


def test_a_plan_that_was_asked_completely_is_counted_like_any_other(tmp_path):
    tasks, difficulties = TASKS[:4], (200.0, 400.0, 800.0, 1600.0)
    with Log(tmp_path) as log:
        run = log.runs.begin("batch", {"plan": {"decide": True}}, NOW)
        for row in seen(difficulties):
            log.runs.record_problem(*row, NOW)
        cells = tuple((f"{model}@low", model, "low", "python") for model in MODELS[:2])
        number, _plan, _blocks = log.choices.begin(ChoicePlan(cells, tasks, TERMS, difficulties))
        log.choices.add(number, 0, ChosenBlock(tasks, tuple(sorted(cell[0] for cell in cells))))
        for place, task in enumerate(tasks):
            log.attempts.write(made(task, word(place < 3), model="strong"), run=run)
            if place:
                log.attempts.write(made(task, word(place < 2), model="middle"), run=run)
        log.runs.end(run, NOW)
    rows = {row.name.label: row for row in make_report(tmp_path / FILE_NAME, Wanted(), NOW).summaries}
    assert not rows["strong"].adaptive and rows["middle"].adaptive
    assert (rows["strong"].ac, rows["strong"].graded) == (3, 4)
    assert rows["strong"].rate.interval.high - rows["strong"].rate.interval.low > 0.3


def test_the_reports_comparisons_are_the_batchs_own(chosen):
    report, results = chosen
    of_batch = {frozenset({one.first, one.second}): one for one in results.comparisons}
    for pair in report.pairs:
        own = of_batch.pop(frozenset(f"{name.label}@low" for name in (pair.first, pair.second)))
        assert (pair.decided, pair.too_close) == (own.state is State.DECIDED, own.state is State.TOO_CLOSE)
        assert pair.p_corrected == pytest.approx(own.p)
        assert abs(pair.result.difference.value) == pytest.approx(abs(own.difference.value))
    assert not of_batch


@pytest.mark.parametrize(
    ("terms", "wins", "state"),
    [
        ({}, 0, State.TOO_CLOSE),
        ({}, 4, State.EXHAUSTED),
        ({"smallest": 0.9}, 4, State.TOO_CLOSE),
        ({"error": 0.6}, 4, State.DECIDED),
        ({}, 12, State.DECIDED),
        ({"error": 0.0001, "smallest": 0}, 12, State.EXHAUSTED),
    ],
)
def test_the_report_calls_a_comparison_what_the_batch_calls_it(tmp_path, terms, wins, state):
    """Both models solve the first problems and neither the last; between these, `wins` are solved by one alone."""
    tasks, hard = TASKS[:30], np.linspace(200, 2600, 30)
    solved = np.array([np.arange(30) < 10 + wins, np.arange(30) < 10])
    cells = tuple((f"{model}@low", model, "low", "python") for model in MODELS[:2])
    with Log(tmp_path) as log:
        run = log.runs.begin("batch", {"plan": {"decide": True}}, NOW)
        for row in seen(hard):
            log.runs.record_problem(*row, NOW)
        terms = json.dumps(json.loads(TERMS) | terms)
        number, _plan, _blocks = log.choices.begin(ChoicePlan(cells, tasks, terms, tuple(hard.tolist())))
        log.choices.add(number, 0, ChosenBlock(tasks, tuple(cell[0] for cell in cells)))
        for row, model in enumerate(MODELS[:2]):
            for place, task in enumerate(tasks):
                log.attempts.write(made(task, word(solved[row, place]), model=model), run=run)
    report = make_report(tmp_path / FILE_NAME, Wanted(), NOW)
    fixed = Decide(error=json.loads(terms)["error"], smallest=json.loads(terms)["smallest"])
    names = tuple(cell[0] for cell in cells)
    (own,) = Results(names, tasks, hard, solved.astype(float), tuple(range(30)), fixed).comparisons
    (pair,) = report.pairs
    assert own.state is state
    assert (pair.decided, pair.too_close) == (state is State.DECIDED, state is State.TOO_CLOSE)
    decision = report_json(report)["decision"]
    found = {"certain": State.DECIDED, "too_close": State.TOO_CLOSE, "open": State.EXHAUSTED}
    assert [name for name in found if decision[name]] == [name for name, one in found.items() if one is state]
    lines = " ".join(line.plain for line in brief(report, 80))
    assert ("too small to matter" in lines) == ("too close (" in lines) == (state is State.TOO_CLOSE)
    assert ("too small to matter" in verdict_on(pair)) == (state is State.TOO_CLOSE)


def test_the_screen_says_that_the_rates_are_estimates_for_the_plan(chosen):
    report, _results = chosen
    lines = [line.plain for line in brief(report, 80)]
    assert all(line.endswith(")") for line in lines if line.startswith(MODELS[1:]))  # the last column is not cut off
    assert "an estimate for all 200 in its plan" in " ".join(lines)
    assert not any("/" in line.split()[1] for line in lines if line.startswith(MODELS))
    assert sum("≈" in line for line in lines if line.startswith(MODELS)) == 3


def test_the_rest_of_its_plan_is_no_promise_to_decide(tmp_path):
    """Half of the plan was asked and neither was right: the batch has no more problems, but those may not be enough."""
    tasks = TASKS[:10]
    with Log(tmp_path) as log:
        run = log.runs.begin("batch", {"plan": {"decide": True}}, NOW)
        cells = tuple((f"{model}@low", model, "low", "python") for model in MODELS[:2])
        number, _plan, _blocks = log.choices.begin(ChoicePlan(cells, tasks, TERMS, (800.0,) * 10))
        log.choices.add(number, 0, ChosenBlock(tasks[:5], tuple(sorted(cell[0] for cell in cells))))
        for task in tasks[:5]:
            for model in MODELS[:2]:
                log.attempts.write(made(task, "WA", model=model), run=run)
    (pair,) = make_report(tmp_path / FILE_NAME, Wanted(), NOW).pairs
    assert "At least 5 more problems would be needed to tell." in verdict_on(pair)
