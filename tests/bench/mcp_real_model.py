"""A model calls `judge` through our own loop: `KYOSO_TEST_LLAMA_SERVER=… python -m tests.bench.mcp_real_model [N]`.

A real llama-server runs the tiny model of tests/solver/models/test_real_llama_server.py, made to call `judge` instead
of its own function. The functions offered are those that `kyoso mcp` lists; each call goes through the SDK's client to
its process, and the result back to the model, which calls until it reads RESULT. Needs numpy, tokenizers and gguf.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

import anyio
import anyio.from_thread
import anyio.to_thread
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters

from judge.effort import Effort
from solver.demo.site import DemoSite
from solver.models.client import ModelClient
from solver.models.tool_loop import converse
from solver.models.wire.request import Message, Request, RequestSettings, Role, Tool, ToolCall
from tests.solver.models.test_real_llama_server import MAKE_TINY, running

PROGRAM = "_, *a = map(int, open(0).read().split()); print(sum(x > y for x, y in zip(a, a[1:])))"
CALL = json.dumps({"problem": "kyoso_demo_a", "program": PROGRAM})


def model_that_judges(folder: Path) -> Path:
    """The tiny model, with `judge` in place of the function that it knows."""
    source = MAKE_TINY.read_text().replace("functions.python", "functions.judge")
    own = '{"code":"print(2+3)"}'
    if own not in source:
        raise SystemExit("the tiny model calls something else now")
    shutil.copy(MAKE_TINY.with_name("template.jinja"), folder)
    (folder / "make.py").write_text(source.replace(f"'{own}'", repr(CALL)))
    subprocess.run([sys.executable, folder / "make.py", folder], check=True, stdout=subprocess.DEVNULL)
    return folder / "tiny-gpt-oss-F32.gguf"


async def ask(address: str, environment: dict[str, str], times: int) -> None:
    started = StdioServerParameters(command=sys.executable, args=["-m", "solver", "mcp"], env=environment)
    async with Client(started) as client:
        listed = (await client.list_tools()).tools
        tools = tuple(Tool(tool.name, tool.description or "", tool.input_schema) for tool in listed)

        async def call_tool(call: ToolCall) -> str:
            result = await client.call_tool(call.name, json.loads(call.arguments))
            return "\n".join(part.text for part in result.content if part.type == "text")

        def run(told: list[str], call: ToolCall) -> str:
            told.append(anyio.from_thread.run(call_tool, call))
            return f"{told[-1]} RESULT"

        judged = answered = 0
        for number in range(times):
            told: list[str] = []
            question = Message(Role.USER, "Given two integers, write a program that print the sum. TOOL")
            request = Request("tiny", (question,), Effort.LOW, RequestSettings(2_048), tools=tools, seed=number)
            with ModelClient(address) as model:
                exchanges, _trouble = await anyio.to_thread.run_sync(
                    partial(converse, model, request, partial(run, told), 4)
                )
            last = exchanges[-1]
            judged += bool(told) and all(text.startswith("AC") for text in told)
            answered += "```" in last.text
            print(f"{number}: {len(told)} calls, {told[0].splitlines()[0] if told else last.error_text or 'no call'!r}")
        print(f"{judged} of {times} conversations had judge called and AC told; {answered} ended in a program")


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as folder, DemoSite() as site:
        model = model_that_judges(Path(folder))
        environment = os.environ | {
            "KYOSO_HOME": f"{folder}/home",
            "KYOSO_SITE": site.url,
            "KYOSO_RESOURCES": site.url,
            "LANGUAGE": "en",
        }
        with running(model, "-c", "16384") as (address, _process):
            anyio.run(ask, address, environment, times)


if __name__ == "__main__":
    main()
