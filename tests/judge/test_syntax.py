"""Reading Python programs as syntax trees, in the threads in which a batch does it."""

import ast
import gc
import time
from concurrent.futures import ThreadPoolExecutor

from judge.syntax import parsed

PROGRAM = "\n".join(f"def f{n}(a, b):\n    return [a[{n}] + b * {n} for _ in range(a) if b]" for n in range(60))


def test_programs_are_read_in_several_threads_even_if_each_is_interrupted_by_the_others():
    def interrupt(_phase, _info):
        time.sleep(0.0005)  # lets another thread run in the middle of making a tree

    often = 50
    threshold = gc.get_threshold()
    gc.callbacks.append(interrupt)
    gc.set_threshold(often)
    try:
        with ThreadPoolExecutor(4) as threads:
            found = list(threads.map(parsed, [PROGRAM] * 40))
    finally:
        gc.set_threshold(*threshold)
        gc.callbacks.remove(interrupt)
    assert all(isinstance(tree, ast.Module) for tree in found)


def test_what_is_not_python_has_no_tree():
    assert [parsed(text) for text in ("int main() {", "a = '\0'", "(" * 5_000)] == [None, None, None]
