"""Generates inputs from a problem's format: small random ones, edges, the largest, extreme and adversarial ones."""

from collections import deque
from collections.abc import Iterable, Sequence

import numpy as np

from judge.stress.cases import SMALL as SMALL_KINDS
from judge.stress.cases import CannotGenerate, GeneratedCase, InputKind
from judge.stress.near_samples import handmade_inputs, notable_numbers
from judge.stress.sampling.draft import Remarks
from judge.stress.sampling.scopes import draw_values
from judge.stress.styles import STYLES, Style, small_style
from judge.stress.work import GenerationLimit, Stuck
from judge.trial import input_id
from problems.inputs.evaluate import Unevaluable
from problems.inputs.format import InputFormat, Refusal
from problems.inputs.matching import match_input
from problems.inputs.rendering import render
from problems.problem import Problem

SMALL = 60  # small inputs in the usual mix
MISSES = 40  # failures in a row after which no more small inputs are tried
_FIRST_TRIES = 20
_CHECKED_BYTES = 300_000  # inputs up to this size are read back and checked
# The order of the large kinds: each in turn, the plainest first.
_TURNS = (InputKind.LARGE, InputKind.ADVERSARIAL, InputKind.EXTREME)
_PLACE = {kind: place for place, kind in enumerate(InputKind)}


class CaseMaker:
    """Generates a format's test cases one at a time, in the order they are run; can resume after an interruption."""

    def __init__(self, fmt: InputFormat, seed: int, problem: Problem) -> None:
        self._format, self._seed, self._notable = fmt, seed, notable_numbers(problem)
        self._handmade = handmade_inputs(problem, lambda stdin: not isinstance(match_input(fmt, stdin), Refusal))
        self._known: set[str] = set()  # by input_id
        self._small = self._misses = 0
        self._left = deque((InputKind.EDGE, place) for place in range(len(STYLES[InputKind.EDGE])))
        self._left.append((InputKind.SMALL, 0))
        for place in range(max(len(STYLES[kind]) for kind in _TURNS)):
            self._left += [(kind, place) for kind in _TURNS if place < len(STYLES[kind])]

    @property
    def is_small(self) -> bool:
        """Whether there are small cases left to generate."""
        return bool(self._left) and self._left[0][0] in SMALL_KINDS

    def end_small(self) -> None:
        """Generate no more small cases."""
        while self.is_small:
            self._left.popleft()

    @property
    def left(self) -> int:
        """How many entries of the order are left, once the small cases are done."""
        return len(self._left)

    def resume(self, known: Iterable[str], left: int) -> None:
        """Continue an earlier maker of the same inputs; `known` are the input_ids that it generated."""
        self._known.update(known)
        while len(self._left) > left:
            self._left.popleft()

    def next(self, limit: GenerationLimit | None = None) -> GeneratedCase | None:
        """The next case; None if there are no more. Raises OutOfTime and CancelledError as the limit does."""
        for name, stdin in self._handmade:
            if input_id(stdin) not in self._known:
                self._known.add(input_id(stdin))
                return GeneratedCase(name, InputKind.SMALL, self._seed, stdin)
            if limit is not None:
                limit.check()
        while self._left:
            kind, number = self._left[0]
            case = generate_one(self._format, kind, number, self._seed, self._notable, limit)
            self._left.popleft()
            identity = "" if case is None else input_id(case.stdin)
            is_new = case is not None and identity not in self._known
            if kind is InputKind.SMALL:
                self._misses = 0 if is_new else self._misses + 1
                self._small += is_new
                if self._small < SMALL and self._misses < MISSES:
                    self._left.appendleft((InputKind.SMALL, number + 1))
            if case is not None and is_new:
                self._known.add(identity)
                return case
        return None


def generate_one(
    fmt: InputFormat,
    kind: InputKind,
    number: int,
    seed: int = 0,
    notable: Sequence[int] = (),
    limit: GenerationLimit | None = None,
) -> GeneratedCase | None:
    """The input of that kind and number; None if the format allows none in that style.

    `notable`: numbers that the statement names; some of the small inputs are drawn around them. A large input that
    would be too much for judging is made smaller than the statement allows, and its name ends in "-capped". Raises
    OutOfTime and CancelledError as the limit does.
    """
    rng = _random(seed, kind, number)
    style = small_style(rng, number, notable) if kind is InputKind.SMALL else STYLES[kind][number]
    remarks = Remarks()
    stdin = _input(fmt, style, rng, remarks, limit)
    if isinstance(stdin, str):
        return None
    name = style.name if kind is InputKind.SMALL else f"{kind.value}-{style.name}{'-capped' * remarks.capped}"
    return GeneratedCase(name, kind, seed, stdin)


def why_not(fmt: InputFormat, seed: int = 0) -> CannotGenerate | None:
    """Why no input can be made from a format; None if at least one small one can."""
    if fmt.unread:
        return CannotGenerate("unread constraints", "; ".join(fmt.unread))
    why = ""
    for number in range(_FIRST_TRIES):
        rng = _random(seed, InputKind.SMALL, number)
        found = _input(fmt, small_style(rng, number), rng, Remarks())
        if isinstance(found, bytes):
            return None
        why = found
    return CannotGenerate("relations", why)


def _random(seed: int, kind: InputKind, number: int) -> np.random.RandomState:
    return np.random.RandomState([seed % 2**32, _PLACE[kind], number])


def _input(
    fmt: InputFormat,
    style: Style,
    rng: np.random.RandomState,
    remarks: Remarks,
    limit: GenerationLimit | None = None,
) -> bytes | str:
    """An input in this style that fits the format, or else the reason why there is none."""
    try:
        stdin = render(fmt, draw_values(fmt, style, rng, remarks, limit))
    except (Stuck, Unevaluable) as error:
        return str(error)
    # Drawing checks bounds and most relations itself, much faster than reading a large input back.
    refusal = match_input(fmt, stdin) if remarks.unchecked or len(stdin) <= _CHECKED_BYTES else None
    return refusal.reason if isinstance(refusal, Refusal) else stdin
