"""The entry point: finds the command, reads the settings, and turns errors into one line and an exit code."""

import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from gettext import gettext as _
from importlib import import_module
from pathlib import Path

import click

from judge.wording import cause
from sandbox.errors import Stopped
from solver.cli.help_page import AlignedGroup, with_aligned_help
from solver.stopping import SIGNALLED, leaving
from solver.view.language import choose_language
from solver.view.live import clear
from solver.view.output import put


def _commands() -> dict[str, str]:
    """Every command and what it is for, in the order in which a new user needs them."""
    return {
        "demo": _("See everything work on shipped problems with a scripted model; needs no network."),
        "doctor": _("Check your setup and show how to fix it."),
        "init": _("Write a settings file with comments."),
        "fetch": _("Fetch and store a problem, a contest or a saved page."),
        "show": _("Show a problem's statement."),
        "export-samples": _("Write a problem's samples as files."),
        "judge": _("Judge your own file on a problem's samples, or on test files."),
        "stress": _("Find a small input on which your own program fails."),
        "solve": _("Let a model solve a past problem, and judge what it wrote."),
        "race": _("Race models on a past problem, in your own editor."),
        "hint": _("Get a hint for a problem you are stuck on, never the solution."),
        "batch": _("Grade models on many problems overnight. Run it again to do what is missing."),
        "log": _("List the latest attempts."),
        "report": _("Show which model and effort to keep, and how sure that is."),
        "rejudge": _("Judge stored answers again, without asking a model."),
        "export": _("Write the log as JSON lines, CSV or inspect_ai logs."),
        "import": _("Read answers that were made elsewhere, and judge them."),
        "models": _("List the model servers found, and what they have loaded."),
        "mcp": _("Offer the judge to models as MCP tools."),
        "sandbox": _("Build, check or clean the sandbox."),
        "config": _("Show which settings file is used."),
        "completion": _("Print the completion script for bash, zsh or fish."),
    }


# Modules that cannot have the command's name.
_MODULES = {"import": "import_", "export-samples": "export_samples"}


class _LazyGroup(AlignedGroup):
    """Imports a command's module only when it is needed: `kyoso --help` must not wait for the commands' libraries."""

    @cached_property
    def _described(self) -> dict[str, str]:
        return _commands()

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._described)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._described:
            return None
        command = import_module(f"solver.cli.{_MODULES.get(cmd_name, cmd_name)}").command
        assert isinstance(command, click.Command)
        return with_aligned_help(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("Commands")):
            formatter.write_dl(list(self._described.items()))


def _program() -> click.Group:
    """The whole command line. Built after the language is chosen, because help texts are made here."""

    @click.group(
        cls=_LazyGroup,
        help=_("Race a local gpt-oss on past AtCoder problems, and judge what it writes."),
        epilog=_("Example: kyoso solve abc417_e --model openai/gpt-oss-20b --effort high"),
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    @click.version_option(package_name="kyoso", prog_name="kyoso")  # the version is only looked up when asked for
    @click.option(
        "--lang", type=click.Choice(["en", "ja"]), help=_("The language of messages (default: from the locale).")
    )
    @click.pass_context
    def program(ctx: click.Context, lang: str | None) -> None:
        from solver.cli.places import settings_file
        from solver.cli.settings import default_map

        name = ctx.invoked_subcommand
        path = settings_file()
        if path is not None and name not in (None, "init", "config", "completion"):
            ctx.default_map = {name: default_map(path, name, ctx)}

    return program


def main(arguments: Sequence[str] | None = None) -> None:
    given = list(sys.argv[1:] if arguments is None else arguments)
    # A stream that was closed before the start (>&-) is None in Python. A program's output may hold any byte, so what
    # the terminal's encoding lacks is escaped instead of raising.
    sys.stdin = sys.stdin or Path(os.devnull).open()  # noqa: SIM115
    sys.stdout, sys.stderr = (stream or Path(os.devnull).open("w") for stream in (sys.stdout, sys.stderr))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    code = run(given)
    if code > SIGNALLED:
        # Do not wait for threads that wait for a program or a server.
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit code; errors are shown on stderr."""
    with leaving(clear):
        try:
            return _run(arguments)
        except Stopped as stopped:
            return stopped.code


def _said(error: click.ClickException) -> str:
    if isinstance(error, click.MissingParameter) and error.ctx is not None and error.param is not None:
        name = error.param.make_metavar(error.ctx).rstrip(".")
        text = _("{name} is missing; `{command} --help` shows an example.")
        return text.format(name=name, command=error.ctx.command_path)
    return error.format_message()


def _run(arguments: Sequence[str]) -> int:
    choose_language(arguments)
    from solver.cli.exit_codes import ExitCode, OurError, of_error
    from solver.cli.options import note

    try:
        code = _program().main(list(arguments), prog_name="kyoso", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        put(error.format_message(), err=True)
        return ExitCode.USAGE
    except click.ClickException as error:
        # Not click's own error.show(): the message may quote unsafe text, from a task's name or a settings file.
        if isinstance(error, click.UsageError) and error.ctx is not None:
            put(error.ctx.get_usage(), err=True)
        note(_("Error: {error}").format(error=_said(error)))
        return ExitCode.USAGE
    except (click.Abort, KeyboardInterrupt):
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # The reader (head, less) has seen enough.
        sys.stderr.close()
        return ExitCode.OK
    except OurError as error:
        note(_("Error: {error}").format(error=error))
        return of_error(error)
    except OSError as error:
        why = cause(error)
        note(_("Error: {error}").format(error=f"{error.filename}: {why}" if error.filename else why))
        return ExitCode.UNAVAILABLE
    except Exception:  # noqa: BLE001 - the last line of defence: a bug shows its traceback and has its own code
        put(traceback.format_exc(), err=True)
        put(_("This is a bug in kyoso; please report it with the lines above."), err=True)
        return ExitCode.BUG
    return code if isinstance(code, int) else ExitCode.OK
