"""`kyoso show`: a problem's statement in the terminal or in the browser."""

from gettext import gettext as _
from pathlib import Path

import click

from problems.as_json import problem_json
from solver.cli import options
from solver.cli.parts import open_library
from solver.view.language import message_language
from solver.view.output import console, print_json

_WIDEST = 100


@click.command(
    "show",
    help=_("Show a problem's statement. NAME is a task (abc417_e), an address, or a saved page."),
    epilog=_("Example: kyoso show abc301_c, or: kyoso show abc301_c --browser"),
)
@click.argument("name", metavar="NAME")
@click.option("--browser", is_flag=True, help=_("Open it as a page, with formulas, figures and copy buttons."))
@options.site
@options.common
def command(name: str, browser: bool, site: options.SiteOptions, home: Path, as_json: bool) -> None:
    with open_library(home, site, must_keep=False) as library:
        problem = library.problem(name)
    if as_json:
        print_json(problem_json(problem))
        return
    if browser:
        from solver.race.desktop import show_in_browser
        from solver.statement_page.page import keep_page

        page = keep_page(problem, home, message_language())
        if not show_in_browser(page.as_uri()):
            options.note(_("No browser can be opened here: the page is {path}").format(path=page))
        return
    from solver.statement_page.plain import statement_text
    from solver.view.markdown import StatementMarkdown

    text = _("Time limit: {seconds:g} s / memory limit: {mib:,} MiB")
    limits = text.format(seconds=problem.limits.time_s, mib=problem.limits.memory_mib)
    text = f"# {problem.label} - {problem.title}\n\n{limits}\n\n{statement_text(problem, message_language())}"
    screen = console()
    screen.print(StatementMarkdown(text), width=min(screen.width, _WIDEST))
