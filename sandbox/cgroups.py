"""Control groups of our own, version 1 or 2, where this user may make them (kernel docs: cgroup-v1, cgroup-v2)."""

import contextlib
import os
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path("/sys/fs/cgroup")
_MIB = 1024 * 1024
_PREFIX = "kyoso-"


@dataclass(frozen=True, slots=True)
class Group:
    """One box's control group: a folder in version 2, one for each controller in version 1."""

    version: int
    memory: Path
    cpu: Path
    pids: Path

    @property
    def folders(self) -> tuple[Path, ...]:
        return tuple(dict.fromkeys((self.memory, self.cpu, self.pids)))

    def limit_memory(self, mib: int) -> None:
        """Limits memory and swap together, so that swapping does not evade the limit."""
        if self.version == 1:
            # The first limit may never exceed the second, so their order depends on the direction: set both twice.
            limits = [self.memory / "memory.limit_in_bytes", self.memory / "memory.memsw.limit_in_bytes"]
            for path in (*limits, *limits):
                with contextlib.suppress(OSError):
                    path.write_text(str(mib * _MIB))
        else:
            (self.memory / "memory.max").write_text(str(mib * _MIB))
            with contextlib.suppress(OSError):
                (self.memory / "memory.swap.max").write_text("0")

    def limit_processes(self, count: int) -> None:
        (self.pids / "pids.max").write_text(str(count))

    def remove(self) -> None:
        """Removes the folders, waiting a moment for exiting processes that still hold them."""
        for folder in self.folders:
            for _ in range(200):
                try:
                    folder.rmdir()
                    break
                except FileNotFoundError:
                    break
                except OSError:
                    time.sleep(0.005)


def make_group() -> Group | None:
    """A new group below this process's own; None if it may not make one or a controller is missing."""
    name = f"{_PREFIX}{os.getpid()}-{uuid.uuid4().hex[:12]}"
    made: list[Path] = []
    try:
        group = Group(2 if is_v2_only() else 1, *(parent / name for parent in _parents()))
        for folder in group.folders:
            folder.mkdir()
            made.append(folder)
        if not (group.memory / ("memory.max" if group.version == 2 else "memory.limit_in_bytes")).exists():
            raise FileNotFoundError(group.memory)
    except OSError:
        for folder in made:
            with contextlib.suppress(OSError):
                folder.rmdir()
        return None
    return group


def _parents() -> list[Path]:
    """The folders in which to make groups for memory, CPU time and processes. Raises OSError if there are none."""
    if is_v2_only():
        return [_v2_parent()] * 3
    return [_v1_folder(controller) for controller in ("memory", "cpuacct", "pids")]


def is_v2_only() -> bool:
    """Whether this system has only control groups of version 2."""
    return (_ROOT / "cgroup.controllers").exists()


def version() -> int | None:
    """The version of the control groups mounted here; None: there are none."""
    if is_v2_only():
        return 2
    return 1 if (_ROOT / "memory").is_dir() else None


def group_of(pid: int) -> Group | None:
    """The version 2 group that a process is in, which others make and remove."""
    with contextlib.suppress(OSError, ValueError):
        folder = _ROOT / path_in(Path("/proc", str(pid), "cgroup").read_text(), "").lstrip("/")
        if (folder / "memory.max").exists():
            return Group(2, folder, folder, folder)
    return None


def user_scope(memory_mib: int, processes: int, command: Sequence[str]) -> list[str]:
    """The command, run in a scope of the user's service manager (systemd-run(1), systemd.resource-control(5)).

    A supervisor is started by a shell that passes it its group, since the scope's path is known only inside.
    """
    limits = {
        "MemoryMax": f"{memory_mib}M",
        "MemorySwapMax": "0",
        "TasksMax": str(processes),
        "MemoryAccounting": "yes",
    }
    properties = [word for name, value in limits.items() for word in ("-p", f"{name}={value}")]
    tell = f'g={_ROOT}$(sed -n s/^0:://p /proc/self/cgroup); exec "$@" --memory-group "$g" --cpu-group "$g"'
    shell = ["/bin/sh", "-c", tell, "sh"] if "serve" in command else []
    return ["systemd-run", "--user", "--scope", "--quiet", "--collect", *properties, "--", *shell, *command]


def remove_stale() -> None:
    """Removes the empty groups of processes that have ended."""
    with contextlib.suppress(OSError):
        for parent in _parents():
            for folder in parent.glob(f"{_PREFIX}*-*"):
                pid = folder.name.removeprefix(_PREFIX).partition("-")[0]
                if pid.isdigit() and not Path("/proc", pid).exists():
                    with contextlib.suppress(OSError):
                        folder.rmdir()


def path_in(text: str, controller: str) -> str:
    """The path in a controller's tree ("": version 2's), from the text of /proc/PID/cgroup (cgroups(7))."""
    for line in text.splitlines():
        _number, controllers, path = line.split(":", 2)
        if controller in controllers.split(",") or (not controller and not controllers):
            return path
    return "/"


def _v1_folder(controller: str) -> Path:
    folder = _ROOT / controller
    inner = folder / path_in(Path("/proc/self/cgroup").read_text(), controller).lstrip("/")
    # In a container this is the host's path, which does not exist inside.
    return inner if inner.is_dir() else folder


def _v2_parent() -> Path:
    """A group that delegates memory and pids to its children; only one without processes of its own can do so."""
    own = _ROOT / path_in(Path("/proc/self/cgroup").read_text(), "").lstrip("/")
    for folder in (own, own.parent):
        if not folder.is_relative_to(_ROOT) or not os.access(folder, os.W_OK):
            continue
        control = folder / "cgroup.subtree_control"
        with contextlib.suppress(OSError):
            if not {"memory", "pids"} <= set(control.read_text().split()):
                control.write_text("+memory +pids")
            if {"memory", "pids"} <= set(control.read_text().split()):
                return folder
    raise FileNotFoundError(own)
