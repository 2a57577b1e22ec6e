"""Numbers that must differ from others: u_i ≠ v_i, A_i ≠ A_{i+1}."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from judge.stress.intervals import PlaceKeys, Places, span
from judge.stress.numbers import uniform
from judge.stress.sampling.bounds import named_in, query_of
from judge.stress.sampling.draft import Draft
from judge.stress.work import Stuck
from problems.inputs.expressions import Variable, variables_of
from problems.inputs.format import Comparison, Distinct, Order

ROUNDS = 60  # of redrawing values that do not fit


def repeated(known: set[Any], places: Sequence[int], values: Sequence[Any]) -> list[int]:
    """The places whose values are known or repeated; the other values become known."""
    again = []
    for place, value in zip(places, values, strict=True):
        if value in known:
            again.append(place)
        known.add(value)
    return again


def distinct_of(draft: Draft, name: str) -> Distinct | None:
    """The relation that requires this variable's values to be distinct, alone or pooled with others."""
    for relation in draft.scope.relations:
        if (
            isinstance(relation, Distinct)
            and (relation.pooled or len(relation.variables) == 1)
            and any(v.name == name for v in relation.variables)
        ):
            return relation
    return None


def made_unequal(
    draft: Draft, name: str, keys: PlaceKeys, numbers: np.ndarray, lows: np.ndarray, highs: np.ndarray
) -> np.ndarray:
    """The numbers, with those redrawn that equal one they must differ from. Raises Stuck.

    Distinct numbers change places among themselves instead, so that they stay distinct.
    """
    is_distinct = distinct_of(draft, name) is not None
    relations = [
        relation
        for relation in draft.scope.relations
        if isinstance(relation, Comparison) and relation.order is Order.OTHER and name in named_in(relation)
    ]
    numbers = numbers.copy() if relations else numbers
    for relation in relations:
        for _turn in range(ROUNDS):
            draft.work.spend(len(keys) // 8)  # all places at once: much quicker than one by one
            wrong = _equals(draft, relation, name, keys, numbers)
            if not len(wrong):
                break
            if is_distinct:
                if len(wrong) == 1:
                    wrong = np.append(wrong, draft.rng.randint(len(numbers)))
                numbers[wrong] = np.roll(numbers[wrong], 1)
            else:
                numbers[wrong] = uniform(draft.rng, lows[wrong], highs[wrong], len(wrong))
        else:
            raise Stuck("values that should be distinct")
    return numbers


def _all_others(draft: Draft, relation: Comparison, name: str) -> np.ndarray | None:
    """The drawn values of the other variable in A_i ≠ B_j for all i and j; None for other relations."""
    match relation.left, relation.right:
        case Variable(one, here), Variable(other, there) if one != other and here and there:
            letters = [{v.name for index in indices for v in variables_of(index)} for indices in (here, there)]
            places = draft.box.places.get(other if one == name else one)
            return places.numbers if places is not None and letters[0].isdisjoint(letters[1]) else None
    return None


def _equals(draft: Draft, relation: Comparison, name: str, keys: PlaceKeys, numbers: np.ndarray) -> np.ndarray:
    others = _all_others(draft, relation, name)
    if others is not None:
        return np.flatnonzero(np.isin(numbers, others))
    place = next(v for end in (relation.left, relation.right) for v in variables_of(end) if v.name == name)
    with draft.box.assuming(name, Places(keys, numbers)):
        concerned = query_of(draft, relation, place, keys)
        if concerned is None:
            return np.zeros(0, dtype=np.int64)
        asked, some = concerned
        left, right = span(relation.left, draft.box, asked), span(relation.right, draft.box, asked)
        if left[0] is not left[1] or right[0] is not right[1]:
            return np.zeros(0, dtype=np.int64)
        same = np.broadcast_to(np.asarray(left[0] == right[0]), (len(some),))
        return some[np.flatnonzero(same)]
