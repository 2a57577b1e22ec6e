"""The few inputs that every program is run on include long paths, many cases, long strings and named numbers."""

from itertools import pairwise

from judge.stress.cases import InputKind
from judge.stress.inputs import Inputs, InputStore
from tests.problems.inputs.statements import problem

CASES = ["T\n\\mathrm{case}_1\n\\vdots\n\\mathrm{case}_T", "N\nA_1 \\ldots A_N"]


def made(*arguments, **options):
    found = InputStore().of(problem(*arguments, **options))
    assert isinstance(found, Inputs), found
    return list(found.cases.for_program(lambda: False))


def large(*arguments, **options):
    return [case.stdin.decode() for case in made(*arguments, **options) if case.kind is not InputKind.SMALL]


def test_pairs_that_only_the_story_calls_edges_make_a_long_path():
    inputs = large(
        "N M\nA_1 B_1\n\\vdots\nA_M B_M",
        [
            "$2 \\leq N \\leq 5000$",
            "$1 \\leq M \\leq 5000$",
            "$1 \\leq A_i < B_i \\leq N$",
            "$(A_i, B_i)$ are distinct.",
        ],
        "3 2\n1 2\n2 3\n",
        prose="There is a directed graph. The $i$-th edge goes from vertex $A_i$ to vertex $B_i$.",
    )
    assert any(text.startswith("5000 5000\n1 2\n2 3\n3 4\n") for text in inputs)
    for text in inputs:
        rows = text.splitlines()[1:]
        assert len(set(rows)) == len(rows)


def test_some_large_input_has_the_largest_number_of_cases():
    limits = [
        "$1 \\leq T \\leq 1000$",
        "$1 \\leq N \\leq 2000$",
        "$1 \\leq A_i \\leq 9$",
        "The sum of $N$ over all test cases is at most $2000$.",
    ]
    inputs = large(CASES, limits, "1\n2\n3 4\n", before=["Format:", "Each test case is given in the following format:"])
    assert {text.split()[0] for text in inputs} >= {"1", "1000"}


def test_some_large_input_has_few_strings_that_use_up_the_total_length():
    limits = [
        "$1 \\leq N \\leq 1000$",
        "$S_i$ is a non-empty string consisting of lowercase English letters.",
        "The sum of the lengths of $S_1, \\ldots, S_N$ is at most $3000$.",
    ]
    inputs = large("N\nS_1\n\\vdots\nS_N", limits, "2\nab\nc\n")
    assert any(len(text.split()) <= 4 and len(text) > 2000 for text in inputs)
    assert any(text.startswith("1000\n") for text in inputs)


def test_neighbours_that_must_differ_do_so_in_large_inputs_too():
    limits = ["$1 \\leq N \\leq 3000$", "Each $c_i$ is a lowercase English letter.", "$c_i \\neq c_{i+1}$"]
    inputs = large("N\nc_1\n\\vdots\nc_N", limits, "2\na\nb\n")
    assert any(text.startswith("3000\n") for text in inputs)
    for text in inputs:
        letters = text.split()[1:]
        assert all(one != other for one, other in pairwise(letters))


def test_numbers_that_the_story_names_are_substituted_into_the_samples():
    story = "Score : $300$ points\n\nIf it costs more than $730$ yen, it is too dear."
    inputs = made("N\nA_1 \\ldots A_N", ["$1 \\leq N \\leq 9$", "$1 \\leq A_i \\leq 10^9$"], "2\n5 6\n", prose=story)
    assert {b"2\n730 6\n", b"2\n731 6\n", b"2\n729 6\n"} <= {case.stdin for case in inputs}
    assert b"2\n300 6\n" not in {case.stdin for case in inputs}


def test_decimals_are_written_as_in_the_samples():
    limits = ["$0 \\leq X \\leq 100$", "$X$ is given with two digits after the decimal point."]
    for sample, whole in (("1.50\n", False), ("2\n", True)):
        inputs = made("X", limits, "3.25\n", sample)
        assert any(b"." not in case.stdin for case in inputs) == whole


def test_ends_of_edges_may_be_any_numbers_if_the_input_has_no_number_of_vertices():
    story = "Ladders connect floors. The $i$-th ladder connects floors $A_i$ and $B_i$."
    limits = ["$1 \\leq N \\leq 2000$", "$1 \\leq A_i, B_i \\leq 10^9$", "$A_i \\neq B_i$"]
    inputs = large("N\nA_1 B_1\n\\vdots\nA_N B_N", limits, "1\n1 1000000000\n", prose=story)
    assert any(text.startswith("2000\n") for text in inputs)
