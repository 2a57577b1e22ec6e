"""Draws the variables without indices: the number of test cases first, then the sizes, then the rest."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from judge.stress.numbers import Shape, draw
from judge.stress.positions import Positions, is_flat
from judge.stress.sampling.bounds import round_down, round_up
from judge.stress.sampling.conditions import Condition, is_scalar
from judge.stress.sampling.draft import Draft
from judge.stress.sampling.remainders import fit_remainder
from judge.stress.sampling.strings import draw_text
from judge.stress.styles import Joint, Sizes
from judge.stress.work import Stuck
from problems.inputs.expressions import Expression, variables_of
from problems.inputs.format import Comparison, Congruent, Coprime, Decimals, Distinct, Graph, Strings, Total
from problems.inputs.relation_flaws import flaw_of
from problems.inputs.tree import Position, cases_of

_CONDITION_WORK = 15
_TRIES = 12
_TINY_CASES = 6
_TINY_FLAT_CASES = 30


@dataclass(slots=True)
class ScalarSampler:
    """Draws a scope's scalars into the draft, keeping every condition possible."""

    draft: Draft
    found: Positions
    variants: Sequence[Position]
    conditions: Sequence[Condition]

    def draw_all(self) -> None:
        """Draw every scalar. Raises Stuck."""
        draft = self.draft
        counts = {v.name for node in cases_of(draft.scope.nodes) for v in variables_of(node.count)}
        for name in [name for name in self.found if name in counts and is_scalar(self.found, name)]:
            self._number(name, self._number_of_cases)
        sizes = [name for name in self._sizes() if name not in draft.own]
        if draft.style.sizes is Sizes.MOST:
            self._largest([name for name in sizes if not isinstance(draft.scope.domains[name], Strings)])
        for name in self.found:
            if name in draft.own or not is_scalar(self.found, name):
                continue
            if isinstance(draft.scope.domains[name], Strings):
                self._text(name)
            elif name in sizes:
                self._number(name, self._how(name))
            else:
                self._number(name, self._plain)

    def _sizes(self) -> list[str]:
        """The scalars that set the sizes of what follows, in the order of the page."""
        scope = self.draft.scope
        around = [loop for found in self.found.values() for position in found for loop in position.loops]
        around += [loop for position in self.variants for loop in position.loops]
        ends = [end for loop in around for end in (loop.low, loop.high)]
        for name, domain in scope.domains.items():
            if isinstance(domain, Strings) and name in self.found:
                ends += [domain.low, domain.high]
        ends += [relation.vertices for relation in scope.relations if isinstance(relation, Graph)]
        named = {variable.name for end in ends for variable in variables_of(end)}
        return [name for name in self.found if name in named and is_scalar(self.found, name)]

    # --- how a number is chosen ---

    def _number_of_cases(self, low: int, high: int) -> int:
        style = self.draft.style
        flat = all(is_flat(node.scope) for node in cases_of(self.draft.scope.nodes))
        if style.sizes is Sizes.LEAST:
            return low
        if style.sizes is Sizes.MOST:
            return high if style.many_cases or flat else low
        most = _TINY_FLAT_CASES if flat else _TINY_CASES
        return int(self.draft.rng.randint(low, min(high, max(low, most)) + 1)) if style.many_cases else low

    def _size(self, low: int, high: int) -> int:
        style, rng = self.draft.style, self.draft.rng
        if style.sizes is Sizes.LEAST:
            return low
        if style.sizes is Sizes.MOST:
            return high
        most = min(high, max(low, style.cap))
        return most if rng.randint(0, 3) == 0 else int(rng.randint(low, most + 1))

    def _how(self, name: str) -> Callable[[int, int], int]:
        """How a size is chosen: few if the style asks for few and the size counts elements whose sum is bounded."""
        totals = [r.of for r in self.draft.scope.relations if isinstance(r, Total) and not r.cases]
        loops = [
            loop for of in totals for v in variables_of(of) for one in self.found.get(v.name, ()) for loop in one.loops
        ]
        counts = any(v.name == name for loop in loops for v in variables_of(loop.high))
        return self._few if self.draft.style.few and counts else self._size

    def _few(self, low: int, high: int) -> int:
        return int(self.draft.rng.randint(low, min(high, low + 2) + 1))

    def _plain(self, low: int, high: int) -> int:
        style, rng = self.draft.style, self.draft.rng
        shape = style.scalars[int(rng.randint(0, len(style.scalars)))]
        return int(draw(rng, shape, low, high, 1, style.notable)[0])

    # --- one number ---

    def _number(self, name: str, choose: Callable[[int, int], int]) -> None:
        draft = self.draft
        low, high = self._range(name)
        for attempt in range(_TRIES):
            value = choose(low, high) if attempt < 4 else int(draw(draft.rng, Shape.UNIFORM, low, high, 1)[0])
            fitted = fit_remainder(draft, name, value, low, high)
            if fitted is None:
                continue
            exact, written = self._exact(name, fitted), self._written(name, fitted)
            if self._suits(name, written) and self._possible(name, exact):
                draft.box.scalars[name] = (exact, exact)
                draft.own[name] = draft.seen[name] = written
                return
        raise Stuck(f"{name} has no value")

    def _range(self, name: str) -> tuple[int, int]:
        """The range of integers (in the smallest unit, for decimals) that a scalar can have. Raises Stuck."""
        low, high = self.draft.box.span_of(name)
        unit = self._unit(name)
        first, last = round_up(low * unit), round_down(high * unit)
        if first > last:
            raise Stuck(f"{name} has no value")

        def possible(value: int) -> bool:
            return self._possible(name, self._exact(name, value))

        good = next(filter(possible, _probes(first, last)), None)
        if good is None:
            raise Stuck(f"{name} has no value")
        return _last_good(possible, good, first), _last_good(possible, good, last)

    def _possible(self, name: str, value: int | Fraction) -> bool:
        self.draft.work.spend(_CONDITION_WORK * len(self.conditions))
        return self._holds({name: value})

    def _holds(self, values: Mapping[str, int | Fraction]) -> bool:
        """Whether every condition can hold with these values."""
        box = self.draft.box
        box.scalars.update({name: (value, value) for name, value in values.items()})
        try:
            return all(condition(box) for condition in self.conditions)
        finally:
            for name in values:
                del box.scalars[name]

    def _suits(self, name: str, value: int | Decimal | str) -> bool:
        """Whether a value satisfies the relations with scalars that are already drawn."""
        seen = {**self.draft.seen, name: value}
        for relation in self.draft.scope.relations:
            match relation:
                case Distinct(variables, pooled=True):
                    names = {variable.name for variable in variables}
                    if name in names and any(self.draft.own.get(other) == value for other in names - {name}):
                        return False
                case Comparison(left, _, right) | Coprime(left, right):
                    if self._is_known(name, (left, right)) and flaw_of(relation, seen):
                        return False
                case Congruent(whole, modulus, rest):
                    if self._is_known(name, (whole, modulus, rest)) and flaw_of(relation, seen):
                        return False
        return True

    def _is_known(self, name: str, ends: Sequence[Expression]) -> bool:
        """Whether expressions name this scalar, and otherwise only scalars that are already drawn."""
        seen = self.draft.seen
        found = [variable for end in ends for variable in variables_of(end)]
        return any(v.name == name for v in found) and all(
            v.name == name or (not v.indices and v.name in seen and not isinstance(seen[v.name], dict)) for v in found
        )

    def _unit(self, name: str) -> int:
        domain = self.draft.scope.domains[name]
        return 10**domain.places if isinstance(domain, Decimals) else 1

    def _exact(self, name: str, units: int) -> int | Fraction:
        unit = self._unit(name)
        return units if unit == 1 else Fraction(units, unit)

    def _written(self, name: str, units: int) -> int | Decimal:
        domain = self.draft.scope.domains[name]
        return Decimal(units).scaleb(-domain.places) if isinstance(domain, Decimals) else units

    # --- strings ---

    def _text(self, name: str) -> None:
        draft = self.draft
        domain = draft.scope.domains[name]
        assert isinstance(domain, Strings)
        low, high = self._range(name)
        for attempt in range(_TRIES):
            length = max(low, min(self._size(low, high), draft.most_bytes // 2))
            if attempt > 3:
                length = int(draft.rng.randint(low, min(high, max(low, length) + 2) + 1))
            text = draw_text(draft, name, low, length)
            if self._suits(name, text):
                draft.own[name] = draft.seen[name] = text
                draft.box.scalars[name] = (len(text), len(text))
                return
        raise Stuck(f"{name} has no value")

    # --- the largest sizes ---

    def _largest(self, names: list[str]) -> None:
        """Draw these sizes as large as they can be together."""
        draft, box = self.draft, self.draft.box
        order = names[::-1] if draft.style.joint is Joint.LAST else names
        floors = self._shares(names) if draft.style.joint is Joint.BALANCED and len(names) > 1 else {}
        for name in order:
            for other, floor in floors.items():
                if other not in draft.own and other != name:
                    high = box.span_of(other)[1]
                    box.scalars[other] = (min(floor, high), high)
            box.scalars.pop(name, None)
            self._number(name, self._how(name))
            for other in floors:
                if other not in draft.own:
                    box.scalars.pop(other, None)

    def _shares(self, names: list[str]) -> dict[str, int]:
        """A least value for each of these sizes; the first ones drawn get what is left over. Raises Stuck."""
        ranges = {}
        for name in names:
            low, high = self.draft.box.span_of(name)
            if low > high:
                raise Stuck(f"{name} has no value")
            ranges[name] = (round_up(low), round_down(high))
        share = self._largest_share(ranges)
        return {name: _between(*ranges[name], share) for name in names}

    def _largest_share(self, ranges: dict[str, tuple[int, int]]) -> float:
        def possible(share: float) -> bool:
            return self._holds({name: _between(*ends, share) for name, ends in ranges.items()})

        if possible(1.0):
            return 1.0
        low, high = 0.0, 1.0
        for _turn in range(24):
            middle = (low + high) / 2
            low, high = (middle, high) if possible(middle) else (low, middle)
        return low


def _probes(first: int, last: int) -> list[int]:
    width = last - first
    between = [first + (width >> shift) for shift in range(1, width.bit_length() + 1)]
    return [last, first, *between, *(last - (width >> shift) for shift in range(1, width.bit_length() + 1))]


def _between(low: int, high: int, share: float) -> int:
    """The number at that share of the way from low to high, by magnitude."""
    if share >= 1:
        return high
    width = high - low + 1
    return min(high, low + int(float(width) ** share) - 1) if width < 2**1000 else low


def _last_good(good: Callable[[int], bool], start: int, end: int) -> int:
    """The last good number from `start`, which must be good, towards `end`; all before it must be good too."""
    if good(end):
        return end
    while abs(end - start) > 1:
        middle = (start + end) // 2
        start, end = (middle, end) if good(middle) else (start, middle)
    return start
