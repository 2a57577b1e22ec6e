"""Draws strings over their alphabets: of the right lengths, with the right characters, distinct where required."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from judge.stress.intervals import PlaceKeys, span
from judge.stress.numbers import Random, uniform
from judge.stress.sampling.bounds import round_down, spread
from judge.stress.sampling.draft import Draft
from judge.stress.sampling.occurrences import with_occurrences
from judge.stress.sampling.sequences import offset_of
from judge.stress.sampling.totals import within_totals
from judge.stress.sampling.unequal import ROUNDS, distinct_of, repeated
from judge.stress.styles import Sizes, Style
from judge.stress.texts import TextShape, draw_distinct_texts, draw_matching, draw_texts, with_brackets_closed
from judge.stress.work import Stuck
from problems.inputs.evaluate import Unevaluable
from problems.inputs.expressions import Call, Variable, variables_of
from problems.inputs.format import CellIs, Comparison, Kinds, Mirrored, Nested, Occurs, Order, Relation, Strings, Total
from problems.inputs.relation_flaws import cells_of

_MANY_MATCHING = 20_000
_POOL = 2000
_ALWAYS_ROOM = 64  # letters: strings this long never run out, except over a single letter


def draw_text(draft: Draft, name: str, low: int, length: int) -> str:
    """A scalar string's value, of that length; with a pattern, of one between low and that. Raises Stuck."""
    domain = draft.scope.domains[name]
    assert isinstance(domain, Strings)
    if domain.pattern is not None:
        texts = [_matching(draft, domain, low, length)]
    else:
        texts = draw_texts(draft.rng, _shape(draft, domain), _letters(domain, draft.style), [length])
    (text,) = _as_required(draft, name, domain, texts)
    return text


def draw_strings(draft: Draft, name: str, keys: PlaceKeys, low: Any, high: Any) -> list[str]:
    """A string for each place of a variable, of lengths within the bounds. Raises Stuck."""
    domain = draft.scope.domains[name]
    assert isinstance(domain, Strings)
    count = len(keys)
    lows, highs = spread(low, count), spread(high, count)
    shape = _shape(draft, domain)
    lengths = _lengths(draft, name, keys, lows, highs)
    if domain.pattern is not None:
        texts = _all_matching(draft, domain, list(zip(lows.tolist(), lengths.tolist(), strict=True)))
    else:
        texts = draw_texts(draft.rng, shape, _letters(domain, draft.style), lengths.tolist())
    texts = _as_required(draft, name, domain, texts)
    texts = _with_unequal_neighbours(draft, name, domain, keys, texts)
    if distinct_of(draft, name) is not None and len(set(texts)) < count:
        if domain.pattern is not None:
            return _rematched(draft, domain, texts, lows, highs)
        most_letters = _most_letters(draft, name, sum(map(len, texts)))
        room = _distinct_lengths(len(domain.alphabet), [len(text) for text in texts], lows, highs, most_letters)
        draft.work.spend(2 * count)
        draft.remarks.unchecked += [
            r for r in draft.scope.relations if isinstance(r, Kinds | Occurs | Nested) and r.variable.name == name
        ]
        return draw_distinct_texts(draft.rng, domain.alphabet, room)
    return texts


def _as_required(draft: Draft, name: str, domain: Strings, texts: list[str]) -> list[str]:
    """The texts, with characters that occur as often, and brackets that close, as they must. Raises Stuck."""
    texts = with_occurrences(draft, name, domain, texts)
    if not any(isinstance(relation, Nested) and relation.variable.name == name for relation in draft.scope.relations):
        return texts
    try:
        return [with_brackets_closed(draft.rng, domain.alphabet, text) for text in texts]
    except ValueError as error:
        raise Stuck(str(error)) from None


def _with_unequal_neighbours(draft: Draft, name: str, domain: Strings, keys: PlaceKeys, texts: list[str]) -> list[str]:
    """The texts, with a letter changed where one must differ from its neighbour and does not: c_i ≠ c_{i+1}."""
    if len(domain.alphabet) < 2 or not any(_are_neighbours(r, name) for r in draft.scope.relations):
        return texts
    draft.work.spend(len(texts))
    found = list(texts)
    for place in range(1, len(found)):
        if found[place] == found[place - 1] != "":
            at = int(draft.rng.randint(0, len(found[place])))
            others = [letter for letter in domain.alphabet if letter != found[place][at]]
            other = _picked(draft.rng, others)
            found[place] = found[place][:at] + other + found[place][at + 1 :]
    return found


def _are_neighbours(relation: Relation, name: str) -> bool:
    match relation:
        case Comparison(Variable(one, (here,)), Order.OTHER, Variable(other, (there,))):
            return one == other == name and abs(offset_of(there) - offset_of(here)) == 1
    return False


def order_texts(draft: Draft) -> None:
    """Swap two strings of a row that stand in the wrong order: S_i < T_i. Rows of equal ones repeat another row."""
    for relation in draft.scope.relations:
        match relation:
            case Comparison(Variable(one), Order.LESS | Order.AT_MOST as order, Variable(other)) if (
                one != other and {one, other} <= draft.box.places.keys()
            ):
                pass
            case _:
                continue
        keys = draft.box.places[one].keys
        if draft.box.places[other].keys is not keys or not all(
            isinstance(draft.scope.domains[name], Strings) for name in (one, other)
        ):
            continue
        draft.work.spend(len(keys))
        rows = [sorted(row) for row in zip(draft.seen[one].values(), draft.seen[other].values(), strict=True)]
        right = [row for row in rows if order.test(*row)]
        if not right and rows:
            raise Stuck("no strings in order")
        rows = [row if order.test(*row) else right[int(draft.rng.randint(0, len(right)))] for row in rows]
        draft.put_texts(one, keys, [row[0] for row in rows])
        draft.put_texts(other, keys, [row[1] for row in rows])
        draft.remarks.unchecked += [r for r in draft.scope.relations if r is not relation]


def mirror_cells(draft: Draft) -> None:
    """Set the cells of square grids that the diagonal, or the cell across it, determines. Raises Stuck."""
    for relation in draft.scope.relations:
        if not isinstance(relation, Mirrored):
            continue
        name, domain = relation.grid.name, draft.scope.domains[relation.grid.name]
        assert isinstance(domain, Strings)
        rows = [list(text) for text in draft.seen[name].values()]
        if any(len(row) != len(rows) for row in rows):
            raise Stuck("a grid that is not square")
        draft.work.spend(len(rows) ** 2)
        implied = dict(relation.implied)
        letters = [c for c in domain.alphabet if not (relation.exclusive and c == relation.diagonal)]
        pairs = [(a, b) for a in letters for b in letters if implied.get(a, b) == b and implied.get(b, a) == a]
        ends: dict[str, list[str]] = {}
        for one, other in pairs:
            ends.setdefault(one, []).append(other)
        if not ends:
            raise Stuck("no character for a cell")
        for i, row in enumerate(rows):
            row[i] = relation.diagonal or row[i]
            for j in range(i):
                here = row[j] if row[j] in ends else _picked(draft.rng, list(ends))
                across = rows[j][i] if rows[j][i] in ends[here] else _picked(draft.rng, ends[here])
                row[j], rows[j][i] = here, across
        draft.remarks.unchecked += [r for r in draft.scope.relations if r is not relation]
        draft.put_texts(name, draft.box.places[name].keys, ["".join(row) for row in rows])


def set_cells(draft: Draft) -> None:
    """Set the grid cells that must hold certain characters. Raises Stuck."""
    for relation in draft.scope.relations:
        if not isinstance(relation, CellIs):
            continue
        name, domain = relation.grid.name, draft.scope.domains[relation.grid.name]
        assert isinstance(domain, Strings)
        counted = [r for r in draft.scope.relations if isinstance(r, Occurs) and r.variable.name == name]
        free = set(domain.alphabet).difference(*(r.values for r in counted))
        letters = [c for c in domain.alphabet if relation.allows(c) and c in free]
        rows = {key: list(text) for key, text in draft.seen[name].items()}
        try:
            cells = list(cells_of(relation, draft.seen))
        except Unevaluable as error:
            raise Stuck(str(error)) from None
        draft.work.spend(len(cells))
        for key, place in cells:
            if not relation.allows(rows[key,][place]):
                if not letters:
                    raise Stuck("no character for a cell")
                rows[key,][place] = letters[int(draft.rng.randint(0, len(letters)))]
        draft.remarks.unchecked += counted
        keys = draft.box.places[name].keys
        draft.put_texts(name, keys, ["".join(rows[key]) for key in keys.rows])


def _picked(rng: Random, letters: Sequence[str]) -> str:
    return letters[int(rng.randint(0, len(letters)))]


def _letters(domain: Strings, style: Style) -> str:
    """The alphabet, or the few of its letters that this input uses, so that its strings have something in common."""
    if style.letters is None or len(domain.alphabet) < 10:
        return domain.alphabet
    first, count = style.letters
    first = min(first, len(domain.alphabet) - count)
    return domain.alphabet[first : first + count]


def _shape(draft: Draft, domain: Strings) -> TextShape:
    """One of the style's shapes; for alphabets with brackets, BALANCED half of the time."""
    rng, style = draft.rng, draft.style
    brackets = any(a in domain.alphabet and b in domain.alphabet for a, b in ("()", "[]", "{}", "<>"))
    if brackets and TextShape.NESTED not in style.texts and rng.randint(0, 2):
        return TextShape.BALANCED
    return style.texts[int(rng.randint(0, len(style.texts)))]


def _lengths(draft: Draft, name: str, keys: PlaceKeys, lows: np.ndarray, highs: np.ndarray) -> np.ndarray:
    count = len(keys)
    room = max(0, draft.most_bytes // 2 - int(lows.sum())) // count
    totals = [
        r for r in draft.scope.relations if isinstance(r, Total) and any(v.name == name for v in variables_of(r.of))
    ]
    if draft.style.sizes is Sizes.MOST and not totals and (highs > lows + room).any():
        draft.remarks.capped = True
    highs = np.minimum(highs, lows + room)
    if draft.style.sizes is Sizes.LEAST:
        return lows
    if draft.style.sizes is Sizes.TINY:
        lengths = uniform(draft.rng, lows, np.minimum(highs, np.maximum(lows, draft.style.cap)), count)
    else:
        lengths = highs if draft.rng.randint(0, 3) else uniform(draft.rng, lows, highs, count)
    return within_totals(draft, name, keys, lengths, lows, highs)


def _matching(draft: Draft, domain: Strings, low: int, high: int) -> str:
    assert domain.pattern is not None
    return draw_matching(draft.rng, domain.pattern, domain.alphabet, low, high, draft.work)


def _all_matching(draft: Draft, domain: Strings, lengths: list[tuple[int, int]]) -> list[str]:
    """A string for each pair of lengths; many of the same lengths share a pool, since each takes long to draw."""
    if len(lengths) <= _MANY_MATCHING or len(set(lengths)) > 1:
        return [_matching(draft, domain, *ends) for ends in lengths]
    pool = [_matching(draft, domain, *lengths[0]) for _text in range(_POOL)]
    return [pool[place] for place in draft.rng.randint(0, _POOL, size=len(lengths)).tolist()]


def _rematched(draft: Draft, domain: Strings, texts: list[str], lows: np.ndarray, highs: np.ndarray) -> list[str]:
    """The texts, with repeated ones redrawn from their pattern. Raises Stuck."""
    known: set[str] = set()
    wrong, texts = list(range(len(texts))), texts.copy()
    for _turn in range(ROUNDS):
        draft.work.spend(2 * len(wrong))
        wrong = repeated(known, wrong, [texts[place] for place in wrong])
        if not wrong:
            return texts
        for place in wrong:
            texts[place] = _matching(draft, domain, int(lows[place]), int(highs[place]))
    raise Stuck("not enough distinct strings")


def _most_letters(draft: Draft, name: str, now: int) -> int:
    """The most letters that a variable's strings may have together; `now` if a sum limits something else."""
    most = draft.most_bytes
    for relation in draft.scope.relations:
        if isinstance(relation, Total) and any(v.name == name for v in variables_of(relation.of)):
            plain = isinstance(relation.of, Call) and relation.of.function == "length"
            most = min(most, round_down(span(relation.high, draft.box)[1]) if plain else now)
    return most


def _distinct_lengths(
    letters: int, lengths: Sequence[int], lows: np.ndarray, highs: np.ndarray, most_letters: int
) -> list[int]:
    """Lengths near the given ones for which there are enough distinct strings. Raises Stuck."""
    low, high = int(lows.max()), int(highs.min())
    counts = Counter(min(high, max(low, length)) for length in lengths)

    def free(length: int) -> int:
        room: int = letters ** min(length, _ALWAYS_ROOM)
        return room - counts[length]

    # Strings for which their length has no room become one longer.
    while (full := min((length for length in counts if free(length) < 0), default=None)) is not None:
        counts[full + 1] -= free(full)
        counts[full] += free(full)
    # If the total is then too long, the longest become as short as possible.
    over, short = sum(length * count for length, count in counts.items()) - most_letters, low
    while over > 0 and short < (long := max(+counts)):
        moved = min(free(short), counts[long], -(-over // (long - short)))
        counts[long] -= moved
        counts[short] += moved
        over -= moved * (long - short)
        short += free(short) == 0
    if over > 0 or max(+counts) > high:
        raise Stuck("not enough distinct strings")
    # The lengths keep their order.
    ranks = sorted(range(len(lengths)), key=lengths.__getitem__)
    found = [0] * len(lengths)
    for place, length in zip(ranks, sorted(counts.elements()), strict=True):
        found[place] = length
    return found
