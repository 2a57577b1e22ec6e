"""Inputs made from formats built by hand fit the format, differ, reach the largest sizes and are reproducible."""

import hashlib
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from numpy.random import RandomState

from judge.stress.cases import CannotGenerate, InputKind
from judge.stress.generate import why_not
from judge.stress.sampling.scopes import draw_values
from judge.stress.styles import STYLES
from problems.inputs.expressions import Number, Operation
from problems.inputs.format import Comparison, Order, Refusal
from problems.inputs.matching import match_input
from problems.inputs.rendering import render
from tests.judge.stress.formats import (
    CASES,
    GRAPH,
    GRID,
    QUERIES,
    SEQUENCE,
    STRINGS,
    TREE,
    at,
    fmt,
    ints,
    line,
    of,
    series,
)
from tests.judge.stress.generated import generate

FORMATS = {
    "sequence": SEQUENCE,
    "graph": GRAPH,
    "tree": TREE,
    "grid": GRID,
    "queries": QUERIES,
    "cases": CASES,
    "strings": STRINGS,
}


def large(name, style, kind=InputKind.LARGE):
    """One input in the named style, as bytes."""
    wanted = next(one for one in STYLES[kind] if one.name == style)
    return render(FORMATS[name], draw_values(FORMATS[name], wanted, RandomState(1)))


@pytest.mark.parametrize("name", FORMATS)
def test_small_inputs_and_edges_fit_and_differ(name):
    cases = [*generate(FORMATS[name], InputKind.SMALL, count=50), *generate(FORMATS[name], InputKind.EDGE)]
    for case in cases:
        assert not isinstance(match_input(FORMATS[name], case.stdin), Refusal), case
    assert len(cases) >= 55
    small = [case.stdin for case in cases if case.kind is InputKind.SMALL]
    assert len(set(small)) == len(small) == 50
    assert sum(len(stdin) < 100 for stdin in small) >= 15  # short enough for people to read
    assert len({case.name for case in cases}) == len(cases)


@pytest.mark.parametrize("name", FORMATS)
def test_the_largest_inputs_fit_too(name):
    case = next(generate(FORMATS[name], InputKind.LARGE))
    assert 9_000 < len(case.stdin) <= 12_000_000
    assert not isinstance(match_input(FORMATS[name], case.stdin), Refusal)


def test_a_large_input_has_the_largest_size_and_values():
    n, _k, *numbers = large("sequence", "most-values").split()
    assert int(n) == len(numbers) == 20_000
    assert set(numbers) == {b"1000000000"}


def test_a_bounded_area_is_filled_as_a_square_a_row_and_a_column():
    sides = {
        tuple(map(int, large("grid", style).split(maxsplit=2)[:2]))
        for style in ("random", "first-largest", "last-largest")
    }
    assert sides == {(100, 100), (10**4, 1), (1, 10**4)}


def test_large_inputs_have_one_case_of_the_largest_size_or_the_most_cases():
    one, many = large("cases", "random").split(), large("cases", "many-cases").split(maxsplit=1)
    assert (one[0], one[1]) == (b"1", b"20000")
    assert many[0] == b"10000"


def test_a_deep_path_is_numbered_from_end_to_end():
    edges = large("tree", "deep", InputKind.ADVERSARIAL).split(b"\n")[1:4]
    assert [set(edge.split()) for edge in edges] == [{b"1", b"2"}, {b"2", b"3"}, {b"3", b"4"}]


def test_queries_span_the_whole_range_in_one_style():
    ranges = [row.split()[1:] for row in large("queries", "whole-ranges").split(b"\n") if row.startswith(b"2 ")]
    assert len(ranges) > 1000
    assert all(ends == [b"1", b"1000000000"] for ends in ranges)


def test_edge_inputs_reach_the_least_size_and_both_ends_of_the_values():
    stdins = {case.name: case.stdin for case in generate(SEQUENCE, InputKind.EDGE)}
    assert stdins["edge-least"] == b"1 1\n-1000000000\n"
    assert stdins["edge-least-size-most-values"] == b"1 1\n1000000000\n"


def test_the_notable_numbers_of_a_statement_appear_in_small_inputs():
    scalar = fmt([line("X")], {"X": ints(1, 10**9)})
    plain = {case.stdin for case in generate(scalar, InputKind.SMALL)}
    with_notable = {case.stdin for case in generate(scalar, InputKind.SMALL, notable=(13579,))}
    assert b"13579\n" in with_notable - plain


def test_the_same_seed_gives_the_same_bytes_in_another_process():
    script = (
        "import hashlib\n"
        "from judge.stress.cases import InputKind\n"
        "from tests.judge.stress.generated import generate\n"
        "from tests.judge.stress.formats import GRAPH\n"
        "print(hashlib.sha256(b''.join(c.stdin for c in generate(GRAPH, InputKind.SMALL, 7, 20))).hexdigest())"
    )
    root = Path(__file__).parents[3]
    digests = {
        subprocess.run(
            [sys.executable, "-c", script], cwd=root, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    here = [hashlib.sha256(b"".join(c.stdin for c in generate(GRAPH, InputKind.SMALL, seed, 20))) for seed in (7, 8)]
    assert digests == {here[0].hexdigest().encode() + b"\n"}
    assert here[0].digest() != here[1].digest()


def test_a_format_with_unread_constraints_is_declined():
    unread = replace(SEQUENCE, unread=("The answer is unique.",))
    assert why_not(unread) == CannotGenerate("unread constraints", "The answer is unique.")


def test_relations_that_nothing_satisfies_are_declined():
    impossible = fmt(
        [line("N"), line(series("A", "N"))],
        {"N": ints(5, 10), "A": ints(1, 3)},
        Comparison(at("A", "i"), Order.LESS, at("A", Operation("+", (of("i"), Number(1))))),
    )
    found = why_not(impossible)
    assert isinstance(found, CannotGenerate)
    assert found.reason == "relations"
