"""`kyoso hint`: a next step for somebody who is stuck, never the solution."""

import sys
from contextlib import ExitStack
from dataclasses import dataclass, replace
from gettext import gettext as _
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from judge.judgement import Submission, Verdict
from judge.languages import LANGUAGES
from judge.libraries import require_compiler
from judge.log.log import Log
from judge.stress.setup import stress_setup
from judge.submissions import read_submission
from problems.gate import require_over
from problems.ids import usual_id
from problems.problem import Problem
from sandbox.choose import open_sandbox
from solver.cli import options
from solver.cli.exit_codes import ExitCode
from solver.cli.hint_view import climb, show_history, show_one
from solver.cli.parts import hint_tools, open_library, remember, write
from solver.cli.progress_line import progress_line, ticking
from solver.hints.history import with_hints
from solver.hints.ladder import USUAL_ATTEMPTS, HintChoices
from solver.hints.learner import first_failing, what_happened
from solver.hints.session import LEVELS, HintSession
from solver.likely import record_stress, stress_attempt
from solver.manifest import manifest
from solver.own_attempt import Assignment, judge_own
from solver.view import show
from solver.view.language import message_language
from solver.view.output import put


@dataclass(frozen=True, slots=True)
class HintOptions(options.AskingOptions):
    name: str | None
    level: int | None
    file: Path | None
    simpler: bool
    reveal: bool
    history: bool
    look_beyond: bool
    choices: HintChoices


def _choices(attempts: int | None, **given: Any) -> HintChoices:
    return HintChoices(message_language(), attempts=attempts or USUAL_ATTEMPTS, gives_up=attempts is None, **given)


@click.command(
    "hint",
    help=_(
        "Show a hint for PROBLEM, never its solution: what it really asks, the key observation, the technique, an "
        "outline in words. A model solves it out of sight first."
    ),
    epilog=_("Example: kyoso hint abc417_e --model openai/gpt-oss-20b, or: kyoso hint abc417_e --file main.py"),
)
@click.argument("name", metavar="PROBLEM", required=False)
@click.option(
    "--level",
    type=options.WholeNumber(1, LEVELS),
    help=_("Show this level only (default: start at 1; Enter shows the next)."),
)
@click.option(
    "--file", type=options.FILE, help=_("Your own program: it is judged, and the hint asks questions about it.")
)
@click.option("--simpler", is_flag=True, help=_("Show the same level in simpler words."))
@click.option("--rating", type=options.NATURAL, help=_("Your rating on AtCoder; hints are worded for it."))
@click.option("--unverified", is_flag=True, help=_("Show level 4 even if no solution passed; it may be wrong."))
@click.option("--reveal", is_flag=True, help=_("Show the hidden solutions of PROBLEM in the log from now on."))
@click.option(
    "--history", is_flag=True, help=_("List the hints you have seen, and when; with a PROBLEM, read them again.")
)
@options.model
@options.effort
@click.option("--language", type=options.LANGUAGE, default="python", help=_("The language of the hidden solution."))
@click.option(
    "--attempts",
    type=options.POSITIVE,
    help=_("How often the model may try to solve the problem first (default: 3; 2 where it gets nothing right)."),
)
@options.max_tokens
@options.second_look
@options.likely
@options.asking
@options.gathered(
    "choices",
    _choices,
    *("model", "effort", "language", "attempts", "max_tokens", "rating", "unverified", "second_look"),
)
@options.gathered("chosen", HintOptions)
@click.pass_context
def command(ctx: click.Context, chosen: HintOptions) -> ExitCode:
    home = chosen.home
    if chosen.history:
        if not options.has_log(home):
            return ExitCode.OK
        with Log(home, options.note) as log:
            return show_history(log, chosen.name and usual_id(chosen.name), chosen.as_json)
    if chosen.name is None:
        raise click.UsageError(_("Name a problem, such as abc417_e."))
    submission = read_submission(chosen.file) if chosen.file is not None else None
    with open_library(home, chosen.site) as library, Log(home, options.note) as log, ExitStack() as stack:
        problem = library.problem(chosen.name)
        require_over(problem, library.resources, options.now())
        remember(log, problem, library)
        if chosen.reveal:
            log.hints.reveal(problem.id, options.now())
            options.note(_("The hidden solutions are in the log: kyoso log --problem {id}").format(id=problem.id))
            return ExitCode.OK
        tools = hint_tools(
            chosen.ask,
            home,
            problem,
            log,
            stack,
            open_sandbox=lambda: stack.enter_context(open_sandbox(chosen.sandbox_kind, home, note=options.note)),
            working=ticking,
            look_beyond=chosen.look_beyond,
            max_tokens=chosen.choices.max_tokens,
        )
        session = HintSession(log, problem, replace(chosen.choices, lang=_language(ctx, problem)), tools)
        if submission is not None:
            _judge_own(session, submission, log, chosen)
        if chosen.as_json or chosen.level is not None or not (sys.stdin.isatty() and sys.stdout.isatty()):
            return show_one(session, chosen.level or 1, int(chosen.simpler), chosen.as_json, alone=chosen.level is None)
        try:
            return climb(session)
        finally:
            session.stop_ahead()


def _judge_own(session: HintSession, submission: Submission, log: Log, chosen: HintOptions) -> None:
    """Judge the learner's program and log it; the session's hints are about it from now on."""
    problem = session.problem
    assignment = Assignment.samples_of(problem)
    require_compiler(LANGUAGES[submission.language], session.sandbox)
    run = log.runs.begin("judge", manifest(session.sandbox), options.now())
    with progress_line(_("your program")) as progress:
        attempt = judge_own(submission, assignment, session.sandbox, options.now, progress)
    judgement = attempt.judgement
    if judgement is None:
        return
    attempt = write(log, with_hints(attempt, log), run)
    log.runs.end(run, options.now())
    stressed = None
    if chosen.look_beyond:
        with progress_line(_("your program")) as progress:
            stressed = stress_attempt(attempt, problem, stress_setup(chosen.home, session.sandbox), progress)
    found = None if stressed is None else stressed.counterexample
    session.about(submission, what_happened(judgement, problem, found))
    record_stress(attempt, problem, stressed, log, options.now())
    failing = first_failing(judgement)
    tell = options.note if chosen.as_json else put
    if found is not None and stressed is not None:
        tell(_("Your program passes the samples, but not every input:"))
        for line in show.likely_lines(stressed.likely):
            tell(line)
    elif failing is None and judgement.cases:
        tell(_("Your program passes the samples. It may still fail AtCoder's tests."))
    elif failing is not None:
        text = _("Your program: {verdict}, first at test {name}.")
        tell(text.format(verdict=judgement.verdict.value, name=failing.name))
    else:
        tell(_("Your program: {verdict}.").format(verdict=judgement.verdict.value))
    if not chosen.as_json and judgement.verdict is not Verdict.AC:
        show.print_judgement(judgement, assignment, submission)


def _language(ctx: click.Context, problem: Problem) -> str:
    """The language of hints: --lang, else the statement's; if it has both, the language of messages."""
    before_the_command = ctx.find_root().params.get("lang") is not None
    asked_for = before_the_command or ctx.get_parameter_source("lang") is ParameterSource.COMMANDLINE
    statements = problem.statements
    if asked_for or (statements.ja and statements.en):
        return message_language()
    return "ja" if statements.ja else "en"
