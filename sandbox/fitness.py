"""Whether this machine is fit to time programs: time stolen by a hypervisor, other load, a clock that varies."""

import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path

STEAL_MOST = 0.01  # of all processors' time: above it a run's CPU time grows by chance
LOAD_MOST = 0.25
_NAMES = ("model name", "Model")  # of the processor, in /proc/cpuinfo


@dataclass(frozen=True, slots=True)
class Ticks:
    """The first line of /proc/stat (proc(5)), in clock ticks over all processors since the start."""

    busy: int
    steal: int
    total: int


@dataclass(frozen=True, slots=True)
class Fitness:
    """What was seen over a moment."""

    processors: int
    steal: float  # share of the time that a hypervisor took
    load: float  # share of the time that others used
    governor: str | None  # of the first processor's frequency; None: the system does not tell

    @property
    def complaints(self) -> tuple[str, ...]:
        """One line for each thing that makes times inexact; empty: fit."""
        found = []
        if self.steal > STEAL_MOST:
            text = _("the hypervisor takes {share} % of the processors' time: times near a limit vary")
            found.append(text.format(share=round(100 * self.steal)))
        if self.load > LOAD_MOST:
            text = _("other programs use {share} % of the processors: use fewer workers, or wait")
            found.append(text.format(share=round(100 * self.load)))
        if self.governor == "powersave":
            text = _("the processor saves power: run `sudo cpupower frequency-set -g performance` for exact times")
            found.append(text)
        return tuple(found)


def look(seconds: float = 0.5, sleep: Callable[[float], None] = time.sleep) -> Fitness | None:
    """What this machine does while we do nothing for so long; None where there is no /proc/stat."""
    try:
        before = read_ticks(Path("/proc/stat").read_text())
        sleep(seconds)
        after = read_ticks(Path("/proc/stat").read_text())
    except (OSError, ValueError, IndexError):
        return None
    try:
        governor = Path("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor").read_text().strip()
    except OSError:
        governor = None
    total = max(after.total - before.total, 1)
    return Fitness(
        processors=os.cpu_count() or 1,
        steal=(after.steal - before.steal) / total,
        load=(after.busy - before.busy) / total,
        governor=governor,
    )


def processor() -> str:
    """The processor's name, as far as the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        lines = []
    told = (line.partition(":")[2].strip() for line in lines if line.partition(":")[0].strip() in _NAMES)
    return next(filter(None, told), None) or platform.processor() or platform.machine()


def read_ticks(text: str) -> Ticks:
    """Reads /proc/stat: cpu user nice system idle iowait irq softirq steal …; raises ValueError."""
    name, *words = text.partition("\n")[0].split()
    if name != "cpu":
        raise ValueError(f"/proc/stat begins with {name!r}")
    user, nice, system, idle, iowait, irq, softirq, steal = map(int, words[:8])
    busy = user + nice + system + irq + softirq
    return Ticks(busy=busy, steal=steal, total=busy + idle + iowait + steal)
