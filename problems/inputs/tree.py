"""Walks and rebuilds the tree of a layout: while it is read, and of a format."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from problems.inputs.algebra import substituted
from problems.inputs.expressions import Expression, Variable
from problems.inputs.format import Cases, Item, Line, Node, Rows, Series, Token, Variants


class LayoutNotUnderstood(Exception):
    """The blocks are not understood as a layout."""


@dataclass(frozen=True, slots=True)
class Dots:
    """What is left out between the first elements of a sequence and its last."""


@dataclass(frozen=True, slots=True)
class Characters:
    """Characters side by side, until it is known which index runs along them."""

    items: tuple[Any, ...]


DOTS = Dots()


def children(node: Any) -> tuple[Any, ...]:
    """The direct contents of a node: the items of a line, the nodes that a repetition repeats."""
    match node:
        case Line(items) | Series(items) | Characters(items):
            return items
        case Rows(body):
            return body
    return ()


def rebuild(node: Any, inside: Sequence[Any], ends: Sequence[Expression] = ()) -> Any:
    """The node with other contents and, for a repetition, another range if `ends` are given."""
    inside = tuple(inside)
    match node:
        case Line() | Characters():
            return replace(node, items=inside)
        case Series(_, index, low, high):
            return Series(inside, index, *(ends or (low, high)))
        case Rows(_, index, low, high):
            return Rows(inside, index, *(ends or (low, high)))
    return node


def ends_of(node: Any) -> tuple[Expression, ...]:
    """The range of a repetition; empty for other nodes."""
    return (node.low, node.high) if isinstance(node, Series | Rows) else ()


def tokens_in(nodes: Iterable[Any]) -> Iterator[Token]:
    """All tokens in the nodes, at any depth, in order."""
    for node in nodes:
        if isinstance(node, Token):
            yield node
        else:
            yield from tokens_in(children(node))


def with_tokens(node: Any, change: Callable[[Token], Any]) -> Any:
    """The node with its tokens changed."""
    if isinstance(node, Token):
        return change(node)
    return rebuild(node, [with_tokens(child, change) for child in children(node)])


def with_expressions(node: Any, change: Callable[[Expression], Expression]) -> Any:
    """The node with the indices of its tokens and the ends of its repetitions changed."""
    if isinstance(node, Token):
        return Token(Variable(node.variable.name, tuple(map(change, node.variable.indices))))
    inside = [with_expressions(child, change) for child in children(node)]
    return rebuild(node, inside, tuple(map(change, ends_of(node))))


def with_index(node: Any, name: str, value: Expression) -> Any:
    """The node with an index replaced everywhere."""
    return with_expressions(node, lambda expression: substituted(expression, name, value))


# --- the tree of a format: one scope, without those inside it -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class Loop:
    """A Series or Rows around a token."""

    index: str
    low: Expression
    high: Expression


@dataclass(frozen=True, slots=True)
class Position:
    """A token of the layout, or a Variants node, with the loops around it from the outside in."""

    what: Variable | Variants
    loops: tuple[Loop, ...]


def positions(nodes: Iterable[Node | Item], loops: tuple[Loop, ...] = ()) -> Iterator[Position]:
    """Every token and Variants node, in the order of the page; without those inside Cases and Variants."""
    for node in nodes:
        match node:
            case Token(variable):
                yield Position(variable, loops)
            case Line(items):
                yield from positions(items, loops)
            case Series(items, index, low, high):
                yield from positions(items, (*loops, Loop(index, low, high)))
            case Rows(body, index, low, high):
                yield from positions(body, (*loops, Loop(index, low, high)))
            case Variants():
                yield Position(node, loops)


def variants_of(nodes: Iterable[Node]) -> list[Variants]:
    """The Variants of a scope, those in rows included."""
    return [position.what for position in positions(nodes) if isinstance(position.what, Variants)]


def cases_of(nodes: Iterable[Node]) -> list[Cases]:
    """The nodes of test cases, which are always at the top of a scope."""
    return [node for node in nodes if isinstance(node, Cases)]
