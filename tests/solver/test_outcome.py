"""The outcome is decided in one fixed order."""

from dataclasses import replace

import pytest

from judge.attempt import Outcome
from judge.effort import Effort
from solver.models.wire.exchange import ErrorKind, Exchange
from solver.models.wire.leaks import separate
from solver.models.wire.request import Message, Request, RequestSettings, Role
from solver.outcome import decide, reply

WHOLE = Exchange(
    request=Request("m", (Message(Role.USER, "x"),), Effort.LOW, RequestSettings(64)),
    server="http://x",
    model="m",
    server_build="b1",
    raw_text="text",
    text="text",
    reasoning="why",
    leaks=(),
    tool_calls=(),
    finish="stop",
    refusal=None,
    looped=None,
    error=None,
    error_text="",
    prompt_tokens=1,
    reasoning_tokens=2,
    completion_tokens=3,
    reasoning_counted=False,
    completion_counted=False,
    queue_s=None,
    prefill_s=None,
    first_token_s=0.1,
    seconds=0.2,
    tokens_per_s=10.0,
)


@pytest.mark.parametrize(
    ("changes", "has_code", "has_complete_block", "expected"),
    [
        ({}, True, True, Outcome.ANSWERED),
        ({}, True, False, Outcome.ANSWERED),
        ({}, False, False, Outcome.NO_CODE),
        ({"text": " \n"}, False, False, Outcome.EMPTY),
        ({"finish": "length"}, True, True, Outcome.ANSWERED),
        ({"finish": "length"}, True, False, Outcome.TRUNCATED),
        ({"finish": "length", "text": ""}, False, False, Outcome.TRUNCATED),
        ({"finish": "content_filter"}, True, True, Outcome.REFUSED),
        ({"refusal": "no", "finish": "length"}, False, False, Outcome.REFUSED),
        ({"looped": "again", "finish": None}, True, True, Outcome.LOOPED),
        ({"error": ErrorKind.CONTEXT_OVERFLOW, "finish": None}, False, False, Outcome.TRUNCATED),
        *[
            ({"error": kind, "finish": "length", "looped": "again"}, True, True, Outcome.SERVER_ERROR)
            for kind in ErrorKind
            if kind is not ErrorKind.CONTEXT_OVERFLOW
        ],
    ],
)
def test_the_first_rule_that_holds_decides(changes, has_code, has_complete_block, expected):
    exchange = replace(WHOLE, **changes)
    assert decide(exchange, has_code=has_code, has_complete_block=has_complete_block) is expected


def test_the_log_keeps_the_raw_text_from_which_the_answer_can_be_separated_again():
    raw = "<think>so</think>answer"
    exchange = replace(WHOLE, raw_text=raw, text="answer", reasoning="so")
    kept = reply(exchange, Outcome.NO_CODE, effort_honoured=False)
    assert kept.text == raw
    assert separate(kept.text).text == "answer"
    assert (kept.reasoning, kept.effort_honoured, kept.server_build) == ("so", False, "b1")
