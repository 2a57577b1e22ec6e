"""Page's exact test for an ordered trend, with ties: do later treatments give larger values?

E. B. Page, "Ordered hypotheses for multiple treatments", JASA 58 (1963). Each block holds one value per treatment, in
the order in which the values should grow. Exact by convolution over the blocks, permuting each block's own ranks.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import permutations


def trend_p(blocks: Iterable[Sequence[float]]) -> float:
    """The probability of an order at least as clear as that of the blocks by chance alone (one-sided)."""
    chances: dict[int, float] = {0: 1.0}  # of every sum of weighted ranks under the null hypothesis
    seen = 0
    for block in blocks:
        ranks = _doubled_ranks(block)
        seen += _weighted(ranks)
        orders = [_weighted(order) for order in permutations(ranks)]
        longer = defaultdict[int, float](float)
        for total, chance in chances.items():
            for order in orders:
                longer[total + order] += chance / len(orders)
        chances = longer
    return sum(chance for total, chance in chances.items() if total >= seen)


def _doubled_ranks(block: Sequence[float]) -> list[int]:
    """Twice the mid-ranks, which are whole numbers even with ties."""
    return [sum(2 * (other < value) + (other == value) for other in block) for value in block]


def _weighted(ranks: Sequence[int]) -> int:
    return sum(weight * rank for weight, rank in enumerate(ranks, 1))
