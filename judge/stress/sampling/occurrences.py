"""Characters and numbers with a required number of occurrences: exactly one S in a grid, at least one #."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from judge.stress.intervals import span
from judge.stress.numbers import Random, uniform
from judge.stress.sampling.bounds import round_down, round_up
from judge.stress.sampling.draft import Draft
from judge.stress.work import Stuck
from problems.inputs.evaluate import Unevaluable, evaluate, whole
from problems.inputs.format import EachOccurs, Kinds, Occurs, Strings, Variants

# A group of symbols, and the least and the most times that they occur.
CountedGroup = tuple[tuple[Any, ...], int, int | None]


def with_occurrences(draft: Draft, name: str, domain: Strings, texts: list[str]) -> list[str]:
    """Texts whose characters occur as often as required. Raises Stuck."""
    wanted = _occurrences(draft, name)
    texts = _with_kinds(draft, name, domain, texts)
    if not wanted:
        return texts
    taken = {value for found, _low, _high in wanted for value in found}
    others = [letter for letter in domain.alphabet if letter not in taken]
    each = any(isinstance(r, Occurs) and r.variable.name == name and r.variable.indices for r in draft.scope.relations)
    if each:
        return ["".join(_occurring(draft.rng, list(text), wanted, others)) for text in texts]
    letters = iter(_occurring(draft.rng, list("".join(texts)), wanted, others))
    return ["".join(next(letters) for _letter in text) for text in texts]


def _with_kinds(draft: Draft, name: str, domain: Strings, texts: list[str]) -> list[str]:
    """Texts in each of which as many different characters occur as required. Raises Stuck."""
    texts = texts.copy()
    for relation in draft.scope.relations:
        if not isinstance(relation, Kinds) or relation.variable.name != name:
            continue
        try:
            low = whole(relation.low, draft.seen)
            high = len(domain.alphabet) if relation.high is None else whole(relation.high, draft.seen)
        except Unevaluable as error:
            raise Stuck(str(error)) from None
        for place, text in enumerate(texts):
            most = min(high, len(text), len(domain.alphabet))
            if low > most:
                raise Stuck("kinds of characters that do not fit")
            if not low <= len(set(text)) <= high:
                letters = np.array(list(domain.alphabet))[draft.rng.permutation(len(domain.alphabet))]
                letters = letters[: int(draft.rng.randint(max(low, min(1, most)), most + 1))]
                drawn = letters[draft.rng.randint(0, len(letters), size=len(text))]
                drawn[draft.rng.permutation(len(text))[: len(letters)]] = letters
                texts[place] = "".join(drawn.tolist())
    return texts


def with_occurring_numbers(
    draft: Draft, name: str, numbers: np.ndarray, lows: np.ndarray, highs: np.ndarray
) -> np.ndarray:
    """Numbers that occur as often as required. Raises Stuck."""
    wanted = _occurrences(draft, name)
    if not wanted:
        return numbers
    values = [
        (tuple(int(v) for v in found), low, high)
        for found, low, high in wanted
        if all(v.removeprefix("-").isdecimal() for v in found)
    ]
    taken = {value for found, _low, _high in values for value in found}
    others = [v for v in uniform(draft.rng, lows, highs, len(numbers)).tolist() if v not in taken]
    return np.array(_occurring(draft.rng, numbers.tolist(), values, others), dtype=numbers.dtype)


def with_each_value(draft: Draft, name: str, numbers: np.ndarray) -> np.ndarray:
    """Numbers among which each of a range occurs often enough. Raises Stuck."""
    for relation in draft.scope.relations:
        if isinstance(relation, EachOccurs) and relation.variable.name == name:
            first, last, low = (span(end, draft.box)[0] for end in (relation.first, relation.last, relation.low))
            wanted = np.repeat(np.arange(first, last + 1), low)
            if len(wanted) > len(numbers):
                raise Stuck("occurrences that do not fit")
            places = draft.rng.permutation(len(numbers))[: len(wanted)]
            numbers = numbers.copy()
            numbers[np.sort(places) if draft.rng.randint(0, 4) == 0 else places] = wanted
            if relation.high is not None and len(wanted) < len(numbers):
                draft.remarks.unchecked.append(relation)
    return numbers


def with_occurring_variants(draft: Draft, node: Variants, numbers: np.ndarray) -> np.ndarray:
    """The variants' numbers, with as many queries of each type as required. Raises Stuck."""
    wanted = [
        (tuple(number for number, one in enumerate(node.scopes) if one.literal in found), low, high)
        for found, low, high in _occurrences(draft, node.name)
    ]
    taken = {number for found, _low, _high in wanted for number in found}
    others = [number for number in range(len(node.scopes)) if number not in taken]
    return np.array(_occurring(draft.rng, numbers.tolist(), wanted, others), dtype=np.int64)


def _occurrences(draft: Draft, name: str) -> list[CountedGroup]:
    found = []
    for relation in draft.scope.relations:
        if isinstance(relation, Occurs) and relation.variable.name == name:
            try:
                low = evaluate(relation.low, draft.seen)
                high = None if relation.high is None else evaluate(relation.high, draft.seen)
            except Unevaluable as error:
                raise Stuck(str(error)) from None
            if isinstance(low, str) or isinstance(high, str):
                raise Stuck("a number of occurrences that is none")
            found.append((relation.values, round_up(low), None if high is None else round_down(high)))
    return found


def _occurring(rng: Random, symbols: list[Any], wanted: Sequence[CountedGroup], others: Sequence[Any]) -> list[Any]:
    """The symbols, changed so that each group of `wanted` occurs as often as required. Raises Stuck."""
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
