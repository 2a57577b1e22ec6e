"""The MCP server: the toolbox's functions as typed tools, with progress and cancellation."""

import secrets
from collections.abc import Callable
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Annotated, Any
from weakref import WeakKeyDictionary

import anyio
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from judge.errors import JudgeError
from judge.languages import LANGUAGES
from problems.errors import ProblemError
from sandbox.errors import SandboxError, Stopped
from solver.errors import SolverError
from solver.mcp.call import LONGEST_STRESS_S, Cancelled, McpCall, ToolRefused
from solver.view.text import safe

if TYPE_CHECKING:
    from solver.mcp.toolbox import Toolbox

INSTRUCTIONS = (
    "A judge for past AtCoder problems. Read a problem with get_problem, run a program on its samples with judge, and "
    "look for inputs on which it fails with stress. Contests that are not proven to be over are refused."
)
_OURS = (ProblemError, SandboxError, JudgeError, SolverError, ToolRefused)

ProblemName = Annotated[
    str, Field(description="A task's id (abc417_e) or its address at https://atcoder.jp.", max_length=200)
]
ProgramText = Annotated[
    str, Field(description="The whole program: it reads standard input and writes standard output.")
]
LanguageKey = Annotated[str, Field(description="What it is written in.", json_schema_extra={"enum": list(LANGUAGES)})]
Lang = Annotated[str, Field(description="en or ja.", pattern="^(en|ja)$")]


class _CallRunner:
    """Runs the toolbox's functions in threads: one at a time per client, killed when the client cancels."""

    def __init__(self, open_toolbox: Callable[[], "Toolbox"]) -> None:
        self._open = open_toolbox
        self._clients: WeakKeyDictionary[Any, tuple[anyio.Lock, Toolbox]] = WeakKeyDictionary()

    async def run(self, ctx: Context, function: Callable[["Toolbox", McpCall], str]) -> str:
        """The tool's text. Raises ToolError with one line if the call cannot be done."""
        lock, toolbox = self._clients.get(ctx.session) or (anyio.Lock(), self._open())
        self._clients[ctx.session] = lock, toolbox
        steps = count(1)

        def tell(text: str) -> None:
            anyio.from_thread.run(ctx.report_progress, float(next(steps)), None, text)

        call = McpCall(tell)
        async with lock:
            try:
                return await anyio.to_thread.run_sync(
                    partial(self._work, toolbox, function, call), abandon_on_cancel=True
                )
            except anyio.get_cancelled_exc_class():
                # The thread goes on, so kill what it runs: nobody waits for it any more.
                with anyio.CancelScope(shield=True):
                    await anyio.to_thread.run_sync(call.cancel)
                raise

    @staticmethod
    def _work(toolbox: "Toolbox", function: Callable[["Toolbox", McpCall], str], call: McpCall) -> str:
        try:
            return function(toolbox, call)
        except (Cancelled, Stopped):
            return ""
        except _OURS as error:
            raise ToolError(safe(str(error))) from error

    def close(self) -> None:
        """End every client's sandbox."""
        for _lock, toolbox in list(self._clients.values()):
            toolbox.close()


def build(open_toolbox: Callable[[], "Toolbox"], version: str) -> tuple[MCPServer, Callable[[], None]]:
    """The server, and a callback that closes everything its tools have opened."""
    server = MCPServer("kyoso", instructions=INSTRUCTIONS, version=version, log_level="WARNING")
    runner = _CallRunner(open_toolbox)
    plain = partial(server.tool, structured_output=False)

    @plain(description="A past problem's statement, limits and samples. Long statements come in parts.")
    async def get_problem(
        ctx: Context, problem: ProblemName, lang: Lang = "en", part: Annotated[int, Field(ge=1, le=99)] = 1
    ) -> str:
        return await runner.run(ctx, lambda box, call: box.get_problem(problem, lang, part, call))

    @plain(description="Run a program on a past problem's samples: the verdict of each, and the first failing case.")
    async def judge(ctx: Context, problem: ProblemName, program: ProgramText, language: LanguageKey = "python") -> str:
        return await runner.run(ctx, lambda box, call: box.judge(problem, program, language, call))

    @plain(
        description=(
            "Look for a valid input on which a program is too slow, crashes or, with `against`, answers differently"
            " from another program, such as a slow one that is obviously right."
        )
    )
    async def stress(
        ctx: Context,
        problem: ProblemName,
        program: ProgramText,
        language: LanguageKey = "python",
        against: Annotated[str, Field(description="Another program for the same problem; may be empty.")] = "",
        against_language: Annotated[str, Field(description="What `against` is written in, where that differs.")] = "",
        seconds: Annotated[float, Field(gt=0, le=LONGEST_STRESS_S)] = 20.0,
    ) -> str:
        return await runner.run(
            ctx, lambda box, call: box.stress(problem, program, language, against, against_language, seconds, call)
        )

    @plain(
        description="A hint for a person who is stuck, never the solution: 1 what is asked, 2 the key observation,"
        " 3 the technique, 4 an outline in words."
    )
    async def hint(
        ctx: Context, problem: ProblemName, level: Annotated[int, Field(ge=1, le=4)] = 1, lang: Lang = "en"
    ) -> str:
        return await runner.run(ctx, lambda box, call: box.hint(problem, level, lang, call))

    @plain(description="The latest attempts at past problems, newest first.")
    async def list_log(
        ctx: Context,
        problem: Annotated[str, Field(description="Only those at this task.", max_length=200)] = "",
        count: Annotated[int, Field(ge=1, le=20)] = 10,
    ) -> str:
        return await runner.run(ctx, lambda box, call: box.list_log(problem, count, call))

    @plain(description="Which graded model to keep, and how sure that is.")
    async def report_summary(ctx: Context) -> str:
        return await runner.run(ctx, lambda box, call: box.report_summary(call))

    @server.resource("problem://{problem}", mime_type="text/markdown", description="The statement of a past problem.")
    async def statement(ctx: Context, problem: str) -> str:
        return await runner.run(ctx, lambda box, call: box.get_problem(problem, "en", 1, call))

    @server.resource("report://last", mime_type="text/plain", description="The last report.")
    async def report() -> str:
        return await anyio.to_thread.run_sync(lambda: open_toolbox().report_summary(McpCall()))

    return server, runner.close


def http_app(server: MCPServer, token: str) -> ASGIApp:
    """The server as a web application that requires the token in each request."""
    app: Starlette = server.streamable_http_app(host="127.0.0.1")

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope.get("headers") or ())
        given = headers.get(b"authorization", b"").removeprefix(b"Bearer ")
        if scope["type"] == "http" and not secrets.compare_digest(given, token.encode()):
            await send({"type": "http.response.start", "status": 401, "headers": [(b"www-authenticate", b"Bearer")]})
            await send({"type": "http.response.body", "body": b"The token is missing or wrong.\n"})
            return
        await app(scope, receive, send)

    return guarded
