"""The Docker daemon: where it listens, and what it tells of itself."""

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from gettext import gettext as _
from http.client import HTTPException
from pathlib import Path
from typing import Any

from sandbox.errors import NoDaemon, SandboxError, SandboxUnavailable

_STANDARD_SOCKET = "/var/run/docker.sock"


@dataclass(frozen=True, slots=True)
class Daemon:
    """What the Docker daemon tells of itself and of the machine, real or virtual, that it runs on."""

    system: str  # e.g. "Docker Desktop", "Debian GNU/Linux 12"
    memory_bytes: int
    cgroup_version: str  # "1" or "2"; "" where it does not tell
    local: bool  # reached by a socket file


@dataclass(frozen=True, slots=True)
class DaemonAddress:
    """Where the daemon listens."""

    url: str
    tls: Any = None  # docker-py's TLSConfig

    @property
    def socket_file(self) -> str | None:
        """None: it is reached in another way."""
        scheme, _colon, path = self.url.partition("://")
        return f"/{path.lstrip('/')}" if scheme == "unix" and path else None


def find_daemon() -> DaemonAddress:
    """The daemon that the docker command would take; raises SandboxUnavailable where that cannot be found out.

    As that command decides (docs.docker.com, "Docker contexts"): DOCKER_HOST, else DOCKER_CONTEXT, else the
    current context of Docker's config.json, else the standard socket. Where nothing is set and that socket is not
    there, the sockets of Docker Desktop, OrbStack, Colima and rootless Docker are tried.
    """
    host = os.environ.get("DOCKER_HOST")
    try:
        if host:
            return _of_environment(host)
        name = os.environ.get("DOCKER_CONTEXT") or _current_context()
        if name != "default":
            return _of_context(name)
    except _failures() as error:
        raise no_daemon(host or "?", error) from error
    sockets = [Path(_STANDARD_SOCKET), *_other_sockets()]
    found = next((socket for socket in sockets if socket.exists()), sockets[0])
    return DaemonAddress(f"unix://{found}")


def connect() -> Any:
    """docker-py's client of that daemon; raises SandboxUnavailable where none answers."""
    import docker

    address = find_daemon()
    try:
        return docker.APIClient(address.url, tls=address.tls or False, version="auto", timeout=60, num_pools=16)
    except _failures() as error:
        raise no_daemon(address.url, error) from error


def no_daemon(where: str, error: Exception) -> NoDaemon:
    """What to raise where none answers."""
    return NoDaemon(
        _("no Docker daemon answers at {where}: start Docker, or check `docker context ls` ({error})").format(
            where=where, error=one_line(error)
        )
    )


def read_daemon(told: Mapping[str, Any], *, local: bool) -> Daemon:
    """Reads GET /info (Docker Engine API)."""
    return Daemon(
        system=str(told.get("OperatingSystem") or ""),
        memory_bytes=int(told.get("MemTotal") or 0),
        cgroup_version=str(told.get("CgroupVersion") or ""),
        local=local,
    )


@contextmanager
def daemon_errors(kind: type[SandboxError] = SandboxUnavailable) -> Iterator[None]:
    """Turns what goes wrong on the way to the daemon into one line of ours."""
    try:
        yield
    except _failures() as error:
        raise kind(_("the Docker daemon failed: {error}").format(error=one_line(error))) from error


def _failures() -> tuple[type[Exception], ...]:
    """What can go wrong on the way; docker-py's errors only once it has been brought in."""
    if "docker" not in sys.modules:
        return OSError, ValueError, HTTPException
    import docker.errors
    import urllib3.exceptions

    return OSError, ValueError, HTTPException, docker.errors.DockerException, urllib3.exceptions.HTTPError


def one_line(error: object) -> str:
    """The error's own explanation, or what the system said beneath it, on one line of at most 300 characters."""
    said = getattr(error, "explanation", None)
    beneath = error if isinstance(error, BaseException) else None
    while beneath is not None and not said:
        if isinstance(beneath, OSError) and beneath.strerror and beneath.errno is not None:
            said = _(beneath.strerror)
        beneath = beneath.__cause__ or (None if beneath.__suppress_context__ else beneath.__context__)
    return " ".join(str(said or error).split())[:300]


def _of_environment(host: str) -> DaemonAddress:
    if host.startswith("unix://"):
        return DaemonAddress(host)
    import docker

    told = docker.utils.kwargs_from_env()
    return DaemonAddress(told["base_url"], told.get("tls"))


def _of_context(name: str) -> DaemonAddress:
    meta = _docker_folder() / "contexts" / "meta" / hashlib.sha256(name.encode()).hexdigest() / "meta.json"
    try:
        url = str(json.loads(meta.read_bytes())["Endpoints"]["docker"]["Host"])
    except (OSError, ValueError, LookupError, TypeError):
        raise ValueError(_("there is no Docker context {name}").format(name=name)) from None
    if url.startswith("unix://"):
        return DaemonAddress(url)
    from docker.context import ContextAPI

    return DaemonAddress(url, ContextAPI.get_context(name).TLSConfig)


def _current_context() -> str:
    with suppress(OSError, ValueError, AttributeError):  # one that is not there or cannot be read names none
        return str(json.loads((_docker_folder() / "config.json").read_bytes()).get("currentContext") or "default")
    return "default"


def _docker_folder() -> Path:
    return Path(os.environ.get("DOCKER_CONFIG") or Path.home() / ".docker")


def _other_sockets() -> list[Path]:
    home, runtime = Path.home(), os.environ.get("XDG_RUNTIME_DIR")
    places = [
        home / ".docker/run/docker.sock",  # Docker Desktop on macOS
        home / ".docker/desktop/docker.sock",  # Docker Desktop on Linux
        home / ".orbstack/run/docker.sock",
        home / ".colima/default/docker.sock",
    ]
    return [*places, Path(runtime, "docker.sock")] if runtime else places
