"""The values of one scope so far, and what drawing them needs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from judge.stress.intervals import KnownValues, PlaceKeys, Places
from judge.stress.numbers import Random
from judge.stress.positions import keys_of
from judge.stress.styles import Style
from judge.stress.work import Stuck, Work
from problems.inputs.evaluate import Unevaluable
from problems.inputs.expressions import Variable
from problems.inputs.format import Decimals, Relation, Scope
from problems.inputs.tree import Position


@dataclass(slots=True)
class Remarks:
    """Facts about an input other than its values."""

    unchecked: list[Relation] = field(default_factory=list)  # relations that were not checked while drawing
    capped: bool = False  # larger ones are allowed, but too much for judging


@dataclass(slots=True)
class Draft:
    """A scope's variables as they are drawn; each is entered in the box and among the values."""

    scope: Scope
    box: KnownValues
    seen: dict[str, Any]  # including those of the outer scopes
    own: dict[str, Any]
    style: Style
    rng: Random
    most_bytes: int
    remarks: Remarks
    work: Work
    ranges: dict[str, tuple[Any, Any]] = field(default_factory=dict)  # the bounds that a variable was drawn within
    _keys: dict[object, PlaceKeys] = field(default_factory=dict)

    def keys_of(self, found: Sequence[Position]) -> PlaceKeys:
        """The keys of a variable's places; the same object for variables that stand side by side. Raises Stuck."""
        known = tuple(
            (position.what.indices, position.loops) for position in found if isinstance(position.what, Variable)
        )
        if known not in self._keys:
            try:
                self._keys[known] = PlaceKeys.of(keys_of(found, self.seen))
            except Unevaluable as error:
                raise Stuck(str(error)) from None
        return self._keys[known]

    def put(self, name: str, keys: PlaceKeys, numbers: np.ndarray) -> None:
        """Set the values at these keys to integers, in the smallest unit for decimals."""
        domain = self.scope.domains[name]
        written: list[Any] = numbers.tolist()
        if isinstance(domain, Decimals):
            unit = 10**domain.places
            numbers = np.empty(len(written), dtype=object)
            numbers[:] = [Fraction(number, unit) for number in written]
            written = [Decimal(number).scaleb(-domain.places) for number in written]
        self._put(name, keys, numbers, written)

    def put_texts(self, name: str, keys: PlaceKeys, texts: list[str]) -> None:
        """Set the values at these keys to strings."""
        self._put(name, keys, np.array(list(map(len, texts)), dtype=np.int64), texts)

    def _put(self, name: str, keys: PlaceKeys, numbers: np.ndarray, written: list[Any]) -> None:
        self.box.places[name] = Places(keys, numbers)
        self.own[name] = self.seen[name] = dict(zip(keys.rows, written, strict=True))
