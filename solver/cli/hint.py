"""`kyoso hint`: a next step for somebody who is stuck, and never the answer."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from gettext import gettext as _
from pathlib import Path

import click
from click.core import ParameterSource

from judge.attempt import Attempt
from judge.judgement import Submission, Verdict
from judge.languages import LANGUAGES
from judge.log.hint_records import HintRecord
from judge.log.log import Log
from judge.progress import Progress
from judge.stress.results import StressResult
from judge.stress.setup import stress_setup
from judge.submissions import read_submission
from problems.gate import require_over
from problems.problem import Problem
from solver.cli import options
from solver.cli.exit_codes import ExitCode
from solver.cli.parts import open_library, prepared_model, remember, sandbox_for, write
from solver.cli.progress_line import describe, progress_line
from solver.errors import NoSuchModel
from solver.hints.gate import Reason
from solver.hints.history import with_hints
from solver.hints.learner import first_failing, what_happened
from solver.hints.session import (
    LEVELS,
    NO_SOLUTION,
    UNVERIFIED,
    USUAL_ATTEMPTS,
    HintChoices,
    HintSession,
    HintTools,
    NoHint,
)
from solver.likely import record_stress, stress_attempt
from solver.manifest import manifest
from solver.models.client import Timeouts
from solver.models.sampling import AskedSampling
from solver.own_attempt import Assignment, judge_own
from solver.prepare import place_of
from solver.view import show
from solver.view.live import redrawn
from solver.view.output import print_json, put


@click.command(
    "hint",
    help=_(
        "A hint for PROBLEM, never its solution: what it really asks, the key observation, the technique, an outline in"
        " words. A model solves it out of sight first."
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
    "--file",
    type=click.Path(path_type=Path, dir_okay=False),
    help=_("Your own program: it is judged, and the hint asks questions about it."),
)
@click.option("--simpler", is_flag=True, help=_("Show the same level in simpler words."))
@click.option("--rating", type=options.WholeNumber(min=0), help=_("Your rating on AtCoder; hints are worded for it."))
@click.option("--unverified", is_flag=True, help=_("Show level 4 even if no solution passed; it may be wrong."))
@click.option("--reveal", is_flag=True, help=_("Show the hidden solutions of PROBLEM in the log from now on."))
@click.option(
    "--history", is_flag=True, help=_("List the hints you have seen, and when; with a PROBLEM, read them again.")
)
@click.option("-m", "--model", help=_("The model, as its server names it (default: the one that is loaded)."))
@click.option(
    "-e",
    "--effort",
    type=options.EFFORT,
    help=_('Reasoning effort; "default" sends none. Without this option: medium, where the model has it.'),
)
@click.option(
    "--language", type=click.Choice(list(LANGUAGES)), default="python", help=_("The language of the hidden solution.")
)
@click.option(
    "--attempts",
    type=options.WholeNumber(min=1),
    help=_("How often the model may try to solve the problem first (default: 3; 2 where it gets nothing right)."),
)
@click.option(
    "--max-tokens",
    type=options.WholeNumber(min=1),
    help=_("Token limit for reasoning and answer together (default: by effort)."),
)
@options.second_look
@options.likely
@options.server
@options.patience
@options.asking
@options.sandbox
@options.site
@options.common
@click.pass_context
def command(
    ctx: click.Context,
    name: str | None,
    level: int | None,
    file: Path | None,
    simpler: bool,
    rating: int | None,
    unverified: bool,
    reveal: bool,
    history: bool,
    model: str | None,
    effort: str | None,
    language: str,
    attempts: int | None,
    max_tokens: int | None,
    second_look: bool,
    look_beyond: bool,
    server: options.ServerOptions,
    timeouts: Timeouts,
    asking: AskedSampling,
    box: options.SandboxOptions,
    site: options.SiteOptions,
    home: Path,
    as_json: bool,
) -> ExitCode:
    if history:
        with Log(home, options.note) as log:
            return _history(log, name, as_json)
    if name is None:
        raise click.UsageError(_("Name a problem, such as abc417_e."))
    submission = read_submission(file) if file is not None else None
    with (
        open_library(home, site) as library,
        Log(home, options.note) as log,
        ExitStack() as stack,
    ):
        problem = library.problem(name)
        require_over(problem, library.resources, options.now())
        remember(log, problem, library)
        if reveal:
            log.hints.reveal(problem.id, options.now())
            options.note(_("The hidden solutions are in the log: kyoso log --problem {id}").format(id=problem.id))
            return ExitCode.OK

        def run_stress(attempt: Attempt, progress: Progress) -> StressResult | None:
            if not look_beyond:
                return None
            return stress_attempt(attempt, problem, stress_setup(home, session.sandbox), progress)

        def with_stress(attempt: Attempt, progress: Progress) -> Attempt:
            return record_stress(attempt, problem, run_stress(attempt, progress), log, options.now())[0]

        tools = HintTools(
            open_model=lambda label, effort: stack.enter_context(
                prepared_model(server, label, effort, timeouts, asking)
            ),
            default_model=lambda wanted: default_model(server, wanted),
            open_sandbox=lambda: stack.enter_context(sandbox_for(box, home)),
            run_stress=with_stress,
            working=_ticking,
            note=options.note,
            clock=options.now,
        )
        choices = HintChoices(
            lang=_language(ctx, problem),
            model=model,
            effort=options.effort_of(effort),
            language=language,
            attempts=attempts or USUAL_ATTEMPTS,
            gives_up=attempts is None,
            max_tokens=max_tokens,
            rating=rating,
            unverified=unverified,
            second_look=second_look,
        )
        session = HintSession(log, problem, choices, tools)
        if submission is not None:
            _judge_own(session, submission, log, run_stress, as_json)
        if as_json or level is not None or not (sys.stdin.isatty() and sys.stdout.isatty()):
            return _show_one(session, level or 1, int(simpler), as_json, alone=level is None)
        try:
            return _climb(session)
        finally:
            session.stop_ahead()


def _judge_own(
    session: HintSession,
    submission: Submission,
    log: Log,
    run_stress: Callable[[Attempt, Progress], StressResult | None],
    as_json: bool,
) -> None:
    """Judge the learner's program, log it, and have the session speak about it from now on."""
    problem = session.problem
    assignment = Assignment(problem.id, problem.samples, problem.limits, problem.checker)
    run = log.runs.begin("judge", manifest(session.sandbox), options.now())
    with progress_line(_("your program")) as progress:
        attempt = judge_own(submission, assignment, session.sandbox, options.now, progress)
    judgement = attempt.judgement
    if judgement is None:
        return
    attempt = write(log, with_hints(attempt, log), run)
    log.runs.end(run, options.now())
    with progress_line(_("your program")) as progress:
        stressed = run_stress(attempt, progress)
    found = None if stressed is None else stressed.counterexample
    session.about(submission, what_happened(judgement, problem, found))
    record_stress(attempt, problem, stressed, log, options.now())
    failing = first_failing(judgement)
    tell = options.note if as_json else put
    if found is not None and stressed is not None:
        tell(_("Your program passes the samples, but not every input:"))
        for line in show.likely_lines(stressed.likely):
            tell(line)
    elif failing is None and judgement.cases:
        tell(_("Your program passes the samples. It may still fail AtCoder's tests."))
    elif failing is not None:
        tell(
            _("Your program: {verdict}, first at test {name}.").format(
                verdict=judgement.verdict.value, name=failing.name
            )
        )
    else:
        tell(_("Your program: {verdict}.").format(verdict=judgement.verdict.value))
    if not as_json and judgement.verdict is not Verdict.AC:
        show.print_judgement(judgement, assignment, submission)


def _show_one(session: HintSession, level: int, simpler: int, as_json: bool, *, alone: bool) -> ExitCode:
    found = session.hint(level, simpler)
    if as_json:
        print_json(_as_json(session.problem, level, found))
    else:
        _print(session, level, found)
        if isinstance(found, NoHint):
            options.note(_next_command(level, found))
        elif alone:
            options.note(_("Continue with --level {next}.").format(next=2))
    return _code(found)


def _code(found: HintRecord | NoHint) -> ExitCode:
    if isinstance(found, HintRecord):
        return ExitCode.OK
    return ExitCode.UNAVAILABLE if found.unavailable else ExitCode.NOT_AC


def _as_json(problem: Problem, level: int, found: HintRecord | NoHint) -> dict[str, object]:
    withheld = isinstance(found, NoHint)
    return {
        "problem": problem.id,
        "level": level,
        "text": None if isinstance(found, NoHint) else found.text,
        "withheld": withheld,
        "reasons": list(found.reasons),
        "verified": found.verified,
    }


def _climb(session: HintSession) -> ExitCode:
    """Level after level, as the person asks for them."""
    level, simpler, code = 1, 0, ExitCode.OK
    while True:
        found = session.hint(level, simpler)
        _print(session, level, found)
        if isinstance(found, NoHint):
            code = _code(found)
            if code is ExitCode.UNAVAILABLE or found.reasons == (NO_SOLUTION,):
                options.note(_next_command(level, found))
                return code
        if isinstance(found, HintRecord):
            session.go_on(found)
        answer = _key(_keys(level, found))
        if answer == "?":
            simpler += isinstance(found, HintRecord)
        elif answer == "" and level < LEVELS:
            level, simpler = level + 1, 0
        else:
            return code


def _keys(level: int, found: HintRecord | NoHint) -> str:
    """What each key does now."""
    if isinstance(found, HintRecord):
        if level == LEVELS:
            return _("?: in simpler words, q: quit")
        return _("Enter: level {next}, ?: in simpler words, q: quit").format(next=level + 1)
    if level == LEVELS:
        return _("?: ask again, q: quit")
    return _("Enter: level {next}, ?: ask again, q: quit").format(next=level + 1)


def _key(keys: str) -> str:
    """What the person wants next: "" for Enter, "?", or "q" (the end of the input too)."""
    while True:
        try:
            answer = input(f"[{keys}] ").strip().lower()
        except EOFError:
            put()
            return "q"
        if answer in ("", "?", "？", "q"):
            return "?" if answer == "？" else answer


def _print(session: HintSession, level: int, found: HintRecord | NoHint) -> None:
    titles = {
        1: _("Level 1 of 4: what is asked"),
        2: _("Level 2 of 4: the key observation"),
        3: _("Level 3 of 4: the technique"),
        4: _("Level 4 of 4: an outline in words"),
    }
    put("\n", (titles[level], "bold"))
    if isinstance(found, NoHint):
        _say(_why_not(found))
    else:
        if not found.verified:
            _say(_("(from an unverified solution: it may be wrong)"))
        _say(found.text or "")
    if level == LEVELS:
        problem = session.problem
        page = problem.url or f"https://atcoder.jp/contests/{problem.contest}/tasks/{problem.id}"
        put("\n" + _("The official editorial (解説): {url}").format(url=f"{page}/editorial"))


def _why_not(found: NoHint) -> str:
    reasons = set(found.reasons)
    if found.unavailable:
        return _("No hint: the server or the sandbox failed.")
    if NO_SOLUTION in reasons:
        return _("No hint: the model wrote no program for this problem.")
    if UNVERIFIED in reasons:
        return _("Withheld: no solution of the model passed, so the outline may be wrong.")
    if found.is_unreadable:
        return _("No hint: what the model wrote cannot be read.")
    if Reason.NO_QUESTION in reasons:
        return _("Withheld: the model told, where it was to ask about your program.")
    if Reason.SECOND_LOOK in reasons:
        return _("Withheld: on a second look the model itself said that it tells too much.")
    return _("Withheld: whatever the model wrote gave too much away.")


def _next_command(level: int, found: NoHint) -> str:
    """What to run next, for who has no keys."""
    reasons = set(found.reasons)
    if NO_SOLUTION in reasons:
        return _("--attempts {more} lets it try longer; another model or a higher --effort may do better.").format(
            more=6
        )
    if UNVERIFIED in reasons:
        return _("--unverified shows it all the same; --attempts {more} lets the model try longer.").format(more=6)
    if found.unavailable:
        return _("kyoso doctor says what is missing.")
    again = _("The same command asks again.")
    if Reason.SECOND_LOOK in reasons:
        again += " " + _("--no-second-look leaves it to the rules alone.")
    if level < LEVELS:
        again += " " + _("Continue with --level {next}.").format(next=level + 1)
    return again


def _say(text: str) -> None:
    """The text, broken for a terminal."""
    if not sys.stdout.isatty():
        put(text)
        return
    from shutil import get_terminal_size

    from solver.view.wrapping import wrapped

    for line in wrapped(text, min(get_terminal_size().columns, 100) - 1):
        put(line)


def _history(log: Log, problem: str | None, as_json: bool) -> ExitCode:
    views = list(log.hints.seen(problem))
    if as_json:
        for view in views:
            print_json(
                {
                    "problem": view.problem,
                    "level": view.level,
                    "simpler": view.simpler,
                    "verified": view.verified,
                    "text": view.text,
                    "seen_at": view.seen_at.isoformat(),
                }
            )
        return ExitCode.OK
    for view in views:
        line = _("{when:%Y-%m-%d %H:%M}  {problem}  level {level}").format(
            when=view.seen_at.astimezone(), problem=view.problem, level=view.level
        )
        put(line + ("  " + _("in simpler words") if view.simpler else ""))
        if problem is not None:
            _say(view.text)
            put()
    if not views:
        options.note(_("No hints seen yet."))
    elif problem is None:
        options.note(_("Name a problem to read its hints again."))
    return ExitCode.OK


def _language(ctx: click.Context, problem: Problem) -> str:
    """--lang; else the statement's language; of two the one that kyoso speaks."""
    given = ctx.find_root().params.get("lang")
    if given is None and ctx.get_parameter_source("lang") is ParameterSource.COMMANDLINE:
        given = os.environ.get("LANGUAGE")
    if given in ("ja", "en"):
        return str(given)
    statements = problem.statements
    if statements.ja is None or statements.en is None:
        return "en" if statements.ja is None else "ja"
    names = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((value for name in names if (value := os.environ.get(name))), "")
    return "ja" if locale.startswith("ja") else "en"


def default_model(asked: options.ServerOptions, wanted: str | None) -> str:
    """The wanted one where a server lists it; else the one that is loaded, with a note."""
    if wanted is not None:
        with suppress(NoSuchModel):
            return place_of(asked.addresses, wanted, asked.api_key).label
    loaded = place_of(asked.addresses, None, asked.api_key).label
    if wanted is not None:
        options.note(
            _("The earlier hints are by {wanted}, which your server does not list: {model} continues.").format(
                wanted=wanted, model=loaded
            )
        )
    return loaded


@contextmanager
def _ticking(name: str) -> Iterator[Callable[[object], None]]:
    """A callback that shows what happens beside the time it has taken; plain lines where there is no screen."""
    if not sys.stderr.isatty():
        with progress_line(name) as progress:
            yield progress
        return
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    bar = Progress(*columns)
    with redrawn(bar):
        task = bar.add_task(name, total=None)

        def tell(event: object) -> None:
            text = describe(event)
            if text is not None:
                bar.update(task, description=f"{name}: {text}")

        yield tell
