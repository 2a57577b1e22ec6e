"""Families of models, whose programs may share mistakes, and how often authors are right."""

import re
from collections.abc import Mapping

# Assumed share of programs passing the samples that are right on a generated input, for little-known authors.
USUAL_STRENGTH = 0.85
NAIVE_STRENGTH = 0.92  # the same for a program written to be slow but obviously right, by anyone
_KNOWN_AS = 10.0  # this assumption weighs as much as so many problems
_LEAST, _MOST = 0.55, 0.97


def family_of(model: str) -> str:
    """The family of a model: "qwen" for qwen3-8b and Qwen/Qwen2.5-7B-Instruct, "o" for o1-mini; else its own name."""
    name = model.rsplit("/", 1)[-1].lower()
    letters = re.match(r"[a-z]+", name)
    if letters is None:
        return name
    return letters[0] if len(letters[0]) > 1 or re.match(r"o\d", name) else name


def strengths(counts: Mapping[str, tuple[int, int]]) -> Mapping[str, float]:
    """How often each author is right, from its numbers of right and wrong programs beyond the samples."""
    return {
        author: min(_MOST, max(_LEAST, (right + USUAL_STRENGTH * _KNOWN_AS) / (right + wrong + _KNOWN_AS)))
        for author, (right, wrong) in counts.items()
    }
