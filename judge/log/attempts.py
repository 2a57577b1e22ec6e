"""Attempts in the log, with their replies and judgements."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from gettext import gettext as _
from typing import Any

import msgspec

from judge.as_json import attempt_json
from judge.attempt import Attempt, JobKey, Outcome, Source, needs_retry
from judge.effort import Effort
from judge.errors import KeyTaken
from judge.judgement import Judgement, Submission, Verdict
from judge.log.database import Store
from judge.log.grades import Grade, grade_of
from judge.log.rows import (
    Row,
    case_row,
    iso,
    judgement_of,
    key_of,
    likely_of,
    likely_row,
    reply_of,
    row_of,
    stored,
    submission_of,
    text_of,
    value_of,
)
from judge.notes import read_note

_PAGE = 64  # attempts in memory at a time: a few MB with long replies
_CELL_COLUMNS = ("label", "effort", "language", "statement_lang", "prompt_version", "settings")
_NOT_HIDDEN = "(source <> 'hint' OR id NOT IN (SELECT id FROM hidden_attempts))"
_NO_FIGURES = "(problem IS NULL OR problem NOT IN (SELECT problem FROM problems WHERE has_figures))"
_OF_CONTEST = "problem IN (SELECT problem FROM problems WHERE contest = :contest)"
_RETRIED_OUTCOMES = ", ".join(f"'{outcome.value}'" for outcome in Outcome if needs_retry(outcome, None))
_RETRIED_VERDICTS = ", ".join(f"'{verdict.value}'" for verdict in Verdict if needs_retry(None, verdict))
# A row stands unless its outcome or its verdict says to try again.
_STANDS = f"""
    NOT EXISTS (SELECT 1 FROM replies WHERE attempt = a.id AND outcome IN ({_RETRIED_OUTCOMES}))
    AND IFNULL((SELECT verdict FROM judgements WHERE attempt = a.id ORDER BY id DESC LIMIT 1), '')
        NOT IN ({_RETRIED_VERDICTS})
"""


class AttemptStore(Store):
    """Attempts, one per key; one that failed through our or a server's fault moves aside when it is tried again."""

    def next_repeat(self, source: Source, key: JobKey) -> int:
        """The smallest repeat of the key that is free or whose attempt is to be tried again."""
        rows = self._database.rows(
            f"SELECT a.repeat FROM attempts a WHERE a.round = 0 AND {_same_key('repeat', 'round')} AND {_STANDS}",
            {"source": source, **row_of(key)},
        )
        taken = {row["repeat"] for row in rows}
        return next(repeat for repeat in range(len(taken) + 1) if repeat not in taken)

    def has(self, source: Source, key: JobKey) -> bool:
        """Whether the key has an attempt that is not to be tried again."""
        found = self._database.row(
            f"SELECT 1 FROM attempts a WHERE {_same_key()} AND {_STANDS}", {"source": source, **row_of(key)}
        )
        return found is not None

    def write(
        self,
        attempt: Attempt,
        *,
        run: int | None = None,
        prompt: str | None = None,
        statement_sha256: str | None = None,
        at_next_repeat: bool = False,
    ) -> Attempt:
        """Write a finished attempt and return it with its id.

        prompt: the messages as sent, as JSON; statement_sha256: of the problem they were made from. An older row with
        the same source and key that is to be tried again moves to failed_tries; any other raises KeyTaken, except that
        with at_next_repeat a first answer takes the next free repeat. Raises RowRefused for a value that the log cannot
        hold.
        """
        with self._database.transaction():
            key = attempt.key
            if key is not None and at_next_repeat and key.round == 0 and self.has(attempt.source, key):
                key = replace(key, repeat=self.next_repeat(attempt.source, key))
                attempt = replace(attempt, key=key)
            if key is not None:
                self._move_failed(attempt.source, key)
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
        """Add a judgement to an attempt, beside the older ones; the newest is shown.

        extracted: the program, if another one than the attempt's own was found in the reply.
        """
        further: Row = {"extraction_version": extraction_version, "checker": checker}
        if extracted is not None:
            further |= {"written_language": extracted.language, "code": stored(extracted.source)}
        with self._database.transaction():
            self._insert_judgement(attempt_id, judgement, iso(now), further)

    def read(
        self,
        *,
        newest: int | None = None,
        problem: str | None = None,
        contest: str | None = None,
        author: str | None = None,
        figures: bool = True,
        hidden: bool = False,
        by_cell: bool = False,
    ) -> Iterator[Attempt]:
        """The current attempts, oldest first, or only the `newest` ones. Few are in memory at once.

        by_cell: grouped by model and settings, then by problem, then oldest first. figures: include problems with
        pictures, which a model does not see. hidden: include solutions made for hints at a problem where the person has
        no AC.
        """
        where, values = _where(problem, contest, author, figures, hidden)
        values["limit"] = -1 if newest is None else newest
        order = f"{', '.join(_CELL_COLUMNS)}, problem, id" if by_cell else "id"
        rows = self._database.rows(
            f"""SELECT id FROM (SELECT id, problem, {", ".join(_CELL_COLUMNS)} FROM attempts
                                WHERE {where} ORDER BY id DESC LIMIT :limit) ORDER BY {order}""",
            values,
        )
        ids = [row["id"] for row in rows]
        for start in range(0, len(ids), _PAGE):
            wanted = ids[start : start + _PAGE]
            page = {attempt.id: attempt for attempt in self._read(wanted)}
            yield from (page[number] for number in wanted if number in page)

    def count(
        self,
        *,
        problem: str | None = None,
        contest: str | None = None,
        author: str | None = None,
        figures: bool = True,
    ) -> int:
        """How many attempts `read` gives for the same filters."""
        where, values = _where(problem, contest, author, figures, hidden=False)
        row = self._database.row(f"SELECT count(*) AS n FROM attempts WHERE {where}", values)
        return 0 if row is None else int(row["n"])

    def get(self, attempt_id: int, *, hidden: bool = False) -> Attempt | None:
        """The attempt with that id, or None; hidden as in `read`."""
        if not hidden and self._database.row("SELECT 1 FROM hidden_attempts WHERE id = ?", [attempt_id]):
            return None
        return next(self._read([attempt_id]), None)

    def under(self, source: Source, key: JobKey) -> Attempt | None:
        """The attempt that a command made under that key, or None."""
        row = self._database.row(f"SELECT a.id FROM attempts a WHERE {_same_key()}", {"source": source, **row_of(key)})
        return None if row is None else self.get(row["id"], hidden=True)

    def grades(self, source: Source, labels: Sequence[str], problems: Sequence[str] | None = None) -> Iterator[Grade]:
        """The grades of a command's attempts by these models, oldest first.

        problems: only attempts at these, and with token counts for all of them.
        """
        # Columns stored after a reply's long texts are slow to reach, and read only where needed.
        at, needed = "", "g.outcome = 'TRUNCATED'"
        if problems is not None:
            marks = ",".join("?" * len(problems))
            at, needed = f"AND g.attempt IN (SELECT id FROM attempts WHERE problem IN ({marks}))", "1"
        rows = self._database.rows(
            f"""SELECT p.problem, c.*, g.repeat, g.round, g.outcome, g.verdict, g.likely, g.seconds, g.tokens_per_s,
                       CASE WHEN g.likely NOT IN ('AC', 'UNKNOWN') THEN (
                           SELECT confidence FROM likely WHERE attempt = g.attempt) END AS confidence,
                       CASE WHEN {needed} THEN (
                           SELECT json_array(finish, prompt_tokens, completion_tokens)
                           FROM replies WHERE attempt = g.attempt) END AS cut
                FROM grades g JOIN cells c ON c.id = g.cell JOIN problems p ON p.number = g.problem
                WHERE g.source = ? AND c.label IN ({",".join("?" * len(labels))}) {at} ORDER BY g.attempt""",
            [source, *labels, *(problems or ())],
        )
        return self._database.read(rows, grade_of)

    def spent(self, source: Source, label: str, effort: Effort) -> Iterator[tuple[str, float, int, float | None]]:
        """The cost of a model's first answers, oldest first: problem, its difficulty, tokens, tokens/s.

        Only for problems of known difficulty.
        """
        rows = self._database.rows(
            """SELECT p.problem, p.difficulty, r.completion_tokens AS tokens, g.tokens_per_s
               FROM grades g JOIN cells c ON c.id = g.cell JOIN problems p ON p.number = g.problem
               JOIN replies r ON r.attempt = g.attempt
               WHERE g.source = ? AND g.round = 0 AND c.label = ? AND c.effort = ?
                   AND p.difficulty IS NOT NULL AND r.completion_tokens > 0 ORDER BY g.attempt""",
            [source, label, effort],
        )
        return ((row["problem"], row["difficulty"], row["tokens"], row["tokens_per_s"]) for row in rows)

    def prompts(self) -> Mapping[int, str]:
        """The messages as sent, as JSON by attempt; each is read when it is looked up."""
        return _Prompts(self._database)

    def _move_failed(self, source: Source, key: JobKey) -> None:
        of_key = {"source": source, **row_of(key)}
        for row in list(
            self._database.rows(f"SELECT a.id, ({_STANDS}) AS stands FROM attempts a WHERE {_same_key()}", of_key)
        ):
            if row["stands"]:
                raise KeyTaken(
                    _("the log already holds attempt {id} for {problem} by {model} with the same settings").format(
                        id=row["id"], problem=key.problem, model=key.label
                    )
                )
            for old in self._read([row["id"]]):
                failed_by_us = old.judgement is not None and old.judgement.verdict is Verdict.IE
                moved = {"attempt": old.id, "source": old.source, "problem": old.problem, "label": key.label}
                moved |= {"started_at": iso(old.started_at), "record": json.dumps(attempt_json(old))}
                moved |= {"reason": Verdict.IE if failed_by_us else Outcome.SERVER_ERROR}
                self._database.insert("failed_tries", moved)
            self._database.table("attempts").delete(row["id"])

    def _insert(self, attempt: Attempt, run: int | None, prompt: str | None, statement_sha256: str | None) -> int:
        row = row_of(attempt, "id", "key", "reply", "submission", "judgement", "likely", "notes")
        row |= {"run": run, "notes": json.dumps([note.stored() for note in attempt.notes])}
        if attempt.submission is not None:
            row |= {"written_language": attempt.submission.language, "code": stored(attempt.submission.source)}
        number = self._database.insert("attempts", row | (row_of(attempt.key) if attempt.key else {}))
        if attempt.reply is not None:
            asked = {"prompt": None if prompt is None else stored(prompt), "statement_sha256": statement_sha256}
            self._database.insert(
                "replies", row_of(attempt.reply, texts=("text", "reasoning")) | asked | {"attempt": number}
            )
        if attempt.judgement is not None:
            self._insert_judgement(number, attempt.judgement, iso(attempt.started_at))
        if attempt.likely is not None:
            computed = {"attempt": number, "computed_at": iso(attempt.started_at)}
            self._database.insert("likely", computed | likely_row(attempt.likely))
        return number

    def _insert_judgement(
        self, attempt_id: int, judgement: Judgement, judged_at: str, further: Row | None = None
    ) -> None:
        row = (
            row_of(judgement, "cases", texts=("compile_output",))
            | {"attempt": attempt_id, "judged_at": judged_at}
            | (further or {})
        )
        number = self._database.insert("judgements", row)
        self._database.table("cases").insert_all(
            case_row(number, position, case) for position, case in enumerate(judgement.cases, start=1)
        )

    def _read(self, ids: Sequence[int]) -> Iterator[Attempt]:
        marks, by = ",".join("?" * len(ids)), self._database.grouped
        newest = f"SELECT max(id) FROM judgements WHERE attempt IN ({marks}) GROUP BY attempt"
        replies = by("attempt", f"SELECT * FROM replies WHERE attempt IN ({marks})", ids)
        judgements = by("attempt", f"SELECT * FROM judgements WHERE id IN ({newest})", ids)
        likely = by("attempt", f"SELECT * FROM likely WHERE attempt IN ({marks})", ids)
        cases = by("judgement", f"SELECT * FROM cases WHERE judgement IN ({newest}) ORDER BY judgement, number", ids)

        def attempt_of(row: Row) -> Attempt:
            number = row["id"]
            reply, judged, beyond = (next(iter(of.get(number, [])), None) for of in (replies, judgements, likely))
            parts: dict[str, Any] = {
                "key": key_of(row),
                "reply": reply and reply_of(reply),
                "submission": (judged and submission_of(judged)) or submission_of(row),
                "judgement": judged and judgement_of(judged, cases.get(judged["id"], [])),
                "likely": beyond and likely_of(beyond),
                "notes": tuple(map(read_note, msgspec.json.decode(row["notes"], type=list[str]))),
            }
            return value_of(Attempt, row | parts)

        return self._database.read(
            self._database.rows(f"SELECT * FROM attempts WHERE id IN ({marks}) ORDER BY id", list(ids)), attempt_of
        )


class _Prompts(Store, Mapping[int, str]):
    def __getitem__(self, attempt: int) -> str:
        row = self._database.row("SELECT prompt FROM replies WHERE attempt = ? AND prompt IS NOT NULL", [attempt])
        if row is None:
            raise KeyError(attempt)
        return text_of(row["prompt"])

    def __iter__(self) -> Iterator[int]:
        rows = self._database.rows("SELECT attempt FROM replies WHERE prompt IS NOT NULL")
        return (row["attempt"] for row in rows)

    def __len__(self) -> int:
        return sum(1 for _attempt in self)


def _same_key(*without: str) -> str:
    names = [field.name for field in fields(JobKey) if field.name not in without]
    return "a.source = :source AND " + " AND ".join(f"a.{name} = :{name}" for name in names)


def _where(
    problem: str | None, contest: str | None, author: str | None, figures: bool, hidden: bool
) -> tuple[str, dict[str, Any]]:
    """An SQL condition for the wanted rows of attempts, with its values."""
    values: dict[str, Any] = {"problem": problem, "contest": contest, "author": author}
    where = ["1" if hidden else _NOT_HIDDEN, *([] if figures else [_NO_FIGURES])]
    where += [f"{name} = :{name}" for name in ("problem", "author") if values[name] is not None]
    where += [] if contest is None else [_OF_CONTEST]
    return " AND ".join(where), values
