"""One call of a tool: its progress, its cancellation, and why it cannot be done.

Apart from the toolbox, whose imports take longer than a host should wait for the server to start.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.cancellable import CancellableSandbox
from sandbox.sandbox import Sandbox

LONGEST_STRESS_S = 120.0


class ToolRefused(Exception):
    """The call cannot be done as it is; the text tells the model what to do instead."""


class Cancelled(Exception):
    """The client has cancelled the call."""


@dataclass(slots=True)
class McpCall:
    """One call under way: whom to tell of progress, and whether it was cancelled."""

    tell: Callable[[str], None] = lambda _text: None
    stop: threading.Event = field(default_factory=threading.Event)
    _sandboxes: list[CancellableSandbox] = field(default_factory=list)

    def within(self, sandbox: Sandbox) -> CancellableSandbox:
        """The sandbox, ending what runs in it when the call is cancelled."""
        self._sandboxes.append(mine := CancellableSandbox(sandbox))
        if self.stop.is_set():
            mine.cancel()
        return mine

    def cancel(self) -> None:
        """The client has cancelled the call; from any thread."""
        self.stop.set()
        for sandbox in tuple(self._sandboxes):
            sandbox.cancel()

    def progress(self, event: object) -> None:
        """A Progress callback. Raises Cancelled once the call was cancelled."""
        if self.stop.is_set():
            raise Cancelled
        self.tell(type(event).__name__.lower())
