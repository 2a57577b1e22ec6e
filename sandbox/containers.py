"""The sandbox in Docker: a fresh container for each submission, from a stock of started ones."""

import contextlib
import hashlib
import json
import logging
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from gettext import gettext as _
from pathlib import Path
from types import TracebackType
from typing import Any

from sandbox.compiled import CompiledCache
from sandbox.daemon import Daemon, connect, connect_again, daemon_errors, read_daemon
from sandbox.errors import ImageMissing, SandboxUnavailable
from sandbox.owner import LABEL, Owner, remove_leftovers
from sandbox.pool import Pool
from sandbox.recipe import image_tag, ingredient, layer_for
from sandbox.run import Budget, Ending
from sandbox.slots import Slots
from sandbox.supervised import SupervisedBox
from sandbox.timing_lock import TimingLock
from sandbox.versions import Versions
from sandbox.wire import MIB, AttachStream, RequestKind, SocketStream, Supervisor, SupervisorLost

_TMPFS = "/box"  # root's own, as Podman makes no other
WORK = f"{_TMPFS}/work"  # made in it by the supervisor, for the compiling user
PROCESSES = 256 + 8  # in one container: a program's, the supervisor, and room for the compiler's drivers
_SLACK_MIB = 128  # what a box holds besides the program: the work folder, the supervisor, page tables
# What compiling may take (judge), twice what AtCoder lets a program have, with its output and a few MiB of files.
_USUAL_MIB = 2048 + 32 + 8 + _SLACK_MIB
_ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "HOME": WORK,
    "TMPDIR": WORK,
    "LANG": "C.UTF-8",
}
# System V and POSIX queues outlive their process and stay charged to the next one: none can be made.
_SYSCTLS = {"kernel.shmmni": "0", "kernel.msgmni": "0", "kernel.sem": "0 0 0 0", "fs.mqueue.queues_max": "0"}

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Container:
    id: str
    supervisor: Supervisor
    memory_mib: int
    attached: Any = field(repr=False)  # docker-py's own end: the stream closes with it
    uses: int = 0


class DockerSandbox:
    """Boxes in containers of a local or remote Docker daemon. Thread-safe; close it with `with`."""

    name = "docker"

    def __init__(
        self,
        home: Path,
        *,
        ready: int = 1,
        reuse: int = 1,
        expected: int | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Connects, looks for the image and starts to fill the stock of `ready` containers.

        reuse: so many submissions share a container, wiped in between. expected: no more containers are made ahead
        than are expected to be asked for; None: that is not known. Raises SandboxUnavailable.
        """
        self._clock = clock
        self._ready = ready
        self._reuse = reuse
        self._expected = expected
        self._client = connect()
        image = _find_image(self._client, "base")
        podman = _is_podman(self._client)
        self._seccomp = _seccomp_file(home) if podman else _seccomp()
        self._tmpfs = {_TMPFS: "rw,exec,nosuid,nodev,size=512m,nr_inodes=64k"}
        if podman:  # it makes some folders of a read-only container writable
            self._tmpfs |= dict.fromkeys(("/tmp", "/var/tmp", "/run"), "ro,size=4k")
        self._image_ids = {"base": str(image["Id"])}
        self._machine = str(image.get("Architecture", ""))
        self._owner = Owner(home)
        self._versions = Versions(home / "sandbox" / "versions.json")
        self._cache = CompiledCache(home / "sandbox" / "compiled")
        self._slots = Slots(os.cpu_count() or 1)
        self._timing_lock = TimingLock()
        self._lock = threading.Lock()
        self._alive: set[str] = set()
        self._closed = False
        self._home = home
        self._pools: dict[str, Pool[_Container]] = {}
        try:
            self._pool("base")
            clean(home, self._client)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "DockerSandbox":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def box(self, layer: str = "base") -> Iterator[SupervisedBox]:
        pool = self._pool(layer)
        container = self._take_living(pool)
        slot = self._slots.take()
        box = SupervisedBox(
            container.supervisor,
            _ENVIRONMENT,
            slot,
            self._timing_lock,
            make_room=lambda mib: self._make_room(container, mib),
            cache=self._cache,
            compiler_of=lambda _command: self._image_ids[layer],
        )
        reusable = False
        try:
            yield box
            container.uses += 1
            reusable = container.uses < self._reuse and box.lost is None and not box.leftovers and box.wipe()
        finally:
            self._slots.give(slot)
            if reusable:
                pool.give_back(container)
            else:
                pool.gone()
                self._discard(container, broken=box.lost is not None)

    def version(self, command: Sequence[str], layer: str | None = None) -> str | None:
        layer = layer or layer_for(command)
        try:
            image_id = self._image_ids.get(layer) or str(_find_image(self._client, layer)["Id"])
        except ImageMissing:
            return None

        def ask() -> str | None:
            with self.box(layer) as box:
                result = box.run(command, b"", Budget(cpu_s=10, wall_s=20, memory_mib=1024, output_bytes=MIB))
            if result.ending is Ending.SANDBOX_FAILED:
                raise SandboxUnavailable(result.detail)
            if result.ending is not Ending.EXITED or result.exit_code != 0:
                return None
            return (result.stdout or result.stderr).decode(errors="replace").strip().partition("\n")[0]

        return self._versions.get(image_id, command, ask)

    def machine(self) -> str:
        """The image's: another one than the daemon's own is emulated."""
        return self._machine

    def daemon(self) -> Daemon:
        with daemon_errors():
            told = self._client.info()
        return read_daemon(told, self._client.base_url)

    def describe(self) -> str:
        return f"docker {image_tag()} {self._image_ids['base']}"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While inside, nothing else runs here and no container is made ahead of need."""
        with self._lock:
            pools = list(self._pools.values())
        for pool in pools:
            pool.pause()
        try:
            with self._timing_lock.alone():
                yield
        finally:
            for pool in pools:
                pool.resume()

    def close(self) -> None:
        """Ends every container of this sandbox, and waits until the daemon has forgotten them."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            pools = list(self._pools.values())
        for pool in pools:
            pool.close()
        try:
            _remove_owned(self._client, self._owner.id, patience_s=3.0, clock=self._clock)
        except SandboxUnavailable as error:
            _log.warning("containers may be left over: %s", error)
        self._client.close()
        self._owner.let_go()

    def _take_living(self, pool: Pool[_Container]) -> _Container:
        """One that answers: those in stock may have died with their daemon."""
        while True:
            container = pool.take()
            try:
                container.supervisor.ask(RequestKind.HELLO, [], 5)
            except SupervisorLost:
                pool.gone()
                self._discard(container, broken=True)
            else:
                return container

    def _pool(self, layer: str) -> Pool[_Container]:
        with self._lock:
            if self._closed:
                raise SandboxUnavailable(_("the sandbox is closed"))
            if layer not in self._pools:
                if layer not in self._image_ids:
                    self._image_ids[layer] = str(_find_image(self._client, layer)["Id"])
                tag = image_tag(layer)
                makers = min(2, os.cpu_count() or 1)
                self._pools[layer] = Pool(
                    lambda: self._start(tag),
                    self._discard,
                    ready=self._ready,
                    makers=makers,
                    comes_back=self._reuse > 1,
                    expected=self._expected,
                )
            return self._pools[layer]

    def _start(self, tag: str) -> _Container:
        with daemon_errors():
            host_config = self._client.create_host_config(
                auto_remove=True,
                init=False,  # a daemon may put an init of its own first, and the supervisor must be PID 1
                network_mode="none",
                ipc_mode="none",
                cap_drop=["ALL"],
                cap_add=["SETUID", "SETGID", "KILL"],
                security_opt=["no-new-privileges:true", f"seccomp={self._seccomp}"],
                read_only=True,
                tmpfs=self._tmpfs,
                pids_limit=PROCESSES,
                mem_limit=_USUAL_MIB * MIB,
                memswap_limit=_USUAL_MIB * MIB,
                sysctls=_SYSCTLS,
                log_config={"Type": "none"},
                ulimits=[
                    {"Name": "stack", "Soft": 8 * MIB, "Hard": -1},
                    {"Name": "core", "Soft": 0, "Hard": 0},
                    # Podman would ask for more than its user may have.
                    {"Name": "nofile", "Soft": 4096, "Hard": 4096},
                    {"Name": "nproc", "Soft": 4096, "Hard": 4096},
                    {"Name": "memlock", "Soft": 0, "Hard": 0},
                    {"Name": "msgqueue", "Soft": 0, "Hard": 0},
                ],
            )
            # Its standard input is open once: when this process dies, the supervisor reads its end, and they go too.
            made = self._client.create_container(
                tag,
                ["--work", WORK],
                stdin_open=True,
                host_config=host_config,
                labels={LABEL: self._owner.id},
                network_disabled=True,
            )
            container_id = str(made["Id"])
            with self._lock:
                self._alive.add(container_id)
            try:
                attached = self._client.attach_socket(
                    container_id, params={"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1}
                )
                self._client.start(container_id)
                stream = AttachStream(SocketStream(getattr(attached, "_sock", attached), self._clock))
                supervisor = Supervisor(stream, self._clock)
                supervisor.ask(RequestKind.HELLO, [], 30)
            except BaseException as error:
                self._remove(container_id)
                if isinstance(error, SupervisorLost):
                    raise SandboxUnavailable(_("a container did not start: {error}").format(error=error)) from error
                raise
        return _Container(container_id, supervisor, _USUAL_MIB, attached)

    def _make_room(self, container: _Container, mib: int) -> None:
        """Raises a container's memory limit where a program may have more than AtCoder's usual one."""
        wanted = mib + _SLACK_MIB
        if wanted <= container.memory_mib:
            return
        with connect_again(self._client) as client, daemon_errors(SupervisorLost):
            client.update_container(container.id, mem_limit=wanted * MIB, memswap_limit=wanted * MIB)
        container.memory_mib = wanted

    def _discard(self, container: _Container, *, broken: bool = False) -> None:
        with contextlib.suppress(SupervisorLost):
            container.supervisor.quit()
        container.supervisor.stream.close()
        container.attached.close()
        if broken:
            threading.Thread(target=self._remove, args=(container.id,), daemon=True).start()
        with self._lock:
            self._alive.discard(container.id)

    def _remove(self, container_id: str) -> None:
        with contextlib.suppress(SandboxUnavailable), connect_again(self._client) as client:
            _force_remove(client, container_id)


def clean(home: Path, client: Any | None = None) -> int:
    """Removes the containers that runs under this home left behind when they were killed; returns how many."""
    if client is None:
        with contextlib.closing(connect()) as own:
            return clean(home, own)
    with daemon_errors():
        found = client.containers(all=True, filters={"label": LABEL})
    of: dict[str, list[str]] = {}
    for container in found:
        of.setdefault(container["Labels"].get(LABEL, ""), []).append(container["Id"])
    count = 0

    def remove(owner: str) -> None:
        nonlocal count
        for container_id in of[owner]:
            _force_remove(client, container_id)
            count += 1

    remove_leftovers(home, set(of), remove)
    return count


def _remove_owned(client: Any, owner: str, *, patience_s: float, clock: Callable[[], float]) -> None:
    """Waits a little for containers to go by themselves, then removes what is left."""
    deadline = clock() + patience_s
    while True:
        with daemon_errors():
            left = client.containers(all=True, quiet=True, filters={"label": f"{LABEL}={owner}"})
        if not left:
            return
        if clock() > deadline:
            break
        time.sleep(0.02)
    for container in left:
        _force_remove(client, container["Id"])


def _force_remove(client: Any, container_id: str) -> None:
    import docker.errors

    with daemon_errors(), contextlib.suppress(docker.errors.NotFound):
        try:
            client.remove_container(container_id, force=True, v=True)
        except docker.errors.APIError as error:
            if error.status_code != 409:  # it is going already
                raise


def _find_image(client: Any, layer: str) -> dict[str, Any]:
    """What Docker tells of the image that has the layer; raises SandboxUnavailable where it was not built."""
    import docker.errors

    with daemon_errors():
        try:
            return dict(client.inspect_image(image_tag(layer)))
        except docker.errors.ImageNotFound as error:
            options = "" if layer == "base" else f" --languages {layer}"
            raise ImageMissing(
                _("Docker has no image {tag}: run `kyoso sandbox build{options}`").format(
                    tag=image_tag(layer), options=options
                )
            ) from error


@cache
def _seccomp() -> str:
    return json.dumps(json.loads(ingredient("seccomp.json")))


def _is_podman(client: Any) -> bool:
    """Whether Podman answers in Docker's stead (GET /version names its parts)."""
    with daemon_errors():
        parts = client.version().get("Components") or ()
    return any("podman" in str(part.get("Name")).lower() for part in parts)


def _seccomp_file(home: Path) -> Path:
    """Podman takes the path of a list where Docker takes the list itself."""
    content = _seccomp()
    path = home.absolute() / "sandbox" / f"seccomp-{hashlib.sha256(content.encode()).hexdigest()[:12]}.json"
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as file:
                file.write(content)
            Path(file.name).replace(path)
    except OSError as error:
        raise SandboxUnavailable(
            _("{folder} cannot be written ({error})").format(folder=path.parent, error=error.strerror)
        ) from error
    return path
