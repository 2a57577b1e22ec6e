"""The sandbox in bubblewrap: no daemon, the host's own compilers.

As root a supervisor is kept for each worker and makes a box of namespaces for each submission, as in a container;
programs run under other users. Where it may not, it is PID 1 of a bubblewrap that lives for one submission. As an
ordinary user only one user can be mapped: there the supervisor stays outside and each run gets a bubblewrap of its own.
"""

import contextlib
import errno
import hashlib
import itertools
import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path
from types import TracebackType

from sandbox.cgroups import Group, group_of, make_group, remove_stale, second_version, user_scope
from sandbox.compiled import CompiledCache
from sandbox.errors import SandboxUnavailable
from sandbox.memory_limit import MemoryLimit
from sandbox.pool import Pool
from sandbox.recipe import SUPERVISOR, ingredient
from sandbox.run import Budget
from sandbox.scratch import ScratchFolder, remove_abandoned, remove_tree
from sandbox.slots import Slots
from sandbox.supervised import SupervisedBox
from sandbox.timing_lock import TimingLock
from sandbox.wire import MIB, SocketStream, Supervisor, SupervisorLost

PATH = "/usr/bin:/bin"
PROCESSES = 256 + 8
_SLACK_MIB = 128
# What compiling may take (judge), twice what AtCoder lets a program have, with its output and a few MiB of files.
_USUAL_MIB = 2048 + 32 + 8 + _SLACK_MIB
_SUPERVISOR = "/kyoso/supervisor"
_HEADERS = "/include"  # beside the supervisor, in a folder that bubblewrap makes for itself, no compiler could read
_OWN_PROC = ("--unshare-pid", "--as-pid-1", "--proc", "/proc")
# A user namespace may mount a new /proc only where the old one is seen whole; programs see their box's alone.
_KEEPERS_PROC = ("--dev-bind", "/proc", "/proc")
# Of /etc only what compilers and the loader look up.
_ETC = ("alternatives", "ld.so.cache", "localtime", "python3", "ssl/openssl.cnf", "java-17-openjdk", "java-21-openjdk")


@dataclass(frozen=True, slots=True)
class _Started:
    """A box that nobody has used yet."""

    parts: contextlib.ExitStack  # its process, its folder and its group, to be ended in this order
    supervisor: Supervisor
    work: str  # its work folder, as programs see it
    group: Group | None
    keeper: bool = False  # another box can be had of it
    wrap: Callable[[Sequence[str], Budget, bool], Sequence[str]] | None = None

    def end(self) -> None:
        self.parts.close()


class BubblewrapSandbox:
    """Boxes made by bwrap(1). Thread-safe; close it with `with`."""

    name = "bwrap"

    def __init__(
        self,
        home: Path,
        *,
        ready: int = 1,
        expected: int | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Compiles the supervisor on first use, and tries one box; raises SandboxUnavailable.

        ready: so many boxes are kept started, since joining a control group is waiting; no more are made ahead than
        are expected to be asked for.
        """
        self._clock = clock
        self._bwrap = _find_bwrap()
        self._supervisor = _compiled_supervisor(home)
        _require_executable(self._supervisor)
        self._root = os.geteuid() == 0
        self._cache = CompiledCache(home / "sandbox" / "compiled")
        self._headers = (home / "sandbox" / "include").absolute()  # of a person's own, e.g. the AC Library's
        self._slots = Slots(os.cpu_count() or 1)
        self._timing_lock = TimingLock()
        self._versions: dict[tuple[str, ...], str | None] = {}
        self._numbers = itertools.count(os.getpid())
        self._keepers = self._root  # until one was not allowed to make boxes
        remove_left_behind(home)
        self.memory_limit = self._find_memory_limit()
        self._folders = None if self._root else _folder_that_executes(home, self._supervisor)
        first = self._start()
        try:
            result = self._boxed(first, -1).run(["true"], b"", Budget(cpu_s=5, wall_s=10, memory_mib=256))
            if result.exit_code != 0:
                said = (result.stderr.decode(errors="replace").strip() or result.detail).partition("\n")[0]
                raise SandboxUnavailable(explain(said))
        except BaseException:
            first.end()
            self._remove_folders()
            raise
        self._pool = Pool(
            self._start,
            _Started.end,
            ready=ready,
            comes_back=lambda: self._keepers,
            expected=expected,
            stock=[first],
        )

    def __enter__(self) -> "BubblewrapSandbox":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def box(self, layer: str = "base") -> Iterator[SupervisedBox]:
        """The layer is of no meaning here: the box has what the host has."""
        started = self._take_living()
        slot = self._slots.take()
        box = self._boxed(started, slot)
        kept = False
        try:
            yield box
            kept = started.keeper and box.end()
        finally:
            self._slots.give(slot)
            if kept:
                self._pool.give_back(started)
            else:
                self._pool.gone()
                started.end()

    def _boxed(self, started: "_Started", slot: int) -> SupervisedBox:
        alone = self._root and started.group is None  # nobody else counts what runs in it
        return SupervisedBox(
            started.supervisor,
            _environment(started.work),
            slot,
            self._timing_lock,
            make_room=_room_in(started.group),
            wrap=started.wrap,
            address_space=_address_space if alone else lambda _budget: 0,
            limit_processes=alone,
            cache=self._cache,
            compiler_of=self._compiler_of,
        )

    def _take_living(self) -> "_Started":
        """One that answers: a box dies with the thread that started it."""
        while True:
            started = self._pool.take()
            try:
                started.supervisor.hello(20)
            except SupervisorLost:
                self._pool.gone()
                started.end()
            else:
                return started

    def version(self, command: Sequence[str], layer: str | None = None) -> str | None:
        key = tuple(command)
        if key not in self._versions:
            self._versions[key] = _version(command, {"PATH": PATH, "CPLUS_INCLUDE_PATH": str(self._headers)})
        return self._versions[key]

    def _compiler_of(self, command: Sequence[str]) -> str:
        return f"{self.describe()} {self.version([command[0], '--version'])}"

    def machine(self) -> str:
        return platform.machine()

    def describe(self) -> str:
        said = self.version([self._bwrap, "--version"]) or "bubblewrap"
        system = platform.platform()
        with contextlib.suppress(OSError):
            system = platform.freedesktop_os_release().get("PRETTY_NAME", system)
        return f"{said} on {system}, memory by {self.memory_limit.value}"

    @contextmanager
    def alone(self) -> Iterator[None]:
        self._pool.pause()
        try:
            with self._timing_lock.alone():
                yield
        finally:
            self._pool.resume()

    def close(self) -> None:
        self._pool.close()
        self._remove_folders()

    def _remove_folders(self) -> None:
        if self._folders is not None:
            self._folders.close()

    def _start(self) -> "_Started":
        """A box that nobody has used; raises SandboxUnavailable."""
        with contextlib.ExitStack() as parts:
            group = self._make_group()
            if group:
                parts.callback(group.remove)
                group.limit_memory(_USUAL_MIB)
                group.limit_processes(PROCESSES)
            if not self._root:
                return self._start_as_user(group, parts)
            if self._keepers:
                try:
                    return self._start_as_root(group, parts, keeper=True)
                except SandboxUnavailable:
                    started = self._start_as_root(group, parts, keeper=False)  # else it was not the boxes
                    self._keepers = False
                    return started
            return self._start_as_root(group, parts, keeper=False)

    def _start_as_root(self, group: Group | None, parts: contextlib.ExitStack, *, keeper: bool) -> "_Started":
        number = next(self._numbers)
        # Without a control group processes are counted by user: each box then has users of its own.
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
            self._bwrap,
            *_view(),
            *(_KEEPERS_PROC if keeper else _OWN_PROC),
            *shown,
            *("--unshare-cgroup-try",),
            *("--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_KILL"),
            *(("--dir", "/box") if keeper else ("--perms", "0777", "--size", str(512 * MIB), "--tmpfs", "/box")),
            *("--ro-bind", str(self._supervisor), _SUPERVISOR),
            *("--ro-bind-try", str(self._headers), _HEADERS),
            *("--remount-ro", "/", "--chdir", "/"),
            *("--", _SUPERVISOR, "keep" if keeper else "serve", "--work", "/box/work"),
            *("--uid", str(uid), "--number", str(number)),
        ]
        supervisor, _pid = parts.enter_context(self._supervised(command))
        return _Started(parts.pop_all(), supervisor, "/box/work", group, keeper=keeper)

    def _start_as_user(self, group: Group | None, parts: contextlib.ExitStack) -> "_Started":
        work = Path(tempfile.mkdtemp(dir=self._folders.path if self._folders else None))
        parts.callback(remove_tree, work)
        work.chmod(0o755)
        limited = self.memory_limit is not MemoryLimit.ADDRESS_SPACE

        def wrap(command: Sequence[str], budget: Budget, compiling: bool) -> list[str]:
            return [
                self._bwrap,
                *_view(),
                *("--unshare-user", "--unshare-cgroup-try", *_OWN_PROC),
                *("--ro-bind", "/proc/sys", "/proc/sys"),  # newer kernels give its namespaces' settings to their user
                *("--bind" if compiling else "--ro-bind", str(work), "/box"),
                *("--ro-bind", str(self._supervisor), _SUPERVISOR),
                *("--ro-bind-try", str(self._headers), _HEADERS),
                *("--remount-ro", "/", "--chdir", "/box"),
                *("--", _SUPERVISOR, "exec", "--processes", str(budget.processes)),
                *("--address-space", str(0 if limited else _address_space(budget)), "--", *command),
            ]

        serve = [str(self._supervisor), "serve", "--work", str(work)]
        if self.memory_limit is MemoryLimit.SCOPE:
            command = user_scope(_USUAL_MIB, PROCESSES, serve)
        elif group:
            watched = ["--memory-group", str(group.memory), "--cpu-group", str(group.cpu)]
            command = [*self._entering(group), *serve, *watched]
        else:
            command = [*serve, "--memory-group", "/nonexistent", "--cpu-group", "/nonexistent"]
        supervisor, pid = parts.enter_context(self._supervised(command))
        scope = group_of(pid) if self.memory_limit is MemoryLimit.SCOPE else group
        return _Started(parts.pop_all(), supervisor, "/box", scope, wrap=wrap)

    def _make_group(self) -> Group | None:
        return make_group() if self.memory_limit is MemoryLimit.GROUP else None

    def _find_memory_limit(self) -> MemoryLimit:
        """Tries what there is, the best first."""
        group = make_group()
        if group:
            try:
                # Making a folder is not yet being let in: a login's own group lies outside what its user was given.
                done = subprocess.run([*self._entering(group), "/bin/true"], capture_output=True, check=False)
            finally:
                group.remove()
            if done.returncode == 0:
                return MemoryLimit.GROUP
        if not self._root and second_version() and shutil.which("systemd-run") is not None:
            with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                command = user_scope(_USUAL_MIB, PROCESSES, ["/bin/true"])
                done = subprocess.run(command, capture_output=True, check=False, timeout=5)
                if done.returncode == 0:
                    return MemoryLimit.SCOPE
        return MemoryLimit.ADDRESS_SPACE

    def _entering(self, group: Group) -> list[str]:
        """What stands before a command that is to run in the group."""
        return [str(self._supervisor), "enter", *(str(folder / "cgroup.procs") for folder in group.folders), "--"]

    @contextmanager
    def _supervised(self, command: Sequence[str]) -> Iterator[tuple[Supervisor, int]]:
        """A supervisor that the command starts, and its process."""
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
                    _("{program} cannot be run ({error})").format(program=command[0], error=_(error.strerror or ""))
                ) from error
            finally:
                theirs.close()
            supervisor = Supervisor(SocketStream(ours, self._clock), self._clock)
            try:
                try:
                    supervisor.hello(10)
                except SupervisorLost as error:
                    complaints.seek(0)
                    said = complaints.read().decode(errors="replace").strip().partition("\n")[0]
                    raise SandboxUnavailable(explain(said or str(error))) from error
                yield supervisor, process.pid
            finally:
                try:
                    supervisor.quit()
                except SupervisorLost:
                    process.kill()  # it may still be running a program, for nobody
                ours.close()
                try:
                    process.wait(2)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


def _room_in(group: Group | None) -> Callable[[int], None]:
    """Raises a group's limit where a program may have more than AtCoder's usual one."""
    limit_mib = _USUAL_MIB

    def make_room(mib: int) -> None:
        nonlocal limit_mib
        if group and mib + _SLACK_MIB > limit_mib:
            limit_mib = mib + _SLACK_MIB
            group.limit_memory(limit_mib)

    return make_room


def explain(said: str) -> str:
    """What bubblewrap said, and how it is mended where that is known."""
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


def _find_bwrap() -> str:
    if not sys.platform.startswith("linux"):
        raise SandboxUnavailable(_("bubblewrap needs Linux: start Docker (Docker Desktop, Colima, OrbStack) instead"))
    found = shutil.which("bwrap")
    if found is None:
        # The compilers with it: whoever lacks bubblewrap is told all of it at once.
        lacking = ["bubblewrap", *(name for name in ("gcc", "g++") if shutil.which(name) is None), "libc6-dev"]
        command = f"sudo apt install {' '.join(lacking)}"
        raise SandboxUnavailable(_("bubblewrap is not installed: run `{command}`").format(command=command))
    return found


def remove_left_behind(home: Path) -> int:
    """Removes what killed runs of this user left outside any box; returns how many folders that were."""
    remove_stale()
    return sum(map(remove_abandoned, _parents(home)))


def _parents(home: Path) -> list[Path]:
    """Where the boxes' folders may be, the best first."""
    with contextlib.suppress(OSError):
        return [Path(tempfile.gettempdir()), home / "sandbox"]
    return [home / "sandbox"]


def _folder_that_executes(home: Path, supervisor: Path) -> ScratchFolder:
    """A folder for the boxes from which programs can be started: file systems may forbid that (noexec)."""
    why = OSError()
    for parent in _parents(home):
        try:
            folder = ScratchFolder(parent)
        except OSError as error:
            why = error
            continue
        try:
            copy = Path(shutil.copy(supervisor, folder.path))
            subprocess.run([copy], capture_output=True, check=False)
            copy.unlink()
            return folder
        except OSError as error:
            if error.errno == errno.ETXTBSY:  # another thread's child has it open for a moment
                return folder
            why = error
            folder.close()
    raise SandboxUnavailable(
        _(
            "no program can be started in {folder} ({error}): point TMPDIR to a file system that is not mounted noexec"
        ).format(folder=tempfile.gettempdir(), error=_(why.strerror or ""))
    )


def _require_executable(supervisor: Path) -> None:
    """Raises SandboxUnavailable where the file system of our own home starts no programs."""
    try:
        subprocess.run([supervisor], capture_output=True, check=False)
    except OSError as error:
        raise SandboxUnavailable(
            _("{program} cannot be run ({error}): point KYOSO_HOME to a file system that is not mounted noexec").format(
                program=supervisor, error=_(error.strerror or "")
            )
        ) from error


def _compiled_supervisor(home: Path) -> Path:
    """The supervisor made by the host's compiler, kept under home by its source's hash."""
    sources = {name: ingredient(name) for name in SUPERVISOR}
    folder = home / "sandbox"
    digest = hashlib.sha256(b"".join(sources.values())).hexdigest()[:12]
    program = folder / f"supervisor-{platform.machine()}-{digest}"
    if program.exists():
        return program
    compiler = next((found for name in ("cc", "gcc", "clang") if (found := shutil.which(name))), None)
    if compiler is None:
        raise SandboxUnavailable(
            _("there is no C compiler for the sandbox's supervisor: run `sudo apt install gcc g++ libc6-dev`")
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with ScratchFolder(folder) as scratch:
            made = scratch.path / "supervisor"
            for name, content in sources.items():
                (scratch.path / name).write_bytes(content)
            command = [compiler, "-O2", "-static", "-fstack-protector-strong", "-s", "-o", made.name, SUPERVISOR[0]]
            done = subprocess.run(command, cwd=scratch.path, capture_output=True, check=False)
            if done.returncode:
                said = done.stderr.decode(errors="replace").strip().partition("\n")[0]
                raise SandboxUnavailable(
                    _("the supervisor does not compile ({said}): run `apt install gcc libc6-dev`").format(said=said)
                )
            made.chmod(0o755)
            made.replace(program)
    except OSError as error:
        raise SandboxUnavailable(
            _("{folder} cannot be written ({error})").format(folder=folder, error=_(error.strerror or ""))
        ) from error
    return program


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
    view += ["--dir", "/etc", "--dir", "/etc/ssl"]  # parents that bubblewrap makes by itself are its own user's alone
    for name in _ETC:
        view += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    return [*view, "--dev", "/dev", "--tmpfs", "/dev/pts", "--remount-ro", "/dev/pts", "--remount-ro", "/dev"]


def _session_of(environment: Mapping[str, str]) -> dict[str, str]:
    """Where systemd-run finds the user's service manager. Programs have an environment of their own."""
    names = ("XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS")
    return {name: environment[name] for name in names if name in environment}


def _environment(work: str) -> Mapping[str, str]:
    return {"PATH": PATH, "HOME": work, "TMPDIR": work, "LANG": "C.UTF-8", "CPLUS_INCLUDE_PATH": _HEADERS}


def _address_space(budget: Budget) -> int:
    """Only a guard of the host: what counts against the program is its resident memory, looked at while it runs.

    It is wide, since the runtimes of Java and Go reserve far more than they use.
    """
    return (4 * budget.memory_mib + 16 * 1024) * MIB


def _version(command: Sequence[str], environment: Mapping[str, str]) -> str | None:
    program = shutil.which(command[0], path=PATH) if "/" not in command[0] else command[0]
    if program is None:
        return None
    try:
        done = subprocess.run(
            [program, *command[1:]], capture_output=True, timeout=20, check=False, env=dict(environment)
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    if done.returncode:
        return None
    return (done.stdout or done.stderr).decode(errors="replace").strip().partition("\n")[0]
