"""The sandbox in Docker: a fresh box for each submission.

Each worker keeps a container, whose supervisor makes a new box of namespaces for each submission. If the daemon does
not allow that, each submission gets its own container from a stock of started ones.
"""

import contextlib
import hashlib
import itertools
import logging
import os
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from gettext import gettext as _
from pathlib import Path
from typing import Any

from sandbox.confinement import WORK, host_config, memory_limits, seccomp_profile
from sandbox.daemon import Daemon, read_daemon
from sandbox.engine import DockerEngine, EngineRefused
from sandbox.errors import ImageMissing, SandboxUnavailable, system_words, unwritable
from sandbox.owner import LABEL, Owner, remove_leftovers
from sandbox.pool import Pool
from sandbox.recipe import image_tag, layer_for
from sandbox.rendezvous import Rendezvous
from sandbox.run import Budget, Ending, first_line
from sandbox.scratch import remove_abandoned
from sandbox.supervised import USUAL_MIB, SupervisedBox, SupervisedSandbox
from sandbox.versions import Versions
from sandbox.wire import MIB, AttachStream, SocketStream, Supervisor, SupervisorLost

_ENVIRONMENT = ("PATH=/usr/local/bin:/usr/bin:/bin", f"HOME={WORK}", f"TMPDIR={WORK}", "LANG=C.UTF-8")

_GOING_S = 3.0  # for containers to exit by themselves

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Container:
    id: str
    supervisor: Supervisor
    attached: Any = field(repr=False)  # docker-py's wrapper, kept because the stream would close with it
    broken: bool = False  # may not exit by itself

    def answers(self) -> bool:
        """Whether it still answers: it may have died with its daemon."""
        self.broken = not self.supervisor.answers(20)
        return not self.broken


class DockerSandbox(SupervisedSandbox):
    """Boxes in containers of a local or remote Docker daemon."""

    name = "docker"

    def __init__(self, home: Path, *, ready: int = 1, expected: int | None = None) -> None:
        """Connects, looks for the image and starts to fill the stock of `ready` containers.

        expected: how many boxes will be asked for, so that no more containers are made ahead; None: unknown.
        Raises SandboxUnavailable.
        """
        super().__init__(home)
        self._ready = ready
        self._expected = expected
        self._engine = DockerEngine()
        self._runtime = _named_runtime(self._engine)
        image = _find_image(self._engine, "base")
        self.no_boxes_because: str | None = None  # why each submission needs its own container here
        self.no_meeting_because: str | None = None  # why the streams go through the daemon, though it is local
        self._numbers = itertools.count(os.getpid())
        self._image_ids = {"base": str(image["Id"])}
        self._machine = str(image.get("Architecture", ""))
        self._owner = Owner(home)
        self._versions = Versions(home / "sandbox" / "versions.json")
        self._lock = threading.Lock()
        self._closed = False
        self._home = home
        self._pools: dict[str, Pool[_Container]] = {}
        try:
            self._pool("base")
            clean(home, self._engine)
        except BaseException:
            self.close()
            raise

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
            self._cache,
            compiler_of=lambda _command: self._image_ids[layer],
            limit_memory=lambda mib: self._limit_memory(container, mib),
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
            image_id = self._image_ids.get(layer) or str(_find_image(self._engine, layer)["Id"])
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
        """The image's architecture; one other than the daemon's own is emulated."""
        return self._machine

    def daemon(self) -> Daemon:
        return read_daemon(self._engine.ask("GET", "/info"), local=self._engine.local)

    def describe(self) -> str:
        runtime = f" {self._runtime}" if self._runtime else ""
        return f"docker {image_tag()} {self._image_ids['base']}{runtime}"

    def _current_pools(self) -> Sequence[Pool[_Container]]:
        with self._lock:
            return list(self._pools.values())

    def close(self) -> None:
        """Ends every container of this sandbox, and waits until the daemon has removed them."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            pools = list(self._pools.values())
        for pool in pools:
            pool.close()
        try:
            _remove_owned(self._engine, self._owner.id)
        except SandboxUnavailable as error:
            _log.warning("containers may be left over: %s", error)
        self._engine.close()
        self._owner.release()

    def _pool(self, layer: str) -> Pool[_Container]:
        with self._lock:
            if self._closed:
                raise SandboxUnavailable(_("the sandbox is closed"))
            if layer not in self._pools:
                if layer not in self._image_ids:
                    self._image_ids[layer] = str(_find_image(self._engine, layer)["Id"])
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
        """A container whose supervisor answers; after the first that cannot make boxes, none is asked to again."""
        if self.no_boxes_because is None:
            try:
                return self._started(tag, keeper=True)
            except SandboxUnavailable as refused:
                container = self._started(tag, keeper=False)  # if this fails too, boxes were not the cause
                self.no_boxes_because = str(refused)
                return container
        return self._started(tag, keeper=False)

    def _started(self, tag: str, *, keeper: bool) -> _Container:
        """A container, connected by a socket; after the first that cannot be, all use the attached stream."""
        if not self._engine.local or self.no_meeting_because is not None:
            return self._made(tag, keeper=keeper, point=None)
        try:
            with Rendezvous() as point:
                container = self._made(tag, keeper=keeper, point=point)
        except (SandboxUnavailable, OSError) as refused:
            container = self._made(tag, keeper=keeper, point=None)  # if this fails too, the socket was not the cause
            self.no_meeting_because = system_words(refused) if isinstance(refused, OSError) else str(refused)
        if isinstance(container.supervisor.stream, AttachStream):
            said = container.supervisor.stream.stderr_tail() or _("the supervisor did not connect")
            self.no_meeting_because = self.no_meeting_because or said
        return container

    def _made(self, tag: str, *, keeper: bool, point: Rendezvous | None) -> _Container:
        seccomp = seccomp_profile(keeper)
        podman = self._engine.podman
        # Nobody else holds its stream: if this process dies, the supervisor reads end-of-file and exits.
        streams = ("OpenStdin", "StdinOnce", "AttachStdin", "AttachStdout", "AttachStderr")
        wanted = {
            "Image": tag,
            "Entrypoint": ["/kyoso/supervisor", "keep" if keeper else "serve"],
            "Cmd": ["--work", WORK, "--number", str(next(self._numbers)), *(point.options() if point else ())],
            **dict.fromkeys(streams, True),
            "NetworkDisabled": True,
            "Labels": {LABEL: self._owner.id},
            "HostConfig": host_config(
                keeper=keeper,
                seccomp=str(_seccomp_file(self._home, seccomp)) if podman else seccomp,
                memory_mib=USUAL_MIB,
                podman=podman,
                runtime=self._runtime,
                mounts=[point.mount()] if point else [],
            ),
        }
        container_id = str(self._engine.ask("POST", "/containers/create", wanted)["Id"])
        try:
            attached = self._engine.attach(container_id)
            self._engine.ask("POST", f"/containers/{container_id}/start")
            end = getattr(attached, "_sock", attached)
            stream = point.stream(end) if point else AttachStream(SocketStream(end))
            supervisor = Supervisor(stream)
            if not supervisor.hello(30).first_process:
                raise SupervisorLost("its first process is not the supervisor")
        except BaseException as error:
            self._remove(container_id)
            if isinstance(error, SupervisorLost):
                raise SandboxUnavailable(_("a container did not start: {error}").format(error=error)) from error
            raise
        return _Container(container_id, supervisor, attached)

    def _limit_memory(self, container: _Container, mib: int) -> None:
        try:
            self._engine.ask("POST", f"/containers/{container.id}/update", memory_limits(mib))
        except SandboxUnavailable as error:
            raise SupervisorLost(str(error)) from error

    def _discard(self, container: _Container) -> None:
        with contextlib.suppress(SupervisorLost):
            container.supervisor.quit()
        container.supervisor.stream.close()
        container.attached.close()
        if container.broken:
            threading.Thread(target=self._remove, args=(container.id,), daemon=True).start()

    def _remove(self, container_id: str) -> None:
        with contextlib.suppress(SandboxUnavailable):
            self._engine.remove(container_id)


def clean(home: Path, engine: DockerEngine | None = None) -> int:
    """Removes the containers and sockets that killed runs of this home left behind; returns how many containers."""
    if engine is None:
        with contextlib.closing(DockerEngine()) as own:
            return clean(home, own)
    with contextlib.suppress(OSError):
        remove_abandoned(Path(tempfile.gettempdir()))  # folders of sockets
    of: dict[str, list[str]] = {}
    for container in engine.containers(LABEL):
        of.setdefault(container["Labels"].get(LABEL, ""), []).append(container["Id"])
    count = 0

    def remove(owner: str) -> None:
        nonlocal count
        for container_id in of[owner]:
            engine.remove(container_id)
            count += 1

    remove_leftovers(home, set(of), remove)
    return count


def _remove_owned(engine: DockerEngine, owner: str) -> None:
    """Waits a little for containers to exit by themselves, then removes the rest."""
    deadline = time.monotonic() + _GOING_S
    while left := engine.containers(f"{LABEL}={owner}"):
        if time.monotonic() > deadline:
            break
        time.sleep(0.02)
    for container in left:
        engine.remove(container["Id"])


def _find_image(engine: DockerEngine, layer: str) -> dict[str, Any]:
    """Docker's description of the layer's image; raises ImageMissing if it was not built."""
    try:
        return dict(engine.ask("GET", f"/images/{image_tag(layer)}/json"))
    except EngineRefused as error:
        if error.status != 404:
            raise
        options = "" if layer == "base" else f" --languages {layer}"
        raise ImageMissing(
            _("Docker has no image {tag}: run `kyoso sandbox build{options}`").format(
                tag=image_tag(layer), options=options
            )
        ) from error


def _named_runtime(engine: DockerEngine) -> str:
    """The runtime that KYOSO_DOCKER_RUNTIME names, "" if none; raises SandboxUnavailable if the daemon lacks it."""
    name = os.environ.get("KYOSO_DOCKER_RUNTIME", "")
    if name and name not in (known := engine.ask("GET", "/info").get("Runtimes") or {}):
        raise SandboxUnavailable(
            _("Docker has no runtime {name}: KYOSO_DOCKER_RUNTIME may be {names}").format(
                name=name, names=", ".join(sorted(known))
            )
        )
    return name


def _seccomp_file(home: Path, content: str) -> Path:
    """A file with the system call list: Podman takes its path where Docker takes the list itself."""
    path = home.absolute() / "sandbox" / f"seccomp-{hashlib.sha256(content.encode()).hexdigest()[:12]}.json"
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as file:
                file.write(content)
            Path(file.name).replace(path)
    except OSError as error:
        raise unwritable(path.parent, error) from error
    return path
