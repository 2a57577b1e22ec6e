"""What a container of ours may do and use, as the Docker Engine API has it.

Two kinds: a container that lives for one submission, and one whose supervisor makes a box of namespaces for each
(image/supervisor.c, "boxes"). The second is allowed two system calls more, which its programs never are, and its
/proc is not covered by Docker: the kernel lets a user namespace mount a new one only where the old one is seen whole.
The supervisor covers each box's own /proc instead. Nor does AppArmor's profile for containers hold it, which forbids
mounts; what that denies besides, the supervisor's own mounts and the list of system calls deny a program too.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sandbox.recipe import ingredient
from sandbox.wire import MIB

_TMPFS = "/box"  # root's own, as Podman makes no other
WORK = f"{_TMPFS}/work"  # made in it by the supervisor, for the compiling user
_PROCESSES = 256 + 8  # in one container: a program's, the supervisors, and room for the compiler's drivers
_CALLS_OF_A_KEEPER = ("clone", "mount")  # clone: with namespaces
# System V and POSIX queues outlive their process and stay charged to the next one: none can be made.
_SYSCTLS = {"kernel.shmmni": "0", "kernel.msgmni": "0", "kernel.sem": "0 0 0 0", "fs.mqueue.queues_max": "0"}
_COVERED = ["/sys/firmware", "/sys/devices/virtual/powercap"]  # what Docker covers outside /proc


@cache
def seccomp_profile(keeper: bool) -> str:
    """The list of system calls that Docker holds; keeper: for a supervisor that makes boxes."""
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
    """HostConfig of POST /containers/create. seccomp: the list, for Podman the path of a file with it.

    runtime: one that the daemon knows, e.g. runsc; "": its own.
    """
    tmpfs = {} if keeper else {_TMPFS: "rw,exec,nosuid,nodev,size=512m" + ("" if podman else ",nr_inodes=64k")}
    if podman or runtime:  # Podman and gVisor make some folders of a read-only container writable
        tmpfs |= dict.fromkeys(("/tmp", "/var/tmp", "/run"), "ro,size=4k")
    config: dict[str, Any] = {
        "AutoRemove": True,
        "Init": False,  # a daemon may put an init of its own first, and the supervisor must be PID 1
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
        config["SecurityOpt"] += ["unmask=/proc/*"] if podman else []  # what MaskedPaths is to Docker
    if runtime:
        config["Runtime"] = runtime
    config["CgroupnsMode"] = "private"  # else a daemon may show the host's groups, not the container's own
    return config


def memory_limits(mib: int) -> dict[str, int]:
    """Swap included, so that nothing is pushed out of the count; in HostConfig and POST /containers/{id}/update."""
    return {"Memory": mib * MIB, "MemorySwap": mib * MIB}
