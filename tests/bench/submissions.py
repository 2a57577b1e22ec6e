"""Whole submissions, 40 of 4 tests each, two at a time: tests judged per second by each way of running them.

    python -m tests.bench.submissions [--count 40] [--rounds 3] [--language python|cpp|both] [--results FILE]

"bare" runs the programs without any sandbox, "docker run" starts a container for each test, as most pipelines do.
`oj t` and DMOJ's own judge are installed on first use, or skipped with a note (tests/bench/peers.py). The rounds of all
ways are interleaved, each begins on an idle machine, and medians are printed. The slow ways get fewer submissions, as
printed. With a file for results a long measurement can be taken in parts: medians are over all rounds in the file.
"""

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from judge.judge import judge
from judge.judgement import Submission, Verdict
from judge.languages import CPP, PYTHON, Language
from problems.problem import Checker, Limits, Sample
from sandbox.choose import open_sandbox
from sandbox.errors import SandboxUnavailable
from sandbox.recipe import image_tag
from sandbox.sandbox import Sandbox
from tests.bench.idle import wait_until_idle
from tests.bench.peers import ENVIRONMENT, Dmoj, OnlineJudgeTools

WORKERS = 2
READY = 2  # containers in stock, as for a batch with two judges
TESTS = tuple(Sample(str(n), b"%d\n" % n, b"%d\n" % (n * (n + 1) // 2)) for n in (1, 10, 100, 1000))
LIMITS = Limits(time_s=2.0, memory_mib=1024)
SOURCES = {
    PYTHON.key: "n = int(input())\nprint(sum(range(n + 1)))  # {number}\n",
    CPP.key: "#include <bits/stdc++.h>\n"
    "int main() {{ long n, s = 0; std::cin >> n; while (n) s += n--; std::cout << s << '\\n'; }} // {number}\n",
}


def sources(language: Language, count: int, salt: str) -> list[str]:
    """Programs that all differ, so that no cache helps."""
    return [SOURCES[language.key].format(number=f"{salt} {number}") for number in range(count)]


def in_sandbox(sandbox: Sandbox, language: Language, programs: list[str]) -> None:
    def one(source: str) -> Verdict:
        return judge(Submission(language.key, source), TESTS, LIMITS, Checker(), sandbox).verdict

    with ThreadPoolExecutor(WORKERS) as workers:
        verdicts = list(workers.map(one, programs))
    assert verdicts == [Verdict.AC] * len(programs), verdicts


def by_commands(language: Language, programs: list[str], run: Callable[[Path, Language, Sample], bytes]) -> None:
    """Compile with the host's compiler and run each test in its own command."""

    def one(source: str) -> None:
        with tempfile.TemporaryDirectory() as folder:
            work = Path(folder)
            work.chmod(0o755)
            (work / language.source).write_text(source)
            compiled = [word.replace("gnu++23", "gnu++20") for word in language.compile]
            subprocess.run(compiled, cwd=work, check=True, capture_output=True, env=ENVIRONMENT)
            for test in TESTS:
                assert run(work, language, test).split() == test.expected.split()

    with ThreadPoolExecutor(WORKERS) as workers:
        list(workers.map(one, programs))


def bare(work: Path, language: Language, test: Sample) -> bytes:
    done = subprocess.run(language.run, cwd=work, input=test.stdin, capture_output=True, check=True, env=ENVIRONMENT)
    return done.stdout


def docker_run(work: Path, language: Language, test: Sample) -> bytes:
    mount = ["-v", f"{work}:/w:ro", "-w", "/w", "--network", "none", "--entrypoint", ""]
    command = ["docker", "run", "--rm", "-i", *mount, image_tag(), *language.run]
    return subprocess.run(command, input=test.stdin, capture_output=True, check=True).stdout


class Rounds:
    """The rates found so far, in tests per second, by language and way; kept in a file if one is named."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self.found: dict[str, dict[str, list[float]]] = {}
        if file and file.exists():
            self.found = json.loads(file.read_text())

    def add(self, language: str, way: str, rate: float) -> None:
        self.found.setdefault(language, {}).setdefault(way, []).append(rate)
        if self._file:
            self._file.write_text(json.dumps(self.found))

    def show(self, language: str, many: dict[str, int]) -> None:
        medians = {way: statistics.median(rates) for way, rates in self.found[language].items()}
        for way, rates in self.found[language].items():
            against = "  ".join(
                f"{medians[way] / medians[base]:5.2f} x {base}"
                for base in ("bare", "docker run", "oj t", "DMOJ")
                if base in medians and base != way
            )
            low, high = min(rates), max(rates)
            spread = f"({low:.1f}-{high:.1f}, {len(rates)} rounds of {many.get(way, 0)})"
            print(f"{language:7} {way:12} {medians[way]:6.1f} tests/s {spread:31} {against}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--language", choices=("python", "cpp", "both"), default="both")
    parser.add_argument("--ways", help="only these, e.g. 'bare,fresh'")
    parser.add_argument("--results", type=Path, help="a file that keeps the rounds of several calls")
    options = parser.parse_args()
    languages = [lang for lang in (PYTHON, CPP) if options.language in (lang.key, "both")]
    rounds = Rounds(options.results)
    with tempfile.TemporaryDirectory() as home, ExitStack() as opened:
        ways = open_ways(Path(home), opened, options.ways.split(",") if options.ways else None)
        for language in languages:
            many = {way: how_many(way, language, options.count) for way in ways}
            for number in range(options.rounds):
                for name, way in ways.items():
                    salt = f"{os.getpid()} {number} {name}"
                    programs = sources(language, many[name], salt)
                    wait_until_idle()
                    # A few first, so that containers made ahead give no advantage: as many are left at the end.
                    way(language, sources(language, WORKERS, f"first {salt}"))
                    began = time.perf_counter()
                    way(language, programs)
                    rate = many[name] * len(TESTS) / (time.perf_counter() - began)
                    rounds.add(language.key, name, rate)
            rounds.show(language.key, many)


def how_many(way: str, language: Language, count: int) -> int:
    """Submissions in one round: enough for a few seconds."""
    share = {"docker run": 8, "oj t": 4}.get(way, 1)
    if language is CPP and way in ("bare", "bwrap", "DMOJ"):  # these compile without a precompiled header
        share = 2
    return max(count // share, 2)


Way = Callable[[Language, list[str]], None]


def open_ways(home: Path, opened: ExitStack, only: list[str] | None) -> dict[str, Way]:
    """The ways that work here, by name; prints why each of the others does not."""

    def sandboxed(kind: str, **how: int) -> Way:
        sandbox = opened.enter_context(open_sandbox(kind, home, **how))
        return lambda language, programs: in_sandbox(sandbox, language, programs)

    def oj() -> Way:
        judge = OnlineJudgeTools()
        return lambda language, programs: judge(language, programs, TESTS, WORKERS)

    def dmoj() -> Way:
        judge = Dmoj(TESTS, WORKERS)
        opened.callback(judge.close)
        return lambda language, programs: judge(language, programs, TESTS, WORKERS)

    def docker_runs() -> Way:
        open_sandbox("docker", home).close()  # is there a daemon with the image?
        return lambda language, programs: by_commands(language, programs, docker_run)

    makers: dict[str, Callable[[], Way]] = {
        "bare": lambda: lambda language, programs: by_commands(language, programs, bare),
        "fresh": lambda: sandboxed("docker", ready=READY),
        "bwrap": lambda: sandboxed("bwrap"),
        "docker run": docker_runs,
        "oj t": oj,
        "DMOJ": dmoj,
    }
    ways: dict[str, Way] = {}
    for name, make in makers.items():
        if only is not None and name not in only:
            continue
        try:
            ways[name] = make()
        except (SandboxUnavailable, LookupError) as error:
            print(f"{name}: skipped: {error}")
    return ways


if __name__ == "__main__":
    main()
