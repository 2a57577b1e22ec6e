"""Fixtures for all tests, and the rule that in CI a test may be skipped only for a named reason."""

import gc
import os
import signal
from pathlib import Path

import pytest

pytest_plugins = ["tests.sandbox_fixtures", "tests.chromium"]

# In CI a test may be skipped only for one of these; anything else that skips is a defect of the machine or the tests.
ALLOWED_IN_CI = ("other cgroup version", "shared data absent")


def pytest_configure(config):
    gc.set_threshold(50_000)  # like kyoso itself
    # A shell's background jobs ignore Ctrl-C, and so would every process that a test starts and interrupts.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") != "true" or reporter is None:
        return
    # A skipped test and a skipped module both end up here, from every worker.
    for report in reporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if not any(allowed in reason for allowed in ALLOWED_IN_CI):
            reporter.write_line(f"skipped in CI: {report.nodeid}: {reason}", red=True)
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def english(monkeypatch):
    """Messages in English, whatever the locale or the language that an earlier test asked for."""
    monkeypatch.setenv("LANGUAGE", "en")


@pytest.fixture(autouse=True)
def no_site(monkeypatch):
    """No contest site and no list of contests, except in tests that serve one: no test asks the real ones."""
    for name in ("KYOSO_SITE", "KYOSO_RESOURCES"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")


@pytest.fixture(autouse=True)
def samples_only(monkeypatch):
    """Commands stop at the samples, except in tests of what follows, which costs seconds of CPU each."""
    monkeypatch.setenv("KYOSO_LIKELY", "0")


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    """More time by the clock for shrinking than a person would wait: other tests keep the machine busy meanwhile."""
    monkeypatch.setattr("judge.stress.shrink._WALL_PER_CPU", 60.0)


@pytest.fixture
def few_inputs(monkeypatch):
    """Few inputs from each source, for tests of what is done with them: each program runs on all of them."""
    from judge.stress import engine, generate, inputs, near_samples, search, written
    from judge.stress.cases import InputKind
    from judge.stress.shrink import shrink
    from judge.stress.styles import STYLES
    from problems.problem import Limits

    for where, name in ((generate, "SMALL"), (near_samples, "SMALLEST"), (near_samples, "NEIGHBOURS")):
        monkeypatch.setattr(where, name, 6)
    monkeypatch.setattr(inputs, "PLAIN_LARGE", 3)
    monkeypatch.setitem(STYLES, InputKind.EDGE, STYLES[InputKind.EDGE][:8])
    monkeypatch.setattr(written, "_COUNTS", {InputKind.EDGE: 2, InputKind.SMALL: 8, InputKind.LARGE: 4})
    monkeypatch.setattr(written, "_MUTANTS", 2)
    monkeypatch.setattr(written, "_LIMITS", Limits(time_s=0.5, memory_mib=1024))
    # Only the tests of shrinking check how small a failing input gets.
    for where in (engine, search):
        monkeypatch.setattr(where, "shrink", lambda *args, most_runs=10: shrink(*args, most_runs=min(most_runs, 10)))


@pytest.fixture(scope="session")
def programs():
    """The folder of real programs, each named for the verdict that it must get."""
    return Path(__file__).parent / "programs"


@pytest.fixture(scope="session")
def sandbox_kind(any_sandbox):
    """The name of the sandbox kind that `auto` picks here."""
    return any_sandbox.name
