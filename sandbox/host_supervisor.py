"""The supervisor on this host, for bubblewrap: compiled once, with a folder that programs can be started from."""

import contextlib
import errno
import hashlib
import platform
import shutil
import subprocess
import tempfile
from gettext import gettext as _
from pathlib import Path

from sandbox.cgroups import remove_stale
from sandbox.errors import SandboxUnavailable, system_words, unwritable
from sandbox.recipe import SUPERVISOR, ingredient
from sandbox.run import first_line
from sandbox.scratch import ScratchFolder, remove_abandoned


def compiled_supervisor(home: Path) -> Path:
    """The supervisor, compiled on this host on first use; raises SandboxUnavailable if it cannot be run."""
    program = _compiled(home)
    try:
        subprocess.run([program], capture_output=True, check=False)
    except OSError as error:
        text = _("{program} cannot be run ({error}): delete it, and it is compiled again")
        if error.errno == errno.EACCES:
            text = _("{program} cannot be run ({error}): point KYOSO_HOME to a file system that is not mounted noexec")
        raise SandboxUnavailable(text.format(program=program, error=system_words(error))) from error
    return program


def _compiled(home: Path) -> Path:
    """The program, kept under home by the hash of its sources."""
    sources = {name: ingredient(name) for name in SUPERVISOR}
    folder = home / "sandbox"
    digest = hashlib.sha256(b"".join(sources.values())).hexdigest()[:12]
    program = folder / f"supervisor-{platform.machine()}-{digest}"
    if program.exists():
        return program
    compiler = next((found for name in ("cc", "gcc", "clang") if (found := shutil.which(name))), None)
    if compiler is None:
        raise SandboxUnavailable(
            _("there is no C compiler for the sandbox's supervisor: run `sudo apt install gcc g++ libc6-dev`")
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with ScratchFolder(folder) as scratch:
            made = scratch.path / "supervisor"
            for name, content in sources.items():
                (scratch.path / name).write_bytes(content)
            command = [compiler, "-O2", "-static", "-fstack-protector-strong", "-s", "-o", made.name, SUPERVISOR[0]]
            done = subprocess.run(command, cwd=scratch.path, capture_output=True, check=False)
            if done.returncode:
                said = first_line(done.stderr)
                raise SandboxUnavailable(
                    _("the supervisor does not compile ({said}): run `apt install gcc libc6-dev`").format(said=said)
                )
            made.chmod(0o755)
            made.replace(program)
    except OSError as error:
        raise unwritable(folder, error) from error
    return program


def remove_left_behind(home: Path) -> int:
    """Removes what this user's killed runs left outside their boxes; returns how many folders."""
    remove_stale()
    return sum(map(remove_abandoned, _parents(home)))


def _parents(home: Path) -> list[Path]:
    """Where the boxes' folders may be, best first."""
    with contextlib.suppress(OSError):
        return [Path(tempfile.gettempdir()), home / "sandbox"]
    return [home / "sandbox"]


def folder_that_executes(home: Path, supervisor: Path) -> ScratchFolder:
    """A folder for boxes, on a file system that allows starting programs (not noexec).

    Raises SandboxUnavailable if there is none.
    """
    why = OSError()
    for parent in _parents(home):
        try:
            folder = ScratchFolder(parent)
        except OSError as error:
            why = error
            continue
        try:
            copy = Path(shutil.copy(supervisor, folder.path))
            subprocess.run([copy], capture_output=True, check=False)
            copy.unlink()
            return folder
        except OSError as error:
            if error.errno == errno.ETXTBSY:  # another thread's child has the copy open for a moment
                return folder
            why = error
            folder.close()
    raise SandboxUnavailable(
        _(
            "no program can be started in {folder} ({error}): point TMPDIR to a file system that is not mounted noexec"
        ).format(folder=tempfile.gettempdir(), error=system_words(why))
    )
