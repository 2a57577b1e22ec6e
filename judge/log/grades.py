"""What an attempt came to, without its texts: what a batch reads of a long log."""

import json
from dataclasses import dataclass

from judge.attempt import JobKey, Outcome, is_to_retry
from judge.judgement import Verdict
from judge.log.rows import Row, value_of


@dataclass(frozen=True, slots=True)
class Grade:
    """What one attempt came to, without its texts."""

    key: JobKey
    outcome: Outcome
    verdict: Verdict | None
    seconds: float | None
    tokens_per_s: float | None
    likely: Verdict | None  # beyond the samples; None where that is not known
    confidence: float | None  # of a failure beyond the samples, from 0 to 1
    finish: str | None  # this and the two below only for TRUNCATED, or where they were asked for
    prompt_tokens: int | None
    completion_tokens: int | None

    @property
    def to_retry(self) -> bool:
        """As is_to_retry says."""
        return is_to_retry(self.outcome, self.verdict)


def grade_of(row: Row) -> Grade:
    """From a row of grades with its cell and problem."""
    cut = (None, None, None) if row["cut"] is None else json.loads(row["cut"])
    parts = dict(zip(("finish", "prompt_tokens", "completion_tokens"), cut, strict=True))
    likely = None if row["likely"] == "UNKNOWN" else row["likely"]
    return value_of(Grade, row | parts | {"likely": likely} | {"key": value_of(JobKey, row)})
