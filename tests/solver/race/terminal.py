"""kyoso in a separate terminal, driven and read as by a person."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from contextlib import contextmanager

import pyte

from tests.imported_kyoso import begin

KYOSO = (sys.executable, "-m", "solver")


class Terminal:
    """A program (kyoso if none is named) in a terminal of that size, with its screen and its keyboard."""

    def __init__(self, arguments, *, columns=80, rows=24, env=None, cwd=None, program=None):
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.written = b""
        self._master, slave = pty.openpty()
        self._resize(slave, columns, rows)
        environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": "", "LINES": ""} | (env or {})
        if program is None:
            self.process = begin(arguments, stdin=slave, stdout=slave, stderr=slave, env=environment, cwd=cwd)
        else:
            self.process = subprocess.Popen(
                [*program, *arguments],
                stdin=slave,
                stdout=slave,
                stderr=slave,
                env=environment,
                cwd=cwd,
                start_new_session=True,
                # Ctrl-C only comes from the controlling terminal.
                preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509
            )
        os.close(slave)

    @staticmethod
    def _resize(descriptor, columns, rows):
        fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, columns, rows):
        self.screen.resize(rows, columns)
        self._resize(self._master, columns, rows)
        os.kill(self.process.pid, signal.SIGWINCH)

    def type(self, text):
        os.write(self._master, text.encode())

    def interrupt(self):
        self.type("\x03")

    @property
    def text(self):
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip()

    def _read(self, seconds):
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return True
        try:
            data = os.read(self._master, 65536)
        except OSError:  # on Linux this means that nobody writes any more
            return False
        self.written += data
        self._stream.feed(data)
        return bool(data)

    def wait_for(self, wanted, timeout=60.0):
        """Read until the screen contains the text, or the callable is true of it; returns the screen."""
        until = time.monotonic() + timeout
        test = wanted if callable(wanted) else lambda text: wanted in text
        while not test(self.text):
            left = until - time.monotonic()
            if left <= 0 or not self._read(left):
                raise AssertionError(f"not on the screen: {wanted}\n{self.text}")
        return self.text

    def end(self, timeout=60.0):
        """Read to the end; returns the exit code."""
        until = time.monotonic() + timeout
        while time.monotonic() < until and self._read(max(0.0, until - time.monotonic())):
            pass
        return self.process.wait(timeout=30)

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._master)


@contextmanager
def terminal(arguments, **options):
    """A program in a terminal; it is killed when the block ends."""
    opened = Terminal([str(argument) for argument in arguments], **options)
    try:
        yield opened
    finally:
        opened.close()
