"""Starts supervisors in bubblewrap: as root one per worker, which makes the boxes; otherwise one per box.

As root, programs run under other users; a supervisor that may not make boxes is PID 1 of a bubblewrap that lives for
one submission. An ordinary user can map only one user id: then the supervisor stays outside, and each run gets a
bubblewrap of its own.
"""

import contextlib
import itertools
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from gettext import gettext as _
from pathlib import Path

from sandbox.cgroups import Group, group_of, is_v2_only, make_group, user_scope
from sandbox.errors import NotInstalled, SandboxUnavailable, system_words
from sandbox.host_supervisor import compiled_supervisor, folder_that_executes, remove_left_behind
from sandbox.run import Budget, first_line
from sandbox.scratch import remove_tree
from sandbox.supervised import USUAL_MIB
from sandbox.wire import MIB, SocketStream, Supervisor, SupervisorLost

PATH = "/usr/bin:/bin"
HEADERS = "/include"  # not beside the supervisor: bubblewrap makes that folder unreadable to compilers
_PROCESSES = 256 + 8
_SUPERVISOR = "/kyoso/supervisor"
_OWN_PROC = ("--unshare-pid", "--as-pid-1", "--proc", "/proc")
# Files that describe the machine; make_mounts() in image/supervisor.c and Docker cover them too.
_COVERED = ("acpi", "asound", "interrupts", "kcore", "keys", "key-users", "kmsg", "latency_stats", "sched_debug",
            "scsi", "sysrq-trigger", "timer_list", "timer_stats")  # fmt: skip
# A user namespace may mount a new /proc only where the old one is fully visible; programs see only their box's.
_KEEPERS_PROC = ("--dev-bind", "/proc", "/proc")
# The parts of /etc that compilers and the loader look up.
_ETC = ("alternatives", "ld.so.cache", "localtime", "python3", "ssl/openssl.cnf", "java-17-openjdk", "java-21-openjdk")


class MemoryLimit(StrEnum):
    """The means of limiting memory, best first."""

    GROUP = "a control group"  # one that this process made
    SCOPE = "a systemd scope"  # one that the user's service manager made
    ADDRESS_SPACE = "RLIMIT_AS"  # only protects the machine: resident memory is checked while a program runs


@dataclass(frozen=True, slots=True)
class StartedBox:
    """A box that has not been used yet."""

    parts: contextlib.ExitStack  # its process, folder and group, to be ended in this order
    supervisor: Supervisor
    work: str  # its work folder, as programs see it
    group: Group | None
    keeper: bool = False  # its supervisor can make another box
    wrap: Callable[[Sequence[str], Budget, bool], Sequence[str]] | None = None

    def answers(self) -> bool:
        """Whether it still answers: a box dies with the thread that started it."""
        return self.supervisor.answers(20)

    def end(self) -> None:
        self.parts.close()


class Launcher:
    """Starts boxes, each in a control group if this user may make one."""

    def __init__(self, home: Path) -> None:
        """Compiles the supervisor on first use; raises SandboxUnavailable."""
        self.bwrap = _find_bwrap()
        self._supervisor = compiled_supervisor(home)
        self.headers = (home / "sandbox" / "include").absolute()  # the user's own, e.g. the AC Library's
        self.root = os.geteuid() == 0
        self.keepers = self.root  # until one is not allowed to make boxes
        self._numbers = itertools.count(os.getpid())
        remove_left_behind(home)
        self.memory_limit = self._find_memory_limit()
        self._folder = None if self.root else folder_that_executes(home, self._supervisor)

    def close(self) -> None:
        if self._folder is not None:
            self._folder.close()

    def start(self) -> StartedBox:
        """An unused box; raises SandboxUnavailable."""
        with contextlib.ExitStack() as parts:
            group = make_group() if self.memory_limit is MemoryLimit.GROUP else None
            if group:
                parts.callback(group.remove)
                group.limit_memory(USUAL_MIB)
                group.limit_processes(_PROCESSES)
            if self._folder is not None:
                return self._start_as_user(group, parts, self._folder.path)
            if self.keepers:
                try:
                    return self._start_as_root(group, parts, keeper=True)
                except SandboxUnavailable:
                    # If this fails too, boxes were not the cause.
                    started = self._start_as_root(group, parts, keeper=False)
                    self.keepers = False
                    return started
            return self._start_as_root(group, parts, keeper=False)

    def _start_as_root(self, group: Group | None, parts: contextlib.ExitStack, *, keeper: bool) -> StartedBox:
        number = next(self._numbers)
        # Without a control group processes are counted per user, so each box then gets its own user ids.
        uid = 10000 if group or keeper else 10000 + 1000 * (number % 40)
        enter: list[str] = []
        shown: list[str] = []
        if group:
            enter = self._entering(group)
            if group.version == 1:
                shown = ["--ro-bind", str(group.memory), "/sys/fs/cgroup/memory"]
                shown += ["--ro-bind", str(group.cpu), "/sys/fs/cgroup/cpuacct"]
            else:
                shown = ["--ro-bind", str(group.memory), "/sys/fs/cgroup"]
        command = [
            *enter,
            self.bwrap,
            *_view(),
            *(_KEEPERS_PROC if keeper else _OWN_PROC),
            *shown,
            *("--unshare-cgroup-try",),
            *("--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_KILL"),
            *(("--dir", "/box") if keeper else ("--perms", "0777", "--size", str(512 * MIB), "--tmpfs", "/box")),
            *("--ro-bind", str(self._supervisor), _SUPERVISOR),
            *("--ro-bind-try", str(self.headers), HEADERS),
            *("--remount-ro", "/", "--chdir", "/"),
            *("--", _SUPERVISOR, "keep" if keeper else "serve", "--work", "/box/work"),
            *("--uid", str(uid), "--number", str(number)),
        ]
        supervisor, _pid = parts.enter_context(self._supervised(command))
        return StartedBox(parts.pop_all(), supervisor, "/box/work", group, keeper=keeper)

    def _start_as_user(self, group: Group | None, parts: contextlib.ExitStack, folder: Path) -> StartedBox:
        work = Path(tempfile.mkdtemp(dir=folder))
        parts.callback(remove_tree, work)
        work.chmod(0o755)
        limited = self.memory_limit is not MemoryLimit.ADDRESS_SPACE

        def wrap(command: Sequence[str], budget: Budget, compiling: bool) -> list[str]:
            return [
                self.bwrap,
                *_view(),
                *("--unshare-user", "--unshare-cgroup-try", *_OWN_PROC),
                *("--ro-bind", "/proc/sys", "/proc/sys"),  # newer kernels let a namespace's user change its settings
                *_covers(),
                *("--bind" if compiling else "--ro-bind", str(work), "/box"),
                *("--ro-bind", str(self._supervisor), _SUPERVISOR),
                *("--ro-bind-try", str(self.headers), HEADERS),
                *("--remount-ro", "/", "--chdir", "/box"),
                *("--", _SUPERVISOR, "exec", "--processes", str(budget.processes)),
                *("--address-space", str(0 if limited else budget.address_space_bytes), "--", *command),
            ]

        serve = [str(self._supervisor), "serve", "--work", str(work)]
        if self.memory_limit is MemoryLimit.SCOPE:
            command = user_scope(USUAL_MIB, _PROCESSES, serve)
        elif group:
            watched = ["--memory-group", str(group.memory), "--cpu-group", str(group.cpu)]
            command = [*self._entering(group), *serve, *watched]
        else:
            command = [*serve, "--memory-group", "/nonexistent", "--cpu-group", "/nonexistent"]
        supervisor, pid = parts.enter_context(self._supervised(command))
        scope = group_of(pid) if self.memory_limit is MemoryLimit.SCOPE else group
        return StartedBox(parts.pop_all(), supervisor, "/box", scope, wrap=wrap)

    def _find_memory_limit(self) -> MemoryLimit:
        """The best means of limiting memory that works here."""
        group = make_group()
        if group:
            try:
                # Making a group does not imply permission to join it: a login's group lies outside its user's subtree.
                done = subprocess.run([*self._entering(group), "/bin/true"], capture_output=True, check=False)
            finally:
                group.remove()
            if done.returncode == 0:
                return MemoryLimit.GROUP
        if not self.root and is_v2_only() and shutil.which("systemd-run") is not None:
            with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                command = user_scope(USUAL_MIB, _PROCESSES, ["/bin/true"])
                done = subprocess.run(command, capture_output=True, check=False, timeout=5)
                if done.returncode == 0:
                    return MemoryLimit.SCOPE
        return MemoryLimit.ADDRESS_SPACE

    def _entering(self, group: Group) -> list[str]:
        """The words before a command that make it run in the group."""
        return [str(self._supervisor), "enter", *(str(folder / "cgroup.procs") for folder in group.folders), "--"]

    @contextmanager
    def _supervised(self, command: Sequence[str]) -> Iterator[tuple[Supervisor, int]]:
        """The supervisor that the command starts, and its process id."""
        ours, theirs = socket.socketpair()
        with tempfile.TemporaryFile() as complaints:
            try:
                process = subprocess.Popen(
                    command,
                    stdin=theirs.fileno(),
                    stdout=theirs.fileno(),
                    stderr=complaints,
                    env={"PATH": PATH, **_session_of(os.environ)},
                    start_new_session=True,
                )
            except OSError as error:
                ours.close()
                raise SandboxUnavailable(
                    _("{program} cannot be run ({error})").format(program=command[0], error=system_words(error))
                ) from error
            finally:
                theirs.close()
            supervisor = Supervisor(SocketStream(ours))
            try:
                try:
                    supervisor.hello(10)
                except SupervisorLost as error:
                    complaints.seek(0)
                    said = first_line(complaints.read())
                    raise SandboxUnavailable(explain(said or str(error))) from error
                yield supervisor, process.pid
            finally:
                try:
                    supervisor.quit()
                except SupervisorLost:
                    process.kill()  # it may still be running an abandoned program
                ours.close()
                try:
                    process.wait(2)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


def _find_bwrap() -> str:
    if not sys.platform.startswith("linux"):
        raise NotInstalled(_("bubblewrap needs Linux: start Docker (Docker Desktop, Colima, OrbStack) instead"))
    found = shutil.which("bwrap")
    if found is None:
        # Including the compilers, so that one command installs everything that is missing.
        lacking = ["bubblewrap", *(name for name in ("gcc", "g++") if shutil.which(name) is None), "libc6-dev"]
        command = f"sudo apt install {' '.join(lacking)}"
        raise NotInstalled(_("bubblewrap is not installed: run `{command}`").format(command=command))
    return found


def explain(said: str) -> str:
    """What bubblewrap said, with the fix if one is known."""
    forbidden = ("No permissions to creat", "new namespace failed", "setting up uid map", "Operation not permitted")
    if any(words in said for words in forbidden):
        switch = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
        with contextlib.suppress(OSError):
            if switch.read_text().strip() == "1":
                return _(
                    "AppArmor forbids user namespaces ({said}): "
                    "run `sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0`, or use Docker"
                ).format(said=said)
        return _(
            "the kernel forbids user namespaces ({said}): run `sudo sysctl -w kernel.unprivileged_userns_clone=1 "
            "user.max_user_namespaces=10000`, or use Docker"
        ).format(said=said)
    return _("bubblewrap cannot make a sandbox: {said}").format(said=said)


@cache
def _covers() -> tuple[str, ...]:
    covers: list[str] = []
    for path in (Path("/proc", name) for name in _COVERED):
        if path.is_dir():
            covers += ["--tmpfs", str(path), "--remount-ro", str(path)]
        elif path.exists():
            covers += ["--ro-bind", "/dev/null", str(path)]
    return tuple(covers)


def _view() -> list[str]:
    """The part of the host that a box sees: /usr and a little of /etc, read-only; no network, no terminals."""
    view = ["--unshare-ipc", "--unshare-uts", "--unshare-net", "--die-with-parent"]
    view += ["--ro-bind", "/usr", "/usr"]
    for name in ("bin", "sbin", "lib", "lib32", "lib64", "libx32"):
        path = Path("/", name)
        if path.is_symlink():
            view += ["--symlink", str(path.readlink()), str(path)]
        elif path.is_dir():
            view += ["--ro-bind", str(path), str(path)]
    view += ["--dir", "/etc", "--dir", "/etc/ssl"]  # parents that bubblewrap makes implicitly are private to its user
    for name in _ETC:
        view += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    return [*view, "--dev", "/dev", "--tmpfs", "/dev/pts", "--remount-ro", "/dev/pts", "--remount-ro", "/dev"]


def _session_of(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that lead systemd-run to the user's service manager. Programs get their own environment."""
    names = ("XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS")
    return {name: environment[name] for name in names if name in environment}
