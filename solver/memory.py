"""Whether a model fits into this machine's memory beside Docker's virtual machine and other loaded models."""

import os
import platform
import re
import subprocess
from collections.abc import Iterable
from contextlib import suppress
from enum import StrEnum
from gettext import gettext as _
from pathlib import Path
from urllib.parse import urlsplit

from problems.web import is_loopback
from sandbox.fitness import processor
from solver.models.listed import Model

_SAME = 0.95  # a daemon that reports nearly all of the machine's memory runs on the machine itself


def machine_bytes() -> int | None:
    """This machine's memory; None if the system does not report it."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError, AttributeError):
        return None


def machine_words() -> str:
    """This computer in a few words; for a server on loopback, the model's too."""
    memory = machine_bytes()
    size = f", {memory / 2**30:.0f} GiB" if memory else ""
    return f"{processor()}, {os.cpu_count() or 1} cores{size}, {platform.system()} {platform.release()}"


class MemoryFit(StrEnum):
    """Whether a model that is not loaded would fit."""

    FITS = "fits"
    AFTER_UNLOADING = "after_unloading"  # once the loaded models are unloaded
    TOO_LARGE = "too_large"


def fit_of(model: Model, all_models: Iterable[Model], free: int | None) -> MemoryFit | None:
    """Whether the model fits; None if its size is unknown, it is already loaded, or its server is another machine."""
    if free is None or model.size_bytes is None or model.loaded is not False or not is_here(model.server):
        return None
    needed = needed_bytes(model.size_bytes)
    if needed <= free:
        return MemoryFit.FITS
    loaded = sum(other.size_bytes or 0 for other in all_models if other.loaded and is_here(other.server))
    return MemoryFit.AFTER_UNLOADING if needed <= free + loaded else MemoryFit.TOO_LARGE


def needed_bytes(size_bytes: int) -> int:
    """The memory a model with a file of that size needs: its weights, and about 1/8 more for context and buffers."""
    return size_bytes * 9 // 8


def fit_warning(model: Model, free: int) -> str:
    return _(
        "{model} needs about {needed} GiB and {free} GiB are free here: too large for this machine now. Close other "
        "programs, or take a smaller quantization."
    ).format(model=model.id, needed=_gib(needed_bytes(model.size_bytes or 0)), free=_gib(free))


def free_bytes() -> int | None:
    """The memory that models could take now, including that of graphics cards; None if it cannot be found out."""
    free = None
    with suppress(OSError):
        found = re.search(r"^MemAvailable:\s+(\d+) kB", Path("/proc/meminfo").read_text("utf-8"), re.M)
        free = int(found[1]) * 1024 if found else None
    if free is None:  # a Mac
        told = _said("vm_stat")
        page = re.search(r"page size of (\d+) bytes", told)
        counts = re.findall(r"^Pages (?:free|inactive|speculative|purgeable):\s+(\d+)\.", told, re.M)
        free = int(page[1]) * sum(map(int, counts)) if page and counts else None
    return None if free is None else free + _free_on_cards()


def _free_on_cards() -> int:
    mib = _said("nvidia-smi", "--query-gpu=memory.free", "--format=csv,noheader,nounits").split()
    free = sum(int(word) for word in mib if word.isdecimal()) * 1024**2
    for total in Path("/sys/class/drm").glob("card*/device/mem_info_vram_total"):  # amdgpu
        with suppress(OSError, ValueError):
            free += int(total.read_text()) - int(total.with_name("mem_info_vram_used").read_text())
    return free


def _said(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=5, check=True).stdout
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return ""


def is_virtual(daemon_bytes: int, machine: int) -> bool:
    """Whether a local daemon runs in a virtual machine, as those of Docker Desktop, Colima and Podman do on a Mac."""
    return daemon_bytes < _SAME * machine


def is_here(address: str) -> bool:
    return is_loopback(urlsplit(address).hostname or "")


def memory_warning(daemon_bytes: int, model_bytes: int, machine: int) -> str | None:
    """A warning if the virtual machine and the loaded models (file sizes in bytes) need more memory than there is.

    A daemon that sees all of the machine's memory reserves none, and only the models count.
    """
    taken = daemon_bytes if is_virtual(daemon_bytes, machine) else 0
    if taken + model_bytes <= machine:
        return None
    if not taken:
        text = _("the loaded models need {models} GiB and this machine has {machine} GiB: load a smaller one")
    else:
        text = _(
            "Docker's virtual machine has {docker} GiB and the loaded models need {models} GiB, more than this "
            "machine's {machine} GiB: give Docker less (Settings, Resources), or load a smaller model"
        )
    return text.format(docker=_gib(daemon_bytes), models=_gib(model_bytes), machine=_gib(machine))


def _gib(size: int) -> str:
    return f"{size / 1024**3:.1f}"
