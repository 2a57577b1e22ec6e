"""The page of a night of 6 models × efforts on 300 problems: how large it is, how long it takes to write and to answer.

python -m tests.bench.report_page
"""

import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import sync_playwright

from judge.log.log import FILE_NAME
from solver.report.page import write_page
from solver.report.report import Wanted, make_report
from tests.chromium import CHROMIUM, FLAGS
from tests.solver.report.big_night import big_night


def main():
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder)
        big_night(home)
        path, began = home / "report.html", time.monotonic()
        write_page(make_report(home / FILE_NAME, Wanted(), datetime.now(UTC)), path)
        print(f"written in {time.monotonic() - began:.1f} s, {path.stat().st_size / 1e6:.2f} MB")
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        ready, answered = [], []
        for _try in range(5):
            page = chromium.new_page()
            page.goto(path.as_uri())
            ready.append(page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd / 1000"))
            began = time.monotonic()
            page.locator("#cells button.m").nth(900).click()
            page.wait_for_selector("dialog[open] h3")
            answered.append(time.monotonic() - began)
            page.close()
        chromium.close()
        print(f"its script has run after {statistics.median(ready):.2f} s,", end="")
        print(f" a cell opens in {statistics.median(answered):.2f} s (medians of 5)")


if __name__ == "__main__":
    main()
