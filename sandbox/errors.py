"""What can go wrong around a sandbox. A program's own failure is a RunResult, never one of these.

SandboxError
├── SandboxUnavailable   none is available: no daemon, no bubblewrap, no user namespaces
│   ├── NotInstalled     there is no bubblewrap on this machine
│   ├── NoDaemon         no Docker answers
│   └── ImageMissing     Docker answers, but the image was not built
└── ImageBuildFailed     the image could not be built
"""

from gettext import gettext as _
from pathlib import Path


def system_words(error: OSError) -> str:
    """The system's message for an error, without its number and path."""
    return _(error.strerror or repr(error))


class SandboxError(Exception):
    """Base of all errors of this package; its text is one line for the user, with the next step."""


class SandboxUnavailable(SandboxError):
    """No sandbox is available here."""


class NotInstalled(SandboxUnavailable):
    """What would run the code is not on this machine."""


def unwritable(folder: Path, error: OSError) -> SandboxUnavailable:
    """The error to raise when a folder under KYOSO_HOME cannot be written."""
    text = _("{folder} cannot be written ({error}): point KYOSO_HOME elsewhere")
    return SandboxUnavailable(text.format(folder=folder, error=system_words(error)))


class NoDaemon(SandboxUnavailable):
    """No Docker daemon answers."""


class ImageMissing(SandboxUnavailable):
    """Docker answers, but the image was not built."""


class ImageBuildFailed(SandboxError):
    """The image could not be built; the text names the step and quotes its last line."""


class Stopped(BaseException):
    """The work is no longer wanted, because of a signal or a newer save. `code` is the exit code to end with.

    Derived from BaseException so that no error handler catches it. KeyboardInterrupt itself would not do: click turns
    that into an error of its own.
    """

    def __init__(self, code: int = 0) -> None:
        super().__init__(code)
        self.code = code
