"""The seeds that are sent with questions: a run has one, and each question's follows from it."""

import hashlib
import secrets

# Servers keep a seed in 32 bits, with or without a sign; the largest values mean "any" to some.
_BELOW = 2**31 - 1


def draw() -> int:
    """Draw a seed for a run that was given none."""
    return secrets.randbelow(_BELOW)


def question_seed(run_seed: int, problem: str, repeat: int, round: int) -> int:
    """The seed of one question: repeats and rounds differ, and the same run's seed gives the same again."""
    digest = hashlib.sha256(f"{run_seed}/{problem}/{repeat}/{round}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % _BELOW


def next_seed(seed: int, tries: int) -> int:
    """The seed after that many failures: with the same one it would only fail again."""
    return (seed + tries) % _BELOW
