"""Draws the indexed variables, one after the other, and checks the comparisons between them."""

from collections.abc import Sequence

import numpy as np

from judge.stress.intervals import PlaceKeys, domain_ends, span
from judge.stress.positions import Positions
from judge.stress.sampling.bounds import bounds_of, query_of
from judge.stress.sampling.chains import chains_of, draw_chain
from judge.stress.sampling.distinct import draw_ordered_pair, ordered_pair
from judge.stress.sampling.draft import Draft
from judge.stress.sampling.graphs import draw_edges, graph_of
from judge.stress.sampling.lines import keep_out_of_line
from judge.stress.sampling.rows import make_rows_distinct
from judge.stress.sampling.sequences import draw_numbers
from judge.stress.sampling.strings import draw_strings, mirror_cells, order_texts, set_cells
from judge.stress.work import Stuck
from problems.inputs.expressions import Variable, variables_of
from problems.inputs.format import Comparison, Order, Strings


def draw_places(draft: Draft, found: Positions) -> None:
    """Draw every indexed variable, after those that its layout and bounds depend on. Raises Stuck."""
    waiting = [name for name in found if name not in draft.own]
    chains = {name: chain for chain in chains_of(draft.scope) for name in chain.names}
    while waiting:
        name = next((n for n in waiting if not _needs(draft, n, found) & set(waiting) - {n}), None)
        if name is None:  # circular bounds: at least its layout must be known
            name = next((n for n in waiting if not _laid_out_with(n, found) & set(waiting)), waiting[0])
        graph, chain = graph_of(draft, name), chains.get(name)
        if graph is not None and all(end.name in waiting for end in graph.ends):
            draw_edges(draft, graph, draft.keys_of(found[graph.ends[0].name]))
        elif (pair := ordered_pair(draft.scope, name)) and _side_by_side([v.name for v in pair], found, waiting):
            draw_ordered_pair(draft, pair, draft.keys_of(found[name]))
        elif chain is not None and _side_by_side(chain.names, found, waiting):
            draw_chain(draft, chain, draft.keys_of(found[name]))
        else:
            _draw_one(draft, name, draft.keys_of(found[name]))
        make_rows_distinct(draft, name)
        waiting = [other for other in waiting if other not in draft.own]
    order_texts(draft)
    mirror_cells(draft)
    set_cells(draft)
    keep_out_of_line(draft)
    _check(draft)


def _laid_out_with(name: str, found: Positions) -> set[str]:
    ends = [end for position in found[name] for loop in position.loops for end in (loop.low, loop.high)]
    return {variable.name for end in ends for variable in variables_of(end)}


def _needs(draft: Draft, name: str, found: Positions) -> set[str]:
    bounds = {v.name for end in domain_ends(draft.scope.domains[name]) for v in variables_of(end)}
    return _laid_out_with(name, found) | bounds


def _side_by_side(names: Sequence[str], found: Positions, waiting: Sequence[str]) -> bool:
    """Whether variables can be drawn together: none is drawn yet, and all are in the same loops."""
    around = [[position.loops for position in found[name]] for name in names]
    return all(name in waiting for name in names) and all(one == around[0] for one in around)


def _draw_one(draft: Draft, name: str, keys: PlaceKeys) -> None:
    draft.work.spend(2 * len(keys))
    if len(keys) == 0:
        draft.put(name, keys, np.zeros(0, dtype=np.int64))
        return
    low, high = bounds_of(draft, name, keys)
    draft.ranges[name] = (low, high)
    if isinstance(draft.scope.domains[name], Strings):
        draft.put_texts(name, keys, draw_strings(draft, name, keys, low, high))
    else:
        draft.put(name, keys, draw_numbers(draft, name, keys, low, high))


def _check(draft: Draft) -> None:
    """Check every comparison at all places at once, by intervals. Raises Stuck if one does not hold.

    Those that intervals cannot decide are added to the remarks.
    """
    places = draft.box.places
    for name, domain in draft.scope.domains.items():
        low, high = domain_ends(domain)
        named = {v.name for end in (low, high) for v in variables_of(end)}
        if name not in places and named & places.keys():
            draft.remarks.unchecked.append(Comparison(low, Order.AT_MOST, high))  # bounds of a drawn scalar
    for relation in draft.scope.relations:
        if not isinstance(relation, Comparison):
            continue
        holds = _holds(draft, relation)
        if holds is None:
            draft.remarks.unchecked.append(relation)
        elif not holds:
            raise Stuck("a comparison that does not hold")


def _holds(draft: Draft, relation: Comparison) -> bool | None:
    """Whether a comparison holds at all places; True if it concerns none, None if intervals cannot tell."""
    places = draft.box.places
    ends = (relation.left, relation.right)
    place = next((v for end in ends for v in variables_of(end) if v.name in places and v.indices), None)
    if place is None:
        return None if {v.name for end in ends for v in variables_of(end)} & places.keys() else True
    if any(isinstance(draft.scope.domains.get(v.name), Strings) for v in ends if isinstance(v, Variable)):
        return None  # the box holds only the lengths of strings
    keys = places[place.name].keys
    if len(keys) == 0:
        return True
    concerned = query_of(draft, relation, place, keys)
    if concerned is None:
        return None
    intervals = [span(end, draft.box, concerned[0]) for end in ends]
    for (low, high), end in zip(intervals, ends, strict=True):
        several = any(v.indices for v in variables_of(end))
        if not np.array_equal(low, high) or (several and not isinstance(low, np.ndarray)):
            return None
    return bool(np.all(relation.order.test(intervals[0][0], intervals[1][0])))
