"""Hints in the log, and the solutions that stay hidden while a learner works on a problem."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from judge.attempt import Attempt, JobKey, Outcome, Reply, Source
from judge.effort import Effort
from judge.judgement import Judgement, Submission, Verdict
from judge.log.hint_records import HintRecord
from judge.log.log import Log
from tests.solver.hints.hint_set import demo_problems

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
AC = Judgement(Verdict.AC, (), "", 0.1, 5.0, "bwrap", "Python 3")
KEY = JobKey("kyoso_demo_a", "m", Effort.LOW, "python", "en", 0, 0, 1, "{}")
REPLY = Reply(
    Outcome.ANSWERED, "hidden", "", "stop", 1, 0, 2, None, None, 1.0, None, "m", "http://127.0.0.1:1", None, None
)
HIDDEN = Attempt(None, Source.HINT, "m", "kyoso_demo_a", KEY, REPLY, Submission("python", "print(1)\n"), AC, None, NOW)
OWN = Attempt(None, Source.JUDGE, "you", "kyoso_demo_a", None, None, Submission("python", "print(2)\n"), AC, None, NOW)
HINT = HintRecord(1, "en", "m", "low", True, "Look at neighbours.", ())


@pytest.fixture
def log(tmp_path):
    with Log(tmp_path) as opened:
        yield opened


def in_view(log):
    return [row["id"] for row in log._database.rows("SELECT id FROM verdicts")]


def test_a_hidden_solution_appears_in_no_list_and_no_view(log):
    written = log.attempts.write(HIDDEN)
    assert list(log.attempts.read()) == []
    assert log.attempts.get(written.id) is None
    assert in_view(log) == []
    assert list(log._database.rows("SELECT * FROM leaderboard")) == []
    assert [attempt.id for attempt in log.attempts.read(hidden=True)] == [written.id]
    assert log.attempts.under(Source.HINT, KEY) == written


def test_a_hidden_solution_is_shown_once_the_learner_has_an_ac(log):
    written = log.attempts.write(HIDDEN)
    log.attempts.write(replace(OWN, judgement=replace(AC, verdict=Verdict.WA)))
    log.attempts.write(replace(OWN, problem="kyoso_demo_b"))
    log.attempts.write(replace(HIDDEN, source=Source.SOLVE, author="m"))
    assert written.id not in [attempt.id for attempt in log.attempts.read()]
    log.attempts.write(OWN)
    assert written.id in [attempt.id for attempt in log.attempts.read()]
    assert written.id in in_view(log)


def test_a_hidden_solution_is_shown_once_it_is_revealed(log):
    written = log.attempts.write(HIDDEN)
    log.hints.reveal("kyoso_demo_a", NOW)
    log.hints.reveal("kyoso_demo_a", NOW)
    assert log.attempts.get(written.id) == written
    assert in_view(log) == [written.id]


def test_kept_hints_are_found_until_the_statement_changes(log):
    problem = demo_problems()["a"]
    kept = log.hints.keep(problem, HINT, NOW)
    withheld = log.hints.keep(problem, replace(HINT, text=None, reasons=("code",)), NOW)
    assert list(log.hints.of(problem)) == [withheld, kept]
    corrected = replace(problem, statements=replace(problem.statements, en="Corrected."))
    assert list(log.hints.of(corrected)) == []


def test_a_hint_that_was_seen_is_kept_with_its_time(log):
    kept = log.hints.keep(demo_problems()["a"], HINT, NOW)
    log.hints.mark_seen(kept, NOW)
    (seen,) = log.hints.seen("kyoso_demo_a")
    assert (seen.problem, seen.level, seen.seen_at) == ("kyoso_demo_a", 1, NOW)
    assert list(log.hints.seen("kyoso_demo_b")) == []
