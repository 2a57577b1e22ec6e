"""`kyoso completion`: the script that completes kyoso's commands and options in a shell."""

from gettext import gettext as _

import click
from click.shell_completion import get_completion_class

from solver.cli.exit_codes import ExitCode
from solver.view.output import put_data


@click.command(
    "completion",
    help=_(
        "Print the completion script for a shell. Put it where your shell looks: for bash into"
        " ~/.local/share/bash-completion/completions/kyoso, for zsh into a folder of $fpath as _kyoso, for fish into"
        " ~/.config/fish/completions/kyoso.fish."
    ),
    epilog=_("Example: source <(kyoso completion bash)"),
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> ExitCode:
    made = get_completion_class(shell)
    if made is None:
        raise click.UsageError(_("There is no completion for {shell}.").format(shell=shell))
    put_data(made(ctx.find_root().command, {}, "kyoso", "_KYOSO_COMPLETE").source() + "\n")
    return ExitCode.OK
