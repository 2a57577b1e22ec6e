"""What becomes of work that fails in another thread."""

from concurrent.futures import Future

import pytest

from solver.batch.inbox import Inbox
from solver.errors import AskCancelled, ServerUnavailable


def taken(then, error=None, cancelled=False):
    """The bugs that are reported once the coordinator has taken work that ended so."""
    bugs = []
    inbox, future = Inbox(bugs.append), Future()
    inbox.when_done(future, then)
    if cancelled:
        future.cancel()
    else:
        future.set_exception(error)
    inbox.take(1)
    return bugs


def result(future):
    return future.result()


def test_a_bug_in_the_work_is_reported_and_ends_nothing():
    bug = KeyError("x")
    assert taken(result, bug) == [bug]


def test_nobody_waits_for_work_that_was_cancelled():
    assert taken(result, cancelled=True) == []
    assert taken(result, AskCancelled("the batch is over")) == []


def test_what_the_coordinator_makes_of_an_error_is_its_own():
    def catch(future):
        with pytest.raises(ServerUnavailable):
            future.result()

    assert taken(catch, ServerUnavailable("gone")) == []


@pytest.mark.parametrize("ended", [{"error": KeyError("x")}, {"cancelled": True}])
def test_a_bug_of_the_coordinators_own_is_not_hidden(ended):
    def fail(_future):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        taken(fail, **ended)
