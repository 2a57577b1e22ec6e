"""From a save to the verdict on three samples: `python -m tests.bench.race_save_to_verdict [docker|bwrap] [loaded]`.

A whole race runs, with its watcher, its log and a display that notes when a verdict would be drawn. A file is written
and renamed as an editor does; the clock runs from there to the frame that shows its verdict. The wall times of the
three runs, as the sandbox measured them, and for C++ that of the compiler, are subtracted; Python's syntax check counts
as ours. `loaded` keeps every core busy meanwhile, like a model that runs on the processor.
"""

import multiprocessing
import os
import queue
import signal
import statistics
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

from judge.judgement import Verdict
from judge.log.log import Log
from problems.demo import CONTEST, pages
from problems.page import read_page
from sandbox.choose import open_sandbox
from solver.cli.options import now
from solver.race.race import Race, RaceHooks, RaceSetup
from solver.race.rules import RaceSettings
from solver.race.your_files import one_file
from tests.bench.race_redraw import course_of

PROGRAMS = Path(__file__).parents[1] / "programs" / "kyoso_demo_a"
ROUNDS = 25
IDLE_S = 0.7  # between two saves, so that a box is ready again; a person's saves are further apart


class Timed:
    """A sandbox whose boxes note how long their compiler took."""

    def __init__(self, sandbox) -> None:
        self._sandbox = sandbox
        self.compiling_s = 0.0

    def __getattr__(self, name: str):
        return getattr(self._sandbox, name)

    @contextmanager
    def box(self, layer: str = "base"):
        with self._sandbox.box(layer) as box:
            yield TimedBox(self, box)


class TimedBox:
    def __init__(self, timed: Timed, box) -> None:
        self._timed, self._box = timed, box
        self.run, self.cancel = box.run, box.cancel

    def compile(self, *arguments):
        began = time.monotonic()
        try:
            return self._box.compile(*arguments)
        finally:
            self._timed.compiling_s = time.monotonic() - began


class Noting:
    """A display that puts the time and judgement of each newly tested save into a queue, when it would be drawn."""

    def __init__(self) -> None:
        self.tested: queue.Queue = queue.Queue()
        self._number = 0

    def show(self, state) -> None:
        last = state.you.last
        if last is not None and last.number != self._number:
            self._number = last.number
            self.tested.put((time.monotonic(), last.judgement))


def main(kind: str = "auto", load: str = "") -> None:
    problem = read_page(pages()[f"/contests/{CONTEST}/tasks/kyoso_demo_a"].decode(), task_id="kyoso_demo_a")
    assert len(problem.samples) == 3
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for _core in range(os.cpu_count() or 1 if load == "loaded" else 0):
            burner = multiprocessing.Process(target=_burn, daemon=True)
            burner.start()
            stack.callback(burner.kill)
        sandbox = stack.enter_context(open_sandbox(kind, home, note=print, ready=2))
        print(sandbox.describe(), load)
        for name in ("main.py", "main.cpp"):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            _measure(problem, sandbox, home, folder / name)


def _burn() -> None:
    while True:
        pass


def _measure(problem, sandbox, home: Path, path: Path) -> None:
    display, timed = Noting(), Timed(sandbox)
    with Log(home) as log:
        run = log.runs.begin("race", {}, now())
        log.runs.record_problem(problem, None, now())
        hooks = RaceHooks(
            log_attempt=lambda attempt, _solved: log.attempts.write(attempt, run=run),
            log_race=lambda _lanes, _seconds, _over: None,
            now=now,
            hint=None,
            open_submit_page=lambda _problem, _code: "",
        )
        files = one_file(path, problem)
        options = RaceSettings(submits_on_ac=False)
        race_setup = RaceSetup(course_of(problem, None), (problem,), files=files, options=options, countdown=0)
        race = Race(race_setup, timed, [display], hooks)
        report: list[str] = []
        saver = threading.Thread(target=_save, args=(path, display, timed, report))
        saver.start()
        race.run()
        saver.join()
        print(*report, sep="\n")


def _save(path: Path, display: Noting, timed: Timed, report: list[str]) -> None:
    try:
        time.sleep(1.0)
        source = (PROGRAMS / path.name.replace("main", "ac")).read_text()
        comment = "#" if path.suffix == ".py" else "//"
        totals, overheads, compilations = [], [], []
        for number in range(ROUNDS + 2):
            part = path.with_name(f".{path.name}.part")
            part.write_text(f"{source}\n{comment} {number}")
            began = time.monotonic()
            part.replace(path)
            at, judgement = display.tested.get(timeout=60)
            assert judgement.verdict is Verdict.AC, judgement
            compiling = timed.compiling_s
            if number >= 2:  # the first fill caches
                totals.append(at - began)
                compilations.append(compiling)
                programs = sum(case.run.wall_s for case in judgement.cases)
                overheads.append(at - began - programs - (compiling if path.suffix == ".cpp" else 0.0))
            time.sleep(IDLE_S)
        report.append(
            f"{path.name}, {ROUNDS} saves: beyond compiler and programs: median {_ms(statistics.median(overheads))}, "
            f"p90 {_ms(statistics.quantiles(overheads, n=10)[8])}, worst {_ms(max(overheads))} ms; "
            f"in all {_ms(statistics.median(totals))} ms; compiling {_ms(statistics.median(compilations))} ms"
        )
    finally:
        os.kill(os.getpid(), signal.SIGINT)  # as a person ends a race


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f}"


if __name__ == "__main__":
    main(*sys.argv[1:])
