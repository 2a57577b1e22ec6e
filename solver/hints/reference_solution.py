"""The solution that hints are written from: made out of sight, judged, and kept for the next learner."""

from collections.abc import Iterable, Sequence
from gettext import gettext as _
from time import monotonic
from typing import TYPE_CHECKING

from judge.attempt import Attempt, Source
from judge.judgement import Verdict
from judge.languages import LANGUAGES
from judge.log.log import Log
from problems.problem import Problem
from sandbox.sandbox import Sandbox
from solver import seeds
from solver.attempt import Job, solve
from solver.hints.ladder import HintChoices
from solver.likely import rejects
from solver.manifest import manifest
from solver.models.listed import is_same_model
from solver.prepare import Prepared

if TYPE_CHECKING:
    from solver.hints.session import HintTools

HOPELESS_TRIES = 2


def stored(log: Log, problem: Problem, model: str | None, effort: str | None) -> list[Attempt]:
    """The hidden attempts at the problem, oldest first; only those of the model and the effort, if given."""
    return [
        attempt
        for attempt in log.attempts.read(problem=problem.id, hidden=True)
        if attempt.source is Source.HINT
        and attempt.key is not None
        and (model is None or is_same_model(model, attempt.key.label))
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
    """Whether its program passed every test, and nothing beyond the samples clearly rejects it."""
    if attempt.judgement is None or attempt.judgement.verdict is not Verdict.AC:
        return False
    return attempt.likely is None or not rejects(attempt.likely)


def make(
    problem: Problem,
    most: int,
    ready: Prepared,
    choices: HintChoices,
    tools: "HintTools",
    sandbox: Sandbox,
    log: Log,
) -> list[Attempt]:
    """New attempts, at most `most`, until one passes or they are hopeless; each is logged and reported.

    Raises SolverError without a server.
    """
    job = Job(
        source=Source.HINT,
        label=ready.label,
        model=ready.model,
        effort=ready.effort,
        language=LANGUAGES[choices.language],
        statement_lang=None,
        settings=ready.settings(choices.max_tokens),
        seed=seeds.draw(),
    )
    tools.note(_("{model} solves it out of sight first; you will not see how.").format(model=ready.model))
    run = log.runs.begin("hint", manifest(sandbox, settings=job.settings.fields(), seed=job.seed), tools.clock())
    log.models.record_model(ready.for_log(job.label), tools.clock(), run)
    began = monotonic()
    made = list[Attempt]()
    while len(made) < most and not any(map(passed, made)) and not (choices.gives_up and is_hopeless(made)):
        repeat = log.attempts.next_repeat(job.source, job.key(problem, 0))
        name = _("solving it out of sight, try {number} of {most}").format(number=len(made) + 1, most=most)
        with tools.working(name) as progress:
            for solved in solve(problem, job.at(repeat), ready.client, sandbox, tools.clock, progress):
                written = log.attempts.write(
                    solved.attempt,
                    run=run,
                    prompt=solved.prompt_json(),
                    statement_sha256=solved.statement_sha256,
                    at_next_repeat=True,  # another hint may have taken this one meanwhile
                )
                made.append(tools.run_stress(written, progress))
    log.runs.end(run, tools.clock())
    if any(map(passed, made)):
        words = _("A solution passed the samples at try {number}, after {seconds:.0f} s.")
    elif all(attempt.needs_retry for attempt in made):
        words = _("{number} tries in {seconds:.0f} s, and none was the model's failure: {why}.")
    elif len(made) < most:
        words = _(
            "{number} tries in {seconds:.0f} s, and no program got a single sample right: this problem is too hard "
            "for {model} at this effort. --attempts grants more tries."
        )
    else:
        words = _("No solution passed the samples in {number} tries, {seconds:.0f} s.")
    why = _failure(made[-1])
    tools.note(words.format(number=len(made), seconds=monotonic() - began, model=ready.model, why=why))
    return made


def _failure(attempt: Attempt) -> str:
    """How the server or the sandbox failed on the attempt; "" if neither did."""
    judged = () if attempt.judgement is None else (case.note for case in attempt.judgement.cases[-1:])
    notes = judged if attempt.submission is not None else (note for note in attempt.notes if note.code == "failed")
    return ", ".join(note.shown() for note in notes)


def is_hopeless(attempts: Sequence[Attempt]) -> bool:
    """Whether the model is too weak for the problem: no program of its tries passed a single test.

    Attempts that failed through our fault or the server's do not count.
    """
    told = [attempt for attempt in attempts if not attempt.needs_retry]
    return len(told) >= HOPELESS_TRIES and not any(
        case.verdict in (Verdict.AC, Verdict.UNCHECKED)
        for attempt in told
        if attempt.judgement is not None
        for case in attempt.judgement.cases
    )


def _verdict(attempt: Attempt) -> Verdict:
    assert attempt.judgement is not None
    return attempt.judgement.verdict
