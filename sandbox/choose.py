"""Chooses the sandbox."""

from collections.abc import Callable
from gettext import gettext as _
from pathlib import Path

from sandbox.errors import NoDaemon, SandboxUnavailable
from sandbox.sandbox import Sandbox

KINDS = ("auto", "docker", "bwrap")


def preload(kind: str) -> None:
    """Imports what a sandbox of that kind needs, so that the daemon can work while other modules are imported."""
    if kind == "bwrap":
        import sandbox.bubblewrap
    else:
        import sandbox.containers  # noqa: F401


def open_sandbox(
    kind: str,
    home: Path,
    *,
    note: Callable[[str], None] = lambda _text: None,
    ready: int = 1,
    expected: int | None = None,
) -> Sandbox:
    """The sandbox of that kind; `auto` takes Docker if a daemon answers and has the image, else bwrap with a note.

    ready: how many boxes to keep started ahead of need. expected: how many will be asked for, so that no more are
    started; None: unknown. Raises SandboxUnavailable.
    """
    if kind == "bwrap":
        return _bubblewrap(home, ready, expected)
    if kind not in KINDS:
        raise SandboxUnavailable(_("unknown sandbox {kind}: choose auto, docker or bwrap").format(kind=kind))
    try:
        from sandbox.containers import DockerSandbox

        return DockerSandbox(home, ready=ready, expected=expected)
    except SandboxUnavailable as no_docker:
        if kind == "docker":
            raise
        try:
            sandbox = _bubblewrap(home, ready, expected)
        except SandboxUnavailable as no_bwrap:
            raise SandboxUnavailable(
                _("nothing can run the code here: {docker}; {bwrap}").format(docker=no_docker, bwrap=no_bwrap)
            ) from no_bwrap
        if isinstance(no_docker, NoDaemon):
            note(_("No Docker answers: bubblewrap runs the code. KYOSO_SANDBOX=bwrap hides this."))
        else:
            note(_("the code runs in bubblewrap: {reason}").format(reason=no_docker))
        return sandbox


def _bubblewrap(home: Path, ready: int, expected: int | None) -> Sandbox:
    from sandbox.bubblewrap import BubblewrapSandbox  # not needed where Docker answers

    return BubblewrapSandbox(home, ready=ready, expected=expected)
