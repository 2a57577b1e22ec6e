"""Draws the variables with indices: numbers, strings and edges for all their places at once, as their relations ask."""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from judge.beyond.edges import Demand, NoSuchGraph, edges, tree
from judge.beyond.numbers import Random, Shape, draw, uniform
from judge.beyond.spans import Asked, Box, Keys, Places, add, domain_ends, least, most, span
from judge.beyond.spots import Key, Spot, keys_of
from judge.beyond.styles import Sizes, Style
from judge.beyond.texts import TextShape, draw_matching, draw_texts
from judge.beyond.work import Stuck, Work
from problems.inputs.evaluate import Unevaluable, evaluate
from problems.inputs.expressions import Call, Expression, Number, Operation, Variable, variables_of
from problems.inputs.format import (
    Comparison,
    Congruent,
    Decimals,
    Distinct,
    Domain,
    Graph,
    Occurs,
    Order,
    Permutation,
    Prime,
    Relation,
    Scope,
    Strings,
    Total,
)
from problems.inputs.matching import indices_of, is_prime

_ROUNDS = 60  # of drawing anew what does not fit
_NARROW = (Shape.TINY, Shape.LEAST, Shape.EQUAL, Shape.TWO, Shape.STEPS, Shape.STEPS_DOWN, Shape.ALTERNATING)
_SORTED = (Shape.RISING, Shape.STEPS, Shape.LEAST)
_REVERSED = (Shape.FALLING, Shape.STEPS_DOWN)
MIRRORED = {
    Order.LESS: Order.MORE,
    Order.AT_MOST: Order.AT_LEAST,
    Order.AT_LEAST: Order.AT_MOST,
    Order.MORE: Order.LESS,
    Order.EQUAL: Order.EQUAL,
    Order.OTHER: Order.OTHER,
}
HOLDS: dict[Order, Callable[[Any, Any], Any]] = {
    Order.LESS: operator.lt,
    Order.AT_MOST: operator.le,
    Order.AT_LEAST: operator.ge,
    Order.MORE: operator.gt,
    Order.EQUAL: operator.eq,
    Order.OTHER: operator.ne,
}
_FARTHEST_PRIME = 3000


@dataclass(slots=True)
class PlaceDrawer:
    """Draws what has indices in one scope, into the box and the values."""

    scope: Scope
    box: Box
    seen: dict[str, Any]
    own: dict[str, Any]
    style: Style
    rng: Random
    most_bytes: int
    doubts: list[Relation]  # relations that could not be looked at while drawing are added here
    work: Work
    keys: dict[object, Keys] = field(default_factory=dict)
    ranges: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    def draw_all(self, found: Mapping[str, list[Spot]]) -> None:
        """Every variable with indices, after those that its places and bounds name. Raises Stuck."""
        waiting = [name for name in found if name not in self.own]
        while waiting:
            name = next((n for n in waiting if not self._needs(n, found) & set(waiting) - {n}), None)
            if name is None:  # bounds in a circle: what the places are laid out with must come first all the same
                name = next((n for n in waiting if not self._laid_out_with(n, found) & set(waiting)), waiting[0])
            graph = self._graph_of(name)
            if graph is not None and all(end.name in waiting for end in graph.ends):
                self._edges(graph, found)
            else:
                self._one(name, self._keys(found[name]))
            for relation in self.scope.relations:
                if isinstance(relation, Distinct) and not relation.pooled and len(relation.variables) > 1:
                    names = [v.name for v in relation.variables]
                    if name in names and all(n in self.box.places for n in names):
                        self._distinct_tuples(relation, names)
            waiting = [other for other in waiting if other not in self.own]
        self._check()

    def _check(self) -> None:
        """Every comparison at all places at once, as far as intervals tell. Raises Stuck where one does not hold."""
        for name, domain in self.scope.domains.items():
            low, high = domain_ends(domain)
            named = {v.name for end in (low, high) for v in variables_of(end)}
            if name not in self.box.places and named & self.box.places.keys():
                self.doubts.append(Comparison(low, Order.AT_MOST, high))  # a scalar's bounds, drawn before
        for relation in self.scope.relations:
            if not isinstance(relation, Comparison):
                continue
            ends = (relation.left, relation.right)
            place = next(
                (v for end in ends for v in variables_of(end) if v.name in self.box.places and v.indices), None
            )
            if place is None:
                names = {v.name for end in ends for v in variables_of(end)}
                if names & self.box.places.keys():
                    self.doubts.append(relation)
                continue
            if any(isinstance(self.scope.domains.get(v.name), Strings) for v in ends if isinstance(v, Variable)):
                continue
            keys = self.box.places[place.name].keys
            indices, chosen = self._bound_indices(place, keys)
            if indices is None or len(keys) == 0:
                if len(keys):
                    self.doubts.append(relation)
                continue
            if chosen is not None:
                keys = keys.some(chosen)
                indices = {name: column[chosen] for name, column in indices.items()}
            if all(isinstance(end, Variable) and end.name == place.name for end in ends):
                both = self._with_both(relation, place, keys, indices, np.arange(len(keys)))
                keys, indices = keys.some(both), {name: column[both] for name, column in indices.items()}
            asked = Asked(keys, indices)
            left, right = span(relation.left, self.box, asked), span(relation.right, self.box, asked)
            known = all(
                low is high and (isinstance(low, np.ndarray) or not any(v.indices for v in variables_of(end)))
                for (low, high), end in ((left, relation.left), (right, relation.right))
            )
            if not known:
                self.doubts.append(relation)
            elif not np.all(HOLDS[relation.order](left[0], right[0])):
                raise Stuck("a comparison that does not hold")

    def _laid_out_with(self, name: str, found: Mapping[str, list[Spot]]) -> set[str]:
        ends = [end for spot in found[name] for loop in spot.loops for end in (loop.low, loop.high)]
        return {variable.name for end in ends for variable in variables_of(end)}

    def _needs(self, name: str, found: Mapping[str, list[Spot]]) -> set[str]:
        bounds = {v.name for end in domain_ends(self.scope.domains[name]) for v in variables_of(end)}
        return self._laid_out_with(name, found) | bounds

    def _keys(self, found: Sequence[Spot]) -> Keys:
        """The keys; the same object for variables that stand side by side."""
        known = tuple((spot.what.indices, spot.loops) for spot in found if isinstance(spot.what, Variable))
        if known not in self.keys:
            try:
                self.keys[known] = Keys.of(keys_of(found, self.seen))
            except Unevaluable as error:
                raise Stuck(str(error)) from None
        return self.keys[known]

    # --- one variable ---

    def _one(self, name: str, keys: Keys) -> None:
        domain = self.scope.domains[name]
        self.work.spend(2 * len(keys))
        if len(keys) == 0:
            self._put(name, keys, np.zeros(0, dtype=np.int64), [])
            return
        low, high = self.bounds(name, keys)
        self.ranges[name] = (low, high)
        if isinstance(domain, Strings):
            self._texts(name, domain, keys, low, high)
            return
        numbers = self._numbers(name, keys, low, high)
        self._put(name, keys, numbers, self._written(domain, numbers))

    def _written(self, domain: Domain, numbers: np.ndarray) -> list[Any]:
        if isinstance(domain, Decimals):
            return [Decimal(number).scaleb(-domain.places) for number in numbers.tolist()]
        written: list[Any] = numbers.tolist()
        return written

    def _put(self, name: str, keys: Keys, numbers: np.ndarray, written: list[Any]) -> None:
        domain = self.scope.domains[name]
        if isinstance(domain, Decimals):
            unit = 10**domain.places
            exact = np.empty(len(numbers), dtype=object)
            exact[:] = [Fraction(number, unit) for number in numbers.tolist()]
            numbers = exact
        self.box.places[name] = Places(keys, numbers)
        self.own[name] = self.seen[name] = dict(zip(keys.rows, written, strict=True))

    def _shape(self, name: str) -> Shape:
        if self.style.wide:
            side = self._side(name)
            if side:
                return Shape.LEAST if side < 0 else Shape.MOST
        return self.style.shapes[int(self.rng.randint(0, len(self.style.shapes)))]

    def _side(self, name: str) -> int:
        """-1 for the lesser of two compared variables, 1 for the greater."""
        for relation in self.scope.relations:
            if (
                isinstance(relation, Comparison)
                and isinstance(relation.left, Variable)
                and isinstance(relation.right, Variable)
            ):
                lesser = relation.order in (Order.LESS, Order.AT_MOST)
                greater = relation.order in (Order.MORE, Order.AT_LEAST)
                if (lesser or greater) and relation.left.name != relation.right.name:
                    if relation.left.name == name:
                        return -1 if lesser else 1
                    if relation.right.name == name:
                        return 1 if lesser else -1
        if any(isinstance(v, Variable) and v.indices for v in variables_of(self.scope.domains[name].low)):
            return 1
        others = [d for other, d in self.scope.domains.items() if other != name]
        return -1 if any(v.name == name for d in others for v in variables_of(d.low)) else 0

    # --- bounds ---

    def bounds(self, name: str, keys: Keys) -> tuple[Any, Any]:
        """The least and greatest number (or length) at each place, as far as it can be told. Raises Stuck."""
        domain = self.scope.domains[name]
        unit = 10**domain.places if isinstance(domain, Decimals) else 1
        low_end, high_end = domain_ends(domain)
        asked = Asked(keys, self._own_indices(name, keys))
        low, high = span(low_end, self.box, asked)[0], span(high_end, self.box, asked)[1]
        if not isinstance(domain, Strings):
            for relation in self._comparisons(name):
                low, high = self._narrowed(name, keys, relation, low, high)
        low, high = _whole_up(low * unit), _whole_down(high * unit)
        if _any(low > high):
            raise Stuck(f"{name} has no value")
        return low, high

    def _own_indices(self, name: str, keys: Keys) -> dict[str, np.ndarray]:
        own = indices_of(self.scope).get(name, ())
        return dict(zip(own, keys.columns, strict=False))

    def _comparisons(self, name: str) -> list[Comparison]:
        """The comparisons with one place of the variable in them, and what its choice must leave to others."""
        found = [relation for relation in self.scope.relations if isinstance(relation, Comparison)]
        own_indices = indices_of(self.scope)
        for other, domain in self.scope.domains.items():
            if other == name:
                continue
            low, high = domain_ends(domain)
            if other not in self.own:
                found.append(Comparison(low, Order.AT_MOST, high))
            elif other in own_indices and not isinstance(domain, Strings):
                place = Variable(other, tuple(map(Variable, own_indices[other])))
                found += [Comparison(low, Order.AT_MOST, place), Comparison(place, Order.AT_MOST, high)]
        one_place = []
        for relation in found:
            places = {v for end in (relation.left, relation.right) for v in variables_of(end) if v.name == name}
            if len(places) == 1 and next(iter(places)).indices:
                one_place.append(relation)
        return one_place

    def _narrowed(self, name: str, keys: Keys, relation: Comparison, low: Any, high: Any) -> tuple[Any, Any]:
        place = next(v for end in (relation.left, relation.right) for v in variables_of(end) if v.name == name)
        indices, chosen = self._bound_indices(place, keys)
        if indices is None:
            return low, high
        some = keys if chosen is None else keys.some(chosen)
        if len(some) == 0:
            return low, high
        here_low, here_high = (low, high) if chosen is None else (_at(low, chosen), _at(high, chosen))
        asked = Asked(some, indices)
        if relation.left == place:
            here_low, here_high = _closer(relation.order, span(relation.right, self.box, asked), here_low, here_high)
        elif relation.right == place:
            order = MIRRORED[relation.order]
            here_low, here_high = _closer(order, span(relation.left, self.box, asked), here_low, here_high)
        else:
            here_low, here_high = self._searched(relation, place, asked, here_low, here_high)
        if chosen is None:
            return here_low, here_high
        return _with_some(low, chosen, here_low, len(keys)), _with_some(high, chosen, here_high, len(keys))

    def _bound_indices(self, place: Variable, keys: Keys) -> tuple[dict[str, np.ndarray] | None, np.ndarray | None]:
        """What the free indices of a relation are at each key; and the keys that it speaks of, None for all."""
        indices: dict[str, np.ndarray] = {}
        good: np.ndarray | None = None
        for index, column in zip(place.indices, keys.columns, strict=False):
            free = [v for v in variables_of(index) if v.name not in self.seen]
            match index:
                case Variable(name, ()) if free:
                    indices[name] = column
                case Operation("+" | "-" as sign, (Variable(name, ()), Number(value))) if free:
                    indices[name] = column - (value if sign == "+" else -value)
                case _ if not free:
                    at = span(index, self.box)[0]
                    here = column == at
                    good = here if good is None else good & here
                case _:
                    return None, None
        return indices, None if good is None else np.flatnonzero(good)

    def _searched(self, relation: Comparison, place: Variable, asked: Asked, low: Any, high: Any) -> tuple[Any, Any]:
        """Closer bounds by bisection, where the relation holds from some value on, or up to some value."""
        count = len(asked.keys)
        lows, highs = _spread(low, count), _spread(high, count)

        def holds(values: np.ndarray) -> np.ndarray:
            one = Asked(asked.keys, asked.indices, {place: (values, values)})
            left, right = span(relation.left, self.box, one), span(relation.right, self.box, one)
            match relation.order:
                case Order.LESS:
                    truth = left[0] < right[1]
                case Order.AT_MOST:
                    truth = left[0] <= right[1]
                case Order.AT_LEAST:
                    truth = left[1] >= right[0]
                case Order.MORE:
                    truth = left[1] > right[0]
                case Order.EQUAL:
                    truth = (left[0] <= right[1]) & (right[0] <= left[1])
                case Order.OTHER:
                    truth = np.ones(count, dtype=bool)
            return np.broadcast_to(np.asarray(truth, dtype=bool), (count,))

        at_low, at_high = holds(lows), holds(highs)
        if (at_low & at_high).all():
            return low, high
        for good, start, end in ((at_low & ~at_high, lows, highs), (at_high & ~at_low, highs, lows)):
            if not good.any():
                continue
            near, far = start.copy(), end.copy()
            while (np.abs(far - near) > 1)[good].any():
                self.work.spend(count)
                middle = (near + far) // 2
                ok = holds(middle)
                near, far = np.where(ok, middle, near), np.where(ok, far, middle)
            if start is lows:
                highs = np.where(good, near, highs)
            else:
                lows = np.where(good, near, lows)
        return lows, highs

    # --- numbers ---

    def _numbers(self, name: str, keys: Keys, low: Any, high: Any) -> np.ndarray:
        shape = self._shape(name)
        count = len(keys)
        for relation in self.scope.relations:
            if isinstance(relation, Permutation) and relation.variable.name == name:
                return self._permutation(relation, keys, shape)
        if self._counts_places(name):
            if self.style.sizes is Sizes.TINY:
                high, shape = least(high, most(low, self.style.cap)), Shape.UNIFORM
            elif self.style.sizes is Sizes.LEAST:
                shape = Shape.LEAST
        whole_low, whole_high = low, high
        step, rest = self._remainder(name, keys)
        if step > 1:  # every step-th number: drawn by their places among these
            low, high = -((rest - low) // step), (high - rest) // step
            if _any(low > high):
                raise Stuck("a remainder that no value leaves")
        order = self._own_order(name)
        if order is not None:
            numbers = self._ordered(order, keys, shape, low, high)
        else:
            distinct = next(
                (r for r in self.scope.relations if isinstance(r, Distinct) and _is_distinct(r, name)), None
            )
            if distinct is not None:
                numbers = self._distinct(distinct, keys, shape, low, high)
            else:
                numbers = draw(self.rng, shape, low, high, count, self.style.notable)
        if step > 1:
            numbers = numbers * step + rest
        lows, highs = _spread(whole_low, count), _spread(whole_high, count)
        numbers = self._totalled(name, keys, numbers, lows, highs)
        numbers = self._with_remainder_of_sum(name, numbers, lows, highs)
        numbers = self._occurring(name, numbers, lows, highs)
        numbers = fitted(self.scope, self.box, name, keys, self._own_indices(name, keys), numbers, lows, highs)
        return self._apart(name, keys, numbers, lows, highs)

    def _with_remainder_of_sum(self, name: str, numbers: np.ndarray, lows: np.ndarray, highs: np.ndarray) -> np.ndarray:
        """One number moved, so that all of them leave the right remainder in sum; as they are where none has room."""
        for relation in self.scope.relations:
            match relation:
                case Congruent(Call("sum", (Variable(summed, ()),)), modulus, rest) if summed == name:
                    by = int(span(modulus, self.box)[0])
                    missing = (int(span(rest, self.box)[0]) - sum(numbers.tolist())) % by
                    for move in (missing - by, missing) if missing else ():
                        roomy = np.flatnonzero((numbers + move >= lows) & (numbers + move <= highs))
                        if len(roomy):
                            numbers = numbers.copy()
                            numbers[roomy[-1]] += move
                            break
        return numbers

    def _remainder(self, name: str, keys: Keys) -> tuple[int, Any]:
        """The modulus and the remainder that every place should leave; (1, 0) where there is no such rule."""
        for relation in self.scope.relations:
            if isinstance(relation, Congruent) and isinstance(relation.expression, Variable):
                place = relation.expression
                if place.name != name or not place.indices or isinstance(self.scope.domains[name], Decimals):
                    continue
                indices, chosen = self._bound_indices(place, keys)
                if indices is None or chosen is not None:
                    continue
                asked = Asked(keys, indices)
                modulus, rest = span(relation.modulus, self.box, asked), span(relation.remainder, self.box, asked)
                if isinstance(modulus[0], int) and modulus[0] == modulus[1] > 1 and rest[0] is rest[1]:
                    return modulus[0], rest[0] % modulus[0]
        return 1, 0

    def _counts_places(self, name: str) -> bool:
        """Whether other places are laid out with it: K_i, then A_{i,1} … A_{i,K_i}."""
        from judge.beyond.spots import spots

        ends = [end for spot in spots(self.scope.nodes) for loop in spot.loops for end in (loop.low, loop.high)]
        return any(variable.name == name for end in ends for variable in variables_of(end))

    def _permutation(self, relation: Permutation, keys: Keys, shape: Shape) -> np.ndarray:
        first = span(relation.low, self.box)[0]
        numbers = np.zeros(len(keys), dtype=np.int64)
        for group in self._groups(relation.variable, relation.each, keys):
            size = len(group)
            match shape:
                case Shape.RISING | Shape.STEPS | Shape.LEAST | Shape.EQUAL:
                    ranks = np.arange(size)
                case Shape.FALLING | Shape.STEPS_DOWN | Shape.MOST:
                    ranks = np.arange(size)[::-1]
                case Shape.ALTERNATING:
                    ranks = np.where(np.arange(size) % 2 == 0, np.arange(size) // 2, size - 1 - np.arange(size) // 2)
                case Shape.TWO | Shape.ENDS | Shape.NEAR_MOST:  # in order but for two
                    ranks = np.arange(size)
                    a, b = self.rng.randint(0, size, size=2)
                    ranks[[a, b]] = ranks[[b, a]]
                case _:
                    ranks = self.rng.permutation(size)
            numbers[group] = first + ranks
        return numbers

    def _groups(self, variable: Variable, each: tuple[str, ...], keys: Keys) -> list[np.ndarray]:
        """The positions of the keys, by their parts under the indices held fixed."""
        held = [p for p, index in enumerate(variable.indices) if isinstance(index, Variable) and index.name in each]
        if not held:
            return [np.arange(len(keys))]
        groups: dict[Key, list[int]] = {}
        for place, key in enumerate(keys.rows):
            groups.setdefault(tuple(key[part] for part in held), []).append(place)
        return [np.array(group) for group in groups.values()]

    def _own_order(self, name: str) -> Comparison | None:
        """A_i < A_{i+1} and the like."""
        for relation in self.scope.relations:
            if isinstance(relation, Comparison) and relation.order is not Order.OTHER:
                left, right = relation.left, relation.right
                if isinstance(left, Variable) and isinstance(right, Variable) and left.name == right.name == name:
                    return relation
        return None

    def _ordered(self, relation: Comparison, keys: Keys, shape: Shape, low: Any, high: Any) -> np.ndarray:
        left, right = relation.left, relation.right
        assert isinstance(left, Variable) and isinstance(right, Variable)
        moving = [p for p, (a, b) in enumerate(zip(left.indices, right.indices, strict=True)) if a != b]
        if len(moving) != 1:
            raise Stuck("an order along two indices at once")
        groups: dict[Key, list[int]] = {}
        for place, key in enumerate(keys.rows):
            groups.setdefault((*key[: moving[0]], *key[moving[0] + 1 :]), []).append(place)
        steps = _offset(right.indices[moving[0]]) - _offset(left.indices[moving[0]])
        rising = (relation.order in (Order.LESS, Order.AT_MOST)) == (steps > 0)
        strict = relation.order in (Order.LESS, Order.MORE)
        if relation.order is Order.EQUAL:
            raise Stuck("an order of equals")
        numbers = _spread(low, len(keys)).copy()
        lows, highs = _spread(low, len(keys)), _spread(high, len(keys))
        for group in groups.values():
            # A bound on one end of a sorted sequence binds all of it.
            floor, ceiling = int(lows[group].max()), int(highs[group].min())
            if floor > ceiling:
                raise Stuck("an order without room")
            if strict:
                found = distinct_numbers(self.rng, shape, floor, ceiling, len(group))
            else:
                found = draw(self.rng, shape, floor, ceiling, len(group))
            found = np.sort(found)
            numbers[group] = found if rising else found[::-1]
        return numbers

    def _distinct(self, relation: Distinct, keys: Keys, shape: Shape, low: Any, high: Any) -> np.ndarray:
        if relation.pooled:
            used = self._pooled(relation)
            numbers = draw(self.rng, shape, low, high, len(keys), self.style.notable)
            return self._unlike(numbers, _spread(low, len(keys)), _spread(high, len(keys)), used)
        lows, highs = _spread(low, len(keys)), _spread(high, len(keys))
        numbers = lows.copy()
        for group in self._groups(relation.variables[0], relation.each, keys):
            if (lows[group] == lows[group[0]]).all() and (highs[group] == highs[group[0]]).all():
                numbers[group] = distinct_numbers(
                    self.rng, shape, int(lows[group[0]]), int(highs[group[0]]), len(group)
                )
            else:
                drawn = draw(self.rng, shape, lows[group], highs[group], len(group))
                numbers[group] = self._unlike(drawn, lows[group], highs[group], set())
        return numbers

    def _pooled(self, relation: Distinct) -> set[int]:
        used: set[int] = set()
        for variable in relation.variables:
            value = self.own.get(variable.name)
            if isinstance(value, dict):
                used.update(value.values())
            elif isinstance(value, int):
                used.add(value)
        return used

    def _unlike(self, numbers: np.ndarray, lows: np.ndarray, highs: np.ndarray, used: set[int]) -> np.ndarray:
        """Drawn anew where a number is used already, or stands there twice."""
        known, numbers = set(used), numbers.copy()
        wrong = list(range(len(numbers)))
        for _turn in range(_ROUNDS):
            self.work.spend(len(wrong))
            again = []
            for place, number in zip(wrong, numbers[wrong].tolist(), strict=True):
                if number in known:
                    again.append(place)
                known.add(number)
            if not again:
                return numbers
            wrong = again
            numbers[wrong] = uniform(self.rng, lows[wrong], highs[wrong], len(wrong))
        raise Stuck("not enough distinct values")

    def _totalled(self, name: str, keys: Keys, numbers: np.ndarray, lows: np.ndarray, highs: np.ndarray) -> np.ndarray:
        for relation in self.scope.relations:
            if not isinstance(relation, Total) or relation.cases:
                continue
            named = {variable.name for variable in variables_of(relation.of)}
            if name not in named or not all(n == name or n in self.own or n not in self.scope.domains for n in named):
                continue
            numbers = self._with_total(relation, name, keys, numbers, lows, highs)
        return numbers

    def _with_total(
        self, relation: Total, name: str, keys: Keys, numbers: np.ndarray, lows: np.ndarray, highs: np.ndarray
    ) -> np.ndarray:
        ceiling = _whole_down(span(relation.high, self.box)[1])
        floor = None if relation.low is None else _whole_up(span(relation.low, self.box)[0])

        def total(values: np.ndarray) -> Any:
            self.work.spend(len(values) // 8)
            if isinstance(relation.of, Variable):
                return sum(values.tolist())
            before = self.box.places.get(name)
            self.box.places[name] = Places(keys, values)
            try:
                place = next(v for v in variables_of(relation.of) if v.name == name)
                indices, chosen = self._bound_indices(place, keys)
                if indices is None or chosen is not None:
                    return sum(values.tolist())
                one = span(relation.of, self.box, Asked(keys, indices))[1]
                return sum(_spread(one, len(keys)).tolist())
            finally:
                if before is None:
                    del self.box.places[name]
                else:
                    self.box.places[name] = before

        if total(numbers) > ceiling:
            share_low, share_high = 0.0, 1.0
            for _turn in range(40):
                share = (share_low + share_high) / 2
                scaled = lows + _scaled(numbers - lows, share)
                share_low, share_high = (share, share_high) if total(scaled) <= ceiling else (share_low, share)
            numbers = lows + _scaled(numbers - lows, share_low)
            if total(numbers) > ceiling:
                raise Stuck("a sum that is too large")
            if isinstance(relation.of, Variable):
                numbers = self._raised(numbers, highs, ceiling - sum(numbers.tolist()))
        if floor is not None and isinstance(relation.of, Variable):
            missing = floor - sum(numbers.tolist())
            if missing > 0:
                numbers = self._raised(numbers, highs, missing)
                if sum(numbers.tolist()) < floor:
                    raise Stuck("a sum that is too small")
        return numbers

    def _raised(self, numbers: np.ndarray, highs: np.ndarray, by: int) -> np.ndarray:
        """The numbers with so much more in all, as far as there is room."""
        order = self.rng.permutation(len(numbers))
        room = np.array((highs - numbers)[order].tolist(), dtype=object)
        before = np.cumsum(room) - room
        share = np.clip(by - before, 0, room)
        raised = numbers.astype(object)
        raised[order] += share
        return raised.astype(numbers.dtype)

    def _occurring(self, name: str, numbers: np.ndarray, lows: np.ndarray, highs: np.ndarray) -> np.ndarray:
        wanted = _occurrences(self.scope, name, self.seen)
        if not wanted:
            return numbers
        values = [
            (tuple(int(v) for v in found), low, high) for found, low, high in wanted if all(_is_whole(v) for v in found)
        ]
        taken = {value for found, _low, _high in values for value in found}
        others = [v for v in uniform(self.rng, lows, highs, len(numbers)).tolist() if v not in taken]
        return np.array(occurring(self.rng, numbers.tolist(), values, others), dtype=numbers.dtype)

    def _apart(self, name: str, keys: Keys, numbers: np.ndarray, lows: np.ndarray, highs: np.ndarray) -> np.ndarray:
        """Drawn anew where a number may not be like another one: u_i ≠ v_i, A_i ≠ A_{i+1}."""
        relations = [
            relation
            for relation in self.scope.relations
            if isinstance(relation, Comparison)
            and relation.order is Order.OTHER
            and any(v.name == name for end in (relation.left, relation.right) for v in variables_of(end))
        ]
        numbers = numbers.copy() if relations else numbers
        for relation in relations:
            for _turn in range(_ROUNDS):
                self.work.spend(len(keys))
                wrong = self._equals(relation, name, keys, numbers)
                if not len(wrong):
                    break
                numbers[wrong] = uniform(self.rng, lows[wrong], highs[wrong], len(wrong))
            else:
                raise Stuck("values that should be apart")
        return numbers

    def _equals(self, relation: Comparison, name: str, keys: Keys, numbers: np.ndarray) -> np.ndarray:
        place = next(v for end in (relation.left, relation.right) for v in variables_of(end) if v.name == name)
        indices, chosen = self._bound_indices(place, keys)
        if indices is None:
            return np.zeros(0, dtype=np.int64)
        before = self.box.places.get(name)
        self.box.places[name] = Places(keys, numbers)
        try:
            some = np.arange(len(keys)) if chosen is None else chosen
            if (
                isinstance(relation.left, Variable)
                and isinstance(relation.right, Variable)
                and (relation.left.name == relation.right.name)
            ):
                some = self._with_both(relation, place, keys, indices, some)
            asked = Asked(
                keys.some(some),
                {n: column[some] if len(column) == len(keys) else column for n, column in indices.items()},
            )
            left, right = span(relation.left, self.box, asked), span(relation.right, self.box, asked)
            if left[0] is not left[1] or right[0] is not right[1]:
                return np.zeros(0, dtype=np.int64)
            same = np.broadcast_to(np.asarray(left[0] == right[0]), (len(some),))
            return some[np.flatnonzero(same)]
        finally:
            if before is None:
                del self.box.places[name]
            else:
                self.box.places[name] = before

    def _with_both(
        self, relation: Comparison, place: Variable, keys: Keys, indices: dict[str, np.ndarray], some: np.ndarray
    ) -> np.ndarray:
        """The positions at which both places of a relation exist."""
        other = relation.right if relation.left == place else relation.left
        assert isinstance(other, Variable)
        columns = [_spread(span(index, self.box, Asked(keys, indices))[0], len(keys)) for index in other.indices]
        there = set(keys.rows)
        return np.array([p for p in some.tolist() if tuple(int(c[p]) for c in columns) in there], dtype=np.int64)

    # --- several variables ---

    def _distinct_tuples(self, relation: Distinct, names: list[str]) -> None:
        """Rows drawn anew until no two are the same; or chosen from all there are, where these are few."""
        places = [self.box.places[name] for name in names]
        keys = places[0].keys
        if any(isinstance(self.scope.domains[name], Strings) for name in names) or any(
            p.keys is not keys for p in places
        ):
            return
        columns = [place.numbers for place in places]
        fixed = all(not isinstance(end, np.ndarray) for name in names for end in self.ranges.get(name, ()))
        if fixed and all(name in self.ranges for name in names) and not relation.unordered:
            room = 1
            for name in names:
                room *= self.ranges[name][1] - self.ranges[name][0] + 1
            if room <= min(4_000_000, max(64, 3 * len(keys))):
                chosen = self.rng.permutation(room)[: len(keys)]
                if len(chosen) < len(keys):
                    raise Stuck("not enough distinct rows")
                columns = []
                for name in names:
                    width = self.ranges[name][1] - self.ranges[name][0] + 1
                    columns.append(self.ranges[name][0] + chosen % width)
                    chosen = chosen // width
        held = [
            p
            for p, i in enumerate(relation.variables[0].indices)
            if isinstance(i, Variable) and i.name in relation.each
        ]
        known: set[Any] = set()
        wrong = np.arange(len(keys))
        for _turn in range(_ROUNDS):
            self.work.spend(2 * len(wrong))
            codes: list[Any] = list(zip(*[column[wrong].tolist() for column in columns], strict=True))
            if relation.unordered:
                codes = [tuple(sorted(code)) for code in codes]
            rows = [keys.rows[position] for position in wrong.tolist()] if held else []
            if held:
                codes = [(*(row[p] for p in held), *code) for row, code in zip(rows, codes, strict=True)]
            again = []
            for position, code in zip(wrong.tolist(), codes, strict=True):
                if code in known:
                    again.append(position)
                known.add(code)
            if not again:
                break
            wrong = np.array(again)
            self._again(names, keys, columns, wrong)
        else:
            raise Stuck("not enough distinct rows")
        for name, column in zip(names, columns, strict=True):
            self._put(name, keys, column, self._written(self.scope.domains[name], column))

    def _again(self, names: list[str], keys: Keys, columns: list[np.ndarray], wrong: np.ndarray) -> None:
        """Some rows once more, one variable after the other, within bounds that look at those before."""
        some = keys.some(wrong)
        saved = {name: self.box.places[name] for name in names}
        own = {name: self.own.pop(name) for name in names}
        try:
            for name in names:
                del self.box.places[name]
            for position, name in enumerate(names):
                low, high = self.bounds(name, some)
                lows, highs = _spread(low, len(some)), _spread(high, len(some))
                drawn = uniform(self.rng, lows, highs, len(some))
                self.box.places[name] = Places(some, drawn)
                drawn = self._apart(name, some, drawn, lows, highs)
                self.box.places[name] = Places(some, drawn)
                columns[position] = columns[position].copy()
                columns[position][wrong] = drawn
        finally:
            self.box.places.update(saved)
            self.own.update(own)

    def _graph_of(self, name: str) -> Graph | None:
        for relation in self.scope.relations:
            if isinstance(relation, Graph) and any(end.name == name for end in relation.ends):
                return relation
        return None

    def _edges(self, graph: Graph, found: Mapping[str, list[Spot]]) -> None:
        first = int(span(graph.first, self.box)[0])
        vertices = int(span(graph.vertices, self.box)[0])
        keys = self._keys(found[graph.ends[0].name])
        shape = self.style.graphs[int(self.rng.randint(0, len(self.style.graphs)))]
        if len(graph.ends) == 1:
            (end,) = graph.ends
            if not (graph.tree or graph.acyclic or graph.connected) or len(keys) == 0:
                self._one(end.name, keys)
                return
            parents = np.concatenate([[0], tree(self.rng, shape, vertices)])
            low, high = self.bounds(end.name, keys)
            ordered = isinstance(high, np.ndarray) or not self.style.mixed
            if not ordered:
                names = np.concatenate([[0], 1 + self.rng.permutation(max(0, vertices - 1))])
                renamed = np.zeros_like(parents)
                renamed[names] = names[parents]
                parents = renamed
            children = keys.columns[-1] - first
            if len(children) and (children.min() < 0 or children.max() >= vertices):
                raise Stuck("children that are no vertices")
            numbers = parents[children] + first
            numbers = np.minimum(np.maximum(numbers, low), high)
            self._put(end.name, keys, numbers, numbers.tolist())
            return
        tail, head = graph.ends
        ascending, apart, turned = self._ends_compared(tail.name, head.name)
        demand = Demand(
            vertices,
            len(keys),
            directed=graph.directed,
            simple=graph.simple,
            connected=graph.connected or graph.tree,
            acyclic=graph.acyclic or graph.tree,
            bipartite=graph.bipartite,
            loops=not apart,
            ascending=ascending,
        )
        try:
            tails, heads = edges(self.rng, shape, demand, mixed=self.style.mixed)
        except NoSuchGraph as error:
            raise Stuck(str(error)) from None
        if turned:
            tails, heads = heads, tails
        for name, ends in ((tail.name, tails), (head.name, heads)):
            numbers = ends + first
            self._put(name, keys, numbers, numbers.tolist())

    def _ends_compared(self, tail: str, head: str) -> tuple[bool, bool, bool]:
        """Whether the first end's number is the lesser, whether they differ, and whether it is the greater."""
        ascending = apart = turned = False
        for relation in self.scope.relations:
            if not isinstance(relation, Comparison):
                continue
            left, right = relation.left, relation.right
            if not (isinstance(left, Variable) and isinstance(right, Variable)):
                continue
            if {left.name, right.name} == {tail, head}:
                order = relation.order if left.name == tail else MIRRORED[relation.order]
                ascending |= order in (Order.LESS, Order.AT_MOST)
                turned |= order in (Order.MORE, Order.AT_LEAST)
                apart |= order in (Order.LESS, Order.MORE, Order.OTHER)
        low = self.scope.domains[head].low
        if any(v.name == tail for v in variables_of(low)):
            ascending = True
            apart |= low != Variable(tail, next(v for v in variables_of(low) if v.name == tail).indices)
        high = self.scope.domains[tail].high
        if any(v.name == head for v in variables_of(high)):
            ascending = True
            apart |= not isinstance(high, Variable)
        return ascending or turned, apart, turned

    # --- strings ---

    def _texts(self, name: str, domain: Strings, keys: Keys, low: Any, high: Any) -> None:
        count = len(keys)
        lows, highs = _spread(low, count), _spread(high, count)
        shape = text_shape(self.rng, self.style, domain)
        lengths = self._lengths(name, keys, lows, highs)
        if domain.pattern is not None:
            texts = [self._matching(domain, a, b) for a, b in zip(lows.tolist(), lengths.tolist(), strict=True)]
        else:
            texts = draw_texts(self.rng, shape, letters_of(domain, self.style), lengths.tolist())
        texts = with_occurrences(self.scope, self.rng, name, domain, texts, self.seen)
        if any(_is_distinct(relation, name) for relation in self.scope.relations):
            bounded = any(isinstance(r, Total) and _names(r.of, name) for r in self.scope.relations)
            texts = self._distinct_texts(domain, texts, lows, lengths if bounded else highs)
        self._put(name, keys, np.array(list(map(len, texts)), dtype=np.int64), texts)

    def _lengths(self, name: str, keys: Keys, lows: np.ndarray, highs: np.ndarray) -> np.ndarray:
        count = len(keys)
        room = max(0, self.most_bytes // 2 - int(lows.sum())) // count
        highs = np.minimum(highs, lows + room)
        if self.style.sizes is Sizes.LEAST:
            return lows
        if self.style.sizes is Sizes.TINY:
            lengths = uniform(self.rng, lows, np.minimum(highs, np.maximum(lows, self.style.cap)), count)
        else:
            lengths = highs if self.rng.randint(0, 3) else uniform(self.rng, lows, highs, count)
        return self._totalled(name, keys, lengths, lows, highs)

    def _matching(self, domain: Strings, low: int, high: int) -> str:
        assert domain.pattern is not None
        text = draw_matching(self.rng, domain.pattern, domain.alphabet, low, high, self.work)
        if text is None:
            raise Stuck(f"no string like {domain.pattern}")
        return text

    def _distinct_texts(self, domain: Strings, texts: list[str], lows: np.ndarray, highs: np.ndarray) -> list[str]:
        known: set[str] = set()
        wrong = list(range(len(texts)))
        for turn in range(_ROUNDS):
            self.work.spend(2 * len(wrong))
            again = []
            for place in wrong:
                if texts[place] in known:
                    again.append(place)
                known.add(texts[place])
            if not again:
                return texts
            wrong = again
            if domain.pattern is not None:
                redrawn = [self._matching(domain, int(lows[place]), int(highs[place])) for place in wrong]
            else:
                lengths = [len(texts[place]) for place in wrong]
                if turn > 3:
                    lengths = [
                        int(self.rng.randint(lows[place], min(int(highs[place]), length + 8) + 1))
                        for place, length in zip(wrong, lengths, strict=True)
                    ]
                redrawn = draw_texts(self.rng, TextShape.RANDOM, domain.alphabet, lengths)
            for place, text in zip(wrong, redrawn, strict=True):
                texts[place] = text
        raise Stuck("not enough distinct strings")


# --- what scalars need as well ----------------------------------------------------------------------------------------


def fit_one(scope: Scope, box: Box, name: str, value: int, low: int, high: int) -> int | None:
    """The scalar, moved to the next value that its remainders and primality allow; None where there is none near."""
    ends = np.array([low], dtype=object), np.array([high], dtype=object)
    try:
        numbers = fitted(scope, box, name, Keys.of([()]), {}, np.array([value], dtype=object), *ends)
    except Stuck:
        return None
    return int(numbers[0])


def fitted(
    scope: Scope,
    box: Box,
    name: str,
    keys: Keys,
    indices: dict[str, np.ndarray],
    numbers: np.ndarray,
    lows: np.ndarray,
    highs: np.ndarray,
) -> np.ndarray:
    """Numbers moved to near ones that leave the right remainders and are prime where they should. Raises Stuck."""
    for relation in scope.relations:
        if isinstance(relation, Prime) and relation.variable.name == name:
            values = zip(numbers.tolist(), lows.tolist(), highs.tolist(), strict=True)
            numbers = np.array([_near_prime(*value) for value in values], dtype=numbers.dtype)
        if isinstance(relation, Congruent):
            places = {v for v in variables_of(relation.expression) if v.name == name}
            if len(places) == 1:
                numbers = _congruent(relation, places.pop(), box, keys, indices, numbers, lows, highs)
    return numbers


def _congruent(
    relation: Congruent,
    place: Variable,
    box: Box,
    keys: Keys,
    indices: dict[str, np.ndarray],
    numbers: np.ndarray,
    lows: np.ndarray,
    highs: np.ndarray,
) -> np.ndarray:
    own = {i.name: column for i, column in zip(place.indices, keys.columns, strict=False) if isinstance(i, Variable)}
    around = {**indices, **own}

    def wrong(values: np.ndarray) -> np.ndarray | None:
        asked = Asked(keys, around, {place: (values, values)})
        whole, by, rest = (span(e, box, asked) for e in (relation.expression, relation.modulus, relation.remainder))
        if not all(np.array_equal(low, high) for low, high in (whole, by, rest)):
            return None  # the last of the variables will make it right
        return np.broadcast_to(np.asarray((whole[0] - rest[0]) % by[0] != 0), (len(keys),))

    bad = wrong(numbers)
    if bad is None or not bad.any():
        return numbers
    modulus = int(np.max(span(relation.modulus, box)[1]))
    for step in range(1, min(modulus, 5000) + 1):
        for sign in (-1, 1):
            moved = numbers + sign * step
            inside = bad & (moved >= lows) & (moved <= highs)
            if not inside.any():
                continue
            still = wrong(np.where(inside, moved, numbers))
            good = inside & ~(still if still is not None else bad)
            numbers = np.where(good, moved, numbers)
            bad = bad & ~good
            if not bad.any():
                return numbers
    raise Stuck("a remainder that no value leaves")


def _near_prime(value: int, low: int, high: int) -> int:
    for step in range(_FARTHEST_PRIME):
        for near in (value - step, value + step):
            if low <= near <= high and is_prime(near):
                return near
    raise Stuck("no prime")


def text_for(
    scope: Scope,
    rng: Random,
    style: Style,
    name: str,
    length: int | tuple[int, int],
    seen: Mapping[str, Any],
    work: Work,
) -> str:
    """A string variable without indices, of that length (of one between two, where it has a pattern). Raises Stuck."""
    domain = scope.domains[name]
    assert isinstance(domain, Strings)
    if isinstance(length, tuple):
        text = draw_matching(rng, domain.pattern or "", domain.alphabet, *length, work)
        if text is None:
            raise Stuck(f"no string like {domain.pattern}")
    else:
        (text,) = draw_texts(rng, text_shape(rng, style, domain), letters_of(domain, style), [length])
    (text,) = with_occurrences(scope, rng, name, domain, [text], seen)
    return text


def letters_of(domain: Strings, style: Style) -> str:
    """The alphabet, or the few of its letters that all strings of the input share: by chance they rarely would."""
    if style.letters is None or len(domain.alphabet) < 10:
        return domain.alphabet
    first, count = style.letters
    first = min(first, len(domain.alphabet) - count)
    return domain.alphabet[first : first + count]


def text_shape(rng: Random, style: Style, domain: Strings) -> TextShape:
    """One of the style's shapes; brackets close half of the time."""
    if any(a in domain.alphabet and b in domain.alphabet for a, b in ("()", "[]", "{}", "<>")) and rng.randint(0, 2):
        return TextShape.BALANCED
    return style.texts[int(rng.randint(0, len(style.texts)))]


def with_occurrences(
    scope: Scope, rng: Random, name: str, domain: Strings, texts: list[str], seen: Mapping[str, Any]
) -> list[str]:
    """Texts whose characters stand there as often as they should. Raises Stuck."""
    wanted = _occurrences(scope, name, seen)
    if not wanted:
        return texts
    taken = {value for found, _low, _high in wanted for value in found}
    others = [letter for letter in domain.alphabet if letter not in taken]
    each = any(isinstance(r, Occurs) and r.variable.name == name and r.variable.indices for r in scope.relations)
    if each:
        return ["".join(occurring(rng, list(text), wanted, others)) for text in texts]
    letters = iter(occurring(rng, list("".join(texts)), wanted, others))
    return ["".join(next(letters) for _letter in text) for text in texts]


def _occurrences(scope: Scope, name: str, seen: Mapping[str, Any]) -> list[tuple[tuple[Any, ...], int, int | None]]:
    found = []
    for relation in scope.relations:
        if isinstance(relation, Occurs) and relation.variable.name == name:
            try:
                low, high = (
                    evaluate(relation.low, seen),
                    None if relation.high is None else evaluate(relation.high, seen),
                )
            except Unevaluable as error:
                raise Stuck(str(error)) from None
            if isinstance(low, str) or isinstance(high, str):
                raise Stuck("a number of occurrences that is none")
            found.append((relation.values, _whole_up(low), None if high is None else _whole_down(high)))
    return found


def occurring(
    rng: Random, symbols: list[Any], wanted: Sequence[tuple[tuple[Any, ...], int, int | None]], others: Sequence[Any]
) -> list[Any]:
    """The symbols with some changed so that each group of `wanted` stands there so many times. Raises Stuck."""
    counts = [sum(symbol in found for symbol in symbols) for found, _low, _high in wanted]
    if all(
        low <= count and (high is None or count <= high) for count, (_f, low, high) in zip(counts, wanted, strict=True)
    ):
        return symbols
    size = len(symbols)
    goals = [
        max(low, count if high is None else min(count, high))
        for count, (_f, low, high) in zip(counts, wanted, strict=True)
    ]
    for place, (_found, low, _high) in enumerate(wanted):
        goals[place] = max(low, goals[place] - max(0, sum(goals) - size))
    rest = size - sum(goals)
    if not others:
        for place, (_found, _low, high) in enumerate(wanted):
            more = rest if high is None else min(rest, high - goals[place])
            goals[place] += more
            rest -= more
    if rest < 0 or (rest > 0 and not others):
        raise Stuck("occurrences that do not fit")
    taken = {value for found, _low, _high in wanted for value in found}
    result = [others[int(rng.randint(0, len(others)))] if s in taken and others else s for s in symbols]
    order = iter(rng.permutation(size).tolist())
    for goal, (found, _low, _high) in zip(goals, wanted, strict=True):
        for _one in range(goal):
            result[next(order)] = found[int(rng.randint(0, len(found)))]
    return result


def distinct_numbers(rng: Random, shape: Shape, low: int, high: int, count: int) -> np.ndarray:
    """So many numbers from low to high, none twice, in the shape's order. Raises Stuck."""
    room = high - low + 1
    if count > room:
        raise Stuck(f"{count} distinct values where there are {room}")
    if shape in _NARROW:
        width = count if shape in (Shape.LEAST, Shape.STEPS, Shape.STEPS_DOWN) else min(room, 2 * count)
        found = low + rng.permutation(width)[:count]
    elif shape in (Shape.MOST, Shape.NEAR_MOST):
        found = high - rng.permutation(min(room, count + (shape is Shape.NEAR_MOST)))[:count]
    elif room <= 4 * count:
        found = low + rng.permutation(room)[:count]
    else:
        found = np.unique(draw(rng, shape, low, high, count))
        while len(found) < count:
            more = draw(rng, Shape.UNIFORM, low, high, 2 * (count - len(found)))
            found = np.unique(np.concatenate([found, np.setdiff1d(more, found)[: count - len(found)]]))
        if shape not in (Shape.HASH_PYTHON,):
            found = found[rng.permutation(len(found))]
    if shape in _SORTED:
        return np.sort(found)
    return np.sort(found)[::-1] if shape in _REVERSED else found


# --- bounds -----------------------------------------------------------------------------------------------------------


def _names(expression: Expression, name: str) -> bool:
    return any(variable.name == name for variable in variables_of(expression))


def _is_distinct(relation: Any, name: str) -> bool:
    if not isinstance(relation, Distinct):
        return False
    return (relation.pooled or len(relation.variables) == 1) and any(v.name == name for v in relation.variables)


def _closer(order: Order, other: tuple[Any, Any], low: Any, high: Any) -> tuple[Any, Any]:
    match order:
        case Order.LESS:
            return low, least(high, add(other[1], -1))
        case Order.AT_MOST:
            return low, least(high, other[1])
        case Order.AT_LEAST:
            return most(low, other[0]), high
        case Order.MORE:
            return most(low, add(other[0], 1)), high
        case Order.EQUAL:
            return most(low, other[0]), least(high, other[1])
        case Order.OTHER:
            return low, high


def _any(truth: Any) -> bool:
    return bool(truth.any()) if isinstance(truth, np.ndarray) else bool(truth)


def _spread(bound: Any, count: int) -> np.ndarray:
    if isinstance(bound, np.ndarray):
        return bound
    return np.full(count, bound, dtype=np.int64 if abs(bound) < 2**62 else object)


def _at(bound: Any, chosen: np.ndarray) -> Any:
    return bound[chosen] if isinstance(bound, np.ndarray) else bound


def _with_some(bound: Any, chosen: np.ndarray, some: Any, count: int) -> np.ndarray:
    result = _spread(bound, count).copy()
    result[chosen] = some
    return result


def _whole_up(bound: Any) -> Any:
    if isinstance(bound, np.ndarray):
        return bound if bound.dtype != object else np.array([-int(-b // 1) for b in bound.tolist()], dtype=object)
    return -int(-bound // 1)


def _whole_down(bound: Any) -> Any:
    if isinstance(bound, np.ndarray):
        return bound if bound.dtype != object else np.array([int(b // 1) for b in bound.tolist()], dtype=object)
    return int(bound // 1)


def _scaled(numbers: np.ndarray, share: float) -> np.ndarray:
    if numbers.dtype == object:
        ratio = Fraction(share)
        return np.array([int(number * ratio // 1) for number in numbers.tolist()], dtype=object)
    return np.floor(numbers * share).astype(np.int64)


def _offset(index: Expression) -> int:
    match index:
        case Operation("+", (_, Number(value))):
            return value
        case Operation("-", (_, Number(value))):
            return -value
    return 0


def _is_whole(text: Any) -> bool:
    try:
        int(text)
    except ValueError:
        return False
    return True
