"""Builds the parts that a command works with, from its options."""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import replace
from functools import cache
from gettext import gettext as _
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from judge.attempt import Attempt, Source
from judge.effort import Effort
from judge.errors import LogUnavailable, RowRefused
from judge.languages import LANGUAGES
from problems.errors import SiteUnavailable
from problems.problem import Problem
from sandbox.choose import open_sandbox
from sandbox.sandbox import Sandbox
from solver.cli import options
from solver.cli.progress_line import progress_line
from solver.race.keys import Keys
from solver.view import show

# Code that reads pages and asks servers is slow to import, and `kyoso judge` on one's own tests does not need it.
if TYPE_CHECKING:
    from judge.log.log import Log
    from judge.progress import Progress
    from problems.library import Library
    from solver.attempt import Job, Solved
    from solver.hints.session import HintTools
    from solver.prepare import Prepared


@contextmanager
def open_library(home: Path, pages: options.SiteOptions, *, must_keep: bool = True) -> "Iterator[Library]":
    """The problems stored under home, and the site that the others come from.

    must_keep: whether a page that cannot be stored is an error; it is noted otherwise.
    """
    from problems.library import Library
    from problems.resources import Resources
    from problems.site import Site

    with Site(pages.site_url) as site:
        resources = Resources(pages.resources_url, home, options.now, site=site)
        yield Library(home, site, resources, options.now, note=options.note, must_keep=must_keep)


@contextmanager
def open_parts(chosen: options.JudgingOptions) -> "Iterator[tuple[Log, Library, Sandbox]]":
    """The log, the library and the sandbox that the options name."""
    from judge.log.log import Log

    with (
        Log(chosen.home, options.note) as log,
        open_library(chosen.home, chosen.site) as library,
        open_sandbox(chosen.sandbox_kind, chosen.home, note=options.note) as sandbox,
    ):
        yield log, library, sandbox


def remember(log: "Log", problem: Problem, library: "Library") -> None:
    """Log what a report shows of the problem, without its difficulty if that cannot be fetched."""
    model = None
    with suppress(SiteUnavailable):
        model = library.resources.problem_models().get(problem.id)
    log.runs.record_problem(problem, model, options.now())


@contextmanager
def prepared_model(
    ask: options.AskOptions, model: str | None, effort: Effort | None, max_tokens: int | None = None
) -> "Iterator[Prepared]":
    """The model at the first server that lists it, after showing its warnings; model: None for the one loaded."""
    from solver.prepare import place_of, prepare

    api_key = ask.server.api_key
    place = place_of(ask.server.addresses, model, api_key, ask.timeouts)
    ready = prepare(place, effort, api_key, ask.timeouts, asking=ask.sampled, asked_tokens=max_tokens)
    with ready.client:
        for warning in ready.warnings:
            options.note(warning)
        yield ready


def default_model(server: options.ServerOptions, wanted: str | None) -> str:
    """The wanted model if a server lists it; else the one that is loaded, with a note."""
    from solver.errors import NoSuchModel
    from solver.prepare import place_of

    if wanted is not None:
        with suppress(NoSuchModel):
            return place_of(server.addresses, wanted, server.api_key).label
    loaded = place_of(server.addresses, None, server.api_key).label
    if wanted is not None:
        text = _("The earlier hints are by {wanted}, which your server does not list: {model} continues.")
        options.note(text.format(wanted=wanted, model=loaded))
    return loaded


def hint_tools(
    ask: options.AskOptions,
    home: Path,
    problem: Problem,
    log: "Log",
    stack: ExitStack,
    open_sandbox: Callable[[], Sandbox],
    working: "Callable[[str], AbstractContextManager[Progress]]",
    *,
    look_beyond: bool = True,
    max_tokens: int | None = None,
) -> "HintTools":
    """What a hint session works with; its model is closed with the stack."""
    from judge.stress.setup import stress_setup
    from solver.hints.session import HintTools
    from solver.likely import record_stress, stress_attempt

    def run_stress(attempt: Attempt, progress: "Progress") -> Attempt:
        if not look_beyond:
            return attempt
        result = stress_attempt(attempt, problem, stress_setup(home, opened()), progress)
        return record_stress(attempt, problem, result, log, options.now())[0]

    opened = cache(open_sandbox)
    return HintTools(
        open_model=lambda label, effort: stack.enter_context(prepared_model(ask, label, effort, max_tokens)),
        default_model=lambda wanted: default_model(ask.server, wanted),
        open_sandbox=opened,
        run_stress=run_stress,
        working=working,
        note=options.note,
        clock=options.now,
    )


def write(
    log: "Log", attempt: Attempt, run: int, solved: "Solved | None" = None, *, at_next_repeat: bool = False
) -> Attempt:
    """Log the attempt, a model's with its prompt; if that fails, a model's is printed as JSON so as not to be lost."""
    prompt, statement = (None, None) if solved is None else (solved.prompt_json(), solved.statement_sha256)
    try:
        return log.attempts.write(
            attempt, run=run, prompt=prompt, statement_sha256=statement, at_next_repeat=at_next_repeat
        )
    except (LogUnavailable, RowRefused):
        if attempt.reply is not None:
            show.print_attempt(attempt, as_json=True)
        raise


def job_of(
    source: Source, ready: "Prepared", answers: options.AnswerOptions, log: "Log", *, seed: int | None, tools: int = 0
) -> "Job":
    """What the model is asked for each problem, in the dialect in which its effort is known to have an effect."""
    from solver import seeds
    from solver.attempt import Job
    from solver.known_effort import logged_finding

    found = logged_finding(ready.attestation_target, log) if answers.attest else None
    return Job(
        source=source,
        label=ready.label,
        model=ready.model,
        effort=ready.effort,
        language=LANGUAGES[answers.language],
        statement_lang=answers.statement_lang,
        settings=ready.settings(answers.max_tokens, tools),
        repair_rounds=answers.repair,
        seed=seeds.draw() if seed is None else seed,
        effort_honoured=None if found is None else found.honoured,
    )


def find_effect(ready: "Prepared", log: "Log") -> bool | None:
    """Find out whether the effort has an effect at this server, once for each build, after the first answer.

    The key s skips it; the rounds finished so far are kept for the next time.
    """
    from solver.errors import AskCancelled
    from solver.known_effort import find_or_attest, logged_finding

    if logged_finding(ready.attestation_target, log) is None and ready.effort is not Effort.DEFAULT:
        text = _("First use of {model}: checking that --effort works …")
        if sys.stdin.isatty():  # where keys are read
            text = _("First use of {model}: checking that --effort works (s skips) …")
        options.note(text.format(model=ready.model))
    with ready.client.clone() as client:

        def skip(key: str) -> None:
            if key == "s":
                Thread(target=client.close).start()  # a thread, as close waits for the question that runs meanwhile

        target = replace(ready.attestation_target, client=client)
        with Keys(skip), progress_line(ready.model) as progress:
            try:
                found = find_or_attest(target, log, options.now, progress)
            except AskCancelled:
                options.note(_("Skipped; the check continues from here next time."))
                return None
    logged_finding(ready.attestation_target, log)  # makes this client use the dialect that works, too
    honoured = None if found is None else found.honoured
    if honoured is False:
        options.note(
            _(
                "The effort has no effect on {model} at this server: reports will not count these attempts under it."
            ).format(model=ready.model)
        )
    return honoured
