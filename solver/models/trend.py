"""Page's exact test for an ordered trend, with ties: do later treatments give larger values?

E. B. Page, "Ordered hypotheses for multiple treatments", JASA 58 (1963). Each block holds one value per treatment, in
the order in which the values should grow. Exact by convolution over the blocks, permuting each block's own ranks.
"""

from collections.abc import Sequence
from itertools import permutations


class Trend:
    """Takes blocks one after another; after each, `p` tells how surprising their order is."""

    def __init__(self) -> None:
        self._chances: dict[int, float] = {0: 1.0}  # of every sum of weighted ranks under the null hypothesis
        self._sum = 0

    def add(self, block: Sequence[float]) -> None:
        ranks = _doubled_ranks(block)
        self._sum += _weighted(ranks)
        orders = [_weighted(order) for order in permutations(ranks)]
        chances: dict[int, float] = {}
        for total, chance in self._chances.items():
            for order in orders:
                chances[total + order] = chances.get(total + order, 0.0) + chance / len(orders)
        self._chances = chances

    def p(self) -> float:
        """The probability of an order at least this clear by chance alone (one-sided)."""
        return sum(chance for total, chance in self._chances.items() if total >= self._sum)


def _doubled_ranks(block: Sequence[float]) -> list[int]:
    """Twice the mid-ranks, which are whole numbers even with ties."""
    return [sum(2 * (other < value) + (other == value) for other in block) for value in block]


def _weighted(ranks: Sequence[int]) -> int:
    return sum(weight * rank for weight, rank in enumerate(ranks, 1))
