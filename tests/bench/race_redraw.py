"""The share of one core that showing a race takes: `python -m tests.bench.race_redraw [nopage]`.

A race of four lanes runs for 10 s on a terminal that only a drain reads, and on its page with one reader. Both models
stream with an event every 0.25 s, as the client sends them, and a failing case is shown. The processor time is that of
the whole process, for the terminal's drawing and the page's server together; the reader is another process.
"""

import os
import pty
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path

from judge.judgement import CaseResult, Judgement, Verdict
from problems.demo import CONTEST, pages
from problems.page import read_page
from sandbox.run import Ending, RunResult
from solver import progress
from solver.cli.options import now
from solver.race.display import Screen
from solver.race.events import Progressed
from solver.race.page.server import PageServer
from solver.race.race import Race, RaceHooks, RaceSetup
from solver.race.rules import Lane, LaneKind, Rules
from solver.race.state import Course, GhostTimes, LastTest, RaceProblem
from solver.race.your_files import one_file

SECONDS = 10.0
READER = "import sys, httpx\nwith httpx.stream('GET', sys.argv[1], timeout=30) as r:\n    for _ in r.iter_lines(): pass"


def course_of(problem, limit_s: float) -> Course:
    """A course of that one problem, with a ghost."""
    ghost = GhostTimes(1200, {problem.id: 3600.0}, 1800.0, 5400.0, (1, 4, 8, 6, 4, 2, 1, 1))
    limits = problem.limits
    shown = RaceProblem(problem.id, "E", problem.title, 450, limits.time_s, limits.memory_mib, len(problem.samples))
    return Course((shown,), Rules(), limit_s, (ghost,))


def main(without: str = "") -> None:
    from rich.console import Console

    master, slave = pty.openpty()
    threading.Thread(target=_drain, args=(master,), daemon=True).start()
    with ExitStack() as stack, os.fdopen(slave, "w") as terminal:
        console = Console(file=terminal, force_terminal=True, width=100, height=30, color_system="256")
        problem = read_page(pages()[f"/contests/{CONTEST}/tasks/kyoso_demo_e"].decode(), task_id="kyoso_demo_e")
        course = course_of(problem, SECONDS)
        lanes = tuple(Lane(LaneKind.MODEL, name, "high", distant=True) for name in ("demo-20b", "demo-120b"))
        hooks = RaceHooks(lambda attempt, _solved: attempt, lambda *_: None, now, None, lambda *_: "")
        screen = Screen(course, [problem], console)
        page = PageServer(course, [problem], lang="en")
        files = one_file(Path(stack.enter_context(tempfile.TemporaryDirectory())) / "main.py", problem)
        setup = RaceSetup(course, (problem,), files=files, distant=lanes, countdown=0)
        race = Race(setup, None, [screen] if without else [screen, page], hooks)  # type: ignore[arg-type]
        _show_a_failing_case(race, problem)
        with page, screen:
            reader = subprocess.Popen([sys.executable, "-c", READER, page.address + "events"])
            time.sleep(1.5)
            threading.Thread(target=_stream, args=(race, problem.id), daemon=True).start()
            began, used = time.monotonic(), time.process_time()
            race.run()
            share = (time.process_time() - used) / (time.monotonic() - began)
            reader.kill()
            reader.wait()
    print(f"redrawing{' without the page' * bool(without)}: {100 * share:.2f} % of one core over {SECONDS:.0f} s")


def _show_a_failing_case(race: Race, problem) -> None:
    run = RunResult(Ending.EXITED, 0, None, 0.01, 0.01, 1.0, b"1\n2\n3\n", b"")
    failed = Judgement(Verdict.WA, (CaseResult("1", Verdict.WA, run),), "", 0.01, 1.0)
    you = race.engine.you
    assert you is not None
    you.shown = replace(you.shown, last=LastTest(problem.id, "m.py", 3, failed, 1))


def _stream(race: Race, task: str) -> None:
    for count in range(int(SECONDS * 4)):
        for lane in (1, 2):
            race.put(Progressed(lane, task, progress.Tokens("m", 50 * count, 0, 45.0), race.now_s))
        time.sleep(0.25)


def _drain(descriptor: int) -> None:
    with suppress(OSError):
        while os.read(descriptor, 65536):
            pass


if __name__ == "__main__":
    main(*sys.argv[1:])
