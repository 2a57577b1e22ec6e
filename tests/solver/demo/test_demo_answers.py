"""The script: whole, as strong as it says, and each answer earns what it must."""

from collections import Counter
from dataclasses import replace

import pytest

from judge.attempt import Outcome
from judge.judge import judge
from judge.judgement import Submission, Verdict
from judge.languages import LANGUAGES
from problems.demo import CONTEST, TASKS, pages
from problems.page import read_page
from solver.demo.answers import EFFORTS, MODELS, answers, language
from solver.extraction import extract

EVERY_KIND = {*Verdict} - {Verdict.IE} | {Outcome.NO_CODE, Outcome.TRUNCATED}


def test_each_problem_model_and_effort_has_its_answer():
    assert list(answers()) == [(task, model, effort) for task in TASKS for model in MODELS for effort in EFFORTS]
    assert {language(task) for task in TASKS} == {"python", "cpp"}


def test_every_verdict_and_outcome_occurs_and_does_so_without_a_compiler_too():
    assert {answer.earns for answer in answers().values()} == EVERY_KIND
    assert {answer.earns for answer in answers().values() if answer.language == "python"} == EVERY_KIND


def test_more_effort_and_the_larger_model_solve_more():
    solved = Counter((model, effort) for (_, model, effort), answer in answers().items() if answer.earns is Verdict.AC)
    for model in MODELS:
        counts = [solved[model, effort] for effort in EFFORTS]
        assert counts == sorted(set(counts)), (model, counts)
    for effort in EFFORTS:
        assert solved[MODELS[0], effort] < solved[MODELS[1], effort], effort


def test_every_answer_but_those_without_code_holds_one_program_in_the_language_asked_for():
    for answer in answers().values():
        if answer.text is None:
            assert answer.earns is Outcome.TRUNCATED
            continue
        found = extract(answer.text, LANGUAGES[answer.language])
        if answer.earns is Outcome.NO_CODE:
            assert found is None
        else:
            assert found is not None and found.language.key == answer.language and not found.note


# An answer that several cells share is judged once.
JUDGED = {one.text: one for one in answers().values() if isinstance(one.earns, Verdict)}


@pytest.mark.parametrize("answer", JUDGED.values(), ids=lambda one: f"{one.problem}-{one.model}-{one.effort}")
def test_the_answer_earns_what_the_script_says(answer, any_sandbox):
    address = f"/contests/{CONTEST}/tasks/{answer.problem}"
    problem = read_page(pages()[address].decode(), url=f"https://atcoder.jp{address}")
    found = extract(answer.text, LANGUAGES[answer.language])
    submission = Submission(found.language.key, found.code)
    limits = replace(problem.limits, time_s=0.25) if answer.earns is Verdict.TLE else problem.limits
    result = judge(submission, problem.samples, limits, problem.checker, any_sandbox)
    assert result.verdict is answer.earns, [(case.name, case.verdict, case.note) for case in result.cases]
