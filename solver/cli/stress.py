"""`kyoso stress`: looks for an input on which your own program fails, shrinks it, and shows it."""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from gettext import gettext as _
from gettext import ngettext
from itertools import chain, count, islice, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from judge.errors import SourceUnreadable
from judge.judgement import CaseResult, Judgement, Submission, Verdict
from judge.submissions import read_submission
from problems.problem import CheckerKind, Problem, Sample
from solver.cli import options
from solver.cli.exit_codes import ExitCode
from solver.cli.parts import open_library
from solver.cli.progress_line import progress_line
from solver.cli.sandbox_ahead import sandbox_ahead
from solver.own_attempt import Assignment
from solver.view import show
from solver.view.failing_case import AROUND, shown_case
from solver.view.output import print_json, put
from solver.view.styles import verdict_style
from solver.view.text import decoded

if TYPE_CHECKING:
    from judge.stress.cases import GeneratedCase
    from judge.stress.inputs import Inputs, NoInputs
    from judge.stress.results import Counterexample
    from judge.stress.search import SearchResult
    from sandbox.sandbox import Sandbox

_LONGEST_SHRINK_S = 20.0
_LARGE_EVERY = 4  # rounds


@dataclass(frozen=True, slots=True)
class StressOptions(options.JudgingOptions):
    file: Path
    problem_name: str
    against: Path | None
    tests: Path | None
    seconds: float
    most: int | None
    seed: int | None
    keep: Path | None
    language: str | None
    full: bool


@click.command(
    "stress",
    help=_(
        "Search for an input on which FILE fails at PROBLEM: too slow, a crash, too much memory, or, with "
        "--against, an answer that differs from another program's. A failing input is shrunk and shown. With "
        "--tests, FILE is judged on your own test files. Ctrl-C ends the search and keeps what was found."
    ),
    epilog=_("Example: kyoso stress main.cpp abc417_e --against brute.py --seconds 60"),
)
@click.argument("file", type=options.FILE)
@click.argument("problem_name", metavar="PROBLEM")
@click.option(
    "--against",
    type=options.FILE,
    help=_("Another program for the same problem, such as a slow one that is obviously correct."),
)
@click.option(
    "--tests",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help=_("Instead of generated inputs: a folder with in/ and out/, or with *.in beside *.out or *.ans."),
)
@options.with_default(
    "--seconds", type=options.ABOVE_ZERO, default=30.0, help=_("How many seconds of wall time to search.")
)
@click.option("--cases", "most", type=options.POSITIVE, help=_("The largest number of inputs to try."))
@click.option("--seed", type=options.NATURAL, help=_("Seed of the inputs (default: random, and shown)."))
@options.option(
    "--out", "keep", older=["--keep"], type=options.NEW_FILE, help=_("Also write the failing input to this file.")
)
@options.file_language
@options.full
@options.reuse
@options.judging
@options.gathered("chosen", StressOptions)
def command(chosen: StressOptions) -> ExitCode:
    if chosen.tests is not None and chosen.against is not None:
        raise click.UsageError(_("--tests and --against cannot be combined: test files have their own answers."))
    file, problem_name = options.file_first(chosen.file, chosen.problem_name)
    chosen = replace(chosen, file=file)
    submission = read_submission(file, chosen.language)
    other = None if chosen.against is None else read_submission(chosen.against, None)
    with sandbox_ahead(chosen.sandbox_kind, chosen.home) as opened:
        from judge.stress.inputs import InputStore
        from problems.testfiles import read_tests

        with open_library(chosen.home, chosen.site) as library:
            problem = library.problem(problem_name)
        samples = problem.samples if chosen.tests is None else read_tests(chosen.tests)
        inputs = InputStore(chosen.home).of(problem) if chosen.tests is None else None  # while the sandbox is opened
        sandbox = opened()
        with progress_line(file.name) as progress:
            judged = _judged(submission, problem, samples, sandbox, progress)
        if inputs is None or judged.verdict not in (Verdict.AC, Verdict.UNCHECKED):
            return _tested(chosen, judged, Assignment(problem.id, samples, problem.limits, problem.checker), submission)
        return _searched(chosen, problem, submission, other, inputs, sandbox)


def _searched(
    chosen: StressOptions,
    problem: Problem,
    submission: Submission,
    other: Submission | None,
    inputs: "Inputs | NoInputs",
    sandbox: "Sandbox",
) -> ExitCode:
    from judge.stress.calibration import calibration_for
    from judge.stress.inputs import Inputs
    from judge.stress.search import search
    from judge.stress.setup import no_inputs

    if not isinstance(inputs, Inputs):
        text = _("No tests can be generated for {problem}: {why}. Give test files with --tests.")
        options.note(text.format(problem=problem.id, why=no_inputs(inputs).shown()))
        return ExitCode.NOT_UNDERSTOOD
    if other is not None and problem.checker.kind is CheckerKind.ANY:
        options.note(
            _(
                "This problem accepts several answers: differing outputs prove nothing, so only crashes, time and "
                "memory are checked."
            )
        )
    if other is not None and chosen.against is not None:
        _refuse_broken(chosen.against, other, problem, sandbox)
    seed = random.SystemRandom().randrange(10**6) if chosen.seed is None else chosen.seed
    ends_at = time.monotonic() + chosen.seconds
    with progress_line(chosen.file.name) as progress:
        done = search(
            problem,
            submission,
            other,
            _cases(inputs, seed, chosen.most),
            sandbox,
            calibration_for(chosen.home, sandbox),
            valid=inputs.valid,
            over=lambda: time.monotonic() > ends_at,
            shrink_s=min(_LONGEST_SHRINK_S, chosen.seconds),
            progress=progress,
        )
    path = _kept(chosen.home, problem, done.counterexample, chosen.keep)
    if chosen.as_json:
        print_json(_as_json(chosen, problem, done, seed, path))
    else:
        _print(done, seed, path, problem, chosen.full)
    if done.counterexample is not None:
        return ExitCode.NOT_AC
    return ExitCode.OK if done.stopped is None else ExitCode(done.stopped.code)


def _judged(
    submission: Submission, problem: Problem, samples: tuple[Sample, ...], sandbox: "Sandbox", progress: Any
) -> Judgement:
    from judge.judge import judge

    return judge(submission, samples, problem.limits, problem.checker, sandbox, progress)


def _refuse_broken(against: Path, other: Submission, problem: Problem, sandbox: "Sandbox") -> None:
    """Raise SourceUnreadable if the program to compare with fails the samples; being slow is allowed."""
    judged = _judged(other, problem, problem.samples, sandbox, lambda _event: None)
    if judged.verdict not in (Verdict.AC, Verdict.UNCHECKED, Verdict.TLE):
        text = _("{file} itself is {verdict} on the samples, so comparing with it shows nothing.")
        raise SourceUnreadable(text.format(file=against, verdict=judged.verdict))


def _cases(inputs: "Inputs", seed: int, most: int | None) -> "Iterator[GeneratedCase]":
    """Inputs in rounds, each with its own seed; large ones in the first round and every fourth from there."""
    from judge.stress.cases import SMALL

    def rounds() -> "Iterator[GeneratedCase]":
        for number in count():
            cases = inputs.further(seed + number)
            first = next(cases, None)
            if first is None:
                return
            everything = chain([first], cases)
            yield from (
                everything if number % _LARGE_EVERY == 0 else takewhile(lambda case: case.kind in SMALL, everything)
            )

    return islice(rounds(), most)


def _kept(home: Path, problem: Problem, failure: "Counterexample | None", keep: Path | None) -> str | None:
    """Write the failing input to its place under home, which is returned, and to `keep` if given."""
    from judge.stress.case_files import case_path, keep_case
    from judge.trial import input_id

    if failure is None:
        return None
    stdin = failure.case.stdin
    if keep is not None:
        keep.write_bytes(stdin)
    path = case_path(problem.id, failure.case.name, input_id(stdin))
    keep_case(home, path, stdin)
    return path


# --- what is shown ----------------------------------------------------------------------------------------------------


def _tested(chosen: StressOptions, judged: Judgement, tested_on: Assignment, submission: Submission) -> ExitCode:
    """Show a verdict from tests with expected output: the samples, or test files."""
    tests = {test.name: test for test in tested_on.tests}
    failed = next((case for case in judged.cases if case.verdict is judged.verdict and case.name in tests), None)
    if judged.verdict is Verdict.AC:
        failed = None
    if chosen.keep is not None and failed is not None:
        chosen.keep.write_bytes(tests[failed.name].stdin)
    if chosen.as_json:
        found = None
        if failed is not None:
            test = tests[failed.name]
            found = _found_json(failed, failed.name, test.stdin, test.expected, confidence=1.0)
        row = _row(chosen, tested_on.problem, len(judged.cases), judged.verdict, found)
        print_json(row | {"compile_output": judged.compile_output})
    else:
        colour = verdict_style(judged.verdict.value)
        passed = sum(case.verdict is Verdict.AC for case in judged.cases)
        counted = _("{passed} of {total} tests passed").format(passed=passed, total=len(judged.cases))
        problem = f"{tested_on.problem}  "
        put(problem, (judged.verdict.value, f"bold {colour}"), f"  {counted}" if judged.cases else "")
        show.print_judgement(judged, tested_on, submission, full=chosen.full)
    if judged.verdict is Verdict.IE:
        return ExitCode.UNAVAILABLE
    return ExitCode.OK if judged.verdict is Verdict.AC else ExitCode.NOT_AC


def _print(done: "SearchResult", seed: int, path: str | None, problem: Problem, full: bool) -> None:
    failure = done.counterexample
    words = ngettext(
        "{count} input in {seconds:.0f} s, seed {seed}", "{count} inputs in {seconds:.0f} s, seed {seed}", done.cases
    ).format(count=done.cases, seconds=done.seconds, seed=seed)
    if done.other_failed:
        options.note(
            _("The other program itself failed ({how}); such inputs were skipped.").format(how=done.other_failed)
        )
    if failure is None:
        put(f"{problem.id}  " + _("nothing found: {ran}").format(ran=words))
        return
    word = failure.verdict.value
    sure = "" if failure.verdict is Verdict.WA else f" ({failure.confidence:.0%})"
    put(f"{problem.id}  ", (word, f"bold {verdict_style(word)}"), f"{sure}  {words}")
    title = f"{failure.case.name}: {failure.note.shown()}"
    if failure.verdict is Verdict.WA:
        title = f"{failure.case.name}: " + _("the two programs differ; at least one of them is wrong")
    if failure.shrunk_from is not None:
        title += " " + _("(shrunk from {count} bytes)").format(count=failure.shrunk_from)
    show.print_indented([title])
    shown = shown_case(
        _case_of(failure),
        failure.case.stdin,
        failure.expected,
        problem.limits,
        problem.checker,
        expected_title=_("the other"),
        most=None if full else AROUND,
    )
    show.print_case(shown, full=full)
    put(_("The input is {path}, under KYOSO_HOME.").format(path=path))


def _case_of(failure: "Counterexample") -> CaseResult:
    return CaseResult(failure.case.name, failure.verdict, failure.run, note=failure.note)


def _as_json(
    chosen: StressOptions, problem: Problem, done: "SearchResult", seed: int, path: str | None
) -> dict[str, Any]:
    failure, found = done.counterexample, None
    if failure is not None:
        found = _found_json(_case_of(failure), path, failure.case.stdin, failure.expected, failure.confidence)
        found["shrunk_from"] = failure.shrunk_from
    row = _row(chosen, problem.id, done.cases, None if failure is None else failure.verdict, found)
    return row | {"seconds": round(done.seconds, 3), "seed": seed, "other_failed": done.other_failed or None}


def _row(
    chosen: StressOptions, problem: str | None, cases: int, verdict: Verdict | None, found: dict[str, Any] | None
) -> dict[str, Any]:
    """The same keys wherever the program failed: on a sample, on a given test or in the search."""
    return {
        "problem": problem,
        "file": str(chosen.file),
        "against": None if chosen.against is None else str(chosen.against),
        "official": chosen.tests is not None,
        "cases": cases,
        "seconds": None,
        "seed": None,
        "other_failed": None,
        "verdict": None if verdict is None else verdict.value,
        "found": found,
        "compile_output": None,
    }


def _found_json(
    failed: CaseResult, case: str | None, stdin: bytes, expected: bytes | None, confidence: float
) -> dict[str, Any]:
    return {
        "verdict": failed.verdict.value,
        "case": case,
        "stdin": decoded(stdin),
        "expected": None if expected is None else decoded(expected),
        "stdout": decoded(failed.run.stdout if failed.run else b""),
        "stderr": decoded(failed.run.stderr if failed.run else b""),
        "detail": str(failed.note),
        "confidence": confidence,
        "cpu_s": failed.run.cpu_s if failed.run else None,
        "shrunk_from": None,
    }
