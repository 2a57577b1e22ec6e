"""The entry point of the process, which imports little so that the slow work begins at once."""

import gc
import signal
import sys


def main() -> None:
    # Nearly everything that imports create lives until the end; looking for garbage in it takes a tenth of a start.
    gc.set_threshold(50_000)
    # Ctrl-C during the imports ends the process without Python's traceback.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from solver.cli.sandbox_ahead import guessed_sandbox

    with guessed_sandbox(sys.argv[1:]):
        from solver.cli.main import main as command_line

        command_line()
