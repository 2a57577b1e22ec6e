"""How many answers to ask for at a time if the server does not say: more, as long as nothing is queued."""

FIRST_SLOTS = 8  # for vLLM, which batches what comes and queues what does not fit into its memory
MOST_SLOTS = 128
_GAIN = 1.1  # least gain in tokens per second for which doubling the answers at a time is worth it


class Widening:
    """The slots of one load of a model, from its first answer on. Used only by the coordinator's thread."""

    def __init__(self, now_s: float) -> None:
        self.slots = FIRST_SLOTS
        self.looking = False  # the server's queue is being looked at
        self._grows = True  # until something was queued
        self._over = False
        self._best: tuple[int, float] | None = None  # answers at a time, and their tokens per second
        self._begin(now_s)

    def answered(self, tokens: int) -> None:
        """Count an answer made while all slots were busy."""
        self._answers += 1
        self._tokens += tokens

    @property
    def is_due(self) -> bool:
        """Whether there have been enough answers to look at the server's queue."""
        return not self.looking and not self._over and self._answers >= self.slots

    def decide(self, waiting: int | None, now_s: float) -> None:
        """Double the slots, keep them, or go back. waiting: requests queued at the server; None if it does not say."""
        if waiting:
            self.slots, self._grows = max(1, self.slots - waiting), False
        elif waiting is None and not self._is_faster(now_s):
            self._over = True
        elif self._grows:
            self.slots = min(MOST_SLOTS, 2 * self.slots)
            self._over = waiting is None and self.slots == MOST_SLOTS
        self._begin(now_s)

    def _is_faster(self, now_s: float) -> bool:
        """Whether these slots gave more tokens per second than the last; if not, goes back to those."""
        rate = self._tokens / max(1e-3, now_s - self._since_s)
        if self._best is not None and rate < _GAIN * self._best[1]:
            self.slots = self._best[0]
            return False
        self._best = self.slots, rate
        return True

    def _begin(self, now_s: float) -> None:
        self._answers, self._tokens, self._since_s = 0, 0, now_s
