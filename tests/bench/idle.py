"""Waiting for an idle machine before something is measured on it."""

import os
import time
from pathlib import Path

IDLE = 0.9  # of all processors
WINDOW_S = 0.25


def wait_until_idle(most_s: float = 10.0) -> None:
    """Return once all processors together were idle for a moment; print a note if that did not happen in time."""
    deadline = time.monotonic() + most_s
    share = 0.0
    while time.monotonic() < deadline:
        before = _idle_and_all()
        time.sleep(WINDOW_S)
        idle, whole = (after - earlier for after, earlier in zip(_idle_and_all(), before, strict=True))
        share = idle / max(whole, 1)
        if share >= IDLE:
            return
    print(f"(measured while the machine was only {100 * share:.0f} % idle, load {os.getloadavg()[0]:.1f})", flush=True)


def _idle_and_all() -> tuple[int, int]:
    """Clock ticks so far (proc(5), /proc/stat): idle and waiting for the disk, and all."""
    ticks = [int(word) for word in Path("/proc/stat").read_text().partition("\n")[0].split()[1:9]]
    return ticks[3] + ticks[4], sum(ticks)
