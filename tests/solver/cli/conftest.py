"""The demo's servers as the site and the model server, and kyoso run as a person would."""

import json
import os
import subprocess
from dataclasses import dataclass

import pytest

from problems import demo
from solver.cli.main import run
from solver.demo.scripted_model import ScriptedModel
from solver.demo.site import DemoSite


@dataclass
class Done:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def rows(self):
        return [json.loads(line) for line in self.out.splitlines()]


def hurried(page):
    """The demo's page with a tenth of its time limit, so that programs that are too slow end sooner."""
    return page.replace(b"Time Limit: 2 sec", b"Time Limit: 0.2 sec")


def hurried_site():
    return DemoSite({path: hurried(page) for path, page in demo.pages().items()})


@pytest.fixture
def site(monkeypatch, tmp_path):
    with DemoSite() as server:
        monkeypatch.setenv("KYOSO_SITE", server.url)
        monkeypatch.setenv("KYOSO_RESOURCES", server.url)
        yield server


@pytest.fixture
def model(monkeypatch):
    with ScriptedModel(tokens_per_s=None) as server:
        monkeypatch.setenv("KYOSO_SERVER", server.url)
        yield server


@pytest.fixture
def kyoso(monkeypatch, tmp_path, capfd, sandbox_kind, lent_sandbox):
    """Run kyoso in an empty folder with its own home."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("KYOSO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KYOSO_SANDBOX", sandbox_kind)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")

    def command(*arguments):
        code = run([str(argument) for argument in arguments])
        printed = capfd.readouterr()
        return Done(int(code), printed.out, printed.err)

    return command


@pytest.fixture
def program(tmp_path):
    """Write a program, and return its path."""

    def write(source, name="mine.py"):
        path = tmp_path / name
        path.write_text(source)
        return path

    return write


@pytest.fixture
def small_disk(tmp_path):
    """A folder on its own disk of 3 MiB, so that the disk can be filled."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)
