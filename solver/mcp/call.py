"""One tool call: its progress, its cancellation, and the error of a call that cannot be done.

Kept apart from the toolbox, whose imports take longer than a host should wait for the server to start.
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
    """One call in progress: where to report progress, and whether it was cancelled."""

    tell: Callable[[str], None] = lambda _text: None
    stop: threading.Event = field(default_factory=threading.Event)
    _sandboxes: list[CancellableSandbox] = field(default_factory=list)

    def within(self, sandbox: Sandbox) -> CancellableSandbox:
        """The sandbox, wrapped so that cancelling the call ends what runs in it."""
        self._sandboxes.append(mine := CancellableSandbox(sandbox))
        if self.stop.is_set():
            mine.cancel()
        return mine

    def cancel(self) -> None:
        """Cancel the call, from any thread."""
        self.stop.set()
        for sandbox in tuple(self._sandboxes):
            sandbox.cancel()

    def progress(self, event: object) -> None:
        """A Progress callback. Raises Cancelled once the call has been cancelled."""
        if self.stop.is_set():
            raise Cancelled
        self.tell(type(event).__name__.lower())
