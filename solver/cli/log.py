"""`kyoso log`: the latest attempts."""

from gettext import gettext as _
from pathlib import Path
from shutil import get_terminal_size
from typing import Any

import click

from judge.as_json import attempt_json
from judge.attempt import Attempt
from judge.log.log import Log
from problems.ids import is_id, usual_id
from solver.cli import options
from solver.cli.parts import open_library
from solver.own_attempt import Assignment
from solver.view import show
from solver.view.output import print_json, print_table, put


class _AttemptId(options.WholeNumber):
    """An attempt's number; `last` is 0."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if value == "last":
            return 0
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            text = _("{value} is no attempt; give an attempt's number, or `last`")
            if "_" in (usual := usual_id(str(value))) and is_id(usual):
                value = usual
                text = _("{value} is no attempt; `kyoso log --problem {value}` lists those at a problem")
            raise click.UsageError(text.format(value=value), ctx) from error


@click.command(
    "log",
    help=_('List the latest attempts, newest last. With ID, show everything about that attempt; ID may be "last".'),
    epilog=_("Example: kyoso log --contest abc417, or: kyoso log last"),
)
@click.argument("attempt_id", metavar="[ID]", type=_AttemptId(min=1), required=False)
@options.with_default("--count", "-n", type=options.POSITIVE, default=20, help=_("How many attempts to show."))
@click.option("--all", "everything", is_flag=True, help=_("Show every attempt."))
@options.rows
@click.option("--without-figures", is_flag=True, help=_("Only attempts at problems without figures."))
@options.full
@options.common
def command(
    attempt_id: int | None,
    count: int,
    everything: bool,
    wanted: dict[str, Any],
    without_figures: bool,
    full: bool,
    home: Path,
    as_json: bool,
) -> None:
    chosen: dict[str, Any] = {"figures": not without_figures, **wanted}
    if not options.has_log(home, required=attempt_id is not None):
        options.no_attempts(home)
        return
    with Log(home, options.note) as log:
        if attempt_id is not None:
            found = log.attempts.get(attempt_id) if attempt_id else next(log.attempts.read(newest=1, **chosen), None)
            if found is None and not attempt_id:
                raise click.UsageError(_("the log has no such attempt; `kyoso log` lists them"))
            if found is None:
                raise click.UsageError(_("the log has no attempt {id}; `kyoso log` lists them").format(id=attempt_id))
            show.print_attempt(found, as_json, None if as_json else _tested_on(found, home), full=full)
            if not as_json and found.reply is not None and found.reply.dialect is not None:
                show.print_indented([show.sent_line(found.reply)])
            if not as_json and found.submission is not None:
                put("\n" + found.submission.source)
            return
        newest = None if everything else count
        attempts = log.attempts.read(newest=newest, **chosen)
        if as_json:
            for attempt in attempts:
                print_json(attempt_json(attempt))
            return
        rows = list(attempts)
        if rows:
            print_table(show.log_table(rows, get_terminal_size().columns))
            total = log.attempts.count(**chosen)
            if total > len(rows):
                options.note(
                    _("{count} of {total} attempts; --all lists every one.").format(count=len(rows), total=total)
                )
        else:
            options.none_found(log)
        options.note(_("The log is {path}; sqlite3 and Datasette open it.").format(path=log.path))


def _tested_on(attempt: Attempt, home: Path) -> Assignment | None:
    """The samples of its problem if the page is stored; nothing is fetched."""
    from problems.page import SITE

    if attempt.problem is None:
        return None
    with open_library(home, options.SiteOptions(SITE, SITE)) as library:
        problem = library.kept_problem(attempt.problem)
    return None if problem is None else Assignment.samples_of(problem)
