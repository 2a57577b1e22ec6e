"""From an event of a race to the drawn page: `python -m tests.bench.race_page_latency`.

A race of four lanes runs in this process, and Chromium has its page open. Every 0.3 s a lane reaches another sample;
the clock runs from the moment a thread tells the race until the page has changed (a MutationObserver's callback), and
until Chromium has drawn the next frame after that.
"""

import statistics
import tempfile
import threading
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from judge.progress import Running
from problems.demo import CONTEST, pages
from problems.page import read_page
from solver.cli.options import now
from solver.race.events import Progressed
from solver.race.page.server import PageServer
from solver.race.race import Race, RaceHooks, RaceSetup
from solver.race.rules import Lane, LaneKind
from solver.race.your_files import one_file
from tests.bench.race_redraw import course_of
from tests.chromium import CHROMIUM, FLAGS

EVENTS, GAP_S = 100, 0.3
WATCH = """() => {
  window.seen = {};
  new MutationObserver(() => {
    const text = document.querySelectorAll("#lanes > li")[1].querySelector(".state").textContent;
    if (window.seen[text]) return;
    const now = () => performance.timeOrigin + performance.now();
    window.seen[text] = [now(), 0];
    requestAnimationFrame(() => setTimeout(() => { window.seen[text][1] = now(); }));
  }).observe(document.getElementById("lanes"), { subtree: true, childList: true, characterData: true });
}"""


def main() -> None:
    problem = read_page(pages()[f"/contests/{CONTEST}/tasks/kyoso_demo_e"].decode(), task_id="kyoso_demo_e")
    course = course_of(problem, EVENTS * GAP_S + 20)
    lanes = tuple(Lane(LaneKind.MODEL, name, "high", distant=True) for name in ("demo-20b", "demo-120b"))
    hooks = RaceHooks(lambda attempt, _solved: attempt, lambda *_: None, now, None, lambda *_: "")
    told: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, PageServer(course, [problem], lang="en") as page:
        files = one_file(Path(folder) / "main.py", problem)
        setup = RaceSetup(course, (problem,), files=files, distant=lanes, countdown=0)
        race = Race(setup, None, [page], hooks)  # type: ignore[arg-type]
        runs = threading.Thread(target=race.run, daemon=True)
        with sync_playwright() as started:
            browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            tab = browser.new_page()
            runs.start()
            tab.goto(page.address)
            tab.locator("#lanes > li").nth(2).wait_for()
            tab.evaluate(WATCH)
            for number in range(1, EVENTS + 1):
                event = Running(number, EVENTS, str(number))
                told[f"sample {number}/{EVENTS}"] = 1000 * time.time()
                race.put(Progressed(1, problem.id, event, race.now_s))
                time.sleep(GAP_S)
            seen = tab.evaluate("window.seen")
            browser.close()
    for name, place in (("changed", 0), ("drawn", 1)):
        waited = sorted(seen[text][place] - at for text, at in told.items() if text in seen)
        cuts = statistics.quantiles(waited, n=20)
        print(f"event to the page {name}: {len(waited)} of {EVENTS}, median {statistics.median(waited):.0f} ms, "
              f"95 % {cuts[18]:.0f} ms, worst {waited[-1]:.0f} ms")  # fmt: skip


if __name__ == "__main__":
    main()
