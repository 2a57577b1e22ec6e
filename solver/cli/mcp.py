"""`kyoso mcp`: kyoso's judge as tools for a model, over the Model Context Protocol."""

import json
import secrets
import shutil
import sys
from collections.abc import Callable
from contextlib import nullcontext
from gettext import gettext as _
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sandbox.choose import open_sandbox
from solver.cli import options
from solver.cli.parts import hint_tools, open_library
from solver.view.output import print_json, put

if TYPE_CHECKING:
    from solver.mcp.toolbox import Toolbox

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
@options.with_default("--port", type=options.WholeNumber(0, 65535), default=8765, help=_("The port, with --http."))
@click.option(
    "--print-config",
    "host",
    type=click.Choice(_HOSTS),
    help=_("Print the JSON that makes this host start kyoso, and nothing else."),
)
@options.second_look
@options.server
@options.judging
def command(
    http: bool,
    port: int,
    host: str | None,
    second_look: bool,
    server: options.ServerOptions,
    sandbox_kind: str,
    site: options.SiteOptions,
    home: Path,
    as_json: bool,
) -> None:
    if host is not None:
        print_json(_config(host)) if as_json else put(json.dumps(_config(host), indent=2))
        return
    try:
        from solver.mcp.server import build, http_app
    except ModuleNotFoundError as error:
        raise click.ClickException(
            _("MCP needs a further package ({name}): pip install 'kyoso[mcp]'").format(name=error.name)
        ) from error

    def open_toolbox() -> "Toolbox":
        from solver.mcp.toolbox import Toolbox

        return Toolbox(
            home=home,
            library=lambda: open_library(home, site),
            open_sandbox=lambda: open_sandbox(sandbox_kind, home, note=options.note),
            hint_tools=lambda problem, log, stack, sandbox, progress: hint_tools(
                ask, home, problem, log, stack, sandbox, working=lambda _name: nullcontext(progress)
            ),
            clock=options.now,
            second_look=second_look,
        )

    ask = options.AskOptions(server)
    made, close = build(open_toolbox, version("kyoso"))
    try:
        if not http:
            made.run("stdio")
            return
        _serve(http_app, made, port, as_json)
    finally:
        close()


def _serve(app: Callable[[Any, str], Any], made: Any, port: int, as_json: bool) -> None:
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
