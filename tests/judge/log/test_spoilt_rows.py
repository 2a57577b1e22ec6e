"""A corrupted value in the log costs its row, not the command."""

import json
import shutil
import sqlite3
from contextlib import closing, suppress

import pytest

from judge.as_json import attempt_json
from judge.attempt import Source
from judge.log.log import Log
from solver.report.as_json import report_json
from solver.report.manifest import manifests
from solver.report.report import Wanted, make_report
from solver.view.output import json_line
from tests.judge.log.test_older_logs import OLD_LOG, put_old_log
from tests.solver.report.grading.nights import NOW, problem

TASK = "kyoso_demo_a"
NO_TEXT = b"\xff{"  # neither UTF-8 nor JSON
SPOILT = (NO_TEXT, 2**62, -(2**62), b"\xff\0", b"[1", 1e999, "[" * 5000)
IN_REPORTS = {"cell_states", "cells", "grades", "judgements", "models", "problems", "replies", "run_models", "runs"}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    home = tmp_path_factory.mktemp("whole")
    put_old_log(home)
    with Log(home):
        pass
    return home


def tables():
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript(OLD_LOG.read_text("utf-8"))
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
        return [name for name in names if not name.startswith(("_", "sqlite"))]


def spoil(path, table, column, key, nth):
    """Write the nth corrupt value that the column accepts into the table's first row; False if it accepts fewer."""
    taken = 0
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        (first,) = db.execute(f"SELECT min({key}) FROM {table}").fetchone()
        for value in SPOILT:
            mark = "CAST(? AS TEXT)" if value in (NO_TEXT, b"[1") else "?"
            with suppress(sqlite3.IntegrityError, sqlite3.DataError):
                db.execute("SAVEPOINT one")
                db.execute(f"UPDATE {table} SET {column} = {mark} WHERE {key} = ?", (value, first))
                if taken == nth:
                    db.execute("RELEASE one")
                    return True
                taken += 1
            db.execute("ROLLBACK TO one")
            db.execute("RELEASE one")
    return False


def read_everything(home, with_report):
    notes = []
    with Log(home, notes.append) as log:
        shown = sum(bool(json.loads(json_line(attempt_json(one)))) for one in log.attempts.read(hidden=True))
        for rows in (
            log.attempts.grades(Source.BATCH, ["20b"]),
            log.trials.of(TASK),
            log.trials.likely(range(1, 9)),
            log.trials.passed_samples(Source.BATCH, ["20b"]),
            log.trials.doubtful(Source.BATCH, 0.7),
            log.hints.of(problem(TASK)[0]),
            log.hints.seen(),
            log.races.read(),
            log.models.cell_states(),
        ):
            list(rows)
        log.trials.naive(problem(TASK)[0])
        log.models.attestation("openai/gpt-oss-20b", "http://127.0.0.1:9", "b1")
        if with_report:
            json.loads(json_line(report_json(make_report(log.path, Wanted(), NOW))))
            for one in manifests(log.path):
                json.loads(json_line(one))
    return shown, notes


@pytest.mark.parametrize("table", tables())
def test_a_corrupted_value_costs_its_row_and_no_command(whole, tmp_path, table):
    path = tmp_path / "kyoso.db"
    with closing(sqlite3.connect(whole / "kyoso.db")) as db:
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
    spoilt = 0
    for place, column in enumerate(columns):
        shutil.copy(whole / "kyoso.db", path)
        # A different value for each column: every value in every column would take minutes.
        if spoil(path, table, column, columns[0], place % 3) or spoil(path, table, column, columns[0], 0):
            spoilt += 1
            shown, notes = read_everything(tmp_path, with_report=table in IN_REPORTS)
            assert shown >= 6
            assert shown == 7 or notes
    assert spoilt
