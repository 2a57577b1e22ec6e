"""`kyoso mcp`: kyoso's judge as tools for a model, over the Model Context Protocol."""

import json
import secrets
import shutil
import sys
from collections.abc import Callable
from contextlib import ExitStack, nullcontext
from functools import partial
from gettext import gettext as _
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sandbox.choose import open_sandbox
from solver.cli import options
from solver.cli.exit_codes import ExitCode
from solver.cli.parts import hint_tools, open_library
from solver.view.output import print_json, put

if TYPE_CHECKING:
    from judge.log.log import Log
    from judge.progress import Progress
    from problems.problem import Problem
    from sandbox.sandbox import Sandbox
    from solver.hints.session import HintTools
    from solver.mcp.toolbox import Toolbox

_COLUMNS = 78  # of the report
_HOSTS = ("lmstudio", "llama-server", "vscode", "claude")


@click.command(
    "mcp",
    help=_(
        "Offer kyoso's judge to models as MCP tools: get_problem, judge, stress, hint, list_log, report_summary. "
        "The server uses standard input and output, or with --http a loopback port protected by a token. Only "
        "past problems are available."
    ),
    epilog=_("Example: kyoso mcp --print-config lmstudio"),
)
@click.option("--http", is_flag=True, help=_("Serve on loopback instead, and print the address and its token."))
@click.option(
    "--port", type=options.WholeNumber(0, 65535), default=8765, show_default=True, help=_("The port, with --http.")
)
@click.option(
    "--print-config",
    "host",
    type=click.Choice(_HOSTS),
    help=_("Print the JSON that makes this host start kyoso, and nothing else."),
)
@options.second_look
@options.server
@options.sandbox
@options.site
@options.common
def command(
    http: bool,
    port: int,
    host: str | None,
    second_look: bool,
    server: options.ServerOptions,
    box: options.SandboxOptions,
    site: options.SiteOptions,
    home: Path,
    as_json: bool,
) -> ExitCode:
    if host is not None:
        print_json(_config(host)) if as_json else put(json.dumps(_config(host), indent=2))
        return ExitCode.OK
    try:
        from solver.mcp.server import build, http_app
    except ModuleNotFoundError as error:
        raise click.ClickException(
            _("MCP needs a further package ({name}): pip install 'kyoso[mcp]'").format(name=error.name)
        ) from error

    def open_toolbox() -> "Toolbox":
        from solver.mcp.toolbox import Toolbox, ToolParts

        around = ToolParts(
            home=home,
            library=lambda: open_library(home, site),
            open_sandbox=lambda: open_sandbox(box.sandbox_kind, home, note=options.note),
            hint_tools=partial(_hint_tools, server, home),
            report=partial(_report_lines, home),
            clock=options.now,
            second_look=second_look,
        )
        return Toolbox(around)

    made, close = build(open_toolbox, version("kyoso"))
    try:
        if not http:
            made.run("stdio")
            return ExitCode.OK
        _serve(http_app, made, port, as_json)
    finally:
        close()
    return ExitCode.OK


def _serve(app: "Callable[[Any, str], Any]", made: "Any", port: int, as_json: bool) -> None:
    """Serve on loopback until Ctrl-C; port 0 takes a free one."""
    import socket

    import uvicorn

    token = secrets.token_urlsafe(24)
    with socket.create_server(("127.0.0.1", port)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/mcp"
        if as_json:
            print_json({"url": address, "token": token})
        else:
            put(_("{address}  with the header  Authorization: Bearer {token}").format(address=address, token=token))
        uvicorn.Server(uvicorn.Config(app(made, token), log_level="warning")).run(sockets=[listening])


def _config(host: str) -> dict[str, object]:
    """What the host's configuration file needs: the full path, as hosts start programs without the shell's PATH."""
    script = Path(sys.argv[0])
    program = str(script.absolute()) if script.name == "kyoso" else shutil.which("kyoso") or "kyoso"
    started: dict[str, object] = {"command": program, "args": ["mcp"]}
    if host == "vscode":
        return {"servers": {"kyoso": {"type": "stdio"} | started}}
    return {"mcpServers": {"kyoso": started}}


def _hint_tools(
    server: options.ServerOptions,
    home: Path,
    problem: "Problem",
    log: "Log",
    stack: ExitStack,
    sandbox: "Callable[[], Sandbox]",
    progress: "Progress",
) -> "HintTools":
    return hint_tools(
        options.AskOptions(server), home, problem, log, stack, sandbox, working=lambda _name: nullcontext(progress)
    )


def _report_lines(home: Path) -> list[str]:
    if find_spec("scipy") is None:
        return [_("the report needs {name}: pip install 'kyoso[report]'").format(name="scipy")]
    from judge.log.log import FILE_NAME, Log
    from solver.report.brief import brief
    from solver.report.report import Wanted, make_report

    with Log(home):
        pass  # creates the log if there is none, and migrates an older one
    report = make_report(home / FILE_NAME, Wanted(), options.now())
    return [line.plain for line in brief(report, _COLUMNS)] if report.summaries else []
