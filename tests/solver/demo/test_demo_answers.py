"""The scripted answers are complete and of the claimed strength; test_distribution runs each of them."""

from collections import Counter

from judge.attempt import Outcome
from judge.judgement import Verdict
from judge.languages import LANGUAGES
from problems.demo import TASKS
from solver.demo.answers import EFFORTS, MODELS, answers, language
from solver.extraction import extract

EVERY_KIND = {*Verdict} - {Verdict.IE} | {Outcome.NO_CODE, Outcome.TRUNCATED}


def test_every_problem_model_and_effort_has_its_answer():
    assert list(answers()) == [(task, model, effort) for task in TASKS for model in MODELS for effort in EFFORTS]
    assert {language(task) for task in TASKS} == {"python", "cpp"}


def test_every_verdict_and_outcome_occurs_even_in_python_alone():
    assert {answer.earns for answer in answers().values()} == EVERY_KIND
    assert {answer.earns for answer in answers().values() if answer.language == "python"} == EVERY_KIND


def test_more_effort_and_the_larger_model_solve_more():
    solved = Counter((model, effort) for (_, model, effort), answer in answers().items() if answer.earns is Verdict.AC)
    for model in MODELS:
        counts = [solved[model, effort] for effort in EFFORTS]
        assert counts == sorted(set(counts)), (model, counts)
    for effort in EFFORTS:
        assert solved[MODELS[0], effort] < solved[MODELS[1], effort], effort


def test_every_answer_with_code_has_one_program_in_the_requested_language():
    for answer in answers().values():
        if answer.text is None:
            assert answer.earns is Outcome.TRUNCATED
            continue
        found = extract(answer.text, LANGUAGES[answer.language])
        if answer.earns is Outcome.NO_CODE:
            assert found is None
        else:
            assert found is not None and found.language.key == answer.language and not found.note
