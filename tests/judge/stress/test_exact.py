"""Programs rewritten to keep fractions exact give the same answers, except where rounding decided the answer."""

import contextlib
import io
import sys

import pytest

from judge.stress.exact import exact_source, outputs_differ

N = 10**18 - 1
SAME = [
    "print(int(input()) / 4)",
    "x = int(input())\nx /= 8\nprint(f'{x:.3f}' if isinstance(x, str) else x * 8)",
    "from math import sqrt\nprint(sqrt(int(input()) ** 2))",
    "print(float('-inf') < int(input()) * 1e3)",
    "print(2 ** int(input()) / 2)",
    "print(max(0.5, int(input()) / 3) > 1e-9)",
    "a = [int(input())]\na[0] /= 2\nprint(int(a[0]) * 2)",
]
ROUNDED = [
    "print(int(int(input()) / 3))",
    "from math import sqrt\nn = int(input())\nprint(int(sqrt(n * n - 1)))",
    "n = int(input())\nprint(int((n * n - 1) ** 0.5))",
    "import math\nn = int(input())\nprint(math.ceil(n / 7))",
    "n = int(input())\nprint((n / 2).is_integer())",
    "n = int(input())\nprint(n / (n + 1) == (n - 1) / n)",
    "print(int(float(input()) * 100))",
]


def output(source, stdin):
    out, before = io.StringIO(), sys.stdin
    sys.stdin = io.StringIO(stdin)
    try:
        with contextlib.redirect_stdout(out):
            exec(compile(source, "main.py", "exec"), {"__name__": "__main__"})
    finally:
        sys.stdin = before
    return out.getvalue()


@pytest.mark.parametrize("source", SAME)
def test_on_small_numbers_the_exact_program_gives_the_same_answer(source):
    for number in (1, 8, 12):
        assert not outputs_differ(output(exact_source(source), f"{number}\n"), output(source, f"{number}\n"))


@pytest.mark.parametrize("source", ROUNDED)
def test_where_rounding_decides_the_exact_program_gives_a_different_answer(source):
    stdin = "4.35\n" if "float" in source else f"{N}\n"
    assert outputs_differ(output(exact_source(source), stdin), output(source, stdin))


@pytest.mark.parametrize(
    "source", ["print(int(input()) // 2 + 3 ** 2)", "print('a' 'b'", "print(float('inf') > 2 ** 7 % 3)"]
)
def test_code_without_fractions_and_code_that_is_not_python_are_not_rewritten(source):
    assert exact_source(source) is None


def test_outputs_differ_by_their_numbers_and_not_by_how_these_are_written():
    assert not outputs_differ("3 7/2 Yes", "3.0 3.5 Yes")
    assert not outputs_differ("0.333333333", "0.3333333")
    assert outputs_differ("3", "4") and outputs_differ("1000000001", "1000000002") and outputs_differ("1", "1 2")
