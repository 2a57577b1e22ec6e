"""Shrinks a failing input while it still fails and still fits its format: greedily, and within time limits.

It works on the input's lines and tokens: removes some together with lowering the count in front of them, and makes
numbers smaller and strings shorter. `valid` decides whether the result is an input of the problem.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import takewhile

from judge.program import Program
from judge.stress.work import never

Lines = tuple[tuple[str, ...], ...]

MOST_BYTES = 4_000_000  # largest input worth shrinking: one step takes a second at that size
MOST_RUNS = 150  # calls of `fails`
_WALL_PER_CPU = 3.0  # wall seconds for each CPU second, for a busy machine
_MOST_CHECKS = 6000  # calls of `valid`, which usually runs no program
_HEADS = 3  # lines at the start that may hold counts of what follows; in a small input, any line may
_SMALL_LINES = 60


class ShrinkLimit:
    """Limits on shrinking: CPU seconds of the programs and of this thread together, and wall time."""

    def __init__(self, programs: Sequence[Program], cpu_s: float, cancelled: Callable[[], bool] = never) -> None:
        self._programs, self._cancelled = programs, cancelled
        self._ends_at_cpu_s = self._cpu_s() + cpu_s
        self._ends_at = time.monotonic() + _WALL_PER_CPU * cpu_s

    def is_over(self) -> bool:
        return self._cancelled() or self._cpu_s() > self._ends_at_cpu_s or time.monotonic() > self._ends_at

    def _cpu_s(self) -> float:
        return time.thread_time() + sum(program.cpu_s for program in self._programs)


def shrink(
    stdin: bytes,
    fails: Callable[[bytes], bool],
    valid: Callable[[bytes], bool],
    over: Callable[[], bool] = lambda: False,
    most_runs: int = MOST_RUNS,
) -> bytes:
    """The smallest input found that is valid and fails; `over` ends the search early.

    Assumes that `stdin` is both. Very large inputs, and those that single spaces between tokens make invalid, are
    returned unchanged.
    """
    if len(stdin) > MOST_BYTES:
        return stdin
    try:
        best = _read(stdin)
    except UnicodeDecodeError:
        return stdin
    if over() or not valid(written(best)):
        return stdin
    checks, runs, seen = 0, 0, {best}

    def better(candidate: Lines) -> bool:
        nonlocal checks, runs
        if candidate in seen or _size(candidate) >= _size(best):
            return False
        seen.add(candidate)
        checks += 1
        text = written(candidate)
        if not valid(text):
            return False
        runs += 1
        return fails(text)

    def spent() -> bool:
        return over() or runs >= most_runs or checks >= _MOST_CHECKS

    progress = True
    while progress and not spent():
        progress = False
        for simpler in (_fewer, _smaller):
            again = True
            while again:
                again = False
                for candidate in takewhile(lambda _candidate: not spent(), simpler(best)):
                    if better(candidate):
                        best, again, progress = candidate, True, True
                        break
    return written(best)


def _read(stdin: bytes) -> Lines:
    return tuple(tuple(line.split()) for line in stdin.decode("utf-8").rstrip("\n").split("\n"))


def written(lines: Iterable[Sequence[str]]) -> bytes:
    """An input of these lines of tokens."""
    return "".join(" ".join(line) + "\n" for line in lines).encode()


def _size(lines: Lines) -> tuple[int, int, int]:
    """Sort key: fewer tokens, then fewer characters, then smaller numbers."""
    tokens = [token for line in lines for token in line]
    weight = sum(abs(number) if (number := _number(token)) is not None else sum(map(ord, token)) for token in tokens)
    return len(tokens), sum(map(len, tokens)), weight


def _number(token: str) -> int | None:
    digits = token.removeprefix("-")
    return int(token) if digits.isdecimal() and digits.isascii() and len(digits) <= 30 else None


def _counts(lines: Lines) -> Iterator[tuple[int, int, int]]:
    """Line, place and value of each number that may count what follows it."""
    rows = len(lines) if len(lines) <= _SMALL_LINES else _HEADS
    for row in range(min(rows, len(lines))):
        for place, token in enumerate(lines[row][:4]):
            number = _number(token)
            if number is not None and number > 0:
                yield row, place, number


def _steps(most: int) -> Iterator[int]:
    """most − 1, most/2, most/4, … 1."""
    step = most - 1
    while step > 0:
        yield step
        step = step // 2 if step < most - 1 else min(step - 1, most // 2)


def _with(lines: Lines, row: int, place: int, token: str) -> Lines:
    line = lines[row]
    return (*lines[:row], (*line[:place], token, *line[place + 1 :]), *lines[row + 1 :])


def _fewer(lines: Lines) -> Iterator[Lines]:
    """The input with a count lowered, and as many lines, tokens or characters removed."""
    for row, place, number in _counts(lines):
        for step in _steps(number):
            lowered = _with(lines, row, place, str(number - step))
            yield lowered
            yield from _without_lines(lowered, row, step)
            yield from _without_tokens(lowered, row, number, step)
            yield from _without_characters(lowered, row, number, step)
            if step == 1:
                yield from _without_vertex(lines, row, place, number)
    # Characters that no count refers to.
    for row, line in enumerate(lines):
        for place, token in enumerate(line):
            if _number(token) is None or len(token) > 1:
                for step in _steps(len(token)):
                    for start in _starts(len(token), step):
                        yield _with(lines, row, place, token[:start] + token[start + step :])


def _starts(length: int, step: int) -> Iterator[int]:
    """Where a stretch of that length may begin: every place of a short sequence, some of a long one."""
    last = length - step
    stride = max(1, last // 40, step // 2 if length > 200 else 1)
    yield from dict.fromkeys([last, 0, *range(0, last + 1, stride)])


def _without_lines(lines: Lines, row: int, step: int) -> Iterator[Lines]:
    """Without `step` groups of one to four lines each, somewhere below the count."""
    below = len(lines) - row - 1
    for group in (1, 2, 3, 4):
        if step * group <= below:
            for start in _starts(below, step * group):
                yield (*lines[: row + 1 + start], *lines[row + 1 + start + step * group :])


def _without_tokens(lines: Lines, row: int, number: int, step: int) -> Iterator[Lines]:
    """Without the same stretch in every line below whose number of tokens is the count, one less or one more."""
    for length in (number, number - 1, number + 1):
        rows = {place for place in range(row, len(lines)) if place > row and len(lines[place]) == length}
        if not rows or step > length:
            continue
        for start in _starts(length, step):
            kept = [
                (*line[:start], *line[start + step :]) if place in rows else line for place, line in enumerate(lines)
            ]
            yield tuple(kept)
            if len(rows) > 1:
                yield tuple((kept[place] if place == min(rows) else line) for place, line in enumerate(lines))
            if len(rows) == number:  # a square: rows go with their columns
                gone = set(sorted(rows)[start : start + step])
                yield tuple(line for place, line in enumerate(kept) if place not in gone)


def _without_characters(lines: Lines, row: int, number: int, step: int) -> Iterator[Lines]:
    """Without the same stretch in every string below that is as long as the count says."""
    if step > number or not any(len(token) == number for line in lines[row:] for token in line):
        return
    for start in _starts(number, step):
        yield tuple(
            tuple(token[:start] + token[start + step :] if len(token) == number else token for token in line)
            if place >= row
            else line
            for place, line in enumerate(lines)
        )


def _without_vertex(lines: Lines, row: int, place: int, number: int) -> Iterator[Lines]:
    """Without one of `number` vertices: lines that name it go, their count is lowered, higher numbers move down."""
    if len(lines) > _SMALL_LINES:
        return
    for vertex in range(number, 0, -1):
        gone = [index for index in range(row + 1, len(lines)) if str(vertex) in lines[index][:2]]
        kept: list[tuple[str, ...]] = []
        for index, line in enumerate(lines):
            if index == row:
                changed = list(line)
                changed[place] = str(number - 1)
                if place + 1 < len(line) and (edges := _number(line[place + 1])) is not None:
                    changed[place + 1] = str(edges - len(gone))
                kept.append(tuple(changed))
            elif index > row and index not in gone:
                kept.append(tuple(_moved(token, vertex) for token in line[:2]) + line[2:])
            elif index < row:
                kept.append(line)
        yield tuple(kept)


def _moved(token: str, vertex: int) -> str:
    number = _number(token)
    return str(number - 1) if number is not None and number > vertex else token


def _smaller(lines: Lines) -> Iterator[Lines]:
    """The input with numbers nearer to 0 and letters nearer to the first one: whole lines, then single tokens."""
    for row, line in enumerate(lines):
        for low in ("0", "1"):
            if len(line) > 1 and all(_number(token) is not None for token in line):
                yield (*lines[:row], (low,) * len(line), *lines[row + 1 :])
    if sum(map(len, lines)) > 400:
        return
    for row, line in enumerate(lines):
        for place, token in enumerate(line):
            for simpler in _simpler(token):
                yield _with(lines, row, place, simpler)


def _simpler(token: str) -> Iterator[str]:
    number = _number(token)
    if number is not None:
        for smaller in dict.fromkeys((0, 1, abs(number), int(number / 1000), int(number / 10), int(number / 2))):
            if smaller != number:
                yield str(smaller)
        if abs(number) > 1:
            yield str(number - 1 if number > 0 else number + 1)
        return
    first = min(token)
    for place, letter in enumerate(token):
        if letter != first:
            yield token[:place] + first + token[place + 1 :]
