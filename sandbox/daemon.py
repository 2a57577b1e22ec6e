"""The Docker daemon: where it listens, and what it tells of itself."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path
from typing import Any

from sandbox.errors import SandboxError, SandboxUnavailable

_STANDARD_SOCKET = "/var/run/docker.sock"


@dataclass(frozen=True, slots=True)
class Daemon:
    """What the Docker daemon tells of itself and of the machine, real or virtual, that it runs on."""

    system: str  # e.g. "Docker Desktop", "Debian GNU/Linux 12"
    memory_bytes: int
    cgroup_version: str  # "1" or "2"; "" where it does not tell
    local: bool  # reached by a socket file


def connect() -> Any:
    """A client of the daemon that the docker command would take; raises SandboxUnavailable.

    As that command decides (docs.docker.com, "Docker contexts"): DOCKER_HOST, else DOCKER_CONTEXT, else the
    current context of Docker's config.json, else the standard socket. Where nothing is set and that socket is not
    there, the sockets of Docker Desktop, OrbStack, Colima and rootless Docker are tried.
    """
    import docker
    import docker.errors
    import requests

    where = ""
    try:
        options = _address()
        where = str(options.get("base_url") or _STANDARD_SOCKET)
        return docker.APIClient(**options, version="auto", timeout=60, num_pools=16)
    except (docker.errors.DockerException, requests.RequestException, OSError, ValueError) as error:
        raise SandboxUnavailable(
            _("no Docker daemon answers at {where}: start Docker, or check `docker context ls` ({error})").format(
                where=where or os.environ.get("DOCKER_HOST", "?"), error=one_line(error)
            )
        ) from error


@contextmanager
def connect_again(like: Any) -> Iterator[Any]:
    """A second client of the same daemon, for another thread."""
    import docker

    with daemon_errors():
        client = docker.APIClient(**_address(), version=like._version, timeout=60)
        try:
            yield client
        finally:
            client.close()


def read_daemon(told: Mapping[str, Any], address: str) -> Daemon:
    """Reads GET /info (Docker Engine API); address: as docker-py has it, http+docker://… for a socket file."""
    return Daemon(
        system=str(told.get("OperatingSystem") or ""),
        memory_bytes=int(told.get("MemTotal") or 0),
        cgroup_version=str(told.get("CgroupVersion") or ""),
        local=address.startswith("http+"),
    )


@contextmanager
def daemon_errors(kind: type[SandboxError] = SandboxUnavailable) -> Iterator[None]:
    """Turns what the SDK raises into one line of ours."""
    import docker.errors
    import requests
    import urllib3.exceptions

    try:
        yield
    except (
        docker.errors.DockerException,
        requests.RequestException,
        urllib3.exceptions.HTTPError,
        OSError,
        ValueError,
    ) as error:
        raise kind(_("the Docker daemon failed: {error}").format(error=one_line(error))) from error


def one_line(error: object) -> str:
    """The error's own explanation, or what the system said beneath it, on one line of at most 300 characters."""
    said = getattr(error, "explanation", None)
    beneath = error if isinstance(error, BaseException) else None
    while beneath is not None and not said:
        if isinstance(beneath, OSError) and beneath.strerror and beneath.errno is not None:
            said = _(beneath.strerror)
        beneath = beneath.__cause__ or (None if beneath.__suppress_context__ else beneath.__context__)
    return " ".join(str(said or error).split())[:300]


def _address() -> dict[str, Any]:
    """What docker.APIClient needs to reach the daemon."""
    import docker
    from docker.context import ContextAPI
    from docker.context.config import get_current_context_name

    if os.environ.get("DOCKER_HOST"):
        return dict(docker.utils.kwargs_from_env())
    name = os.environ.get("DOCKER_CONTEXT") or get_current_context_name()
    context = ContextAPI.get_context(name)
    if context is None:
        raise ValueError(_("there is no Docker context {name}").format(name=name))
    if context.name != "default":
        return {"base_url": context.Host, "tls": context.TLSConfig or False}
    sockets = [Path(_STANDARD_SOCKET), *_other_sockets()]
    found = next((socket for socket in sockets if socket.exists()), None)
    return {} if found in (None, sockets[0]) else {"base_url": f"unix://{found}"}


def _other_sockets() -> list[Path]:
    home, runtime = Path.home(), os.environ.get("XDG_RUNTIME_DIR")
    places = [
        home / ".docker/run/docker.sock",  # Docker Desktop on macOS
        home / ".docker/desktop/docker.sock",  # Docker Desktop on Linux
        home / ".orbstack/run/docker.sock",
        home / ".colima/default/docker.sock",
    ]
    return [*places, Path(runtime, "docker.sock")] if runtime else places
