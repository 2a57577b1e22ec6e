"""Generates inputs from a problem's format: small random ones, edges, the largest, extreme and adversarial ones."""

from collections.abc import Sequence

import numpy as np

from judge.stress.cases import CannotGenerate, GeneratedCase, InputKind
from judge.stress.sampling.draft import Remarks
from judge.stress.sampling.scopes import draw_values
from judge.stress.styles import STYLES, Style, small_style
from judge.stress.work import GenerationLimit, Stuck
from problems.inputs.evaluate import Unevaluable
from problems.inputs.format import InputFormat, Refusal
from problems.inputs.matching import match_input
from problems.inputs.rendering import render

SMALL = 60  # small inputs in the usual mix
MISSES = 40  # failures in a row after which no more small inputs are tried
_FIRST_TRIES = 20
_CHECKED_BYTES = 300_000  # inputs up to this size are read back and checked
_PLACE = {kind: place for place, kind in enumerate(InputKind)}


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
