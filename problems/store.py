"""Files under KYOSO_HOME: written whole or not at all."""

import errno
import os
import tempfile
from gettext import gettext as _
from pathlib import Path

from problems.errors import HomeUnwritable, system_words


def inside(folder: Path, *parts: str) -> Path:
    """The path of these parts under a folder. Raises HomeUnwritable if they would lead out of it."""
    path = folder.joinpath(*parts)
    steps = Path(os.path.relpath(os.path.normpath(path), os.path.normpath(folder))).parts
    if not steps or steps[0] == os.pardir or "\0" in str(path):
        shown = ascii("/".join(parts)[:80])[1:-1]
        raise HomeUnwritable(_("“{path}” is not a path inside {folder}.").format(path=shown, folder=folder))
    return path


def keep(folder: Path, name: str, data: bytes) -> Path:
    """Write a file under a folder so that a reader, even after a crash, sees either the old or the new one, whole.

    `name` may contain folders, which are made. Returns the file's path. Raises HomeUnwritable if the name leads out of
    the folder, the disk is full or the place is not writable.
    """
    path = inside(folder, name)
    part: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(part).replace(path)
    except OSError as error:
        if part is not None:
            Path(part).unlink(missing_ok=True)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            words = _("{path} cannot be written: {why}. Free some space, or set KYOSO_HOME to another folder.")
        else:
            words = _("{path} cannot be written: {why}. Set KYOSO_HOME to a folder that you may write to.")
        raise HomeUnwritable(words.format(path=path, why=system_words(error))) from error
    return path


def stored(folder: Path, name: str) -> bytes | None:
    """The bytes of a file under a folder; None if it is missing or cannot be read."""
    try:
        return inside(folder, name).read_bytes()
    except (OSError, HomeUnwritable):
        return None
