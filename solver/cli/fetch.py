"""`kyoso fetch`: problems by id, contest, address or saved page."""

from gettext import gettext as _
from gettext import ngettext
from pathlib import Path

import click

from problems.as_json import problem_json
from problems.problem import CheckerKind, Problem
from solver.cli import options
from solver.cli.exit_codes import ExitCode, Failures
from solver.cli.parts import open_library
from solver.view.output import print_json, put


@click.command(
    "fetch",
    help=_(
        "Fetch and store problems. NAME is a task (abc417_e), a contest (abc417), an address, or a saved page. "
        "Pages are fetched one at a time, 1.5 s apart, and kept for good."
    ),
    epilog=_("Example: kyoso fetch abc417_e abc301"),
)
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@click.option("--refresh", is_flag=True, help=_("Fetch again what is already stored."))
@options.site
@options.common
def command(names: tuple[str, ...], refresh: bool, site: options.SiteOptions, home: Path, as_json: bool) -> ExitCode:
    failures = Failures()
    with open_library(home, site) as library:
        for name in names:
            with failures.skip_on_error(name):
                for problem in library.problems(name, refresh=refresh):
                    print_json(problem_json(problem)) if as_json else put(_line(problem))
    return failures.code(ExitCode.OK)


def _line(problem: Problem) -> str:
    count = len(problem.samples)
    parts = [
        f"{problem.id}  {problem.label} - {problem.title}",
        f"{problem.limits.time_s:g} s",
        f"{problem.limits.memory_mib} MiB",
        ngettext("{count} sample", "{count} samples", count).format(count=count),
    ]
    if problem.checker.kind is CheckerKind.TOLERANCE:
        parts.append(_("tolerance {error:g}").format(error=problem.checker.abs or problem.checker.rel or 0))
    elif problem.checker.kind is CheckerKind.ANY:
        parts.append(_("several right answers"))
    elif problem.checker.kind is CheckerKind.INTERACTIVE:
        parts.append(_("interactive"))
    if problem.has_figures:
        parts.append(_("figures"))
    return "  ".join(parts)
