"""A container's way to us without the daemon: a socket of ours in a folder that it sees.

What Docker attaches goes through the daemon and containerd's shim, each way and for every test. So where the daemon is
on this machine, the supervisor connects to a socket instead, once, before any program runs; then the socket and its
folder are gone, and of them a container keeps an empty folder that nobody can write to. Where the daemon does not
share such a folder, or does not let anybody connect (a virtual machine, SELinux), the attached stream serves.
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


class MeetingPoint:
    """A socket that one supervisor connects to. Raises OSError where there can be none."""

    def __init__(self) -> None:
        with contextlib.ExitStack() as made:
            scratch = made.enter_context(ScratchFolder(Path(tempfile.gettempdir())))
            self.folder = scratch.path / "meet"
            self.folder.mkdir()
            self.folder.chmod(0o711)  # the container's root may be another user; the folder above is ours alone
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
        """For the supervisor."""
        return ["--meet", f"{TARGET}/{_NAME}"]

    def mount(self) -> dict[str, Any]:
        """For HostConfig, as the Docker Engine API has it."""
        return {"Type": "bind", "Source": str(self.folder), "Target": TARGET, "ReadOnly": True}

    def stream(self, attached: socket.socket) -> Stream:
        """The supervisor's connection; the attached one where it speaks there first, or nothing comes in time."""
        with selectors.DefaultSelector() as either:
            for end in (self._listener, attached):
                either.register(end, selectors.EVENT_READ)
            ready = [key.fileobj for key, _events in either.select(_PATIENCE_S)]
        if self._listener not in ready:
            return AttachStream(SocketStream(attached))
        return SocketStream(self._listener.accept()[0])
