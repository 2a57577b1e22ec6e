"""Recorded answers served with each fault at 20 %: every question ends in the outcome that its last fault implies."""

import gzip
import html
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from judge.attempt import Outcome
from judge.effort import Effort
from judge.languages import PYTHON
from solver.extraction import extract
from solver.models.client import ModelClient, Timeouts
from solver.models.wire.leaks import Leak
from solver.models.wire.request import Message, Request, RequestSettings, Role
from solver.outcome import decide
from tests.waiting import wait_until

SHARED = Path(__file__).parents[4] / "shared"
FAULTS = ("503", "500", "cut", "error", "empty", "mute", "leak")
PROBLEMS = 100

pytestmark = pytest.mark.skipif(not (SHARED / "mirror" / "mirror.py").is_file(), reason="shared data absent")


@pytest.fixture
def mirror(tmp_path):
    ready, log = tmp_path / "port", tmp_path / "log.jsonl"
    command = [sys.executable, SHARED / "mirror" / "mirror.py", "--port", "0", "--ready-file", ready, "--log", log]
    faults = ",".join(f"{fault}=0.2" for fault in FAULTS)
    with subprocess.Popen([*command, "--fault", faults, "--seed", "7"], stdout=subprocess.DEVNULL) as process:
        try:
            wait_until(lambda: ready.exists() or process.poll() is not None)
            yield f"http://127.0.0.1:{ready.read_text()}", log
        finally:
            process.kill()


def recorded() -> tuple[list[str], dict[str, str]]:
    """Prompts of the first problems with a recorded answer, and all recorded answers by task."""
    with gzip.open(SHARED / "data" / "statements.jsonl.gz", "rt", encoding="utf-8") as lines:
        statements = {row["task_id"]: row for row in map(json.loads, lines)}
    with gzip.open(SHARED / "data" / "answers-o1-preview.jsonl.gz", "rt", encoding="utf-8") as lines:
        answers = {row["task_id"]: row["response"] for row in map(json.loads, lines)}
    chosen = []
    for task in list(answers)[:PROBLEMS]:
        row = statements[task]
        statement = row["html"].get("en") or row["html"].get("ja") or ""
        chosen.append(row["title"] + "\n" + html.unescape(re.sub("<[^>]+>", "", statement)))
    return chosen, answers


def test_no_attempt_is_lost_and_each_ends_in_the_right_outcome(mirror):
    url, log = mirror
    counted, seen = Counter(), 0
    with ModelClient(url, timeouts=Timeouts(pause_s=0.02)) as client:
        prompts, answers = recorded()
        for prompt in prompts:
            request = Request("o1-preview", (Message(Role.USER, prompt),), Effort.LOW, RequestSettings(4096))
            exchange = client.ask(request)
            found = extract(exchange.text, PYTHON)
            outcome = decide(exchange, has_code=found is not None, has_complete_block=bool(found and found.complete))
            counted[outcome] += 1
            tries = len(exchange.failures) + 1
            assert tries <= 2
            served, task, seen = _served(log, seen, tries)
            answer = answers.get(task, "")  # the mirror guesses the problem from the prompt
            assert outcome is _expected(served[-1], answer), (task, served, exchange.notes)
            if outcome is Outcome.ANSWERED:
                assert exchange.text == answer
                assert (exchange.leaks == (Leak.HARMONY,)) == (served[-1] == "leak")
    assert sum(counted.values()) == PROBLEMS
    assert set(counted) == {Outcome.ANSWERED, Outcome.TRUNCATED, Outcome.EMPTY, Outcome.SERVER_ERROR}


def _expected(fault: str | None, answer: str) -> Outcome:
    if fault in ("500", "cut", "error"):
        return Outcome.SERVER_ERROR
    if fault == "empty":
        return Outcome.TRUNCATED
    if fault == "mute":
        return Outcome.EMPTY
    return Outcome.ANSWERED if extract(answer, PYTHON) else Outcome.NO_CODE


def _served(log: Path, seen: int, tries: int) -> tuple[list[str | None], str, int]:
    """The faults of all answers since the last question, the task, and the number of lines read so far.

    The mirror logs an answer after sending it, so this waits for as many entries as there were tries (503 is not one).
    """
    faults: list[str | None] = []
    task, read = "", seen

    def are_noted() -> bool:
        nonlocal task, read
        lines = log.read_text("utf-8").splitlines()
        faults.clear()
        for row in map(json.loads, lines[seen:]):
            if row.get("event") == "slot taken":
                faults.append(row["fault"])
                task = row["task"]
            elif row["status"] in (500, 503):
                faults.append(str(row["status"]))
        read = len(lines)
        return len([fault for fault in faults if fault != "503"]) == tries

    wait_until(are_noted, 10, lambda: (faults, tries))
    return faults, task, read
