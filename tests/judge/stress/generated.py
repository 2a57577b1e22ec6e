"""All generated inputs of one kind, in order."""

from collections.abc import Iterator, Sequence

from judge.stress.cases import GeneratedCase, InputKind
from judge.stress.generate import MISSES, SMALL, generate_one
from judge.stress.styles import STYLES
from problems.inputs.format import InputFormat


def generate(
    fmt: InputFormat, kind: InputKind, seed: int = 0, count: int = SMALL, notable: Sequence[int] = ()
) -> Iterator[GeneratedCase]:
    """Yield distinct inputs of one kind, each of which fits the format; `count` bounds the small ones.

    A style in which no input can be made is left out, so there may be none at all. The same format, kind and seed
    give the same inputs on every machine.
    """
    known: set[bytes] = set()
    misses = made = number = 0
    fixed = None if kind is InputKind.SMALL else len(STYLES[kind])
    while (made < count and misses < MISSES) if fixed is None else number < fixed:
        case = generate_one(fmt, kind, number, seed, notable)
        number += 1
        if case is None or case.stdin in known:
            misses += 1
            continue
        known.add(case.stdin)
        misses, made = 0, made + 1
        yield case
