"""The pool makes its stock ahead of need, but never more than will be asked for."""

import threading
from collections.abc import Callable

import pytest

from sandbox.errors import SandboxUnavailable
from sandbox.pool import Pool

WITHIN_S = 5.0


class Maker:
    """Makes numbers, and lets a test wait until enough are made."""

    def __init__(self) -> None:
        self.made = 0
        self.discarded: list[int] = []
        self._changed = threading.Condition()

    def make(self) -> int:
        with self._changed:
            self.made += 1
            self._changed.notify_all()
            return self.made

    def wait_for(self, reached: Callable[[], bool]) -> bool:
        with self._changed:
            return self._changed.wait_for(reached, WITHIN_S)


def test_whatever_is_taken_is_replaced() -> None:
    maker = Maker()
    pool = Pool(maker.make, maker.discarded.append, ready=2)
    assert [pool.take(), pool.take()] == [1, 2]
    assert maker.wait_for(lambda: maker.made == 4)
    pool.close()
    assert sorted(maker.discarded) == [3, 4]


def test_no_more_are_made_ahead_than_are_expected() -> None:
    maker = Maker()
    pool = Pool(maker.make, maker.discarded.append, ready=2, expected=3)
    assert [pool.take() for _ in range(3)] == [1, 2, 3]
    pool.pause()  # waits until nothing is being made
    pool.resume()
    assert maker.made == 3
    assert pool.take() == 4  # one more than expected is made when it is asked for
    pool.close()
    assert maker.discarded == []


def test_existing_stock_is_handed_out_first() -> None:
    maker = Maker()
    pool = Pool(maker.make, maker.discarded.append, ready=1, expected=1, stock=[100])
    assert pool.take() == 100
    assert maker.made == 0
    pool.close()


def test_nothing_is_made_ahead_while_paused() -> None:
    maker = Maker()
    pool = Pool(maker.make, maker.discarded.append, ready=1, stock=[100])
    pool.pause()
    assert pool.take() == 100
    assert maker.made == 0
    pool.resume()
    assert maker.wait_for(lambda: maker.made == 1)
    pool.close()


def test_a_failure_reaches_the_caller_and_the_next_call_tries_again() -> None:
    answers = [SandboxUnavailable("no daemon"), 7]

    def make() -> int:
        answer = answers.pop(0)
        if isinstance(answer, SandboxUnavailable):
            raise answer
        return answer

    pool = Pool(make, lambda _number: None, ready=0)
    with pytest.raises(SandboxUnavailable, match="no daemon"):
        pool.take()
    assert pool.take() == 7
    pool.close()
