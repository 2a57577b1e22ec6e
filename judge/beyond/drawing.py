"""Draws the values of an input format in a given style: sizes first, then what is laid out with them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from judge.beyond.numbers import Random, Shape, draw
from judge.beyond.placing import HOLDS, MIRRORED, PlaceDrawer, fit_one, text_for
from judge.beyond.spans import FAR, Box, Places, Span, domain_ends, span
from judge.beyond.spots import Key, Loop, Spot, case_nodes, is_flat, keys_of, repeated, spots
from judge.beyond.styles import Joint, Sizes, Style
from judge.beyond.work import Stuck, Work
from problems.inputs.evaluate import evaluate
from problems.inputs.expressions import Call, Expression, Number, Operation, Variable, variables_of
from problems.inputs.format import (
    Cases,
    Comparison,
    Congruent,
    Decimals,
    Distinct,
    Graph,
    InputFormat,
    Order,
    Permutation,
    Relation,
    Scope,
    Strings,
    Total,
    Variants,
)

MOST_BYTES = 12_000_000
MOST_TOKENS = 1_500_000
# The work on one input, all tries at it together. See Work.
MOST_WORK = {Sizes.LEAST: 100_000, Sizes.TINY: 100_000, Sizes.MOST: 6_000_000}
_SCOPE_WORK = 2000  # of a scope's try, however small
_CONDITION_WORK = 15
_FEW_TEXTS = 30  # of a length
_TRIES = 12
_LARGE_TRIES = 3  # each takes its time
_TEMPLATES = 200  # so many different cases are drawn where there are more with places of their own
_TINY_CASES = 6
_TINY_FLAT_CASES = 30
_INDEX = "\N{MIDDLE DOT}"  # no statement calls an index this

Predicate = Callable[[Box], bool]


def draw_values(fmt: InputFormat, style: Style, rng: Random, doubts: list[Relation] | None = None) -> dict[str, Any]:
    """Values of the whole input, in the shape that problems.inputs.format describes. Raises Stuck.

    `doubts` is told the relations that were not looked at while drawing, and may not hold.
    """
    work = Work(MOST_WORK[style.sizes])
    budget = Budget(MOST_BYTES, MOST_TOKENS, [] if doubts is None else doubts, work)
    return _draw_scope(fmt.scope, None, {}, style, rng, budget, {})


@dataclass(frozen=True, slots=True)
class Budget:
    """What a scope's text may take."""

    bytes: int
    tokens: int
    doubts: list[Relation]
    work: Work

    def shared(self, count: int) -> "Budget":
        return Budget(self.bytes // max(1, count), self.tokens // max(1, count), self.doubts, self.work)


def _draw_scope(
    scope: Scope,
    outer: Box | None,
    seen: Mapping[str, Any],
    style: Style,
    rng: Random,
    budget: Budget,
    shares: Mapping[int, Span],
) -> dict[str, Any]:
    """A scope's values; `shares` says how much of each Total over all cases this one may take, by its place."""
    tries = _LARGE_TRIES if style.sizes is Sizes.MOST else _TRIES
    for attempt in range(tries):
        budget.work.spend(_SCOPE_WORK)
        try:
            return _ScopeDrawer(scope, outer, dict(seen), style, rng, budget, shares).values()
        except Stuck:
            if attempt == tries - 1:
                raise
    raise Stuck("no values")


@dataclass(slots=True)
class _ScopeDrawer:
    scope: Scope
    outer: Box | None
    seen: dict[str, Any]
    style: Style
    rng: Random
    budget: Budget
    shares: Mapping[int, Span]
    box: Box = field(init=False)
    own: dict[str, Any] = field(init=False, default_factory=dict)
    spots: dict[str, list[Spot]] = field(init=False, default_factory=dict)
    variants: list[Spot] = field(init=False, default_factory=list)
    conditions: list[Predicate] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.scope = _with_totals(self.scope)
        self.box = Box(self.scope.domains, self.outer)
        for spot in spots(self.scope.nodes):
            if isinstance(spot.what, Variants):
                self.variants.append(spot)
            else:
                self.spots.setdefault(spot.what.name, []).append(spot)
        missing = next((name for name in self.spots if name not in self.scope.domains), None)
        if missing is not None:
            raise Stuck(f"nothing is known of {missing}")
        self.conditions = list(self._conditions())

    def values(self) -> dict[str, Any]:
        self._scalars()
        budget = self.budget
        places = PlaceDrawer(
            self.scope, self.box, self.seen, self.own, self.style, self.rng, budget.bytes, budget.doubts, budget.work
        )
        places.draw_all(self.spots)
        for spot in self.variants:
            self._variants(spot)
        for node in case_nodes(self.scope):
            self._cases(node)
        return self.own

    # --- scalars ---

    def _conditions(self) -> list[Predicate]:
        """What any choice of scalars must leave possible, as far as intervals tell."""
        found: list[Predicate] = []
        for name, domain in self.scope.domains.items():
            low, high = domain_ends(domain)
            found.append(_at_most(low, high))
            if name in self.spots and self._is_scalar(name) and (variables_of(low) or variables_of(high)):
                # Its own range is looked at when it is drawn; these are for those drawn after it.
                found += [_at_most(low, Variable(name)), _at_most(Variable(name), high)]
        for place, relation in enumerate(self.scope.relations):
            match relation:
                case Comparison(left, order, right):
                    found.append(_comparison(left, order, right))
                case Total(of, _, _, True):
                    share = self.shares.get(place)
                    if share is not None:
                        found.append(_share(of, share))
                case Total(of, floor, high):
                    found.append(self._total(of, floor, high))
                case Graph():
                    found.append(self._graph(relation))
                case Distinct((Variable(name),), _, _, ()) if isinstance(self.scope.domains.get(name), Strings):
                    found.append(self._distinct_texts(name))
                case Distinct(variables, unordered, pooled, ()):
                    found.append(self._distinct(variables, pooled=pooled, unordered=unordered))
                case Permutation(Variable(name), low, ()):
                    found.append(self._permutation(name, low))
        rising = [r.left.name for r in self.scope.relations if _is_strict_order(r)]  # type: ignore[union-attr]
        found.extend(self._distinct((Variable(name),), pooled=False, unordered=False) for name in rising)
        found.append(self._within_budget)
        return found

    def _counts(self, name: str) -> Callable[[Box], Span]:
        """How many places a variable has."""
        loops = self.spots[name][0].loops if name in self.spots else ()
        several = len(self.spots.get(name, ()))
        return lambda box: _turns(loops, box) if several == 1 else (several, FAR if loops else several)

    def _total(self, of: Expression, low: Expression | None, high: Expression) -> Predicate:
        names = [v.name for v in variables_of(of) if v.name in self.spots and self.spots[v.name][0].loops]
        count = self._counts(names[0]) if names else (lambda box: (1, 1))
        plain = isinstance(of, Variable) and not of.indices  # all its places

        def possible(box: Box) -> bool:
            least, most = count(box)
            one = span(of if not plain else Variable(of.name), box)  # type: ignore[union-attr]
            most_of_all = span(high, box)[1]
            if min(least * one[0], most * one[0]) > most_of_all:
                return False
            return low is None or max(least * one[1], most * one[1]) >= span(low, box)[0]

        return possible

    def _graph(self, graph: Graph) -> Predicate:
        count = self._counts(graph.ends[0].name)

        def possible(box: Box) -> bool:
            (least, most), (_few, n) = count(box), span(graph.vertices, box)
            few = span(graph.vertices, box)[0]
            if len(graph.ends) == 1:
                return True
            if graph.tree or graph.connected:
                if most < few - 1:
                    return False
                if graph.tree and least > n - 1:
                    return False
            if graph.acyclic and not graph.directed and least > max(0, n - 1):
                return False
            if graph.bipartite and graph.simple and least > (n // 2) * (n - n // 2):
                return False
            pairs = n * (n - 1) // (1 if graph.directed and not graph.acyclic else 2)
            return not graph.simple or least <= pairs

        return possible

    def _distinct(self, variables: Sequence[Variable], *, pooled: bool, unordered: bool) -> Predicate:
        def possible(box: Box) -> bool:
            room, least = 1, 0
            for variable in variables:
                domain = self.scope.domains.get(variable.name)
                if domain is None or isinstance(domain, Strings | Decimals):
                    return True
                low, high = domain_ends(domain)
                width = _plain(span(high, box)[1]) - _plain(span(low, box)[0]) + 1
                count = self._counts(variable.name)(box)[0]
                room = max(room, width) if pooled else room * width
                least = least + count if pooled else count
            if unordered:
                room = room // 2 + 1
            return bool(least <= room)

        return possible

    def _distinct_texts(self, name: str) -> Predicate:
        """So many different strings are no longer than they may be in all."""
        domain, count = self.scope.domains[name], self._counts(name)
        assert isinstance(domain, Strings)
        letters = len(domain.alphabet)
        bounds = [
            relation.high
            for relation in self.scope.relations
            if isinstance(relation, Total) and not relation.cases and _is_length(relation.of, name)
        ]

        def possible(box: Box) -> bool:
            least, shortest, longest = (
                count(box)[0],
                _plain(span(domain.low, box)[0]),
                _plain(span(domain.high, box)[1]),
            )
            missing, total, length = int(least), 0, max(0, _up(shortest))
            while length <= longest and (room := letters**length) < 2 * missing:
                # Where there are many, chance finds half of those there are.
                taken = min(missing, room if room < _FEW_TEXTS else room // 2)
                missing, total, length = missing - taken, total + length * taken, length + 1
            if length > longest:
                return missing <= 0
            total += missing * length
            return all(total <= span(high, box)[1] for high in bounds)

        return possible

    def _permutation(self, name: str, low: Expression) -> Predicate:
        def possible(box: Box) -> bool:
            least, _most = self._counts(name)(box)
            room = span(domain_ends(self.scope.domains[name])[1], box)[1] - span(low, box)[0] + 1
            return bool(least <= room)

        return possible

    def _within_budget(self, box: Box) -> bool:
        size = tokens = 0
        for name, found in self.spots.items():
            domain = self.scope.domains[name]
            low, high = domain_ends(domain)
            width = span(low, box)[0] if isinstance(domain, Strings) else _digits(span(low, box)[0], span(high, box)[1])
            if isinstance(width, np.ndarray):
                width = int(width.max())
            for spot in found:
                count = max(0, _turns(spot.loops, box)[0])
                tokens += count
                size += count * (1 + max(1, int(width)))
        return size <= self.budget.bytes and tokens <= self.budget.tokens

    def _sizes(self) -> list[str]:
        """The scalars that say how much of something follows, in the order of the page."""
        ends = [
            end
            for found in self.spots.values()
            for spot in found
            for loop in spot.loops
            for end in (loop.low, loop.high)
        ]
        ends += [end for spot in self.variants for loop in spot.loops for end in (loop.low, loop.high)]
        for name, domain in self.scope.domains.items():
            if isinstance(domain, Strings) and name in self.spots:
                ends += [domain.low, domain.high]
        ends += [relation.vertices for relation in self.scope.relations if isinstance(relation, Graph)]
        named = {variable.name for end in ends for variable in variables_of(end)}
        return [name for name in self.spots if name in named and self._is_scalar(name)]

    def _is_scalar(self, name: str) -> bool:
        return not self.spots[name][0].what.indices  # type: ignore[union-attr]

    def _scalars(self) -> None:
        counts = {v.name for node in case_nodes(self.scope) for v in variables_of(node.count)}
        for name in [name for name in self.spots if name in counts and self._is_scalar(name)]:
            self._number(name, self._number_of_cases)
        sizes = [name for name in self._sizes() if name not in self.own]
        if self.style.sizes is Sizes.MOST:
            self._largest([name for name in sizes if not isinstance(self.scope.domains[name], Strings)])
        for name in self.spots:
            if name in self.own or not self._is_scalar(name):
                continue
            if isinstance(self.scope.domains[name], Strings):
                self._text(name)
            elif name in sizes:
                self._number(name, self._size)
            else:
                self._number(name, self._plain)

    def _number_of_cases(self, low: int, high: int) -> int:
        flat = all(is_flat(node.scope) for node in case_nodes(self.scope))
        if self.style.sizes is Sizes.LEAST:
            return low
        if self.style.sizes is Sizes.MOST:
            return high if self.style.many_cases or flat else low
        most = _TINY_FLAT_CASES if flat else _TINY_CASES
        return int(self.rng.randint(low, min(high, max(low, most)) + 1)) if self.style.many_cases else low

    def _size(self, low: int, high: int) -> int:
        if self.style.sizes is Sizes.LEAST:
            return low
        if self.style.sizes is Sizes.MOST:
            return high
        most = min(high, max(low, self.style.cap))
        return most if self.rng.randint(0, 3) == 0 else int(self.rng.randint(low, most + 1))

    def _plain(self, low: int, high: int) -> int:
        shape = self.style.scalars[int(self.rng.randint(0, len(self.style.scalars)))]
        return int(draw(self.rng, shape, low, high, 1, self.style.notable)[0])

    def _possible(self, name: str, value: int | Fraction) -> bool:
        self.budget.work.spend(_CONDITION_WORK * len(self.conditions))
        self.box.scalars[name] = (value, value)
        try:
            return all(condition(self.box) for condition in self.conditions)
        finally:
            del self.box.scalars[name]

    def _range(self, name: str) -> tuple[int, int]:
        """Between which whole numbers (of the smallest unit, for decimals) a scalar is possible. Raises Stuck."""
        low, high = self.box.span_of(name)
        unit = _unit(self.scope, name)
        first, last = _up(low * unit), _down(high * unit)
        if first > last:
            raise Stuck(f"{name} has no value")
        good = next(
            (v for v in self._probes(first, last) if self._possible(name, Fraction(v, unit) if unit > 1 else v)), None
        )
        if good is None:
            raise Stuck(f"{name} has no value")

        def possible(value: int) -> bool:
            return self._possible(name, Fraction(value, unit) if unit > 1 else value)

        return _last_good(possible, good, first), _last_good(possible, good, last)

    def _probes(self, first: int, last: int) -> list[int]:
        width = last - first
        between = [first + (width >> shift) for shift in range(1, width.bit_length() + 1)]
        return [last, first, *between, *(last - (width >> shift) for shift in range(1, width.bit_length() + 1))]

    def _number(self, name: str, choose: Callable[[int, int], int]) -> None:
        low, high = self._range(name)
        for attempt in range(_TRIES):
            value = choose(low, high) if attempt < 4 else int(draw(self.rng, Shape.UNIFORM, low, high, 1)[0])
            fitted = fit_one(self.scope, self.box, name, value, low, high)
            unit = _unit(self.scope, name)
            if (
                fitted is not None
                and self._fits(name, _written(self.scope, name, fitted))
                and self._possible(name, Fraction(fitted, unit) if unit > 1 else fitted)
            ):
                self._set(name, fitted)
                return
        raise Stuck(f"{name} has no value")

    def _fits(self, name: str, value: int | Decimal | str) -> bool:
        """Whether a value suits what relates it to the scalars that are there already."""
        seen = {**self.seen, name: value}
        for relation in self.scope.relations:
            match relation:
                case Distinct(variables, pooled=True):
                    names = {variable.name for variable in variables}
                    if name in names and any(self.own.get(other) == value for other in names - {name}):
                        return False
                case Comparison(left, order, right):
                    if self._is_known(name, (left, right)) and not HOLDS[order](
                        evaluate(left, seen), evaluate(right, seen)
                    ):
                        return False
                case Congruent(whole, modulus, rest):
                    if self._is_known(name, (whole, modulus, rest)):
                        numbers = [evaluate(end, seen) for end in (whole, modulus, rest)]
                        if not isinstance(numbers[0], str) and (numbers[0] - numbers[2]) % numbers[1]:  # type: ignore[operator]
                            return False
        return True

    def _is_known(self, name: str, ends: Sequence[Expression]) -> bool:
        """Whether expressions name this scalar, and beside it only such as have values."""
        found = [variable for end in ends for variable in variables_of(end)]
        return any(v.name == name for v in found) and all(
            v.name == name or (not v.indices and v.name in self.seen and not isinstance(self.seen[v.name], dict))
            for v in found
        )

    def _set(self, name: str, value: int) -> None:
        unit = _unit(self.scope, name)
        exact = value if unit == 1 else Fraction(value, unit)
        self.box.scalars[name] = (exact, exact)
        self.own[name] = self.seen[name] = _written(self.scope, name, value)

    def _text(self, name: str) -> None:
        domain = self.scope.domains[name]
        assert isinstance(domain, Strings)
        low, high = self._range(name)
        for attempt in range(_TRIES):
            length = max(low, min(self._size(low, high), self.budget.bytes // 2))
            if attempt > 3:
                length = int(self.rng.randint(low, min(high, max(low, length) + 2) + 1))
            wanted = length if domain.pattern is None else (low, length)
            text = text_for(self.scope, self.rng, self.style, name, wanted, self.seen, self.budget.work)
            if self._fits(name, text):
                self.own[name] = self.seen[name] = text
                self.box.scalars[name] = (len(text), len(text))
                return
        raise Stuck(f"{name} has no value")

    def _largest(self, names: list[str]) -> None:
        """As many sizes as large as they can be together."""
        order = names[::-1] if self.style.joint is Joint.LAST else names
        if self.style.joint is Joint.BALANCED and len(names) > 1:
            ranges = {}
            for name in names:
                low, high = self.box.span_of(name)
                if low > high:
                    raise Stuck(f"{name} has no value")
                ranges[name] = (_up(low), _down(high))
            share = self._largest_share(ranges)
            # None goes below its share; what is left over goes to whoever comes first.
            floors = {name: _between(*ranges[name], share) for name in names}
        else:
            floors = {}
        for name in order:
            for other, floor in floors.items():
                if other not in self.own and other != name:
                    high = self.box.span_of(other)[1]
                    self.box.scalars[other] = (min(floor, high), high)
            self.box.scalars.pop(name, None)
            self._number(name, self._size)
            for other in floors:
                if other not in self.own:
                    self.box.scalars.pop(other, None)

    def _largest_share(self, ranges: dict[str, tuple[int, int]]) -> float:
        def possible(share: float) -> bool:
            for name, ends in ranges.items():
                value = _between(*ends, share)
                self.box.scalars[name] = (value, value)
            try:
                return all(condition(self.box) for condition in self.conditions)
            finally:
                for name in ranges:
                    self.box.scalars.pop(name, None)

        if possible(1.0):
            return 1.0
        low, high = 0.0, 1.0
        for _turn in range(24):
            middle = (low + high) / 2
            low, high = (middle, high) if possible(middle) else (low, middle)
        return low

    # --- scopes inside ---

    def _variants(self, spot: Spot) -> None:
        node = spot.what
        assert isinstance(node, Variants)
        keys = keys_of([spot], self.seen)
        numbers = self._variant_numbers(len(node.scopes), len(keys))
        found: dict[Key, tuple[int, dict[str, Any]]] = {}
        for number, scope in enumerate(node.scopes):
            rows = [key for key, other in zip(keys, numbers.tolist(), strict=True) if other == number]
            found.update({row: (number, one) for row, one in zip(rows, self._many(scope, len(rows)), strict=True)})
        self.own[node.name] = {key: found[key] for key in keys}

    def _variant_numbers(self, kinds: int, count: int) -> np.ndarray:
        weights = self.rng.dirichlet(np.full(kinds, float(self.rng.choice([0.5, 2.0, 10.0]))))
        if self.style.variant is not None:
            weights = np.full(kinds, 0.1 / kinds)
            weights[self.style.variant % kinds] += 0.9
        picked = np.searchsorted(np.cumsum(weights), self.rng.random_sample(count))
        return np.minimum(picked, kinds - 1)

    def _many(self, scope: Scope, count: int) -> list[dict[str, Any]]:
        """So many values of a scope that stands there again and again."""
        if count == 0:
            return []
        budget = self.budget.shared(count)
        if is_flat(scope):
            if not scope.domains or not any(True for _spot in spots(scope.nodes)):
                return [{} for _number in range(count)]
            flat = repeated(scope, _INDEX, Number(count), Number(1))
            drawn = _draw_scope(flat, self.box, self.seen, self.style, self.rng, self.budget, {})
            columns = [list(drawn[name].values()) for name in drawn]
            return [dict(zip(drawn, row, strict=True)) for row in zip(*columns, strict=True)]
        shares: dict[int, Span] = {}
        for place, relation in enumerate(scope.relations):
            if isinstance(relation, Total) and relation.cases:
                low = FAR if relation.low is None else -(-_down(span(relation.low, self.box)[0]) // count)
                shares[place] = (
                    -FAR if relation.low is None else low,
                    _down(span(relation.high, self.box)[1]) // count,
                )
        drawn_ones = []
        for _number in range(min(count, _TEMPLATES)):
            drawn_ones.append(_draw_scope(scope, self.box, self.seen, self.style, self.rng, budget, shares))
        if count <= _TEMPLATES:
            return drawn_ones
        return [drawn_ones[i] for i in self.rng.randint(0, len(drawn_ones), size=count)]

    def _cases(self, node: Cases) -> None:
        count = _down(span(node.count, self.box)[1])
        self.own[node.name] = self._many(node.scope, count)


# --- conditions -------------------------------------------------------------------------------------------------------


def _all(truth: Any) -> bool:
    return bool(truth.all()) if isinstance(truth, np.ndarray) else bool(truth)


def _is_length(of: Expression, name: str) -> bool:
    return (
        isinstance(of, Call)
        and of.function == "length"
        and any(v.name == name for v in of.operands if isinstance(v, Variable))
    )


def _at_most(low: Expression, high: Expression) -> Predicate:
    return lambda box: _all(span(low, box)[0] <= span(high, box)[1])


def _comparison(left: Expression, order: Order, right: Expression) -> Predicate:
    if order is Order.OTHER:

        def differ(box: Box) -> bool:
            first, second = span(left, box), span(right, box)
            return not all(isinstance(end, int | Fraction) for end in (*first, *second)) or not (
                first[0] == first[1] == second[0] == second[1]
            )

        if isinstance(left, Variable) and isinstance(right, Variable) and (left.indices or right.indices):
            return lambda box: True
        return differ

    def possible(box: Box) -> bool:
        first, second = span(left, box), span(right, box)
        match order:
            case Order.LESS:
                return _some(first[0] < second[1])
            case Order.AT_MOST:
                return _some(first[0] <= second[1])
            case Order.AT_LEAST:
                return _some(first[1] >= second[0])
            case Order.MORE:
                return _some(first[1] > second[0])
            case _:
                return _some((first[0] <= second[1]) & (second[0] <= first[1]))

    return possible


def _some(truth: Any) -> bool:
    return bool(truth.any()) if isinstance(truth, np.ndarray) else bool(truth)


def _share(of: Expression, share: Span) -> Predicate:
    def possible(box: Box) -> bool:
        low, high = span(of, box)
        return bool(low <= share[1] and high >= share[0])

    return possible


def _is_strict_order(relation: Any) -> bool:
    """A_i < A_{i+1}."""
    return (
        isinstance(relation, Comparison)
        and relation.order in (Order.LESS, Order.MORE)
        and isinstance(relation.left, Variable)
        and isinstance(relation.right, Variable)
        and relation.left.name == relation.right.name
    )


def _turns(loops: tuple[Loop, ...], box: Box) -> Span:
    """How often what stands in these loops is repeated. The loops' indices are within their ends meanwhile."""
    least = most = 1
    added: list[str] = []
    for loop in loops:
        low, high = span(loop.low, box), span(loop.high, box)
        ends = [_plain(end) for end in (*low, *high)]
        least, most = least * max(0, ends[2] - ends[1] + 1), most * max(0, ends[3] - ends[0] + 1)
        if loop.index not in box.scalars:
            box.scalars[loop.index] = (ends[0], max(ends[0], ends[3]))
            added.append(loop.index)
    for name in added:
        del box.scalars[name]
    return least, most


def _plain(bound: Any) -> Any:
    return int(bound.max()) if isinstance(bound, np.ndarray) else bound


def _digits(low: Any, high: Any) -> int:
    ends = [_plain(end) for end in (low, high)]
    return max(len(str(_down(end))) for end in ends)


def _up(number: Any) -> int:
    return -int(-number // 1)


def _down(number: Any) -> int:
    return int(number // 1)


def _unit(scope: Scope, name: str) -> int:
    domain = scope.domains[name]
    return 10**domain.places if isinstance(domain, Decimals) else 1


def _written(scope: Scope, name: str, value: int) -> int | Decimal:
    """The scalar whose number of smallest units this is."""
    domain = scope.domains[name]
    return Decimal(value).scaleb(-domain.places) if isinstance(domain, Decimals) else value


def _with_totals(scope: Scope) -> Scope:
    """The scope with what compares a sum said as a Total: sum(A) ≤ X."""
    found: list[Relation] = []
    for relation in scope.relations:
        found.append(relation)
        if not isinstance(relation, Comparison):
            continue
        for of, order, bound in (
            (relation.left, relation.order, relation.right),
            (relation.right, MIRRORED[relation.order], relation.left),
        ):
            if isinstance(of, Call) and of.function == "sum" and len(of.operands) == 1:
                (inner,) = of.operands
                if order in (Order.LESS, Order.AT_MOST, Order.EQUAL):
                    high = bound if order is not Order.LESS else Operation("-", (bound, Number(1)))
                    found.append(Total(inner, bound if order is Order.EQUAL else None, high))
                elif order in (Order.AT_LEAST, Order.MORE):
                    low = bound if order is Order.AT_LEAST else Operation("+", (bound, Number(1)))
                    found.append(Total(inner, low, Number(FAR)))
    for name, domain in scope.domains.items():
        if isinstance(domain, Strings):
            continue
        for inner in _summed(domain.low, "max"):
            found.append(Total(inner, None, Variable(name)))
        for inner in _summed(domain.high, "min"):
            found.append(Total(inner, Variable(name), Number(FAR)))
    return replace(scope, relations=tuple(found))


def _summed(bound: Expression, around: str) -> list[Expression]:
    """What a bound sums up: sum(A), or max(1, sum(A))."""
    parts = bound.operands if isinstance(bound, Call) and bound.function == around else (bound,)
    return [part.operands[0] for part in parts if isinstance(part, Call) and part.function == "sum"]


def _between(low: int, high: int, share: float) -> int:
    """The number that lies so far on the way from low to high, by magnitude."""
    if share >= 1:
        return high
    width = high - low + 1
    return min(high, low + int(float(width) ** share) - 1) if width < 2**1000 else low


def _last_good(good: Callable[[int], bool], start: int, end: int) -> int:
    """The farthest number on the way from a good one to an end that is good, where the good ones are not parted."""
    if good(end):
        return end
    while abs(end - start) > 1:
        middle = (start + end) // 2
        start, end = (middle, end) if good(middle) else (start, middle)
    return start


__all__ = ["MOST_BYTES", "Places", "Stuck", "draw_values"]
