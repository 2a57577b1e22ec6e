"""Other judges to measure beside ours, each in its own environment: online-judge-tools and DMOJ.

They are installed from the package index into a cache folder on first use, or found by KYOSO_BENCH_OJ (the command
`oj`) and KYOSO_BENCH_DMOJ (an interpreter that has the package `dmoj`). Installing DMOJ compiles it, which needs g++
and libseccomp-dev.
"""

import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from judge.languages import CPP, PYTHON, Language
from problems.problem import Sample

ENVIRONMENT = {"PATH": "/usr/bin:/bin"}  # the system's own compiler and interpreter, as in bubblewrap
OJ = ("online-judge-tools", "setuptools<81")  # it needs pkg_resources, which newer setuptools no longer have
DMOJ = ("dmoj==4.1.0",)
DMOJ_LANGUAGES = {PYTHON.key: "PY3", CPP.key: "CPP20"}


def cache_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "kyoso-bench")


def installed(name: str, requirements: Sequence[str]) -> Path | None:
    """The bin folder of an environment with the packages, made if it does not exist; None if that fails."""
    folder = cache_folder() / name
    if (folder / "complete").exists():
        return folder / "bin"
    folder.parent.mkdir(parents=True, exist_ok=True)
    for command in (
        [sys.executable, "-m", "venv", "--clear", str(folder)],
        [str(folder / "bin" / "pip"), "install", "-q", *requirements],
    ):
        try:
            done = subprocess.run(command, capture_output=True, check=False, timeout=900)
        except (OSError, subprocess.TimeoutExpired):
            return None
        if done.returncode:
            return None
    (folder / "complete").touch()
    return folder / "bin"


class OnlineJudgeTools:
    """`oj t`, once per submission."""

    def __init__(self) -> None:
        """Raises LookupError if it cannot be installed."""
        found = os.environ.get("KYOSO_BENCH_OJ") or shutil.which("oj")
        bin_folder = None if found else installed("oj", OJ)
        if not found and bin_folder is None:
            raise LookupError("online-judge-tools cannot be installed here")
        self._command = found or str(bin_folder / "oj")
        self._home = cache_folder() / "oj-home"
        self._home.mkdir(parents=True, exist_ok=True)
        # It looks for updates once a day: now, so that no measured run does.
        subprocess.run([self._command, "--version"], capture_output=True, check=False, env=self._environment())

    def __call__(self, language: Language, programs: Sequence[str], tests: Sequence[Sample], workers: int) -> None:
        def one(source: str) -> None:
            with tempfile.TemporaryDirectory() as scratch:
                work = Path(scratch)
                (work / language.source).write_text(source)
                compiled = [word.replace("gnu++23", "gnu++20") for word in language.compile]
                subprocess.run(compiled, cwd=work, check=True, capture_output=True, env=ENVIRONMENT)
                (work / "test").mkdir()
                for test in tests:
                    (work / "test" / f"{test.name}.in").write_bytes(test.stdin)
                    (work / "test" / f"{test.name}.out").write_bytes(test.expected)
                command = [self._command, "t", "-c", " ".join(language.run)]
                subprocess.run(command, cwd=work, check=True, capture_output=True, env=self._environment())

        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(one, programs))

    def close(self) -> None:
        """Nothing is kept running."""

    def _environment(self) -> dict[str, str]:
        """Its settings and caches are in a folder of ours; programs find the system's compiler, as elsewhere."""
        passed = {name: value for name, value in os.environ.items() if "proxy" in name.lower()}
        return {**passed, **ENVIRONMENT, "HOME": str(self._home), "XDG_CACHE_HOME": str(self._home / "cache")}


class Dmoj:
    """DMOJ's judge in as many processes as work at a time, each with the problem and its tests on disk."""

    def __init__(self, tests: Sequence[Sample], workers: int) -> None:
        """Raises LookupError if it cannot be installed or does not start."""
        found = os.environ.get("KYOSO_BENCH_DMOJ")
        bin_folder = None if found else installed("dmoj", DMOJ)
        if not found and bin_folder is None:
            raise LookupError("the package dmoj cannot be built here: it needs g++ and libseccomp-dev")
        python = found or str(bin_folder / "python")
        self._folder = tempfile.TemporaryDirectory()
        self._idle: queue.Queue[subprocess.Popen[str]] = queue.Queue()
        self._started: list[subprocess.Popen[str]] = []
        config = self._write(tests)
        command = [python, str(Path(__file__).with_name("dmoj_worker.py")), "-c", str(config), "--no-ansi"]
        command += ["-e", ",".join(DMOJ_LANGUAGES.values())]
        for _number in range(workers):
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                bufsize=1,
                env={**ENVIRONMENT, "HOME": self._folder.name, "LANG": "C.UTF-8"},
            )
            self._started.append(process)
            self._idle.put(process)
        try:
            for process in self._started:
                found_languages = json.loads(process.stdout.readline())
                if not set(DMOJ_LANGUAGES.values()) <= set(found_languages):
                    raise LookupError(f"DMOJ found only these languages: {found_languages}")
        except ValueError as error:
            raise LookupError("DMOJ's judge does not start here") from error

    def __call__(self, language: Language, programs: Sequence[str], tests: Sequence[Sample], workers: int) -> None:
        def one(source: str) -> None:
            process = self._idle.get()
            try:
                print(json.dumps({"language": DMOJ_LANGUAGES[language.key], "source": source}), file=process.stdin)
                codes = json.loads(process.stdout.readline())
            finally:
                self._idle.put(process)
            assert codes == ["AC"] * len(tests), codes

        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(one, programs))

    def close(self) -> None:
        for process in self._started:
            process.stdin.close()
            process.wait(30)
        self._folder.cleanup()

    def _write(self, tests: Sequence[Sample]) -> Path:
        problem = Path(self._folder.name, "problems", "bench")
        problem.mkdir(parents=True)
        cases = []
        for test in tests:
            (problem / f"{test.name}.in").write_bytes(test.stdin)
            (problem / f"{test.name}.out").write_bytes(test.expected)
            cases.append({"in": f"{test.name}.in", "out": f"{test.name}.out", "points": 1})
        (problem / "init.yml").write_text(json.dumps({"test_cases": cases}))  # JSON is YAML
        config = Path(self._folder.name, "config.yml")
        runtime = {"python3": "/usr/bin/python3", "g++20": "/usr/bin/g++"}
        settings = {"problem_storage_globs": [str(problem.parent / "*")], "runtime": runtime}
        config.write_text(json.dumps(settings))
        return config
