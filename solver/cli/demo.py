"""`kyoso demo`: the whole pipeline on shipped problems; everything is real except the scripted model."""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from gettext import gettext as _
from itertools import product
from pathlib import Path
from time import monotonic

import click
from rich.table import Table
from rich.text import Text

from judge.attempt import Attempt, Outcome, Source
from judge.effort import Effort
from judge.judgement import Verdict
from judge.languages import LANGUAGES
from judge.log.log import Log
from judge.log.server_records import ModelRow
from problems import demo as shipped
from problems.gate import require_over
from problems.problem import Problem
from sandbox.choose import open_sandbox
from sandbox.sandbox import Sandbox
from solver.attempt import Job, Solved, solve
from solver.cli import options
from solver.cli.exit_codes import ExitCode
from solver.cli.parts import open_library, remember, write
from solver.cli.progress_line import counting
from solver.demo.answers import EFFORTS, MODELS, language
from solver.demo.scripted_model import ScriptedModel
from solver.demo.site import DemoSite
from solver.manifest import manifest
from solver.models.client import ModelClient
from solver.models.wire.request import RequestSettings
from solver.view import show
from solver.view.output import print_table, put
from solver.view.styles import verdict_style

_SETTINGS = RequestSettings(max_tokens=8_192)
_TOKENS_PER_S = 2_000.0  # of the scripted model: fast enough for a demo, slow enough to be a stream

# Eight problems and their models fit into 80 columns only with words of seven letters.
_SHORT = {Outcome.TRUNCATED.value: "TRUNC", Verdict.UNCHECKED.value: "UNCHK", Outcome.SERVER_ERROR.value: "SERVER"}


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
def command(sandbox_kind: str, home: Path, as_json: bool) -> ExitCode:
    options.note(_("This demo's answers are scripted: no model is running. Everything else is real."))
    began = monotonic()
    home = home / "demo"  # made-up models stay out of the user's own log and reports
    with (
        DemoSite() as site,
        ScriptedModel(tokens_per_s=_TOKENS_PER_S) as server,
        Log(home, options.note) as log,
        open_library(home, options.SiteOptions(site.url, site.url)) as library,
        open_sandbox(sandbox_kind, home, note=options.note) as sandbox,
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
        text = _("The {sandbox} sandbox has no {language}: its answers are left out.")
        options.note(text.format(sandbox=sandbox.name, language=LANGUAGES[key].name))
    return missing


def _jobs(log: Log, problems: Sequence[Problem], missing: set[str]) -> list[tuple[Problem, Job]]:
    jobs = []
    for model, effort, problem in product(MODELS, EFFORTS, problems):
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
        print_table(_table(made, problems[first : first + beside]))
    put(_legend(made))
    passed = sum(attempt.judgement is not None and attempt.judgement.verdict is Verdict.AC for attempt in made)
    text = _("{passed} of {total} attempts are AC on the samples, in {seconds:.0f} s.")
    put(text.format(passed=passed, total=len(made), seconds=seconds))
    put(_("AC on samples is not AC on AtCoder."))


def _table(attempts: Iterable[Attempt], problems: Sequence[Problem]) -> Table:
    """One row per model and effort, one column per problem, headed by its label."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(_("model"), no_wrap=True)
    for problem in problems:
        table.add_column(problem.label, no_wrap=True)
    cells = {(a.author, a.key.effort, a.problem): show.mark(a) for a in attempts if a.key is not None}
    for model, effort in dict.fromkeys((author, effort) for author, effort, _problem in sorted(cells, key=_order)):
        words = [cells.get((model, effort, problem.id), "–") for problem in problems]
        table.add_row(f"{model} {effort}", *(Text(_SHORT.get(w, w), style=verdict_style(w)) for w in words))
    return table


def _order(cell: tuple[str, str, str | None]) -> tuple[int, str, int]:
    model, effort, _problem = cell
    return len(model), model, list(Effort).index(Effort(effort))


def _legend(attempts: Iterable[Attempt]) -> str:
    """What the words in the table mean, for those that contestants do not know from AtCoder."""
    shown = {show.mark(attempt) for attempt in attempts}
    words = {
        "UNCHECKED": _("UNCHK: another answer than the sample's, where several are right."),
        "TRUNCATED": _("TRUNC: the token budget was spent before there was an answer; no wrong answer."),
        "NO_CODE": _("NO_CODE: it answered, but wrote no program."),
        "IE": _("IE: our own failure; the next run tries again."),
    }
    return "\n".join(text for word, text in words.items() if word in shown)
