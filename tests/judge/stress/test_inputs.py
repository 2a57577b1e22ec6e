"""A problem's inputs are made once, kept, and the same for every attempt."""

import threading
import time
from concurrent.futures import CancelledError

import pytest

from judge.stress import inputs as making
from judge.stress import kept_inputs
from judge.stress.cases import SMALL
from judge.stress.inputs import InputStore
from problems.inputs.format import Unreadable
from tests.busy_machine import quiet_machine
from tests.judge.stress.sum_problem import sum_problem

PLAIN = sum_problem("kyoso_sum", "1 \\leq N \\leq 2000", "0 \\leq A_i \\leq 10^5")
LARGE = sum_problem("kyoso_large", "1 \\leq N \\leq 50000", "0 \\leq A_i \\leq 10^9")


def never():
    return False


def always():
    return True


def run_on(store, problem, is_slow=never, cancelled=never):
    return [(case.name, case.stdin) for case in store.of(problem).cases.for_program(is_slow, cancelled)]


def large(cases):
    return sum(name.startswith(("large", "extreme", "adversarial")) for name, _stdin in cases)


def test_a_format_with_few_possible_inputs_yields_each_of_them_once(tmp_path):
    few = sum_problem("kyoso_few", "1 \\leq N \\leq 2", "3 \\leq A_i \\leq 4")
    made = [stdin for _name, stdin in run_on(InputStore(tmp_path), few)]
    assert sorted(made) == [b"1\n3\n", b"1\n4\n", b"2\n3 3\n", b"2\n3 4\n", b"2\n4 3\n", b"2\n4 4\n"]


def test_every_attempt_runs_on_the_kept_inputs_even_with_a_new_store(tmp_path, monkeypatch):
    first = run_on(InputStore(tmp_path), PLAIN)
    assert large(first) == making.PLAIN_LARGE

    def fail(*_arguments):
        raise AssertionError("made again")

    monkeypatch.setattr(making, "_maker", fail)
    monkeypatch.setattr(making, "_read_format", fail)
    assert run_on(InputStore(tmp_path), PLAIN) == first


def test_a_slow_program_gets_more_large_inputs_and_these_are_kept_too(tmp_path):
    store = InputStore(tmp_path)
    plain = run_on(store, PLAIN)
    slow = run_on(store, PLAIN, always)
    assert slow[: len(plain)] == plain and len(slow) > len(plain)
    assert run_on(InputStore(tmp_path), PLAIN, always) == slow
    assert run_on(InputStore(tmp_path), PLAIN) == plain


def test_the_number_of_inputs_to_run_is_known_once_the_small_ones_are_made(tmp_path):
    cases = InputStore(tmp_path).of(PLAIN).cases
    assert cases.expected() == 0
    expected = [cases.expected() for _case in cases.for_program(never)]
    assert set(expected) == {len(expected)}


def test_making_inputs_continues_where_an_earlier_store_stopped(tmp_path):
    whole = run_on(InputStore(), PLAIN, always)
    run_on(InputStore(tmp_path), PLAIN)
    assert run_on(InputStore(tmp_path), PLAIN, always) == whole


def test_the_time_to_make_inputs_is_limited_and_every_attempt_gets_what_was_made_by_then(tmp_path, monkeypatch):
    monkeypatch.setattr(making, "_PLAIN_CPU_S", 0.0)
    first = run_on(InputStore(tmp_path), LARGE)
    assert large(first) == 1
    monkeypatch.undo()
    assert run_on(InputStore(tmp_path), LARGE) == first


def test_making_a_long_input_stops_soon_after_it_is_cancelled(tmp_path):
    store, stop = InputStore(), threading.Event()
    assert store.of(LARGE).cases.small
    heard = []

    def work():
        began = None
        try:
            for case in store.of(LARGE).cases.for_program(always, stop.is_set):
                if case.kind not in SMALL and not stop.is_set():
                    threading.Timer(0.05, stop.set).start()
        except CancelledError:
            heard.append(began)

    thread = threading.Thread(target=work)
    with quiet_machine():
        thread.start()
        assert stop.wait(30)
        asked = time.monotonic()
        thread.join(30)
        assert heard and time.monotonic() - asked < 1
    # Nothing is lost by stopping: the next program gets the whole list.
    assert len(run_on(store, LARGE)) == len(run_on(InputStore(), LARGE))


def test_the_oldest_inputs_are_deleted_when_the_folder_grows_too_large(tmp_path, monkeypatch):
    run_on(InputStore(tmp_path), PLAIN)
    (old,) = (tmp_path / kept_inputs.FOLDER).iterdir()
    monkeypatch.setattr(kept_inputs, "MOST_BYTES", 10_000)
    run_on(InputStore(tmp_path), LARGE)
    (left,) = (tmp_path / kept_inputs.FOLDER).iterdir()
    assert left.name.startswith("kyoso_large") and not old.exists()


@pytest.mark.parametrize("home", [True, False])
def test_the_reason_why_no_inputs_can_be_made_is_the_same_from_a_new_store(tmp_path, home):
    odd = sum_problem("kyoso_odd", "N is what I am thinking of.", "A is lucky.")
    store = InputStore(tmp_path) if home else InputStore()
    first = store.of(odd)
    assert isinstance(first, Unreadable) or first.reason
    assert InputStore(tmp_path).of(odd) == first
