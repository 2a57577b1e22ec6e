"""A person's attempt: the same judge, but no model.

Separate from solver.attempt, which imports a model client.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from judge.attempt import Attempt, Source
from judge.judge import judge
from judge.judgement import Submission
from judge.progress import Progress, silent
from problems.problem import Checker, Limits, Problem, Sample
from sandbox.sandbox import Sandbox


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a person's program is judged on."""

    problem: str | None  # the task id; None for a bare folder of tests
    tests: tuple[Sample, ...]
    limits: Limits
    checker: Checker

    @classmethod
    def samples_of(cls, problem: Problem) -> "Assignment":
        return cls(problem.id, problem.samples, problem.limits, problem.checker)


def judge_own(
    submission: Submission,
    assignment: Assignment,
    sandbox: Sandbox,
    clock: Callable[[], datetime],
    progress: Progress = silent,
) -> Attempt:
    started_at = clock()
    judgement = judge(submission, assignment.tests, assignment.limits, assignment.checker, sandbox, progress)
    return Attempt(
        id=None,
        source=Source.JUDGE,
        author="you",
        problem=assignment.problem,
        key=None,
        reply=None,
        submission=submission,
        judgement=judgement,
        likely=None,
        started_at=started_at,
    )
