"""`kyoso report`: which model, which effort, how sure."""

import re
from contextlib import suppress
from datetime import date
from gettext import gettext as _
from gettext import ngettext
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from judge.attempt import Source
from judge.log.log import FILE_NAME, Log
from solver.cli import options
from solver.errors import NoSuchCell
from solver.view.output import console, print_json, put, put_data
from solver.view.show import print_indented

if TYPE_CHECKING:
    from solver.report.report import Report, Wanted

_SOURCES = [source.value for source in Source if source is not Source.JUDGE]


@click.command(
    "report",
    help=_(
        "Show which model and effort is worth running, and how sure that is: AC rates with intervals, where each "
        "model fails, speed, and comparisons on the same problems. The first answers of solve and batch count. More "
        "names may follow --compare A B."
    ),
    epilog=_("Example: kyoso report --compare openai/gpt-oss-20b openai/gpt-oss-120b"),
)
@click.argument("more", metavar="[NAME]...", nargs=-1)
@click.option(
    "--compare",
    nargs=2,
    metavar="A B",
    help=_("Compare these on the problems that both did: a model's label, or label@effort."),
)
@options.option("--html", "page", older=["--out"], type=options.NEW_FILE, help=_("Write one page to this file."))
@click.option(
    "--no-attempts",
    is_flag=True,
    help=_("With --html: leave programs and reasoning out, so that the page may be published."),
)
@click.option("--csv", "as_csv", is_flag=True, help=_("Print CSV, one line per model and effort."))
@click.option("--pass-line", type=options.FiniteNumber(0, 1), help=_("The AC rate to reach, such as 0.75."))
@click.option(
    "--cutoff",
    multiple=True,
    metavar="MODEL=YYYY-MM",
    help=_("A model's knowledge cut-off (gpt-oss: 2024-06); nothing after = switches it off; repeatable."),
)
@click.option(
    "--source",
    "sources",
    type=click.Choice(_SOURCES),
    multiple=True,
    help=_("Count what this command made instead of solve and batch; repeatable."),
)
@options.option(
    "--label",
    "models",
    own=True,
    older=["--model"],
    multiple=True,
    metavar="NAME",
    help=_("Only these models: a label, or label@effort."),
)
@click.option("--run", type=options.POSITIVE, help=_("Only attempts made by this run."))
@click.option(
    "--variants", is_flag=True, help=_("Show other settings of the same model and effort as rows of their own.")
)
@click.option(
    "--manifest", is_flag=True, help=_("Print what the runs were made with; --json for all of it, prompts included.")
)
@click.option("--full", is_flag=True, help=_("Print every table, not only the answer."))
@click.option("--datasette", is_flag=True, help=_("Print the command that opens the log in Datasette."))
@options.site
@options.common
@options.gathered("asked", dict, "more", "compare", "pass_line", "cutoff", "sources", "models", "run", "variants")
def command(
    asked: dict[str, Any],
    page: Path | None,
    no_attempts: bool,
    as_csv: bool,
    manifest: bool,
    full: bool,
    datasette: bool,
    site: options.SiteOptions,
    home: Path,
    as_json: bool,
) -> None:
    compare = asked["compare"]
    if asked["more"] and compare is None:
        raise click.UsageError(_("names go after --compare: `kyoso report --compare A B C`"))
    if compare is not None and any(name.startswith("--") for name in compare):
        raise click.UsageError(_("--compare takes two names: `kyoso report --compare A B`"))
    for_a_program = as_json or as_csv or datasette or manifest or page is not None
    if options.has_log(home, required=datasette):
        with Log(home, options.note):
            pass  # migrates an older log
    elif not for_a_program:  # a program gets an empty report
        options.no_attempts(home)
        return
    log = home / FILE_NAME
    if datasette:
        from solver.report.datasette import datasette_command

        put(datasette_command(log, home))
        return
    if manifest:
        _print_manifests(log, asked["run"], as_json)
        return
    _needed(page is not None)
    from solver.report.as_json import report_csv, report_json
    from solver.report.report import make_report

    wanted = _wanted(**asked)
    try:
        report = make_report(log, wanted, options.now())
    except NoSuchCell as error:
        raise click.UsageError(str(error)) from error
    if page is not None:
        _write_page(report, page, not no_attempts, home, site)
    if as_json:
        print_json(report_json(report))
    elif as_csv:
        put_data(report_csv(report))
    elif page is None and (report.summaries or report.unanswered):
        _print(report, bool(compare), full or bool(compare) or wanted.pass_line is not None or wanted.variants)
    elif page is None:
        words = _("No attempts to report. Run `kyoso demo` for a first few, or `kyoso solve` or `kyoso batch`.")
        options.no_attempts(home, words)


def _wanted(
    more: tuple[str, ...],
    compare: tuple[str, str] | None,
    cutoff: tuple[str, ...],
    sources: tuple[str, ...],
    **given: Any,
) -> "Wanted":
    from solver.report.report import Wanted

    if sources:
        given["sources"] = tuple(map(Source, sources))
    cut_offs = dict(map(_cut_off, cutoff))
    return Wanted(cut_offs=cut_offs, compare=(*compare, *more) if compare else (), **given)


def _print_manifests(log: Path, run: int | None, as_json: bool) -> None:
    from solver.report.manifest import manifest_lines, manifests

    for found in manifests(log, run):
        if as_json:
            print_json(found)
        else:
            head, *lines = manifest_lines(found)
            put(head)
            print_indented(line.strip() for line in lines)
            put("")


def _print(report: "Report", compare: bool, full: bool) -> None:
    from solver.report.terminal import print_brief, print_report

    if full:
        print_report(report, console(), compare)
    else:
        print_brief(report)
    if report.runs and full:
        words = ngettext(
            "Made in run {runs}; `kyoso report --manifest` shows its settings.",
            "Made in runs {runs}; `kyoso report --manifest` shows their settings.",
            len(report.runs),
        )
        options.note(words.format(runs=_ranges(report.runs)))
    options.note(_("The log is {path}.").format(path=report.log))


def _write_page(report: "Report", page: Path, with_attempts: bool, home: Path, site: options.SiteOptions) -> None:
    from solver.cli.parts import open_library
    from solver.report.page import write_page

    with open_library(home, site) as library:  # only for stored pages; the site is not asked
        write_page(report, page, with_attempts, library.kept_problem)
    options.note(_("The page is {path}.").format(path=page))


def _needed(page: bool) -> None:
    """Raise UsageError, with the install command, if a package that only the report needs is missing."""
    for name in ("scipy", "matplotlib") if page else ("scipy",):
        if find_spec(name) is None:
            raise click.UsageError(_("the report needs {name}: pip install 'kyoso[report]'").format(name=name))


def _cut_off(text: str) -> tuple[str, str]:
    model, equals, day = text.rpartition("=")
    if equals and not day:
        return model, day
    with suppress(ValueError):
        if equals and re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", day):
            date.fromisoformat(f"{day}-01"[:10])  # there is no month 13
            return model, day
    raise click.UsageError(_("--cutoff {text}: write MODEL=2024-06, or MODEL=2024-06-30").format(text=text))


def _ranges(numbers: tuple[int, ...]) -> str:
    """The numbers as ranges: 1, 2, 3, 7 as "1–3, 7"."""
    by_run = groupby(enumerate(sorted(numbers)), lambda placed: placed[1] - placed[0])
    runs = [[number for _place, number in run] for _difference, run in by_run]
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
