"""Which parts of a plan the log already holds, and which are missing."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from judge.attempt import JobKey, Outcome
from judge.judgement import Verdict
from judge.log.grades import Grade
from solver.batch.plan import Cell
from solver.batch.selection import Candidate
from solver.likely import CLEAR

STATEMENT_LANGS = ("en", "ja")


@dataclass(frozen=True, slots=True)
class Task:
    """One independent answer of a cell to a problem, its repair rounds included."""

    cell: Cell
    candidate: Candidate
    repeat: int


@dataclass(frozen=True, slots=True)
class SettledAttempt:
    """A settled attempt and the key under which the log holds it."""

    key: JobKey
    outcome: Outcome
    verdict: Verdict | None
    is_flagged: bool = False  # clearly fails a generated test

    @property
    def can_be_repaired(self) -> bool:
        passed = self.verdict in (None, Verdict.AC, Verdict.UNCHECKED)
        return self.outcome is Outcome.ANSWERED and (self.is_flagged or not passed)


class AttemptHistory:
    """The settled attempts of a plan's models, which no run repeats."""

    def __init__(self, grades: Iterable[Grade] = ()) -> None:
        self._rows: dict[JobKey, list[SettledAttempt]] = {}
        for grade in grades:
            if not grade.needs_retry:
                flagged = grade.confidence is not None and grade.confidence >= CLEAR
                self.add(SettledAttempt(grade.key, grade.outcome, grade.verdict, flagged))

    def add(self, settled: SettledAttempt) -> None:
        """Count a new attempt, once it is in the log."""
        self._rows.setdefault(_apart_from_max_tokens(settled.key), []).append(settled)

    def flag(self, key: JobKey) -> bool:
        """Mark the attempt as clearly failing a generated test; returns whether that is new."""
        rows = self._rows.get(_apart_from_max_tokens(key), [])
        for at, row in enumerate(rows):
            if row.key == key and not row.is_flagged:
                rows[at] = replace(row, is_flagged=True)
                return True
        return False

    def settled(self, key: JobKey) -> SettledAttempt | None:
        """The settled attempt that counts for the key, or None if there is none.

        It is the key's own, or one with a smaller max_tokens that ended by itself: a larger budget would not have
        changed it. TRUNCATED counts only for its own max_tokens.
        """
        rows = self._rows.get(_apart_from_max_tokens(key), [])
        own = next((row for row in rows if row.key.settings == key.settings), None)
        limit = _max_tokens(key.settings)
        other = (row for row in rows if row.outcome is not Outcome.TRUNCATED and _max_tokens(row.key.settings) < limit)
        return own or next(other, None)

    def is_missing(self, task: Task) -> bool:
        """Whether the task still has questions to ask, as far as is known before its page is read."""
        return not any(self._is_complete(task, lang) for lang in _langs(task))

    def first_answer(self, task: Task) -> SettledAttempt | None:
        """The task's settled first answer; None if there is none yet."""
        return next((found for lang in _langs(task) if (found := self.settled(_key(task, lang, 0)))), None)

    def _is_complete(self, task: Task, lang: str) -> bool:
        for number in range(task.cell.job(task.repeat).repair_rounds + 1):
            standing = self.settled(_key(task, lang, number))
            if standing is None:
                return False
            if not standing.can_be_repaired:
                return True
        return True


def _langs(task: Task) -> tuple[str, ...]:
    """The languages its statement may be in: only the page says which."""
    wanted = task.cell.job(task.repeat).statement_lang
    return STATEMENT_LANGS if wanted is None else (wanted,)


def _key(task: Task, lang: str, round_number: int) -> JobKey:
    return task.cell.job(task.repeat).key_of(task.candidate.id, lang, round_number)


def tasks_of(cells: Sequence[Cell], candidates: Iterable[Candidate]) -> list[Task]:
    """Every task of the cells on these problems: cell by cell, the easier problems first."""
    ordered = sorted(candidates, key=lambda candidate: candidate.hardness)
    return [
        Task(cell, candidate, repeat) for cell in cells for candidate in ordered for repeat in range(cell.model.repeats)
    ]


def _apart_from_max_tokens(key: JobKey) -> JobKey:
    return replace(key, settings=_split(key.settings)[1])


def _max_tokens(settings: str) -> int:
    return _split(settings)[0]


@cache
def _split(settings: str) -> tuple[int, str]:
    """max_tokens and the other settings. Cached, because many attempts share few settings."""
    fields = json.loads(settings)
    return int(fields.pop("max_tokens", 0)), json.dumps(fields, sort_keys=True)
