"""How many answers to ask for at a time where the server does not say: more, as long as nothing is queued."""

FIRST_SLOTS = 8  # of vLLM: it batches what comes, and queues what does not fit into its memory
MOST_SLOTS = 128
_GAIN = 1.1  # times as many tokens a second as before, else twice the answers at a time are for nothing


class Widening:
    """Of one load of a model, from its first answer on. Used only by the coordinator's thread."""

    def __init__(self, now_s: float) -> None:
        self.slots = FIRST_SLOTS
        self.looking = False  # the server's queue is being looked at
        self._grows = True  # until something was queued
        self._over = False
        self._best: tuple[int, float] | None = None  # answers at a time, and tokens a second with them
        self._begin(now_s)

    def answered(self, tokens: int) -> None:
        """Count an answer that was made while as many were under way as may be."""
        self._answers += 1
        self._tokens += tokens

    @property
    def is_due(self) -> bool:
        """Whether enough have been answered for a look at the server's queue."""
        return not self.looking and not self._over and self._answers >= self.slots

    def decide(self, waiting: int | None, now_s: float) -> None:
        """Take twice as many, stay, or go back. waiting: what the server has queued; None where it does not tell."""
        if waiting:
            self.slots, self._grows = max(1, self.slots - waiting), False
        elif waiting is None and not self._is_faster(now_s):
            self._over = True
        elif self._grows:
            self.slots = min(MOST_SLOTS, 2 * self.slots)
            self._over = waiting is None and self.slots == MOST_SLOTS
        self._begin(now_s)

    def _is_faster(self, now_s: float) -> bool:
        """Whether these slots brought more tokens a second than the last; if not, those are gone back to."""
        rate = self._tokens / max(1e-3, now_s - self._since_s)
        if self._best is not None and rate < _GAIN * self._best[1]:
            self.slots = self._best[0]
            return False
        self._best = self.slots, rate
        return True

    def _begin(self, now_s: float) -> None:
        self._answers, self._tokens, self._since_s = 0, 0, now_s
