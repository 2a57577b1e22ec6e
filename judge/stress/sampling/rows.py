"""Distinct rows of several variables: points, intervals, pairs.

If few of many possible rows are needed, repeated ones are redrawn. If most of them are needed, that would take long, so
the possible rows are numbered and a sample of the numbers is taken.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from judge.stress.intervals import PlaceKeys, Places
from judge.stress.numbers import uniform
from judge.stress.sampling.bounds import bounds_of, comparisons_of, ends_of, named_in, spread
from judge.stress.sampling.draft import Draft
from judge.stress.sampling.unequal import ROUNDS, made_unequal, repeated
from judge.stress.work import Stuck
from problems.inputs.expressions import Variable, heads_of, variables_of
from problems.inputs.format import Comparison, Distinct, Order, Strings
from problems.inputs.matching import indices_of

_DENSE = 8  # the possible rows are numbered if there are at most this many for each row needed
_MOST_NUMBERED = 8_000_000


def make_rows_distinct(draft: Draft, name: str) -> None:
    """Redraw repeated rows once `name`, the last of their variables, has been drawn. Raises Stuck."""
    for relation in draft.scope.relations:
        if isinstance(relation, Distinct) and not relation.pooled and len(relation.variables) > 1:
            names = [v.name for v in relation.variables]
            if name in names and all(n in draft.box.places for n in names):
                _make_distinct(draft, relation, names)


def _make_distinct(draft: Draft, relation: Distinct, names: list[str]) -> None:
    places = [draft.box.places[name] for name in names]
    keys = places[0].keys
    if any(isinstance(draft.scope.domains[name], Strings) for name in names) or any(p.keys is not keys for p in places):
        return
    codes = _Codes(draft, relation, keys)
    columns = [place.numbers for place in places]
    wrong = codes.repeated(columns, np.arange(len(keys)))
    if not len(wrong):
        return
    found = _numbered(draft, relation, names, keys)
    if found is None:
        found = _redrawn(draft, codes, names, keys, columns, wrong)
    for name, column in zip(names, found, strict=True):
        draft.put(name, keys, column)


class _Codes:
    """Recognises rows that equal an earlier one."""

    def __init__(self, draft: Draft, relation: Distinct, keys: PlaceKeys) -> None:
        self._work, self._unordered, self._keys = draft.work, relation.unordered, keys
        indices = relation.variables[0].indices
        self._held = [p for p, i in enumerate(indices) if isinstance(i, Variable) and i.name in relation.each]
        self._known: set[Any] = set()

    def repeated(self, columns: Sequence[np.ndarray], asked: np.ndarray) -> np.ndarray:
        """The asked positions whose rows are repeated."""
        self._work.spend(2 * len(asked))
        codes: list[Any] = list(zip(*[column[asked].tolist() for column in columns], strict=True))
        if self._unordered:
            codes = [tuple(sorted(code)) for code in codes]
        if self._held:
            rows = [self._keys.rows[position] for position in asked.tolist()]
            codes = [(*(row[p] for p in self._held), *code) for row, code in zip(rows, codes, strict=True)]
        return np.array(repeated(self._known, asked.tolist(), codes), dtype=np.int64)


# --- drawn again ------------------------------------------------------------------------------------------------------


def _redrawn(
    draft: Draft, codes: _Codes, names: list[str], keys: PlaceKeys, columns: list[np.ndarray], wrong: np.ndarray
) -> list[np.ndarray]:
    """The rows, with those at wrong positions redrawn until no two are equal. Raises Stuck."""
    for _turn in range(ROUNDS):
        columns = _again(draft, names, keys, columns, wrong)
        wrong = codes.repeated(columns, wrong)
        if not len(wrong):
            return columns
    raise Stuck("not enough distinct rows")


def _again(
    draft: Draft, names: list[str], keys: PlaceKeys, columns: list[np.ndarray], wrong: np.ndarray
) -> list[np.ndarray]:
    """The columns with the wrong rows redrawn, one variable after another, within bounds that respect those before."""
    some, found = keys.some(wrong), []
    with _undrawn(draft, names):
        for name, before in zip(names, columns, strict=True):
            low, high = bounds_of(draft, name, some)
            lows, highs = spread(low, len(some)), spread(high, len(some))
            drawn = uniform(draft.rng, lows, highs, len(some))
            draft.box.places[name] = Places(some, drawn)
            drawn = made_unequal(draft, name, some, drawn, lows, highs)
            draft.box.places[name] = Places(some, drawn)
            column = before.copy()
            column[wrong] = drawn
            found.append(column)
    return found


@contextmanager
def _undrawn(draft: Draft, names: Sequence[str]) -> Iterator[None]:
    """Inside, these variables count as not drawn."""
    places = {name: draft.box.places.pop(name) for name in names}
    own = {name: draft.own.pop(name) for name in names}
    try:
        yield
    finally:
        draft.box.places.update(places)
        draft.own.update(own)


# --- numbered ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _RowSpace:
    """All possible rows: the values of the first variable, and for each those of the second."""

    first: int  # the first variable's least value
    lows: np.ndarray  # the second variable's least value, for each value of the first
    counts: np.ndarray  # how many values the second then has
    distinct: bool  # the second must differ from the first, so its count leaves that value out

    @property
    def size(self) -> int:
        """How many rows there are."""
        return int(self.counts.sum())

    def rows(self, ranks: np.ndarray) -> list[np.ndarray]:
        """Both columns of the rows with these numbers."""
        before = np.cumsum(self.counts) - self.counts
        at = np.searchsorted(before + self.counts, ranks, side="right")
        ones, others = self.first + at, self.lows[at] + ranks - before[at]
        if self.distinct:
            others = others + ((ones >= self.lows[at]) & (others >= ones))
        return [ones, others]


def _numbered(draft: Draft, relation: Distinct, names: list[str], keys: PlaceKeys) -> list[np.ndarray] | None:
    """Rows chosen from all possible ones; None if those are too many or cannot be counted. Raises Stuck."""
    if relation.each or not _stand_alone(draft, relation, names):
        return None
    most = min(_MOST_NUMBERED, max(64, _DENSE * len(keys)))
    if len(names) == 2:
        space = _pair_space(draft, relation, (names[0], names[1]), keys)
        if space is None or space.size > most:
            return None
        columns = space.rows(_chosen(draft, space.size, len(keys)))
        if relation.unordered and not _compared(draft, names):
            turned = draft.rng.randint(0, 2, size=len(keys)) == 1
            columns = [np.where(turned, columns[1], columns[0]), np.where(turned, columns[0], columns[1])]
        return columns
    if relation.unordered or _compared(draft, names):
        return None
    with _undrawn(draft, names):
        ranges = [_one_range(*ends_of(draft, name, keys)) for name in names]
    size = math.prod(len(values) if values is not None else most + 1 for values in ranges)
    if size > most:
        return None
    ranks, columns = _chosen(draft, size, len(keys)), []
    for values in ranges:
        assert values is not None
        columns.append(values.start + ranks % len(values))
        ranks = ranks // len(values)
    return columns


def _chosen(draft: Draft, size: int, count: int) -> np.ndarray:
    if size < count:
        raise Stuck(f"{count} distinct rows where there are {size}")
    draft.work.spend(size // 8)
    return draft.rng.permutation(size)[:count]


def _pair_space(draft: Draft, relation: Distinct, names: tuple[str, str], keys: PlaceKeys) -> _RowSpace | None:
    """All pairs of two variables; None if their bounds differ from row to row or are too far apart."""
    one, other = names
    with _undrawn(draft, names):
        values = _one_range(*ends_of(draft, one, keys))
        if values is None or len(values) > _MOST_NUMBERED:
            return None
        draft.work.spend(len(values) // 4)
        firsts = np.arange(values.start, values.stop)
        # The second variable's bounds, evaluated as if each value of the first had its own row.
        rows = PlaceKeys.of([(number,) for number in range(len(values))])
        draft.box.places[one] = Places(rows, firsts)
        lows, highs = (spread(end, len(values)) for end in ends_of(draft, other, rows))
        del draft.box.places[one]
    if relation.unordered and not _compared(draft, names):
        if _one_range(lows, highs) != values:
            return None
        lows = np.maximum(lows, firsts)
    distinct = any(order is Order.OTHER for order in _orders(draft, names))
    counts = np.maximum(highs - lows + 1, 0)
    if distinct:
        counts = counts - ((firsts >= lows) & (firsts <= highs))
    return _RowSpace(values.start, lows, counts, distinct)


def _one_range(low: Any, high: Any) -> range | None:
    """The range of values if the bounds are the same at every place; otherwise None."""
    lows, highs = np.ravel(low), np.ravel(high)
    if len(lows) == 0 or len(highs) == 0 or (lows != lows[0]).any() or (highs != highs[0]).any():
        return None
    return range(int(lows[0]), int(highs[0]) + 1)


def _orders(draft: Draft, names: Sequence[str]) -> list[Order]:
    """The orders required between these variables."""
    return [
        relation.order
        for relation in comparisons_of(draft.scope)
        if len({v.name for end in (relation.left, relation.right) for v in variables_of(end)} & set(names)) > 1
    ]


def _compared(draft: Draft, names: Sequence[str]) -> bool:
    return any(order is not Order.OTHER for order in _orders(draft, names))


def _stand_alone(draft: Draft, relation: Distinct, names: Sequence[str]) -> bool:
    """Whether the values of these variables in a row depend only on scalars and on each other."""
    scope = draft.scope
    own = {Variable(name, tuple(map(Variable, indices_of(scope)[name]))) for name in names}
    for one in scope.relations:
        if not isinstance(one, Comparison) and one is not relation and set(names) & named_in(one):
            return False
    known = draft.seen.keys() | scope.domains.keys()  # a free index is not among them
    for compared in comparisons_of(scope):
        values = heads_of((compared.left, compared.right))
        if not any(v.name in names for v in values):
            continue
        # Other variables that are drawn differ from row to row; the bounds of undrawn ones hold for all rows.
        if not all(v in own or (v.name in known and v.name not in (*names, *draft.box.places)) for v in values):
            return False
        if compared.order is Order.OTHER and {compared.left, compared.right} != own:
            return False
    return True
