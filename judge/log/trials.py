"""Records of programs beyond the samples: each one's likely verdict, and its answers to small inputs."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from judge.attempt import Likely, Source
from judge.log.database import Store
from judge.log.rows import iso, likely_of, likely_row, naive_of, naive_row, trial_of, trial_row
from judge.trial import NaiveProgram, Trial
from problems.problem import Problem

_NEWEST = 5000  # newest attempts, which decide how strong an author is
_CLEAR = 0.7  # least confidence for one to count


class TrialStore(Store):
    """Trials, naive programs, and the likely verdicts on attempts."""

    def set_likely(self, found: Mapping[int, Likely], now: datetime) -> None:
        """Write the likely verdicts on these attempts, replacing earlier ones."""
        with self._database.transaction():
            for attempt, likely in found.items():
                row = {"attempt": attempt, "computed_at": iso(now)} | likely_row(likely)
                self._database.table("likely").upsert(row, pk="attempt")

    def likely(self, attempts: Iterable[int]) -> dict[int, Likely]:
        """The likely verdicts on these attempts, as far as known."""
        return {
            attempt: likely
            for attempt in attempts
            for likely in self._database.read(
                self._database.rows("SELECT * FROM likely WHERE attempt = ?", [attempt]), likely_of
            )
        }

    def passed_samples(self, source: Source, labels: Sequence[str]) -> dict[str, list[int]]:
        """A command's attempts by these models that pass the samples and have no likely verdict yet.

        Includes those whose stress runs could not finish through no fault of theirs. UNCHECKED counts as passing. Ids
        by problem, oldest first.
        """
        rows = self._database.grouped(
            "problem",
            f"""SELECT p.problem, g.attempt FROM grades g JOIN cells c ON c.id = g.cell
                JOIN problems p ON p.number = g.problem
                LEFT JOIN likely l ON l.attempt = g.attempt
                WHERE (g.likely IS NULL OR json_extract(l.evidence, '$.unfinished'))
                  AND g.verdict IN ('AC', 'UNCHECKED') AND g.source = ?
                  AND c.label IN ({",".join("?" * len(labels))}) ORDER BY g.attempt""",
            [source, *labels],
        )
        return {problem: [row["attempt"] for row in group] for problem, group in rows.items()}

    def doubtful(self, source: Source, below: float) -> list[str]:
        """The problems where one of a command's attempts is in doubt.

        That is: likely WA with less than that confidence, or likely AC without another program that agrees.
        """
        rows = self._database.rows(
            """SELECT DISTINCT a.problem FROM likely l JOIN attempts a ON a.id = l.attempt
               WHERE (l.verdict = 'WA' AND l.confidence < ? OR l.verdict = 'AC' AND l.source IS NOT NULL
                      AND json_extract(l.evidence, '$.agreeing') = 0 AND json_extract(l.evidence, '$.naive') IS NULL)
                 AND a.source = ? ORDER BY a.problem""",
            [below, source],
        )
        return [row["problem"] for row in rows]

    def counts(self, without: str) -> dict[str, tuple[int, int]]:
        """How many of each author's newest programs that pass the samples were right and wrong beyond them.

        Right means that others agree. without: the problem being judged, whose results must not affect their own
        weights.
        """
        rows = self._database.rows(
            """SELECT a.author, sum(l.verdict = 'AC') AS right, sum(l.verdict <> 'AC') AS wrong
               FROM likely l JOIN attempts a ON a.id = l.attempt
               WHERE l.attempt > (SELECT max(attempt) FROM likely) - ? AND l.confidence >= ? AND a.problem <> ?
                 AND (l.verdict <> 'AC' OR json_extract(l.evidence, '$.agreeing') > 0) GROUP BY a.author""",
            [_NEWEST, _CLEAR, without],
        )
        return {row["author"]: (row["right"], row["wrong"]) for row in rows}

    def unread(self, source: Source) -> dict[str, list[int]]:
        """A command's attempts about which nothing is known because no inputs could be made: ids by problem."""
        rows = self._database.grouped(
            "problem",
            """SELECT a.problem, a.id FROM likely l JOIN attempts a ON a.id = l.attempt
               WHERE l.verdict IS NULL AND l.source IS NULL AND a.source = ?
                 AND (l.detail LIKE '{"note": "unread-input"%' OR l.detail LIKE '{"note": "no-inputs"%')
               ORDER BY a.id""",
            [source],
        )
        return {problem: [row["id"] for row in group] for problem, group in rows.items()}

    def keep(self, trial: Trial) -> None:
        """Store an attempt's answers to the small inputs, for comparison with later attempts."""
        with self._database.transaction():
            self._database.table("trials").upsert(trial_row(trial), pk="attempt")

    def of(self, problem: str) -> list[Trial]:
        """Every trial at the problem, oldest first."""
        rows = self._database.rows(
            """SELECT t.*, r.model FROM trials t LEFT JOIN replies r ON r.attempt = t.attempt
               WHERE t.problem = ? ORDER BY t.attempt""",
            [problem],
        )
        return list(self._database.read(rows, trial_of))

    def keep_naive(self, problem: Problem, naive: NaiveProgram, now: datetime) -> None:
        """Store a naive program: one requested to be slow but obviously right."""
        row = {"problem": problem.id, "statement_sha256": problem.statement_sha256, "asked_at": iso(now)}
        with self._database.transaction():
            self._database.insert("naive_programs", row | naive_row(naive))

    def naive(self, problem: Problem) -> NaiveProgram | None:
        """The newest naive program for the problem's current statement."""
        rows = self._database.rows(
            "SELECT * FROM naive_programs WHERE problem = ? AND statement_sha256 = ? ORDER BY id DESC",
            [problem.id, problem.statement_sha256],
        )
        return next(self._database.read(rows, naive_of), None)
