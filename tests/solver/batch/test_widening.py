"""A server that does not report its slots is asked for more answers at once as long as nothing is queued."""

import threading

import pytest

from solver.batch.context import BatchOptions
from solver.batch.widening import FIRST_SLOTS, MOST_SLOTS, Widening
from solver.models.client import ModelClient
from solver.models.listings import waiting_requests
from tests.solver.batch.made_up import OneModel, batch_of, task_ids
from tests.solver.models.wire.replay import Answer, ReplayServer


def widened(rates, waiting=lambda _slots: None):
    """The slots after each decision, with a server that makes `rates(slots)` tokens a second for all slots together."""
    now, widening, slots = 0.0, Widening(0.0), []
    for _number in range(20):
        for _answer in range(widening.slots):
            widening.answered(100)
        if not widening.is_due:
            break
        now += 100 * widening.slots / rates(widening.slots)
        widening.decide(waiting(widening.slots), now)
        slots.append(widening.slots)
    return slots


def test_slots_double_while_nothing_waits_and_drop_by_what_waits():
    assert widened(lambda _slots: 10, waiting=lambda slots: max(0, slots - 20)) == [16, 32, *[20] * 18]


def test_slots_also_drop_by_what_is_queued_later():
    queue = iter([0, 0, 0, 50])
    assert widened(lambda _slots: 10, waiting=lambda _slots: next(queue, 0))[:5] == [16, 32, 64, 14, 14]


def test_without_a_reported_queue_slots_double_while_tokens_come_faster():
    assert widened(lambda slots: 10 * min(slots, 30)) == [16, 32, 64, 32]


def test_widening_ends_at_the_maximum_of_slots():
    assert widened(lambda slots: 10 * slots)[-1] == MOST_SLOTS


@pytest.mark.parametrize(
    "text, waiting",
    [
        ('# HELP x\nvllm:num_requests_waiting{engine="0",model_name="a b"} 3.0\n', 3),
        ("vllm:num_requests_waiting 2\nvllm:num_requests_waiting_by_reason 9\n", 2),
        ('sglang:num_queue_reqs{model_name="m"} 0.0\n', 0),
        ("vllm:num_requests_waiting NaN\n", None),
        ("<html>", None),
    ],
)
def test_the_queue_is_read_from_the_metrics(text, waiting):
    script = {"/metrics": [Answer([text.encode()], kind="text/plain")]}
    with ReplayServer(script) as server, ModelClient(server.url) as client:
        assert waiting_requests(client) == waiting


def batch_at_once(tmp_path, **ask):
    with OneModel("vLLM", ["big"], slots=12, answer_s=0.1) as server:
        document = {"models": [{"name": "big", "server": server.url, "efforts": ["low"], "repeats": 12}]}
        options = BatchOptions(stop_broken=False, **ask)
        with batch_of(tmp_path, document, task_ids(5), options=options) as it:
            it.run(threading.Event())
            assert it.summary.written == 60
            return server.most_at_once, it.lanes[0].slots


def test_vllm_is_asked_for_about_as_many_answers_as_it_makes_at_once(tmp_path):
    most, slots = batch_at_once(tmp_path)
    assert most > FIRST_SLOTS
    assert FIRST_SLOTS <= slots <= 32


def test_slots_that_a_person_sets_are_used_unchanged(tmp_path):
    assert batch_at_once(tmp_path, slots=3) == (3, 3)
