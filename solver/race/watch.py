"""Reports each save of a race's files once the file is complete."""

import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

# watchfiles' own wait of 1.6 s is for builds; an editor writes a source file within a few milliseconds. A longer save
# that is read halfway is read again, because the rest of it is another change.
DEBOUNCE_MS = 50
STEP_MS = 10


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A file as it was saved."""

    content: bytes
    modified_ns: int  # since the epoch


def read_saved(path: Path) -> SavedFile:
    """The file as it stands. Raises OSError."""
    with path.open("rb") as file:
        modified_ns = os.fstat(file.fileno()).st_mtime_ns
        return SavedFile(file.read(), modified_ns)


class SaveWatcher:
    """Watches a folder in its own thread while the `with` block lasts.

    `on_save(path, content)` is called for every file that `wanted` accepts and that was written since it was `known`,
    even if its content is the same. A file that is briefly empty or missing, as editors leave it while they save, does
    not count. The folder is watched rather than the file, because most editors write a new one and rename it.
    """

    def __init__(
        self,
        folder: Path,
        wanted: Callable[[str], bool],
        on_save: Callable[[Path, bytes], None],
        known: Mapping[Path, SavedFile] | None = None,
    ) -> None:
        self._folder, self._wanted, self._on_save = folder.resolve(), wanted, on_save
        self._known = dict(known or {})
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="saves", daemon=True)
        self._ready = threading.Event()

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(5)
        return self

    def __exit__(self, *exc: object) -> None:
        self._stop.set()
        self._thread.join(2)

    def _watch(self) -> None:
        from watchfiles import watch

        for changes in watch(
            self._folder,
            watch_filter=lambda _change, path: self._wanted(Path(path).name),
            debounce=DEBOUNCE_MS,
            step=STEP_MS,
            stop_event=self._stop,
            rust_timeout=100,
            yield_on_timeout=True,  # the first one shows that the watch is running
            raise_interrupt=False,
            recursive=False,
        ):
            paths = {Path(path) for _change, path in changes}
            if not self._ready.is_set():  # what was saved before the watch ran
                paths |= {path for path in self._folder.iterdir() if self._wanted(path.name)}
            found = {path: saved for path in paths if (saved := self._look(path)) is not None}
            for path in sorted(found, key=lambda path: found[path].modified_ns):  # the last one saved is told last
                self._known[path] = found[path]
                self._on_save(path, found[path].content)
            self._ready.set()

    def _look(self, path: Path) -> SavedFile | None:
        """The file, if this is a save."""
        try:
            found = read_saved(path)
        except OSError:
            return None
        return found if found.content.strip() and self._known.get(path) != found else None
