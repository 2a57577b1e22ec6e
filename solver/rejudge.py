"""Judges stored replies again, without asking a model."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from itertools import islice

from judge.attempt import Attempt, Outcome
from judge.judge import judge
from judge.judgement import Judgement, Submission
from judge.languages import LANGUAGES
from judge.stress.results import StressResult
from judge.stress.setup import StressSetup
from problems.problem import Problem
from sandbox.sandbox import Sandbox
from solver.extraction import extract
from solver.likely import stress_attempt
from solver.models.wire.leaks import separate

# Outcomes of replies in which a newer extraction may find a program; a truncated answer stays truncated.
_MAY_HOLD_CODE = (Outcome.ANSWERED, Outcome.NO_CODE)


@dataclass(frozen=True, slots=True)
class Rejudged:
    """An attempt and its newer judgement; None if no program was found in the reply."""

    attempt: Attempt
    submission: Submission | None
    judgement: Judgement | None
    problem: Problem | None  # None if nothing was judged
    stress: StressResult | None = None  # if it was asked for and the samples passed

    @property
    def before(self) -> str:
        """The verdict that the log had, else the reply's outcome."""
        judgement, reply = self.attempt.judgement, self.attempt.reply
        return judgement.verdict.value if judgement else reply.outcome.value if reply else "–"

    @property
    def after(self) -> str:
        return self.judgement.verdict.value if self.judgement else Outcome.NO_CODE.value

    @property
    def other_code(self) -> bool:
        """Whether a program was found that differs from the attempt's own."""
        return self.submission is not None and self.submission != self.attempt.submission

    @property
    def judged(self) -> Attempt:
        """The attempt with the newer judgement and the program that was judged."""
        return replace(self.attempt, submission=self.submission, judgement=self.judgement)


def program(attempt: Attempt, again: bool) -> Submission | None:
    """The attempt's program; with `again`, as the current extraction finds it in the stored reply."""
    reply, key = attempt.reply, attempt.key
    if not again or reply is None or key is None:
        return attempt.submission
    if reply.outcome not in _MAY_HOLD_CODE:
        return None
    found = extract(separate(reply.text).text, LANGUAGES[key.language])
    return None if found is None else Submission(found.language.key, found.code)


def rejudge(
    attempts: Iterable[Attempt],
    problem_of: Callable[[str], Problem | None],
    sandbox: Sandbox,
    workers: int,
    extract_again: bool = False,
    setup: StressSetup | None = None,
) -> Iterator[Rejudged]:
    """The attempts judged again, as each is finished; those without a program or without a problem are skipped.

    problem_of: called in the caller's thread, one call at a time; None if that problem is not available. Only a few
    attempts are held in memory at once. With a setup, programs that pass the samples are stressed too, unless that was
    already done with the same program.
    """
    waiting = _to_judge(attempts, problem_of, extract_again)
    with ThreadPoolExecutor(max_workers=workers, thread_name_prefix="rejudge") as pool:
        running: set[Future[Rejudged]] = set()
        while True:
            for attempt, submission, problem in islice(waiting, 2 * workers - len(running)):
                running.add(pool.submit(_judged, attempt, submission, problem, sandbox, setup))
            if not running:
                return
            done = next(as_completed(running))
            running.remove(done)
            yield done.result()


def _to_judge(
    attempts: Iterable[Attempt], problem_of: Callable[[str], Problem | None], again: bool
) -> Iterator[tuple[Attempt, Submission | None, Problem]]:
    for attempt in attempts:
        if attempt.problem is None:
            continue
        submission = program(attempt, again)
        # With no program now and none before, there is nothing to judge and nothing has changed.
        if submission is not None or (attempt.judgement is not None and again):
            problem = problem_of(attempt.problem)
            if problem is not None:
                yield attempt, submission, problem


def _judged(
    attempt: Attempt,
    submission: Submission | None,
    problem: Problem,
    sandbox: Sandbox,
    setup: StressSetup | None,
) -> Rejudged:
    if submission is None:
        return Rejudged(attempt, None, None, None)
    judgement = judge(submission, problem.samples, problem.limits, problem.checker, sandbox)
    found = Rejudged(attempt, submission, judgement, problem)
    if setup is None or not (attempt.likely is None or found.other_code):
        return found
    return replace(found, stress=stress_attempt(found.judged, problem, setup))
