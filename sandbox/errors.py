"""What can go wrong around a sandbox. A program's own failure is a RunResult, never one of these.

SandboxError
├── SandboxUnavailable   none can be had: no daemon, no bubblewrap, no user namespaces
│   ├── NoDaemon         no Docker answers
│   └── ImageMissing     Docker answers, but the image was not built
└── ImageBuildFailed     the image could not be built
"""

from gettext import gettext as _
from pathlib import Path


def system_words(error: OSError) -> str:
    """What the system says of it, without its number and the path."""
    return _(error.strerror or repr(error))


class SandboxError(Exception):
    """Base of all errors of this package; its text is one line for a person, with the next step."""


class SandboxUnavailable(SandboxError):
    """No sandbox can be had here."""


def unwritable(folder: Path, error: OSError) -> SandboxUnavailable:
    """What to raise where a folder under KYOSO_HOME cannot be written."""
    text = _("{folder} cannot be written ({error}): point KYOSO_HOME elsewhere")
    return SandboxUnavailable(text.format(folder=folder, error=system_words(error)))


class NoDaemon(SandboxUnavailable):
    """No Docker daemon answers."""


class ImageMissing(SandboxUnavailable):
    """Docker answers, but has no image for what is asked."""


class ImageBuildFailed(SandboxError):
    """The image could not be built; the text names the step and quotes its last line."""


class Stopped(BaseException):
    """Whoever wanted this work no longer does: a signal came, or a newer save. `code` is the exit code that it means.

    As KeyboardInterrupt, which click would turn into an error of its own: no handler of errors takes it for one.
    """

    def __init__(self, code: int = 0) -> None:
        super().__init__(code)
        self.code = code
