"""Checks how reliable a model's tool calls are: twenty small tasks that need one or two calls, scored step by step.

The values that the tools return cannot be guessed, so an answer that contains them was made with the tools.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from judge.effort import Effort
from solver.models.client import ModelClient
from solver.models.tool_loop import converse
from solver.models.wire.request import Message, Purpose, Request, RequestSettings, Role, Tool, ToolCall
from solver.outside import read_object

MOST_CALLS = 5  # in one task; none needs more than three
_TOKENS = 4_096


def _tool(name: str, description: str, **parameters: str) -> Tool:
    properties = {key: {"type": kind} for key, kind in parameters.items()}
    return Tool(name, description, {"type": "object", "properties": properties, "required": list(parameters)})


TOOLS = (
    _tool("lookup", "Get the number that is stored under a key.", key="string"),
    _tool("mix", "Combine two integers in a way that only this tool knows.", a="integer", b="integer"),
)


ExpectedCall = tuple[str, dict[str, Any]]  # a function's name and its arguments


@dataclass(frozen=True, slots=True)
class ToolTask:
    """A question, the calls that answer it, and the number that the answer must contain."""

    question: str
    calls: tuple[ExpectedCall, ...]
    answer: int
    fails_first: bool = False  # the first call gets an error that says how to call it


@dataclass(frozen=True, slots=True)
class ToolCheck:
    """In how many of the `tasks` tasks each step went right."""

    tasks: int
    well_formed: int  # every call had JSON arguments
    right_function: int
    right_arguments: int
    result_used: int  # the final answer contains the value
    errors: int  # tasks whose first call gets an error
    recovered: int  # of these, tasks that were answered right anyway


@dataclass(frozen=True, slots=True)
class TaskResult:
    task: ToolTask
    well_formed: bool
    right_function: bool
    right_arguments: bool
    result_used: bool


def stored_under(key: str) -> int:
    return 10_007 + sum(ord(letter) * 7_919 * place for place, letter in enumerate(key, start=1)) % 89_989


def mixed(a: int, b: int) -> int:
    return 100_003 + (a * 6_007 + b * 911) % 899_981


def tasks() -> tuple[ToolTask, ...]:
    """The tasks: eight with one call, eight with two, four whose first call fails."""
    made = []
    for number in range(4):
        key = f"k{17 + 13 * number}"
        question = f"What number is stored under the key {key}?"
        made.append(ToolTask(question, (("lookup", {"key": key}),), stored_under(key)))
        a, b = 12 + 7 * number, 95 - 11 * number
        made.append(ToolTask(f"Mix {a} and {b}.", (("mix", {"a": a, "b": b}),), mixed(a, b)))
    for number in range(8):
        one, other = f"a{number}", f"z{number * 3}"
        first, second = stored_under(one), stored_under(other)
        if number % 2:
            question = f"Look up {one}, then mix that number and {number}."
            then: ExpectedCall = ("mix", {"a": first, "b": number})
            answer = mixed(first, number)
        else:
            question = f"Look up {one} and {other}. What is the sum of the two numbers?"
            then, answer = ("lookup", {"key": other}), first + second
        made.append(ToolTask(question, (("lookup", {"key": one}), then), answer))
    for number in range(4):
        key = f"q{number + 5}"
        question = f"What number is stored under the key {key}?"
        made.append(ToolTask(question, (("lookup", {"key": key.upper()}),), stored_under(key.upper()), True))
    return tuple(made)


def check(
    client: ModelClient,
    model: str,
    effort: Effort,
    on_task: Callable[[int, TaskResult], None] = lambda _number, _result: None,
) -> ToolCheck:
    """Run all tasks. Raises SolverError if the server cannot be used."""
    results = []
    for number, task in enumerate(tasks(), start=1):
        results.append(result := _asked(client, model, effort, task))
        on_task(number, result)
    failing = [result for result in results if result.task.fails_first]
    return ToolCheck(
        tasks=len(results),
        well_formed=sum(result.well_formed for result in results),
        right_function=sum(result.right_function for result in results),
        right_arguments=sum(result.right_arguments for result in results),
        result_used=sum(result.result_used for result in results),
        errors=len(failing),
        recovered=sum(result.result_used for result in failing),
    )


def _asked(client: ModelClient, model: str, effort: Effort, task: ToolTask) -> TaskResult:
    """Ask the question and run the calls until the model answers in words or has used up its calls."""
    made: list[tuple[str, dict[str, object] | None]] = []

    def run(call: ToolCall) -> str:
        arguments = read_object(call.arguments)
        told = _answered(call.name, arguments, fails=task.fails_first and not made)
        made.append((call.name, arguments))
        return told

    question = Message(Role.USER, f"{task.question} Use the tools; answer with the number alone.")
    request = Request(model, (question,), effort, RequestSettings(_TOKENS), Purpose.TOOL_CHECK, TOOLS)
    # A call that leaks into the text is not well formed, so it is not rescued.
    exchanges, _trouble = converse(client, request, run, MOST_CALLS)
    text = exchanges[-1].text
    return TaskResult(
        task,
        well_formed=bool(made) and all(arguments is not None for _name, arguments in made),
        right_function={name for name, _arguments in task.calls} <= {name for name, _arguments in made},
        right_arguments=all(call in made for call in task.calls),
        result_used=str(task.answer) in text.replace(",", "").replace("\u202f", "").replace(" ", ""),
    )


def _answered(name: str, arguments: dict[str, object] | None, *, fails: bool) -> str:
    match name, arguments:
        case _, None:
            return "error: the arguments are not a JSON object"
        case "lookup", {"key": str(key)}:
            return "error: keys are written in upper case" if fails else str(stored_under(key))
        case "mix", {"a": int(a), "b": int(b)}:
            return str(mixed(a, b))
        case "lookup" | "mix", _:
            return "error: an argument is missing or of another type"
        case _:
            return f"error: there is no tool {name}; there are lookup and mix"
