"""Draws the values of an input format in a given style: sizes first, then what depends on them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from judge.stress.intervals import FAR, KnownValues, Span, span
from judge.stress.numbers import Random
from judge.stress.positions import Key, is_flat, keys_of, many_times
from judge.stress.sampling.bounds import round_down
from judge.stress.sampling.conditions import conditions_of, min_text_size
from judge.stress.sampling.draft import Draft, Remarks
from judge.stress.sampling.occurrences import with_occurring_variants
from judge.stress.sampling.places import draw_places
from judge.stress.sampling.scalars import ScalarSampler
from judge.stress.sampling.stocks import Drawn, stocked
from judge.stress.sampling.totals import with_totals
from judge.stress.styles import Sizes, Style
from judge.stress.texts import picked
from judge.stress.work import GenerationLimit, Stuck, Work
from problems.inputs.format import Cases, InputFormat, Scope, Stock, Total, Variants
from problems.inputs.tree import Position, cases_of, positions

# What judging can afford: a Python program reads this much in about a third of a second.
MOST_BYTES = 16_000_000
MOST_TOKENS = 1_500_000
# The most work for one input, all tries together; see Work.
MOST_WORK = {Sizes.LEAST: 100_000, Sizes.TINY: 100_000, Sizes.MOST: 6_000_000}
_SCOPE_WORK = 2000  # charged for each try at a scope, however small
_TRIES = 12
_LARGE_TRIES = 3  # each takes long
_TEMPLATES = 200  # distinct test cases drawn, if they have sizes of their own; any more repeat these


def draw_values(
    fmt: InputFormat,
    style: Style,
    rng: Random,
    remarks: Remarks | None = None,
    limit: GenerationLimit | None = None,
) -> dict[str, Any]:
    """Values of the whole input, in the form that problems.inputs.format describes. Raises Stuck.

    Adds to `remarks`: relations that were not checked while drawing and may not hold, and whether sizes were capped.
    """
    work = Work(MOST_WORK[style.sizes], limit)
    budget = _TextBudget(MOST_BYTES, MOST_TOKENS, Remarks() if remarks is None else remarks, work)
    return _draw_scope(fmt.scope, None, {}, style, rng, budget, {})


@dataclass(frozen=True, slots=True)
class _TextBudget:
    """Limits on a scope's text, and on the work of drawing it."""

    bytes: int
    tokens: int
    remarks: Remarks
    work: Work

    def shared(self, count: int) -> "_TextBudget":
        return _TextBudget(self.bytes // max(1, count), self.tokens // max(1, count), self.remarks, self.work)


def _draw_scope(
    scope: Scope,
    outer: KnownValues | None,
    seen: Mapping[str, Any],
    style: Style,
    rng: Random,
    budget: _TextBudget,
    shares: Mapping[int, Span],
) -> dict[str, Any]:
    """A scope's values; `shares`: how much of each Total over all cases this one may take, by its place."""
    tries = _LARGE_TRIES if style.sizes is Sizes.MOST else _TRIES
    whole = with_totals(scope)
    for attempt in range(tries):
        budget.work.spend(_SCOPE_WORK)
        box = KnownValues(whole.domains, outer)
        draft = Draft(whole, box, dict(seen), {}, style, rng, budget.bytes, budget.remarks, budget.work)
        try:
            return _ScopeSampler(draft, budget, shares).values()
        except Stuck:
            if attempt == tries - 1:
                raise
    raise Stuck("no values")


@dataclass(slots=True)
class _ScopeSampler:
    draft: Draft
    budget: _TextBudget
    shares: Mapping[int, Span]
    found: dict[str, list[Position]] = field(init=False, default_factory=dict)
    variants: list[Position] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        scope = self.draft.scope
        for position in positions(scope.nodes):
            if isinstance(position.what, Variants):
                self.variants.append(position)
            else:
                self.found.setdefault(position.what.name, []).append(position)
        missing = next((name for name in self.found if name not in scope.domains), None)
        if missing is not None:
            raise Stuck(f"nothing is known of {missing}")

    def values(self) -> dict[str, Any]:
        draft = self.draft
        conditions = conditions_of(draft.scope, self.found, self.shares)
        # Last, so that sizes count as capped only if nothing else rules them out.
        conditions.append(self._within_budget)
        ScalarSampler(draft, self.found, self.variants, conditions).draw_all()
        draw_places(draft, self.found)
        for position in self.variants:
            self._variants(position)
        for node in cases_of(draft.scope.nodes):
            self._cases(node)
        return draft.own

    def _within_budget(self, box: KnownValues) -> bool:
        size, tokens = min_text_size(self.draft.scope, self.found, self.variants, box)
        within = size <= self.budget.bytes and tokens <= self.budget.tokens
        self.budget.remarks.capped |= not within and self.draft.style.sizes is Sizes.MOST
        return within

    def _variants(self, position: Position) -> None:
        node = position.what
        assert isinstance(node, Variants)
        keys = keys_of([position], self.draft.seen)
        numbers = self._variant_numbers(len(node.scopes), len(keys))
        numbers = with_occurring_variants(self.draft, node, numbers)
        found: dict[Key, tuple[int, dict[str, Any]]] = {}
        for number, scope in enumerate(node.scopes):
            rows = [key for key, other in zip(keys, numbers.tolist(), strict=True) if other == number]
            found.update({row: (number, one) for row, one in zip(rows, self._many(scope, len(rows)), strict=True)})
        self.draft.own[node.name] = self._stocked(node, {key: found[key] for key in keys})

    def _stocked(self, node: Variants, queries: dict[Key, Drawn]) -> dict[Key, Drawn]:
        """The queries, changed so that they find what they need. Raises Stuck."""
        draft = self.draft
        for relation in draft.scope.relations:
            if isinstance(relation, Stock) and relation.rows == node.name:
                draft.work.spend(len(queries))
                queries = stocked(draft.rng, relation, queries, lambda place, n: self._many(node.scopes[place], n))
                numbers = np.array([number for number, _values in queries.values()], dtype=np.int64)
                if (with_occurring_variants(draft, node, numbers) != numbers).any():
                    raise Stuck("too few queries of a type, once they find what they need")
        return queries

    def _variant_numbers(self, kinds: int, count: int) -> np.ndarray:
        rng, style = self.draft.rng, self.draft.style
        weights = rng.dirichlet(np.full(kinds, float(rng.choice([0.5, 2.0, 10.0]))))
        if style.variant is not None:
            weights = np.full(kinds, 0.1 / kinds)
            weights[style.variant % kinds] += 0.9
        return picked(rng, weights, count)

    def _cases(self, node: Cases) -> None:
        count = round_down(span(node.count, self.draft.box)[1])
        self.draft.own[node.name] = self._many(node.scope, count)

    def _many(self, scope: Scope, count: int) -> list[dict[str, Any]]:
        """The values of a scope that is repeated `count` times."""
        if count == 0:
            return []
        if is_flat(scope):
            return self._flat(scope, count)
        draft, budget, shares = self.draft, self.budget.shared(count), self._case_shares(scope, count)
        drawn = [
            _draw_scope(scope, draft.box, draft.seen, draft.style, draft.rng, budget, shares)
            for _number in range(min(count, _TEMPLATES))
        ]
        if count <= _TEMPLATES:
            return drawn
        return [drawn[i] for i in draft.rng.randint(0, len(drawn), size=count)]

    def _flat(self, scope: Scope, count: int) -> list[dict[str, Any]]:
        """The same for a flat scope, drawn as one scope with an index."""
        if not scope.domains or not any(True for _position in positions(scope.nodes)):
            return [{} for _number in range(count)]
        draft = self.draft
        flat = many_times(scope, count)
        drawn = _draw_scope(flat, draft.box, draft.seen, draft.style, draft.rng, self.budget, {})
        columns = [list(drawn[name].values()) for name in drawn]
        return [dict(zip(drawn, row, strict=True)) for row in zip(*columns, strict=True)]

    def _case_shares(self, scope: Scope, count: int) -> dict[int, Span]:
        """How much of each Total over all test cases one of `count` cases may take."""
        box = self.draft.box
        shares: dict[int, Span] = {}
        for place, relation in enumerate(scope.relations):
            if isinstance(relation, Total) and relation.cases:
                low = -FAR if relation.low is None else -(-round_down(span(relation.low, box)[0]) // count)
                shares[place] = (low, round_down(span(relation.high, box)[1]) // count)
        return shares
