"""Whether generated inputs are valid, by checkers written by hand from the statements, and how long they take to make.

    python -m tests.bench.generated_inputs [--each N] [--large N] [--own | --real] [--only NAME]

1,000 inputs are made for each of 30 problems of our own and of 30 real ones. The real statements are read from the
recorded data beside the repository; without them only our own are measured.
"""

import argparse
import time
from itertools import islice

from judge.stress.cases import InputKind
from problems.inputs.format import InputFormat
from problems.inputs.reading import read_input
from tests.bench.likely_truth import SHARED, problem_of
from tests.bench.real_input_checkers import REAL
from tests.judge.stress.generated import generate
from tests.judge.stress.valid.checkers import CHECKERS
from tests.judge.stress.valid.lines import Lines
from tests.judge.stress.valid.pages import PAGES, format_of


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=1000)
    parser.add_argument("--large", type=int, default=4, help="inputs of each large kind")
    parser.add_argument("--own", action="store_true", help="only our own problems")
    parser.add_argument("--real", action="store_true", help="only real problems")
    parser.add_argument("--only", help="one problem")
    options = parser.parse_args()
    sets = [] if options.real else [("own", PAGES, CHECKERS, format_of)]
    if not options.own and SHARED.is_dir():
        sets.append(("real", REAL, REAL, lambda task: read_input(problem_of(task))))
    for title, names, checkers, read in sets:
        rows = [
            row
            for name in names
            if options.only in (None, name)
            for row in measure(name, read(name), checkers[name], options.each, options.large)
        ]
        made, valid = sum(row[1] for row in rows), sum(row[2] for row in rows)
        print(f"{title}: {valid} of {made} inputs valid, of {len({row[0] for row in rows})} problems", flush=True)


def measure(name, fmt, checker, each, large):
    """(name, inputs made, valid inputs) by kind; small inputs make up what the other kinds leave of the number."""
    if not isinstance(fmt, InputFormat) or fmt.unread:
        print(f"{name}: not read: {getattr(fmt, 'detail', None) or fmt.unread}", flush=True)
        return []
    rows, words, left = [], [], each
    for kind in (InputKind.EDGE, InputKind.LARGE, InputKind.EXTREME, InputKind.ADVERSARIAL, InputKind.SMALL):
        made = valid = largest = 0
        slowest = 0.0
        began = time.process_time()
        for case in seeded(fmt, kind, left if kind is InputKind.SMALL else 99 if kind is InputKind.EDGE else large):
            slowest = max(slowest, time.process_time() - began)
            largest = max(largest, len(case.stdin))
            made += 1
            valid += is_valid(name, case, checker)
            began = time.process_time()
        left -= made
        rows.append((name, made, valid))
        words.append(f"{kind.value} {valid}/{made} ≤ {slowest:.2f} s, {largest} B")
    print(f"{name}: {'; '.join(words)}", flush=True)
    return rows


def seeded(fmt, kind, count):
    """Inputs of one kind; small ones from further seeds too, until there are enough or no new ones come."""
    if kind is not InputKind.SMALL:
        yield from islice(generate(fmt, kind), count)
        return
    known = set()
    for seed in range(40):
        for case in generate(fmt, kind, seed, count):
            if case.stdin not in known:
                known.add(case.stdin)
                yield case
            if len(known) >= count:
                return


def is_valid(name, case, checker):
    lines = Lines(case.stdin)
    try:
        checker(lines)
        lines.end()
    except (AssertionError, IndexError, ValueError) as error:
        print(
            f"  {name} {case.name} (seed {case.seed}): {type(error).__name__} {error}: {case.stdin[:200]!r}", flush=True
        )
        return False
    return True


if __name__ == "__main__":
    main()
