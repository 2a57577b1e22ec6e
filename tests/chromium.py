"""The browser for tests of pages: one per module, and all such tests on one worker."""

import shutil

import pytest

CHROMIUM = shutil.which("chromium")
FLAGS = [f"--{flag}" for flag in ("headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run")]
FLAGS += [f"--disable-{flag}" for flag in ("background-networking", "component-update", "sync")]


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("no chromium: apt install chromium")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


def pytest_collection_modifyitems(items):
    for item in items:
        # A test that also runs code would make the others wait for the sandbox's image.
        if "browser" in getattr(item, "fixturenames", ()) and "sandbox_kind" not in item.fixturenames:
            item.add_marker(pytest.mark.xdist_group("chromium"))
