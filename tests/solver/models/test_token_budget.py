"""How many tokens an answer may take."""

import pytest

from judge.effort import Effort
from solver.models.token_budget import LEAST_TOKENS, WANTED_TOKENS, estimated_tokens, max_tokens
from solver.models.wire.request import Message, Role


@pytest.mark.parametrize("effort", list(Effort))
@pytest.mark.parametrize("context", [4096, 8192, 16384, 131072])
def test_prompt_and_answer_never_exceed_the_context(effort, context):
    assert max_tokens(effort, context, 1500) + 1500 <= context


def test_without_a_known_context_the_effort_decides():
    assert [max_tokens(effort) for effort in (Effort.LOW, Effort.MEDIUM, Effort.HIGH)] == [8192, 24576, 65536]
    assert max_tokens(Effort.HIGH, 131072, 1500) == WANTED_TOKENS[Effort.HIGH]


def test_prompts_of_similar_length_get_the_same_budget():
    assert max_tokens(Effort.HIGH, 32768, 1100) == max_tokens(Effort.HIGH, 32768, 2000)


def test_a_prompt_that_fills_the_context_gets_the_minimum():
    assert max_tokens(Effort.LOW, 4096, 5000) == LEAST_TOKENS


def test_japanese_counts_about_a_token_for_each_character():
    assert estimated_tokens([Message(Role.USER, "整数" * 100)]) > 200
    assert estimated_tokens([Message(Role.USER, "integer " * 100)]) < 450
