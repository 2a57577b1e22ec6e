"""The question that the tests of the wire ask, and how they ask it."""

from collections.abc import Mapping, Sequence

from judge.attempt import Outcome
from judge.effort import Effort
from solver.models.client import ModelClient, Timeouts
from solver.models.wire.chat import ChatCompletions
from solver.models.wire.dialect import Dialect
from solver.models.wire.exchange import Exchange
from solver.models.wire.request import Message, Purpose, Request, RequestSettings, Role
from solver.outcome import decide
from tests.solver.models.wire.replay import CHAT, Answer, ReplayServer, delta, finish, stream

QUICK = Timeouts(connect_s=5, first_token_s=10, silence_s=10, loading_s=5, pause_s=0.01)
CODE = "Here it is.\n\n```python\nprint(sum(map(int, input().split())))\n```\n"
GOOD = stream(
    delta(role="assistant", content=None), delta(reasoning_content="add them"), delta(content=CODE), finish("stop")
)


def question(effort: Effort = Effort.MEDIUM, max_tokens: int = 2048, model: str = "scripted", **more) -> Request:
    messages = (
        Message(Role.SYSTEM, "You write programs."),
        Message(Role.USER, "Read two integers and print their sum."),
    )
    return Request(model, messages, effort, RequestSettings(max_tokens), **more)


def ask(
    *answers: Answer,
    timeouts: Timeouts = QUICK,
    dialect: Dialect | None = None,
    path: str = CHAT,
    request: Request | None = None,
    others: Mapping[str, Sequence[Answer]] | None = None,
) -> tuple[Exchange, ReplayServer]:
    """Ask one question of a server that gives these answers."""
    with (
        ReplayServer({path: answers, **(others or {})}) as server,
        ModelClient(server.url, timeouts=timeouts, dialects=(dialect or ChatCompletions(),)) as client,
    ):
        return client.ask(request or question()), server


def outcome(exchange: Exchange) -> Outcome:
    """The outcome, where any ``` counts as code and two as a complete block."""
    return decide(exchange, has_code="```" in exchange.text, has_complete_block=exchange.text.count("```") >= 2)


__all__ = ["CODE", "GOOD", "QUICK", "Purpose", "ask", "outcome", "question"]
