"""Reads the input format of every recorded statement, and tries the readings on samples, whole and mutated.

    python -m tests.bench.input_reading [--contest REGEX] [--list FILE]

Needs the recorded data beside the repository; says so if they are absent.
"""

import argparse
import gzip
import json
import random
import re
import statistics
import sys
import time
from collections import Counter
from itertools import islice
from pathlib import Path

from problems.errors import PageNotUnderstood
from problems.inputs.format import InputFormat, Integers, Refusal, Unreadable
from problems.inputs.matching import match_input
from problems.inputs.reading import read_input
from problems.page import read_page

ROOT = Path(__file__).parents[2]
STATEMENTS = ROOT.parent / "shared" / "data" / "statements.jsonl.gz"
MUTATIONS = ("a line dropped", "a token added", "a bound broken")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contest", default="", help="only tasks whose name matches")
    parser.add_argument("--list", type=Path, help="write what was not read here")
    options = parser.parse_args()
    if not STATEMENTS.is_file():
        sys.exit("recorded statements absent: nothing to measure with")
    problems = [p for p in recorded_problems() if re.search(options.contest, p.id)]
    readings, seconds = {}, []
    for problem in problems:
        began = time.perf_counter()
        readings[problem.id] = read_input(problem)
        seconds.append(time.perf_counter() - began)
    show_shares(problems, readings, seconds)
    show_samples(problems, readings)
    show_unread(readings, options.list)


def recorded_problems(every=1):
    """Every recorded statement, or every `every`-th, as a problem read from a minimal page."""
    with gzip.open(STATEMENTS, "rt", encoding="utf-8") as file:
        for row in map(json.loads, islice(file, 0, None, every)):
            blocks = "".join(
                f'<span class="lang-{language}">{html}</span>' for language, html in row["html"].items() if html
            )
            page = (
                "<html><head><title>A - A</title></head><body><span class='h2'>A - A</span>"
                "<p>Time Limit: 2 sec / Memory Limit: 1024 MiB</p>"
                f"<div id='task-statement'><span class='lang'>{blocks}</span></div></body></html>"
            )
            try:
                yield read_page(page, url=row["url"], task_id=row["task_id"])
            except PageNotUnderstood as error:
                print(f"{row['task_id']}: no problem: {error}")


def share(part, whole):
    return f"{part} of {whole} ({part / max(1, whole):.1%})"


def show_shares(problems, readings, seconds):
    groups = {"all": "", "ABC": "^abc", "ARC": "^arc", "AGC": "^agc", "not AHC and the like": ""}
    for name, pattern in groups.items():
        chosen = [p for p in problems if re.search(pattern, p.id)]
        if name.startswith("not"):
            chosen = [p for p in chosen if p.samples and not p.interactive]
        read = [r for p in chosen if isinstance(r := readings[p.id], InputFormat)]
        whole = [r for r in read if not r.unread]
        label = name if not name.startswith("not") else "with samples, not interactive"
        print(f"{label}: read {share(len(read), len(chosen))}, nothing unread {share(len(whole), len(chosen))}")
    print(
        f"time a statement: median {statistics.median(seconds) * 1000:.1f} ms, "
        f"largest {max(seconds) * 1000:.0f} ms, all {sum(seconds):.1f} s"
    )


def show_samples(problems, readings):
    rng = random.Random(1)
    samples = refused = 0
    mutable, rejected = Counter(), Counter()
    for problem in problems:
        reading = readings[problem.id]
        if not isinstance(reading, InputFormat):
            continue
        for sample in problem.samples:
            samples += 1
            values = match_input(reading, sample.stdin)
            refused += isinstance(values, Refusal)
            for name, mutated in mutations(sample.stdin.decode(), reading, values, rng):
                mutable[name] += 1
                rejected[name] += isinstance(match_input(reading, mutated.encode()), Refusal)
    print(f"samples accepted: {share(samples - refused, samples)}")
    for name in MUTATIONS:
        print(f"{name}: rejected {share(rejected[name], mutable[name])} mutable")
    print(f"all three: rejected {share(sum(rejected.values()), sum(mutable.values()))}")


def mutations(text, reading, values, rng):
    """The sample mutated in each way that applies to it."""
    lines = text.rstrip("\n").split("\n")
    if len(lines) > 1:
        dropped = rng.randrange(len(lines))
        yield MUTATIONS[0], "\n".join(lines[:dropped] + lines[dropped + 1 :]) + "\n"
    place = rng.randrange(len(lines))
    yield MUTATIONS[1], "\n".join([*lines[:place], lines[place] + " 1", *lines[place + 1 :]]) + "\n"
    broken = beyond_bound(lines, reading, values, rng)
    if broken is not None:
        yield MUTATIONS[2], broken


def beyond_bound(lines, reading, values, rng):
    """The sample with one of its numbers put far beyond any bound; None if it has no number, or none is bounded."""
    tokens = [(i, j, token) for i, line in enumerate(lines) for j, token in enumerate(line.split())]
    numbers = [found for found in tokens if re.fullmatch(r"-?\d+", found[2])]
    if not numbers or not any(isinstance(domain, Integers) for domain in reading.scope.domains.values()):
        return None
    row, column, token = rng.choice(numbers)
    parts = lines[row].split()
    # Beyond the largest bound in any statement, and of a length that no string of digits has.
    parts[column] = ("-" if rng.random() < 0.5 else "") + "9" * (len(token) + 25)
    return "\n".join([*lines[:row], " ".join(parts), *lines[row + 1 :]]) + "\n"


def show_unread(readings, path):
    reasons = Counter(r.reason for r in readings.values() if isinstance(r, Unreadable))
    print("not read:", ", ".join(f"{reason} {count}" for reason, count in reasons.most_common()))
    sentences = Counter(
        re.sub(r"\$[^$]*\$", "$", text) for r in readings.values() if isinstance(r, InputFormat) for text in r.unread
    )
    print(f"sentences not understood: {sum(sentences.values())}, the most frequent (formulas as $):")
    for text, count in sentences.most_common(12):
        print(f"  {count:3} {text[:100]}")
    if path:
        lines = [f"{task}\t{r.reason}\t{r.detail}" for task, r in readings.items() if isinstance(r, Unreadable)]
        lines += [f"{count}\t{text}" for text, count in sentences.most_common()]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
