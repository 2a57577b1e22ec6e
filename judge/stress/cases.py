"""Generated inputs, each of which can be looked at, kept and shrunk."""

from dataclasses import dataclass
from enum import StrEnum


class InputKind(StrEnum):
    """What an input is meant to expose."""

    SMALL = "small"  # programs disagree on it, and it shrinks well
    EDGE = "edge"  # ends of ranges, equal, sorted, reversed, star, path, n = 1
    LARGE = "large"  # the maximum size
    EXTREME = "extreme"  # the maximum values
    ADVERSARIAL = "adversarial"  # against common mistakes: hash collisions, deep recursion, quicksort killers


SMALL = (InputKind.SMALL, InputKind.EDGE)


@dataclass(frozen=True, slots=True)
class GeneratedCase:
    """One input that fits its problem's format; the same format, name and seed give the same bytes again."""

    name: str  # unique in a problem, stable: "small-0017", "large-star", "adversarial-hash-python"
    kind: InputKind
    seed: int
    stdin: bytes


@dataclass(frozen=True, slots=True)
class CannotGenerate:
    """Why no inputs can be made from a format."""

    reason: str  # a short stable word for lists: "unread constraints", "relations", "too large"
    detail: str  # a line for people
