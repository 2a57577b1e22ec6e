"""Integer arithmetic as statements write it: a small tree over the input's variables."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Number:
    """An integer as written; 2 \\times 10^5 is made of three of these."""

    value: int


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of the input, or an index that some Series, Rows or relation runs over."""

    name: str  # as the statement writes it, without blanks or braces: "N", "A", "x'", "cost"
    indices: tuple["Expression", ...] = ()  # A_{i,j+1} has two


@dataclass(frozen=True, slots=True)
class Operation:
    """Two or more operands under one operator, applied from the left."""

    operator: str  # + - * / ^
    operands: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function of its operands."""

    function: str  # min, max, length, abs, floor, ceil, sum; "count x": how often the character x occurs
    operands: tuple["Expression", ...]


Expression = Number | Variable | Operation | Call


def with_parts(expression: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """The expression with `change` applied to its direct parts: its operands, or a variable's indices."""
    match expression:
        case Number():
            return expression
        case Variable(name, indices):
            return Variable(name, tuple(map(change, indices)))
        case Operation(operator, operands):
            return Operation(operator, tuple(map(change, operands)))
        case Call(function, operands):
            return Call(function, tuple(map(change, operands)))


def variables_of(expression: Expression) -> Sequence[Variable]:
    """Every variable that an expression names, those inside indices included."""
    match expression:
        case Number():
            return ()
        case Variable(_, indices):
            return (expression, *(found for index in indices for found in variables_of(index)))
        case Operation(_, operands) | Call(_, operands):
            return [found for operand in operands for found in variables_of(operand)]


def heads_of(expressions: Iterable[Expression]) -> list[Variable]:
    """The variables that expressions name, without those inside indices."""
    found: list[Variable] = []
    for expression in expressions:
        match expression:
            case Variable():
                found.append(expression)
            case Operation(_, operands) | Call(_, operands):
                found += heads_of(operands)
    return found


def indices_in(expressions: Iterable[Expression]) -> list[Variable]:
    """The variables inside the indices of expressions."""
    return [inner for head in heads_of(expressions) for index in head.indices for inner in variables_of(index)]
