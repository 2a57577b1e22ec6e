"""Programs that may share their mistakes: those by builds of one family of models."""

import re
from collections.abc import Mapping

# Right on a generated input, given that it passes the samples: what is assumed of an author of whom little is known.
USUAL_STRENGTH = 0.85
NAIVE_STRENGTH = 0.92  # of a program written to be slow but obviously right, whoever wrote it
_KNOWN_AS = 10.0  # problems that this assumption counts for
_LEAST, _MOST = 0.55, 0.97


def family_of(label: str) -> str:
    """ "qwen" for qwen3-8b and Qwen/Qwen2.5-7B-Instruct, "o" for o1-mini; an unknown label is its own."""
    name = label.rsplit("/", 1)[-1].lower()
    letters = re.match(r"[a-z]+", name)
    if letters is None:
        return name
    return letters[0] if len(letters[0]) > 1 or re.match(r"o\d", name) else name


def strength(counts: tuple[int, int] | None) -> float:
    """How often an author is right, from how many of its programs turned out right and wrong beyond the samples."""
    right, wrong = counts or (0, 0)
    share = (right + USUAL_STRENGTH * _KNOWN_AS) / (right + wrong + _KNOWN_AS)
    return min(_MOST, max(_LEAST, share))


def strengths(counts: Mapping[str, tuple[int, int]]) -> Mapping[str, float]:
    """By author."""
    return {author: strength(counted) for author, counted in counts.items()}
