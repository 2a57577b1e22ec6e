"""The Docker Engine API (docs.docker.com, "Engine API"), as far as running code needs it.

A daemon behind a socket file is asked with Python's own HTTP client: docker-py, with requests and urllib3, takes as
long to import as a container takes to start, so it is imported only for daemons elsewhere.
"""

import json
import socket
from contextlib import closing, suppress
from gettext import gettext as _
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode

from sandbox.daemon import connect, daemon_errors, find_daemon, no_daemon
from sandbox.errors import SandboxUnavailable

_TIMEOUT_S = 60.0
_STREAMS = {"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1}


class EngineRefused(SandboxUnavailable):
    """The daemon refused a request."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status  # HTTP status code


class DockerEngine:
    """Requests to the daemon that the docker command would use. Thread-safe."""

    def __init__(self) -> None:
        """Raises SandboxUnavailable if no daemon answers."""
        address = find_daemon()
        self._file = address.socket_file or ""
        self._client: Any = None if self._file else connect()
        try:
            status, headers, said = self._send("GET", "/_ping")
            if status != 200:
                raise ValueError(said.decode(errors="replace"))
        except (OSError, ValueError, HTTPException) as error:
            raise no_daemon(address.url, error) from error
        self.podman = "libpod-api-version" in headers

    @property
    def local(self) -> bool:
        """Whether the daemon is reached through a socket file."""
        return bool(self._file)

    def ask(self, method: str, path: str, body: object = None, **query: object) -> Any:
        """The daemon's answer to a request, decoded from JSON; raises EngineRefused, SandboxUnavailable."""
        with daemon_errors():
            target = f"{path}?{urlencode(query)}" if query else path
            status, _headers, content = self._send(method, target, b"" if body is None else json.dumps(body).encode())
            if status < 400:
                return json.loads(content) if content else None
        said = content.decode(errors="replace")
        with suppress(ValueError, LookupError, TypeError):
            said = str(json.loads(said)["message"])
        text = _("the Docker daemon failed: {error}").format(error=" ".join(said.split())[:300])
        raise EngineRefused(status, text)

    def attach(self, container: str) -> Any:
        """The standard streams of a container, as a socket or docker-py's wrapper of one; the caller closes it."""
        if self._client is not None:
            with daemon_errors():
                return self._client.attach_socket(container, params=_STREAMS)
        with daemon_errors(), closing(_SocketFile(self._file)) as connection:
            path = f"/containers/{container}/attach?{urlencode(_STREAMS)}"
            connection.request("POST", path, headers={"Connection": "Upgrade", "Upgrade": "tcp"})
            # Nothing follows the response's head until the container is started, so no bytes are lost here.
            end = connection.sock.dup()
            try:
                answer = connection.getresponse()
                if answer.status not in (101, 200):
                    raise ValueError(answer.read().decode(errors="replace"))
            except BaseException:
                end.close()
                raise
        return end

    def remove(self, container: str) -> None:
        """Ends and removes a container, which may already be gone."""
        try:
            self.ask("DELETE", f"/containers/{container}", force=1, v=1)
        except EngineRefused as error:
            if error.status not in (404, 409):  # 409: its removal is in progress
                raise

    def containers(self, label: str) -> list[dict[str, Any]]:
        """All containers with the label (name or name=value), in any state."""
        found = self.ask("GET", "/containers/json", all=1, filters=json.dumps({"label": [label]}))
        return list(found)

    def close(self) -> None:
        if self._client is not None:
            self._client.close()

    def _send(self, method: str, target: str, content: bytes = b"") -> tuple[int, set[str], bytes]:
        """The HTTP status, the headers' names in lower case, and the body."""
        if self._client is not None:
            with daemon_errors():
                url, headers = self._client.base_url + target, {"Content-Type": "application/json"}
                response = self._client.request(method, url, data=content, headers=headers, timeout=_TIMEOUT_S)
                return response.status_code, set(map(str.lower, response.headers)), response.content
        with closing(_SocketFile(self._file)) as connection:
            connection.request(method, target, content, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, set(map(str.lower, answer.headers)), answer.read()


class _SocketFile(HTTPConnection):
    """An HTTP connection over a socket file."""

    def __init__(self, path: str) -> None:
        super().__init__("docker", timeout=_TIMEOUT_S)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(_TIMEOUT_S)
        self.sock.connect(self._path)
