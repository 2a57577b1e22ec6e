"""Pictures of the race's page, made from a demo race: `python -m tests.bench.race_page FOLDER [en|ja]`.

A real race runs on its own terminal: a person with a wrong save, two scripted models, a ghost. Chromium takes the page
in light, dark, on a phone, as an overlay and at the end; the terminal's own screen is kept as text.
"""

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.chromium import CHROMIUM, FLAGS
from tests.solver.race.conftest import Track

SIZES = {"light": (1360, 900), "dark": (1360, 900), "phone": (390, 844), "overlay": (1280, 140)}


def main(folder: str, lang: str = "en") -> None:
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as started:
        work = Path(home) / "work"
        work.mkdir()
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with Track(work, "auto") as track:
            track.model(tokens_per_s=12)
            more = ("--file", "main.py", "--model", "demo-120b", "--ghost", "1200", "--seed", "4", "--lang", lang)
            with track.start("kyoso_demo_e", *more, effort="medium", columns=100, rows=30) as screen:
                address = address_of(screen)
                screen.wait_for(lambda text: re.search(r"\d thought|思考 \d", text))
                track.save("print(8)\n")
                screen.wait_for("✗ WA")
                for name, (width, height) in SIZES.items():
                    page = opened(browser, address + ("?overlay" if name == "overlay" else ""), name, width, height)
                    page.locator("#lanes > li").nth(3).wait_for()
                    page.wait_for_timeout(700)  # a tick of the clock, and the tracks have moved
                    page.screenshot(path=out / f"race-{name}-{lang}.png", omit_background=name == "overlay")
                (out / f"terminal-{lang}.txt").write_text(screen.text)
                page = opened(browser, address, "light", *SIZES["light"])
                track.save("kyoso_demo_e/ac.py")
                screen.wait_for(lambda text: re.search(r"AC at \d|\d に AC", text), timeout=120)
                page.locator("#lanes > li.you .stations li.done", has_text="AC").wait_for()
                screen.interrupt()
                page.locator("#result").wait_for(state="visible")
                page.screenshot(path=out / f"race-end-{lang}.png")
                screen.end()
                if lang == "en":  # the emulator cannot read wide letters that are half overwritten
                    (out / f"terminal-end-{lang}.txt").write_text(screen.text)
        browser.close()


def address_of(screen) -> str:
    """The page's address, as it was written to the terminal."""
    found = []

    def told(_text: str) -> bool:
        found[:] = re.findall(rb"http://127\.0\.0\.1:\d+/", screen.written)
        return bool(found)

    screen.wait_for(told)
    return found[0].decode()


def opened(browser, address: str, name: str, width: int, height: int):
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if name == "dark" else "light"
    )
    page = context.new_page()
    page.on("console", lambda message: print("console:", message.text))
    page.on("pageerror", lambda error: print("page error:", error))
    page.goto(address)
    return page


if __name__ == "__main__":
    main(*sys.argv[1:])
