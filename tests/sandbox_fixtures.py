"""Real sandboxes for tests: one of each kind for a whole test run (under pytest-xdist for each worker)."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from sandbox.bubblewrap import BubblewrapSandbox
from sandbox.build import build_image
from sandbox.choose import open_sandbox
from sandbox.daemon import connect
from sandbox.errors import SandboxUnavailable
from sandbox.recipe import image_tag
from sandbox.sandbox import Sandbox

KINDS = ("docker", "bwrap")


def require_docker() -> None:
    """Skips where no daemon answers; builds the image where it is missing."""
    try:
        client = connect()
    except SandboxUnavailable:
        pytest.skip("no Docker daemon")
    with FileLock(Path(tempfile.gettempdir(), "kyoso-image-build.lock")):
        if not client.images(name=image_tag()):
            build_image()
    client.close()


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


@pytest.fixture(scope="session")
def any_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """The sandbox that `auto` takes here, for tests of what is built upon one."""
    try:
        opened = open_sandbox("auto", tmp_path_factory.mktemp("sandbox"))
    except SandboxUnavailable as error:
        pytest.skip(f"no sandbox: {error}")
    with opened:
        yield opened
