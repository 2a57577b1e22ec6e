"""kyoso in processes of its own that need not import it: forked from one that has, each saves a second of CPU.

What a command does is as real as in a new interpreter: its process, terminal, signals, environment and end. How long
kyoso takes to begin, and that it begins at all, is for the tests that run `python -m solver`.
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
# What those commands import once they run.
_LATER = (
    *("sandbox.containers", "solver.race.page.server", "solver.view.console", "rich.live", "markdown_it", "linkify_it"),
    *("starlette.applications", "sse_starlette", "uvicorn", "uvicorn.protocols.http.auto", "uvicorn.lifespan.on"),
    *("jinja2", "watchfiles"),
)
_MOST_BYTES = 1 << 17  # of a command with its environment


class Process:
    """A kyoso that runs: what tests need of `subprocess.Popen`."""

    def __init__(self, ends):
        self._ends = ends  # says the process's id, then how it ended
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
    """One for this test process; it ends when that does."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with its:
        command = [sys.executable, "-m", "tests.imported_kyoso", str(its.fileno())]
        return ours, subprocess.Popen(command, cwd=_ROOT, pass_fds=[its.fileno()])


def begin(arguments, *, stdin, stdout, stderr, env, cwd):
    """kyoso with these arguments, at the head of a session, whose terminal its standard input becomes if it is one."""
    ends, its_ends = os.pipe()
    order = json.dumps([list(arguments), dict(env), str(cwd or Path.cwd())]).encode()
    assert len(order) < _MOST_BYTES
    importer, _process = _importer()
    socket.send_fds(importer, [order], [stdin, stdout, stderr, its_ends])
    os.close(its_ends)
    return Process(ends)


def _serve(orders):
    """Begin what is ordered; returns in each process begun, as what it is to run, and at the end of all."""
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
    """Say its id, and how it ends."""
    *standard, ends = files
    for file in standard:
        os.close(file)
    os.write(ends, child.to_bytes(4, "little"))
    _pid, status = os.waitpid(child, 0)
    os.write(ends, status.to_bytes(4, "little"))
    os._exit(0)


def _become(command, files):
    """The process that was ordered, as a new interpreter would be."""
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
    # The commands themselves are imported where they run: their help is worded then.
    for name in [name for name in sys.modules if name.startswith("solver.cli")]:
        del sys.modules[name]
    ordered = _serve(socket.socket(fileno=int(sys.argv[1])))
    _become(*ordered)
    from solver.cli.main import main

    main()
