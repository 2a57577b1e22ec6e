"""A problem's generated inputs, kept under KYOSO_HOME so that every attempt at it runs on the same ones.

    inputs/abc417_e-1f0e55aab0c1-9a8b7c6d/index.json   names, kinds and seeds; the small inputs themselves
                                          0081         a large one

The folder is named after the problem, its statement's hash and the generator's version: when the statement or the
generator changes, inputs are generated again. Everything here may be deleted at any time.
"""

import hashlib
import json
import os
import shutil
from contextlib import suppress
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from judge.stress.cases import SMALL, GeneratedCase, InputKind
from judge.trial import input_id
from problems.problem import Problem

FOLDER = "inputs"
MOST_BYTES = 500_000_000  # of all problems together; the least recently used ones go first


@cache
def generator_version() -> str:
    """The generator's version: a hash of the code that reads input formats and draws inputs."""
    digest = hashlib.sha256()
    for package in ("problems.inputs", "judge.stress"):
        with as_file(files(package)) as folder:
            for source in sorted(folder.rglob("*.py")):
                digest.update(source.read_bytes())
    return digest.hexdigest()[:8]


class KeptInputs:
    """One problem's folder. Inputs that cannot be written are not kept, and unreadable ones count as missing."""

    def __init__(self, home: Path, problem: Problem) -> None:
        self._all = home / FOLDER
        self._folder = self._all / f"{problem.id}-{problem.statement_sha256[:12]}-{generator_version()}"

    def index(self) -> dict[str, Any] | None:
        """The index stored last; None: there is none. Marks the folder as used."""
        try:
            index = json.loads((self._folder / "index.json").read_bytes())
            os.utime(self._folder)
        except (OSError, ValueError):
            return None
        return index if isinstance(index, dict) else None

    def write_index(self, index: dict[str, Any]) -> None:
        """Store the index, and delete the least recently used problems if there are too many."""
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            _write(self._folder / "index.json", json.dumps(index).encode())
            self._make_room()

    def keep_large(self, number: int, stdin: bytes) -> bool:
        """Store a large input's bytes; returns whether that was possible."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            _write(self._folder / f"{number:04}", stdin)
        except OSError:
            return False
        return True

    def large(self, number: int) -> bytes | None:
        """The bytes of a large input; None if they are gone."""
        try:
            return (self._folder / f"{number:04}").read_bytes()
        except OSError:
            return None

    def _make_room(self) -> None:
        folders = [entry for entry in self._all.iterdir() if entry.is_dir()]
        sizes = {folder: sum(file.stat().st_size for file in folder.iterdir()) for folder in folders}
        over = sum(sizes.values()) - MOST_BYTES
        for folder in sorted(folders, key=lambda folder: folder.stat().st_mtime):
            if over <= 0:
                return
            if folder != self._folder:
                shutil.rmtree(folder, ignore_errors=True)
                over -= sizes[folder]


def _write(path: Path, data: bytes) -> None:
    """Writes all or nothing, as other processes may write the same file. Not synced: it can be generated again."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_bytes(data)
    fresh.replace(path)


def case_entry(case: GeneratedCase) -> dict[str, Any]:
    """The index entry of a case; a large one's bytes are not in it."""
    entry: dict[str, Any] = {"name": case.name, "kind": case.kind.value, "seed": case.seed}
    entry["input"] = input_id(case.stdin)
    return entry | {"stdin": case.stdin.decode("latin-1")} if case.kind in SMALL else entry


def case_of(entry: dict[str, Any], large: bytes | None) -> GeneratedCase | None:
    """The case of an index entry; None if its bytes are gone."""
    stdin = entry["stdin"].encode("latin-1") if "stdin" in entry else large
    return None if stdin is None else GeneratedCase(entry["name"], InputKind(entry["kind"]), entry["seed"], stdin)
