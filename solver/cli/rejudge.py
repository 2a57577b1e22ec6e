"""`kyoso rejudge`: judges stored answers again, without asking a model."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from functools import lru_cache
from gettext import gettext as _
from gettext import ngettext
from typing import Any

import click

from judge.as_json import likely_json
from judge.attempt import Attempt, Likely
from judge.judgement import Verdict
from judge.log.log import Log
from judge.stress.setup import stress_setup
from problems.problem import Problem
from solver import extraction
from solver.cli import options
from solver.cli.exit_codes import ExitCode, Failures
from solver.cli.parts import open_parts
from solver.cli.progress_line import progress_line
from solver.likely import record_stress
from solver.manifest import manifest
from solver.rejudge import Rejudged, rejudge
from solver.view import show
from solver.view.output import print_json, put


@click.command(
    "rejudge",
    help=_(
        "Judge stored answers again, without asking a model: after an update of kyoso, the image or a checker. "
        "The log keeps old and new judgements and shows the newest; changed verdicts are listed."
    ),
    epilog=_("Example: kyoso rejudge --extract --problem abc417_e"),
)
@click.option(
    "--extract", "extract_again", is_flag=True, help=_("Also extract the program from the stored reply again.")
)
@click.option(
    "--likely",
    "look_beyond",
    is_flag=True,
    help=_("Also run what passes the samples on generated tests where that was not done, such as imported answers."),
)
@options.rows
@options.option(
    "--count",
    "-n",
    "newest",
    older=["--newest"],
    type=options.POSITIVE,
    help=_("Only this many of the newest attempts."),
)
@options.reuse
@options.judging
@options.gathered("chosen", options.JudgingOptions)
def command(
    extract_again: bool,
    look_beyond: bool,
    wanted: dict[str, Any],
    newest: int | None,
    chosen: options.JudgingOptions,
) -> ExitCode:
    total = changed = failed = 0
    failures = Failures()
    if not options.has_log(chosen.home):
        options.no_attempts(chosen.home)
        return ExitCode.OK
    with open_parts(chosen) as (log, library, sandbox):
        run = log.runs.begin("rejudge", manifest(sandbox, extract=extract_again), options.now())
        attempts = _of_models(log.attempts.read(newest=newest, **wanted), wanted["author"])
        workers = max(1, (os.cpu_count() or 1) - 1)
        setup = stress_setup(chosen.home, sandbox) if look_beyond else None

        @lru_cache(512)
        def problem_of(name: str) -> Problem | None:
            found = list[Problem]()
            with failures.skip_on_error(name):
                found.append(library.problem(name))
            return found[0] if found else None

        with progress_line(_("rejudge")):
            for found in rejudge(attempts, problem_of, sandbox, workers, extract_again, setup):
                total += 1
                failed += _write(log, found, extract_again)
                changed += found.before != found.after
                likely = found.attempt.likely
                if setup is not None and found.problem is not None:
                    judged, _changed = record_stress(
                        found.judged, found.problem, found.stress, log, options.now(), setup
                    )
                    likely = judged.likely
                _show(found, likely, chosen.as_json)
        log.runs.end(run, options.now())
        if not total:
            options.none_found(log)
    options.note(
        ngettext(
            "{total} answer judged again, {changed} changed.", "{total} answers judged again, {changed} changed.", total
        ).format(total=total, changed=changed)
    )
    if failed:
        options.note(_("{count} ended in IE, our own failure; their older judgements hold.").format(count=failed))
        return ExitCode.UNAVAILABLE
    return failures.code(ExitCode.OK)


def _of_models(attempts: Iterator[Attempt], author: str | None) -> Iterator[Attempt]:
    """The models' attempts; a person's only if an author is asked for."""
    return (attempt for attempt in attempts if attempt.reply is not None or author is not None)


def _write(log: Log, found: Rejudged, extract_again: bool) -> bool:
    """Log the newer judgement unless it is IE, which must not replace a verdict; returns whether it is IE."""
    if found.judgement is None or found.attempt.id is None:
        return False
    if found.judgement.verdict is Verdict.IE:
        return True
    log.attempts.add_judgement(
        found.attempt.id,
        found.judgement,
        options.now(),
        extracted=found.submission if found.other_code else None,
        extraction_version=extraction.VERSION if extract_again else None,
        checker=None if found.problem is None else json.dumps(asdict(found.problem.checker), sort_keys=True),
    )
    return False


def _show(found: Rejudged, likely: Likely | None, as_json: bool) -> None:
    if as_json:
        print_json(_json(found) | {"likely": likely_json(likely)})
    elif found.before != found.after or found.stress is not None:
        key = found.attempt.key
        effort = f" {key.effort}" if key is not None else ""
        other = " " + _("(another program was found)") if found.other_code else ""
        put(
            f"{found.attempt.id} {found.attempt.problem} {found.attempt.author}{effort}:"
            f" {found.before} → {found.after}{other}"
        )
        if found.stress is not None and likely is not None:
            show.print_indented(show.likely_lines(likely))


def _json(found: Rejudged) -> dict[str, Any]:
    return {
        "id": found.attempt.id,
        "problem": found.attempt.problem,
        "author": found.attempt.author,
        "before": found.before,
        "after": found.after,
        "changed": found.before != found.after,
        "other_code": found.other_code,
    }
