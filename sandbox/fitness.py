"""Whether this machine is fit to time programs: time stolen by a hypervisor, other load, settings that vary the speed.

The settings checked are those of isolate-check-environment (isolate, the sandbox of CMS).
"""

import os
import platform
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path

STEAL_MOST = 0.01  # share of all processors' time; above it, a run's CPU time grows at random
LOAD_MOST = 0.25
_NAMES = ("model name", "Model")  # of the processor, in /proc/cpuinfo


@dataclass(frozen=True, slots=True)
class Ticks:
    """The first line of /proc/stat (proc(5)), in clock ticks over all processors since boot."""

    busy: int
    steal: int
    total: int


@dataclass(frozen=True, slots=True)
class Fitness:
    """What was observed over a short time."""

    processors: int
    steal: float  # share of the time taken by a hypervisor
    load: float  # share of the time used by other programs
    settings: tuple[str, ...] = ()  # system settings that spoil timing, one line each

    @property
    def complaints(self) -> tuple[str, ...]:
        """One line for each thing that makes times inexact; empty: fit."""
        found = []
        if self.steal > STEAL_MOST:
            text = _("the hypervisor takes processor time away ({share} %): times near a limit vary")
            found.append(text.format(share=round(100 * self.steal)))
        if self.load > LOAD_MOST:
            text = _("other programs keep the processors busy ({share} %): use fewer workers, or wait")
            found.append(text.format(share=round(100 * self.load)))
        return (*found, *self.settings)


def measure_fitness(seconds: float = 0.5, sleep: Callable[[float], None] = time.sleep) -> Fitness | None:
    """How busy this machine is while we sleep for `seconds`; None if /proc/stat is missing or unreadable."""
    try:
        before = read_ticks(Path("/proc/stat").read_text())
        sleep(seconds)
        after = read_ticks(Path("/proc/stat").read_text())
    except (OSError, ValueError, IndexError):
        return None
    total = max(after.total - before.total, 1)
    return Fitness(
        processors=os.cpu_count() or 1,
        steal=(after.steal - before.steal) / total,
        load=(after.busy - before.busy) / total,
        settings=tuple(noisy_settings()),
    )


def noisy_settings(root: Path = Path("/")) -> Iterator[str]:
    """A line for each setting that makes run times vary, with the command that changes it.

    root: the folder that holds /sys and /proc. Settings that the system does not show are skipped.
    """
    cpu = "sys/devices/system/cpu"

    def told(path: str) -> str:
        with suppress(OSError):
            return (root / path).read_text(errors="replace").strip()
        return ""

    if told(f"{cpu}/cpu0/cpufreq/scaling_governor") == "powersave":
        yield _("the processor saves power: run `sudo cpupower frequency-set -g performance` for exact times")
    if told(f"{cpu}/smt/active") == "1":
        yield _(
            "two programs share a core (SMT) and slow each other: run `echo off | sudo tee /{path}` for exact times"
        ).format(path=f"{cpu}/smt/control")
    for path, turbo, steady in ((f"{cpu}/intel_pstate/no_turbo", "0", "1"), (f"{cpu}/cpufreq/boost", "1", "0")):
        if told(path) == turbo:
            text = _("the clock rises and falls with the heat (turbo): run `echo {value} | sudo tee /{path}`")
            yield text.format(value=steady, path=path)
    capacities = {file.read_text() for file in (root / cpu).glob("cpu[0-9]*/cpu_capacity")}
    if (fast := told("sys/devices/cpu_core/cpus")) and told("sys/devices/cpu_atom/cpus"):
        text = _("fast and slow cores are mixed: run `taskset -c {cores} kyoso …` to time on the fast ones alone")
        yield text.format(cores=fast)
    elif len(capacities) > 1:
        yield _("fast and slow cores are mixed: run kyoso under `taskset` to time on one kind alone")
    if told("proc/sys/kernel/randomize_va_space") not in ("0", ""):
        yield _(
            "addresses are random (ASLR), which moves times by some percent: "
            "`sudo sysctl kernel.randomize_va_space=0` while you measure"
        )
    if "[always]" in told("sys/kernel/mm/transparent_hugepage/enabled"):
        text = _("memory comes in huge pages when there are any: run `echo madvise | sudo tee /{path}`")
        yield text.format(path="sys/kernel/mm/transparent_hugepage/enabled")


def processor() -> str:
    """The processor's name, or its architecture if the system does not name it."""
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
