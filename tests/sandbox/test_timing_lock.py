"""A timed run runs alone."""

import threading
from concurrent.futures import ThreadPoolExecutor

from sandbox.timing_lock import TimingLock
from tests.waiting import wait_until


def test_alone_waits_for_those_who_run_and_keeps_new_ones_out():
    timing_lock, entered, leave, log = TimingLock(), threading.Event(), threading.Event(), []

    def first():
        with timing_lock:
            entered.set()
            leave.wait(10)
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
        assert entered.wait(10)
        done.append(pool.submit(alone))
        wait_until(lambda: timing_lock._waiting)
        done.append(pool.submit(late))
        assert not waiting.is_set()
        leave.set()
        for future in done:
            future.result(10)
    assert log == ["first ends", "alone", "its own run", "late"]


def test_ordinary_runs_go_on_side_by_side():
    timing_lock, both = TimingLock(), threading.Barrier(2)

    def run():
        with timing_lock:
            both.wait(10)

    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(run), pool.submit(run)]:
            future.result(10)
