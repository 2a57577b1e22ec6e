"""The JSON of a problem always has all the specified keys."""

import json
from dataclasses import replace

from problems.as_json import problem_json
from problems.page import read_page
from problems.problem import Sample
from tests.problems.task_frame import english, sample, task_page


def test_a_problem_as_json_has_every_key_in_order():
    record = problem_json(read_page(task_page()))
    assert list(record) == [
        "id", "contest", "label", "title", "url", "points", "statements", "samples", "limits", "checker",
        "interactive", "has_figures", "contest_end",
    ]  # fmt: skip
    assert list(record["statements"]) == ["ja", "en"]
    assert record["samples"] == [{"name": "1", "stdin": "2\n", "expected": "4\n"}]
    assert record["limits"] == {"time_s": 2.0, "memory_mib": 1024}
    assert record["checker"] == {"kind": "exact", "abs": None, "rel": None}
    assert record["contest_end"] == "2024-05-04T13:40:00+00:00"


def test_missing_values_are_null():
    record = problem_json(read_page(task_page(english(sample(1, "1", "1")).replace("Score", "x"), times="")))
    assert (record["points"], record["statements"]["ja"], record["contest_end"]) == (None, None, None)


def test_bytes_that_are_not_utf8_survive_the_json():
    problem = replace(read_page(task_page()), samples=(Sample("1", b"\xff\n", b"\xfe"),))
    text = json.dumps(problem_json(problem), ensure_ascii=True)
    assert json.loads(text)["samples"][0]["stdin"].encode("utf-8", "surrogateescape") == b"\xff\n"
