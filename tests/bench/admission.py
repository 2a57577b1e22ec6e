"""Whether right validators and generators are admitted and wrong ones refused.

    python -m tests.bench.admission [--sandbox docker|bwrap] [--problems N] [--only NAME]

40 problems, 30 of our own and 10 real ones, each with a pair written by hand and six wrong ones made from it. Without
the recorded data beside the repository only our own are measured.
"""

import argparse
import ast
import inspect
import tempfile
from collections import defaultdict
from pathlib import Path

from judge.stress.written import RefusedGenerator, WrittenPrograms, admit
from sandbox.choose import open_sandbox
from tests.bench.likely_truth import SHARED, problem_of
from tests.bench.real_input_checkers import REAL
from tests.judge.stress.valid import lines
from tests.judge.stress.valid.checkers import CHECKERS
from tests.judge.stress.valid.pages import PAGES

VALIDATOR = (
    "import sys\nfrom itertools import pairwise\nfrom string import ascii_lowercase, ascii_uppercase\n"
    "E5, E9, E18 = 10**5, 10**9, 10**18\n"
)
GENERATOR = """import random
kind, seed = input().split()
rng = random.Random(kind + seed)
big = kind == "large"
def size(low, high):
    return high if big else low if kind == "edge" else rng.randint(low, min(high, low + 7))
def value(low, high):
    if kind == "edge":
        return rng.choice([low, high])
    return rng.randint(low, high if big or rng.random() < 0.4 else min(high, low + 9))
def values(count, low, high):
    return [value(low, high) for _ in range(count)]
def word(letters, count):
    return "".join(rng.choice(letters) for _ in range(count))
def tree(n):
    return [(rng.randint(max(1, v - 9), v - 1), v) for v in range(2, n + 1)]
def pairs(n, count):
    found = set()
    while len(found) < count:
        u, v = sorted(rng.sample(range(1, n + 1), 2))
        found.add((u, v))
    return sorted(found)
def rows(found):
    for row in found:
        print(*row)
low, up = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""
# One for each problem, for the kinds edge, small and large.
GENERATORS = {
    "scalars": "a, b = sorted(values(2, 1, 10**18))\nprint(a, b)\nprint(value(-10**9, 10**9) or 1)",
    "sequence": "n = size(1, 200000)\nprint(n, value(1, n))\nprint(*values(n, -10**9, 10**9))",
    "permutation": "n = size(2, 100000)\nprint(n)\nprint(*rng.sample(range(1, n + 1), n))",
    "grid": "h, w = size(1, 500), size(1, 500)\nprint(h, w)\nfor _ in range(h): print(word('.#', w))",
    "matrix": "h, w = size(1, 300), size(1, 300)\nprint(h, w)\nrows(values(w, 0, 9) for _ in range(h))",
    "simple graph": "n = size(2, 200000)\nm = size(0, min(200000, n * (n - 1) // 2))\nprint(n, m)\nrows(pairs(n, m))",
    "connected graph": "n = size(2, 100000)\nedges = set(tree(n))\nwhile big and len(edges) < 200000:\n"
    "    edges.add(tuple(sorted(rng.sample(range(1, n + 1), 2))))\nprint(n, len(edges))\n"
    "rows((u, v, value(1, 10**9)) for u, v in edges)",
    "tree": "n = size(2, 200000)\nprint(n)\nrows(tree(n))",
    "parents": "n = size(2, 100000)\nprint(n)\nprint(*[rng.randint(1, i - 1) for i in range(2, n + 1)])",
    "directed acyclic": "n = size(2, 1000)\nm = size(1, 2000)\nprint(n, m)\n"
    "rows(sorted(rng.sample(range(1, n + 1), 2)) for _ in range(m))",
    "queries": "n, q = size(1, 200000), size(1, 200000)\nprint(n, q)\nprint(*values(n, 0, 10**9))\nfor _ in range(q):\n"
    "    if rng.random() < 0.5: print(1, value(1, n), value(0, 10**9))\n    else: print(2, *sorted(values(2, 1, n)))",
    "ranges": "n, q = value(1, 10**9), size(1, 100000)\nprint(n, q)\nrows(sorted(values(2, 1, n)) for _ in range(q))",
    "cases": "t = size(1, 100000) if seed != '0' else 1\nprint(t)\nfor _ in range(t):\n"
    "    n = 200000 // t if big else size(1, 20)\n    print(n)\n    print(*values(n, 1, n))",
    "scalar cases": "t = size(1, 100000)\nprint(t)\nfor _ in range(t):\n    a, b = sorted(values(2, 1, 10**18 - 1))\n"
    "    print(a, max(b, a + 1), value(0, 10**9))",
    "string": "print(word(low, size(1, 100000)))",
    "two strings": "n = size(1, 200000)\nm = value(1, n)\nprint(n, m)\nprint(word(up, n))\nprint(word(up, m))",
    "distinct strings": "n = size(1, 1000)\nfound = set()\nwhile len(found) < n: found.add(word(low, value(1, 10)))\n"
    "print(n)\nfor one in found: print(one)",
    "points": "n = size(2, 1000)\nfound = set()\n"
    "while len(found) < n: found.add((rng.randint(-10**4, 10**4), rng.randint(-10**4, 10**4)))\nprint(n)\nrows(found)",
    "increasing": "n = size(2, 100000)\nprint(n)\nprint(*sorted(rng.sample(range(10**9 + 1), n)))",
    "distinct": "n = size(1, 200000)\nprint(n)\nprint(*rng.sample(range(1, 10**9 + 1), n))",
    "even": "n = size(2, 1000) // 2 * 2\nprint(n)\nprint(*values(n, 1, 10**6))",
    "binary": "n = size(1, 10**6)\nprint(n)\nprint(word('01', n))",
    "decimal": "x = value(0, 100000)\nprint(f'{x // 1000}.{x % 1000:03}')",
    "triangle": "n = size(2, 500)\nprint(n)\nrows(values(n - i, 1, 10**9) for i in range(1, n))",
    "rows of several lengths": "n, m = size(1, 100), size(1, 1000)\nprint(n, m)\nfor _ in range(n):\n"
    "    k = value(1, m)\n    print(k, *sorted(rng.sample(range(1, m + 1), k)))",
    "start and goal": "h, w = size(2, 100), size(2, 100)\ncells = list(word('.#', h * w))\n"
    "a, b = rng.sample(range(h * w), 2)\ncells[a], cells[b] = 'SG'\nprint(h, w)\n"
    "for i in range(h): print(''.join(cells[i * w:i * w + w]))",
    "area": "h = size(1, 316) if seed != '0' else 1\nw = 100000 // h if big else size(1, 9)\nprint(h, w)\n"
    "rows(values(w, 1, h * w) for _ in range(h))",
    "pairs": "n, w = size(1, 100000), value(1, 10**9)\nprint(n, w)\n"
    "rows((value(1, w), value(1, 1000)) for _ in range(n))",
    "tree and queries": "n, q = size(2, 100000), size(1, 100000)\nprint(n, q)\nrows(tree(n))\n"
    "rows((value(1, n), value(1, 10**9)) for _ in range(q))",
    "pairs apart": "n, m = size(2, 100000), size(1, 100000)\nprint(n, m)\n"
    "rows((*rng.sample(range(1, n + 1), 2), value(-10**9, 10**9)) for _ in range(m))",
    "abc351_a": "a = values(9, 0, 99)\nb = [min(x, y) for x, y in zip(a, values(8, 0, 99))]\nprint(*a)\nprint(*b)",
    "abc109_c": "n = size(1, 100000)\nx, *rest = rng.sample(range(1, 10**9 + 1), n + 1)\nprint(n, x)\nprint(*rest)",
    "abc230_d": "n, d = size(1, 200000), value(1, 10**9)\nprint(n, d)\n"
    "rows(sorted(values(2, 1, 10**9)) for _ in range(n))",
    "arc140_a": "n = size(1, 2000)\nprint(n, value(0, n))\nprint(word(low, n))",
    "abc345_f": "n = size(1, 200000)\nm = size(0, min(200000, n * (n - 1) // 2))\nprint(n, m, value(0, n))\n"
    "rows(pairs(n, m))",
    "abc328_c": "n, q = size(1, 300000), size(1, 300000)\nprint(n, q)\nprint(word(low, n))\n"
    "rows(sorted(values(2, 1, n)) for _ in range(q))",
    "arc182_b": "t = size(1, 100000) if seed != '0' else 2\nprint(t)\n"
    "rows((200000 // t if big else value(1, 9), value(1, 30)) for _ in range(t))",
    "abc364_a": "n = size(1, 100)\nprint(n)\nfor _ in range(n): print(rng.choice(['sweet', 'salty']))",
    "abc214_d": "n = size(2, 100000)\nprint(n)\nrows((u, v, value(1, 10**7)) for u, v in tree(n))",
    "abc381_c": "n = size(1, 200000)\ntext = list(word('12/', n))\ntext[rng.randrange(n)] = '/'\n"
    "print(n)\nprint(''.join(text))",
}


def pairs_of(name):
    """(what is wrong with it or "right", validator, generator) for the right pair and the wrong ones."""
    checker = CHECKERS.get(name) or REAL[name]
    body = inspect.getsource(checker)
    reading = inspect.getsource(lines)
    ending = f"lines = Lines(sys.stdin.buffer.read())\n{checker.__name__}(lines)\nlines.end()\n"
    validator = VALIDATOR + reading + "\n\n" + body + "\n\n" + ending
    generator = GENERATOR + GENERATORS[name] + "\n"
    yield "right", validator, generator
    yield "too loose: nothing checked", ast.unparse(_Lenient().visit(ast.parse(validator))), generator
    yield "too loose: anything goes", "import sys\nsys.stdin.read().split()\n", generator
    yield "too strict", validator + "assert sum(map(len, lines.rows)) < 30\n", generator
    yield "crash", validator, generator + "if big and seed == '3': raise ValueError\n"
    sample = (PAGES[name] if name in PAGES else problem_of(name)).samples[0].stdin.decode()
    yield "constant output", validator, f"input()\nprint({sample!r}, end='')\n"
    yield (
        "never large",
        validator,
        generator.replace('big = kind == "large"', "big = False").replace("rng.random() < 0.4", "False"),
    )


class _Lenient(ast.NodeTransformer):
    """Drops assertions but keeps what they read, so that nothing is checked."""

    def visit_Assert(self, node):
        return ast.Expr(node.test)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sandbox", default="auto")
    parser.add_argument("--problems", type=int, default=len(GENERATORS), help="so many, spread over all of them")
    parser.add_argument("--only", help="one problem")
    options = parser.parse_args()
    names = [name for name in GENERATORS if name in PAGES or SHARED.is_dir()]
    names = names[:: max(1, len(names) // options.problems)]
    admitted = defaultdict(list)
    with tempfile.TemporaryDirectory() as home, open_sandbox(options.sandbox, Path(home)) as sandbox:
        for name in names if options.only is None else [options.only]:
            problem = PAGES[name] if name in PAGES else problem_of(name)
            for kind, *programs in pairs_of(name):
                found = admit(problem, WrittenPrograms("hand", *programs), sandbox)
                refused = isinstance(found, RefusedGenerator)
                admitted[kind].append(not refused)
                if refused == (kind == "right"):
                    print(f"{name}: {kind}: {found.why if refused else 'admitted'}", flush=True)
    for kind, found in admitted.items():
        print(f"{kind}: {sum(found)} of {len(found)} admitted")


if __name__ == "__main__":
    main()
