"""Reports each save of a race's files once the file is complete."""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Self

# watchfiles' own wait of 1.6 s is for builds; an editor writes a source file within a few milliseconds. A longer save
# that is read halfway is read again, because the rest of it is another change.
DEBOUNCE_MS = 50
STEP_MS = 10


class SaveWatcher:
    """Watches a folder in its own thread while the `with` block lasts.

    `on_save(path, content)` is called for every file that `wanted` accepts and whose content has changed. A file that
    is briefly empty or missing, as editors leave it while they save, does not count. The folder is watched rather than
    the file, because most editors write a new one and rename it.
    """

    def __init__(
        self,
        folder: Path,
        wanted: Callable[[str], bool],
        on_save: Callable[[Path, bytes], None],
        known: Mapping[Path, bytes] | None = None,
    ) -> None:
        self._folder, self._wanted, self._on_save = folder.resolve(), wanted, on_save
        self._content = dict(known or {})
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
            self._ready.set()
            for path in sorted({Path(path) for _change, path in changes}):
                self._look(path)

    def _look(self, path: Path) -> None:
        try:
            content = path.read_bytes()
        except OSError:
            return
        if content.strip() and self._content.get(path) != content:
            self._content[path] = content
            self._on_save(path, content)
