"""Draws the numbers of an indexed variable, for all its places at once, as its relations require."""

from typing import Any

import numpy as np

from judge.stress.intervals import PlaceKeys, least, most, span
from judge.stress.numbers import Random, Shape, draw, uniform
from judge.stress.sampling.bounds import any_of, ascents_of, own_indices, spread
from judge.stress.sampling.distinct import distinct_numbers, distinct_values, groups_of, repeated_only
from judge.stress.sampling.draft import Draft
from judge.stress.sampling.occurrences import with_each_value, with_occurring_numbers
from judge.stress.sampling.remainders import step_of, with_remainder_of_sum, with_remainders
from judge.stress.sampling.totals import within_totals
from judge.stress.sampling.unequal import distinct_of, made_unequal
from judge.stress.styles import Sizes
from judge.stress.work import Stuck
from problems.inputs.expressions import Expression, Number, Operation, Variable, variables_of
from problems.inputs.format import Comparison, Order, Permutation, Symmetric
from problems.inputs.tree import positions


def draw_numbers(draft: Draft, name: str, keys: PlaceKeys, low: Any, high: Any) -> np.ndarray:
    """Integers within the bounds, one for each place. Raises Stuck."""
    shape = draw_shape(draft, name)
    count = len(keys)
    for relation in draft.scope.relations:
        if isinstance(relation, Permutation) and relation.variable.name == name:
            return _permutation(draft, relation, keys, shape)
    if _counts_places(draft, name):
        if draft.style.sizes is Sizes.TINY:
            high, shape = least(high, most(low, draft.style.cap)), Shape.UNIFORM
        elif draft.style.sizes is Sizes.LEAST:
            shape = Shape.LEAST
    whole_low, whole_high = low, high
    step, rest = step_of(draft, name, keys)
    if step > 1:  # only every step-th number is allowed: draws ranks among those
        low, high = -((rest - low) // step), (high - rest) // step
        if any_of(low > high):
            raise Stuck("a remainder that no value leaves")
    order, distinct = _own_order(draft, name), distinct_of(draft, name)
    if order is not None:
        numbers = _ordered(draft, order, keys, shape, low, high)
    elif distinct is not None and distinct.but is None:
        numbers = distinct_values(draft, distinct, keys, shape, low, high)
    else:
        numbers = draw(draft.rng, shape, low, high, count, draft.style.notable)
    if step > 1:
        numbers = numbers * step + rest
    lows, highs = spread(whole_low, count), spread(whole_high, count)
    numbers = within_totals(draft, name, keys, numbers, lows, highs)
    numbers = with_remainder_of_sum(draft, name, numbers, lows, highs)
    numbers = with_occurring_numbers(draft, name, numbers, lows, highs)
    numbers = with_each_value(draft, name, numbers)
    indices = own_indices(draft, name, keys)
    numbers = with_remainders(draft, name, keys, indices, numbers, lows, highs)
    numbers = _mirrored(draft, name, keys, numbers)
    unequal = made_unequal(draft, name, keys, numbers, lows, highs)
    if order is not None and len(keys.columns) == 1 and (unequal != numbers).any():
        unequal = np.sort(unequal)[:: 1 if numbers[0] <= numbers[-1] else -1]
    numbers = unequal
    if distinct is not None and distinct.but is not None:
        others = made_unequal(draft, name, keys, uniform(draft.rng, lows, highs, count), lows, highs)
        numbers = repeated_only(draft, int(span(distinct.but, draft.box)[0]), numbers, others)
    return numbers


def _mirrored(draft: Draft, name: str, keys: PlaceKeys, numbers: np.ndarray) -> np.ndarray:
    """The numbers of a matrix; if it must be symmetric, with the upper half mirrored and the diagonal set."""
    for relation in draft.scope.relations:
        if isinstance(relation, Symmetric) and relation.variable.name == name and len(keys):
            rows, columns = keys.columns
            first, size = min(rows.min(), columns.min()), int(max(rows.max(), columns.max())) + 1
            matrix = np.zeros((size - first, size - first), dtype=numbers.dtype)
            matrix[rows - first, columns - first] = numbers
            if relation.least is not None:
                matrix = np.maximum(matrix, span(relation.least, draft.box)[0])
            matrix = np.triu(matrix) + np.triu(matrix, 1).T
            if relation.diagonal is not None:
                np.fill_diagonal(matrix, span(relation.diagonal, draft.box)[0])
            numbers = matrix[rows - first, columns - first]
    return numbers


def draw_shape(draft: Draft, name: str) -> Shape:
    """A random one of the style's shapes; in a wide style, LEAST or MOST for one of two compared variables."""
    if draft.style.full_range:
        side = _side(draft, name)
        if side:
            return Shape.LEAST if side < 0 else Shape.MOST
    return draft.style.shapes[int(draft.rng.randint(0, len(draft.style.shapes)))]


def _side(draft: Draft, name: str) -> int:
    """-1 for the lesser of two compared variables, 1 for the greater, 0 otherwise."""
    for lesser, greater, _strict in ascents_of(draft.scope.relations):
        if lesser.name != greater.name and name in (lesser.name, greater.name):
            return -1 if lesser.name == name else 1
    if any(isinstance(v, Variable) and v.indices for v in variables_of(draft.scope.domains[name].low)):
        return 1
    others = [d for other, d in draft.scope.domains.items() if other != name]
    return -1 if any(v.name == name for d in others for v in variables_of(d.low)) else 0


def _counts_places(draft: Draft, name: str) -> bool:
    """Whether the variable counts other places, as K_i counts A_{i,1} … A_{i,K_i}."""
    ends = [
        end for position in positions(draft.scope.nodes) for loop in position.loops for end in (loop.low, loop.high)
    ]
    return any(variable.name == name for end in ends for variable in variables_of(end))


def _permutation(draft: Draft, relation: Permutation, keys: PlaceKeys, shape: Shape) -> np.ndarray:
    first = span(relation.low, draft.box)[0]
    numbers = np.zeros(len(keys), dtype=np.int64)
    for group in groups_of(relation.variable, relation.each, keys):
        size = len(group)
        match shape:
            case Shape.RISING | Shape.STEPS | Shape.LEAST | Shape.EQUAL:
                ranks = np.arange(size)
            case Shape.FALLING | Shape.STEPS_DOWN | Shape.MOST:
                ranks = np.arange(size)[::-1]
            case Shape.ALTERNATING:
                ranks = np.where(np.arange(size) % 2 == 0, np.arange(size) // 2, size - 1 - np.arange(size) // 2)
            case Shape.TWO | Shape.ENDS | Shape.NEAR_MOST:  # in order, with two swapped
                ranks = np.arange(size)
                a, b = draft.rng.randint(0, size, size=2)
                ranks[[a, b]] = ranks[[b, a]]
            case _:
                ranks = draft.rng.permutation(size)
        numbers[group] = first + ranks
    return numbers


def _own_order(draft: Draft, name: str) -> Comparison | None:
    """The relation that orders the variable's own places, such as A_i < A_{i+1}."""
    for relation in draft.scope.relations:
        match relation:
            case Comparison(Variable(one), order, Variable(other)) if one == other == name and order is not Order.OTHER:
                return relation
    return None


def _ordered(draft: Draft, relation: Comparison, keys: PlaceKeys, shape: Shape, low: Any, high: Any) -> np.ndarray:
    left, right = relation.left, relation.right
    assert isinstance(left, Variable) and isinstance(right, Variable)
    moving = [p for p, (a, b) in enumerate(zip(left.indices, right.indices, strict=True)) if a != b]
    if len(moving) != 1:
        raise Stuck("an order along two indices at once")
    steps = offset_of(right.indices[moving[0]]) - offset_of(left.indices[moving[0]])
    rising = (relation.order in (Order.LESS, Order.AT_MOST)) == (steps > 0)
    strict = relation.order in (Order.LESS, Order.MORE)
    if relation.order is Order.EQUAL:
        raise Stuck("an order of equals")
    numbers = spread(low, len(keys)).copy()
    lows, highs = spread(low, len(keys)), spread(high, len(keys))
    for group in rows_along(keys, moving[0]):
        order = group if rising else group[::-1]
        if strict and (lows[order] == lows[order[0]]).all() and (highs[order] == highs[order[0]]).all():
            numbers[order] = np.sort(
                distinct_numbers(draft.rng, shape, int(lows[order[0]]), int(highs[order[0]]), len(order))
            )
        else:
            above = np.arange(len(order)) * strict
            numbers[order] = draw_nondecreasing(draft.rng, shape, lows[order] - above, highs[order] - above) + above
    return numbers


def draw_nondecreasing(rng: Random, shape: Shape, lows: np.ndarray, highs: np.ndarray) -> np.ndarray:
    """Numbers that never fall, each within its own bounds. Raises Stuck.

    A lower bound therefore holds for all later numbers too, and an upper bound for all earlier ones.
    """
    floors, ceilings = np.maximum.accumulate(lows), np.minimum.accumulate(highs[::-1])[::-1]
    if (floors > ceilings).any():
        raise Stuck("an order without room")
    drawn = np.sort(draw(rng, shape, int(floors[0]), int(ceilings[-1]), len(lows)))
    within: np.ndarray = np.minimum(np.maximum(drawn, floors), ceilings)
    return within


def rows_along(keys: PlaceKeys, moving: int) -> list[np.ndarray]:
    """The positions of the keys along one index, grouped by the other indices."""
    return keys.grouped([part for part in range(len(keys.columns)) if part != moving])


def offset_of(index: Expression) -> int:
    """The offset of an index: 1 for i + 1."""
    match index:
        case Operation("+", (_, Number(value))):
            return value
        case Operation("-", (_, Number(value))):
            return -value
    return 0
