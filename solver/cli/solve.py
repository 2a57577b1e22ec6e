"""`kyoso solve`: a model's attempts at past problems."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from gettext import gettext as _

import click

from judge.attempt import Attempt, Source
from judge.effort import Effort
from judge.languages import LANGUAGES
from judge.libraries import require_compiler
from judge.log.log import Log
from judge.progress import Progress
from judge.stress.setup import StressSetup, stress_setup
from judge.wording import worded
from problems.gate import require_over
from problems.library import Library
from problems.problem import Problem
from sandbox.errors import SandboxError
from solver.attempt import Job, solve
from solver.cli import options
from solver.cli.exit_codes import ExitCode, Failures, of_attempts
from solver.cli.parts import find_effect, job_of, open_parts, prepared_model, remember, write
from solver.cli.progress_line import progress_line
from solver.generator import admit_generator, ask_generator, needs_generator
from solver.likely import flagged_test, in_doubt, passed_samples, stressed
from solver.manifest import manifest
from solver.naive import decide_by_naive, needs_naive
from solver.own_attempt import Assignment
from solver.prepare import Prepared
from solver.repair import FlaggedTest
from solver.view import show


@dataclass(frozen=True, slots=True)
class SolveOptions(options.AskingOptions):
    names: tuple[str, ...]
    model: str | None
    label: str | None
    effort: Effort | None
    attempts: int
    tools: int
    seed: int | None
    naive: bool | None  # None: only if needed
    look_beyond: bool
    answers: options.AnswerOptions


@click.command(
    "solve",
    help=_(
        "Let a model solve past problems, and judge what it wrote on the samples. A contest that is not proven over is"
        " refused: AtCoder forbids generative AI during contests."
    ),
    epilog=_("Example: kyoso solve abc417_e --model openai/gpt-oss-20b --attempts 3"),
)
@click.argument("names", metavar="PROBLEM...", nargs=-1, required=True)
@options.model
@click.option("--label", help=_("Your own name for this build in the log (default: the model's name)."))
@options.effort
@options.language
@options.statement_lang
@options.max_tokens
@options.with_default("--attempts", type=options.POSITIVE, default=1, help=_("Independent answers to each problem."))
@options.with_default(
    "--repair", type=options.NATURAL, default=0, help=_("How often a failed program goes back to the model.")
)
@options.with_default(
    "--tools", type=options.NATURAL, default=0, help=_("How often the model may run code before it answers.")
)
@click.option(
    "--seed",
    type=options.NATURAL,
    help=_("Seed of the answers (default: random). The log keeps the one that was sent."),
)
@options.attest
@click.option(
    "--naive/--no-naive",
    default=None,
    help=_(
        "Also ask for a slow but obviously correct program to compare with (default: only where no other program "
        "agrees)."
    ),
)
@options.likely
@options.asking
@options.gathered("answers", options.AnswerOptions)
@options.gathered("chosen", SolveOptions)
def command(chosen: SolveOptions) -> ExitCode:
    failures, made = Failures(), list[Attempt]()
    with open_parts(chosen) as (log, library, sandbox):
        require_compiler(LANGUAGES[chosen.answers.language], sandbox)
        problems = _problems(chosen.names, library, failures)
        if not problems:
            return failures.code(ExitCode.OK)
        with prepared_model(chosen.ask, chosen.model, chosen.effort, chosen.answers.max_tokens) as ready:
            job = job_of(Source.SOLVE, ready, chosen.answers, log, seed=chosen.seed, tools=chosen.tools)
            job = replace(job, label=chosen.label or job.label)
            made_with = manifest(sandbox, settings=job.settings.fields(), seed=job.seed)
            run = log.runs.begin("solve", made_with, options.now())
            log.models.record_model(ready.for_log(job.label), options.now(), run)
            solving = _Solving(chosen, log, run, ready, stress_setup(chosen.home, sandbox), job)
            for problem in problems:
                remember(log, problem, library)
                made += solving.attempts(problem)
            log.runs.end(run, options.now())
    return failures.code(of_attempts(made))


@dataclass(slots=True)
class _Solving:
    """One model solving one problem after another."""

    chosen: SolveOptions
    log: Log
    run: int
    ready: Prepared
    setup: StressSetup
    job: Job  # effort_honoured is set once it is known
    asked_effect: bool = False

    def attempts(self, problem: Problem) -> list[Attempt]:
        """Make, log and show the attempts at the problem; then ask for a generator and a slow program if needed."""
        chosen = self.chosen
        made = list[Attempt]()
        for _number in range(chosen.attempts):
            made += self._attempt(problem)
            if chosen.answers.attest and self.job.effort_honoured is None and not self.asked_effect:
                # Only after the first answer, so as not to delay it; the log marks that answer with the finding.
                self.asked_effect = True
                self.job = replace(self.job, effort_honoured=find_effect(self.ready, self.log))
        own = [one for one in made if passed_samples(one)]
        if chosen.look_beyond and chosen.naive is not False and own and needs_generator(problem, self.setup):
            own = self._with_generator(problem, own)
        doubt = any(in_doubt(one.likely) for one in own) and needs_naive(problem, self.log)
        if chosen.look_beyond and (chosen.naive or (chosen.naive is None and doubt)):
            self._ask_naive(problem)
        return made

    def _attempt(self, problem: Problem) -> list[Attempt]:
        job, log = self.job, self.log
        made = list[Attempt]()
        repeat = log.attempts.next_repeat(job.source, job.key(problem, 0))

        def flagged() -> FlaggedTest | None:
            return flagged_test(made[-1], problem, log) if made else None

        with progress_line(f"{problem.id} {job.label}") as progress:
            for solved in solve(
                problem, job.at(repeat), self.ready.client, self.setup.sandbox, options.now, progress, flagged
            ):
                written = write(log, _at(repeat, solved.attempt), self.run, solved, at_next_repeat=True)
                # Another kyoso may have taken this repeat meanwhile; repairs use the number of their first answer.
                repeat = written.key.repeat if written.key else repeat
                made.append(self._shown(written, problem, progress))
        return made

    def _shown(self, attempt: Attempt, problem: Problem, progress: Progress) -> Attempt:
        """Show the attempt; returns it with its likely verdict if it passed the samples."""
        as_json, samples = self.chosen.as_json, Assignment.samples_of(problem)
        if not (self.chosen.look_beyond and passed_samples(attempt)):
            show.print_attempt(attempt, as_json, samples)
            return attempt
        if not as_json:
            show.print_attempt(attempt, False, samples)
        attempt = stressed(attempt, problem, self.setup, self.log, options.now, progress)
        show.print_likely(attempt, as_json)
        return attempt

    def _with_generator(self, problem: Problem, attempts: list[Attempt]) -> list[Attempt]:
        """Let the model write a validator and a generator, and run the attempts on the inputs they make."""
        text = _("{problem}: its input could not be read; asking {model} for a generator …")
        options.note(text.format(problem=problem.id, model=self.job.label))
        with progress_line(f"{problem.id} {self.job.label}") as progress:
            written = ask_generator(problem, self.job, self.ready.client, progress)
            if why := admit_generator(problem, written, self.setup):
                options.note(_("It is not used: {why}.").format(why=worded(why)))
                return attempts
            found = [stressed(one, problem, self.setup, self.log, options.now, progress) for one in attempts]
        for attempt in found:
            for line in show.likely_lines(attempt.likely) if attempt.likely else ():
                options.note(_("Attempt {id}: {what}").format(id=attempt.id, what=line))
        return found

    def _ask_naive(self, problem: Problem) -> None:
        """Let the model write a slow but obviously right program that decides, and say what that changes."""
        job, client = self.job, self.ready.client
        text = _("{problem}: asking {model} for a slow but obviously correct program …")
        options.note(text.format(problem=problem.id, model=job.label))
        with progress_line(f"{problem.id} {job.label}") as progress:
            try:
                changed = decide_by_naive(problem, job, client, self.setup, self.log, options.now, progress)
            except SandboxError as error:  # the attempts are kept and shown
                options.note(_("Error: {error}").format(error=error))
                return
        for attempt, likely in changed.items():
            options.note(_("Attempt {id}: {what}").format(id=attempt, what="; ".join(show.likely_lines(likely))))
        if not changed:
            options.note(_("The slow program changes no verdict."))


def _at(repeat: int, attempt: Attempt) -> Attempt:
    key = attempt.key
    return attempt if key is None else replace(attempt, key=replace(key, repeat=repeat))


def _problems(names: Sequence[str], library: Library, failures: Failures) -> list[Problem]:
    """The named problems that a model may be asked about; for the others, the reason is shown."""
    found = list[Problem]()
    for name in names:
        with failures.skip_on_error(name):
            for problem in library.problems(name):
                require_over(problem, library.resources, options.now())
                found.append(problem)
    return found
