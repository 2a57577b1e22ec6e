"""One worker of DMOJ's own judge; run by an interpreter that has the package `dmoj` (tests/bench/peers.py).

    python dmoj_worker.py -c config.yml -e PY3,CPP20 --no-ansi

Each line of standard input is a submission, {"language": "PY3", "source": "…"}; each line of output its tests' codes.
"""

import json
import os
import sys

from dmoj import executors, judgeenv
from dmoj.judge import Judge, Submission


class Collector:
    """Stands in for the site: collects the judge's result for each test, and what failed before any."""

    def __init__(self) -> None:
        self.codes: list[str] = []

    def test_case_status_packet(self, _number: int, result: object) -> None:
        self.codes.append(result.readable_codes()[0])  # type: ignore[attr-defined]

    def compile_error_packet(self, message: str) -> None:
        self.codes.append(f"CE {message}")

    def internal_error_packet(self, message: str) -> None:
        self.codes.append(f"IE {message}")

    def __getattr__(self, _name: str) -> object:
        return lambda *_arguments: None


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what the judge itself prints is not an answer
    judgeenv.load_env(cli=True)
    executors.load_executors()
    collector = Collector()
    judge = Judge(collector)
    print(json.dumps(sorted(executors.executors)), file=answers)
    for number, line in enumerate(sys.stdin, start=1):
        asked = json.loads(line)
        collector.codes = []
        submission = Submission(number, "bench", asked["language"], asked["source"], 2.0, 1024 * 1024, False, {})
        judge.begin_grading(submission, report=lambda _text: None, blocking=True)
        print(json.dumps(collector.codes), file=answers)


if __name__ == "__main__":
    main()
