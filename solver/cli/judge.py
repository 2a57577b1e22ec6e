"""`kyoso judge`: a person's file, on a problem's samples or on test files."""

from functools import partial
from gettext import gettext as _
from pathlib import Path

import click

from judge.languages import LANGUAGES
from judge.submissions import read_submission
from problems.problem import Checker, CheckerKind, Limits
from solver.cli import options
from solver.cli.exit_codes import ExitCode, of_attempts
from solver.cli.parts import open_library, sandbox_ahead, write
from solver.cli.progress_line import progress_line
from solver.view import show


@click.command(
    "judge",
    help=_(
        "Judge FILE on the samples of PROBLEM (a task, an address or a saved page), or on the test files in a folder."
    ),
    epilog=_("Example: kyoso judge main.cpp abc417_e, or: kyoso judge main.py --tests tests/"),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("problem", required=False)
@click.option(
    "--tests",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help=_("A folder with in/ and out/, or with *.in beside *.out or *.ans."),
)
@click.option(
    "--time-limit", type=options.Number(min=0, min_open=True), help=_("CPU seconds for a test (with --tests: 2).")
)
@click.option("--memory-limit", type=options.Count(min=4), help=_("MiB for a test (with --tests: 1024)."))
@click.option("--tolerance", type=options.Number(min=0, min_open=True), help=_("Largest absolute or relative error."))
@click.option(
    "--language", type=click.Choice(list(LANGUAGES)), help=_("The file's language, where its ending does not tell.")
)
@options.full
@options.likely
@options.sandbox
@options.site
@options.common
def command(
    file: Path,
    problem: str | None,
    tests: Path | None,
    time_limit: float | None,
    memory_limit: int | None,
    tolerance: float | None,
    language: str | None,
    full: bool,
    look_beyond: bool,
    box: options.SandboxOptions,
    site: options.SiteOptions,
    home: Path,
    as_json: bool,
) -> ExitCode:
    if problem is None and tests is None:
        raise click.UsageError(_("Give a problem, or test files with --tests."))
    submission = read_submission(file, language)
    # The sandbox starts while the rest is still being brought in: most of a cold start is waiting for these two.
    # Official tests are the truth already: only after the samples may there be more to run.
    expected = None if look_beyond and tests is None else 1
    with sandbox_ahead(box, home, expected) as opened:
        from judge.log.log import Log
        from problems.testfiles import read_tests
        from solver.hints.history import with_hints
        from solver.manifest import manifest
        from solver.own_attempt import Assignment, judge_own

        found = None
        if problem is not None:
            with open_library(home, site) as library:
                found = library.problem(problem)
        limits = found.limits if found else Limits(time_s=2.0, memory_mib=1024)
        limits = Limits(time_limit or limits.time_s, memory_limit or limits.memory_mib)
        checker = found.checker if found else Checker()
        if tolerance is not None:
            checker = Checker(CheckerKind.TOLERANCE, abs=tolerance, rel=tolerance)
        cases = read_tests(tests) if tests is not None else found.samples if found else ()
        assignment = Assignment(found.id if found else None, cases, limits, checker)

        with Log(home, options.note) as log:
            sandbox = opened()
            run = log.runs.begin("judge", manifest(sandbox), options.now())
            with progress_line(file.name) as progress:
                attempt = judge_own(submission, assignment, sandbox, options.now, progress)
            written = write(log, with_hints(attempt, log), run)
            if not as_json:
                show.print_attempt(written, False, assignment, full=full)
            # Official tests are the truth already; the samples are not.
            if look_beyond and found is not None and tests is None:
                # Brought in after the verdict is on the screen: it takes a while.
                from judge.stress.setup import stress_setup
                from judge.stress.split import smaller_split
                from solver.likely import passed_samples, record_stress, stress_attempt

                if passed_samples(written):
                    with progress_line(file.name) as progress:
                        setup = stress_setup(home, sandbox)
                        result = stress_attempt(written, found, setup, progress)
                        smaller = partial(smaller_split, setup=setup)
                        written, _changed = record_stress(written, found, result, log, options.now(), smaller)
                    if not as_json:
                        show.print_likely(written, as_json=False)
            if as_json:
                show.print_attempt(written, as_json=True)
            log.runs.end(run, options.now())
    return of_attempts([written])
