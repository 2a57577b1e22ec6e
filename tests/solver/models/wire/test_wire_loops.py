"""Endless repetition is told apart from text that repeats itself for a reason."""

import random

import pytest

from solver.models.wire.loops import LoopGuard


def streamed(text: str, piece: int = 5) -> str | None:
    """The first complaint of the guard about a text that arrives in small pieces, or None."""
    guard = LoopGuard()
    for begin in range(0, len(text), piece):
        if (said := guard.feed(text[begin : begin + piece])) is not None:
            return said
    return None


@pytest.mark.parametrize(
    "unit",
    [
        " again",
        "0",
        "\n",
        "Wait, let me reconsider. The sum of the two is what is asked, so we print it.\n",
        "もう一度考え直します。答えは二つの数の和です。\n",
        "".join(f"Step {i}: check the bound {i * i} and go on.\n" for i in range(60)),
    ],
)
def test_endless_repetition_is_noticed(unit):
    assert streamed("Let us think.\n" + unit * (60_000 // len(unit))) is not None


def test_repetition_inside_a_code_block_is_tolerated_for_longer():
    assert streamed("```cpp\n" + "#include <vector>\n" * 4_000) is not None
    assert streamed("```cpp\n" + "#include <vector>\n" * 1_000 + "int main() {}\n```\n") is None


def test_repetition_after_a_closed_code_block_is_noticed():
    assert streamed("```python\nprint(1)\n```\n" + "Done. " * 4_000) is not None


@pytest.mark.parametrize(
    "text",
    [
        "grid:\n" + ("." * 100 + "\n") * 100,
        "a" * 10_000,
        "```\n" + ("0 " * 100 + "\n") * 100 + "```\n",
        "```python\n" + "x += 1\n" * 1_000 + "```\n",
        "".join(f"| {i} | {i * i} | {i**3} |\n" for i in range(4_000)),
        "```cpp\nint table[] = {" + ", ".join(str(i * i % 998244353) for i in range(8_000)) + "};\n```\n",
        "".join(f"dp[{i}] = dp[{i - 1}] + dp[{i - 2}]\n" for i in range(2, 3_000)),
        "1 1\n" * 2_500,
    ],
)
def test_tables_and_test_data_are_left_alone(text):
    assert streamed(text) is None


def test_random_test_data_is_left_alone():
    rng = random.Random(1)
    assert streamed("".join(rng.choice("01") for _ in range(100_000))) is None
    assert streamed("\n".join(str(rng.randrange(10)) for _ in range(50_000))) is None
