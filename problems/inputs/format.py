"""What an input looks like: its layout, each variable's domain, and the relations between them.

A format is a tree of scopes. The outermost holds the whole input; each test case of "T test cases" and each variant of
a query has a scope of its own, whose names hide the outer ones and whose values exist once for each case or query.

Values (see matching and rendering) mirror that: a scope's values are a dict from name to
- int, Decimal or str for a variable without an index;
- a dict from index tuple to such a value for an indexed one, keyed by the indices as the statement counts them
  (A_1 … A_N has keys (1,) … (N,), c_{0,0} has (0, 0));
- for a Cases node, under its name, a list of dicts, one per case; for a Variants node, under its name, a dict from the
  index tuple of the rows around it to (variant's number from 0, the variant's values).
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from problems.inputs.expressions import Expression, Variable

# --- layout -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Token:
    """One blank-separated token. Characters written side by side (a grid's row) are one token: a string variable."""

    variable: Variable


@dataclass(frozen=True, slots=True)
class Literal:
    """A token that is the same in every input, such as a query's type number."""

    text: str


@dataclass(frozen=True, slots=True)
class Series:
    """Items repeated along one line while the index runs from low to high, both included (none if high < low)."""

    items: tuple["Item", ...]
    index: str
    low: Expression
    high: Expression


Item = Token | Literal | Series


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the input."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """Nodes repeated down the page while the index runs from low to high, both included."""

    body: tuple["Node", ...]
    index: str
    low: Expression
    high: Expression


@dataclass(frozen=True, slots=True)
class Cases:
    """A number of test cases, each with variables of its own."""

    name: str  # the key of their values, e.g. "case"
    count: Expression
    scope: "Scope"


@dataclass(frozen=True, slots=True)
class Variants:
    """One of several shapes, told apart by the Literal that each begins with: a query of one of several types."""

    name: str  # the key of their values, e.g. "query"
    scopes: tuple["Scope", ...]

    @property
    def literals(self) -> list[str | None]:
        return [scope.literal for scope in self.scopes]


Node = Line | Rows | Cases | Variants


# --- domains ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Integers:
    """Whole numbers from low to high, both included. Bounds may name other variables and the variable's own indices."""

    low: Expression
    high: Expression


@dataclass(frozen=True, slots=True)
class Decimals:
    """Numbers with at most (or exactly) `places` digits after the point, from low to high, both included."""

    low: Expression
    high: Expression
    places: int
    exactly: bool = False


@dataclass(frozen=True, slots=True)
class Strings:
    """Tokens over an alphabet, of a length from low to high, both included."""

    alphabet: str  # every character that may occur, in order, none twice
    low: Expression
    high: Expression
    pattern: str | None = None  # a regular expression that the whole token must match as well


Domain = Integers | Decimals | Strings


# --- relations --------------------------------------------------------------------------------------------------------


class Order(StrEnum):
    """The relation between the two sides of a Comparison."""

    LESS = "<"
    AT_MOST = "<="
    EQUAL = "=="
    OTHER = "!="
    AT_LEAST = ">="
    MORE = ">"

    @property
    def test(self) -> Callable[[Any, Any], Any]:
        """The function that tells whether it holds between two values, or at each place of two arrays."""
        return _TESTS[self]

    @property
    def mirrored(self) -> "Order":
        """The order that holds with the two sides swapped."""
        return Order(self.translate(_MIRROR))


_TESTS: dict[Order, Callable[[Any, Any], Any]] = {
    Order.LESS: operator.lt,
    Order.AT_MOST: operator.le,
    Order.EQUAL: operator.eq,
    Order.OTHER: operator.ne,
    Order.AT_LEAST: operator.ge,
    Order.MORE: operator.gt,
}
_MIRROR = str.maketrans("<>", "><")


@dataclass(frozen=True, slots=True)
class Comparison:
    """An order that holds for every value of the indices that it leaves free (those its variables are laid out with).

    A free index with an offset (A_i < A_{i+1}) runs over the places where both sides exist.
    """

    left: Expression
    order: Order
    right: Expression


@dataclass(frozen=True, slots=True)
class Distinct:
    """No two places carry the same tuple: A_i are distinct, (x_i, y_i) are distinct, {u_i, v_i} too (unordered)."""

    variables: tuple[Variable, ...]  # all with the same free indices, unless `pooled`
    unordered: bool = False
    pooled: bool = False  # the values of all the variables together are distinct
    each: tuple[str, ...] = ()  # indices held fixed: (A_{i,1}, …, A_{i,K_i}) are distinct for each i
    but: Expression | None = None  # with one variable: a number that may occur more than once


@dataclass(frozen=True, slots=True)
class Permutation:
    """The variable's values are low, low + 1, … in some order."""

    variable: Variable
    low: Expression
    each: tuple[str, ...] = ()  # indices held fixed: every row of a matrix is a permutation


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of an expression over all its free indices (and, with `cases`, over all test cases) is bounded.

    With `cases` it belongs to the scope of the case (or of the variant), whose variables it names.
    """

    of: Expression
    low: Expression | None
    high: Expression
    cases: bool = False


@dataclass(frozen=True, slots=True)
class Graph:
    """Edges u_i – v_i (or u_i → v_i) on the vertices first … first + vertices − 1."""

    ends: tuple[Variable, Variable] | tuple[Variable]  # one: P_i is the parent of vertex i (a rooted tree)
    vertices: Expression
    first: Expression  # the least vertex's number: 0 or 1
    directed: bool = False
    simple: bool = False  # no loop and no double edge
    connected: bool = False  # weakly, if directed
    strong: bool = False  # every vertex can be reached from every other one along the edges
    tree: bool = False  # connected, one edge fewer than vertices
    acyclic: bool = False
    bipartite: bool = False
    most_degree: int | None = None  # at most so many edges end at a vertex

    @property
    def is_any(self) -> bool:
        """Whether it may have any shape."""
        shapes = (self.simple, self.connected, self.strong, self.tree, self.acyclic, self.bipartite)
        return not any(shapes) and self.most_degree is None


@dataclass(frozen=True, slots=True)
class Congruent:
    """The expression leaves this remainder: N is even, H × W is odd, A_i ≡ i (mod 2)."""

    expression: Expression
    modulus: Expression
    remainder: Expression


@dataclass(frozen=True, slots=True)
class Occurs:
    """Between low and high characters (of a string or a whole grid) or places (of a sequence) hold one of the values.

    Under the name of a Variants node: that many of its rows begin with one of these literals.
    """

    variable: Variable  # without index: all its places together
    values: tuple[str, ...]  # the characters, or the numbers as written
    low: Expression
    high: Expression | None  # None: no upper bound


@dataclass(frozen=True, slots=True)
class Kinds:
    """Between low and high different characters occur in a string."""

    variable: Variable
    low: Expression
    high: Expression | None  # None: no upper bound


@dataclass(frozen=True, slots=True)
class EachOccurs:
    """Each integer from first to last occurs between low and high times among all places of a variable."""

    variable: Variable  # without index
    first: Expression
    last: Expression
    low: Expression
    high: Expression | None  # None: no upper bound


@dataclass(frozen=True, slots=True)
class CellIs:
    """Cells of a grid hold one of the characters, for every value of the indices that are left free.

    Rows and columns are counted from the same number.
    """

    grid: Variable  # without index
    row: Expression | None  # None: every row
    column: Expression | None
    characters: str
    others: bool = False  # they hold none of these

    def allows(self, character: str) -> bool:
        return (character in self.characters) != self.others


@dataclass(frozen=True, slots=True)
class Mirrored:
    """A square grid of characters in which each cell tells what the one across the diagonal holds: won or lost."""

    grid: Variable  # without index
    diagonal: str | None = None  # what every cell on the diagonal holds
    exclusive: bool = False  # and no other one
    implied: tuple[tuple[str, str], ...] = ()  # off the diagonal: a character, and the one that it implies


@dataclass(frozen=True, slots=True)
class Symmetric:
    """A matrix is equal to its transpose: A_{i,j} = A_{j,i}.

    Every place on its diagonal holds `diagonal`, if that is known; nothing off the diagonal is below `least`.
    """

    variable: Variable
    diagonal: Expression | None = None
    least: Expression | None = None


@dataclass(frozen=True, slots=True)
class Prime:
    """The variable is a prime number."""

    variable: Variable


@dataclass(frozen=True, slots=True)
class Coprime:
    """Two numbers have no common divisor, for every value of the indices that are left free."""

    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Nested:
    """Every bracket of a string is closed by one of the same kind."""

    variable: Variable


@dataclass(frozen=True, slots=True)
class NoThreeInLine:
    """No three points lie on one line; so no two are the same, if there are three or more."""

    points: tuple[tuple[Variable, Variable], ...]  # both coordinates of each kind of point


@dataclass(frozen=True, slots=True)
class Stock:
    """A collection, empty at first: the queries find in it what they remove, and as many as they need.

    Queries are keyed by their variant's number. One that adds or removes does so with its variable's value; if the name
    is empty, any one thing is removed. Several are added or removed if a variable of the query counts them.
    """

    rows: str  # the name of the Variants node
    adds: tuple[tuple[int, str], ...]
    removes: tuple[tuple[int, str], ...]
    needs: tuple[tuple[int, Expression], ...]  # a number, or the last and greatest of the query's own variables
    counts: tuple[tuple[int, str], ...] = ()  # only where no variable names what is removed


Relation = (
    Comparison
    | Distinct
    | Permutation
    | Total
    | Graph
    | Congruent
    | Occurs
    | EachOccurs
    | CellIs
    | Kinds
    | Mirrored
    | Prime
    | Symmetric
    | Coprime
    | Nested
    | NoThreeInLine
    | Stock
)


def subjects(relation: Relation) -> tuple[Expression, ...]:
    """The expressions that a relation is about."""
    match relation:
        case Comparison(left, _, right) | Coprime(left, right):
            return left, right
        case Distinct(variables):
            return variables
        case Graph(ends):
            return ends
        case Total(expression) | Congruent(expression):
            return (expression,)
        case NoThreeInLine(points):
            return tuple(variable for point in points for variable in point)
        case Stock():
            return ()
        case _:
            return (relation.grid if isinstance(relation, CellIs | Mirrored) else relation.variable,)


# --- the whole --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scope:
    """Nodes with the domains and relations of the variables that they bring in."""

    nodes: tuple[Node, ...]
    domains: dict[str, Domain]
    relations: tuple[Relation, ...] = ()

    @property
    def literal(self) -> str | None:
        """What it begins with, if it is a variant."""
        match self.nodes:
            case (Line((Literal(text), *_)), *_):
                return text
        return None


@dataclass(frozen=True, slots=True)
class InputFormat:
    """A problem's whole input, read from its statement; every sample of the problem fits it."""

    scope: Scope
    unread: tuple[str, ...] = ()  # constraints that were not understood: inputs made from this may break them


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why no format could be read from a statement."""

    reason: str  # a short stable identifier: "no input section", "layout", "bounds", "sample refused", …
    detail: str  # one line for the user


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an input does not fit a format."""

    line: int  # from 1
    reason: str
