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
    """Facts about an input beside its values."""

    unchecked: list[Relation] = field(default_factory=list)  # relations that were not looked at while drawing
    capped: bool = False  # it could have been larger, but for what judging can bear


@dataclass(slots=True)
class Draft:
    """The values of a scope's variables as they are drawn: each goes into the box and among the values."""

    scope: Scope
    box: KnownValues
    seen: dict[str, Any]  # the values of the scopes around as well
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
        """Whole numbers (of the smallest unit, for decimals) as the values at these keys."""
        domain = self.scope.domains[name]
        written: list[Any] = numbers.tolist()
        if isinstance(domain, Decimals):
            unit = 10**domain.places
            numbers = np.empty(len(written), dtype=object)
            numbers[:] = [Fraction(number, unit) for number in written]
            written = [Decimal(number).scaleb(-domain.places) for number in written]
        self._put(name, keys, numbers, written)

    def put_texts(self, name: str, keys: PlaceKeys, texts: list[str]) -> None:
        """Strings as the values at these keys."""
        self._put(name, keys, np.array(list(map(len, texts)), dtype=np.int64), texts)

    def _put(self, name: str, keys: PlaceKeys, numbers: np.ndarray, written: list[Any]) -> None:
        self.box.places[name] = Places(keys, numbers)
        self.own[name] = self.seen[name] = dict(zip(keys.rows, written, strict=True))
