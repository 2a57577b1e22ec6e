"""Queries on a collection, changed so that what they remove is there, and as many as they ask for."""

from collections.abc import Callable, Mapping
from typing import Any

from judge.stress.numbers import Random
from judge.stress.positions import Key
from problems.inputs.expressions import Number, Variable
from problems.inputs.format import Stock

Drawn = tuple[int, dict[str, Any]]  # a variant's number, and its values


def stocked(
    rng: Random,
    relation: Stock,
    rows: Mapping[Key, Drawn],
    more: Callable[[int, int], list[dict[str, Any]]],
) -> dict[Key, Drawn]:
    """The rows, in which queries that come too early add something instead. `more` draws a variant so many times."""
    adds, removes = dict(relation.adds), dict(relation.removes)
    asked = {number: least.name for number, least in relation.needs if isinstance(least, Variable)}
    # A variable's own value can be any up to as many as there are.
    needs = {number: least.value if isinstance(least, Number) else 1 for number, least in relation.needs}
    needs |= dict.fromkeys(removes, 1)
    adding = min(adds)
    spare: list[dict[str, Any]] = []
    held: list[Any] = []
    found: dict[Key, Drawn] = {}
    for (key, drawn), luck in zip(rows.items(), rng.random_sample(len(rows)).tolist(), strict=True):
        number, values = drawn
        if len(held) < needs.get(number, 0):
            spare = spare or more(adding, 1 + len(rows) // 8)
            number, values = adding, spare.pop()
        if number in adds:
            held.append(values[adds[number]])
        elif number in removes:
            # Any of them is as good, and so the last one takes its place.
            place = int(luck * len(held))
            held[place], held[-1] = held[-1], held[place]
            gone = held.pop()
            values = {**values, removes[number]: gone} if removes[number] else values
        elif number in asked:
            place = int(luck * (len(held) + 2)) - 1  # the first and the last one more often
            values = {**values, asked[number]: min(len(held), max(1, place + 1))}
        found[key] = number, values
    return found
