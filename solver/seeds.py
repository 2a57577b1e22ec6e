"""The seeds sent with questions: a run has one, and each question's is derived from it."""

import hashlib
import secrets

# Servers keep a seed in 32 bits, signed or unsigned; to some the largest values mean "any".
_BELOW = 2**31 - 1


def draw() -> int:
    """A random seed for a run that was given none."""
    return secrets.randbelow(_BELOW)


def question_seed(run_seed: int, problem: str, repeat: int, round: int) -> int:
    """The seed of one question: different for each repeat and round, and the same for the same run's seed."""
    digest = hashlib.sha256(f"{run_seed}/{problem}/{repeat}/{round}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % _BELOW


def next_seed(seed: int, tries: int) -> int:
    """The seed after that many failures; the same seed would only fail again."""
    return (seed + tries) % _BELOW
