"""`kyoso config`: which settings file is used, and what it says."""

from gettext import gettext as _
from pathlib import Path

import click

from solver.cli import options
from solver.cli.exit_codes import ExitCode
from solver.cli.places import places, settings_file
from solver.cli.settings import flaws
from solver.outside import read_text, read_toml
from solver.view.output import print_json, put


@click.command(
    "config",
    help=_(
        "Show which kyoso.toml is used and its settings. kyoso reads the one in the working folder, or else the "
        "one in your configuration folder. A setting at the top (server, model, effort, language, sandbox, …) "
        "applies to every command with that option; a table like [solve] applies to that command only. Settings "
        "are named like the options, without the dashes. The command line overrides the environment, and the "
        "environment overrides the file."
    ),
    epilog=_("Example: kyoso config, or: kyoso init to write a file to begin with"),
)
@options.common
@click.pass_context
def command(ctx: click.Context, home: Path, as_json: bool) -> ExitCode:
    path = settings_file()
    assert ctx.parent is not None
    wrong = [] if path is None else flaws(path, ctx.parent)
    if as_json:
        if wrong:
            raise click.ClickException(wrong[0])
        print_json({"file": path and str(path), "settings": path and read_toml(read_text(path))})
    elif path is None:
        looked = ", ".join(str(place) for place in places())
        options.note(_("There is no settings file ({places}). `kyoso init` writes one.").format(places=looked))
    else:
        options.note(str(path))
        text = path.read_text("utf-8", errors="surrogateescape")
        put(text, end="" if text.endswith("\n") else "\n")
        for flaw in wrong:
            options.note(_("Error: {error}").format(error=flaw))
    return ExitCode.USAGE if wrong else ExitCode.OK
