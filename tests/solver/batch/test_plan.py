"""What a plan means: its settings, its problems, their order, and what is still missing."""

import math
from dataclasses import fields
from datetime import date, time

import pytest

from judge.attempt import JobKey, Outcome
from judge.effort import Effort
from judge.judgement import Verdict
from judge.log.grades import Grade
from solver import prompt
from solver.batch import blocks
from solver.batch.errors import BadPlan
from solver.batch.example import plan_example
from solver.batch.missing import AttemptHistory, Task, tasks_of
from solver.batch.plan import plan_of, settings_for
from solver.batch.selection import (
    Candidate,
    Selection,
    candidates,
    clipped,
    dates_of,
    difficulty_of,
    letters_of,
    names_in,
)
from solver.report.statistics.decide import Decide


def server_of(_model):
    return "http://127.0.0.1:9"


MODEL = {"name": "m", "efforts": ["low"]}
TWO = {"models": [{"name": "m", "efforts": ["low", "high"]}]}


def a_plan(**more):
    return plan_of({"problems": ["abc301_a"], "models": [MODEL]} | more, server_of)


def test_the_example_is_a_valid_plan():
    import tomllib

    plan = plan_of(tomllib.loads(plan_example()), server_of)
    assert [model.name for model in plan.models] == ["20b-mxfp4", "qwen3-30b"]
    assert plan.models[0].model == "openai/gpt-oss-20b"
    assert plan.models[0].expect.quantization == "MXFP4"
    assert [cell.id for cell in plan.cells] == [
        ("20b-mxfp4", "low", "python"),
        ("20b-mxfp4", "high", "python"),
        ("qwen3-30b", "default", "python"),
    ]


def test_a_models_table_overrides_the_plan():
    models = [{"name": "a"}, {"name": "b", "languages": ["cpp", "python"], "repeats": 3, "efforts": ["high"]}]
    plan = a_plan(models=models, efforts=["low"], repeats=2, language="python", max_tokens=5000, until="07:00")
    first, second = plan.models
    assert (first.repeats, first.efforts, first.languages) == (2, (Effort.LOW,), ("python",))
    assert (second.repeats, second.efforts, second.languages) == (3, (Effort.HIGH,), ("cpp", "python"))
    assert settings_for(second, Effort.HIGH).max_tokens == 5000
    assert plan.until == time(7)


@pytest.mark.parametrize(
    ("broken", "word"),
    [
        ({"problems": []}, "no problems"),
        ({"problems": "abc301_a", "models": []}, "no models"),
        ({"models": [{"efforts": ["low"]}]}, "no name"),
        ({"models": [MODEL, MODEL]}, "two models"),
        ({"models": [MODEL | {"efforts": ["tiny"]}]}, "'tiny'"),
        ({"models": [MODEL | {"repeat": 2}]}, r"models\[1\]: there is no setting repeat. Did you mean repeats"),
        ({"repetitions": 2}, "no setting repetitions"),
        ({"problem": ["abc301_a"], "problems": []}, "plan: there is no setting problem. Did you mean problems"),
        ({"model": [MODEL]}, "there is no setting model. Did you mean models"),
        ({"models": [{"modle": "m"}]}, r"models\[1\]: there is no setting modle. Did you mean model"),
        ({"models": [MODEL | {"load": {"num_expert": 2}}]}, "load: there is no setting num_expert. Did you mean num_"),
        ({"zzz": 1}, "there is no setting zzz; `kyoso batch --example` shows all"),
        ({"models": [MODEL | {"repeats": "two"}]}, "repeats"),
        ({"models": [MODEL | {"expect": {"quant": "x"}}]}, "expect: there is no setting quant"),
        ({"difficulty": "hard"}, "difficulty"),
        ({"letters": "Z"}, "letters"),
        ({"problems": ["abc310..abc300"]}, "problems = 'abc310..abc300': it ends before it begins, or is too long"),
        ({"problems": ["abc300..arc310"]}, "a range of contests looks like abc300..abc310"),
        ({"models": [MODEL | {"server": "http://:x"}]}, "server address"),
        ({"repeats": 2.5}, "2.5 is not a whole number from 1"),
        ({"temperature": math.nan}, "nan is not a number from 0"),
        ({"decide": True}, "nothing to compare with m@low"),
        ({"decide": "yes"}, "'yes' is not true, false or a table"),
        ({"decide": 1}, "1 is not true, false or a table"),
        (TWO | {"decide": {"error": 0}}, "0 is not a number between 0 and 1"),
        (TWO | {"decide": {"error": math.nan}}, "nan is not a number"),
        (TWO | {"decide": {"smallest": math.inf}}, "inf is not a number"),
        (TWO | {"decide": {"smallest": 500}}, "500 is not a number of points below 100"),
        (TWO | {"decide": {"block": 2.5}}, "2.5 is not a whole number from 1"),
        (TWO | {"decide": {"eror": 0.1}}, "decide: there is no setting eror. Did you mean error"),
        (TWO | {"decide": {"between": ["m@low", "m@high"]}}, "a list of pairs"),
        (TWO | {"decide": {"between": [["m@low", "m"]]}}, "no cell m; there are m@high, m@low"),
        (TWO | {"decide": {"between": [["m@low", "m@low"]]}}, "different pairs"),
        (TWO | {"decide": {"between": [["m@low", "m@high"], ["m@high", "m@low"]]}}, "different pairs"),
    ],
)
def test_a_mistake_in_a_plan_is_named_before_the_night_begins(broken, word):
    with pytest.raises(BadPlan, match=word):
        a_plan(**broken)


def test_all_mistakes_of_a_plan_are_named_at_once_each_in_a_line_of_its_own():
    with pytest.raises(BadPlan) as refused:
        plan_of(
            {
                "problem": ["abc301_a"],
                "letters": "Z",
                "until": "25:00",
                "repeats": 2.5,
                "efforts": ["low", "tiny"],
                "decide": {"between": [["a@low", "nobody@low"]], "error": 1},
                "models": [
                    {"name": "a", "expect": {"size_gb": -1}},
                    {"name": 3, "load": 1, "server": "http://:x"},
                    {"modle": "b", "a\nb": 1, "slots": 10**400, "max_tokens": math.inf},
                ],
            },
            server_of,
        )
    lines = str(refused.value).split("\n")
    expected = [
        "plan: there is no setting problem. Did you mean problems?",
        "plan: letters = 'Z': like A..D or E,F,G",
        "plan: until = '25:00': a time of day looks like 07:00",
        "plan: models[1]: expect: size_gb = -1 is not a number from 0",
        "plan: efforts = 'tiny' is not one of",
        "plan: repeats = 2.5 is not a whole number from 1",
        "plan: models[2]: name = 3 is not a text",
        "plan: models[2]: 'http://:x' is not a server address",
        "plan: models[2]: load = 1 is not a table",
        "plan: models[3]: there is no setting modle. Did you mean model?",
        "plan: models[3]: there is no setting a b",
        "plan: models[3]: max_tokens = inf is not a whole number from 1",
        "plan: decide: error = 1 is not a number between 0 and 1",
    ]
    assert len(lines) == len(expected)  # none is named twice, nor is what follows from another
    assert all(any(line.startswith(start) for line in lines) for start in expected), lines


@pytest.mark.parametrize(
    "broken",
    [
        {"effrots": ["low", "high"], "decide": True},
        {"efforts": ["low", "tiny"], "decide": {"between": [["m@low", "m@tiny"]]}},
        {"date": "2023-01-01..", "problems": []},
        {"models": [{"nmae": "m"}, {"name": "n"}]},
    ],
)
def test_what_only_follows_from_another_mistake_is_not_named(broken):
    with pytest.raises(BadPlan) as refused:
        a_plan(**{"models": [{"name": "m"}]} | broken)
    assert "\n" not in str(refused.value)


def test_every_pair_is_decided_or_only_those_named():
    every, none, named = (
        a_plan(**TWO, decide=said).decide
        for said in (True, False, {"between": [["m@high", "m@low"]], "error": 0.1, "smallest": 10})
    )
    assert (every, none) == (Decide(), None)
    assert (named.between, named.error, named.smallest) == ((("m@high", "m@low"),), 0.1, 0.1)


def test_what_is_in_no_pair_is_not_part_of_a_plan_that_decides_between_pairs():
    models = [
        {"name": "one", "efforts": ["low", "high"], "languages": ["python", "cpp"]},
        {"name": "other", "efforts": ["low"]},
        {"name": "spare", "server": "http://127.0.0.1:9"},
    ]
    plan = a_plan(models=models, decide={"between": [["one@low/cpp", "other@low"]]})
    assert [cell.name for cell in plan.cells] == ["one@low/cpp", "other@low"]
    assert [(model.name, model.efforts) for model in plan.models] == [("one", (Effort.LOW,)), ("other", (Effort.LOW,))]
    assert plan.unpaired == ("one@high/cpp", "one@high/python", "one@low/python", "spare@medium")
    assert len(a_plan(models=models, decide=True).cells) == 6


def test_the_example_has_every_setting_of_decide():
    assert all(f"{field.name} =" in plan_example() for field in fields(Decide) if field.name != "block")


def test_ranges_of_contests_keep_leading_zeros():
    assert names_in("awc0008..awc0011") == ["awc0008", "awc0009", "awc0010", "awc0011"]
    assert names_in("abc099..abc101") == ["abc099", "abc100", "abc101"]
    assert names_in("abc099 .. ABC101") == names_in("ABC099..abc101") == ["abc099", "abc100", "abc101"]
    assert names_in("abc301_a") == ["abc301_a"]
    assert a_plan(problems=["abc301_a", "abc099..abc100"]).selection.names == ("abc301_a", "abc099", "abc100")


def test_difficulties_are_as_atcoder_problems_shows_them():
    assert clipped(1234.4) == 1234
    assert clipped(400) == 400
    assert clipped(0) == round(400 / math.e) == 147
    assert clipped(-1000) == 12
    assert difficulty_of("400..1200") == (400, 1200)
    assert difficulty_of("2000..") == (2000, math.inf)
    assert difficulty_of("green") == (800, 1199)
    assert difficulty_of("brown..cyan") == (400, 1599)
    assert difficulty_of("red") == (2800, math.inf)


def test_problems_are_chosen_by_letter_and_date():
    assert letters_of("E..G") == letters_of("E-G") == letters_of("EFG") == letters_of("E,F,G") == {"E", "F", "G"}
    assert letters_of("Ex") == {"H"}
    assert dates_of("2023-01-01..") == (date(2023, 1, 1), date.max)
    with pytest.raises(ValueError):
        dates_of("2023-02-01..2023-01-01")


def test_a_contest_is_listed_and_filtered_without_reading_its_pages(site, tmp_path):
    from problems.library import Library
    from problems.resources import Resources
    from problems.site import Site
    from tests.solver.batch.made_up import now

    with Site(site.url) as pages:
        resources = Resources(site.url, tmp_path, now)
        library = Library(tmp_path, pages, resources, now)

        def ids(**limits):
            return [one.id for one in candidates(Selection(("kyoso-demo",), **limits), library, resources, [])]

        assert len(ids()) == 8
        assert ids(letters=letters_of("A,H")) == ["kyoso_demo_a", "kyoso_demo_h"]
        assert ids(dates=dates_of("2025-04-05")) == ids()
        assert ids(dates=dates_of("2025-04-06..")) == []
        easy, hard = ids(difficulty=difficulty_of("..800")), ids(difficulty=difficulty_of("801.."))
        assert easy
        assert hard
        assert len(easy) + len(hard) == 8
        assert not any("/tasks/kyoso_demo" in seen.path for seen in site.seen)


def problems(count):
    return [Candidate(f"p{number:03}", "", None, "", 10 * number) for number in range(count)]


def test_every_round_has_all_difficulties_and_the_seed_fixes_the_order():
    made = blocks.rounds(problems(84), seed=1)
    assert made == blocks.rounds(list(reversed(problems(84))), seed=1)
    assert made != blocks.rounds(problems(84), seed=2)
    assert sorted(one.id for row in made for one in row) == [one.id for one in problems(84)]
    means = [sum(one.difficulty for one in row) / len(row) for row in made if len(row) == blocks.STRATA]
    assert len(means) == 10
    assert max(means) - min(means) < 105  # a band of difficulties is 105 wide
    assert len(blocks.rounds(problems(3), 0)[0]) == 3


def test_a_slice_grows_until_loading_takes_a_small_share_of_the_time():
    models = ["a", "b"]

    def enough(rounds, round_s, load_s=60.0):
        return blocks.long_enough(
            "a", rounds * round_s, rounds, load_s={"a": load_s, "b": load_s}, round_s={}, models=models
        )

    assert not enough(4, 100)
    assert not enough(14, 100)
    assert enough(15, 100)  # 2 × 60 s for 2 × 1,500 s
    assert enough(blocks.FIRST_ROUNDS, 1000)
    assert enough(blocks.MOST_ROUNDS, 1)
    assert blocks.long_enough("a", 0, 1, load_s={}, round_s={}, models=["a"])


def test_every_second_slice_takes_the_models_in_reverse_order():
    assert blocks.turn(0, ["a", "b"]) == ["a", "b"]
    assert blocks.turn(1, ["a", "b"]) == ["b", "a"]


# --- what is missing -----------------------------------------------------------------------------------------------


def grade(
    plan,
    outcome=Outcome.ANSWERED,
    verdict=Verdict.WA,
    repeat=0,
    round_number=0,
    settings=None,
    lang="en",
    confidence=None,
):
    (cell,) = plan.cells
    job = cell.job(repeat)
    key = JobKey(
        "abc301_a",
        "m",
        job.effort,
        "python",
        lang,
        repeat,
        round_number,
        prompt.VERSION,
        settings or job.settings.canonical(),
    )
    likely = None if confidence is None else Verdict.WA
    return Grade(key, outcome, verdict, 1.0, 1.0, likely, confidence, None, None, None)


def missing(plan, *grades):
    (cell,) = plan.cells
    task = Task(cell, Candidate("abc301_a", "abc301_a", "abc301", "A", None), 0)
    return AttemptHistory(grades).is_missing(task)


def test_an_answer_with_a_verdict_is_never_asked_again_and_our_failures_are():
    plan = a_plan()
    assert missing(plan)
    assert not missing(plan, grade(plan))
    assert not missing(plan, grade(plan, lang="ja"))
    assert not missing(plan, grade(plan, Outcome.EMPTY, None))
    assert missing(plan, grade(plan, Outcome.SERVER_ERROR, None))
    assert missing(plan, grade(plan, verdict=Verdict.IE))
    assert missing(plan, grade(plan, repeat=1))


def test_a_truncated_answer_counts_only_for_its_max_tokens_and_a_verdict_for_larger_ones_too():
    small, large = a_plan(max_tokens=1000), a_plan(max_tokens=2000)
    assert not missing(small, grade(small, Outcome.TRUNCATED, None))
    assert missing(large, grade(small, Outcome.TRUNCATED, None))
    assert not missing(large, grade(small))
    assert not missing(large, grade(small, Outcome.TRUNCATED, None), grade(large, Outcome.TRUNCATED, None))
    assert missing(small, grade(large))  # with fewer tokens it might not have finished
    assert missing(a_plan(max_tokens=2000, temperature=0.5), grade(small))


def test_a_repair_round_is_missing_only_if_there_is_a_program_to_repair():
    plan = a_plan(repair=1)
    assert missing(plan, grade(plan))
    assert not missing(plan, grade(plan, verdict=Verdict.AC))
    assert not missing(plan, grade(plan, Outcome.NO_CODE, None))
    assert not missing(plan, grade(plan), grade(plan, round_number=1))
    assert not missing(plan, grade(plan, verdict=Verdict.AC, confidence=0.5))
    flagged = grade(plan, verdict=Verdict.AC, confidence=0.7)
    assert missing(plan, flagged)
    assert not missing(plan, flagged, grade(plan, round_number=1))
    assert not missing(a_plan(), grade(a_plan(), verdict=Verdict.AC, confidence=0.7))


def test_tasks_come_cell_by_cell_with_easier_problems_first():
    plan = a_plan(models=[{"name": "m", "efforts": ["low", "high"], "repeats": 2}])
    tasks = tasks_of(plan.cells, list(reversed(problems(2))))
    assert [(task.cell.effort.value, task.candidate.id, task.repeat) for task in tasks] == [
        ("low", "p000", 0),
        ("low", "p000", 1),
        ("low", "p001", 0),
        ("low", "p001", 1),
        ("high", "p000", 0),
        ("high", "p000", 1),
        ("high", "p001", 0),
        ("high", "p001", 1),
    ]
