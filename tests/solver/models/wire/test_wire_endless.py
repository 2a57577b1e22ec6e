"""Answers that would never end, by dripping or by exceeding every limit, are bounded in time and size."""

import gzip
import itertools
import random
import resource
import threading

import pytest

from judge.attempt import Outcome
from solver.models.client import Timeouts
from solver.models.wire.exchange import ErrorKind
from tests.solver.models.wire.asking import CODE, ask, outcome, question
from tests.solver.models.wire.replay import Answer, delta, event, finish

_RANDOM = random.Random(1)


def forever(pause_s: float, chars: int) -> Answer:
    """Words that never repeat, one after each pause."""
    pause = threading.Event()

    def steps():
        for _number in itertools.count():
            pause.wait(pause_s)
            yield event(delta(content=f"{_RANDOM.getrandbits(4 * chars):0{chars}x} "))

    return Answer(steps=steps())


def test_a_server_that_ignores_max_tokens_is_cut_off_and_its_answer_is_truncated():
    exchange, server = ask(forever(0, 4_000), request=question(max_tokens=64))
    assert (outcome(exchange), exchange.finish) == (Outcome.TRUNCATED, "length")
    assert len(exchange.raw_text) < 100_000
    assert len(server.received) == 1


@pytest.mark.parametrize("fill", [b" ", b"\n"])
def test_a_compressed_bomb_of_two_gigabytes_is_not_unpacked(fill):
    bomb = gzip.compress(fill * (16 << 20), 1) * 128
    began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    exchange, _server = ask(Answer([bomb], headers={"Content-Encoding": "gzip"}), timeouts=Timeouts(silence_s=5))
    assert outcome(exchange) is Outcome.SERVER_ERROR
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - began < 200_000  # KiB


def test_unrequested_gzip_is_read_and_another_compression_is_an_error():
    packed = gzip.compress(b"".join(map(event, [delta(content=CODE), finish("stop")])))
    exchange, _server = ask(Answer([packed[:20], packed[20:]], headers={"Content-Encoding": "gzip"}))
    assert outcome(exchange) is Outcome.ANSWERED
    exchange, _server = ask(Answer([b"\x0b\x02\x80"], headers={"Content-Encoding": "br"}))
    assert (exchange.error, "br" in exchange.error_text) == (ErrorKind.GARBLED, True)


def test_a_dripping_answer_is_given_up_when_a_complete_one_would_long_be_there():
    limits = Timeouts(silence_s=1.5, token_s=0.1)
    exchange, server = ask(forever(0.05, 4), request=question(max_tokens=20), timeouts=limits)
    assert (outcome(exchange), exchange.error) == (Outcome.SERVER_ERROR, ErrorKind.SILENT)
    assert "was not complete within 2 s" in exchange.error_text
    assert 0.9 < exchange.seconds < 10
    assert len(server.received) == 1


def test_a_pace_at_which_an_answer_would_take_days_counts_as_silence():
    limits = Timeouts(silence_s=0.4, token_s=0.01)
    exchange, _server = ask(forever(0.1, 4), request=question(max_tokens=60_000), timeouts=limits)
    assert exchange.error is ErrorKind.SILENT
    assert "tokens came in" in exchange.error_text
