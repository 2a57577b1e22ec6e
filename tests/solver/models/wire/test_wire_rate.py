"""Tokens per second if the server reports none: the tokens written between the first text and the end."""

import httpx
import pytest

from judge.progress import silent
from solver.models.measuring import exchange_of
from solver.models.wire.answer_builder import AnswerBuilder
from solver.models.wire.chat import ChatCompletions, ChatFields
from solver.models.wire.responses import Responses
from tests.solver.models.wire.asking import GOOD, ask, question
from tests.solver.models.wire.replay import delta, event, finish, usage


def rate(*steps, dialect=None):
    """The rate of an answer whose chunks arrive at these seconds."""
    now, dialect = [0.0], dialect or ChatCompletions()

    def body():
        for now[0], chunk in steps:
            yield event(chunk)

    builder = AnswerBuilder("scripted", lambda: now[0], silent, 4096)
    dialect.read(httpx.Response(200, content=body()), builder)
    return exchange_of(question(), builder, None, dialect, "http://x", None).tokens_per_s


def words(count, first_s=1.0, each_s=0.01):
    return [(first_s + each_s * number, delta(content="x ")) for number in range(count)]


def test_the_token_that_ends_the_answer_counts_with_its_time():
    end = [(2.0, finish("stop")), (2.5, usage(9, 101))]
    assert rate((1.0, delta(role="assistant", content="")), *words(100), *end) == pytest.approx(100, rel=0.001)


def test_without_a_token_count_the_time_ends_with_the_last_piece():
    assert rate(*words(101), (2.5, finish("stop"))) == pytest.approx(100)


def test_tokens_before_the_first_text_are_left_out_if_the_server_counts_continuously():
    texts = words(50, first_s=1.5)
    counted = [
        (at, chunk | {"usage": {"prompt_tokens": 9, "completion_tokens": 50 + number}})
        for number, (at, chunk) in enumerate(texts, 1)
    ]
    end = [(2.0, finish("stop")), (2.0, usage(9, 101))]
    assert rate((1.0, delta(role="assistant", content="")), *counted, *end) == pytest.approx(100)


def test_a_first_piece_of_several_tokens_is_left_out_as_if_of_average_size():
    end = [(2.0, finish("stop")), (2.0, usage(9, 404))]
    assert rate(*words(100), *end) == pytest.approx(400, rel=0.001)


def test_hidden_reasoning_does_not_make_the_answer_faster():
    counts = usage(9, 1101)
    counts["usage"]["completion_tokens_details"] = {"reasoning_tokens": 1000}
    assert rate(*words(100, first_s=11.0), (12.0, finish("stop")), (12.0, counts)) == pytest.approx(100, rel=0.001)


def test_an_answer_that_arrives_in_one_piece_was_written_in_the_whole_time():
    assert rate((2.0, delta(content="x " * 100)), (2.0, finish("stop")), (2.0, usage(9, 100))) == pytest.approx(50)


def test_the_time_of_a_response_ends_with_its_last_event():
    texts = [(at, {"type": "response.output_text.delta", "delta": "x "}) for at, _chunk in words(100)]
    done = {"status": "completed", "usage": {"input_tokens": 9, "output_tokens": 101}}
    end = (2.0, {"type": "response.completed", "response": done})
    assert rate(*texts, end, dialect=Responses()) == pytest.approx(100, rel=0.001)


@pytest.mark.parametrize(("fields", "counts"), [(ChatFields.VLLM, True), (ChatFields.ANY, False)])
def test_only_vllm_is_asked_to_count_tokens_continuously(fields, counts):
    _exchange, server = ask(GOOD, dialect=ChatCompletions(fields))
    assert ("continuous_usage_stats" in server.bodies()[0]["stream_options"]) is counts
