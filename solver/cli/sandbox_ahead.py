"""The sandbox, opened while a command imports the rest of its modules.

Most of a cold start is waiting for these two, so this module imports little, and its callers import their rest inside.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.errors import SandboxError, Stopped
from solver.cli import options

if TYPE_CHECKING:
    from sandbox.sandbox import Sandbox


@contextmanager
def sandbox_ahead(
    box: options.SandboxOptions, home: Path, expected: int | None = None
) -> "Iterator[Callable[[], Sandbox]]":
    """The sandbox that the options name, opened in the background; call what is yielded for it when it is needed.

    expected: how many boxes will be asked for, where that is known.
    """
    from sandbox.choose import bring_in, open_sandbox

    bring_in(box.sandbox_kind)
    opener = ThreadPoolExecutor(1)
    opening = opener.submit(open_sandbox, box.sandbox_kind, home, note=options.note, expected=expected)
    waits = True
    try:
        yield opening.result
    except Stopped:
        waits = opening.done()  # a sandbox that is still being opened is not waited for
        raise
    finally:
        opener.shutdown(wait=False)
        if waits:
            with suppress(SandboxError):  # who asked for the sandbox has been told
                opening.result().close()
