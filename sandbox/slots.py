"""Processors handed out to boxes, one each, so that two measured programs do not share one."""

import threading

from sandbox.machine_lock import MachineLock


class Slots:
    """Numbers from 0 to count - 1, each held by one box on the whole machine; -1 if none is free."""

    def __init__(self, count: int) -> None:
        self._lock = threading.Lock()
        self._of_the_machine = [MachineLock(f"processor-{slot}") for slot in range(count)]
        self._free = set(range(count))

    def take(self) -> int:
        with self._lock:
            for slot in sorted(self._free):
                if self._of_the_machine[slot].acquire():
                    self._free.remove(slot)
                    return slot
        return -1

    def give(self, slot: int) -> None:
        if slot >= 0:
            with self._lock:
                self._of_the_machine[slot].release()
                self._free.add(slot)
