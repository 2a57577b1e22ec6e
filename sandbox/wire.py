"""The protocol between the host and the supervisor (image/supervisor.c), and the streams that carry it.

A frame is u32 magic, u32 kind, u32 sequence, u32 0, u64 length, then `length` bytes, all little-endian. An answer
carries the kind and the sequence of its request, so that a stream that has lost bytes, as attached ones have been seen
to do (moby issue 45689), never passes for an answer.
"""

import math
import socket
import struct
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from gettext import gettext as _
from typing import Protocol

from sandbox.errors import SandboxError, system_words
from sandbox.run import Ending, RunResult

MAGIC = 0x314F594B
MIB = 1024 * 1024
_FRAME = struct.Struct("<IIIIQ")
_HEAD = 16  # bytes of a frame before its length
_SIZE = struct.Struct("<I")
_LIMITS = struct.Struct("<QQQQQQQIiIIII")
_OUTCOME = struct.Struct("<IiQQQQQIQQ")
_LONGEST_ANSWER = 1 << 32
_CHUNK = 1 << 16  # received at a time; allocating a MiB would cost more than a short run's answer
_ENDINGS = tuple(Ending)  # by the supervisor's numbers


class RequestKind(IntEnum):
    """What is asked of the supervisor."""

    HELLO = 1
    EXECUTE = 2
    NEXT = 3
    QUIT = 4
    FETCH = 5


_FACTS = struct.Struct("<IIII")
_FACTS_FORMAT = 3


@dataclass(frozen=True, slots=True)
class SupervisorFacts:
    """What a supervisor reports about its box."""

    group_version: int  # of the control group that it reads memory from; 0: none
    counts_cpu: bool  # with a control group
    first_process: bool  # PID 1 and root: programs run under other users


class SupervisorLost(SandboxError):
    """The supervisor went away, did not answer in time, or sent something that is no answer; its box is thrown away."""


class Stream(Protocol):
    """A two-way stream of bytes to a supervisor. send and receive raise SupervisorLost, also after the deadline."""

    def send(self, data: bytes, deadline: float) -> None: ...

    def receive(self, size: int, deadline: float) -> bytes: ...

    def shut(self) -> None:
        """Makes whoever waits for the stream raise SupervisorLost; callable from any thread."""

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class File:
    """A file to be written into the work folder."""

    name: str
    content: bytes
    mode: int = 0o644


def execute_payload(
    command: Sequence[str],
    environment: Sequence[str],  # "NAME=value"
    stdin: bytes,
    files: Sequence[File],
    *,
    cpu_ns: int,
    wall_ns: int,
    memory_bytes: int,
    output_bytes: int,
    file_bytes: int,  # the longest file it may write, stdout and stderr included
    address_space_bytes: int,  # 0: no limit
    processes: int,  # 0: the box's own limit applies
    slot: int,  # the n-th processor that the box may use; -1: any
    compiling: bool,
) -> list[bytes]:
    """The body of an EXECUTE frame for one run, in parts to be sent one after another."""
    limits = (cpu_ns, wall_ns, memory_bytes, output_bytes, file_bytes, address_space_bytes)
    counts = (len(command), len(environment), len(files))
    packed = _LIMITS.pack(*limits, len(stdin), processes, slot, compiling, *counts)
    head = [packed, _counted((*command, *environment))]
    for file in files:
        name = file.name.encode("utf-8", "surrogateescape")
        head.append(struct.pack("<IQI", file.mode, len(file.content), len(name)) + name)
    size = sum(map(len, head))
    return [_SIZE.pack(size), *head, stdin, *(file.content for file in files)]


@lru_cache(maxsize=64)  # the same words for every test
def _counted(words: tuple[str, ...]) -> bytes:
    texts = [word.encode("utf-8", "surrogateescape") for word in words]
    return b"".join(_SIZE.pack(len(text)) + text for text in texts)


def read_outcome(body: bytes) -> RunResult:
    """The result in the body of an answer to EXECUTE; raises SupervisorLost if its lengths do not add up."""
    if len(body) < _OUTCOME.size:
        raise SupervisorLost(_("the sandbox sent half an answer"))
    number, code, cpu_ns, wall_ns, held_up_ns, disk_ns, peak, *sizes = _OUTCOME.unpack_from(body)
    detail_size, out_size, err_size = sizes
    out_at = _OUTCOME.size + detail_size
    err_at = out_at + out_size
    if number >= len(_ENDINGS) or err_at + err_size != len(body):
        raise SupervisorLost(_("the sandbox sent an answer that does not add up"))
    ending = _ENDINGS[number]
    return RunResult(
        ending,
        exit_code=code if ending is Ending.EXITED else None,
        signal=code if ending is Ending.SIGNALED else None,
        cpu_s=cpu_ns / 1e9,
        wall_s=wall_ns / 1e9,
        held_up_s=held_up_ns / 1e9,
        disk_s=disk_ns / 1e9,
        peak_mib=peak / MIB,
        stdout=body[out_at:err_at],
        stderr=body[err_at:],
        detail=body[_OUTCOME.size : out_at].decode(errors="replace"),
    )


class Supervisor:
    """One supervisor at the far end of a stream; one request at a time."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self._sequence = 0

    def ask(self, kind: RequestKind, parts: Sequence[bytes], within_s: float) -> bytes:
        """The body of the answer; raises SupervisorLost if it does not come within `within_s` seconds."""
        deadline = time.monotonic() + within_s
        head = self._send(kind, parts, deadline)
        answered = self.stream.receive(_FRAME.size, deadline)
        length = int.from_bytes(answered[_HEAD:], "little")
        if answered[:_HEAD] != head[:_HEAD] or length > _LONGEST_ANSWER:
            raise SupervisorLost(_("the sandbox sent something that is not an answer"))
        return self.stream.receive(length, deadline)

    def hello(self, within_s: float) -> SupervisorFacts:
        """What the supervisor reports about its box, once that is ready; raises SupervisorLost."""
        body = self.ask(RequestKind.HELLO, [], within_s)
        if len(body) != _FACTS.size or body[:4] != _FACTS_FORMAT.to_bytes(4, "little"):
            raise SupervisorLost(_("the sandbox's supervisor is of another version: run `kyoso sandbox build`"))
        _format, group_version, counts_cpu, first_process = _FACTS.unpack(body)
        return SupervisorFacts(group_version, bool(counts_cpu), bool(first_process))

    def answers(self, within_s: float) -> bool:
        """Whether the supervisor still answers."""
        with suppress(SupervisorLost):
            self.hello(within_s)
            return True
        return False

    def end_box(self) -> None:
        """Has a keeper take its box down; the next request is answered by a new one."""
        self._send(RequestKind.NEXT, [], time.monotonic() + 1)

    def quit(self) -> None:
        """Asks the supervisor to end; its box goes with it."""
        self._send(RequestKind.QUIT, [], time.monotonic() + 1)

    def _send(self, kind: RequestKind, parts: Sequence[bytes], deadline: float) -> bytes:
        """Sends a frame and returns its head, which the answer's must match."""
        self._sequence = (self._sequence + 1) & 0xFFFFFFFF
        length = sum(map(len, parts))
        head = _FRAME.pack(MAGIC, kind, self._sequence, 0, length)
        if length < MIB:
            self.stream.send(b"".join((head, *parts)), deadline)
            return head
        for part in (head, *parts):
            self.stream.send(part, deadline)
        return head


class SocketStream:
    """A socket whose far end is the supervisor's standard input and output.

    It uses the kernel's timeouts, since Python's own poll before each call, and rounds them to whole seconds, so that
    they seldom change from one run to the next: setting one is a system call.
    """

    def __init__(self, end: socket.socket) -> None:
        self._socket = end
        self._seconds = 0
        self._ahead = b""  # received beyond what was asked for

    def send(self, data: bytes, deadline: float) -> None:
        try:
            self._set_seconds(deadline)
            self._socket.sendall(data)
        except (TimeoutError, BlockingIOError) as error:
            raise SupervisorLost(_("the sandbox did not answer in time")) from error
        except OSError as error:
            raise SupervisorLost(
                _("the sandbox no longer listens ({error})").format(error=system_words(error))
            ) from error

    def receive(self, size: int, deadline: float) -> bytes:
        if len(self._ahead) < size:
            parts = [self._ahead]
            missing = size - len(self._ahead)
            while missing > 0:
                parts.append(self.receive_some(min(max(missing, _CHUNK), MIB), deadline))
                missing -= len(parts[-1])
            self._ahead = b"".join(parts)
        data, self._ahead = self._ahead[:size], self._ahead[size:]
        return data

    def receive_some(self, most: int, deadline: float) -> bytes:
        """At least one byte."""
        try:
            self._set_seconds(deadline)
            data = self._socket.recv(most)
        except (TimeoutError, BlockingIOError) as error:
            raise SupervisorLost(_("the sandbox did not answer in time")) from error
        except OSError as error:
            raise SupervisorLost(_("the sandbox is gone ({error})").format(error=system_words(error))) from error
        if not data:
            raise SupervisorLost(_("the sandbox is gone"))
        return data

    def _set_seconds(self, deadline: float) -> None:
        seconds = math.ceil(deadline - time.monotonic())
        if seconds <= 0:
            raise TimeoutError
        if seconds != self._seconds:
            self._socket.settimeout(None)
            timeout = struct.pack("ll", seconds, 0)
            for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
                self._socket.setsockopt(socket.SOL_SOCKET, option, timeout)
            self._seconds = seconds

    def shut(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._socket.close()


class AttachStream:
    """The stream that Docker attaches to a container: frames of 1 byte stream, 3 bytes 0, u32 big-endian length."""

    def __init__(self, stream: SocketStream) -> None:
        self._stream = stream
        self._buffer = bytearray()  # as received
        self._ready = bytearray()  # the supervisor's standard output, taken out of its frames
        self._left = 0  # bytes of the current frame still to come
        self._kind = 1
        self._complaints = bytearray()  # the supervisor's standard error

    def send(self, data: bytes, deadline: float) -> None:
        self._stream.send(data, deadline)

    def receive(self, size: int, deadline: float) -> bytes:
        parts: list[bytes] = []
        while size:
            if self._ready:
                part = bytes(self._ready[:size])
                del self._ready[:size]
                parts.append(part)
                size -= len(part)
            else:
                try:
                    self._buffer += self._stream.receive_some(_CHUNK, deadline)
                except SupervisorLost as error:
                    said = self.stderr_tail()
                    raise SupervisorLost(f"{error}: {said}" if said else str(error)) from error
                self._unpack()
        return b"".join(parts)

    def stderr_tail(self) -> str:
        """The end of the supervisor's standard error."""
        return self._complaints.decode(errors="replace").strip()

    def _unpack(self) -> None:
        at = 0
        view = self._buffer
        while at < len(view):
            if not self._left:
                if len(view) - at < 8:
                    break
                kind, zeros, self._left = view[at], view[at + 1 : at + 4], int.from_bytes(view[at + 4 : at + 8], "big")
                if kind not in (1, 2) or any(zeros):
                    raise SupervisorLost(_("the sandbox sent something that is not an answer"))
                self._kind = kind
                at += 8
                continue
            take = min(self._left, len(view) - at)
            (self._ready if self._kind == 1 else self._complaints).extend(view[at : at + take])
            self._left -= take
            at += take
        del self._buffer[:at]
        del self._complaints[:-4096]

    def shut(self) -> None:
        self._stream.shut()

    def close(self) -> None:
        self._stream.close()
