"""Reads the grades table as arrays, one per column; a long log's are cached in a file."""

import os
import sqlite3
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from solver.report.statistics.hidden_rate import Support

NAMES = (
    *("attempt", "cell", "problem", "source", "repeat", "round", "mark", "likely", "ignored", "run"),
    *("seconds", "first_token_s", "tokens_per_s", "reasoning_tokens"),
)
KEPT_FROM = 100_000  # rows; fewer are read in half a second
_KEPT_AGAIN = 1.1  # the cache is rewritten once the log has this many times its rows
_FILE = "grades.npz"
_CHUNK = 5_000
_DTYPES = (*("int64", "int32", "int32", "int16", "int32", "int16", "int16", "int16", "bool", "int32"), *["float32"] * 4)
# First letters tell sources, verdicts and outcomes apart, because a million words would cost more than all the rest. So
# would a million small numbers in separate columns: they are packed, each below the 2**53 that floats hold exactly.
_SELECT = """
SELECT attempt,
       (cell << 31) + problem,
       (coalesce(run, 0) << 31) + repeat,
       (round << 25) + (unicode(source) << 17) + (coalesce(unicode(verdict), 128 + unicode(outcome)) << 9)
           + (coalesce(unicode(likely), 0) << 1) + (effort_honoured IS 0),
       seconds, first_token_s, tokens_per_s, reasoning_tokens
FROM grades
-- Numbers that something else has spoilt would run into their neighbours.
WHERE attempt > ? AND repeat BETWEEN 0 AND 2147483647 AND round BETWEEN 0 AND 65535
    AND coalesce(run, 0) BETWEEN 0 AND 2147483647
    AND unicode(source) < 128 AND coalesce(unicode(verdict), 0) < 128 AND unicode(outcome) < 128
    AND coalesce(unicode(likely), 0) < 128
ORDER BY attempt
"""

# Older rows have no evidence, only the wording in `detail`.
_SUPPORT = f"""
SELECT attempt, CASE
    WHEN verdict IS NULL THEN {Support.UNKNOWN:d}
    WHEN verdict <> 'AC' AND confidence >= :sure THEN {Support.REFUTED:d}
    WHEN verdict = 'TLE' THEN {Support.SLOW:d}
    WHEN verdict <> 'AC' THEN {Support.DISPUTED:d}
    WHEN confidence < :sure THEN {Support.DOUBTFUL:d}
    WHEN evidence GLOB '*"agreeing": [1-9]*' OR detail LIKE 'answers as %' THEN {Support.AGREES:d}
    ELSE {Support.PASSED:d} END
FROM likely
"""
_SURE = 0.75  # confidence from which a finding is more than a doubt

Columns = dict[str, np.ndarray]


def read_columns(db: sqlite3.Connection, folder: Path | None) -> Columns:
    """Every row of grades, oldest first, by column name; source, mark and likely are the codes of first letters.

    folder: where the rows of a long log are cached; None: nowhere. The cache is valid as long as no older row was
    changed or deleted, which triggers count in grade_changes; newer rows are added to it.
    """
    changes, newest, rows = db.execute(
        "SELECT (SELECT changes FROM grade_changes), (SELECT max(attempt) FROM grades), (SELECT count(*) FROM grades)"
    ).fetchone()
    if folder is None or rows < KEPT_FROM:
        return _read(db, 0, rows)
    kept = _kept(folder, changes, newest)
    old = len(kept["attempt"]) if kept else 0
    read = _read(db, int(kept["attempt"][-1]) if kept else 0, rows - old)
    columns = {name: np.concatenate([kept[name], read[name]]) for name in NAMES} if kept else read
    if rows > _KEPT_AGAIN * old:
        _keep(folder, columns, changes)
    return columns


def read_support(db: sqlite3.Connection, attempts: np.ndarray) -> np.ndarray:
    """For each of the attempts, which are in order, what was found beyond the samples: a Support, or 0 for nothing."""
    found = np.zeros(len(attempts), dtype=np.int8)
    cursor = db.execute(_SUPPORT, {"sure": _SURE})
    while chunk := cursor.fetchmany(_CHUNK):
        ids, kinds = np.array(chunk, dtype=np.int64).T
        place = np.searchsorted(attempts, ids)
        held = place < len(attempts)
        held[held] = attempts[place[held]] == ids[held]
        found[place[held]] = kinds[held]
    return found


def _read(db: sqlite3.Connection, after: int, rows: int) -> Columns:
    columns = {name: np.zeros(rows, dtype) for name, dtype in zip(NAMES, _DTYPES, strict=True)}
    filled, cursor = 0, db.execute(_SELECT, (after,))
    while chunk := cursor.fetchmany(_CHUNK):
        for name, read in _unpacked(np.array(chunk, dtype=np.float64).T).items():
            columns[name][filled : filled + len(chunk)] = read
        filled += len(chunk)
    return {name: column[:filled] for name, column in columns.items()}


def _unpacked(chunk: np.ndarray) -> Columns:
    """The columns packed into the rows of _SELECT."""
    attempt, asked, made, words = chunk[:4].astype(np.int64)
    low = (1 << 31) - 1
    return {
        "attempt": attempt,
        "cell": asked >> 31,
        "problem": asked & low,
        "run": made >> 31,
        "repeat": made & low,
        "round": words >> 25,
        "source": words >> 17 & 0xFF,
        "mark": words >> 9 & 0xFF,
        "likely": words >> 1 & 0xFF,
        "ignored": words & 1,
        **{
            name: np.where(np.isfinite(column), column, np.nan)
            for name, column in zip(NAMES[-4:], chunk[4:], strict=True)
        },
    }


def _kept(folder: Path, changes: int, newest: int) -> Columns | None:
    """The cached rows, if they still match the log."""
    # A file that is not such an archive, or is from another version, is ignored.
    with suppress(OSError, ValueError, KeyError, EOFError), np.load(folder / _FILE, allow_pickle=False) as file:
        if int(file["changes"]) == changes:
            columns = {name: file[name] for name in NAMES}
            if len(columns["attempt"]) and int(columns["attempt"][-1]) < newest:
                return columns
    return None


def _keep(folder: Path, columns: Columns, changes: int) -> None:
    """Cache all rows but the newest, which may still be judged without being counted as changed."""
    part: str | None = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(prefix=f".{_FILE}.", dir=folder)
        with os.fdopen(handle, "wb") as file:
            arrays: dict[str, Any] = {name: column[:-1] for name, column in columns.items()}
            np.savez(file, changes=np.int64(changes), **arrays)
        Path(part).replace(folder / _FILE)
    except OSError:  # full or read-only; reports then only take longer
        if part is not None:
            Path(part).unlink(missing_ok=True)
