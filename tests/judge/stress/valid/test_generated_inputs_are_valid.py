"""Inputs generated from a statement pass a check written by hand from the same statement."""

from itertools import islice

import pytest

from judge.stress.cases import InputKind
from judge.stress.generate import why_not
from problems.inputs.format import InputFormat
from tests.judge.stress.generated import generate
from tests.judge.stress.valid.checkers import checked
from tests.judge.stress.valid.pages import PAGES, format_of


@pytest.mark.parametrize("name", PAGES)
def test_inputs_fit_the_statement(name):
    fmt = format_of(name)
    assert isinstance(fmt, InputFormat), fmt
    assert not fmt.unread
    checked(name, PAGES[name].samples[0].stdin)
    assert why_not(fmt) is None
    small = list(generate(fmt, InputKind.SMALL, count=25))
    edge = list(generate(fmt, InputKind.EDGE))
    large = list(islice(generate(fmt, InputKind.LARGE), 1))
    for case in small + edge + large:
        checked(name, case.stdin)
    assert len(small) >= 20
    assert len(edge) >= 5
    assert len(large[0].stdin) > len(max(small, key=lambda case: len(case.stdin)).stdin) or name in SHORT


SHORT = ("scalars", "decimal")  # pages whose inputs are all about equally long
