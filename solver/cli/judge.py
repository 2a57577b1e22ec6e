"""`kyoso judge`: judges a person's file on a problem's samples or on test files, once or at every save."""

import queue
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from gettext import gettext as _
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from judge.errors import LogUnavailable, RowRefused
from sandbox.errors import Stopped
from solver.cli import options
from solver.cli.exit_codes import ExitCode, of_attempts
from solver.cli.sandbox_ahead import sandbox_ahead
from solver.view.output import put

# The rest is imported while the sandbox starts.
if TYPE_CHECKING:
    from judge.attempt import Attempt
    from judge.judgement import Submission
    from judge.log.log import Log
    from problems.problem import Problem, Sample
    from sandbox.sandbox import Sandbox
    from solver.own_attempt import Assignment

_STDIN = Path("-")


@dataclass(frozen=True, slots=True)
class JudgeOptions(options.JudgingOptions):
    file: Path
    problem: str | None
    tests: tuple[str, ...]
    watch: bool
    time_limit: float | None
    memory_limit: int | None
    tolerance: float | None
    language: str | None
    full: bool
    look_beyond: bool


@dataclass(frozen=True, slots=True)
class _Session:
    """What every judging within one command shares."""

    chosen: JudgeOptions
    log: "Log"
    run: int
    assignment: "Assignment"
    problem: "Problem | None"  # to run generated inputs for; None: run none


@click.command(
    "judge",
    help=_(
        "Judge FILE on the samples of PROBLEM (a task, an address or a saved page), or on the test files in a folder."
        " With --watch it is judged at every save; FILE may be - for stdin, with --language."
    ),
    epilog=_("Example: kyoso judge --watch main.cpp abc417_e, or: kyoso judge main.py --tests tests/"),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.argument("problem", required=False)
@click.option(
    "--tests",
    metavar="FOLDER|NAMES",
    multiple=True,
    help=_(
        "A folder with in/ and out/, or with *.in beside *.out or *.ans; or the names of the tests to run: 2,3 or 2-4."
    ),
)
@click.option("--watch", is_flag=True, help=_("Judge at every save, until Ctrl-C; a newer save ends an older run."))
@click.option("--time-limit", type=options.ABOVE_ZERO, help=_("CPU seconds per test (with --tests: 2)."))
@click.option("--memory-limit", type=options.WholeNumber(min=4), help=_("MiB per test (with --tests: 1024)."))
@click.option("--tolerance", type=options.ABOVE_ZERO, help=_("Largest absolute or relative error."))
@options.file_language
@options.full
@options.likely
@options.judging
@options.gathered("chosen", JudgeOptions)
def command(chosen: JudgeOptions) -> ExitCode:
    if chosen.problem is not None:
        file, problem = options.file_first(chosen.file, chosen.problem)
        chosen = replace(chosen, file=file, problem=problem)
    folder, picked = _folder_and_names(chosen.tests)
    if chosen.problem is None and folder is None:
        if picked:
            text = _("There is no folder {folder}. To pick a problem's samples by name, give the problem too.")
            raise click.UsageError(text.format(folder=picked[0]))
        raise click.UsageError(_("Give a problem, or test files with --tests."))
    if chosen.file == _STDIN and chosen.watch:
        raise click.UsageError(_("--watch needs a file."))
    if chosen.watch and not chosen.file.parent.is_dir():
        raise click.UsageError(_("There is no folder {folder}.").format(folder=chosen.file.parent))
    # Official tests settle the verdict, and a part of the samples does not: either way, generated tests are skipped.
    beyond = chosen.look_beyond and folder is None and not picked
    with sandbox_ahead(chosen.sandbox_kind, chosen.home, None if beyond or chosen.watch else 1) as opened:
        submission = _read(chosen)
        found = None
        if chosen.problem is not None:
            from solver.cli.parts import open_library

            with open_library(chosen.home, chosen.site, must_keep=False) as library:
                found = library.problem(chosen.problem)
        assignment = _assignment(found, _tests(found, folder, picked), chosen)
        begun = options.now()
        with _imports_in_background():
            sandbox = opened()
            attempt = None if chosen.watch else _judge(chosen, submission, assignment, sandbox)
        with ExitStack() as stack:
            with _shown_if_not_logged(chosen, attempt, assignment):
                from judge.log.log import Log
                from solver.manifest import manifest

                log = stack.enter_context(Log(chosen.home, options.note))
                run = log.runs.begin("judge", manifest(sandbox), begun)
            session = _Session(chosen, log, run, assignment, found if beyond else None)
            if attempt is None:
                _watch(session, sandbox)
            attempt = _finish(session, attempt, sandbox)
            log.runs.end(run, options.now())
    return of_attempts([attempt])


@contextmanager
def _imports_in_background() -> Iterator[None]:
    """Import what logs and shows an attempt while the program runs: it takes about as long as most programs do."""
    from solver.cli import progress_line  # noqa: F401 - two threads must not import the same

    rest = ("judge.log.log", "solver.cli.parts", "solver.hints.history", "solver.manifest")
    with ThreadPoolExecutor(1) as importer:
        importing = [importer.submit(import_module, name) for name in rest]
        yield
    for module in importing:
        module.result()


@contextmanager
def _shown_if_not_logged(chosen: JudgeOptions, attempt: "Attempt | None", assignment: "Assignment") -> Iterator[None]:
    """Shows an attempt that was judged, if the log fails inside: the verdict does not depend on the log."""
    from solver.view import show

    try:
        yield
    except (LogUnavailable, RowRefused):
        if attempt is not None:
            show.print_attempt(attempt, chosen.as_json, assignment, full=chosen.full)
        raise


def _judge(chosen: JudgeOptions, submission: "Submission", assignment: "Assignment", sandbox: "Sandbox") -> "Attempt":
    from judge.languages import LANGUAGES
    from judge.libraries import require_compiler
    from judge.notes import note
    from solver.cli.progress_line import progress_line
    from solver.own_attempt import judge_own

    require_compiler(LANGUAGES[submission.language], sandbox)
    with progress_line(chosen.file.name) as progress:
        attempt = judge_own(submission, assignment, sandbox, options.now, progress)
    if _folder_and_names(chosen.tests)[1]:
        names = ", ".join(test.name for test in assignment.tests)
        attempt = replace(attempt, notes=(*attempt.notes, note("only-tests", names=names)))
    return attempt


def _finish(session: _Session, attempt: "Attempt", sandbox: "Sandbox") -> "Attempt":
    from solver.cli.parts import write
    from solver.hints.history import with_hints
    from solver.view import show

    chosen, assignment = session.chosen, session.assignment
    with _shown_if_not_logged(chosen, attempt, assignment):
        attempt = write(session.log, with_hints(attempt, session.log), session.run)
    if not chosen.as_json:
        show.print_attempt(attempt, False, assignment, full=chosen.full)
    if session.problem is not None:
        with _shown_if_not_logged(chosen, attempt if chosen.as_json else None, assignment):
            attempt = _beyond(session, session.problem, attempt, sandbox)
    if chosen.as_json:
        show.print_attempt(attempt, as_json=True)
    return attempt


def _beyond(session: _Session, problem: "Problem", attempt: "Attempt", sandbox: "Sandbox") -> "Attempt":
    """The attempt with its likely verdict on generated inputs, if it passed the samples."""
    # Imported only after the verdict is on the screen, because it takes a while.
    from judge.stress.setup import stress_setup
    from solver.cli.progress_line import progress_line
    from solver.likely import passed_samples, stressed
    from solver.view import show

    if not passed_samples(attempt):
        return attempt
    setup = stress_setup(session.chosen.home, sandbox)
    with progress_line(session.chosen.file.name) as progress:
        attempt = stressed(attempt, problem, setup, session.log, options.now, progress)
    if not session.chosen.as_json:
        show.print_likely(attempt, as_json=False)
    return attempt


def _watch(session: _Session, sandbox: "Sandbox") -> NoReturn:
    """Judge the file now and at every save until a signal comes; a newer save ends the run of an older one."""
    from judge.submissions import as_submission
    from sandbox.cancellable import CancellableSandbox
    from solver.race.watch import SaveWatcher, read_saved

    chosen, file, language = session.chosen, session.chosen.file, session.chosen.language
    saves: queue.SimpleQueue[Submission] = queue.SimpleQueue()
    running = CancellableSandbox(sandbox)

    def saved(_path: Path, content: bytes) -> None:
        saves.put(as_submission(file.name, content, language))
        running.cancel()

    found = read_saved(file) if file.exists() else None  # read again: it may have been saved since
    known = {} if found is None else {file.resolve(): found}
    words = (
        _("Waiting for {file} to be saved; Ctrl-C ends it.") if found is None else _("Watching {file}; Ctrl-C ends it.")
    )
    options.note(words.format(file=file))
    if found is not None:
        saves.put(as_submission(file.name, found.content, language))
    with SaveWatcher(file.parent, lambda name: name == file.name, saved, known):
        while True:
            submission = saves.get()
            running = CancellableSandbox(sandbox)
            if saves.empty():  # else this submission is already out of date
                if not chosen.as_json:
                    put((f"{options.now().astimezone():%H:%M:%S} {file.name}", "dim"))
                try:
                    attempt = _judge(chosen, submission, session.assignment, running)
                    _finish(session, attempt, running)
                except Stopped as stopped:
                    if stopped.code:
                        raise


def _folder_and_names(tests: Sequence[str]) -> tuple[Path | None, tuple[str, ...]]:
    """The folder of tests, if any, and the names of the tests to run."""
    folders = [Path(one) for one in tests if Path(one).is_dir()]
    names = [name for one in tests if not Path(one).is_dir() for name in one.split(",") if name]
    wrong = next((name for name in names if "/" in name), None)
    if wrong is not None:
        raise click.UsageError(_("There is no folder {folder}.").format(folder=wrong))
    if len(folders) > 1:
        raise click.UsageError(_("--tests takes one folder."))
    return (folders[0] if folders else None), tuple(names)


def _tests(problem: "Problem | None", folder: Path | None, picked: Sequence[str]) -> "tuple[Sample, ...]":
    from problems.testfiles import read_tests

    tests = read_tests(folder) if folder is not None else problem.samples if problem is not None else ()
    known = [test.name for test in tests]
    wanted = set[str]()
    for name in picked:
        first, _dash, last = (name, "", name) if name in known else name.partition("-")
        if first in known and last in known:
            wanted |= {*known[known.index(first) : known.index(last) + 1]}
        else:
            there = ", ".join(known[:20]) + (" …" if len(known) > 20 else "")
            raise click.UsageError(_("There is no test {name}; there are {names}.").format(name=name, names=there))
    return tuple(test for test in tests if not picked or test.name in wanted)


def _assignment(problem: "Problem | None", tests: "tuple[Sample, ...]", chosen: JudgeOptions) -> "Assignment":
    from problems.problem import Checker, CheckerKind, Limits
    from solver.own_attempt import Assignment

    limits = problem.limits if problem else Limits(time_s=2.0, memory_mib=1024)
    limits = Limits(chosen.time_limit or limits.time_s, chosen.memory_limit or limits.memory_mib)
    checker = problem.checker if problem else Checker()
    if chosen.tolerance is not None:
        checker = Checker(CheckerKind.TOLERANCE, abs=chosen.tolerance, rel=chosen.tolerance)
    return Assignment(problem.id if problem else None, tests, limits, checker)


def _read(chosen: JudgeOptions) -> "Submission":
    """The submission; with --watch, a file that is not there yet counts as empty."""
    from judge.submissions import as_submission, read_submission

    file, language = chosen.file, chosen.language
    if chosen.watch and not file.exists():
        return as_submission(str(file), b"", language)
    if file != _STDIN:
        return read_submission(file, language)
    if language is None:
        raise click.UsageError(_("A program from stdin needs --language."))
    return as_submission(_("stdin"), sys.stdin.buffer.read(), language)
