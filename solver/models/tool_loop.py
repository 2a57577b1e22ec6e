"""The function-calling loop: ask, run what the model calls, return the results, and ask again.

The number of calls is limited, and a malformed call is answered with what is wrong with it, never lost.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from solver.models.client import ModelClient
from solver.models.wire.exchange import ErrorKind, Exchange
from solver.models.wire.request import Message, Request, Role, ToolCall
from solver.progress import OnEvent

# A call as gpt-oss writes it, which the server left in the text.
_LEAKED = re.compile(
    r"to=(?P<name>[\w.]+)(?:(?!<\|message\|>).)*<\|message\|>(?P<arguments>.*?)(?:<\|call\|>|<\|end\|>|\Z)", re.DOTALL
)

# Errors of a server that could not parse a call, or does not know tools.
_TOOL_TROUBLES = (ErrorKind.ERROR_EVENT, ErrorKind.HTTP_ERROR, ErrorKind.BAD_REQUEST)


def converse(
    client: ModelClient,
    request: Request,
    run: Callable[[ToolCall], str],
    most_calls: int,
    on_event: OnEvent | None = None,
    knows: Callable[[str], bool] = lambda _name: False,
) -> tuple[list[Exchange], str]:
    """Ask until the model answers in words; after most_calls calls of the request's tools it must answer at once.

    Returns the answers in order, the last one final, and the server's error if it could not handle the tools.
    run: returns a call's result for the model; also called for names that the model makes up. knows: whether a name
    found in the text is a function of ours, so that a call that the server left there is rescued.
    """
    exchanges: list[Exchange] = []
    messages = list(request.messages)
    made = 0
    while True:
        offered = request.tools if made < most_calls else ()
        exchange = client.ask(replace(request, messages=tuple(messages), tools=offered), on_event)
        exchanges.append(exchange)
        if exchange.error in _TOOL_TROUBLES and offered:
            # Without tools the model answers in words.
            exchanges.append(client.ask(replace(request, messages=tuple(messages), tools=()), on_event))
            return exchanges, exchange.error_text
        calls = exchange.tool_calls or leaked_calls(exchange.raw_text, knows)
        if exchange.error is not None or not calls or not offered:
            return exchanges, ""
        calls = calls[: most_calls - made]
        made += len(calls)
        # Reasoning is kept only between a call and its result, because the model continues from it.
        messages.append(
            Message(Role.ASSISTANT, exchange.text if exchange.tool_calls else "", calls, reasoning=exchange.reasoning)
        )
        messages += [Message(Role.TOOL, run(call), tool_call_id=call.id) for call in calls]
        if made >= most_calls:
            messages.append(Message(Role.USER, "No more calls are left. Give your final answer now."))


def leaked_calls(text: str, knows: Callable[[str], bool]) -> tuple[ToolCall, ...]:
    """Calls of known functions that the server left in the text."""
    return tuple(
        ToolCall(f"leaked-{number}", found["name"].rpartition(".")[2], found["arguments"])
        for number, found in enumerate(_LEAKED.finditer(text))
        if knows(found["name"])
    )
