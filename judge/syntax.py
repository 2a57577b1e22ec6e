"""Python programs as syntax trees."""

import ast
import warnings
from threading import Lock

# Before 3.11.8 and 3.12.2 all threads of Python share one count of how deep the tree is that they are making, so a
# thread that was interrupted by another raises SystemError (https://github.com/python/cpython/issues/106905).
_ONE_AT_A_TIME = Lock()


def parsed(source: str) -> ast.Module | None:
    """The program's tree; None if it is not Python. Safe in threads, without the warnings that the source deserves."""
    try:
        with _ONE_AT_A_TIME, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "\d" in a plain string is its author's business
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
