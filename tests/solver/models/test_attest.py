"""Whether a server honours the effort is found out by asking."""

import random
import threading
from itertools import permutations, product

import pytest

from judge.effort import Effort
from solver.models.attest import attest
from solver.models.client import ModelClient
from solver.models.effort_questions import Finding
from solver.models.trend import trend_p
from tests.solver.models.effort_servers import SERVERS, honours, ignores
from tests.solver.models.wire.asking import QUICK
from tests.solver.models.wire.replay import CHAT, Answer, ReplayServer, plain

EXPECTED = {
    "honours": Finding.HONOURED,
    "ignores": Finding.IGNORED,
    "refuses": Finding.REFUSED,
    "honours only chat_template_kwargs": Finding.HONOURED,
}


def attested(script, **others):
    with ReplayServer({CHAT: script, **others}) as server, ModelClient(server.url, timeouts=QUICK) as client:
        return attest(client, "scripted"), server


@pytest.mark.parametrize("name", list(SERVERS))
@pytest.mark.parametrize("seed", range(5))
def test_what_a_server_does_with_the_effort_is_found_out(name, seed):
    found, server = attested(SERVERS[name](random.Random(seed)))
    assert found.finding is EXPECTED[name]
    assert {received.headers["X-Kyoso-Purpose"] for received in server.received if received.path == CHAT} == {"attest"}


def test_the_finding_comes_with_its_figures():
    found, _ = attested(honours(random.Random(1)))
    low, medium, high = found.medians()
    assert low < medium < high
    assert found.p < 1e-4
    assert found.server_build == "b1-test"
    assert found.honoured() is True
    assert "p =" in str(found.why)


def test_a_refusal_quotes_the_server():
    found, _ = attested(SERVERS["refuses"](random.Random(1)))
    assert "Unrecognized request argument" in str(found.why)
    assert found.honoured() is False


def test_a_server_that_refuses_every_question_is_unclear():
    found, _ = attested([plain({"error": {"message": "bad request"}}, status=400)])
    assert found.finding is Finding.UNCLEAR
    assert found.honoured() is None


def test_a_server_that_keeps_failing_is_unclear():
    found, _ = attested([plain({"error": "out of memory"}, status=500)])
    assert found.finding is Finding.UNCLEAR
    assert "out of memory" in str(found.why)


@pytest.mark.parametrize("slots", [1, 3])
def test_as_many_questions_are_asked_at_once_as_slots_allow(slots):
    answer, under_way, most, lock = honours(random.Random(1)), [], [], threading.Lock()
    all_here = threading.Barrier(slots)

    def counted(received):
        with lock:
            under_way.append(received)
            most.append(len(under_way))
        all_here.wait(30)
        with lock:
            under_way.remove(received)
            return answer(received)

    with ReplayServer({CHAT: counted}) as server, ModelClient(server.url, timeouts=QUICK) as client:
        assert attest(client, "scripted", concurrency=lambda: slots).finding is Finding.HONOURED
    assert max(most) == slots


def test_equal_rendered_prompts_mean_ignored_without_a_question():
    found, server = attested([], **{"/apply-template": [plain({"prompt": "Reasoning: medium"})]})
    assert (found.finding, found.rendered) == (Finding.IGNORED, False)
    assert not server.bodies()


def test_different_rendered_prompts_do_not_count_if_the_answers_do_not_differ():
    def render(received) -> Answer:
        return plain({"prompt": f"Reasoning: {received.body['reasoning_effort']}"})

    found, _ = attested(ignores(random.Random(2)), **{"/apply-template": render})
    assert (found.finding, found.rendered) == (Finding.IGNORED, True)


def test_hidden_reasoning_is_measured_by_the_whole_answer():
    rng = random.Random(3)

    def answer(received):
        tokens = {"low": 20, "medium": 60, "high": 200}[received.body["reasoning_effort"]] + rng.randrange(10)
        message = {"role": "assistant", "content": "word " * tokens}
        return plain(
            {
                "model": "scripted",
                "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
                "usage": {"prompt_tokens": 9, "completion_tokens": tokens},
            }
        )

    found, _ = attested(answer)
    assert (found.finding, found.counted) == (Finding.HONOURED, "completion tokens")


def test_the_default_effort_is_not_attested():
    from solver.models.attest import EFFORTS

    assert Effort.DEFAULT not in EFFORTS


def test_pages_test_is_exact():
    """Compared with every possible outcome of two blocks."""
    orders = list(permutations([1, 2, 3]))
    sums = {
        pair: sum(w * (a + b) for w, a, b in zip([1, 2, 3], *pair, strict=True)) for pair in product(orders, orders)
    }
    for pair, total in sums.items():
        assert trend_p(pair) == pytest.approx(sum(other >= total for other in sums.values()) / 36)


def test_pages_test_handles_ties():
    assert trend_p([[5, 5, 5]] * 10) == pytest.approx(1.0)
