"""Lets a model try its code before it answers: run_python and run_cpp as ordinary function calls, in the same sandbox.

The functions are ours rather than a server's builtin ones, so the same limits hold and every call is known. The number
of calls is limited; a malformed call gets an answer that says what is wrong with it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from judge.judgement import Submission
from judge.languages import LANGUAGES, Language
from judge.notes import NO_NOTE, Note, note
from judge.program import Program, source_bytes
from problems.problem import Limits
from sandbox.errors import SandboxError
from sandbox.run import Ending, RunResult
from sandbox.sandbox import Sandbox
from solver.models.client import ModelClient
from solver.models.tool_loop import converse
from solver.models.wire.exchange import Exchange, total
from solver.models.wire.request import Request, Tool, ToolCall
from solver.outside import read_json
from solver.progress import OnEvent

SHOWN_CHARS = 4_000  # of an output, as the model sees it
_PARAMETERS = {
    "type": "object",
    "properties": {
        "code": {"type": "string", "description": "The whole program."},
        "stdin": {"type": "string", "description": "What it reads from standard input."},
    },
    "required": ["code"],
}
TOOLS = (
    Tool("run_python", "Run a Python program and get its output.", _PARAMETERS),
    Tool("run_cpp", "Compile and run a C++23 program and get its output.", _PARAMETERS),
)


@dataclass(frozen=True, slots=True)
class ToolRun:
    """The answer to a call."""

    told: str
    was_run: bool = True


@dataclass(frozen=True, slots=True)
class CheckedAnswer:
    """The last answer, with tokens and times summed over all turns, and the calls on the way to it."""

    exchange: Exchange
    runs: tuple[ToolRun, ...]

    @property
    def notes(self) -> tuple[Note, ...]:
        """The notes for the attempt."""
        others = self.exchange.notes
        if not self.runs:
            return others
        unread = sum(not run.was_run for run in self.runs)
        remark = note("unread-calls", count=unread) if unread else NO_NOTE
        return (note("tool-calls", remark, count=len(self.runs)), *others)


def ask_with_tools(
    client: ModelClient,
    request: Request,
    sandbox: Sandbox,
    limits: Limits,
    most_calls: int,
    on_event: OnEvent | None = None,
) -> CheckedAnswer:
    """Ask, run the code of each call and return its output to the model; after most_calls it must answer at once."""
    runs: list[ToolRun] = []

    def run(call: ToolCall) -> str:
        runs.append(run_call(call, sandbox, limits))
        return runs[-1].told

    offering = replace(request, tools=TOOLS)
    exchanges, trouble = converse(client, offering, run, most_calls, on_event, lambda name: _language(name) is not None)
    if trouble:
        runs.append(_not_run(f"the server failed on it: {trouble}"))
    return CheckedAnswer(_summed(exchanges), tuple(runs))


def run_call(call: ToolCall, sandbox: Sandbox, limits: Limits) -> ToolRun:
    """Run the call's code under the problem's limits."""
    language = _language(call.name)
    if language is None:
        return _not_run(f"there is no function {call.name!r}; there are {', '.join(tool.name for tool in TOOLS)}")
    arguments = _arguments(call.arguments)
    if arguments is None:
        return _not_run('the arguments must be JSON like {"code": "…", "stdin": "…"}')
    source, stdin = arguments
    try:
        with Program(Submission(language.key, source), limits, sandbox) as program:
            if not program.is_compiled:
                compiled = program.compiled
                return ToolRun(f"It does not compile:\n{_shown(compiled.stdout + compiled.stderr)}")
            run = program.run(source_bytes(stdin))
    except SandboxError as why:
        return _not_run(f"it could not be run: {why}")
    return ToolRun(_told(run, limits))


def _language(name: str) -> Language | None:
    """The language that a function runs, by any of the names that models and chat templates give it; None if unknown.

    gpt-oss sometimes calls its builtin "python" or puts "functions." before a name, and some servers let what follows
    the name leak into it: `run_python<|channel|>analysis`, `run_pythonjson`.
    """
    word = name.partition("<|")[0].strip().rpartition(".")[2].lower()
    known = {"c++": "cpp", "py": "python", "exec": "python"}
    bare = word.removeprefix("run_")
    if (found := LANGUAGES.get(known.get(bare, bare))) is not None:
        return found
    ours = (tool.name for tool in TOOLS if word.startswith(tool.name))
    return next((LANGUAGES.get(one.removeprefix("run_")) for one in ours), None)


def _arguments(text: str) -> tuple[str, str] | None:
    """The program and its input; gpt-oss sometimes sends the bare program instead of JSON. None if unreadable."""
    try:
        value = read_json(text, strict=False)
    except ValueError:
        bare = text.strip()
        return (bare, "") if bare and not bare.startswith("{") else None
    if isinstance(value, str) and value.strip():
        return value, ""
    if not isinstance(value, dict):
        return None
    code, stdin = value.get("code"), value.get("stdin", "")
    if not isinstance(code, str) or not code.strip():
        return None
    return code, stdin if isinstance(stdin, str) else json.dumps(stdin)


def _not_run(why: str) -> ToolRun:
    return ToolRun(f"Nothing was run: {why}.", was_run=False)


def _told(run: RunResult, limits: Limits) -> str:
    endings = {
        Ending.EXITED: f"exit code {run.exit_code}",
        Ending.SIGNALED: f"ended by signal {run.signal}",
        Ending.TIME_LIMIT: f"stopped after the time limit of {limits.time_s:g} s",
        Ending.WALL_LIMIT: f"stopped after {run.wall_s:.1f} s by the clock",
        Ending.MEMORY_LIMIT: f"stopped at the memory limit of {limits.memory_mib} MiB",
        Ending.OUTPUT_LIMIT: "stopped because it wrote too much",
        Ending.SANDBOX_FAILED: "could not be run",
    }
    parts = [f"{endings[run.ending]}, {run.cpu_s:.2f} s", f"stdout:\n{_shown(run.stdout)}"]
    if run.stderr:
        parts.append(f"stderr:\n{_shown(run.stderr)}")
    return "\n".join(parts)


def _shown(output: bytes) -> str:
    text = output.decode("utf-8", "replace")
    if len(text) <= SHOWN_CHARS:
        return text
    half = SHOWN_CHARS // 2
    return f"{text[:half]}\n… ({len(text) - SHOWN_CHARS} characters left out) …\n{text[-half:]}"


def _summed(exchanges: Sequence[Exchange]) -> Exchange:
    """The last exchange with the tokens and seconds of all; the time to the first token is the first turn's."""
    first, last = exchanges[0], exchanges[-1]
    if first is last:
        return last
    rated = [(e.completion_tokens, e.tokens_per_s) for e in exchanges if e.completion_tokens and e.tokens_per_s]
    took = sum(tokens / rate for tokens, rate in rated)
    return replace(
        last,
        reasoning="\n\n".join(exchange.reasoning for exchange in exchanges if exchange.reasoning),
        leaks=tuple(dict.fromkeys(leak for exchange in exchanges for leak in exchange.leaks)),
        completion_tokens=total(*(exchange.completion_tokens for exchange in exchanges)),
        reasoning_tokens=total(*(exchange.reasoning_tokens for exchange in exchanges)),
        reasoning_counted=any(exchange.reasoning_counted for exchange in exchanges),
        completion_counted=any(exchange.completion_counted for exchange in exchanges),
        queue_s=first.queue_s,
        prefill_s=first.prefill_s,
        first_token_s=first.first_token_s,
        seconds=sum(exchange.seconds for exchange in exchanges),
        tokens_per_s=sum(tokens for tokens, _ in rated) / took if took else None,
        failures=tuple(failure for exchange in exchanges for failure in exchange.failures),
    )
