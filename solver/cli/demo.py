"""`kyoso demo`: the whole pipeline on shipped problems; everything is real except the scripted model."""

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from gettext import gettext as _
from pathlib import Path
from time import monotonic

import click

from judge.attempt import Attempt, Source
from judge.judgement import Verdict
from judge.languages import LANGUAGES
from judge.log.log import Log
from judge.log.server_records import ModelRow
from problems import demo as shipped
from problems.gate import require_over
from problems.problem import Problem
from sandbox.sandbox import Sandbox
from solver.attempt import Job, Solved, solve
from solver.cli import options
from solver.cli.demo_table import demo_table, legend
from solver.cli.exit_codes import ExitCode
from solver.cli.parts import open_library, remember, sandbox_for, write
from solver.cli.progress_line import counting
from solver.demo.answers import EFFORTS, MODELS, language
from solver.demo.scripted_model import ScriptedModel
from solver.demo.site import DemoSite
from solver.manifest import manifest
from solver.models.client import ModelClient
from solver.models.wire.request import RequestSettings
from solver.view import show
from solver.view.output import print_table, put

_SETTINGS = RequestSettings(max_tokens=8_192)
_TOKENS_PER_S = 2_000.0  # of the scripted model: fast enough for a demo, slow enough to be a stream


@click.command(
    "demo",
    help=_(
        "Run everything once on eight shipped problems with a scripted model: fetch, ask, compile, run, compare, "
        "log. Needs neither a network nor a model."
    ),
    epilog=_("Example: kyoso demo"),
)
@options.sandbox
@options.common
def command(box: options.SandboxOptions, home: Path, as_json: bool) -> ExitCode:
    options.note(_("This demo's answers are scripted: no model is running. Everything else is real."))
    began = monotonic()
    home = home / "demo"  # made-up models stay out of the user's own log and reports
    with (
        DemoSite() as site,
        ScriptedModel(tokens_per_s=_TOKENS_PER_S) as server,
        Log(home, options.note) as log,
        open_library(home, options.SiteOptions(site.url, site.url)) as library,
        sandbox_for(box, home) as sandbox,
        ModelClient(server.url) as client,
    ):
        problems = list(library.problems(shipped.CONTEST))
        for problem in problems:
            require_over(problem, library.resources, options.now())
            remember(log, problem, library)
        jobs = _jobs(log, problems, _missing(sandbox))
        run = log.runs.begin("demo", manifest(sandbox), options.now())
        for model in MODELS:
            log.models.record_model(ModelRow(label=model, requested=model, server=server.url), options.now(), run)
        made = []
        with counting(_("demo"), len(jobs)) as count:
            for solved in _solve_all(jobs, client, sandbox):
                written = write(log, solved.attempt, run, solved)
                made.append(written)
                effort = written.key.effort if written.key else ""
                count(f"{written.problem} {written.author} {effort}: {show.mark(written)}")
                if as_json:
                    show.print_attempt(written, as_json)
        log.runs.end(run, options.now())
    if not as_json:
        _show(made, problems, monotonic() - began)
    kyoso = _how_to_call()
    options.note(_("The demo has a log of its own: {command}").format(command=f"{kyoso} log --home {home}"))
    options.note(_("Next, a past problem with your own model (LM Studio's server; KYOSO_SERVER names another):"))
    options.note(f"  {kyoso} solve abc417_e --model openai/gpt-oss-20b --effort low")
    failed = any(attempt.needs_retry for attempt in made)
    return ExitCode.UNAVAILABLE if failed else ExitCode.OK


def _how_to_call() -> str:
    """The command that starts this kyoso from here: its name if it is on PATH, else the path of the script."""
    script = Path(sys.argv[0])
    if shutil.which("kyoso") is not None or script.name != "kyoso":
        return "kyoso"
    return os.path.relpath(script) if script.is_relative_to(Path.cwd()) else str(script)


def _missing(sandbox: Sandbox) -> set[str]:
    """The languages that this sandbox cannot run, with a note for each that the demo uses."""
    missing = {row.key for row in LANGUAGES.values() if sandbox.version(row.version) is None}
    for key in sorted({language(task) for task in shipped.TASKS} & missing):
        options.note(
            _("The {sandbox} sandbox has no {language}: its answers are left out.").format(
                sandbox=sandbox.name, language=LANGUAGES[key].name
            )
        )
    return missing


def _jobs(log: Log, problems: Sequence[Problem], missing: set[str]) -> list[tuple[Problem, Job]]:
    jobs = []
    for model in MODELS:
        for effort in EFFORTS:
            for problem in problems:
                asked = LANGUAGES[language(problem.id)]
                if asked.key not in missing:
                    job = Job(Source.SOLVE, model, model, effort, asked, statement_lang=None, settings=_SETTINGS)
                    jobs.append((problem, job.at(log.attempts.next_repeat(job.source, job.key(problem, 0)))))
    return jobs


def _solve_all(jobs: Sequence[tuple[Problem, Job]], client: ModelClient, sandbox: Sandbox) -> Iterator[Solved]:
    """The attempts as they are finished: asked and judged in parallel, and yielded to a single writer."""
    with ThreadPoolExecutor(max_workers=max(2, os.cpu_count() or 1), thread_name_prefix="demo") as pool:
        futures: list[Future[list[Solved]]] = [
            pool.submit(lambda problem, job: list(solve(problem, job, client, sandbox, options.now)), problem, job)
            for problem, job in jobs
        ]
        try:
            for future in as_completed(futures):
                yield from future.result()
        finally:
            # After Ctrl-C or an error, do not begin any more attempts.
            pool.shutdown(wait=True, cancel_futures=True)


def _show(made: Sequence[Attempt], problems: Sequence[Problem], seconds: float) -> None:
    beside = len(problems) if shutil.get_terminal_size().columns >= show.ALL_COLUMNS else (len(problems) + 1) // 2
    for first in range(0, len(problems), beside):
        print_table(demo_table(made, problems[first : first + beside]))
    put(legend(made))
    passed = sum(attempt.judgement is not None and attempt.judgement.verdict is Verdict.AC for attempt in made)
    put(
        _("{passed} of {total} attempts are AC on the samples, in {seconds:.0f} s.").format(
            passed=passed, total=len(made), seconds=seconds
        )
    )
    put(_("AC on samples is not AC on AtCoder."))
