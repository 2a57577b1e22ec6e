"""kyoso as MCP tools, called by the SDK's own client in a real process."""

import contextlib
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import anyio
import httpx
import pytest
from anyio.from_thread import start_blocking_portal

from problems.demo import pages as shipped_pages
from solver.demo.scripted_model import ScriptedModel
from solver.demo.site import DemoSite
from tests.problems.task_frame import duration, task_page

TOOLS = {"get_problem", "judge", "stress", "hint", "list_log", "report_summary"}
HOSTILE = [
    ("get_problem", {"problem": "../../etc/passwd"}),
    ("get_problem", {"problem": "/etc/passwd"}),
    ("get_problem", {"problem": "page.html"}),
    ("get_problem", {"problem": "file:///etc/passwd"}),
    ("get_problem", {"problem": "https://evil.example/contests/abc001/tasks/abc001_a"}),
    ("get_problem", {"problem": "a" * 10_000}),
    ("get_problem", {"problem": "\x1b[2J"}),
    ("get_problem", {"problem": "kyoso_demo_a", "part": 99}),
    ("get_problem", {"problem": "kyoso_demo_a", "lang": "xx"}),
    ("judge", {"problem": "kyoso_demo_a", "program": "#" * 600_000}),
    ("judge", {"problem": "kyoso_demo_a", "program": " "}),
    ("judge", {"problem": "kyoso_demo_a", "program": "x", "language": "brainfuck"}),
    ("judge", {"problem": ["kyoso_demo_a"], "program": "x"}),
    ("judge", {}),
    ("stress", {"problem": "kyoso_demo_a", "program": "x", "seconds": 1e9}),
    ("stress", {"problem": "kyoso_demo_a", "program": "x", "seconds": float("nan")}),
    ("hint", {"problem": "kyoso_demo_a", "level": 9}),
    ("list_log", {"count": 10**9}),
]
NAMES = (
    "", " ", ".", "..", "../kyoso_demo_a", "/etc/passwd", "C:\\Windows\\win.ini", "~root", "kyoso_demo_a.html", "file:///etc/hosts",
    "http://127.0.0.1:1/x", "https://atcoder.jp.evil.example/contests/a/tasks/a", "https://atcoder.jp/contests/../tasks/x",
    "kyoso_demo_a\x00", "kyoso_demo_a\n", "\u202eabc", "' OR 1=1 --", "$(id)", "`id`", "nosuch_z", "é", "a" * 65,
)  # fmt: skip
HOSTILE += [
    (tool, {"problem": name} | more)
    for name in NAMES
    for tool, more in (
        ("get_problem", {}),
        ("judge", {"program": "print(1)"}),
        ("stress", {"program": "print(1)"}),
        ("hint", {}),
    )
    if name != "kyoso_demo_a\n"  # whitespace around a name is ignored
]


pytestmark = pytest.mark.xdist_group("mcp")  # tests that share a server run on one worker


@pytest.fixture(scope="module")
def environment(tmp_path_factory, sandbox_kind):
    now = datetime.now(UTC)
    running = duration(now - timedelta(minutes=30), now + timedelta(minutes=70))
    pages = dict(shipped_pages()) | {
        "/contests/xyz001/tasks/xyz001_a": task_page(times=running).encode(),
        "/contests/xyz002/tasks/xyz002_a": task_page(
            task="xyz002_a", contest="xyz002", title="\x1b]0;owned\x07A - \u202eTwice"
        ).encode(),
    }
    with DemoSite(pages) as site, ScriptedModel(tokens_per_s=None) as model:
        yield {
            **{name: value for name, value in os.environ.items() if not name.startswith("KYOSO_")},
            "KYOSO_HOME": str(tmp_path_factory.mktemp("mcp") / "home"),
            "KYOSO_SANDBOX": sandbox_kind,
            "KYOSO_SITE": site.url,
            "KYOSO_RESOURCES": site.url,
            "KYOSO_SERVER": model.url,
            "LANGUAGE": "en",
        }


def client_of(environment):
    """The SDK's client, with its own server. Imported here because every test worker imports this module."""
    from mcp.client.client import Client
    from mcp.client.stdio import StdioServerParameters

    return Client(StdioServerParameters(command=sys.executable, args=["-m", "solver", "mcp"], env=environment))


@pytest.fixture(scope="module")
def ask(environment):
    """Runs a coroutine function with a client. All tests share one server, as importing the SDK takes seconds."""
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(client_of(environment)) as client:
        yield lambda use: portal.call(use, client)


def test_a_client_that_only_looks_makes_no_log(environment, tmp_path):
    async def use(client):
        for tool in ("list_log", "report_summary"):
            assert await said(client, tool) == (False, "Nothing yet.")

    with_its_own_server(environment | {"KYOSO_HOME": str(tmp_path)}, use)
    assert not (tmp_path / "kyoso.db").exists()


def with_its_own_server(environment, use):
    async def main():
        async with client_of(environment) as client:
            await use(client)

    anyio.run(main)


async def said(client, tool, **arguments):
    result = await client.call_tool(tool, arguments)
    return result.is_error, "\n".join(part.text for part in result.content)


def test_a_client_reads_a_problem_judges_and_looks_into_the_log(ask, programs):
    async def use(client):
        assert {tool.name for tool in (await client.list_tools()).tools} == TOOLS
        messages = []

        async def on_progress(progress, total, message):
            messages.append(message)

        failed, text = await said(client, "get_problem", problem="kyoso_demo_a")
        assert not failed
        assert "2 s, 256 MiB" in text
        assert len(text.encode()) < 8_000
        right = (programs / "kyoso_demo_a" / "ac.py").read_text()
        wrong = (programs / "kyoso_demo_a" / "wa.py").read_text()
        assert (await said(client, "judge", problem="kyoso_demo_a", program=right))[1].startswith("AC")
        done = await client.call_tool(
            "judge", {"problem": "kyoso_demo_a", "program": wrong}, progress_callback=on_progress
        )
        text = done.content[0].text
        assert text.startswith("WA")
        assert "expected" in text
        assert messages
        _failed, log = await said(client, "list_log")
        assert [line.rsplit(": ")[1] for line in log.splitlines()] == ["WA", "AC"]
        failed, _text = await said(client, "hint", problem="kyoso_demo_a", level=1)
        statement = await client.read_resource("problem://kyoso_demo_a")
        assert "kyoso_demo_a" in statement.contents[0].text

    ask(use)


def test_a_contest_that_may_be_running_is_refused_by_every_tool(ask):
    async def use(client):
        for name in ("xyz001_a", "https://atcoder.jp/contests/xyz001/tasks/xyz001_a"):
            for tool, more in (
                ("get_problem", {}),
                ("judge", {"program": "print(1)"}),
                ("stress", {"program": "print(1)"}),
                ("hint", {}),
            ):
                failed, text = await said(client, tool, problem=name, **more)
                assert failed
                assert "llm-rules" in text
                assert "Print twice" not in text
        with pytest.raises(Exception, match=r"llm-rules|xyz001"):
            await client.read_resource("problem://xyz001_a")

    ask(use)


def test_a_hostile_call_is_a_tool_error(ask):
    async def use(client):
        for tool, arguments in HOSTILE:
            try:
                failed, text = await said(client, tool, **arguments)
            except Exception as error:  # noqa: BLE001 - a refusal by the protocol is just as good
                failed, text = True, str(error)
            assert failed, (tool, arguments)
            assert "Traceback" not in text
            assert "root:" not in text
        assert not (await said(client, "list_log"))[0]

    ask(use)


def test_a_page_cannot_control_the_hosts_terminal(ask):
    async def use(client):
        _failed, text = await said(client, "get_problem", problem="xyz002_a")
        assert "Twice" in text
        assert not set(text) & {"\x1b", "\x07", "\u202e"}

    ask(use)


def test_a_cancelled_run_leaves_no_process_and_does_not_hold_up_the_next(environment, programs, sandbox):
    mark = f"kyoso{os.getpid()}"  # a process name, which is visible outside the sandbox too
    # It sleeps, so only the wall limit of 5 s would end it, and that is longer than the test waits.
    endless = f"open('/proc/self/comm', 'w').write('{mark}')\nimport time\ntime.sleep(600)"

    def running():
        for comm in Path("/proc").glob("[0-9]*/comm"):
            with contextlib.suppress(OSError):
                if comm.read_text().strip() == mark:
                    yield comm.parent.name

    async def until(condition, seconds):
        with anyio.fail_after(seconds):
            while not condition():
                await anyio.sleep(0.02)

    async def use(client):
        await said(client, "judge", problem="kyoso_demo_a", program="print(1)")  # opens the sandbox
        async with anyio.create_task_group() as group:
            group.start_soon(partial(said, client, "judge", problem="kyoso_demo_a", program=endless))
            await until(lambda: any(running()), 20)
            group.cancel_scope.cancel()
        await until(lambda: not any(running()), 2)
        right = (programs / "kyoso_demo_a" / "ac.py").read_text()
        assert (await said(client, "judge", problem="kyoso_demo_a", program=right))[1].startswith("AC")

    with_its_own_server(environment | {"KYOSO_SANDBOX": sandbox.name}, use)


def test_two_clients_at_once_each_get_their_own_verdict(environment, programs):
    verdicts = {}

    async def one(name):
        program = (programs / "kyoso_demo_a" / f"{name}.py").read_text()
        async with client_of(environment) as client:
            _failed, text = await said(client, "judge", problem="kyoso_demo_a", program=program)
            verdicts[name] = text.split()[0]

    async def main():
        async with anyio.create_task_group() as group:
            group.start_soon(one, "ac")
            group.start_soon(one, "wa")

    anyio.run(main)
    assert verdicts == {"ac": "AC", "wa": "WA"}


def test_over_http_the_token_is_required(environment):
    with subprocess.Popen(
        [sys.executable, "-m", "solver", "mcp", "--http", "--port", "0", "--json"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as served:
        try:
            told = json.loads(served.stdout.readline())

            async def use():
                async with httpx.AsyncClient() as client:
                    for headers in ({}, {"Authorization": "Bearer wrong"}):
                        assert (await client.post(told["url"], json={}, headers=headers)).status_code == 401

            anyio.run(use)
        finally:
            served.terminate()
