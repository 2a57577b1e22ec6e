"""The version lines of compilers, kept in a file, since asking for one takes a box."""

import contextlib
import json
import threading
from collections.abc import Callable, Sequence
from pathlib import Path


class Versions:
    """Version lines by place (an image's id) and command. Works without the file if it cannot be read or written."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._known: dict[str, str | None] | None = None

    def get(self, place: str, command: Sequence[str], ask: Callable[[], str | None]) -> str | None:
        key = json.dumps([place, *command])
        with self._lock:
            if self._known is None:
                self._known = self._read()
            if self._known.get(key) is None:  # ask again after a failure: it may have passed
                self._known[key] = ask()
                self._write()
            return self._known[key]

    def _read(self) -> dict[str, str | None]:
        with contextlib.suppress(OSError, ValueError):
            known = json.loads(self._path.read_text(encoding="utf-8"))
            if isinstance(known, dict):
                return known
        return {}

    def _write(self) -> None:
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._path.with_suffix(".new")
            fresh.write_text(json.dumps(self._known, indent=1), encoding="utf-8")
            fresh.replace(self._path)
