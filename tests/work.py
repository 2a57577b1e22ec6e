"""How much work something is, measured independently of load: the lines of Python that it runs."""

import sys


def lines_taken(function, *arguments):
    """(what it returns, how many lines ran). Call it once before, so that what it imports does not count."""
    count = 0

    def trace(_frame, event, _argument):
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        found = function(*arguments)
    finally:
        sys.settrace(before)
    return found, count
