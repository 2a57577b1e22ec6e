"""The sandbox in Docker: a fresh box for each submission.

A container is kept for each worker, and its supervisor makes a box of namespaces of its own for each submission.
Where a daemon does not let it, each submission has a container of its own, from a stock of started ones.
"""

import contextlib
import hashlib
import itertools
import logging
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from gettext import gettext as _
from pathlib import Path
from typing import Any

from sandbox.compiled import CompiledCache
from sandbox.confinement import WORK, host_config, seccomp_profile
from sandbox.daemon import Daemon, connect, connect_again, daemon_errors, read_daemon
from sandbox.errors import ImageMissing, SandboxUnavailable, system_words
from sandbox.meeting import MeetingPoint
from sandbox.memory_limit import SLACK_MIB, USUAL_MIB
from sandbox.owner import LABEL, Owner, remove_leftovers
from sandbox.pool import Pool
from sandbox.recipe import image_tag, layer_for
from sandbox.run import Budget, Ending, first_line
from sandbox.scratch import remove_abandoned
from sandbox.slots import Slots
from sandbox.supervised import SupervisedBox
from sandbox.timing_lock import TimingLock
from sandbox.versions import Versions
from sandbox.wire import MIB, AttachStream, SocketStream, Supervisor, SupervisorLost

_ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "HOME": WORK,
    "TMPDIR": WORK,
    "LANG": "C.UTF-8",
}

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Container:
    id: str
    supervisor: Supervisor
    memory_mib: int
    attached: Any = field(repr=False)  # docker-py's own end: the stream closes with it
    broken: bool = False  # it may not end by itself

    def answers(self) -> bool:
        """False where it is gone: it may have died with its daemon."""
        self.broken = not self.supervisor.answers(20)
        return not self.broken


class DockerSandbox:
    """Boxes in containers of a local or remote Docker daemon. Thread-safe; close it with `with`."""

    name = "docker"

    def __init__(
        self,
        home: Path,
        *,
        ready: int = 1,
        expected: int | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Connects, looks for the image and starts to fill the stock of `ready` containers.

        expected: no more containers are made ahead than are expected to be asked for; None: that is not known.
        Raises SandboxUnavailable.
        """
        self._clock = clock
        self._ready = ready
        self._expected = expected
        self._client = connect()
        image = _find_image(self._client, "base")
        self._podman = _is_podman(self._client)
        self._meets = self._client.base_url.startswith("http+")  # a daemon of this machine: its containers may reach us
        self.no_boxes_because: str | None = None  # why each submission needs a container of its own here
        self._numbers = itertools.count(os.getpid())
        self._image_ids = {"base": str(image["Id"])}
        self._machine = str(image.get("Architecture", ""))
        self._owner = Owner(home)
        self._versions = Versions(home / "sandbox" / "versions.json")
        self._cache = CompiledCache(home / "sandbox" / "compiled")
        self._slots = Slots(os.cpu_count() or 1)
        self._timing_lock = TimingLock()
        self._lock = threading.Lock()
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

    def __exit__(self, *_error: object) -> None:
        self.close()

    @contextmanager
    def box(self, layer: str = "base") -> Iterator[SupervisedBox]:
        pool = self._pool(layer)
        container = pool.take()
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
        kept = False
        try:
            yield box
            kept = self.no_boxes_because is None and box.end()
        finally:
            self._slots.give(slot)
            container.broken = box.lost is not None and not kept
            pool.end(container, kept=kept)

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
            return first_line(result.stdout or result.stderr)

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
                    lives=_Container.answers,
                    ready=self._ready,
                    makers=makers,
                    comes_back=lambda: self.no_boxes_because is None,
                    expected=self._expected,
                )
            return self._pools[layer]

    def _start(self, tag: str) -> _Container:
        """A container with a supervisor that answers; the first that cannot make boxes settles it for all."""
        if self.no_boxes_because is None:
            try:
                return self._started(tag, keeper=True)
            except SandboxUnavailable as refused:
                container = self._started(tag, keeper=False)  # else it was not the boxes
                self.no_boxes_because = str(refused)
                return container
        return self._started(tag, keeper=False)

    def _started(self, tag: str, *, keeper: bool) -> _Container:
        if not self._meets:
            return self._made(tag, keeper=keeper, point=None)
        try:
            with MeetingPoint() as point:
                container = self._made(tag, keeper=keeper, point=point)
        except (SandboxUnavailable, OSError):
            container = self._made(tag, keeper=keeper, point=None)  # else it was not the meeting
        self._meets = isinstance(container.supervisor.stream, SocketStream)
        return container

    def _made(self, tag: str, *, keeper: bool, point: MeetingPoint | None) -> _Container:
        seccomp = seccomp_profile(keeper)
        with daemon_errors():
            # Nobody else holds its stream: when this process dies, the supervisor reads end-of-file and exits.
            made = self._client.create_container(
                tag,
                ["--work", WORK, "--number", str(next(self._numbers)), *(point.options() if point else ())],
                entrypoint=["/kyoso/supervisor", "keep" if keeper else "serve"],
                stdin_open=True,
                host_config=host_config(
                    self._client,
                    keeper=keeper,
                    seccomp=str(_seccomp_file(self._home, seccomp)) if self._podman else seccomp,
                    memory_mib=USUAL_MIB,
                    podman=self._podman,
                    mounts=[point.mount()] if point else [],
                ),
                labels={LABEL: self._owner.id},
                network_disabled=True,
            )
            container_id = str(made["Id"])
            try:
                attached = self._client.attach_socket(
                    container_id, params={"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1}
                )
                self._client.start(container_id)
                end = getattr(attached, "_sock", attached)
                stream = point.stream(end, self._clock) if point else AttachStream(SocketStream(end, self._clock))
                supervisor = Supervisor(stream, self._clock)
                if not supervisor.hello(30).first_process:
                    raise SupervisorLost("its first process is not the supervisor")
            except BaseException as error:
                self._remove(container_id)
                if isinstance(error, SupervisorLost):
                    raise SandboxUnavailable(_("a container did not start: {error}").format(error=error)) from error
                raise
        return _Container(container_id, supervisor, USUAL_MIB, attached)

    def _make_room(self, container: _Container, mib: int) -> None:
        """Raises a container's memory limit where a program may have more than AtCoder's usual one."""
        wanted = mib + SLACK_MIB
        if wanted <= container.memory_mib:
            return
        with connect_again(self._client) as client, daemon_errors(SupervisorLost):
            client.update_container(container.id, mem_limit=wanted * MIB, memswap_limit=wanted * MIB)
        container.memory_mib = wanted

    def _discard(self, container: _Container) -> None:
        with contextlib.suppress(SupervisorLost):
            container.supervisor.quit()
        container.supervisor.stream.close()
        container.attached.close()
        if container.broken:
            threading.Thread(target=self._remove, args=(container.id,), daemon=True).start()

    def _remove(self, container_id: str) -> None:
        with contextlib.suppress(SandboxUnavailable), connect_again(self._client) as client:
            _force_remove(client, container_id)


def clean(home: Path, client: Any | None = None) -> int:
    """Removes the containers that killed runs of this home left behind, and where they were met; returns how many."""
    if client is None:
        with contextlib.closing(connect()) as own:
            return clean(home, own)
    with contextlib.suppress(OSError):
        remove_abandoned(Path(tempfile.gettempdir()))  # where containers were met
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


def _is_podman(client: Any) -> bool:
    """Whether Podman answers in Docker's stead (GET /version names its parts)."""
    with daemon_errors():
        parts = client.version().get("Components") or ()
    return any("podman" in str(part.get("Name")).lower() for part in parts)


def _seccomp_file(home: Path, content: str) -> Path:
    """Podman takes the path of a list where Docker takes the list itself."""
    path = home.absolute() / "sandbox" / f"seccomp-{hashlib.sha256(content.encode()).hexdigest()[:12]}.json"
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as file:
                file.write(content)
            Path(file.name).replace(path)
    except OSError as error:
        raise SandboxUnavailable(
            _("{folder} cannot be written ({error})").format(folder=path.parent, error=system_words(error))
        ) from error
    return path
