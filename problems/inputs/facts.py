"""What the sentences about an input can say: facts, not yet tied to a layout."""

from dataclasses import dataclass

from problems.inputs.expressions import Expression
from problems.inputs.latex import Formula


class Fact:
    """What one sentence says, or a part of it."""

    __slots__ = ()


Of = tuple[Expression, ...]  # what a phrase is about


@dataclass(frozen=True, slots=True)
class Compared(Fact):
    """A chain of comparisons, under conditions on its indices: (1 ≤ i ≤ N), i ≠ j."""

    formula: Formula
    conditions: tuple[Formula, ...] = ()


@dataclass(frozen=True, slots=True)
class Either(Fact):
    """At least one of the comparisons holds."""

    formulas: tuple[Formula, ...]
    conditions: tuple[Formula, ...] = ()


@dataclass(frozen=True, slots=True)
class Covering(Fact):
    """The rest of the sentence holds under these conditions, which must cover every place of the variables."""

    of: tuple[Expression, ...]
    conditions: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Whole(Fact):
    """These are integers."""

    of: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class DecimalPlaces(Fact):
    """These are written with at most (or exactly) `places` digits after the point."""

    of: tuple[Expression, ...]
    places: int


@dataclass(frozen=True, slots=True)
class Text(Fact):
    """These are strings, over an alphabet and matching a pattern if those are given."""

    of: tuple[Expression, ...]
    alphabet: str | None = None
    pattern: str | None = None
    letter: bool = False  # one character, or a character of a string that has one index fewer


@dataclass(frozen=True, slots=True)
class PlacedCharacters(Fact):
    """The characters at some positions of strings: one set for all positions, or one for each."""

    of: tuple[Expression, ...]  # empty: all strings of the input
    positions: tuple[int, ...]  # counted from 1, or from −1 backwards
    characters: tuple[str, ...]
    others: bool = False  # all positions that no other fact is about


@dataclass(frozen=True, slots=True)
class Words(Fact):
    """Each of these is one of the words."""

    of: tuple[Expression, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OneOf(Fact):
    """Each of these equals one of the values."""

    of: tuple[Expression, ...]
    values: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Different(Fact):
    """No two are the same: numbers, or tuples."""

    of: tuple[Expression, ...]
    unordered: bool = False
    but: Expression | None = None  # a number that may occur more than once


@dataclass(frozen=True, slots=True)
class DifferentLetters(Fact):
    """No character occurs twice in one of these strings."""

    of: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class DifferentRows(Fact):
    """No two of the input's points (rows of two or three numbers) are the same."""

    count: Expression | None  # how many there are, if the sentence says so


@dataclass(frozen=True, slots=True)
class NotInLine(Fact):
    """No three of the input's points (rows of two numbers) lie on one line."""


@dataclass(frozen=True, slots=True)
class Coprimes(Fact):
    """These have no common divisor."""

    of: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Bracketed(Fact):
    """In these strings every bracket is closed."""

    of: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Stocked(Fact):
    """Queries find in a collection what they remove, and as many as they need. Keyed by the variant's number."""

    rows: str
    adds: tuple[tuple[int, str], ...]
    removes: tuple[tuple[int, str], ...]
    needs: tuple[tuple[int, Expression], ...]
    counts: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Permuted(Fact):
    """Each is a permutation of the values."""

    of: tuple[Expression, ...]
    values: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Summed(Fact):
    """The sum, over all test cases or over the indices, is at most high."""

    of: tuple[Expression, ...]
    high: Expression
    cases: bool


@dataclass(frozen=True, slots=True)
class Remainder(Fact):
    """These leave this remainder modulo `modulus`."""

    of: tuple[Expression, ...]
    modulus: Expression
    remainder: int


@dataclass(frozen=True, slots=True)
class Primes(Fact):
    """These are prime."""

    of: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Contains(Fact):
    """The string, or the grid, contains between low and high of the characters."""

    of: tuple[Expression, ...]
    characters: tuple[str, ...]
    low: Expression
    high: Expression | None


@dataclass(frozen=True, slots=True)
class Counted(Fact):
    """Between low and high places of all these together hold one of the values (characters, or integers as written)."""

    of: tuple[Expression, ...]  # empty: the only string or grid of the input
    values: tuple[str, ...]
    low: Expression
    high: Expression | None


@dataclass(frozen=True, slots=True)
class CountedEach(Fact):
    """Each integer from first to last occurs between low and high times in these."""

    of: tuple[Expression, ...]
    first: Expression
    last: Expression
    low: Expression
    high: Expression | None


@dataclass(frozen=True, slots=True)
class KindsHeld(Fact):
    """In each of these strings, between low and high different characters occur."""

    of: tuple[Expression, ...]
    low: Expression
    high: Expression | None


@dataclass(frozen=True, slots=True)
class CellsHold(Fact):
    """These cells of a grid hold one of the characters (`others`: none of them), over an index range, if any."""

    of: tuple[Expression, ...]
    characters: str
    others: bool
    within: Formula | None


@dataclass(frozen=True, slots=True)
class CellsMirrored(Fact):
    """Cells on a grid's diagonal hold a character (`exclusive`: no others do), or each one off it implies another."""

    of: tuple[Expression, ...]
    diagonal: str | None
    exclusive: bool
    implied: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class QueryCount(Fact):
    """There are between low and high queries of this type."""

    literal: str
    low: Expression
    high: Expression | None


@dataclass(frozen=True, slots=True)
class Shaped(Fact):
    """Properties of the graph: tree, simple, connected, strong(ly connected), acyclic, bipartite, directed, undirected.

    "mutual": every vertex can be reached from every other one.
    """

    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Degrees(Fact):
    """Between low and high edges of the graph end at each vertex, or only as an end of one kind: "out" or "in"."""

    kind: str
    low: Expression
    high: Expression | None


@dataclass(frozen=True, slots=True)
class WrittenInBase(Fact):
    """These are whole numbers written in a base, without leading zeros."""

    of: tuple[Expression, ...]
    base: int


@dataclass(frozen=True, slots=True)
class EveryValue(Fact):
    """Every number that has no bounds of its own is between low and high."""

    low: Expression
    high: Expression


def subjects_of(fact: Fact) -> list[Expression]:
    """Every expression of a fact, without those in its index ranges."""
    match fact:
        case Compared(formula):
            return [item for side in formula.sides for item in side]
        case Either(formulas):
            return [item for formula in formulas for side in formula.sides for item in side]
        case OneOf(of, values) | Permuted(of, values):
            return [*of, *values]
        case Summed(of, bound) | Remainder(of, bound):
            return [*of, bound]
        case _:
            return list(getattr(fact, "of", ()))  # some are about the whole graph, a kind of query, or every value
