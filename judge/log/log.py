"""The log: every attempt, reply, judgement and case, in one SQLite file that other tools open as well."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from judge.as_json import attempt_json
from judge.attempt import Attempt, JobKey, Likely, Outcome, Source
from judge.errors import KeyTaken, LogUnavailable
from judge.judgement import Judgement, Submission, Verdict
from judge.log.hint_records import HintRecord, HintView
from judge.log.migrations import KEY_COLUMNS, migrations
from judge.log.race_records import RaceRecord
from judge.log.rows import (
    Grade,
    case_row,
    grade_of,
    iso,
    judgement_of,
    key_of,
    likely_of,
    likely_row,
    naive_of,
    naive_row,
    race_of,
    reply_of,
    stored,
    submission_of,
    text_of,
    trial_of,
    trial_row,
)
from judge.log.server_records import AttestationRecord, SpeedRecord
from judge.log.sqlite import Database, Table
from judge.trial import NaiveProgram, Trial
from problems.problem import Problem

if TYPE_CHECKING:
    from problems.resources import ProblemModel

FILE_NAME = "kyoso.db"
_BUSY_MS = 30_000  # how long to wait for another process's write
# A batch night may hold long replies; 64 of them at a time are few MB.
_PAGE = 64


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One build of a model at one server, under our own label."""

    label: str
    requested: str
    server: str
    reported: str | None = None
    server_build: str | None = None
    quantization: str | None = None
    size_bytes: int | None = None
    context_tokens: int | None = None
    machine: str | None = None
    model_file: str | None = None  # where the server has it: a path, or a name in a registry
    digest: str | None = None  # of its content, as the server says it


class Log:
    """The log under KYOSO_HOME. One thread writes; close it with `with`.

    Every write is one transaction in WAL mode with synchronous=FULL: after a power cut an attempt is there whole or not
    at all. Raises LogUnavailable where the file cannot be opened or written.
    """

    def __init__(self, home: Path) -> None:
        self.path = home / FILE_NAME
        try:
            home.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self.path, timeout=_BUSY_MS / 1000, check_same_thread=False)
        except (OSError, sqlite3.Error) as error:
            raise self._unavailable(error) from error
        with self._errors():
            # No plugins: a log is opened the same way on every machine.
            self._db = Database(connection, execute_plugins=False)
            self._db.enable_wal()
            for pragma in ("synchronous = FULL", "foreign_keys = ON", f"busy_timeout = {_BUSY_MS}"):
                self._db.execute(f"PRAGMA {pragma}")
            if migrations.pending(self._db):
                migrations.apply(self._db)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._db.close()

    def begin_run(self, command: str, manifest: dict[str, Any], now: datetime) -> int:
        """Write down that a command begins, and with what. It is also the proof that the log can be written."""
        with self._transaction():
            row = {"command": command, "started_at": iso(now), "manifest": json.dumps(manifest, sort_keys=True)}
            return self._new("runs", row)

    def end_run(self, run: int, now: datetime) -> None:
        """Write down that a command came to its end."""
        with self._transaction():
            self._table("runs").update(run, {"ended_at": iso(now)})

    def see_model(self, model: ModelRow, now: datetime, run: int | None = None) -> None:
        """Keep what is known of a model; what is None leaves the older word, but not in what the run was told."""
        row = {name: value for name, value in asdict(model).items() if value is not None} | {"seen_at": iso(now)}
        with self._transaction():
            self._table("models").upsert(row, pk="label")
            if run is not None:
                self._table("run_models").insert(row | {"run": run}, pk=("run", "label"), replace=True)

    def see_problem(self, problem: Problem, model: "ProblemModel | None", now: datetime) -> None:
        """Keep what a report shows of a problem, so that it needs no network; what is None leaves the older word."""
        moments = {"contest_start": problem.contest_start, "contest_end": problem.contest_end}
        row: dict[str, Any] = {name: iso(moment) for name, moment in moments.items() if moment is not None}
        row |= {"problem": problem.id, "contest": problem.contest, "label": problem.label, "title": problem.title}
        row["has_figures"] = int(problem.has_figures)
        row |= {"url": problem.url, "statement_sha256": problem.statement_sha256, "seen_at": iso(now)}
        if model is not None:
            row |= {name: getattr(model, name) for name in ("difficulty", "slope", "intercept")}
            row["is_experimental"] = int(model.is_experimental)
        known = {name: value for name, value in row.items() if value is not None}
        names, marks = ", ".join(known), ", ".join(f":{name}" for name in known)
        newer = ", ".join(f"{name} = excluded.{name}" for name in known if name != "problem")
        with self._transaction():
            self._db.execute(
                f"INSERT INTO problems ({names}) VALUES ({marks}) ON CONFLICT (problem) DO UPDATE SET {newer}", known
            )

    def keep_attestation(self, found: AttestationRecord, now: datetime) -> None:
        """Keep what was found out about a model's effort; it holds until the next finding for the same build."""
        row = asdict(found) | {"rounds": json.dumps(found.rounds), "attested_at": iso(now)}
        with self._transaction():
            self._new("attestations", row)

    def attestation(self, model: str, server: str, server_build: str) -> AttestationRecord | None:
        """The newest finding about the model at that build of that server."""
        with self._errors():
            rows = self._db.query(
                """SELECT * FROM attestations WHERE model = ? AND server = ? AND server_build = ?
                   ORDER BY id DESC LIMIT 1""",
                [model, server, server_build],
            )
            row = next(iter(rows), None)
        if row is None:
            return None
        flags = {name: None if row[name] is None else bool(row[name]) for name in ("honoured", "rendered")}
        rounds = tuple(tuple(lengths) for lengths in json.loads(row["rounds"]))
        kept = {name: row[name] for name in row if name not in ("id", "attested_at")}
        return AttestationRecord(**kept | flags | {"rounds": rounds})

    def keep_speed(self, speed: SpeedRecord, now: datetime) -> None:
        """Keep one measured speed."""
        with self._transaction():
            self._new("speeds", asdict(speed) | {"measured_at": iso(now)})

    def next_repeat(self, source: Source, key: JobKey) -> int:
        """The smallest repeat of the key that is free, or whose answer is to be tried again (IE, SERVER_ERROR)."""
        with self._errors():
            rows = self._db.query(
                f"""SELECT a.repeat, r.outcome, ({_NEWEST_VERDICT}) AS verdict
                    FROM attempts a LEFT JOIN replies r ON r.attempt = a.id
                    WHERE a.source = :source AND a.round = 0 AND {_same_key(without=("repeat", "round"))}""",
                {"source": source, **asdict(key)},
            )
            settled = {row["repeat"] for row in rows if not _to_retry(row["outcome"], row["verdict"])}
        return next(repeat for repeat in range(len(settled) + 1) if repeat not in settled)

    def has(self, source: Source, key: JobKey) -> bool:
        """Whether a settled attempt stands under the key."""
        with self._errors():
            rows = self._db.query(
                f"""SELECT r.outcome, ({_NEWEST_VERDICT}) AS verdict
                    FROM attempts a LEFT JOIN replies r ON r.attempt = a.id
                    WHERE a.source = :source AND {_same_key()}""",
                {"source": source, **asdict(key)},
            )
            return any(not _to_retry(row["outcome"], row["verdict"]) for row in rows)

    def prompts(self) -> Mapping[int, str]:
        """The messages as they were sent, as JSON by attempt; read one at a time."""
        return _Prompts(self._db)

    def write(
        self,
        attempt: Attempt,
        *,
        run: int | None = None,
        prompt: str | None = None,
        statement_sha256: str | None = None,
    ) -> Attempt:
        """Write a finished attempt and return it with its id.

        prompt: the messages as they were sent, as JSON; statement_sha256: of the problem that they were made from.
        An older row of the same source and key that failed by our or the server's fault moves to failed_tries; any
        other raises KeyTaken.
        """
        with self._transaction():
            if attempt.key is not None:
                self._move_failed(attempt.source, attempt.key)
            # Where another process took the key in between, the UNIQUE index says so.
            number = self._insert(attempt, run, prompt, statement_sha256)
        return replace(attempt, id=number)

    def add_judgement(
        self,
        attempt_id: int,
        judgement: Judgement,
        now: datetime,
        *,
        extracted: Submission | None = None,
        extraction_version: int | None = None,
        checker: str | None = None,
    ) -> None:
        """Write a newer judgement beside the older ones of an attempt; the newest is the one shown.

        extracted: the program, where another was found in the reply than the attempt's own.
        """
        further: dict[str, Any] = {"extraction_version": extraction_version, "checker": checker}
        if extracted is not None:
            further |= {"written_language": extracted.language, "code": stored(extracted.source)}
        with self._transaction():
            self._insert_judgement(attempt_id, judgement, iso(now), further)

    def set_likely(self, found: Mapping[int, Likely], now: datetime) -> None:
        """Write what is likely of these attempts; it replaces what stood there."""
        with self._transaction():
            for attempt, likely in found.items():
                row = {"attempt": attempt, "computed_at": iso(now)} | likely_row(likely)
                self._table("likely").upsert(row, pk="attempt")

    def likely(self, attempts: Iterable[int]) -> dict[int, Likely]:
        """What is likely of these attempts, as far as it is known."""
        found = {}
        with self._errors():
            for attempt in attempts:
                row = next(self._db.query("SELECT * FROM likely WHERE attempt = ?", [attempt]), None)
                if (likely := likely_of(row)) is not None:
                    found[attempt] = likely
        return found

    def not_looked_at(self, source: Source, labels: Sequence[str]) -> dict[str, list[int]]:
        """The attempts of a command by these models that pass the samples and of which nothing is said beyond them.

        Ids by problem, oldest first. UNCHECKED counts as passing.
        """
        marks = ",".join("?" * len(labels))
        found = defaultdict[str, list[int]](list)
        with self._errors():
            for row in self._db.query(
                f"""SELECT p.problem, g.attempt FROM grades g JOIN cells c ON c.id = g.cell
                    JOIN problems p ON p.number = g.problem
                    WHERE g.likely IS NULL AND g.verdict IN ('AC', 'UNCHECKED') AND g.source = ?
                      AND c.label IN ({marks}) ORDER BY g.attempt""",
                [source, *labels],
            ):
                found[row["problem"]].append(row["attempt"])
        return found

    def doubtful(self, source: Source, below: float) -> list[str]:
        """The problems at which one of a command's attempts is likely WA with less than that confidence."""
        with self._errors():
            rows = self._db.query(
                """SELECT DISTINCT a.problem FROM likely l JOIN attempts a ON a.id = l.attempt
                   WHERE l.verdict = 'WA' AND l.confidence < ? AND a.source = ? ORDER BY a.problem""",
                [below, source],
            )
            return [row["problem"] for row in rows]

    def keep_trial(self, trial: Trial) -> None:
        """Keep what an attempt answered to the small inputs, for the comparison with later ones."""
        with self._transaction():
            self._table("trials").upsert({"attempt": trial.attempt} | trial_row(trial), pk="attempt")

    def trials(self, problem: str) -> list[Trial]:
        """Every trial at the problem, oldest first."""
        with self._errors():
            rows = self._db.query("SELECT * FROM trials WHERE problem = ? ORDER BY attempt", [problem])
            return [trial_of(row) for row in rows]

    def keep_naive(self, problem: Problem, naive: NaiveProgram, now: datetime) -> None:
        """Keep a program that was asked for as slow but obviously right."""
        row = {"problem": problem.id, "statement_sha256": problem.statement_sha256, "asked_at": iso(now)}
        with self._transaction():
            self._new("naive_programs", row | naive_row(naive))

    def naive(self, problem: Problem) -> NaiveProgram | None:
        """The newest one for the problem as its statement is now."""
        with self._errors():
            rows = self._db.query(
                "SELECT * FROM naive_programs WHERE problem = ? AND statement_sha256 = ? ORDER BY id DESC LIMIT 1",
                [problem.id, problem.statement_sha256],
            )
            return next((naive_of(row) for row in rows), None)

    def attempts(
        self,
        *,
        newest: int | None = None,
        problem: str | None = None,
        author: str | None = None,
        figures: bool = True,
        hidden: bool = False,
        by_cell: bool = False,
    ) -> Iterator[Attempt]:
        """The current attempts, oldest first; with `newest` only that many of the newest. Few are in memory at once.

        by_cell: model by model with the same settings, problem by problem, and only then oldest first.
        figures: also at problems with pictures, which a model does not see.
        hidden: also the solutions made for hints at a problem that the person has no AC on.
        """
        with self._errors():
            where = ["1" if hidden else _NOT_HIDDEN]
            where += [] if figures else [_NO_FIGURES]
            values = {"problem": problem, "author": author, "limit": -1 if newest is None else newest}
            where += [f"{name} = :{name}" for name in ("problem", "author") if values[name] is not None]
            order = f"{', '.join(_CELL_COLUMNS)}, problem, id" if by_cell else "id"
            ids = [
                row["id"]
                for row in self._db.query(
                    f"""SELECT id FROM (SELECT id, problem, {", ".join(_CELL_COLUMNS)} FROM attempts
                                        WHERE {" AND ".join(where)} ORDER BY id DESC LIMIT :limit) ORDER BY {order}""",
                    values,
                )
            ]
        for start in range(0, len(ids), _PAGE):
            wanted = ids[start : start + _PAGE]
            with self._errors():
                page = {attempt.id: attempt for attempt in self._read(wanted)}
            yield from (page[number] for number in wanted if number in page)

    def attempt(self, attempt_id: int, *, hidden: bool = False) -> Attempt | None:
        """The attempt of that id, or None; hidden as in `attempts`."""
        with self._errors():
            if not hidden and self._db.execute("SELECT 1 FROM hidden_attempts WHERE id = ?", [attempt_id]).fetchone():
                return None
            return next(iter(self._read([attempt_id])), None)

    def attempt_under(self, source: Source, key: JobKey) -> Attempt | None:
        """The attempt that a command made under that key, or None."""
        with self._errors():
            rows = self._db.query(
                f"SELECT a.id FROM attempts a WHERE a.source = :source AND {_same_key()}",
                {"source": source, **asdict(key)},
            )
            found = [row["id"] for row in rows]
        return self.attempt(found[0], hidden=True) if found else None

    def grades(self, source: Source, labels: Sequence[str]) -> Iterator[Grade]:
        """What a command's attempts by these models came to, oldest first, without their texts."""
        marks = ",".join("?" * len(labels))
        with self._errors():
            # What stands behind the long texts of a reply is read only where it is needed.
            rows = self._db.query(
                f"""SELECT p.problem, c.*, g.repeat, g.round, g.outcome, g.verdict, g.seconds, g.tokens_per_s,
                           CASE WHEN g.outcome = 'TRUNCATED' THEN (
                               SELECT json_array(finish, prompt_tokens, completion_tokens)
                               FROM replies WHERE attempt = g.attempt) END AS cut
                    FROM grades g JOIN cells c ON c.id = g.cell JOIN problems p ON p.number = g.problem
                    WHERE g.source = ? AND c.label IN ({marks}) ORDER BY g.attempt""",
                [source, *labels],
            )
            for row in rows:
                yield grade_of(row)

    def keep_hint(self, problem: Problem, hint: HintRecord, now: datetime) -> HintRecord:
        """Keep a hint, shown or withheld, and return it with its id."""
        row = {name: value for name, value in asdict(hint).items() if name != "id"}
        row |= {"problem": problem.id, "statement_sha256": problem.statement_sha256, "written_at": iso(now)}
        row |= {"verified": int(hint.verified), "reasons": json.dumps(hint.reasons)}
        with self._transaction():
            return replace(hint, id=self._new("hints", row))

    def hints(self, problem: Problem) -> Iterator[HintRecord]:
        """The hints for the problem as its statement is now, newest first, the withheld ones included."""
        with self._errors():
            rows = self._db.query(
                "SELECT * FROM hints WHERE problem = ? AND statement_sha256 = ? ORDER BY id DESC",
                [problem.id, problem.statement_sha256],
            )
            for row in rows:
                kept = {name: row[name] for name in row if name not in ("problem", "statement_sha256", "written_at")}
                given = {"verified": bool(row["verified"]), "reasons": tuple(json.loads(row["reasons"]))}
                yield HintRecord(**kept | given)

    def see_hint(self, hint: HintRecord, now: datetime) -> None:
        """Write down that the hint was shown."""
        with self._transaction():
            self._new("hint_views", {"hint": hint.id, "seen_at": iso(now)})

    def seen_hints(self, problem: str | None = None) -> Iterator[HintView]:
        """Which hints were shown and when, oldest first; with `problem` only that one's."""
        with self._errors():
            for row in self._db.query(
                """SELECT h.problem, h.level, h.simpler, h.verified, v.seen_at
                   FROM hint_views v JOIN hints h ON h.id = v.hint
                   WHERE :problem IS NULL OR h.problem = :problem ORDER BY v.id""",
                {"problem": problem},
            ):
                seen = {"verified": bool(row["verified"]), "seen_at": datetime.fromisoformat(row["seen_at"])}
                yield HintView(**row | seen)

    def reveal(self, problem: str, now: datetime) -> None:
        """Show the problem's hidden solutions from now on."""
        with self._transaction():
            self._table("hint_reveals").insert({"problem": problem, "revealed_at": iso(now)}, ignore=True)

    def set_cell_state(self, cell: tuple[str, str, str], state: str | None, reason: str, now: datetime) -> None:
        """Mark a cell (label, effort, language) that a batch gave up, or with None take the mark away."""
        with self._transaction():
            if state is None:
                self._db.execute("DELETE FROM cell_states WHERE (label, effort, language) = (?, ?, ?)", cell)
            else:
                row = dict(zip(("label", "effort", "language"), cell, strict=True))
                row |= {"state": state, "reason": reason, "since": iso(now)}
                self._table("cell_states").upsert(row, pk=("label", "effort", "language"))

    def cell_states(self) -> dict[tuple[str, str, str], tuple[str, str]]:
        """State and reason of each cell that a batch gave up."""
        with self._errors():
            return {
                (row["label"], row["effort"], row["language"]): (row["state"], row["reason"])
                for row in self._db.query("SELECT * FROM cell_states")
            }

    def keep_race(self, race: RaceRecord, run: int) -> int:
        """Write a race with its lanes, or write it anew where it has an id; returns the id."""
        row: dict[str, Any] = {
            name: getattr(race, name) for name in ("contest", "seed", "penalty_s", "hint_s", "seconds")
        }
        row |= {"tasks": json.dumps([asdict(task) for task in race.tasks]), "started_at": iso(race.started_at)}
        row |= {"run": run, "ended_at": None if race.ended_at is None else iso(race.ended_at)}
        with self._transaction():
            if race.id is not None:
                self._table("races").delete(race.id)  # and its lanes with it
                row["id"] = race.id
            number = self._new("races", row)
            for place, lane in enumerate(race.lanes):
                shown = {name: value for name, value in asdict(lane).items() if name != "submissions"}
                self._table("race_lanes").insert({"race": number, "lane": place} | shown)
                self._table("race_submissions").insert_all(
                    {"race": number, "lane": place, "number": nth} | asdict(one)
                    for nth, one in enumerate(lane.submissions, start=1)
                )
        return number

    def races(self) -> Iterator[RaceRecord]:
        """Every race, oldest first."""
        with self._errors():
            lanes = self._by("race", "SELECT * FROM race_lanes ORDER BY race, lane", ())
            submissions = self._by("race", "SELECT * FROM race_submissions ORDER BY race, lane, number", ())
            rows = list(self._db.query("SELECT * FROM races ORDER BY id"))
        for row in rows:
            yield race_of(row, lanes.get(row["id"], []), submissions.get(row["id"], []))

    def failed_tries(self) -> int:
        """How many tries failed by our or a server's fault and were made again."""
        with self._errors():
            return self._table("failed_tries").count

    def _move_failed(self, source: Source, key: JobKey) -> None:
        rows = list(
            self._db.query(
                f"""SELECT a.id, r.outcome, ({_NEWEST_VERDICT}) AS verdict
                    FROM attempts a LEFT JOIN replies r ON r.attempt = a.id
                    WHERE a.source = :source AND {_same_key()}""",
                {"source": source, **asdict(key)},
            )
        )
        for row in rows:
            if not _to_retry(row["outcome"], row["verdict"]):
                raise KeyTaken(
                    _("the log already holds attempt {id} for {problem} by {model} with the same settings").format(
                        id=row["id"], problem=key.problem, model=key.label
                    )
                )
            (old,) = self._read([row["id"]])
            self._table("failed_tries").insert(
                {
                    "attempt": old.id,
                    "source": old.source,
                    "problem": old.problem,
                    "label": key.label,
                    "started_at": iso(old.started_at),
                    "reason": Verdict.IE if row["verdict"] == Verdict.IE else Outcome.SERVER_ERROR,
                    "record": json.dumps(attempt_json(old)),
                }
            )
            self._table("attempts").delete(row["id"])

    def _insert(self, attempt: Attempt, run: int | None, prompt: str | None, statement_sha256: str | None) -> int:
        row: dict[str, Any] = {
            "run": run,
            "source": attempt.source,
            "author": attempt.author,
            "problem": attempt.problem,
            "written_language": attempt.submission.language if attempt.submission else None,
            "code": stored(attempt.submission.source) if attempt.submission else None,
            "started_at": iso(attempt.started_at),
            "notes": json.dumps(attempt.notes),
        }
        row |= asdict(attempt.key) if attempt.key else {}
        number = self._new("attempts", row)
        if attempt.reply is not None:
            reply = asdict(attempt.reply) | {"attempt": number, "prompt": None if prompt is None else stored(prompt)}
            reply["statement_sha256"] = statement_sha256
            reply |= {"text": stored(attempt.reply.text), "reasoning": stored(attempt.reply.reasoning)}
            self._table("replies").insert(reply)
        if attempt.judgement is not None:
            self._insert_judgement(number, attempt.judgement, iso(attempt.started_at))
        if attempt.likely is not None:
            computed = {"attempt": number, "computed_at": iso(attempt.started_at)}
            self._table("likely").insert(computed | likely_row(attempt.likely))
        return number

    def _insert_judgement(
        self, attempt_id: int, judgement: Judgement, judged_at: str, further: dict[str, Any] | None = None
    ) -> None:
        row = (further or {}) | {
            "attempt": attempt_id,
            "verdict": judgement.verdict,
            "compile_output": stored(judgement.compile_output),
            "cpu_s": judgement.cpu_s,
            "peak_mib": judgement.peak_mib,
            "sandbox": judgement.sandbox,
            "compiler": judgement.compiler,
            "judged_at": judged_at,
        }
        number = self._new("judgements", row)
        self._table("cases").insert_all(
            case_row(number, position, case) for position, case in enumerate(judgement.cases, start=1)
        )

    def _read(self, ids: Sequence[int]) -> Iterator[Attempt]:
        marks = ",".join("?" * len(ids))
        newest = f"SELECT max(id) FROM judgements WHERE attempt IN ({marks}) GROUP BY attempt"
        replies = self._by("attempt", f"SELECT * FROM replies WHERE attempt IN ({marks})", ids)
        judgements = self._by("attempt", f"SELECT * FROM judgements WHERE id IN ({newest})", ids)
        likely = self._by("attempt", f"SELECT * FROM likely WHERE attempt IN ({marks})", ids)
        cases = self._by(
            "judgement", f"SELECT * FROM cases WHERE judgement IN ({newest}) ORDER BY judgement, number", ids
        )
        for row in self._db.query(f"SELECT * FROM attempts WHERE id IN ({marks}) ORDER BY id", list(ids)):
            verdict = next(iter(judgements.get(row["id"], [])), None)
            yield Attempt(
                id=row["id"],
                source=Source(row["source"]),
                author=row["author"],
                problem=row["problem"],
                key=key_of(row),
                reply=reply_of(next(iter(replies.get(row["id"], [])), None)),
                submission=(verdict and submission_of(verdict)) or submission_of(row),
                judgement=None if verdict is None else judgement_of(verdict, cases.get(verdict["id"], [])),
                likely=likely_of(next(iter(likely.get(row["id"], [])), None)),
                started_at=datetime.fromisoformat(row["started_at"]),
                notes=tuple(json.loads(row["notes"])),
            )

    def _by(self, column: str, sql: str, ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
        groups: dict[int, list[dict[str, Any]]] = {}
        for row in self._db.query(sql, list(ids)):
            groups.setdefault(row[column], []).append(row)
        return groups

    def _new(self, table: str, row: dict[str, Any]) -> int:
        number: int = self._table(table).insert(row).last_pk  # type: ignore[assignment]  # an INTEGER PRIMARY KEY
        return number

    def _table(self, name: str) -> Table:
        return self._db.table(name)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._errors():
            # IMMEDIATE: a deferred transaction that reads first is refused, not queued, when another process writes.
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                self._db.rollback()
                raise

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self._unavailable(error) from error

    def _unavailable(self, error: Exception) -> LogUnavailable:
        return LogUnavailable(
            _("the log {path} cannot be used: {error}; free some space, or point KYOSO_HOME elsewhere").format(
                path=self.path, error=error
            )
        )


class _Prompts(Mapping[int, str]):
    def __init__(self, db: Database) -> None:
        self._db = db

    def __getitem__(self, attempt: int) -> str:
        for row in self._db.query("SELECT prompt FROM replies WHERE attempt = ? AND prompt IS NOT NULL", [attempt]):
            return str(text_of(row["prompt"]))
        raise KeyError(attempt)

    def __iter__(self) -> Iterator[int]:
        return (row["attempt"] for row in self._db.query("SELECT attempt FROM replies WHERE prompt IS NOT NULL"))

    def __len__(self) -> int:
        return sum(1 for _attempt in self)


_CELL_COLUMNS = ("label", "effort", "language", "statement_lang", "prompt_version", "settings")
_NOT_HIDDEN = "(source <> 'hint' OR id NOT IN (SELECT id FROM hidden_attempts))"
_NO_FIGURES = "(problem IS NULL OR problem NOT IN (SELECT problem FROM problems WHERE has_figures))"
_NEWEST_VERDICT = "SELECT verdict FROM judgements WHERE attempt = a.id ORDER BY id DESC LIMIT 1"


def _same_key(without: Sequence[str] = ()) -> str:
    return " AND ".join(f"a.{name} = :{name}" for name in KEY_COLUMNS if name not in without)


def _to_retry(outcome: str | None, verdict: str | None) -> bool:
    return outcome == Outcome.SERVER_ERROR or verdict == Verdict.IE
