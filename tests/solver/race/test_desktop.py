"""The submit page and the clipboard, and what a person is told without a desktop."""

import os
import stat
from dataclasses import replace

from problems.demo import CONTEST, pages
from problems.page import read_page
from solver.race import desktop

PROBLEM = read_page(pages()[f"/contests/{CONTEST}/tasks/kyoso_demo_a"].decode())


def test_the_submit_page_is_atcoders_for_that_task():
    problem = replace(PROBLEM, contest="abc417", id="abc417_e")
    assert desktop.submit_page(problem) == "https://atcoder.jp/contests/abc417/submit?taskScreenName=abc417_e"
    assert desktop.submit_page(replace(problem, contest=None)) is None


def test_without_a_desktop_the_address_is_shown(monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("PATH", "/nonexistent")
    told = desktop.open_submit_page(replace(PROBLEM, contest="abc417", id="abc417_e"), "")
    assert told == "Submit it at https://atcoder.jp/contests/abc417/submit?taskScreenName=abc417_e"


def test_the_desktops_clipboard_program_gets_the_code_unchanged(monkeypatch, tmp_path):
    copier = tmp_path / "wl-copy"
    copier.write_text(f'#!/bin/sh\n/bin/cat > "{tmp_path}/copied"\n')
    copier.chmod(copier.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path) + os.pathsep + "/nonexistent")
    assert desktop.copy("print('こんにちは')\n\udcff")
    assert (tmp_path / "copied").read_bytes() == "print('こんにちは')\n".encode() + b"\xff"
