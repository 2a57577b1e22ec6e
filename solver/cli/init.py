"""`kyoso init`: writes a first settings file."""

import json
from collections.abc import Mapping
from gettext import gettext as _
from pathlib import Path

import click

from judge.languages import LANGUAGES
from solver.cli import options
from solver.cli.places import places
from solver.view.output import print_json, put


def _text(given: Mapping[str, str | None]) -> str:
    """The file's text, each setting under a comment."""
    explained = {
        "server": (
            _("Your model server. The usual ports: LM Studio 1234, llama-server 9931 (8080 before August 2026),")
            + "\n"
            + _("Ollama 11434, vLLM 8000."),
            "http://127.0.0.1:1234",
        ),
        "model": (
            _("The model, as `kyoso models` shows it (default: the one that is loaded)."),
            "openai/gpt-oss-20b",
        ),
        "effort": (_("How long it reasons: default, off, minimal, low, medium, high, xhigh or max."), "medium"),
        "language": (_("The language that models write:") + "\n" + ", ".join(LANGUAGES), "python"),
        "sandbox": (_("What runs the code: auto, docker or bwrap."), "auto"),
    }
    head = (
        _("Settings for kyoso. Options on the command line override them."),
        _("Those at the top apply to every command, those in a table such as [race] to that command only."),
    )
    blocks = [_commented("\n".join(head))]
    blocks += [f"{_commented(words)}\n{_line(key, given[key], example)}" for key, (words, example) in explained.items()]
    blocks.append("[race]\n# penalty = 5        # " + _("minutes for each save that is rejected"))
    return "\n\n".join(blocks) + "\n"


def _commented(text: str) -> str:
    return "\n".join(f"# {line}" for line in text.split("\n"))


@click.command(
    "init",
    help=_("Write a kyoso.toml with comments: server, model, effort, language, sandbox."),
    epilog=_("Example: kyoso init --model openai/gpt-oss-20b --effort medium"),
)
@click.option("--user", is_flag=True, help=_("Write it to your configuration folder; it then applies in every folder."))
@click.option("--server", help=_("The model server's address."))
@click.option("-m", "--model", help=_("The default model."))
@click.option("-e", "--effort", type=options.EFFORT, help=_("The default reasoning effort."))
@click.option("--language", type=options.LANGUAGE, help=_("The language the models write."))
@click.option("--sandbox", type=click.Choice(["auto", "docker", "bwrap"]), help=_("What runs the code."))
@options.common
@options.gathered("given", dict, "server", "model", "effort", "language", "sandbox")
def command(user: bool, given: dict[str, str | None], home: Path, as_json: bool) -> None:
    path = places()[user]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(_text(given))
    except FileExistsError as error:
        raise click.UsageError(_("{path} is there already; `kyoso config` shows it.").format(path=path)) from error
    if as_json:
        print_json({"file": str(path)})
    else:
        put(_("{path} written. Edit it, then `kyoso doctor` checks your setup.").format(path=path))


def _line(key: str, value: str | None, example: str) -> str:
    """The setting, or an example commented out if no value was given."""
    return f"{key} = {json.dumps(value, ensure_ascii=False)}" if value else f"# {key} = {json.dumps(example)}"
