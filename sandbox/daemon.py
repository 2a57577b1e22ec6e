"""The Docker daemon: where it listens, and what it reports about itself."""

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
    """What the Docker daemon reports about itself and the machine, real or virtual, that it runs on."""

    system: str  # e.g. "Docker Desktop", "Debian GNU/Linux 12"
    memory_bytes: int
    cgroup_version: str  # "1" or "2"; "" if not reported
    local: bool  # reached through a socket file


@dataclass(frozen=True, slots=True)
class DaemonAddress:
    """Where the daemon listens."""

    url: str
    tls: Any = None  # docker-py's TLSConfig

    @property
    def socket_file(self) -> str | None:
        """The path of the daemon's socket; None if it is reached in another way."""
        scheme, _colon, path = self.url.partition("://")
        return f"/{path.lstrip('/')}" if scheme == "unix" and path else None


def find_daemon() -> DaemonAddress:
    """The daemon that the docker command would use; raises SandboxUnavailable if that cannot be determined.

    The order is that command's (docs.docker.com, "Docker contexts"): DOCKER_HOST, else DOCKER_CONTEXT, else the
    current context of Docker's config.json, else the standard socket. If nothing is set and that socket does not
    exist, the sockets of Docker Desktop, OrbStack, Colima and rootless Docker are tried.
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
    """A docker-py client for that daemon; raises SandboxUnavailable if none answers."""
    import docker

    address = find_daemon()
    try:
        return docker.APIClient(address.url, tls=address.tls or False, version="auto", timeout=60, num_pools=16)
    except _failures() as error:
        raise no_daemon(address.url, error) from error


def no_daemon(where: str, error: Exception) -> NoDaemon:
    """The error to raise when no daemon answers."""
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
    """Turns an error in talking to the daemon into one of ours, with a one-line text."""
    try:
        yield
    except _failures() as error:
        raise kind(_("the Docker daemon failed: {error}").format(error=one_line(error))) from error


def _failures() -> tuple[type[Exception], ...]:
    """The errors that talking to the daemon can raise; docker-py's only if it has been imported."""
    if "docker" not in sys.modules:
        return OSError, ValueError, HTTPException
    import docker.errors
    import urllib3.exceptions

    return OSError, ValueError, HTTPException, docker.errors.DockerException, urllib3.exceptions.HTTPError


def one_line(error: object) -> str:
    """The error's own explanation, or that of the system error behind it, on one line of at most 300 characters."""
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
    with suppress(OSError, ValueError, AttributeError):  # a missing or unreadable file names none
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
