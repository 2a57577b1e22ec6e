"""The solution that hints are written from: made out of sight, judged, and kept for the next learner."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime

from judge.attempt import Attempt, Source
from judge.judgement import Verdict
from judge.log.log import Log
from judge.progress import Progress
from problems.problem import Problem
from sandbox.sandbox import Sandbox
from solver.attempt import Job, solve
from solver.likely import rejects
from solver.models.client import ModelClient

HOPELESS_TRIES = 2


def kept(log: Log, problem: Problem, label: str | None, effort: str | None) -> list[Attempt]:
    """The hidden attempts at the problem, oldest first; with a label or an effort only theirs."""
    return [
        attempt
        for attempt in log.attempts.read(problem=problem.id, hidden=True)
        if attempt.source is Source.HINT
        and attempt.key is not None
        and label in (None, attempt.key.label)
        and effort in (None, attempt.key.effort.value)
    ]


def best(attempts: Iterable[Attempt]) -> Attempt | None:
    """The attempt to write hints from: one that passed, else one that may be right, else any that ran."""
    order = (Verdict.AC, Verdict.UNCHECKED, Verdict.WA, Verdict.TLE, Verdict.MLE, Verdict.OLE, Verdict.RE, Verdict.CE)
    able = [
        attempt
        for attempt in attempts
        if attempt.submission is not None and attempt.judgement is not None and attempt.judgement.verdict in order
    ]
    return min(able, key=lambda attempt: order.index(_verdict(attempt)), default=None)


def passed(attempt: Attempt) -> bool:
    """Whether its program passed every test, and nothing beyond the samples speaks clearly against it."""
    if attempt.judgement is None or attempt.judgement.verdict is not Verdict.AC:
        return False
    return attempt.likely is None or not rejects(attempt.likely)


def make(
    problem: Problem,
    job: Job,
    most: int,
    client: ModelClient,
    sandbox: Sandbox,
    log: Log,
    run: int,
    clock: Callable[[], datetime],
    trying: Callable[[int], AbstractContextManager[Progress]],
    look: Callable[[Attempt, Progress], Attempt] = lambda attempt, _progress: attempt,
    *,
    gives_up: bool = False,
) -> list[Attempt]:
    """New attempts, at most that many, until one passes (gives_up: or they are hopeless); each is logged.

    trying: shows the try of that number, from 1. look: adds to a logged attempt what is likely of it beyond the
    samples. Raises SolverError without a server.
    """
    made = list[Attempt]()
    while len(made) < most and not any(map(passed, made)) and not (gives_up and is_hopeless(made)):
        repeat = log.attempts.next_repeat(job.source, job.key(problem, 0))
        with trying(len(made) + 1) as progress:
            for solved in solve(problem, job.at(repeat), client, sandbox, clock, progress):
                written = log.attempts.write(
                    solved.attempt, run=run, prompt=solved.prompt_json(), statement_sha256=solved.statement_sha256
                )
                made.append(look(written, progress))
    return made


def is_hopeless(attempts: Sequence[Attempt]) -> bool:
    """Whether the model is too weak for the problem: its first tries wrote no program that gets a single test right.

    What is our fault or the server's says nothing.
    """
    told = [attempt for attempt in attempts if not attempt.to_retry]
    return len(told) >= HOPELESS_TRIES and not any(
        case.verdict in (Verdict.AC, Verdict.UNCHECKED)
        for attempt in told
        if attempt.judgement is not None
        for case in attempt.judgement.cases
    )


def _verdict(attempt: Attempt) -> Verdict:
    assert attempt.judgement is not None
    return attempt.judgement.verdict
