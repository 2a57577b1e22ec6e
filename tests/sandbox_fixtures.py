"""Real sandboxes for tests: one of each kind per test run (under pytest-xdist per worker)."""

import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from filelock import FileLock

from sandbox.bubblewrap import BubblewrapSandbox
from sandbox.build import build_image
from sandbox.choose import open_sandbox
from sandbox.daemon import connect
from sandbox.errors import SandboxError, SandboxUnavailable
from sandbox.recipe import image_tag
from sandbox.sandbox import Sandbox

KINDS = ("docker", "bwrap")


# Tests that use one of these fixtures, or are in one of these places, run code: they come last.
RUN_CODE = {"sandbox", "any_sandbox", "sandbox_kind"}
RUN_CODE_HERE = ("tests/sandbox/", "tests/test_distribution.py")
# The longest of them start first, so that none is left alone at the end.
LONG = ("tests/test_distribution.py", "tests/sandbox/test_ordinary_user.py", "tests/judge/test_program.py")


def make_image() -> None:
    """Build the image if a daemon answers and has none, once across all processes. Raises SandboxError."""
    with closing(connect()) as client, FileLock(Path(tempfile.gettempdir(), "kyoso-image-build.lock")):
        if not client.images(name=image_tag()):
            build_image()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put tests that run no code first; under pytest-xdist the image is built meanwhile."""

    def runs_code(item: pytest.Item) -> bool:
        return not RUN_CODE.isdisjoint(getattr(item, "fixturenames", ())) or item.nodeid.startswith(RUN_CODE_HERE)

    def build() -> None:
        with suppress(SandboxError):  # the first test that needs it says why
            make_image()

    items.sort(key=lambda item: (runs_code(item), not item.nodeid.startswith(LONG)))
    if hasattr(config, "workerinput") and items and runs_code(items[-1]):
        threading.Thread(target=build, daemon=True).start()


def require_docker() -> None:
    """Skip if no daemon answers; otherwise the image exists afterwards."""
    try:
        make_image()
    except SandboxUnavailable:
        pytest.skip("no Docker daemon answers: `apt install docker.io` brings one")


def require_bwrap(home: Path) -> None:
    try:
        BubblewrapSandbox(home).close()
    except SandboxUnavailable as error:
        pytest.skip(f"no bubblewrap: {error}")


def open_for_test(kind: str, home: Path, **options: int) -> Sandbox:
    """A sandbox of the kind, or a skip that says why there is none."""
    if kind == "docker":
        require_docker()
    else:
        require_bwrap(home)
    return open_sandbox(kind, home, **options)


@pytest.fixture(scope="session", params=KINDS)
def sandbox(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Both sandboxes, one after the other."""
    with open_for_test(request.param, tmp_path_factory.mktemp("sandbox")) as opened:
        yield opened


class LentSandbox:
    """An open sandbox that its borrowers cannot close."""

    def __init__(self, opened: Sandbox) -> None:
        self._opened = opened

    def __getattr__(self, name: str) -> object:
        return getattr(self._opened, name)

    def __enter__(self) -> "LentSandbox":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave it open."""


@pytest.fixture
def lent_sandbox(any_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands in the tests' process use the tests' own sandbox: a new container takes half a second each."""
    if any_sandbox.name == "docker":
        monkeypatch.setattr("sandbox.containers.DockerSandbox", lambda *_where, **_how: LentSandbox(any_sandbox))


@pytest.fixture(scope="session")
def any_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """The sandbox that `auto` picks here, for tests of what builds on one."""
    try:
        with suppress(SandboxError):
            make_image()
        opened = open_sandbox("auto", tmp_path_factory.mktemp("sandbox"))
    except SandboxUnavailable as error:
        pytest.skip(f"no sandbox: {error}")
    with opened:
        yield opened
