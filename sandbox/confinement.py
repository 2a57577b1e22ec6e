"""What our containers may do and use, in the terms of the Docker Engine API.

There are two kinds: a container that lives for one submission, and one whose supervisor, the keeper, makes a box of
namespaces for each (image/supervisor.c, "boxes"). A keeper may make two more system calls, which its programs never
may, and Docker does not cover its /proc: the kernel lets a user namespace mount a new /proc only where the old one is
fully visible. The supervisor covers each box's own /proc instead. A keeper also runs without AppArmor's profile for
containers, which forbids mounts; what else that profile denies, the supervisor's own mounts and the system call list
deny to programs as well.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sandbox.recipe import ingredient
from sandbox.wire import MIB

_TMPFS = "/box"  # owned by root: Podman makes no other
WORK = f"{_TMPFS}/work"  # made by the supervisor, for the compiling user
_PROCESSES = 256 + 8  # per container: the program's, the supervisors, and room for the compiler's drivers
_CALLS_OF_A_KEEPER = ("clone", "mount")  # clone: with namespace flags
# System V and POSIX queues outlive their process and would be charged to the next one, so none can be made.
_SYSCTLS = {"kernel.shmmni": "0", "kernel.msgmni": "0", "kernel.sem": "0 0 0 0", "fs.mqueue.queues_max": "0"}
_COVERED = ["/sys/firmware", "/sys/devices/virtual/powercap"]  # what Docker covers outside /proc


@cache
def seccomp_profile(keeper: bool) -> str:
    """The list of system calls that Docker enforces, as JSON; keeper: for a supervisor that makes boxes."""
    profile = json.loads(ingredient("seccomp.json"))
    if keeper:
        kept = [rule for rule in profile["syscalls"] if not set(rule["names"]) & set(_CALLS_OF_A_KEEPER)]
        profile["syscalls"] = [*kept, {"names": list(_CALLS_OF_A_KEEPER), "action": "SCMP_ACT_ALLOW"}]
    return json.dumps(profile)


def host_config(
    *,
    keeper: bool,
    seccomp: str,
    memory_mib: int,
    podman: bool,
    runtime: str = "",
    mounts: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """HostConfig of POST /containers/create. seccomp: the system call list, or for Podman the path of its file.

    runtime: one that the daemon knows, e.g. runsc; "": the daemon's default.
    """
    tmpfs = {} if keeper else {_TMPFS: "rw,exec,nosuid,nodev,size=512m" + ("" if podman else ",nr_inodes=64k")}
    if podman or runtime:  # Podman and gVisor make some folders of a read-only container writable
        tmpfs |= dict.fromkeys(("/tmp", "/var/tmp", "/run"), "ro,size=4k")
    config: dict[str, Any] = {
        "AutoRemove": True,
        "Init": False,  # the supervisor must be PID 1, but a daemon may insert an init by default
        "NetworkMode": "none",
        "IpcMode": "none",
        "CapDrop": ["ALL"],
        "CapAdd": ["SETUID", "SETGID", "KILL"],
        "SecurityOpt": [
            *("no-new-privileges:true", f"seccomp={seccomp}"),
            *(("apparmor=unconfined",) if keeper else ()),
        ],
        "ReadonlyRootfs": True,
        "Tmpfs": tmpfs,
        "Mounts": list(mounts),
        "PidsLimit": _PROCESSES,
        **memory_limits(memory_mib),
        "Sysctls": _SYSCTLS,
        "LogConfig": {"Type": "none"},
        "Ulimits": [
            {"Name": "stack", "Soft": 8 * MIB, "Hard": -1},
            {"Name": "core", "Soft": 0, "Hard": 0},
            # Podman would ask for more than its user may have.
            {"Name": "nofile", "Soft": 4096, "Hard": 4096},
            {"Name": "nproc", "Soft": 4096, "Hard": 4096},
            {"Name": "memlock", "Soft": 0, "Hard": 0},
            {"Name": "msgqueue", "Soft": 0, "Hard": 0},
        ],
    }
    if keeper:
        config |= {"MaskedPaths": _COVERED, "ReadonlyPaths": []}
        config["SecurityOpt"] += ["unmask=/proc/*"] if podman else []  # Podman's form of MaskedPaths
    if runtime:
        config["Runtime"] = runtime
    config["CgroupnsMode"] = "private"  # otherwise a daemon may show the host's groups instead of the container's own
    return config


def memory_limits(mib: int) -> dict[str, int]:
    """Limits on memory and swap together, so that swapping does not evade them.

    For HostConfig and POST /containers/{id}/update.
    """
    return {"Memory": mib * MIB, "MemorySwap": mib * MIB}
