"""`kyoso race`: you against models and ghosts on a past problem, or on a whole past contest."""

from dataclasses import replace
from getpass import getuser
from gettext import gettext as _
from pathlib import Path

import click

from judge.log.log import Log
from judge.log.race_records import RaceRecord
from solver.cli import options
from solver.cli.exit_codes import ExitCode
from solver.cli.race_parts import RaceOptions
from solver.cli.race_replay import replay_race
from solver.cli.race_run import run_race
from solver.cli.race_summary import show_history


def _own_name() -> str:
    try:
        return getuser()
    except (OSError, KeyError):
        return ""


@click.command(
    "race",
    help=_(
        "Race models on a past PROBLEM while you solve it in your own editor. Every save of your file is tested on the"
        " samples; the first program that passes them is handed in. A contest that is not proven over is refused:"
        " AtCoder forbids generative AI during contests."
    ),
    epilog=_("Example: kyoso race abc417_e --file main.py --model gpt-oss:20b --ghost 1200"),
)
@click.argument("problem", required=False)
@click.option(
    "--file",
    "file",
    type=click.Path(path_type=Path),
    help=_("The file you write; with --contest, the folder with a.py, b.py, … Without it you only watch."),
)
@options.models
@click.option(
    "-e",
    "--effort",
    "efforts",
    type=options.EFFORT,
    multiple=True,
    help=_(
        "Reasoning effort: once for all models, or once for each. Without this option: medium, where the model has it."
    ),
)
@click.option(
    "--ghost",
    "ghosts",
    type=options.WholeNumber(),
    multiple=True,
    help=_("A ghost: a contestant of this rating; repeatable."),
)
@click.option(
    "--seed", type=options.NATURAL, help=_("Seed of the ghosts and of the models' answers (default: random).")
)
@click.option("--contest", help=_("A whole past contest instead of one problem."))
@click.option("--letters", "chosen", help=_("Which problems of the contest, as A-E or A,C,Ex (default: all)."))
@click.option("--minutes", type=options.ABOVE_ZERO, help=_("The race ends after this many minutes."))
@options.with_default(
    "--penalty", type=options.FiniteNumber(min=0), default=5.0, help=_("Minutes for a rejected submission.")
)
@options.with_default("--hint-penalty", type=options.FiniteNumber(min=0), default=5.0, help=_("Minutes for a hint."))
@options.second_look
@click.option(
    "--submit-on-ac/--no-submit-on-ac",
    default=True,
    help=_("Hand in a save that passes every sample (the default), or wait for the key s."),
)
@options.with_default(
    "--repair",
    type=options.NATURAL,
    default=3,
    help=_("How often a program that fails a sample or a generated test goes back to the model."),
)
@options.language
@click.option(
    "--file-language",
    type=options.LANGUAGE,
    help=_("Your file's language, if its extension does not tell."),
)
@click.option("--statement-lang", type=click.Choice(["ja", "en"]), help=_("The statement that is shown and read."))
@options.max_tokens
@options.attest
@click.option("--open/--no-open", "open_page", default=True, help=_("Open the race's page in the browser."))
@click.option("--page/--no-page", "serve_page", default=True, help=_("Serve a page with statement, clock and lanes."))
@click.option("--bind", help=_("The address the page is served on (default: this machine only); 0.0.0.0 for a phone."))
@click.option(
    "--port", type=options.WholeNumber(0, 65535), default=0, help=_("The page's port (default: any free port).")
)
@click.option("--print", "print_statement", is_flag=True, help=_("Print the statement in the terminal."))
@options.with_default("--countdown", type=options.NATURAL, default=3, help=_("Seconds to count down."))
@options.with_default(
    "--verdict-wait",
    type=options.FiniteNumber(min=0),
    default=10.0,
    help=_("Seconds to type AtCoder's verdict after everybody has finished."),
)
@click.option("--share", is_flag=True, hidden=True, expose_value=False)  # the line is always printed now
@click.option("--host", is_flag=True, help=_("Let a second person join, at the address that is shown."))
@click.option("--join", metavar="ADDRESS", help=_("Join the race of another person."))
@click.option("--name", default=_own_name, show_default=False, help=_("The name that the other person sees."))
@click.option("--replay", type=options.POSITIVE, metavar="ID", help=_("Play a finished race again."))
@options.with_default(
    "--speed",
    type=options.FiniteNumber(min=0.1, max=1000),
    default=8.0,
    help=_("How many times as fast, with --replay."),
)
@click.option("--history", is_flag=True, help=_("Show all races so far: wins, Elo, and a plot over time."))
@options.option("--html", older=["--out"], type=options.NEW_FILE, help=_("With --history: write a page with the plot."))
@options.likely
@options.asking
@options.gathered("answers", options.AnswerOptions)
@options.gathered("chosen", RaceOptions)
def command(chosen: RaceOptions) -> ExitCode:
    if chosen.history:
        races = list[RaceRecord]()
        if options.has_log(chosen.home):
            with Log(chosen.home, options.note) as log:
                races += log.races.read()
        show_history(races, chosen.as_json, chosen.html)
        return ExitCode.OK
    if chosen.replay is not None:
        return replay_race(chosen)
    if chosen.join is not None:
        return run_race(_as_guest(chosen, chosen.join))
    if (chosen.problem is None) == (chosen.contest is None):
        raise click.UsageError(_("Give one problem, or a contest with --contest."))
    if len(chosen.efforts) not in (0, 1, len(chosen.models)):
        raise click.UsageError(_("Give one --effort for all models, or one for each."))
    if chosen.file is None and not (chosen.models or chosen.ghosts or chosen.host):
        raise click.UsageError(_("Nobody is in this race: add --file, --model or --ghost."))
    return run_race(chosen)


def _as_guest(chosen: RaceOptions, address: str) -> RaceOptions:
    """What a guest chooses: models run on the host, so those in kyoso.toml do not count."""
    if options.typed("problem", "contest", "models", "ghosts", "host"):
        raise click.UsageError(_("The host chooses the problem and the opponents: give only --file with --join."))
    if "?g=" not in address:
        example = "http://192.0.2.7:8765/?g=…"
        raise click.UsageError(
            _("--join takes the address on the other person's screen, such as {example}.").format(example=example)
        )
    if chosen.file is None:
        raise click.UsageError(_("Add --file to join: the file that you write, or in a contest its folder."))
    return replace(chosen, models=(), efforts=())
