"""Changes queries on a collection so that it holds what they remove, and as many elements as they need."""

from collections.abc import Callable, Mapping
from typing import Any

from judge.stress.numbers import Random
from judge.stress.positions import Key
from problems.inputs.expressions import Number, variables_of
from problems.inputs.format import Stock

Drawn = tuple[int, dict[str, Any]]  # a variant's number, and its values


def stocked(
    rng: Random,
    relation: Stock,
    rows: Mapping[Key, Drawn],
    more: Callable[[int, int], list[dict[str, Any]]],
) -> dict[Key, Drawn]:
    """The rows, with queries that come too early replaced by additions. `more` draws a variant a number of times."""
    adds, removes, counts = dict(relation.adds), dict(relation.removes), dict(relation.counts)
    asked = {number: [v.name for v in variables_of(least)] for number, least in relation.needs}
    # A need that is a variable takes any value up to the number of elements, so one element will do.
    needs = {number: least.value if isinstance(least, Number) else 1 for number, least in relation.needs}
    needs |= dict.fromkeys(removes, 1)
    adding, named = min(adds), any(removes.values())
    spare: list[dict[str, Any]] = []
    held: list[Any] = []  # if it matters what is removed
    size = 0
    found: dict[Key, Drawn] = {}
    for (key, drawn), luck in zip(rows.items(), rng.random_sample(len(rows)).tolist(), strict=True):
        number, values = drawn
        if size < needs.get(number, 0):
            spare = spare or more(adding, 1 + len(rows) // 8)
            number, values = adding, spare.pop()
        some = min(size, max(1, int(luck * (size + 2))))  # favours the first and the last one
        if number in adds:
            size += values[counts[number]] if number in counts else 1
            held += [values[adds[number]]] if named else []
        elif number in counts:
            some = min(some, values[counts[number]])
            values = {**values, counts[number]: some}
            size -= some
        elif number in removes:
            size -= 1
            if named:
                # The order does not matter, so the last one takes its place instead of shifting the rest.
                place = int(luck * len(held))
                held[place], held[-1] = held[-1], held[place]
                values = {**values, removes[number]: held.pop()}
        elif asked.get(number):
            values = {**values, **{name: min(values[name], some) for name in asked[number]}, asked[number][-1]: some}
        found[key] = number, values
    return found
