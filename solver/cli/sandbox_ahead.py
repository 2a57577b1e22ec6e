"""Opens the sandbox while a command imports the rest of its modules.

A cold start mostly waits for these two, so this module imports little, and its callers import the rest in functions.
For `kyoso judge`, Docker is asked even before the command line is imported.
"""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.errors import SandboxError, Stopped

if TYPE_CHECKING:
    from sandbox.sandbox import Sandbox

_OTHERWISE = ("-h", "--h")  # --help, or another --home, in any shortened form that click takes
_SETTINGS = re.compile(rb"^\s*(sandbox|home)\b", re.MULTILINE)

# Sandboxes opened on a guess and not yet claimed, each with its home; None if Docker is not available.
_guessed: list[tuple[Path, "Future[Sandbox | None]"]] = []


@contextmanager
def guessed_sandbox(arguments: Sequence[str]) -> Iterator[None]:
    """Ask Docker for a sandbox if the arguments look as if it will be needed; a wrong guess only has to be closed."""
    looks_plain = len(arguments) > 2 and not any(word.startswith(_OTHERWISE) for word in arguments)
    if looks_plain and arguments[0] == "judge" and _kind(arguments) in ("auto", "docker"):
        _guess(1 if "--tests" in arguments else None)
    try:
        yield
    finally:
        while _guessed:
            _home, opening = _guessed.pop()
            if (sandbox := opening.result()) is not None:
                sandbox.close()


def _kind(arguments: Sequence[str]) -> str:
    for word, after in pairwise((*arguments, "")):
        if word.startswith("--sa"):
            return after if word == "--sandbox" else word.partition("=")[2]
    return os.environ.get("KYOSO_SANDBOX", "auto")


def _guess(expected: int | None) -> None:
    from solver.cli.places import default_home, settings_file

    with suppress(OSError):  # the command itself says what is wrong with the file
        if (settings := settings_file()) is not None and _SETTINGS.search(settings.read_bytes()):
            return
    from sandbox.containers import DockerSandbox

    home = Path(os.environ.get("KYOSO_HOME") or default_home())

    def opened() -> "Sandbox | None":
        with suppress(SandboxError):  # the command asks again, and reports the error in the user's language
            return DockerSandbox(home, expected=expected)
        return None

    opener = ThreadPoolExecutor(1)
    _guessed.append((home, opener.submit(opened)))
    opener.shutdown(wait=False)


@contextmanager
def sandbox_ahead(kind: str, home: Path, expected: int | None = None) -> "Iterator[Callable[[], Sandbox]]":
    """Open the sandbox of that kind in the background; yields a function that waits for it and returns it.

    expected: how many boxes will be asked for, if known.
    """
    from sandbox.choose import open_sandbox, preload
    from solver.cli.options import note

    guesses = [opening for guess, opening in _guessed if guess == home and kind in ("auto", "docker")]
    if guesses:
        _guessed.clear()
    else:
        preload(kind)

    def opened() -> "Sandbox":
        found = guesses[0].result() if guesses else None
        return found or open_sandbox(kind, home, note=note, expected=expected)

    opener = ThreadPoolExecutor(1)
    opening = opener.submit(opened)
    waits = True
    try:
        yield opening.result
    except Stopped:
        waits = opening.done()  # do not wait for a sandbox that is still being opened
        raise
    finally:
        opener.shutdown(wait=False)
        if waits:
            with suppress(SandboxError):  # already raised to whoever asked for the sandbox
                opening.result().close()
