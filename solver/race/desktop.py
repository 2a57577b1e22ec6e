"""A race's effects outside the terminal: browser, clipboard, AtCoder's submit page."""

import base64
import os
import shutil
import subprocess
import sys
import webbrowser
from contextlib import suppress
from gettext import gettext as _
from urllib.parse import quote

from problems.problem import Problem

_COPIERS = (("wl-copy",), ("xclip", "-selection", "clipboard"), ("xsel", "-ib"), ("pbcopy",))


def task_page(problem: Problem) -> str | None:
    """The address of the problem on AtCoder; None if it is not an AtCoder problem."""
    return _address(problem, "tasks/")


def submit_page(problem: Problem) -> str | None:
    """The address of AtCoder's submit page for the problem; None if it is not an AtCoder problem."""
    return _address(problem, "submit?taskScreenName=")


def _address(problem: Problem, page: str) -> str | None:
    if problem.contest is None:
        return None
    return f"https://atcoder.jp/contests/{quote(problem.contest)}/{page}{quote(problem.id)}"


def open_submit_page(problem: Problem, code: str) -> str:
    """Open AtCoder's submit page and copy the code; returns one line for the user. Nothing is submitted."""
    address = submit_page(problem)
    copied = copy(code) if code else False
    if address is None:
        return _("This problem has no submit page.")
    shown = show_in_browser(address)
    if shown and copied:
        return _("Opened AtCoder's submit page; your code is copied.")
    if copied:
        return _("Your code is copied; submit it at {address}").format(address=address)
    return _("Submit it at {address}").format(address=address)


def show_in_browser(address: str) -> bool:
    """Open the address in a graphical browser; False if there is no display for one."""
    # Without a display the standard library starts a text browser, which would take over the race's terminal.
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return False
    try:
        return webbrowser.open(address)
    except (webbrowser.Error, OSError):
        return False


def copy(text: str) -> bool:
    """Copy the text to the clipboard: with the desktop's own program, else through the terminal (OSC 52)."""
    data = text.encode("utf-8", "surrogateescape")
    for command in _COPIERS:
        if shutil.which(command[0]):
            with suppress(OSError, subprocess.SubprocessError):
                done = subprocess.run(
                    command,
                    input=data,
                    timeout=2,
                    check=False,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
                if done.returncode == 0:
                    return True
    if sys.stderr.isatty():
        # Terminals that support it copy the text, even over ssh; others ignore it.
        sys.stderr.write(f"\x1b]52;c;{base64.b64encode(data).decode()}\x07")  # noqa: TID251 - an escape of our own
        sys.stderr.flush()
        return True
    return False
