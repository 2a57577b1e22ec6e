"""Strings over their alphabets: of the right lengths, with the right characters, all distinct where they must be."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from judge.stress.intervals import PlaceKeys, span
from judge.stress.numbers import Random, uniform
from judge.stress.sampling.bounds import spread, whole_down
from judge.stress.sampling.distinct import distinct_of
from judge.stress.sampling.draft import Draft
from judge.stress.sampling.occurrences import with_occurrences
from judge.stress.sampling.totals import totalled
from judge.stress.sampling.unequal import ROUNDS
from judge.stress.styles import Sizes, Style
from judge.stress.texts import TextShape, draw_distinct_texts, draw_matching, draw_texts
from judge.stress.work import Stuck, Work
from problems.inputs.evaluate import Unevaluable
from problems.inputs.expressions import Call, variables_of
from problems.inputs.format import CellIs, Occurs, Scope, Strings, Total
from problems.inputs.relation_flaws import cells_of

_ALWAYS_ROOM = 64  # letters: of longer ones there are always enough, but of a single letter


def draw_text(
    scope: Scope,
    rng: Random,
    style: Style,
    name: str,
    length: int | tuple[int, int],
    seen: Mapping[str, Any],
    work: Work,
) -> str:
    """A string variable without indices, of that length (of one between two, where it has a pattern). Raises Stuck."""
    domain = scope.domains[name]
    assert isinstance(domain, Strings)
    if isinstance(length, tuple):
        text = draw_matching(rng, domain.pattern or "", domain.alphabet, *length, work)
        if text is None:
            raise Stuck(f"no string like {domain.pattern}")
    else:
        (text,) = draw_texts(rng, _shape(rng, style, domain), _letters(domain, style), [length])
    (text,) = with_occurrences(scope, rng, name, domain, [text], seen)
    return text


def draw_strings(draft: Draft, name: str, keys: PlaceKeys, low: Any, high: Any) -> list[str]:
    """A string for each place of a variable, of lengths within the bounds. Raises Stuck."""
    domain = draft.scope.domains[name]
    assert isinstance(domain, Strings)
    count = len(keys)
    lows, highs = spread(low, count), spread(high, count)
    shape = _shape(draft.rng, draft.style, domain)
    lengths = _lengths(draft, name, keys, lows, highs)
    if domain.pattern is not None:
        texts = [_matching(draft, domain, a, b) for a, b in zip(lows.tolist(), lengths.tolist(), strict=True)]
    else:
        texts = draw_texts(draft.rng, shape, _letters(domain, draft.style), lengths.tolist())
    texts = with_occurrences(draft.scope, draft.rng, name, domain, texts, draft.seen)
    if distinct_of(draft, name) is not None and len(set(texts)) < count:
        if domain.pattern is not None:
            return _rematched(draft, domain, texts, lows, highs)
        most_letters = _most_letters(draft, name, sum(map(len, texts)))
        room = _distinct_lengths(len(domain.alphabet), [len(text) for text in texts], lows, highs, most_letters)
        draft.work.spend(2 * count)
        draft.remarks.unchecked += [
            r for r in draft.scope.relations if isinstance(r, Occurs) and r.variable.name == name
        ]
        return draw_distinct_texts(draft.rng, domain.alphabet, room)
    return texts


def set_cells(draft: Draft) -> None:
    """Sets the grid cells that must hold certain characters. Raises Stuck."""
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


def _letters(domain: Strings, style: Style) -> str:
    """The alphabet, or the few of its letters that all strings of the input share: by chance they rarely would."""
    if style.letters is None or len(domain.alphabet) < 10:
        return domain.alphabet
    first, count = style.letters
    first = min(first, len(domain.alphabet) - count)
    return domain.alphabet[first : first + count]


def _shape(rng: Random, style: Style, domain: Strings) -> TextShape:
    """One of the style's shapes; brackets close half of the time."""
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
    return totalled(draft, name, keys, lengths, lows, highs)


def _matching(draft: Draft, domain: Strings, low: int, high: int) -> str:
    assert domain.pattern is not None
    text = draw_matching(draft.rng, domain.pattern, domain.alphabet, low, high, draft.work)
    if text is None:
        raise Stuck(f"no string like {domain.pattern}")
    return text


def _rematched(draft: Draft, domain: Strings, texts: list[str], lows: np.ndarray, highs: np.ndarray) -> list[str]:
    """The texts, redrawn from their pattern where one is repeated. Raises Stuck."""
    known: set[str] = set()
    wrong, texts = list(range(len(texts))), texts.copy()
    for _turn in range(ROUNDS):
        draft.work.spend(2 * len(wrong))
        again = []
        for place in wrong:
            if texts[place] in known:
                again.append(place)
            known.add(texts[place])
        if not again:
            return texts
        wrong = again
        for place in wrong:
            texts[place] = _matching(draft, domain, int(lows[place]), int(highs[place]))
    raise Stuck("not enough distinct strings")


def _most_letters(draft: Draft, name: str, now: int) -> int:
    """How long the strings of a variable may be in all; as long as they are where a sum says more than that."""
    most = draft.most_bytes
    for relation in draft.scope.relations:
        if isinstance(relation, Total) and any(v.name == name for v in variables_of(relation.of)):
            plain = isinstance(relation.of, Call) and relation.of.function == "length"
            most = min(most, whole_down(span(relation.high, draft.box)[1]) if plain else now)
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

    # Strings beyond what a length has room for become one longer,
    while (full := min((length for length in counts if free(length) < 0), default=None)) is not None:
        counts[full + 1] -= free(full)
        counts[full] += free(full)
    # and if the total is then too long, the longest become as short as possible.
    over, short = sum(length * count for length, count in counts.items()) - most_letters, low
    while over > 0 and short < (long := max(+counts)):
        moved = min(free(short), counts[long], -(-over // (long - short)))
        counts[long] -= moved
        counts[short] += moved
        over -= moved * (long - short)
        short += free(short) == 0
    if over > 0 or max(+counts) > high:
        raise Stuck("not enough distinct strings")
    # The order of the lengths stays as it was.
    ranks = sorted(range(len(lengths)), key=lengths.__getitem__)
    found = [0] * len(lengths)
    for place, length in zip(ranks, sorted(counts.elements()), strict=True):
        found[place] = length
    return found
