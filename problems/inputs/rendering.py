"""Writes values as an input: the inverse of matching."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import repeat
from typing import Any

from problems.inputs.evaluate import whole
from problems.inputs.expressions import Expression, Variable, variables_of
from problems.inputs.format import Cases, InputFormat, Item, Line, Literal, Node, Rows, Scope, Series, Token, Variants


def render(fmt: InputFormat, values: Mapping[str, Any]) -> bytes:
    """Write the input with these values, shaped as problems.inputs.format describes.

    One blank between tokens, LF line ends. Domains and relations are not checked. Raises Unevaluable if the layout
    names a variable or place that the values lack, KeyError if a token has no value.
    """
    page = _Page()
    page.scope(fmt.scope, values, {})
    return "".join(page.lines).encode()


def text_of(value: int | Decimal | str) -> str:
    """A value as one token."""
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _texts(places: Mapping[tuple[int, ...], int | Decimal | str], keys: Iterable[tuple[int, ...]]) -> list[str]:
    """The tokens under these keys. There may be a million of them, so every Python step counts."""
    values = list(map(places.__getitem__, keys))
    return list(map(text_of if Decimal in set(map(type, values)) else str, values))


class _Page:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.flat: dict[int, list[Variable | str] | None] = {}  # by scope; queries share a few of them
        self.known: dict[tuple[int, int], list[str]] = {}  # by scope and values: several cases may share one object

    def scope(self, scope: Scope, values: Mapping[str, Any], around: Mapping[str, Any]) -> None:
        if id(scope) not in self.flat:
            self.flat[id(scope)] = _line_without_indices(scope)
        flat = self.flat[id(scope)]
        if flat is not None:
            texts = [text_of(values[item.name]) if isinstance(item, Variable) else item for item in flat]
            self.lines.append(" ".join(texts) + "\n")
            return
        self.nodes(scope.nodes, {**around, **values}, ())

    def nodes(self, nodes: Sequence[Node], seen: dict[str, Any], around: tuple[int, ...]) -> None:
        for node in nodes:
            match node:
                case Line(items):
                    texts: list[str] = []
                    self.items(items, seen, texts)
                    self.lines.append(" ".join(texts) + "\n")
                case Rows((Line(items),), index, low, high) if _plain(items, index):
                    numbers = _run(low, high, seen)
                    columns = [_column(item, seen, numbers) for item in items]
                    self.lines.extend([" ".join(texts) + "\n" for texts in zip(*columns, strict=True)])
                case Rows(body, index, low, high):
                    for number in _run(low, high, seen):
                        seen[index] = number
                        self.nodes(body, seen, (*around, number))
                    seen.pop(index, None)
                case Cases(name, _, scope):
                    for values in seen[name]:
                        self.case(scope, values, seen)
                case Variants(name, scopes):
                    number, values = seen[name][around]
                    self.scope(scopes[number], values, seen)

    def case(self, scope: Scope, values: Mapping[str, Any], seen: dict[str, Any]) -> None:
        key = (id(scope), id(values))
        if key not in self.known:
            before = len(self.lines)
            self.scope(scope, values, seen)
            self.known[key] = self.lines[before:]
        else:
            self.lines.extend(self.known[key])

    def items(self, items: Sequence[Item], seen: dict[str, Any], texts: list[str]) -> None:
        for item in items:
            match item:
                case Series((Token(Variable(name, (*outer, Variable(own, ())))),), index, low, high) if own == index:
                    if not any(_names(part, index) for part in outer):
                        head = tuple([whole(part, seen) for part in outer])
                        numbers = _run(low, high, seen)
                        places = seen[name] if numbers else {}
                        texts.extend(_texts(places, zip(*map(repeat, head), numbers, strict=False)))
                        continue
                    self.series(item, seen, texts)
                case Series():
                    self.series(item, seen, texts)
                case Token(Variable(name, ())):
                    texts.append(text_of(seen[name]))
                case Token(Variable(name, indices)):
                    texts.append(text_of(seen[name][tuple([whole(part, seen) for part in indices])]))
                case Literal(text):
                    texts.append(text)

    def series(self, item: Series, seen: dict[str, Any], texts: list[str]) -> None:
        for number in _run(item.low, item.high, seen):
            seen[item.index] = number
            self.items(item.items, seen, texts)
        seen.pop(item.index, None)


def _run(low: Expression, high: Expression, seen: Mapping[str, Any]) -> range:
    return range(whole(low, seen), whole(high, seen) + 1)


def _names(expression: Expression, index: str) -> bool:
    return any(variable.name == index for variable in variables_of(expression))


def _line_without_indices(scope: Scope) -> list[Variable | str] | None:
    """The tokens of a scope that is one line of scalars and literals, as most queries are."""
    match scope.nodes:
        case (Line(items),) if all(
            isinstance(i, Literal) or (isinstance(i, Token) and not i.variable.indices) for i in items
        ):
            return [
                item.text if isinstance(item, Literal) else item.variable
                for item in items
                if not isinstance(item, Series)
            ]
    return None


def _plain(items: Sequence[Item], index: str) -> bool:
    """Whether each item is a literal or has the row's index alone: columns that can be written at once."""
    return all(
        isinstance(item, Literal) or (isinstance(item, Token) and item.variable.indices == (Variable(index),))
        for item in items
    )


def _column(item: Item, seen: Mapping[str, Any], numbers: range) -> list[str]:
    match item:
        case Token(Variable(name)):
            places = seen[name] if numbers else {}
            return _texts(places, zip(numbers, strict=True))
        case Literal(text):
            return [text] * len(numbers)
        case Series():
            raise TypeError("a series is no column")
