"""`kyoso sandbox`: builds the image, checks what runs the code, removes what a killed run left behind."""

from dataclasses import asdict
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path

import click

from judge.wording import worded
from sandbox.bubblewrap import BubblewrapSandbox
from sandbox.build import BASES, build_image
from sandbox.check import check as trials
from sandbox.choose import open_sandbox
from sandbox.containers import DockerSandbox, clean
from sandbox.daemon import connect
from sandbox.errors import SandboxError, SandboxUnavailable
from sandbox.host_supervisor import remove_left_behind
from sandbox.recipe import LAYERS, layer_named
from solver.cli import options
from solver.cli.exit_codes import ExitCode
from solver.cli.help_page import AlignedGroup
from solver.cli.progress_line import last_line
from solver.view.output import print_json, put


class _Layers(click.ParamType[list[str]]):
    """The image's layers, named by themselves or by a language, separated by commas, or all."""

    name = "text"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> list[str]:
        layers = list(LAYERS) if value == "all" else [layer_named(layer.strip()) for layer in value.split(",")]
        unknown = [layer for layer in layers if layer not in LAYERS]
        if unknown:
            self.fail(
                _("unknown layer {layer}; the layers are {layers}").format(layer=unknown[0], layers=", ".join(LAYERS)),
                param,
                ctx,
            )
        return layers


@click.group(
    "sandbox",
    cls=AlignedGroup,
    help=_("Build, check or clean what runs the code."),
    epilog=_("Example: kyoso sandbox build"),
)
def command() -> None:
    pass


@command.command(
    "build",
    help=_("Build the Docker image: Debian, g++ and CPython, and the supervisor that enforces the limits."),
    epilog=_("Example: kyoso sandbox build --base debootstrap"),
)
@options.with_default(
    "--base",
    type=click.Choice(BASES),
    default="auto",
    help=_("Debian from the registry, or made here with debootstrap (as root); auto tries the registry first."),
)
@click.option("--mirror", help=_("The Debian archive for debootstrap (default: this machine's own APT source)."))
@options.with_default(
    "--languages",
    "layers",
    type=_Layers(),
    default="base",
    help=_("Image layers, separated by commas, or all."),
)
@click.option("--platform", help=_("Another processor's image, emulated: linux/amd64 on ARM runs x86-64 programs."))
@options.common
def build(
    base: str, mirror: str | None, layers: list[str], platform: str | None, home: Path, as_json: bool
) -> ExitCode:
    with last_line(_("building")) as report:
        tags = build_image(base, mirror, layers, report, platform)
    for tag in tags:
        print_json({"image": tag}) if as_json else put(tag)
    return ExitCode.OK


@command.command(
    "check",
    help=_("Test the sandbox with small programs whose results are known."),
    epilog=_("Example: kyoso sandbox check --sandbox docker"),
)
@options.sandbox
@options.common
def check(sandbox_kind: str, home: Path, as_json: bool) -> ExitCode:
    failed = 0
    with open_sandbox(sandbox_kind, home, note=options.note) as sandbox:
        options.note(worded(sandbox.describe()))
        for checked in trials(sandbox):
            failed += not checked.passed
            if as_json:
                print_json(asdict(checked))
            else:
                word = (_("ok"), "green") if checked.passed else (_("FAILED"), "red")
                put(word, "  " + _(checked.name) + ("" if checked.passed else f": {checked.detail}"))
    return ExitCode.UNAVAILABLE if failed else ExitCode.OK


@command.command(
    "clean",
    help=_("Remove the containers and folders that a killed kyoso with this KYOSO_HOME left behind, and no others."),
    epilog=_("Example: kyoso sandbox clean"),
)
@options.common
def clean_up(home: Path, as_json: bool) -> ExitCode:
    folders = remove_left_behind(home)
    try:
        containers = clean(home)
    except SandboxUnavailable as error:  # no daemon: bubblewrap runs the code, and there are no containers
        containers = 0
        options.note(_("no containers were looked for: {reason}").format(reason=error))
    if as_json:
        print_json({"removed": containers, "folders": folders})
        return ExitCode.OK
    put(ngettext("{count} container removed.", "{count} containers removed.", containers).format(count=containers))
    put(ngettext("{count} folder removed.", "{count} folders removed.", folders).format(count=folders))
    return ExitCode.OK


@command.command(
    "setup",
    help=_(
        "Set up the sandbox that this machine offers: build Docker's image where a daemon answers, or else check "
        "bubblewrap and say what to install."
    ),
    epilog=_("Example: kyoso sandbox setup"),
)
@options.common
def setup(home: Path, as_json: bool) -> ExitCode:
    kind = _docker(home)
    if kind is None:
        BubblewrapSandbox(home).close()  # raises SandboxUnavailable, which says what to install
        kind = "bwrap"
    print_json({"sandbox": kind}) if as_json else options.note(_("The sandbox is {kind}.").format(kind=kind))
    return ExitCode.OK


def _docker(home: Path) -> str | None:
    """The word "docker" if Docker works, its image built if needed; else None."""
    try:
        connect().close()
    except SandboxUnavailable:
        return None
    try:
        DockerSandbox(home).close()
    except SandboxUnavailable:
        try:
            with last_line(_("building the sandbox image, once")) as report:
                build_image(report=report)
        except SandboxError as error:
            options.note(str(error))
            return None
    return "docker"
