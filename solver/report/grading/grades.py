"""Reads the models' grades from the log, one narrow row per attempt, into arrays."""

import json
import sqlite3
from collections.abc import Collection
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from gettext import gettext as _
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from judge.attempt import CENSORED, Outcome, Source
from judge.errors import LogUnavailable
from judge.judgement import Verdict
from judge.log.connection import connect_to_read
from judge.log.server_records import LoadSettings
from judge.wording import cause
from solver.report.grading.chosen import DecidingPlan, read_chosen
from solver.report.grading.columns import Columns, read_columns, read_support
from solver.report.statistics.hidden_rate import Support

# One word per attempt: its verdict, else the outcome. ANSWERED: not judged yet.
MARKS: tuple[str, ...] = (*Verdict, *(outcome for outcome in Outcome if outcome is not Outcome.ANSWERED), "ANSWERED")
CODE = {mark: code for code, mark in enumerate(MARKS)}
CENSORED_CODES = tuple(CODE[outcome] for outcome in sorted(CENSORED))
# These say nothing about the model: our fault, the server's, or not judged.
SAYS_NOTHING = (CODE[Verdict.IE], CODE[Outcome.SERVER_ERROR], CODE["ANSWERED"])

DEMO = "kyoso_demo_"  # prefix of the scripted demo's problems
COUNTED = (Source.SOLVE, Source.BATCH)
# The meaning of the codes that SQL makes of first letters; an outcome's is 128 higher.
_VERDICT_LETTERS = {ord(verdict[0]): CODE[verdict] for verdict in Verdict if verdict is not Verdict.UNCHECKED}
_MARK_LETTERS = (
    _VERDICT_LETTERS
    | {128 + ord(outcome[0]): CODE[outcome] for outcome in Outcome}
    | {ord("U"): CODE[Verdict.UNCHECKED]}
)


# Usual levels of the letters of a beginners' contest, in units of 400 points; differences below "A" do not matter.
_LEVELS = {"A": -2.0, "B": -0.5, "C": 0.8, "D": 2.0, "E": 3.3, "F": 4.3, "G": 5.5, "Ex": 6.5}
_EASIEST, _MIDDLE = -2.5, 2.0


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """What the log knows about a problem. `difficulty` is AtCoder Problems' own, not clipped."""

    id: str
    contest: str | None = None
    label: str | None = None
    title: str | None = None
    url: str | None = None
    held_at: datetime | None = None  # the contest's start, else its end
    difficulty: float | None = None
    experimental: bool = False
    slope: float | None = None  # with the intercept: a contestant of rating r needs exp(slope · r + intercept) seconds
    intercept: float | None = None

    @property
    def level(self) -> float:
        """How hard it is, in units of 400 points of difficulty; judged by its letter if no difficulty is known."""
        if self.difficulty is not None:
            return max(_EASIEST, self.difficulty / 400)
        return _LEVELS.get(self.letter, _MIDDLE)

    @property
    def letter(self) -> str:
        """The letter as the site shows it, else guessed from the id ("abc417_e" → "E")."""
        if self.label:
            return self.label
        end = self.id.rpartition("_")[2]
        return end.upper() if len(end) == 1 and end.isalpha() else "Ex" if end == "ex" else "?"


@dataclass(frozen=True, slots=True)
class CellRow:
    """What a model was asked with, except the problem and the number of the try."""

    label: str
    effort: str
    language: str
    statement_lang: str
    prompt_version: int
    settings: str


@dataclass(frozen=True, slots=True)
class StoppedCell:
    """Why a batch stopped a model × effort × language: BROKEN, or CONTEXT TOO SMALL."""

    state: str
    reason: str
    since: str


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What the log knows about a build."""

    quantization: str | None
    size_bytes: int | None
    context_tokens: int | None
    server: str
    server_build: str | None
    load: LoadSettings | None
    tool_calls: str | None = None  # "17 / 20": small tasks solved with tool calls (kyoso models --tools)


@dataclass(frozen=True, slots=True)
class Grades:
    """The graded attempts, oldest first, in arrays of equal length; `cell` and `problem` are places in the tuples."""

    cells: tuple[CellRow, ...]
    problems: tuple[ProblemRow, ...]
    states: dict[tuple[str, str, str], StoppedCell]
    models: dict[str, ModelFacts]
    runs: tuple[int, ...]  # that these attempts were made in
    adaptive: frozenset[int]  # the runs that chose their problems by earlier results
    chosen: tuple[DecidingPlan, ...]  # what these chose, and from what; the newest plan first
    planned: tuple[str, ...]  # the models of batch plans, asked or not, by label
    ended: frozenset[int]  # the runs that have ended, and 0 for attempts without a run
    attempt: np.ndarray
    cell: np.ndarray
    problem: np.ndarray
    source: np.ndarray
    run: np.ndarray  # 0: not known
    repeat: np.ndarray
    round: np.ndarray
    mark: np.ndarray  # a place in MARKS
    likely: np.ndarray  # the likely verdict's place in MARKS; −1: nothing is known beyond the samples
    support: np.ndarray  # how sure an AC is: a Support
    ignored: np.ndarray  # whether the effort was not honoured
    seconds: np.ndarray  # here and below NaN if not measured
    first_token_s: np.ndarray
    tokens_per_s: np.ndarray
    reasoning_tokens: np.ndarray
    forced: frozenset[int] = frozenset()  # attempts whose thinking was ended by us
    from_cache: frozenset[int] = frozenset()  # attempts whose prompt was in the server's cache: no first_token_s

    def __len__(self) -> int:
        return len(self.attempt)


_MODELS = """
    SELECT label, quantization, size_bytes, context_tokens, server, server_build, load,
        (SELECT result_used || ' / ' || tasks FROM tool_checks t
         WHERE t.model IN (m.reported, m.requested) AND t.server = m.server ORDER BY t.id DESC LIMIT 1)
    FROM models m
"""


def read_grades(path: Path, sources: Collection[Source] = COUNTED, run: int | None = None) -> Grades:
    """The grades in the log at that path (with its migrations applied), from these sources, of one run if given.

    The scripted demo's grades are left out unless there are no others. Raises LogUnavailable.
    """
    try:
        with closing(connect_to_read(path)) as db:
            db.execute("BEGIN")  # a snapshot of the log, while others may write
            columns = read_columns(db, path.parent / "cache")
            problems = {row[0]: _problem(row[1:]) for row in db.execute(f"SELECT number, {_PROBLEM} FROM problems")}
            cells = {
                row[0]: CellRow(*row[1:])
                for row in db.execute(
                    "SELECT id, label, effort, language, statement_lang, prompt_version, settings FROM cells"
                )
            }
            wanted = np.isin(columns["source"], [ord(source[0]) for source in sources])
            # Leave out rows corrupted by another program, whose cell, problem or verdict does not exist.
            wanted &= np.isin(columns["cell"], list(cells)) & np.isin(columns["problem"], list(problems))
            wanted &= _by_letter(_MARK_LETTERS)[columns["mark"]] >= 0
            if run is not None:
                wanted &= columns["run"] == run
            demo = [number for number, row in problems.items() if row.id.startswith(DEMO)]
            real = wanted & ~np.isin(columns["problem"], demo) if demo else wanted
            wanted = real if real.any() else wanted
            if not wanted.all():
                columns = {name: column[wanted] for name, column in columns.items()}
            planned = _planned(db, run) if Source.BATCH in sources else ()
            return _grades(db, columns, cells, problems, planned)
    except sqlite3.Error as error:
        raise LogUnavailable(
            _("the log {path} cannot be read: {error}; `kyoso doctor` looks at it").format(
                path=path, error=cause(error)
            )
        ) from error


def _grades(
    db: sqlite3.Connection,
    columns: Columns,
    cells: dict[int, CellRow],
    problems: dict[int, ProblemRow],
    planned: tuple[str, ...],
) -> Grades:
    from_cache = frozenset(row[0] for row in db.execute(_FROM_CACHE))
    states = db.execute("SELECT label, effort, language, state, reason, since FROM cell_states")
    models = db.execute(_MODELS)
    mark = _by_letter(_MARK_LETTERS)[columns["mark"]]
    kinds, kind = _dense(columns["cell"])
    numbers, number = _dense(columns["problem"])
    return Grades(
        cells=tuple(cells[identity] for identity in kinds),
        problems=tuple(problems[identity] for identity in numbers),
        states={(row[0], row[1], row[2]): StoppedCell(*row[3:]) for row in states},
        models={row[0]: replace(ModelFacts(*row[1:]), load=_load(row[6])) for row in models},
        runs=tuple(identity for identity in _dense(columns["run"])[0] if identity),
        adaptive=frozenset(row[0] for row in db.execute(_ADAPTIVE)),
        chosen=read_chosen(db),
        planned=planned,
        ended=frozenset({0, *(row[0] for row in db.execute("SELECT id FROM runs WHERE ended_at IS NOT NULL"))}),
        attempt=columns["attempt"],
        cell=kind,
        problem=number,
        source=columns["source"],
        run=columns["run"],
        repeat=columns["repeat"],
        round=columns["round"],
        mark=mark,
        likely=_by_letter(_VERDICT_LETTERS)[columns["likely"]],
        support=_support(mark, read_support(db, columns["attempt"])),
        ignored=columns["ignored"],
        seconds=columns["seconds"],
        first_token_s=np.where(np.isin(columns["attempt"], list(from_cache)), np.nan, columns["first_token_s"]),
        tokens_per_s=columns["tokens_per_s"],
        reasoning_tokens=columns["reasoning_tokens"],
        forced=frozenset(row[0] for row in db.execute("SELECT attempt FROM replies WHERE forced")),
        from_cache=from_cache,
    )


def _planned(db: sqlite3.Connection, run: int | None) -> tuple[str, ...]:
    """The labels in the batch plan of that run, or of all; of a plan that was run again, as it is now."""
    newest: dict[str, list[Any]] = {}
    for plan, labels in db.execute(_PLANS, {"run": run}):
        document = json.loads(plan)
        tables = document.pop("models", None)
        # Runs from before the labels were recorded have only the names in the plan.
        named = [table.get("name") for table in tables or [] if isinstance(table, dict)]
        newest[json.dumps(document, sort_keys=True)] = named if labels is None else json.loads(labels)
    return tuple(dict.fromkeys(label for labels in newest.values() for label in labels if isinstance(label, str)))


def _load(text: str | None) -> LoadSettings | None:
    try:
        return None if text is None else msgspec.json.decode(text, type=dict[str, str | float | bool])
    except (msgspec.MsgspecError, ValueError):  # corrupted by another program
        return None


# The same condition as in Reply.from_cache.
_FROM_CACHE = "SELECT attempt FROM replies WHERE cached_tokens > 0 AND 2 * cached_tokens >= prompt_tokens"
_PLANS = """
SELECT json_extract(manifest, '$.plan'), json_extract(manifest, '$.labels') FROM runs
WHERE command = 'batch' AND json_valid(manifest) AND json_type(manifest, '$.plan') = 'object'
AND coalesce(json_type(manifest, '$.labels'), 'array') = 'array' AND id = coalesce(:run, id) ORDER BY id
"""
_ADAPTIVE = """
SELECT id FROM runs WHERE command = 'batch' AND json_valid(manifest)
AND coalesce(json_extract(manifest, '$.plan.decide'), 0) <> 0
"""


def _support(mark: np.ndarray, beyond: np.ndarray) -> np.ndarray:
    """The Support of each attempt: for those that pass the samples, what was found beyond them."""
    known = np.where(beyond > 0, beyond, np.int8(Support.SAMPLES))
    known = np.where(mark == CODE[Verdict.AC], known, np.int8(Support.NONE))
    return np.where(mark == CODE[Verdict.UNCHECKED], np.int8(Support.UNCHECKED), known)


def _by_letter(letters: dict[int, int]) -> np.ndarray:
    """The place in MARKS for each letter's code; −1 if there is none."""
    places = np.full(256, -1, dtype=np.int8)
    for letter, place in letters.items():
        places[letter] = place
    return places


def _dense(column: np.ndarray) -> tuple[list[int], np.ndarray]:
    """The distinct numbers in the column, which are small (row ids), and each row's place among them."""
    found = np.flatnonzero(np.bincount(column)) if len(column) else np.zeros(0, np.int64)
    places = np.zeros(int(found.max(initial=0)) + 1, dtype=np.int32)
    places[found] = np.arange(len(found))
    return found.tolist(), places[column]


_PROBLEM = (
    "problem, contest, label, title, url, coalesce(contest_start, contest_end), difficulty, is_experimental,"
    " slope, intercept"
)


def _problem(row: tuple[Any, ...]) -> ProblemRow:
    task, contest, label, title, url, held_at, difficulty, experimental, slope, intercept = row
    moment = None
    with suppress(ValueError):
        moment = None if held_at is None else datetime.fromisoformat(held_at)
    return ProblemRow(task, contest, label, title, url, moment, difficulty, bool(experimental), slope, intercept)
