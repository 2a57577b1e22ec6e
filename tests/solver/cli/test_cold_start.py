"""`kyoso judge` opens Docker's sandbox before parsing its arguments: a guess, which leaves nothing if it is wrong."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox import choose
from sandbox.engine import DockerEngine
from sandbox.owner import LABEL
from solver.cli.sandbox_ahead import _guessed, guessed_sandbox, sandbox_ahead
from tests.sandbox_fixtures import require_docker


@pytest.fixture
def home(monkeypatch, tmp_path):
    require_docker()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("KYOSO_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("KYOSO_SANDBOX", raising=False)
    Path("main.py").write_text("print(int(input()) * 2)\n")
    Path("tests").mkdir()
    Path("tests/1.in").write_text("1\n")
    Path("tests/1.out").write_text("2\n")
    return tmp_path / "home"


JUDGE = ("judge", "main.py", "--tests", "tests")


def kyoso(*words, **environment):
    command = [sys.executable, "-m", "solver", *words]
    return subprocess.run(command, check=False, capture_output=True, text=True, env=environment)


def locks(home):
    return list(home.rglob("*.lock"))


@pytest.mark.parametrize("kind", ["auto", "docker"])
def test_the_sandbox_that_was_guessed_is_the_one_that_is_used(home, monkeypatch, kind):
    monkeypatch.setattr(choose, "open_sandbox", None)
    with guessed_sandbox(JUDGE), sandbox_ahead(kind, home) as opened:
        assert opened().version(["true"]) is not None
        (lock,) = locks(home)
    assert not DockerEngine().containers(f"{LABEL}={lock.stem}")


def test_a_wrong_guess_is_closed(home, tmp_path):
    with guessed_sandbox(JUDGE):
        with sandbox_ahead("docker", tmp_path / "other") as opened:
            assert opened().describe()
        assert _guessed[0][1].result() is not None
        (lock,) = locks(home)
    assert not lock.exists()
    assert not DockerEngine().containers(f"{LABEL}={lock.stem}")


@pytest.mark.parametrize(
    "words",
    [
        ("solve", "abc300_a", "--effort", "low"),
        (*JUDGE, "--help"),
        (*JUDGE, "--home", "elsewhere"),
        (*JUDGE, "--sandbox", "bwrap"),
        (*JUDGE, "--sandbox=bwrap"),
        (*JUDGE, "--sand", "bwrap"),
    ],
    ids=" ".join,
)
def test_nothing_is_guessed_for_other_arguments(home, words):
    with guessed_sandbox(words):
        assert not _guessed


@pytest.mark.parametrize("setting", ['sandbox = "bwrap"', '[judge]\n  home = "elsewhere"'])
def test_nothing_is_guessed_if_the_settings_name_another_sandbox_or_home(home, setting):
    Path("kyoso.toml").write_text(setting)
    with guessed_sandbox(JUDGE):
        assert not _guessed


def test_a_wrong_argument_is_named_and_nothing_is_left_behind(home):
    done = kyoso(*JUDGE, "--bogus", PATH="/usr/bin:/bin", HOME=str(home), KYOSO_HOME=str(home), LANG="C.UTF-8")
    assert done.returncode == 2
    assert "--bogus" in done.stderr.splitlines()[-1]
    assert not locks(home)


def test_ctrl_c_during_imports_shows_no_traceback():
    interrupted = """
import os, signal
from solver.cli import sandbox_ahead, start
sandbox_ahead.guessed_sandbox = lambda _words: os.kill(os.getpid(), signal.SIGINT)
start.main()
"""
    done = subprocess.run([sys.executable, "-c", interrupted], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (-signal.SIGINT, "")


def test_a_missing_daemon_is_reported_once_in_the_persons_language(home):
    nowhere = {"DOCKER_HOST": "unix:///nowhere/docker.sock", "LANGUAGE": "ja", "LANG": "ja_JP.UTF-8", "PYTHONUTF8": "1"}
    done = kyoso(*JUDGE, "--sandbox", "docker", HOME=str(home), KYOSO_HOME=str(home), **nowhere)
    assert done.returncode == 3
    assert len(done.stderr.splitlines()) == 1
    assert "デーモン" in done.stderr, done.stderr
