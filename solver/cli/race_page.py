"""Serves the race's page, prints its address, and opens it in the browser."""

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from gettext import gettext as _
from typing import TYPE_CHECKING

from judge.wording import cause
from problems.problem import Problem
from solver.cli import options
from solver.race import desktop
from solver.race.page.guests import GuestDesk
from solver.race.state import Course
from solver.race.words import joining_command

if TYPE_CHECKING:
    from solver.cli.race import RaceOptions
    from solver.race.page.server import PageServer


def open_page(
    stack: ExitStack,
    chosen: "RaceOptions",
    course: Course,
    problems: Sequence[Problem],
    *,
    pace: float = 1.0,
    desk: GuestDesk | None = None,
) -> "PageServer | None":
    """The page, until the stack closes; None if it is not wanted or its port is taken.

    desk: where a second person joins; the page's server then serves them too and is reachable from other machines.
    """
    if not chosen.serve_page and desk is None:
        return None
    from solver.race.page.server import PageServer

    bind = chosen.bind or ("127.0.0.1" if desk is None else "0.0.0.0")
    try:
        page = PageServer(course, problems, lang=chosen.lang, bind=bind, port=chosen.port, pace=pace, desk=desk)
    except OSError as error:
        if desk is not None:
            raise
        where = f"{bind}:{chosen.port}"
        options.note(_("The page cannot be served at {where} ({why}).").format(where=where, why=cause(error)))
        return None
    stack.enter_context(page)
    if desk is not None:
        command = " ".join(joining_command(course, page.joining))
        options.note(_("The second person joins with: `{command}`").format(command=command))
    if not chosen.serve_page:
        return page
    options.note(_("The race's page: {address}").format(address=page.address))
    if chosen.open_page and sys.stderr.isatty():
        desktop.show_in_browser(page.address)
    return page
