"""Sequences with dots: what repeats around the dots, and over which range."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from problems.inputs import tree
from problems.inputs.algebra import added, difference, same
from problems.inputs.expressions import Expression, Number, Operation, Variable, with_parts
from problems.inputs.format import Literal, Rows, Series, Token

MAX_PERIOD = 6  # lines, or tokens, that repeat together


class _Mismatch(Exception):
    """Two elements are not iterations of one repetition."""


class _Unifier:
    """Unifies two iterations of a repetition into a template over an index, with the index's value in each."""

    def __init__(self, index: str) -> None:
        self.index = Variable(index)
        self.first: Expression | None = None
        self.last: Expression | None = None

    def sequence(self, left: Sequence[Any], right: Sequence[Any]) -> tuple[Any, ...]:
        if len(left) != len(right):
            raise _Mismatch
        return tuple(self.node(one, other) for one, other in zip(left, right, strict=True))

    def node(self, left: Any, right: Any) -> Any:
        match left, right:
            case Token(one), Token(other) if one.name == other.name and len(one.indices) == len(other.indices):
                indices = tuple(self.expression(a, b) for a, b in zip(one.indices, other.indices, strict=True))
                return Token(Variable(one.name, indices))
            case Literal(), Literal() if left == right:
                return left
        if tree.children(left) and type(left) is type(right):
            inside = right
            if tree.ends_of(left):
                inside = tree.with_index(right, right.index, Variable(left.index))
            repeated = self.sequence(tree.children(left), tree.children(inside))
            return tree.rebuild(left, repeated, tuple(map(self.expression, tree.ends_of(left), tree.ends_of(inside))))
        raise _Mismatch

    def expression(self, left: Expression, right: Expression) -> Expression:
        if same(left, right):
            return left
        match left, right:
            case Operation(a, one), Operation(b, other) if a == b and len(one) == len(other) and self.first is not None:
                return Operation(a, tuple(self.expression(x, y) for x, y in zip(one, other, strict=True)))
            case Variable(a, one), Variable(b, other) if a == b and one and len(one) == len(other):
                indices = tuple(self.expression(x, y) for x, y in zip(one, other, strict=True))
                return Variable(a, indices)
        if self.first is None or self.last is None:
            self.first, self.last = left, right
            return self.index
        by, also = difference(left, self.first), difference(right, self.last)
        if by is None or by != also:
            raise _Mismatch
        return added(self.index, by)


@dataclass(frozen=True, slots=True)
class Repeated:
    """Nodes or items that repeat while the index runs from low to high."""

    body: tuple[Any, ...]
    index: str
    low: Expression
    high: Expression

    def iteration(self, value: Expression) -> list[Any]:
        """The iteration at one value of the index."""
        return [tree.with_index(node, self.index, value) for node in self.body]


def are_alike(left: Sequence[Any], right: Sequence[Any]) -> bool:
    """Whether two sequences are the same once short series are written out."""
    left, right = _written_out(left), _written_out(right)
    if len(left) != len(right):
        return False
    return all(_same_node(one, other) for one, other in zip(left, right, strict=True))


def _same_node(left: Any, right: Any) -> bool:
    match left, right:
        case Token(one), Token(other):
            return (
                one.name == other.name
                and len(one.indices) == len(other.indices)
                and all(map(same, one.indices, other.indices))
            )
    if tree.children(left) and type(left) is type(right):
        if tree.ends_of(left):
            right = tree.with_index(right, right.index, Variable(left.index))
        return all(map(same, tree.ends_of(left), tree.ends_of(right))) and are_alike(
            tree.children(left), tree.children(right)
        )
    return bool(left == right)


def _written_out(nodes: Sequence[Any]) -> list[Any]:
    found: list[Any] = []
    for node in nodes:
        match node:
            case Series(body, index, low, high) | Rows(body, index, low, high):
                length = difference(high, low)
                if length is not None and -1 <= length < 8:
                    for turn in range(length + 1):
                        found.extend(tree.with_index(part, index, added(low, turn)) for part in body)
                    continue
        found.append(node)
    return found


def folded(elements: Sequence[Any], build: Callable[[Repeated], Any], fresh: Iterator[str]) -> list[Any]:
    """The elements with each run around dots replaced by one node. Raises LayoutNotUnderstood if dots remain."""
    found = list(elements)
    while tree.DOTS in found:
        for at in [place for place, element in enumerate(found) if element == tree.DOTS]:
            run = _run(found, at, fresh)
            if run is not None:
                start, end, template = run
                found[start:end] = [build(template)]
                break
        else:
            raise tree.LayoutNotUnderstood("dots that continue no series")
    return found


def _run(elements: list[Any], at: int, fresh: Iterator[str]) -> tuple[int, int, Repeated] | None:
    """The repetition around the dots at a place: where it starts, where it ends, and what repeats."""
    for period in range(1, min(MAX_PERIOD, at, len(elements) - at - 1) + 1):
        before, after = elements[at - period : at], elements[at + 1 : at + 1 + period]
        if tree.DOTS in before or tree.DOTS in after:
            break
        earlier = elements[max(0, at - 2 * period) : at - period]
        for template in _templates(earlier, before, after, next(fresh)):
            low, high, start, end = template.low, template.high, at - period, at + 1 + period
            while start >= period and are_alike(elements[start - period : start], template.iteration(added(low, -1))):
                low, start = added(low, -1), start - period
            while end + period <= len(elements):
                if not are_alike(elements[end : end + period], template.iteration(added(high, 1))):
                    break
                high, end = added(high, 1), end + period
            return start, end, replace(template, low=low, high=high)
    return None


def _templates(earlier: list[Any], before: list[Any], after: list[Any], index: str) -> Iterator[Repeated]:
    """The templates that may repeat, each checked against the elements on both sides of the dots."""
    candidates: list[Repeated] = []
    unifier = _Unifier(index)
    try:
        body = unifier.sequence(before, after)
        if unifier.first is not None and unifier.last is not None:
            candidates.append(Repeated(body, index, unifier.first, unifier.last))
    except _Mismatch:
        pass
    highs = list(dict.fromkeys(e for token in tree.tokens_in(after) for e in token.variable.indices))
    lows = list(dict.fromkeys(e for token in tree.tokens_in(before) for e in token.variable.indices))
    unifier = _Unifier(index)
    try:  # two iterations tell more than one: the first row of a triangle hides the pattern
        body = unifier.sequence(earlier, before)
        if earlier and unifier.first is not None and unifier.last is not None:
            candidates += [Repeated(body, index, unifier.last, high) for high in highs]
    except _Mismatch:
        pass
    for high in highs:  # only the last iteration, with its number replaced everywhere
        if not isinstance(high, Number):
            body = tuple(_replaced(node, high, Variable(index)) for node in after)
            candidates += [Repeated(body, index, low, high) for low in lows]
    for template in candidates:
        length = difference(template.high, template.low)
        if length is not None and length < 0:
            continue
        if are_alike(before, template.iteration(template.low)) and are_alike(after, template.iteration(template.high)):
            yield template


def _replaced(node: Any, old: Expression, new: Expression) -> Any:
    def change(expression: Expression) -> Expression:
        return new if expression == old else with_parts(expression, change)

    return tree.with_expressions(node, change)
