"""Compiled programs, cached on the host by source, flags and compiler."""

import contextlib
import hashlib
import json
import os
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sandbox.run import RunResult
from sandbox.wire import MIB, File

LARGEST_BYTES = 32 * MIB  # of one program
_FORMAT = 2


@dataclass(frozen=True, slots=True)
class Compiled:
    """A program, and how the compiler that made it ended."""

    program: File
    result: RunResult


def output_name(command: Sequence[str]) -> str | None:
    """The one file that a compiler's command makes (`-o name`); None if that is unclear, and nothing is cached."""
    if list(command).count("-o") != 1 or command[-1] == "-o":
        return None
    name = command[list(command).index("-o") + 1]
    return None if "/" in name or name.startswith("-") else name


def cache_key(place: str, command: Sequence[str], files: Mapping[str, bytes]) -> str:
    """A key shared only by the same compiler (place: an image's id, or the host's compiler), command and files."""
    digest = hashlib.sha256()
    head = [_FORMAT, place, list(command)]
    for part in (json.dumps(head).encode(), *(part for name in sorted(files) for part in (name.encode(), files[name]))):
        digest.update(len(part).to_bytes(8, "little") + part)
    return digest.hexdigest()


class CompiledCache:
    """A folder of programs of bounded size; the least recently used are removed first.

    Only this user writes to it, and only what came out of a box in which nothing but the compiler had run. If the
    folder cannot be read or written, nothing is cached.
    """

    def __init__(self, folder: Path, most_bytes: int = 256 * MIB) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._lock = threading.Lock()

    def get(self, key: str) -> Compiled | None:
        import msgspec  # only where something is compiled

        path = self._folder / key
        with contextlib.suppress(OSError, msgspec.MsgspecError):
            found = msgspec.msgpack.decode(path.read_bytes(), type=Compiled)
            os.utime(path)
            return found
        return None

    def put(self, key: str, made: Compiled) -> None:
        import msgspec

        if len(made.program.content) > LARGEST_BYTES:
            return
        with self._lock, contextlib.suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._folder)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(msgspec.msgpack.encode(made))
                Path(name).replace(self._folder / key)
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise
            self._prune()

    def _prune(self) -> None:
        found = []
        for path in self._folder.iterdir():
            with contextlib.suppress(FileNotFoundError):
                state = path.stat()
                found.append((state.st_mtime_ns, state.st_size, path))
        total = sum(size for _when, size, _path in found)
        for _when, size, path in sorted(found):
            if total <= self._most_bytes:
                return
            path.unlink(missing_ok=True)
            total -= size
