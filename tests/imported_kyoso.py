"""kyoso in its own processes that need not import it: each is forked from one that has, which saves a second of CPU.

A command is as real as in a new interpreter: its process, terminal, signals, environment and exit. How long kyoso takes
to start, and that it starts at all, is left to the tests that run `python -m solver`.
"""

import fcntl
import json
import os
import select
import signal
import socket
import subprocess
import sys
import termios
from functools import cache
from importlib import import_module
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_COMMANDS = ("solver.cli.hint", "solver.cli.race")
# Modules that those commands import only once they run.
_LATER = (
    *("sandbox.containers", "solver.race.page.server", "solver.view.console", "rich.live", "markdown_it", "linkify_it"),
    *("starlette.applications", "sse_starlette", "uvicorn", "uvicorn.protocols.http.auto", "uvicorn.lifespan.on"),
    *("jinja2", "watchfiles"),
)
_MOST_BYTES = 1 << 17  # of a command with its environment


class Process:
    """A running kyoso, with what tests need of `subprocess.Popen`."""

    def __init__(self, ends):
        self._ends = ends  # sends the process's id, then its wait status
        self.returncode = None
        self.pid = self._number()

    def _number(self):
        return int.from_bytes(os.read(self._ends, 4), "little", signed=True)

    def poll(self):
        if self.returncode is None and select.select([self._ends], [], [], 0)[0]:
            self.returncode = os.waitstatus_to_exitcode(self._number())
            os.close(self._ends)
        return self.returncode

    def wait(self, timeout=None):
        if self.returncode is None and not select.select([self._ends], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired("kyoso", timeout or 0)
        return self.poll()

    def kill(self):
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)


@cache
def _importer():
    """The one importer of this test process; it ends when that does."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with its:
        command = [sys.executable, "-m", "tests.imported_kyoso", str(its.fileno())]
        return ours, subprocess.Popen(command, cwd=_ROOT, pass_fds=[its.fileno()])


def begin(arguments, *, stdin, stdout, stderr, env, cwd):
    """Start kyoso with these arguments in a new session, whose terminal is its standard input if that is one."""
    ends, its_ends = os.pipe()
    order = json.dumps([list(arguments), dict(env), str(cwd or Path.cwd())]).encode()
    assert len(order) < _MOST_BYTES
    importer, _process = _importer()
    socket.send_fds(importer, [order], [stdin, stdout, stderr, its_ends])
    os.close(its_ends)
    return Process(ends)


def _serve(orders):
    """Fork a process for each order; returns only in the children, with what to run. Exits when the orders end."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        order, files, _flags, _address = socket.recv_fds(orders, _MOST_BYTES, 4)
        if not order:
            sys.exit()
        if os.fork() == 0:
            orders.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            child = os.fork()
            if child == 0:
                return json.loads(order), files
            _keep(child, files)
        for file in files:
            os.close(file)


def _keep(child, files):
    """Send the child's id and, when it ends, its wait status."""
    *standard, ends = files
    for file in standard:
        os.close(file)
    os.write(ends, child.to_bytes(4, "little"))
    _pid, status = os.waitpid(child, 0)
    os.write(ends, status.to_bytes(4, "little"))
    os._exit(0)


def _become(command, files):
    """Become the ordered process, as a new interpreter would be."""
    arguments, environment, folder = command
    *standard, ends = files
    os.close(ends)
    for number, file in enumerate(standard):
        os.dup2(file, number)
        os.close(file)
    os.setsid()
    if os.isatty(0):
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.stdin = os.fdopen(0, encoding="utf-8", errors="surrogateescape", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", errors="surrogateescape", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)
    sys.argv = ["kyoso", *arguments]


if __name__ == "__main__":
    for name in (*_COMMANDS, *_LATER):
        import_module(name)
    # The commands themselves are imported when they run: their help is translated then.
    for name in [name for name in sys.modules if name.startswith("solver.cli")]:
        del sys.modules[name]
    ordered = _serve(socket.socket(fileno=int(sys.argv[1])))
    _become(*ordered)
    from solver.cli.main import main

    main()
