"""`kyoso completion`: the script that completes kyoso's commands and options in a shell."""

from gettext import gettext as _

import click
from click.shell_completion import get_completion_class

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
def command(ctx: click.Context, shell: str) -> None:
    made = get_completion_class(shell)
    assert made is not None  # click has one for each of these shells
    put_data(made(ctx.find_root().command, {}, "kyoso", "_KYOSO_COMPLETE").source() + "\n")
