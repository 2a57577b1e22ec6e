"""Strings over their alphabets: of the right lengths, with the right characters, all distinct where they must be."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from judge.beyond.drawing.apart import ROUNDS
from judge.beyond.drawing.bounds import spread
from judge.beyond.drawing.distinct import distinct_of
from judge.beyond.drawing.draft import Draft
from judge.beyond.drawing.occurrences import with_occurrences
from judge.beyond.drawing.totals import totalled
from judge.beyond.numbers import Random, uniform
from judge.beyond.spans import Keys
from judge.beyond.styles import Sizes, Style
from judge.beyond.texts import TextShape, draw_matching, draw_texts
from judge.beyond.work import Stuck, Work
from problems.inputs.expressions import variables_of
from problems.inputs.format import Scope, Strings, Total


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


def draw_strings(draft: Draft, name: str, keys: Keys, low: Any, high: Any) -> list[str]:
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
    if distinct_of(draft, name) is not None:
        bounded = any(
            isinstance(r, Total) and any(v.name == name for v in variables_of(r.of)) for r in draft.scope.relations
        )
        texts = _distinct_texts(draft, domain, texts, lows, lengths if bounded else highs)
    return texts


def _letters(domain: Strings, style: Style) -> str:
    """The alphabet, or the few of its letters that all strings of the input share: by chance they rarely would."""
    if style.letters is None or len(domain.alphabet) < 10:
        return domain.alphabet
    first, count = style.letters
    first = min(first, len(domain.alphabet) - count)
    return domain.alphabet[first : first + count]


def _shape(rng: Random, style: Style, domain: Strings) -> TextShape:
    """One of the style's shapes; brackets close half of the time."""
    if any(a in domain.alphabet and b in domain.alphabet for a, b in ("()", "[]", "{}", "<>")) and rng.randint(0, 2):
        return TextShape.BALANCED
    return style.texts[int(rng.randint(0, len(style.texts)))]


def _lengths(draft: Draft, name: str, keys: Keys, lows: np.ndarray, highs: np.ndarray) -> np.ndarray:
    count = len(keys)
    room = max(0, draft.most_bytes // 2 - int(lows.sum())) // count
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


def _distinct_texts(draft: Draft, domain: Strings, texts: list[str], lows: np.ndarray, highs: np.ndarray) -> list[str]:
    known: set[str] = set()
    wrong = list(range(len(texts)))
    for turn in range(ROUNDS):
        draft.work.spend(2 * len(wrong))
        again = []
        for place in wrong:
            if texts[place] in known:
                again.append(place)
            known.add(texts[place])
        if not again:
            return texts
        wrong = again
        if domain.pattern is not None:
            redrawn = [_matching(draft, domain, int(lows[place]), int(highs[place])) for place in wrong]
        else:
            lengths = [len(texts[place]) for place in wrong]
            if turn > 3:
                lengths = [
                    int(draft.rng.randint(lows[place], min(int(highs[place]), length + 8) + 1))
                    for place, length in zip(wrong, lengths, strict=True)
                ]
            redrawn = draw_texts(draft.rng, TextShape.RANDOM, domain.alphabet, lengths)
        for place, text in zip(wrong, redrawn, strict=True):
            texts[place] = text
    raise Stuck("not enough distinct strings")
