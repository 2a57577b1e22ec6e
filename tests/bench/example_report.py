"""Makes the report in docs/example again: `make example`, or `python -m tests.bench.example_report FOLDER`.

The night is made up (three models, two efforts, 140 problems) and the same each time; the command writes the text and
the page, and Chromium takes the pictures.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from judge.log.log import Log
from tests.chromium import CHROMIUM, FLAGS
from tests.solver.report.big_night import big_night
from tests.solver.report.grading.nights import NOW

MODELS = (("made-up-20b", 12.11), ("made-up-20b-q8", 22.26), ("made-up-120b", 63.39))


def main():
    folder = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as home:
        big_night(Path(home), problems=140, tested=[label for label, _size in MODELS], models=MODELS)
        with Log(Path(home)) as log:
            log.runs.end(1, NOW)
        kyoso = [sys.executable, "-m", "solver", "report", "--home", home]
        plain = os.environ | {"LANG": "C.UTF-8", "LANGUAGE": "", "COLUMNS": "80"}
        said = subprocess.run(kyoso, env=plain, check=True, capture_output=True, text=True)
        (folder / "report.txt").write_text(said.stdout)
        page = folder / "report.html"
        subprocess.run([*kyoso, "--html", page, "--no-attempts"], env=plain, check=True, stdout=subprocess.DEVNULL)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        shot(browser, page, folder / "report.png", (1200, 850))
        shot(browser, page, folder / "grid-on-a-phone.png", (375, 812), "#grid")
        browser.close()


def shot(browser, page, picture, size, place=None):
    tab = browser.new_page(viewport={"width": size[0], "height": size[1]})
    tab.goto(page.as_uri())
    if place is not None:
        tab.locator(place).evaluate("heading => heading.scrollIntoView()")
    tab.screenshot(path=picture)
    tab.close()


if __name__ == "__main__":
    main()
