"""A timed run runs alone."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from sandbox import machine_lock
from sandbox.slots import Slots
from sandbox.timing_lock import TimingLock
from tests.waiting import wait_until


@pytest.fixture(autouse=True)
def no_other_kyoso(monkeypatch, tmp_path):
    """Lock files of our own, so that nothing else on the machine that takes times is waited for."""
    monkeypatch.setattr(machine_lock, "_FOLDERS", (tmp_path,))


def test_alone_waits_for_running_programs_and_keeps_new_ones_out():
    timing_lock, entered, leave, log = TimingLock(), threading.Event(), threading.Event(), []

    def first():
        with timing_lock:
            entered.set()
            leave.wait(60)
            log.append("first ends")

    def alone():
        with timing_lock.alone():
            waiting.set()
            log.append("alone")
            with timing_lock:
                log.append("its own run")

    def late():
        with timing_lock:
            log.append("late")

    waiting = threading.Event()
    with ThreadPoolExecutor(3) as pool:
        done = [pool.submit(first)]
        assert entered.wait(60)
        done.append(pool.submit(alone))
        wait_until(lambda: timing_lock._waiting)
        done.append(pool.submit(late))
        assert not waiting.is_set()
        leave.set()
        for future in done:
            future.result(10)
    assert log == ["first ends", "alone", "its own run", "late"]


def test_ordinary_runs_run_side_by_side():
    timing_lock, both = TimingLock(), threading.Barrier(2)

    def run():
        with timing_lock:
            both.wait(60)

    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(run), pool.submit(run)]:
            future.result(10)


def test_two_processes_bind_programs_to_different_processors_and_a_third_program_is_not_bound():
    one, other = Slots(2), Slots(2)  # each opens the lock files itself, as another process would
    taken = [one.take(), other.take()]
    assert taken == [0, 1]
    assert one.take() == other.take() == -1
    other.give(1)
    assert one.take() == 1


def test_programs_are_bound_even_if_the_lock_files_cannot_be_opened(monkeypatch, tmp_path):
    monkeypatch.setattr(machine_lock, "_FOLDERS", (tmp_path / "missing",))
    assert [Slots(1).take(), Slots(1).take()] == [0, 0]
