"""Logs written by older versions open without losing anything."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from judge.attempt import Source
from judge.judgement import Verdict
from judge.log.log import Log
from judge.log.migrations import migrations
from judge.log.sqlite import Database

OLD_LOG = Path(__file__).parent / "log_of_0_1.sql"  # written by the code of 2026-11-26; at least one row in each table


def put_old_log(home):
    home.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(home / "kyoso.db")) as db:
        db.executescript(OLD_LOG.read_text("utf-8"))


def test_an_older_log_opens_with_every_row_under_todays_names(tmp_path):
    put_old_log(tmp_path)
    with Log(tmp_path) as log:
        shown = list(log.attempts.read())
        assert [attempt.key and attempt.key.label for attempt in shown] == ["20b"] * 5 + [None]
        assert len(list(log.attempts.read(hidden=True))) == 7
        assert {grade.verdict for grade in log.attempts.grades(Source.BATCH, ["20b"])} == {Verdict.AC, Verdict.WA, None}
        assert log.models.cell_states() == {("20b", "default", "python"): ("BROKEN", "made for a test")}
        assert sqlite3.connect(log.path).execute("SELECT count(*) FROM failed_tries").fetchone() == (1,)
        assert log.attempts.next_repeat(Source.SOLVE, shown[3].key) == 2
        assert [lane.name for race in log.races.read() for lane in race.lanes] == ["you", "20b"]
        assert log.models.attestation("openai/gpt-oss-20b", "http://127.0.0.1:9", "b1").honoured
        assert [(trial.author, trial.model) for trial in log.trials.of("kyoso_demo_a")] == [("20b", "x")]
        assert [seen.level for seen in log.hints.seen()] == [1]
    with closing(sqlite3.connect(tmp_path / "kyoso.db")) as db:
        assert db.execute("SELECT model, effort, results FROM problem_results ORDER BY effort").fetchall() == [
            ("20b", "default", "TRUNCATED"),
            ("20b", "high", "WA"),
            ("20b", "low", "AC AC AC"),
        ]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.parametrize("stop", [each.name for each in migrations.pending(Database(memory=True))][1:])
def test_an_attempt_of_any_earlier_version_keeps_its_grade(tmp_path, stop):
    database = Database(tmp_path / "kyoso.db")
    migrations.apply(database, stop_before="grades")
    database.conn.executescript(
        """
        INSERT INTO attempts (id, source, author, problem, model, effort, language, statement_lang, repeat, round,
                              prompt_version, settings, started_at, notes)
        VALUES (3, 'batch', 'm', 'abc1_a', 'm', 'low', 'python', 'en', 0, 0, 1, '{}', '2026-01-02T03:04:05Z', '[]');
        INSERT INTO replies (attempt, outcome, text, reasoning, seconds, model, server)
        VALUES (3, 'ANSWERED', 'text', 'why', 1.5, 'm.gguf', 'http://s');
        INSERT INTO judgements (attempt, verdict, sandbox, compiler, judged_at) VALUES (3, 'AC', 'box', 'Python', '');
        INSERT INTO likely (attempt, verdict, computed_at) VALUES (3, 'TLE', '');
        """
    )
    if stop != "grades":
        migrations.apply(database, stop_before=stop)
    database.close()
    with Log(tmp_path) as log:
        (grade,) = log.attempts.grades(Source.BATCH, ["m"])
        assert (grade.verdict, grade.seconds) == (Verdict.AC, 1.5)
        (attempt,) = log.attempts.read()
        assert (attempt.key.label, attempt.reply.model, attempt.likely.verdict) == ("m", "m.gguf", Verdict.TLE)
