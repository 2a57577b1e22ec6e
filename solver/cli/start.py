"""What the process begins with: as little as can be, so that what is waited for begins at once."""

import gc
import signal
import sys


def main() -> None:
    # Nearly all that importing makes lives to the end: looking for garbage in it takes a tenth of a start.
    gc.set_threshold(50_000)
    # Ctrl-C while all this is imported ends the process, without the lines of Python's own.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from solver.cli.sandbox_ahead import guessed_sandbox

    with guessed_sandbox(sys.argv[1:]):
        from solver.cli.main import main as command_line

        command_line()
