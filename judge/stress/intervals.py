"""Interval arithmetic over an input's variables: the range of values that an expression can still take.

A bound is an int or Fraction, or a numpy array of them (int64, or object where they may outgrow it) with one element
for each place evaluated at once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial, reduce
from typing import Any

import numpy as np

from problems.inputs.expressions import Call, Expression, Number, Operation, Variable
from problems.inputs.format import Decimals, Domain, Integers, Strings

Bound = Any  # int | Fraction | np.ndarray
Span = tuple[Bound, Bound]

FAR = 10**20  # beyond any bound of an input; stands for an unknown bound
_SAFE = 2**62
_LARGEST_EXPONENT = 4000


@dataclass(frozen=True, slots=True)
class PlaceKeys:
    """The keys of some places, also as columns: one array for each part of the keys."""

    rows: list[tuple[int, ...]]
    columns: list[np.ndarray]

    @classmethod
    def of(cls, rows: list[tuple[int, ...]]) -> "PlaceKeys":
        """The keys with their columns."""
        return cls(rows, list(np.array(rows, dtype=np.int64).reshape(len(rows), -1).T) if rows else [])

    def __len__(self) -> int:
        return len(self.rows)

    def grouped(self, parts: Sequence[int]) -> list[np.ndarray]:
        """The positions of the keys, in groups that have these parts in common."""
        groups: dict[tuple[int, ...], list[int]] = {}
        for position, key in enumerate(self.rows):
            groups.setdefault(tuple([key[part] for part in parts]), []).append(position)
        return [np.array(group) for group in groups.values()]

    def some(self, chosen: np.ndarray) -> "PlaceKeys":
        """The keys at these positions."""
        return PlaceKeys([self.rows[place] for place in chosen.tolist()], [column[chosen] for column in self.columns])


@dataclass(slots=True)
class Places:
    """The values of an indexed variable: numbers, or the lengths of strings, in the order of the keys."""

    keys: PlaceKeys
    numbers: np.ndarray
    _position: dict[tuple[int, ...], int] | None = None

    def at(self, indices: list[np.ndarray]) -> np.ndarray | None:
        """The numbers at these indices; None if one of the places does not exist."""
        columns = self.keys.columns
        if len(columns) == len(indices) and all(a is b for a, b in zip(indices, columns, strict=True)):
            return self.numbers
        offsets = self._offsets(indices)
        if offsets is not None:
            inside = len(offsets) == 0 or (offsets.min() >= 0 and offsets.max() < len(self.keys))
            return self.numbers[offsets] if inside else None
        positions = self._positions_of(indices)
        return None if -1 in positions else self.numbers[positions]

    def has(self, indices: list[np.ndarray]) -> np.ndarray:
        """Which of these indices have a place, as an array of bool."""
        offsets = self._offsets(indices)
        if offsets is not None:
            there: np.ndarray = (offsets >= 0) & (offsets < len(self.keys))
            return there
        return np.array(self._positions_of(indices), dtype=np.int64) >= 0

    def _offsets(self, indices: list[np.ndarray]) -> np.ndarray | None:
        """The distances of these indices from the first key; None unless the keys are consecutive integers."""
        if not len(indices) == len(self.keys.columns) == 1:
            return None
        first, last = self.keys.rows[0][0], self.keys.rows[-1][0]
        return indices[0] - first if last == first + len(self.keys) - 1 else None

    def _positions_of(self, indices: list[np.ndarray]) -> list[int]:
        if self._position is None:
            self._position = {key: place for place, key in enumerate(self.keys.rows)}
        wanted = zip(*[index.tolist() for index in indices], strict=True)
        return [self._position.get(key, -1) for key in wanted]


@dataclass(slots=True)
class KnownValues:
    """What is known about a scope's variables so far: values, places, and otherwise their domains."""

    domains: Mapping[str, Domain]
    outer: "KnownValues | None" = None
    scalars: dict[str, Span] = field(default_factory=dict)
    places: dict[str, Places] = field(default_factory=dict)
    _open: set[str] = field(default_factory=set)  # names whose domain is being evaluated: bounds may be circular

    def of(self, name: str) -> Span | Places:
        """A variable's places, or its span over everything unknown."""
        if name in self.scalars:
            return self.scalars[name]
        if name in self.places:
            return self.places[name]
        if name not in self.domains:
            return self.outer.of(name) if self.outer is not None else (-FAR, FAR)
        if name in self._open:
            return -FAR, FAR
        self._open.add(name)
        try:
            domain = self.domains[name]
            return span(domain.low, self)[0], span(domain.high, self)[1]
        finally:
            self._open.discard(name)

    @contextmanager
    def assuming(self, name: str, places: Places) -> Iterator[None]:
        """Inside, the variable has these places."""
        before = self.places.get(name)
        self.places[name] = places
        try:
            yield
        finally:
            if before is None:
                del self.places[name]
            else:
                self.places[name] = before

    def span_of(self, name: str) -> Span:
        """The range of a variable's values over all its places."""
        found = self.of(name)
        return _hull(found) if isinstance(found, Places) else found


@dataclass(slots=True)
class PlaceQuery:
    """Places to evaluate at once: their keys, with values for the indices and for some variables."""

    keys: PlaceKeys
    indices: dict[str, np.ndarray] = field(default_factory=dict)
    overrides: dict[Variable, Span] = field(default_factory=dict)


NOWHERE = PlaceQuery(PlaceKeys.of([()]))


def span(expression: Expression, box: KnownValues, asked: PlaceQuery = NOWHERE) -> Span:
    """The least and greatest value that an expression can have, over everything still unknown."""
    match expression:
        case Number(value):
            return value, value
        case Variable(name, indices):
            return _variable(expression, name, indices, box, asked)
        case Operation(operator, operands):
            low, high = span(operands[0], box, asked)
            for operand in operands[1:]:
                low, high = _OPERATORS[operator]((low, high), span(operand, box, asked))
            return low, high
        case Call(function, operands):
            if function in ("min", "max", "sum", "length") and len(operands) == 1:
                return _over_places(function, operands[0], box, asked)
            known = _CALLS.get(function)  # nothing is known of other functions
            return (-FAR, FAR) if known is None else known([span(operand, box, asked) for operand in operands])


def _variable(
    variable: Variable, name: str, indices: tuple[Expression, ...], box: KnownValues, asked: PlaceQuery
) -> Span:
    if variable in asked.overrides:
        return asked.overrides[variable]
    if not indices and name in asked.indices:
        index = asked.indices[name]
        return index, index
    found = box.of(name)
    if isinstance(found, tuple):
        return found
    if indices:
        intervals = [span(index, box, asked) for index in indices]
        if all(low is high or np.array_equal(low, high) for low, high in intervals):
            count = len(asked.keys)
            columns = [low if isinstance(low, np.ndarray) else np.full(count, int(low)) for low, _high in intervals]
            numbers = found.at(columns)
            if numbers is not None:
                return numbers, numbers
    return _hull(found)


def _hull(places: Places) -> Span:
    if not len(places.numbers):
        return -FAR, FAR
    return _plain(places.numbers.min()), _plain(places.numbers.max())


def _plain(number: Any) -> Any:
    return int(number) if isinstance(number, np.integer) else number


def _over_places(function: str, operand: Expression, box: KnownValues, asked: PlaceQuery) -> Span:
    found = box.of(operand.name) if isinstance(operand, Variable) and not operand.indices else None
    if function == "sum" and isinstance(found, Places):
        total = sum(found.numbers.tolist())
        return total, total
    low, high = span(operand, box, asked)
    if function == "sum":
        floor = int(low.min()) if isinstance(low, np.ndarray) else low
        return (-FAR if floor < 0 else floor), FAR  # the number of terms is not known here
    if isinstance(found, Places) and function in ("min", "max"):
        return (low, low) if function == "min" else (high, high)
    return low, high


# --- arithmetic -------------------------------------------------------------------------------------------------------


def _greatest(bound: Bound) -> int:
    """An upper limit on the absolute value of a bound, over all places."""
    if isinstance(bound, np.ndarray):
        return int(max(abs(_plain(bound.max())), abs(_plain(bound.min())))) + 1 if bound.size else 0
    return int(abs(bound)) + 1


def _overflow_safe(left: Bound, right: Bound, size: int) -> tuple[Bound, Bound]:
    """Both bounds, with arrays as dtype object if a result of this size could overflow."""
    if size < _SAFE or not _are_many(left, right):
        return left, right
    return tuple(part.astype(object) if isinstance(part, np.ndarray) else part for part in (left, right))  # type: ignore[return-value]


def add(left: Bound, right: Bound) -> Bound:
    """The sum, without overflow."""
    left, right = _overflow_safe(left, right, _greatest(left) + _greatest(right))
    return left + right


def least(left: Bound, right: Bound) -> Bound:
    """The lesser bound at each place."""
    return np.minimum(left, right) if _are_many(left, right) else min(left, right)


def most(left: Bound, right: Bound) -> Bound:
    """The greater bound at each place."""
    return np.maximum(left, right) if _are_many(left, right) else max(left, right)


def _are_many(left: Bound, right: Bound) -> bool:
    return isinstance(left, np.ndarray) or isinstance(right, np.ndarray)


def _times(left: Bound, right: Bound) -> Bound:
    left, right = _overflow_safe(left, right, _greatest(left) * _greatest(right))
    return left * right


def _of_ends(compute: Callable[[Bound, Bound], Bound], left: Span, right: Span) -> Span:
    """The span of a function that is monotone in each operand: its extremes are at the ends."""
    if left[0] is left[1] and right[0] is right[1]:
        value = compute(left[0], right[0])
        return value, value
    ends = [compute(one, other) for one in left for other in right]
    return reduce(least, ends), reduce(most, ends)


def _without_zero(divisor: Span) -> Span:
    low, high = divisor
    if _are_many(low, high):
        return np.where(low == 0, 1, low), np.where(high == 0, 1, high)
    return low or 1, high or 1


def _quotient(left: Bound, right: Bound) -> Bound:
    return left // right if _are_many(left, right) else _lowest(Fraction(left) / right)


def _lowest(number: Fraction) -> int | Fraction:
    return number.numerator if number.denominator == 1 else number


def _power(left: Span, right: Span) -> Span:
    def power(base: Bound, exponent: Bound) -> Bound:
        if _are_many(base, exponent):
            bases, exponents = np.broadcast_arrays(base, exponent)
            return np.array([power(int(b), int(e)) for b, e in zip(bases, exponents, strict=True)], dtype=object)
        exponent = min(exponent, _LARGEST_EXPONENT)
        if isinstance(base, int) and isinstance(exponent, int) and exponent >= 0:
            return base**exponent
        return _lowest(Fraction(base) ** int(exponent) if base else Fraction(int(exponent == 0)))

    return _of_ends(power, left, right)


_OPERATORS: dict[str, Callable[[Span, Span], Span]] = {
    "+": lambda left, right: (add(left[0], right[0]), add(left[1], right[1])),
    "-": lambda left, right: (add(left[0], -right[1]), add(left[1], -right[0])),
    "*": lambda left, right: _of_ends(_times, left, right),
    "/": lambda left, right: _of_ends(_quotient, left, _without_zero(right)),
    "^": _power,
}


def _fold(choose: Callable[[Bound, Bound], Bound], intervals: list[Span]) -> Span:
    lows, highs = zip(*intervals, strict=True)
    return reduce(choose, lows), reduce(choose, highs)


def _absolute(intervals: list[Span]) -> Span:
    ((low, high),) = intervals
    return most(most(low, -high), 0), most(-low, high)


_CALLS: dict[str, Callable[[list[Span]], Span]] = {
    "min": partial(_fold, least),
    "max": partial(_fold, most),
    "abs": _absolute,
    "floor": lambda intervals: (intervals[0][0] // 1, intervals[0][1] // 1),
    "ceil": lambda intervals: (-(-intervals[0][0] // 1), -(-intervals[0][1] // 1)),
}


def domain_ends(domain: Domain) -> tuple[Expression, Expression]:
    """The bounds of a domain's numbers, or of its strings' lengths."""
    match domain:
        case Integers(low, high) | Decimals(low, high) | Strings(_, low, high):
            return low, high
