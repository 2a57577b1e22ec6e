"""The log keeps every attempt whole and exactly once, whatever it contains."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from judge.attempt import Attempt, JobKey, Likely, Outcome, Reply, Source
from judge.effort import Effort
from judge.errors import KeyTaken, LogUnavailable
from judge.judgement import SHOWN_BYTES, CaseResult, Judgement, Submission, Verdict
from judge.log.log import Log
from judge.log.server_records import ModelRow
from judge.notes import plain
from sandbox.run import Ending, RunResult

NOW = datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)
KEY = JobKey("kyoso_demo_a", "model", Effort.LOW, "python", "en", 0, 0, 1, '{"max_tokens":5}')
RUN = RunResult(Ending.EXITED, 0, None, 0.01, 0.02, 9.5, b"\xff\0raw", b"text")


def reply(outcome=Outcome.ANSWERED):
    return Reply(outcome, "te\udcffxt", "why", "stop", 1, 2, 3, None, 0.1, 1.0, 3.0, "m", "http://x", "b1", True)


def judged(verdict=Verdict.WA, run=RUN):
    return Judgement(
        verdict, (CaseResult("1", verdict, run, note=plain("n")),), "warning", 0.01, 9.5, "docker x", "Python 3"
    )


def attempt(**changes):
    made = Attempt(
        id=None,
        source=Source.SOLVE,
        author="model",
        problem="kyoso_demo_a",
        key=KEY,
        reply=reply(),
        submission=Submission("python", "print('\0')\udcff"),
        judgement=judged(),
        likely=Likely(Verdict.TLE, "max", 0.9),
        started_at=NOW,
        notes=(plain("a note"),),
    )
    return replace(made, **changes)


def test_an_attempt_comes_back_as_it_was_written(tmp_path):
    with Log(tmp_path) as log:
        written = log.attempts.write(attempt())
    with Log(tmp_path) as log:
        assert list(log.attempts.read()) == [written]
        assert written == replace(attempt(), id=written.id)


def test_a_person_can_submit_the_same_program_twice(tmp_path):
    mine = attempt(key=None, reply=None, author="you", source=Source.JUDGE, likely=None)
    with Log(tmp_path) as log:
        assert log.attempts.write(mine).id != log.attempts.write(mine).id
        assert len(list(log.attempts.read(author="you"))) == 2


def test_a_key_with_a_final_result_is_refused_and_the_older_row_stays(tmp_path):
    with Log(tmp_path) as log:
        written = log.attempts.write(attempt())
        with pytest.raises(KeyTaken):
            log.attempts.write(attempt(judgement=judged(Verdict.AC)))
        assert list(log.attempts.read()) == [written]


@pytest.mark.parametrize(
    "failed", [{"judgement": judged(Verdict.IE, None)}, {"reply": reply(Outcome.SERVER_ERROR), "judgement": None}]
)
def test_an_attempt_that_failed_through_our_fault_is_retried_and_the_failure_kept_apart(tmp_path, failed):
    with Log(tmp_path) as log:
        log.attempts.write(attempt(**failed))
        assert log.attempts.next_repeat(Source.SOLVE, KEY) == 0
        log.attempts.write(attempt())
        assert [row.judgement.verdict for row in log.attempts.read()] == [Verdict.WA]
        assert sqlite3.connect(log.path).execute("SELECT count(*) FROM failed_tries").fetchone() == (1,)
        assert log.attempts.next_repeat(Source.SOLVE, KEY) == 1


@pytest.mark.parametrize("result", [*Outcome, *Verdict])
def test_a_key_counts_as_done_exactly_if_its_attempt_need_not_be_retried(tmp_path, result):
    no_answer = {"reply": reply(result), "judgement": None}
    with Log(tmp_path) as log:
        written = log.attempts.write(attempt(**({"judgement": judged(result)} if result in Verdict else no_answer)))
        assert log.attempts.has(Source.SOLVE, KEY) is not written.needs_retry


def test_the_next_repeat_fills_the_first_gap_and_depends_on_the_whole_key(tmp_path):
    with Log(tmp_path) as log:
        for repeat in (0, 2):
            log.attempts.write(attempt(key=replace(KEY, repeat=repeat)))
        assert log.attempts.next_repeat(Source.SOLVE, KEY) == 1
        assert log.attempts.next_repeat(Source.SOLVE, replace(KEY, settings='{"max_tokens":6}')) == 0
        assert log.attempts.next_repeat(Source.BATCH, KEY) == 0


def test_a_newer_judgement_is_shown_and_the_older_one_kept(tmp_path):
    with Log(tmp_path) as log:
        number = log.attempts.write(attempt()).id
        log.attempts.add_judgement(number, judged(Verdict.AC), NOW)
        assert log.attempts.get(number).judgement.verdict is Verdict.AC
    rows = sqlite3.connect(tmp_path / "kyoso.db").execute("SELECT verdict FROM judgements ORDER BY id").fetchall()
    assert rows == [("WA",), ("AC",)]


def test_long_outputs_are_cut_for_the_log_and_marked_as_truncated():
    case = CaseResult("1", Verdict.AC, replace(RUN, stdout=b"x" * (SHOWN_BYTES + 1))).shortened()
    assert len(case.run.stdout) == SHOWN_BYTES
    assert case.truncated


def test_the_views_read_plainly_and_count_answers_that_never_came_separately(tmp_path):
    with Log(tmp_path) as log:
        log.models.record_model(ModelRow("model", "m", "http://x"), NOW)
        log.attempts.write(attempt(judgement=judged(Verdict.AC)))
        cut = {"reply": reply(Outcome.TRUNCATED), "submission": None, "judgement": None}
        log.attempts.write(attempt(key=replace(KEY, repeat=1), **cut))
    db = sqlite3.connect(tmp_path / "kyoso.db")
    assert db.execute("SELECT outcome, verdict FROM verdicts ORDER BY id").fetchall() == [
        ("ANSWERED", "AC"),
        ("TRUNCATED", None),
    ]
    assert db.execute("SELECT model, attempts, ac, no_answer_came FROM leaderboard").fetchall() == [("model", 2, 1, 1)]
    assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_file_that_is_not_a_log_gives_one_clear_error_and_is_left_unchanged(tmp_path):
    (tmp_path / "kyoso.db").write_bytes(b"not a database, but somebody's file" * 100)
    with pytest.raises(LogUnavailable, match="KYOSO_HOME"):
        Log(tmp_path)
    assert (tmp_path / "kyoso.db").read_bytes().startswith(b"not a database")
    (tmp_path / "plain").write_text("")
    with pytest.raises(LogUnavailable):
        Log(tmp_path / "plain")


def test_an_effort_of_none_in_an_older_log_is_read_as_default(tmp_path):
    with Log(tmp_path) as log:
        written = log.attempts.write(attempt(key=replace(KEY, effort=Effort.DEFAULT)))
    with sqlite3.connect(tmp_path / "kyoso.db") as db:
        # As version 0.1 wrote efforts, before the migration.
        db.execute("DELETE FROM _sqlite_migrations WHERE name = 'default_effort'")
        for table in ("attempts", "cells"):
            db.execute(f"UPDATE {table} SET effort = 'none'")
    with Log(tmp_path) as log:
        assert list(log.attempts.read()) == [written]
        (grade,) = log.attempts.grades(Source.SOLVE, ["model"])
    assert grade.key.effort is Effort.DEFAULT
