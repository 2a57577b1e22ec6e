"""`kyoso batch`: a plan of models and problems, done overnight and resumed by the same command."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache, partial
from gettext import gettext as _
from gettext import ngettext
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from judge.as_json import attempt_json
from judge.attempt import Attempt, Source
from judge.log.connection import unavailable
from judge.log.log import FILE_NAME, Log
from judge.stress.setup import stress_setup
from problems.errors import ProblemError
from problems.library import Library
from sandbox.choose import open_sandbox
from solver import seeds
from solver.batch.context import BatchOptions
from solver.batch.errors import BadPlan, BatchRunning, ClusterUnavailable
from solver.batch.example import plan_example
from solver.batch.executors import Executors, judge_workers, this_machine
from solver.batch.pages import Pages
from solver.batch.plan import Plan, plan_of, read_document
from solver.batch.plan_check import check_plan
from solver.batch.records import Summary, Writing, count_history
from solver.batch.run import Batch, BatchEnvironment
from solver.batch.selection import Candidate, askable, candidates
from solver.batch.status import keep_status, kept_status, left_of, status_of
from solver.batch.tally import LEAST_MEASURED, time_left
from solver.cli import options, parts
from solver.cli.batch_view import (
    BatchView,
    cells_table,
    comparisons_lines,
    duration,
    failure_lines,
    local_time,
    progress_lines,
    stopped_lines,
    view,
)
from solver.cli.exit_codes import ExitCode, of_error
from solver.errors import SolverError
from solver.manifest import manifest
from solver.models.listed import Server
from solver.models.listings import query_address
from solver.stopping import Stop, stoppable
from solver.view.output import print_json, print_table, put, put_data

STATUS = "status"


# The options that replace a plan, and those that add to one, by a plan's own names.
_INSTEAD_OF_A_PLAN = ("problems", "models", "efforts", "language", "repeats", "max_tokens", "repair")
_BESIDE_A_PLAN = ("difficulty", "letters", "dates", "seed", "until")


@dataclass(frozen=True, slots=True)
class BatchCommandOptions(options.JudgingOptions):
    plan_name: str | None
    example: bool
    dry_run: bool
    no_stop: bool
    attest: bool
    slots: int | None
    cluster: str | None
    ad_hoc: dict[str, Any]
    additions: dict[str, Any]
    look_beyond: bool
    naive: bool
    server: options.ServerOptions


@click.command(
    "batch",
    help=_(
        "Let models solve many past problems overnight, as PLAN.toml says. Run the same command again to do what "
        "is missing; nothing is done twice. `kyoso batch status` shows a running batch from another terminal."
    ),
    epilog=_("Example: kyoso batch --example > plan.toml; kyoso batch plan.toml --until 07:00"),
)
@click.argument("plan_name", metavar="[PLAN.toml|status]", required=False)
@click.option("--example", is_flag=True, help=_("Print an example of a plan."))
@click.option("--dry-run", is_flag=True, help=_("Only show how much there is to do and how long it will take."))
@click.option("--until", metavar="HH:MM", help=_("Ask no more questions after this time of day."))
@click.option("--no-stop", is_flag=True, help=_("Continue with a model × effort even if it looks broken."))
@options.attest
@click.option("--slots", type=options.POSITIVE, help=_("Answers at a time, if the server does not say."))
@click.option("--cluster", metavar="ADDRESS", help=_("Run on the Dask scheduler there, e.g. tcp://host:8786."))
@click.option("--problem", "problems", multiple=True, help=_("A task, contest or range of contests; repeatable."))
@options.models
@click.option(
    "-e",
    "--effort",
    "efforts",
    multiple=True,
    type=options.EFFORT,
    help=_("Reasoning effort; repeatable (default: medium)."),
)
@click.option("--language", type=options.LANGUAGE, help=_("The language the models write."))
@options.option(
    "--attempts", "repeats", older=["--repeats"], type=options.POSITIVE, help=_("Independent answers to each problem.")
)
@options.max_tokens
@click.option("--repair", type=options.NATURAL, help=_("How often a failed program goes back to the model."))
@click.option("--difficulty", help=_("Only problems of this difficulty, like 400..1200 or brown..green."))
@click.option("--letters", help=_("Only problems with these letters, like E..G."))
@click.option("--dates", help=_("Only contests held on these days, like 2023-01-01..2023-12-31."))
@click.option(
    "--seed", type=options.NATURAL, help=_("Seed of the problems' order and of the answers (default: random).")
)
@options.likely
@click.option(
    "--naive/--no-naive",
    default=True,
    help=_("At the end, ask for a slow but obviously correct program where programs disagree (the default)."),
)
@options.server
@options.judging
@options.gathered("ad_hoc", dict, *_INSTEAD_OF_A_PLAN)
@options.gathered("additions", dict, *_BESIDE_A_PLAN)
@options.gathered("chosen", BatchCommandOptions)
def command(chosen: BatchCommandOptions) -> ExitCode:
    home, as_json = chosen.home, chosen.as_json
    if chosen.example:
        put_data(plan_example())
        return ExitCode.OK
    if chosen.plan_name == STATUS:
        return _status(home, as_json)
    if chosen.plan_name is None and not chosen.ad_hoc["problems"] and chosen.additions["dates"] is None:
        raise click.UsageError(_("Give a plan, or problems with --problem; `kyoso batch --example` prints a plan."))
    try:
        document = _document(chosen.plan_name, chosen.ad_hoc, chosen.additions)
        server_of, label_of = _servers(chosen.server)
        plan = plan_of(document, server_of, chosen.plan_name or _("the options"), label_of)
    except BadPlan as error:
        raise click.UsageError(str(error)) from error
    if plan.unpaired:
        left_out = _("Not asked, since `between` has them in no pair: {names}")
        options.note(left_out.format(names=", ".join(plan.unpaired)))
    if plan.decide is not None and find_spec("scipy") is None:
        raise click.UsageError(_("a batch that decides needs {name}: pip install 'kyoso[report]'").format(name="scipy"))
    run_options = BatchOptions(
        stop_broken=not chosen.no_stop,
        until=None if plan.until is None else next_time(plan.until, options.now()),
        slots=chosen.slots,
        seed=seeds.draw() if plan.seed is None else plan.seed,
        attest=chosen.attest,
        stress=chosen.look_beyond,
        naive=chosen.naive,
    )
    with parts.open_library(home, chosen.site) as library:
        found, refused = _candidates(plan, library, look_up=chosen.dry_run)
        if chosen.dry_run:
            code = _dry_run(plan, found, home, run_options, chosen.server.api_key, as_json)
            return of_error(refused[0][1]) if refused and code is ExitCode.OK else code
        with (
            _only_batch(home),
            Log(home, options.note) as log,
            _executors(chosen.cluster, chosen.sandbox_kind, home, chosen.server.api_key) as executors,
        ):
            labels = [model.name for model in plan.models]
            made_with = manifest(executors.describe, plan=document, labels=labels, seed=run_options.seed)
            run = log.runs.begin("batch", made_with, options.now())
            around = BatchEnvironment(
                executors,
                Writing(log, run, options.now, parts.write, lambda problem: parts.remember(log, problem, library)),
                lambda on_page: Pages(library, library.resources, options.now, on_page),
                chosen.server.api_key,
                person=sys.stderr.isatty(),
            )
            with view() as screen, stoppable(Stop()) as stop:
                show_it = partial(_show, screen, chosen.plan_name or "", home, as_json)
                batch = Batch(plan, found, around, run_options, options.note, show_it)
                summary = batch.run(stop)
                log.runs.end(run, options.now())
            # Before the sandbox is closed: after a signal there may be no time left then.
            if not as_json:
                _print_status(status_of(batch, chosen.plan_name or "", options.now()))
            if summary.interrupted:
                options.note(_("Interrupted. Run the same command to continue."))
        if summary.interrupted:
            return ExitCode(stop.code or ExitCode.INTERRUPTED)
        if not as_json:
            _print_answer(home, run)
    return _ending(summary, refused)


def _print_answer(home: Path, run: int) -> None:
    """Print the report's answer on this run's models so far."""
    from solver.report.report import Wanted, make_report
    from solver.report.terminal import print_brief

    if find_spec("scipy") is None:  # the report is an optional extra; `kyoso report` says what it needs
        return
    report = make_report(home / FILE_NAME, Wanted(sources=(Source.BATCH,)), options.now())
    if run in report.runs:
        print_brief(report)


def _document(plan_name: str | None, ad_hoc: dict[str, Any], additions: dict[str, Any]) -> dict[str, Any]:
    """The plan's document, from the file and the options; a plan file replaces kyoso.toml's models, problems etc."""
    if plan_name is None:
        ad_hoc = ad_hoc | {
            "problems": list(ad_hoc["problems"]),
            "models": [{"model": model} for model in ad_hoc["models"]],
            "efforts": [effort.value for effort in ad_hoc["efforts"]],
        }
        return _given(ad_hoc | additions)
    if typed := options.typed(*_INSTEAD_OF_A_PLAN):
        text = _("{options}: not together with a plan; write it into {plan}")
        raise click.UsageError(text.format(options=", ".join(typed), plan=plan_name))
    return read_document(Path(plan_name)) | _given(additions)


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, [])}


def _servers(asked: options.ServerOptions) -> tuple[Callable[[str], str], Callable[[str, str], str]]:
    """Two functions: the server that lists a model, of those the option names, else the first; and its name there."""
    named = [address for address in asked.addresses if address]

    @cache
    def listed(address: str) -> Server | None:
        try:
            return query_address(address, asked.api_key)
        except SolverError:  # reported when it is asked
            return None

    def server_of(model: str) -> str:
        if len(named) < 2:
            return named[0] if named else asked.server
        found = ((address, listed(address)) for address in named)
        return next((address for address, server in found if server and server.find(model)), named[0])

    def label_of(model: str, address: str) -> str:
        server = listed(address)
        row = None if server is None else server.find(model)
        return model if row is None else row.label(model)

    return server_of, label_of


def _candidates(
    plan: Plan, library: Library, *, look_up: bool
) -> tuple[list[Candidate], list[tuple[str, ProblemError]]]:
    """The plan's problems, and those that cannot be had. look_up: also those that only the run would find out."""
    refused: list[tuple[str, ProblemError]] = []
    found = candidates(plan.selection, library, library.resources, refused)
    if look_up:
        found = askable(found, library, library.resources, options.now(), refused)
    for name, why in refused:
        options.note(_("Error: {error}").format(error=f"{name}: {why}"))
    if not found and refused:
        raise click.exceptions.Exit(of_error(refused[0][1]))
    if not found:
        raise click.UsageError(_("the plan names no problem; look at its problems, difficulty, letters and dates"))
    return found, refused


def _show(screen: BatchView, plan_name: str, home: Path, as_json: bool, batch: Batch, attempt: Attempt | None) -> None:
    """Show the batch on the screen and to other terminals; or an attempt on the screen, and as JSON if asked for."""
    if attempt is not None:
        screen.attempt(attempt, batch.number(attempt), batch.total)
        if as_json:
            print_json(attempt_json(attempt))
        return
    status = status_of(batch, plan_name, options.now())
    screen.cells(status)
    with suppress(OSError):  # a full disk is the log's to report
        keep_status(home, status)


@contextmanager
def _only_batch(home: Path) -> Iterator[None]:
    """Hold a lock: two batches would ask the same questions. It ends with the process, however that ends."""
    from filelock import FileLock, Timeout

    lock = FileLock(home / "batch.lock")
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise BatchRunning(
            _(
                "another batch is running in {home}: `kyoso batch status` shows it; to run both, give this one "
                "another --home"
            ).format(home=home)
        ) from error
    except OSError as error:
        raise unavailable(home / FILE_NAME, error) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _executors(cluster: str | None, sandbox_kind: str, home: Path, api_key: str | None) -> Iterator[Executors]:
    if cluster is not None:
        try:
            from solver.batch.cluster import on_cluster
        except ImportError as error:
            raise ClusterUnavailable(_("Dask is not installed: pip install 'kyoso[cluster]'")) from error
        with on_cluster(cluster, sandbox_kind) as executors:
            yield executors
        return
    workers = judge_workers()
    with (
        open_sandbox(sandbox_kind, home, note=options.note, ready=workers) as sandbox,
        this_machine(sandbox, api_key, options.now, workers, stress_setup(home, sandbox)) as executors,
    ):
        yield executors


def _dry_run(
    plan: Plan, found: list[Candidate], home: Path, run_options: BatchOptions, api_key: str | None, as_json: bool
) -> ExitCode:
    """Show what there is to do, how long it may take by the answers so far, and what the servers say will fail."""
    with Log(home, options.note, make=False) as log:
        tallies = list(count_history(plan, found, log, run_options.stop_broken)[1].values())
    check = check_plan(plan, run_options.slots, api_key)
    code = of_error(check.errors[0]) if check.errors else ExitCode.OK
    rows = [tally.row(check.slots[tally.cell.model.name]) for tally in tallies]
    missing, total = sum(tally.left for tally in tallies), sum(tally.total for tally in tallies)
    expected_s = time_left(tallies, check.slots)
    warnings = [*map(str, check.errors), *check.warnings]
    if as_json:
        counts = {"attempts": total, "missing": missing, **left_of(expected_s)}
        print_json({**counts, "cells": rows, "warnings": warnings})
        return code
    print_table(cells_table(rows))
    text = ngettext("{count} attempt, {missing} missing", "{count} attempts, {missing} missing", total)
    put(text.format(count=total, missing=missing))
    if plan.decide is not None:
        options.note(_("This is the most: a batch that decides stops once it is clear which to keep."))
    if missing and expected_s is None:
        options.note(
            _("The time left is shown once there are {count} answers of a model.").format(count=LEAST_MEASURED)
        )
    elif missing and expected_s is not None:
        low, high = map(duration, expected_s)
        about = _("about {time}") if low == high else _("about {low} to {high}")
        put(about.format(time=low, low=low, high=high))
    for line in warnings:
        options.note(_("warning: {warning}").format(warning=line))
    return code


def _status(home: Path, as_json: bool) -> ExitCode:
    status = kept_status(home)
    if status is None:
        options.note(_("No batch has run here yet."))
        return ExitCode.NOT_AC
    if as_json:
        print_json(status)
        return ExitCode.OK
    _print_status(status, progress_lines(status) if status["running"] else stopped_lines(status))
    if not status["running"]:
        at = local_time(datetime.fromisoformat(status["at"]))
        is_done = status.get("complete")
        text = _("Finished at {at}.") if is_done else _("Not running since {at}; the same command continues it.")
        put(text.format(at=at))
    return ExitCode.OK


def _print_status(status: Mapping[str, Any], how_far: Iterable[str] = ()) -> None:
    """Print the table, what is decided, how far it came, and why servers, models and questions failed."""
    print_table(cells_table(status["cells"]))
    compared = comparisons_lines(status["decide"]) if status.get("decide") else ()
    errors = (_("Error: {error}").format(error=error) for error in dict.fromkeys(status.get("errors", ())))
    for line in (*compared, *how_far, *errors, *failure_lines(status.get("failures", ()))):
        put(line)


def _ending(summary: Summary, refused: list[tuple[str, ProblemError]]) -> ExitCode:
    """Say what is left; the exit code is 0 only if everything was answered or given up."""
    missing = summary.missing
    if missing:
        options.note(
            ngettext(
                "{count} answer is still missing; the same command asks for it.",
                "{count} answers are still missing; the same command asks for them.",
                missing,
            ).format(count=missing)
        )
    if summary.errors:
        codes = {of_error(error) for error in summary.errors}
        return ExitCode.USAGE if ExitCode.USAGE in codes else of_error(summary.errors[0])
    if any(tally.failed for tally in summary.tallies):
        return ExitCode.UNAVAILABLE
    problems = [error for _name, error in (*summary.refused, *refused)]
    return of_error(problems[0]) if problems else ExitCode.OK


def next_time(wanted: time, now: datetime) -> datetime:
    """The next moment at which it is that time of day here."""
    here = now.astimezone()
    moment = here.replace(hour=wanted.hour, minute=wanted.minute, second=wanted.second, microsecond=0)
    return moment if moment > here else moment + timedelta(days=1)
