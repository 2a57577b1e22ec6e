"""Fits values to bounds on their sum, from above and from below."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from judge.stress.intervals import FAR, PlaceKeys, PlaceQuery, Places, span
from judge.stress.sampling.bounds import bound_indices, round_down, round_up, spread
from judge.stress.sampling.draft import Draft
from judge.stress.work import Stuck
from problems.inputs.expressions import Call, Expression, Number, Operation, Variable, variables_of
from problems.inputs.format import Comparison, Order, Relation, Scope, Strings, Total


def within_totals(
    draft: Draft, name: str, keys: PlaceKeys, numbers: np.ndarray, lows: np.ndarray, highs: np.ndarray
) -> np.ndarray:
    """The numbers (or lengths), lowered or raised until every sum that only they can still change is within its bounds.

    Raises Stuck.
    """
    for relation in draft.scope.relations:
        if not isinstance(relation, Total) or relation.cases:
            continue
        named = {variable.name for variable in variables_of(relation.of)}
        if name not in named or not all(n == name or n in draft.own or n not in draft.scope.domains for n in named):
            continue
        numbers = _with_total(draft, relation, name, keys, numbers, lows, highs)
    return numbers


def _with_total(
    draft: Draft, relation: Total, name: str, keys: PlaceKeys, numbers: np.ndarray, lows: np.ndarray, highs: np.ndarray
) -> np.ndarray:
    ceiling = round_down(span(relation.high, draft.box)[1])
    floor = None if relation.low is None else round_up(span(relation.low, draft.box)[0])

    def total(values: np.ndarray) -> Any:
        draft.work.spend(len(values) // 8)
        if isinstance(relation.of, Variable):
            return sum(values.tolist())
        with draft.box.assuming(name, Places(keys, values)):
            place = next(v for v in variables_of(relation.of) if v.name == name)
            indices, chosen = bound_indices(draft, place, keys)
            if indices is None or chosen is not None:
                return sum(values.tolist())
            one = span(relation.of, draft.box, PlaceQuery(keys, indices))[1]
            return sum(spread(one, len(keys)).tolist())

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
            numbers = _raised(draft, numbers, highs, ceiling - sum(numbers.tolist()))
    if floor is not None and isinstance(relation.of, Variable):
        missing = floor - sum(numbers.tolist())
        if missing > 0:
            numbers = _raised(draft, numbers, highs, missing)
            if sum(numbers.tolist()) < floor:
                raise Stuck("a sum that is too small")
    return numbers


def _raised(draft: Draft, numbers: np.ndarray, highs: np.ndarray, by: int) -> np.ndarray:
    """The numbers raised by `by` in total, as far as there is room."""
    order = draft.rng.permutation(len(numbers))
    room = np.array((highs - numbers)[order].tolist(), dtype=object)
    before = np.cumsum(room) - room
    share = np.clip(by - before, 0, room)
    raised = numbers.astype(object)
    raised[order] += share
    return raised.astype(numbers.dtype)


def _scaled(numbers: np.ndarray, share: float) -> np.ndarray:
    if numbers.dtype == object:
        ratio = Fraction(share)
        return np.array([int(number * ratio // 1) for number in numbers.tolist()], dtype=object)
    return np.floor(numbers * share).astype(np.int64)


def with_totals(scope: Scope) -> Scope:
    """The scope, with every comparison of a sum, such as sum(A) ≤ X, also as a Total."""
    found: list[Relation] = []
    for relation in scope.relations:
        found.append(relation)
        if not isinstance(relation, Comparison):
            continue
        for of, order, bound in (
            (relation.left, relation.order, relation.right),
            (relation.right, relation.order.mirrored, relation.left),
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
    """The expressions that a bound sums, as in sum(A) or max(1, sum(A))."""
    parts = bound.operands if isinstance(bound, Call) and bound.function == around else (bound,)
    return [part.operands[0] for part in parts if isinstance(part, Call) and part.function == "sum"]
