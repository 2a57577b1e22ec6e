"""README's pictures, made from the demo: `python -m tests.bench.pictures [docs/pictures]`.

race.png is a race against the scripted models (see race_page), report.png the page of a whole run of the demo.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.bench import race_page

REPORT_SIZE = (1280, 900)


def main(folder: str = "docs/pictures") -> None:
    out = Path(folder).resolve()
    with tempfile.TemporaryDirectory() as home:
        race_page.main(home)
        shutil.copy(Path(home) / "race-light-en.png", out / "race.png")
        page = Path(home) / "report.html"
        kyoso = [sys.executable, "-m", "solver", "--lang", "en"]
        environment = os.environ | {"KYOSO_HOME": home}
        subprocess.run([*kyoso, "demo"], env=environment, check=True)
        # The demo has its own log.
        environment["KYOSO_HOME"] = str(Path(home) / "demo")
        subprocess.run([*kyoso, "report", "--html", page], env=environment, check=True)
        with sync_playwright() as started:
            browser = started.chromium.launch(executable_path=shutil.which("chromium"), args=race_page.FLAGS)
            race_page.opened(browser, page.as_uri(), "light", *REPORT_SIZE).screenshot(path=out / "report.png")
            browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
