"""Changes queries on a collection so that it holds what they remove, and as many elements as they need."""

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
    """The rows, with queries that come too early replaced by additions. `more` draws a variant a number of times."""
    adds, removes = dict(relation.adds), dict(relation.removes)
    asked = {number: least.name for number, least in relation.needs if isinstance(least, Variable)}
    # A need that is a variable takes any value up to the number of elements, so one element will do.
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
            # The order does not matter, so the last one takes its place instead of shifting the rest.
            place = int(luck * len(held))
            held[place], held[-1] = held[-1], held[place]
            gone = held.pop()
            values = {**values, removes[number]: gone} if removes[number] else values
        elif number in asked:
            place = int(luck * (len(held) + 2)) - 1  # favours the first and the last one
            values = {**values, asked[number]: min(len(held), max(1, place + 1))}
        found[key] = number, values
    return found
