"""Small inputs that random sampling rarely produces: neighbours of the samples, and the smallest if there are few."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain, islice, product, zip_longest

from problems.problem import Problem

NEIGHBOURS = 16  # of all samples together
NAMED = 12
SMALLEST = 40
_MOST_CHECKS = 400  # calls of `valid`, for each of the three
_LONGEST = 2_000  # most bytes of a sample whose neighbours are tried
_FEW_TOKENS = 3  # the smallest inputs are all made if an input has at most this many
_HIGHEST = {1: 60, 2: 9, 3: 5}  # highest number tried, by the number of tokens
_LETTERS, _LENGTH = 3, 3  # number of letters, and greatest length, of strings tried

_MOST_NUMBERS = 60  # that a statement names
_SAMPLES = re.compile(r"^#+ *(?:Sample|入力例|出力例)", re.M)
_SCORE = re.compile(r"^(?:Score|配点).*$", re.M)
_CONSTRAINTS = re.compile(r"^#+ *(?:Constraints|制約)", re.M)
_NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\{,\}\d+)*(?!\w)")
_LARGEST = 10**18


def handmade_inputs(problem: Problem, valid: Callable[[bytes], bool]) -> Iterator[tuple[str, bytes]]:
    """Small inputs that random sampling rarely produces, by name."""
    named = partial(with_named, numbers=notable_numbers(problem, _CONSTRAINTS))
    for name, made in (("near-sample", neighbours), ("named", named), ("smallest", smallest)):
        for number, stdin in enumerate(made(problem, valid), start=1):
            yield f"{name}-{number:02}", stdin


def notable_numbers(problem: Problem, before: re.Pattern[str] = _SAMPLES) -> tuple[int, ...]:
    """The integers in a problem's statement before its samples (or its constraints), in the order of the page.

    Programs tend to be off by one at the thresholds that a statement names.
    """
    found: dict[int, None] = {}
    for text in (problem.statements.en, problem.statements.ja):
        story = _SCORE.sub("", before.split(text, maxsplit=1)[0]) if text else ""
        for written in _NUMBER.findall(story):
            number = int(written.replace("{,}", "").replace(",", ""))
            if number <= _LARGEST:
                found[number] = None
    return tuple(found)[:_MOST_NUMBERS]


def neighbours(problem: Problem, valid: Callable[[bytes], bool]) -> Iterator[bytes]:
    """The samples with one token changed: a number by one or to one like the expected output's, or a string rotated."""
    samples = [sample for sample in problem.samples if len(sample.stdin) <= _LONGEST]
    turns = [_changed(_lines(sample.stdin), _numbers(sample.expected)) for sample in samples]
    candidates = islice(_in_turns(turns), _MOST_CHECKS)
    yield from islice(filter(valid, candidates), NEIGHBOURS)


def with_named(problem: Problem, valid: Callable[[bytes], bool], numbers: Sequence[int]) -> Iterator[bytes]:
    """The samples with one number replaced by one that the statement names, or by a neighbour of it."""
    near = list(dict.fromkeys(number + by for number in numbers for by in (0, 1, -1)))
    samples = [sample for sample in problem.samples if len(sample.stdin) <= _LONGEST]
    turns = [_replaced(_lines(sample.stdin), near) for sample in samples]
    yield from islice(filter(valid, islice(_in_turns(turns), _MOST_CHECKS)), NAMED)


def smallest(problem: Problem, valid: Callable[[bytes], bool]) -> Iterator[bytes]:
    """All the smallest inputs, if every sample has the same layout of a few tokens; otherwise none."""
    shapes = {tuple(map(len, _lines(sample.stdin))) for sample in problem.samples}
    if len(shapes) != 1 or not 0 < sum(next(iter(shapes))) <= _FEW_TOKENS:
        return
    (shape,) = shapes
    columns = zip(*(chain.from_iterable(_lines(sample.stdin)) for sample in problem.samples), strict=True)
    choices = [_choices(column, sum(shape)) for column in columns]
    candidates = (_written(shape, tokens) for tokens in product(*choices))
    yield from islice(filter(valid, islice(candidates, _MOST_CHECKS)), SMALLEST)


def _choices(seen: Sequence[str], tokens: int) -> list[str]:
    """The tokens to try in place of ones like these."""
    if all(map(_is_number, seen)):
        return [str(number) for number in range(_HIGHEST[tokens] + 1)]
    letters = [letter for letter, _count in Counter("".join(seen)).most_common(_LETTERS)]
    return ["".join(word) for length in range(1, _LENGTH + 1) for word in product(letters, repeat=length)]


def _replaced(lines: list[list[str]], numbers: Sequence[int]) -> Iterator[bytes]:
    shape = [len(line) for line in lines]
    tokens = list(chain.from_iterable(lines))
    for number, (place, token) in product(numbers, enumerate(tokens)):
        if _is_number(token):
            yield _written(shape, [*tokens[:place], str(number), *tokens[place + 1 :]])


def _changed(lines: list[list[str]], numbers: Sequence[int]) -> Iterator[bytes]:
    shape = [len(line) for line in lines]
    tokens = list(chain.from_iterable(lines))
    for place, token in enumerate(tokens):
        if _is_number(token):
            for value in dict.fromkeys((int(token) + 1, int(token) - 1, *numbers)):
                if value != int(token):
                    yield _written(shape, [*tokens[:place], str(value), *tokens[place + 1 :]])
        elif len(token) > 1:
            yield _written(shape, [*tokens[:place], token[1:] + token[0], *tokens[place + 1 :]])


def _in_turns(turns: list[Iterator[bytes]]) -> Iterator[bytes]:
    return (found for turn in zip_longest(*turns) for found in turn if found is not None)


def _lines(raw: bytes) -> list[list[str]]:
    return [line.split() for line in raw.decode("utf-8", "replace").splitlines() if line.strip()]


def _numbers(raw: bytes) -> list[int]:
    """The first two numbers of an output, each followed by its successor."""
    found = [int(token) for line in _lines(raw) for token in line if _is_number(token)][:2]
    return [value for number in found for value in (number, number + 1)]


def _is_number(token: str) -> bool:
    digits = token.removeprefix("-")
    return digits.isascii() and digits.isdecimal() and len(digits) <= 19


def _written(shape: Sequence[int], tokens: Sequence[str]) -> bytes:
    left = iter(tokens)
    return "".join(" ".join(islice(left, count)) + "\n" for count in shape).encode()
