"""Samples strings over an alphabet, in the shapes that expose common mistakes."""

import random
import re
from collections import Counter
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from judge.stress.numbers import Random
from judge.stress.work import Stuck, Work

if TYPE_CHECKING:
    import rstr

_TRIES = 300
_MATCH_WORK = 100  # charged for a string drawn from a pattern, besides its letters
_DENSE = 8  # strings of a length are enumerated if there are at most this many for each one needed
_MANY = 20_000  # strings; more than this are drawn letter by letter, all at once


class TextShape(StrEnum):
    """How the characters of a string, or of all rows of a grid, are arranged."""

    RANDOM = "random"
    SPARSE = "sparse"  # mostly one character
    SAME = "same"
    TWO = "two"  # two characters of the alphabet
    ALTERNATING = "alternating"
    PERIODIC = "periodic"
    PALINDROME = "palindrome"
    BLOCKS = "blocks"  # aaaabbbb
    NEARLY_SAME = "nearly-same"  # one different character, at an end
    BALANCED = "balanced"  # brackets that close
    NESTED = "nested"  # ((((…)))), or aaaabbbb


_LETTER_BY_LETTER = (TextShape.RANDOM, TextShape.SPARSE, TextShape.SAME, TextShape.TWO)


def draw_texts(rng: Random, shape: TextShape, alphabet: str, lengths: list[int]) -> list[str]:
    """Strings of these lengths."""
    letters = np.array(list(alphabet))
    pool = letters[rng.permutation(len(letters))]
    one, other = pool[0], pool[min(1, len(pool) - 1)]
    weights = rng.dirichlet(np.full(len(letters), float(rng.choice([0.5, 1.0, 5.0]))))
    if rng.randint(0, 2):
        weights = np.full(len(letters), 1 / len(letters))
    if len(lengths) > _MANY:
        shape = TextShape.RANDOM
    if shape in _LETTER_BY_LETTER:  # draws all letters at once, for the sake of many short strings
        text, texts, begin = _text(rng, shape, sum(lengths), letters, weights, one, other), [], 0
        for length in lengths:
            texts.append(text[begin : begin + length])
            begin += length
        return texts
    return [_text(rng, shape, length, letters, weights, one, other) for length in lengths]


def draw_distinct_texts(rng: Random, alphabet: str, lengths: list[int]) -> list[str]:
    """Distinct random strings of these lengths. Raises ValueError if there are too few of a length."""
    counts = Counter(lengths)
    drawn = {length: iter(_distinct_of_length(rng, alphabet, length, counts[length])) for length in sorted(counts)}
    return [next(drawn[length]) for length in lengths]


def _distinct_of_length(rng: Random, alphabet: str, length: int, count: int) -> list[str]:
    letters, room = np.array(list(alphabet)), len(alphabet) ** length
    if room < count:
        raise ValueError(f"{count} strings of length {length} over {len(alphabet)} letters")
    if room <= _DENSE * count:  # enumerated in base len(alphabet), and sampled by number
        ranks = rng.permutation(room)[:count]
        digits = ranks[:, None] // len(letters) ** np.arange(length)[::-1] % len(letters)
        return _joined(letters[digits])
    found: dict[str, None] = {}
    while len(found) < count:
        digits = rng.randint(0, len(letters), size=(count - len(found), length))
        found.update(dict.fromkeys(_joined(letters[digits])))
    return list(found)


def _joined(characters: np.ndarray) -> list[str]:
    """The rows of a matrix of characters as strings."""
    count, length = characters.shape
    if length == 0:
        return [""] * count
    joined: list[str] = np.ascontiguousarray(characters).view(f"<U{length}").ravel().tolist()
    return joined


def _text(
    rng: Random, shape: TextShape, length: int, letters: np.ndarray, weights: np.ndarray, one: str, other: str
) -> str:
    match shape:
        case TextShape.RANDOM:
            return "".join(letters[picked(rng, weights, length)].tolist())
        case TextShape.SPARSE:
            rare = rng.random_sample(length) < 0.05
            return "".join(np.where(rare, letters[rng.randint(0, len(letters), size=length)], one).tolist())
        case TextShape.SAME:
            return one * length
        case TextShape.TWO:
            return "".join(np.where(rng.randint(0, 2, size=length) == 0, one, other).tolist())
        case TextShape.ALTERNATING:
            return ((one + other) * length)[:length]
        case TextShape.PERIODIC:
            period = "".join(letters[rng.randint(0, len(letters), size=int(rng.randint(1, 5)))].tolist())
            return (period * length)[:length]
        case TextShape.PALINDROME:
            half = "".join(letters[picked(rng, weights, (length + 1) // 2)].tolist())
            return half + half[::-1][length % 2 :]
        case TextShape.BLOCKS:
            cuts = sorted(rng.randint(0, length + 1, size=min(3, len(letters))).tolist())
            ends = zip([0, *cuts], [*cuts, length], strict=True)
            order = rng.permutation(len(letters)).tolist()
            return "".join(str(letters[order[i % len(order)]]) * (b - a) for i, (a, b) in enumerate(ends))
        case TextShape.NEARLY_SAME:
            return (one * (length - 1) + other if rng.randint(0, 2) else other + one * (length - 1))[:length]
        case TextShape.BALANCED:
            return _balanced(rng, letters, length)
        case TextShape.NESTED:
            opening, closing = next(iter(_pairs(letters)), (one, other))
            return opening * (length // 2) + closing * (length - length // 2)


def picked(rng: Random, weights: np.ndarray, length: int) -> np.ndarray:
    """Random indices, each as often as its weight says; the weights add up to 1."""
    return np.minimum(np.searchsorted(np.cumsum(weights), rng.random_sample(length)), len(weights) - 1)


def _pairs(letters: np.ndarray) -> list[tuple[str, str]]:
    """The pairs of matching brackets among the letters."""
    return [(a, b) for a, b in ("()", "[]", "{}", "<>") if a in letters and b in letters]


def _balanced(rng: Random, letters: np.ndarray, length: int) -> str:
    pairs = _pairs(letters)
    if not pairs:
        return "".join(letters[rng.randint(0, len(letters), size=length)].tolist())
    found: list[str] = []
    waiting: list[str] = []
    for place in range(length):
        left = length - place
        if waiting and (len(waiting) >= left or rng.randint(0, 2)):
            found.append(waiting.pop())
        else:
            opening, closing = pairs[int(rng.randint(0, len(pairs)))]
            found.append(opening)
            waiting.append(closing)
    return "".join(found)


def with_brackets_closed(rng: Random, alphabet: str, text: str) -> str:
    """The text with brackets reversed where needed, so that each is closed by one of its kind.

    Raises ValueError if their number is odd and there is no other letter to replace one with.
    """
    pairs = _pairs(np.array(list(alphabet)))
    kinds = {bracket: pair for pair in pairs for bracket in pair}
    found = list(text)
    places = [place for place, letter in enumerate(found) if letter in kinds]
    if len(places) % 2:
        others = [letter for letter in alphabet if letter not in kinds]
        if not others:
            raise ValueError("an odd number of brackets")
        found[places.pop(int(rng.randint(0, len(places))))] = others[int(rng.randint(0, len(others)))]
    waiting: list[str] = []
    for left, place in zip(range(len(places), 0, -1), places, strict=True):
        opening, closing = kinds[found[place]]
        opens = not waiting or (found[place] == opening and len(waiting) < left)
        if opens:
            waiting.append(closing)
        found[place] = opening if opens else waiting.pop()
    return "".join(found)


def draw_matching(rng: Random, pattern: str, alphabet: str, low: int, high: int, work: Work) -> str:
    """A string of a length from low to high that matches a regular expression.

    If the expression is open-ended (as `[1-9].*` is), the string is as long as allowed. Raises Stuck if random tries
    find none, or if they take too much work.
    """
    source = _matching(alphabet, random.Random(int(rng.randint(0, 2**31 - 1))))
    wanted, allowed = re.compile(pattern), set(alphabet)
    for _try in range(_TRIES):
        text = source.xeger(pattern)
        work.spend(_MATCH_WORK + 3 * len(text))
        if len(text) > high and wanted.fullmatch(text[:high]):
            text = text[:high]
        elif len(text) < high and text:
            work.spend(high + len(allowed) * len(text))
            following = [letter for letter in sorted(allowed) if wanted.fullmatch(text + letter)]
            if following:
                letters = np.array(following)[rng.randint(0, len(following), size=high - len(text))]
                longer = text + "".join(letters.tolist())
                text = longer if wanted.fullmatch(longer) else text
        if low <= len(text) <= high and allowed.issuperset(text) and wanted.fullmatch(text):
            return text
    raise Stuck(f"no string like {pattern}")


def _matching(alphabet: str, source: random.Random) -> "rstr.Rstr":
    """Draws strings from patterns, with wildcards from the alphabet instead of any printable character."""
    import rstr

    class Drawer(rstr.Rstr):
        def __init__(self) -> None:
            super().__init__(source)
            self._cases = {**self._cases, "any": lambda _: source.choice(alphabet)}

        def _handle_in(self, value: Any) -> Any:
            candidates = list(chain.from_iterable(self._handle_state(one) for one in value))
            if candidates[0] is False:
                candidates = sorted(set(alphabet).difference(candidates[1:]))
            return source.choice(candidates)

    return Drawer()
