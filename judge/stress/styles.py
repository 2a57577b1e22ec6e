"""Styles of generated inputs: how large they are, and the shapes of their numbers, strings and graphs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from judge.stress.cases import InputKind
from judge.stress.edges import GraphShape
from judge.stress.numbers import Random, Shape
from judge.stress.texts import TextShape


class Sizes(StrEnum):
    """How sizes, the variables that count something, are chosen."""

    LEAST = "least"
    TINY = "tiny"  # up to a cap
    MOST = "most"


class Joint(StrEnum):
    """Which sizes are maximised if not all can be: H × W ≤ 10^6."""

    BALANCED = "balanced"
    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Style:
    """One way to draw an input; each variable takes one of the shapes at random."""

    name: str
    sizes: Sizes
    shapes: tuple[Shape, ...] = (Shape.UNIFORM,)
    scalars: tuple[Shape, ...] = (Shape.UNIFORM,)  # for scalars that are not sizes
    graphs: tuple[GraphShape, ...] = (GraphShape.RANDOM,)
    texts: tuple[TextShape, ...] = (TextShape.RANDOM,)
    cap: int = 8  # TINY: the largest size
    joint: Joint = Joint.BALANCED
    mixed: bool = True  # shuffle the numbers of vertices and the order of edges
    many_cases: bool = False  # many test cases, otherwise as few as allowed
    few: bool = False  # MOST: few strings or lists, if a sum limits their total length
    full_range: bool = False  # of two compared variables, the lesser at its least, the greater at its most
    letters: tuple[int, int] | None = None  # the only letters used of a long alphabet: index of the first, and how many
    notable: tuple[int, ...] = ()  # numbers that the statement names
    variant: int | None = None  # mostly queries of this type; -1: of the last


_S, _G, _T = Shape, GraphShape, TextShape
_ANY_GRAPH = tuple(GraphShape)
_ANY_TEXT = tuple(TextShape)
_BOTH = (_S.UNIFORM, _S.MOST)

SMALL_SHAPES = (
    *(_S.TINY,) * 8,
    *(_S.UNIFORM,) * 4,
    *(_S.LOG,) * 3,
    _S.TWO,
    _S.ENDS,
    _S.EQUAL,
    _S.STEPS,
    _S.RISING,
    _S.NEARLY_RISING,
    _S.NEAR_MOST,
    _S.WALK,
    _S.CLUSTERS,
)


def small_style(rng: Random, number: int, notable: Sequence[int] = ()) -> Style:
    """A small input's style: sizes up to a dozen, rarely up to a hundred, tiny values more often than wide ones."""
    cap = int(rng.choice([1, 2, 3, 3, 4, 4, 5, 6, 7, 8, 10, 12, 30, 100]))
    shapes = tuple(SMALL_SHAPES[i] for i in rng.randint(0, len(SMALL_SHAPES), size=3))
    scalars = tuple((_S.TINY, _S.TINY, _S.LOG, _S.UNIFORM, _S.ENDS)[i] for i in rng.randint(0, 5, size=2))
    if rng.randint(0, 3) == 0:  # one shape for all variables: different ones rarely fit together
        shapes = scalars = (_S.TINY,)
    elif notable and rng.randint(0, 3) == 0:
        shapes = (*shapes[:1], _S.NOTABLE, _S.NOTABLE)
        scalars = (*scalars[:1], _S.NOTABLE, _S.NOTABLE)
    texts = (_T.RANDOM, _T.TWO, _ANY_TEXT[int(rng.randint(0, len(_ANY_TEXT)))])
    return Style(
        f"small-{number:04}",
        Sizes.TINY,
        shapes=shapes,
        scalars=scalars,
        graphs=(_G.RANDOM, _ANY_GRAPH[int(rng.randint(0, len(_ANY_GRAPH)))]),
        texts=texts,
        cap=cap,
        mixed=bool(rng.randint(0, 4)),
        many_cases=bool(rng.randint(0, 2)),
        notable=tuple(notable),
        letters=(int(rng.randint(0, 26)), int(rng.randint(1, 5))) if rng.randint(0, 2) else None,
    )


_TINY, _MOST = Sizes.TINY, Sizes.MOST

# For every kind except SMALL, which gets a new style for each number; names are unique within a kind.
STYLES: Mapping[InputKind, tuple[Style, ...]] = {
    InputKind.EDGE: (
        Style("least", Sizes.LEAST, (_S.LEAST,), (_S.LEAST,), texts=(_T.SAME,)),
        Style("least-size-most-values", Sizes.LEAST, (_S.MOST,), (_S.MOST,), texts=(_T.SAME,)),
        Style("least-size", Sizes.LEAST, (_S.UNIFORM,), (_S.UNIFORM,)),
        Style("all-least", _TINY, (_S.LEAST,), (_S.LEAST,), (_G.STAR,), (_T.SAME,), mixed=False),
        Style("all-most", _TINY, (_S.MOST,), (_S.MOST,), (_G.PATH,), (_T.SAME,), mixed=False),
        Style("least-and-most", _TINY, (_S.MOST,), (_S.LEAST,), (_G.PATH,), (_T.ALTERNATING,)),
        Style("most-and-least", _TINY, (_S.LEAST,), (_S.MOST,), (_G.STAR,), (_T.NEARLY_SAME,)),
        Style("equal", _TINY, (_S.EQUAL,), (_S.UNIFORM,), (_G.CYCLE,), (_T.SAME,)),
        Style("equal-small", _TINY, (_S.LEAST,), (_S.TINY,), (_G.CLIQUE,), (_T.SAME,), cap=5),
        Style("rising", _TINY, (_S.RISING,), (_S.UNIFORM,), (_G.PATH,), (_T.BLOCKS,), mixed=False),
        Style("falling", _TINY, (_S.FALLING,), (_S.UNIFORM,), (_G.PATH,), (_T.BLOCKS,)),
        Style("steps", _TINY, (_S.STEPS,), (_S.TINY,), (_G.BINARY,), (_T.PERIODIC,), mixed=False),
        Style("steps-down", _TINY, (_S.STEPS_DOWN,), (_S.TINY,), (_G.BINARY,), (_T.PALINDROME,)),
        Style("alternating", _TINY, (_S.ALTERNATING,), (_S.UNIFORM,), (_G.CATERPILLAR,), (_T.ALTERNATING,)),
        Style("ends", _TINY, (_S.ENDS,), (_S.ENDS,), (_G.CLIQUE,), (_T.NEARLY_SAME,)),
        Style("negative", _TINY, (_S.NEGATIVE,), (_S.NEGATIVE,), (_G.BROOM,), (_T.BALANCED,)),
        Style("wide", _TINY, (_S.TINY,), (_S.TINY,), (_G.DEEP,), (_T.SPARSE,), full_range=True),
        Style("near-most", _TINY, (_S.NEAR_MOST,), (_S.NEAR_MOST,), (_G.RANDOM,), (_T.TWO,)),
        Style("powers", _TINY, (_S.POWERS,), (_S.POWERS,), (_G.RANDOM,), (_T.TWO,)),
        Style("roots", _TINY, (_S.ROOTS,), (_S.ROOTS,), (_G.RANDOM,), (_T.TWO,)),
        Style("clusters", _TINY, (_S.CLUSTERS,), (_S.UNIFORM,), (_G.CLIQUE,), (_T.BLOCKS,)),
        Style("walk", _TINY, (_S.WALK,), (_S.UNIFORM,), (_G.PATH,), (_T.BLOCKS,), mixed=False),
        Style("zeros", _TINY, (_S.ZERO,), (_S.ZERO,), (_G.STAR,), (_T.NESTED,)),
    ),
    InputKind.LARGE: (
        Style("random", _MOST, (_S.UNIFORM,), _BOTH),
        Style("first-largest", _MOST, (_S.UNIFORM,), (_S.MOST,), joint=Joint.FIRST, variant=0),
        Style("last-largest", _MOST, (_S.UNIFORM,), (_S.MOST,), joint=Joint.LAST, variant=-1),
        Style("most-values", _MOST, (_S.MOST,), (_S.MOST,), (_G.PATH,), (_T.SAME,)),
        Style("least-values", _MOST, (_S.LEAST,), (_S.MOST,), (_G.STAR,), (_T.SAME,)),
        Style("whole-ranges", _MOST, (_S.UNIFORM,), (_S.MOST,), (_G.PATH,), (_T.TWO,), full_range=True, mixed=False),
        Style("star", _MOST, (_S.EQUAL,), (_S.UNIFORM,), (_G.STAR,), (_T.NEARLY_SAME,)),
        Style("rising", _MOST, (_S.RISING,), (_S.UNIFORM,), (_G.CATERPILLAR,), (_T.BLOCKS,)),
        Style("falling", _MOST, (_S.FALLING,), (_S.MOST,), (_G.BINARY,), (_T.ALTERNATING,)),
        Style("clique", _MOST, (_S.TINY,), (_S.LEAST,), (_G.CLIQUE,), (_T.SPARSE,)),
        Style("many-cases", _MOST, (_S.UNIFORM,), (_S.UNIFORM,), many_cases=True),
        Style("middle", _MOST, (_S.LOG,), (_S.UNIFORM,), (_G.DEEP,), (_T.PERIODIC,)),
    ),
    InputKind.EXTREME: (
        Style("near-most", _MOST, (_S.NEAR_MOST,), (_S.NEAR_MOST,), (_G.RANDOM,), (_T.RANDOM,)),
        Style("ends", _MOST, (_S.ENDS,), (_S.MOST,), (_G.BROOM,), (_T.TWO,), many_cases=True),
        Style("powers", _MOST, (_S.POWERS,), (_S.POWERS,), (_G.CYCLE,), (_T.PALINDROME,)),
        Style("few-and-large", _TINY, (_S.NEAR_MOST,), (_S.NEAR_MOST,), cap=4),
        Style("clusters", _MOST, (_S.CLUSTERS,), (_S.UNIFORM,), (_G.CLIQUE,), (_T.BLOCKS,)),
        Style("few-and-roots", _TINY, (_S.ROOTS,), (_S.ROOTS,), cap=5),
        Style("few-and-powers", _TINY, (_S.POWERS,), (_S.POWERS,), cap=5),
    ),
    InputKind.ADVERSARIAL: (
        Style("deep", _MOST, (_S.MOST,), (_S.MOST,), (_G.PATH,), (_T.NESTED,), mixed=False),
        Style("deep-mixed", _MOST, (_S.UNIFORM,), (_S.MOST,), (_G.PATH,), (_T.PALINDROME,), few=True),
        Style("steps", _MOST, (_S.STEPS,), (_S.MOST,), (_G.DEEP,), (_T.ALTERNATING,), mixed=False),
        Style("steps-down", _MOST, (_S.STEPS_DOWN,), (_S.UNIFORM,), (_G.CATERPILLAR,), (_T.BLOCKS,)),
        Style("alternating", _MOST, (_S.ALTERNATING,), (_S.MOST,), (_G.BROOM,), (_T.NEARLY_SAME,)),
        Style("smooth", _MOST, (_S.SMOOTH,), (_S.SMOOTH,)),
        Style("primes", _MOST, (_S.PRIMES,), (_S.PRIMES,)),
        Style("fibonacci", _MOST, (_S.FIBONACCI,), (_S.FIBONACCI,)),
        Style("quicksort", _MOST, (_S.QUICKSORT,), (_S.UNIFORM,)),
        Style("hash-python", _MOST, (_S.HASH_PYTHON,), (_S.UNIFORM,)),
        Style("hash-cpp", _MOST, (_S.HASH_CPP,), (_S.UNIFORM,)),
    ),
}
