"""The whole list of attacks, over and over in random order, two at a time: every verdict as expected, nothing left.

    python -m tests.bench.soak_hostile [--rounds 3] [--seed N] [--sandbox both|docker|bwrap] [--only WORD]

At 1 s and 256 MiB, as in the tests: the programs of tests/programs/hostile, and those of hostile_programs in each
language that the sandbox has. Run as an ordinary user, it tests bubblewrap as that user has it. Prints each wrong
verdict and each survivor; exits 1 if there is one.
"""

import argparse
import random
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from judge.judge import judge
from judge.judgement import Submission, Verdict
from judge.languages import LANGUAGES, by_ending
from problems.problem import Checker
from sandbox.choose import open_sandbox
from sandbox.errors import SandboxUnavailable
from sandbox.sandbox import Sandbox
from tests.bench.hostile_programs import Attack, attacks
from tests.sandbox.test_hostile_programs import CLEAN, LIMITS, PROGRAMS, TESTS, WatchedSandbox


def of_files() -> list[Attack]:
    found = []
    for path in PROGRAMS:
        language, source = by_ending(path.name), path.read_bytes().decode("utf-8", "surrogateescape")
        assert language is not None
        found.append(Attack(path.name, language.key, source, frozenset({path.name.partition("_")[0].upper()})))
    return found


def wrong(sandbox: Sandbox, attack: Attack) -> list[str]:
    """What went wrong with one program; empty if nothing did."""
    watched = WatchedSandbox(sandbox)
    judgement = judge(Submission(attack.language, attack.source), TESTS, LIMITS, Checker(), watched)
    if attack.verdicts == {"CE"}:
        return [] if judgement.verdict is Verdict.CE else [f"{judgement.verdict}, not CE"]
    if len(judgement.cases) != len(TESTS):
        return [f"{judgement.verdict}: {[str(case.note) for case in judgement.cases]} {judgement.compile_output[:200]}"]
    attacked, honest = judgement.cases
    found = []
    if attacked.verdict not in attack.verdicts:
        found.append(f"{attacked.verdict}, not {'|'.join(attack.verdicts)}: {attacked.note} {attacked.run}")
    if honest.verdict is not Verdict.AC:
        found.append(f"the honest test is {honest.verdict}: {honest.note} {honest.run}")
    left = {left for box in watched.boxes for left in box.left} - {CLEAN}
    return [*found, *(f"left behind: {text}" for text in sorted(left))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 100_000)
    parser.add_argument("--sandbox", choices=("both", "docker", "bwrap"), default="both")
    parser.add_argument("--only", default="", help="only attacks with this word in their name")
    options = parser.parse_args()
    print(f"seed {options.seed}")
    failed = 0
    for kind in ("docker", "bwrap") if options.sandbox == "both" else (options.sandbox,):
        began = time.perf_counter()
        try:
            with (
                tempfile.TemporaryDirectory() as home,
                open_sandbox(kind, Path(home), ready=2) as sandbox,
                ThreadPoolExecutor(2) as workers,
            ):
                there = {key for key, language in LANGUAGES.items() if sandbox.version(language.version)}
                jobs = [*of_files(), *(attack for attack in attacks() if attack.language in there)]
                jobs = [attack for attack in jobs if options.only in attack.name] * options.rounds
                random.Random(options.seed).shuffle(jobs)
                found_in = workers.map(lambda attack: wrong(sandbox, attack), jobs)
                for attack, found in zip(jobs, found_in, strict=True):
                    failed += bool(found)
                    for line in found:
                        print(f"{kind} {attack.name}: {line[:400]}", flush=True)
                described = sandbox.describe()
        except SandboxUnavailable as error:
            print(f"{kind}: skipped: {error}")
            continue
        seconds, languages = time.perf_counter() - began, len({attack.language for attack in jobs})
        print(f"{described}: {len(jobs)} attacks in {languages} languages in {seconds:.0f} s, {failed} wrong so far")
    if failed:
        sys.exit(1)


if __name__ == "__main__":
    main()
