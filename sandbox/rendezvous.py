"""Connects a container to this process without the daemon, by a socket in a folder that the container sees.

Docker's attached streams go through the daemon and containerd's shim, each way and for every test. So if the daemon is
on this machine, the supervisor connects to a socket instead, once, before any program runs; then the socket and its
folder are removed, and the container is left with an empty folder that nobody can write to. If the daemon cannot share
such a folder or allows no connection (a virtual machine, SELinux), the attached stream is used.
"""

import contextlib
import selectors
import socket
import tempfile
from pathlib import Path
from typing import Any, Self

from sandbox.scratch import ScratchFolder
from sandbox.wire import AttachStream, SocketStream, Stream

TARGET = "/kyoso/meet"  # where a container sees the folder
_NAME = "socket"
_PATIENCE_S = 30.0


class Rendezvous:
    """A socket that one supervisor connects to. Raises OSError if it cannot be made."""

    def __init__(self) -> None:
        with contextlib.ExitStack() as made:
            scratch = made.enter_context(ScratchFolder(Path(tempfile.gettempdir())))
            self.folder = scratch.path / "meet"
            self.folder.mkdir()
            self.folder.chmod(0o711)  # the container's root may be another user; the parent is private to ours
            self._listener = made.enter_context(socket.socket(socket.AF_UNIX))
            path = self.folder / _NAME
            self._listener.bind(str(path))
            path.chmod(0o666)
            self._listener.listen(1)
            self._made = made.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._made.close()

    def options(self) -> list[str]:
        """Command-line options for the supervisor."""
        return ["--meet", f"{TARGET}/{_NAME}"]

    def mount(self) -> dict[str, Any]:
        """The folder's entry in HostConfig's Mounts (Docker Engine API)."""
        return {"Type": "bind", "Source": str(self.folder), "Target": TARGET, "ReadOnly": True}

    def stream(self, attached: socket.socket) -> Stream:
        """The supervisor's connection; the attached stream if it writes there first or does not connect in time."""
        with selectors.DefaultSelector() as either:
            for end in (self._listener, attached):
                either.register(end, selectors.EVENT_READ)
            ready = [key.fileobj for key, _events in either.select(_PATIENCE_S)]
        if self._listener not in ready:
            return AttachStream(SocketStream(attached))
        return SocketStream(self._listener.accept()[0])
