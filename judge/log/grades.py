"""Results of attempts without their texts: what a batch reads from a long log."""

import json
from dataclasses import dataclass

from judge.attempt import JobKey, Outcome, needs_retry
from judge.judgement import Verdict
from judge.log.rows import Row, value_of


@dataclass(frozen=True, slots=True)
class Grade:
    """The result of one attempt, without its texts."""

    key: JobKey
    outcome: Outcome
    verdict: Verdict | None
    seconds: float | None
    tokens_per_s: float | None
    likely: Verdict | None  # beyond the samples; None if unknown
    confidence: float | None  # of a failure beyond the samples, from 0 to 1
    finish: str | None  # like the two below, only for TRUNCATED or on request
    prompt_tokens: int | None
    completion_tokens: int | None

    @property
    def needs_retry(self) -> bool:
        """See needs_retry."""
        return needs_retry(self.outcome, self.verdict)


def grade_of(row: Row) -> Grade:
    """The grade in a row of grades, joined with its cell and problem."""
    cut = (None, None, None) if row["cut"] is None else json.loads(row["cut"])
    parts = dict(zip(("finish", "prompt_tokens", "completion_tokens"), cut, strict=True))
    likely = None if row["likely"] == "UNKNOWN" else row["likely"]
    return value_of(Grade, row | parts | {"likely": likely} | {"key": value_of(JobKey, row)})
