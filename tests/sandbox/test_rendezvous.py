"""A container of a daemon on this machine speaks with us by a socket, of which nothing is left for a program."""

import tempfile
from pathlib import Path

import pytest

from sandbox.containers import DockerSandbox
from sandbox.rendezvous import TARGET, Rendezvous
from sandbox.run import Budget
from sandbox.wire import AttachStream, SocketStream
from tests.sandbox_fixtures import require_docker

USUAL = Budget(cpu_s=2, wall_s=6, memory_mib=256)
LARGE = bytes(range(256)) * (1 << 12)  # 1 MiB: many receptions


@pytest.fixture(autouse=True)
def docker_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the sockets are made."""
    require_docker()
    place = Path(tempfile.mkdtemp(prefix="meet-"))  # short: a socket's path has 108 bytes
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def why_the_daemon_carries_it(home: Path) -> str:
    """A run's input and output arrive whole, and it is told why not by the socket."""
    with DockerSandbox(home) as sandbox, sandbox.box() as box:
        assert box.run(["cat"], LARGE, USUAL).stdout == LARGE
        assert type(box._supervisor.stream) is AttachStream
        return str(sandbox.no_meeting_because)


def test_the_socket_and_its_folder_are_gone_before_a_program_runs(tmp_path: Path, docker_here: Path) -> None:
    with DockerSandbox(tmp_path) as sandbox, sandbox.box() as box:
        assert (type(box._supervisor.stream), sandbox.no_meeting_because) == (SocketStream, None)
        assert list(docker_here.iterdir()) == []
        assert box.run(["ls", "-A", TARGET], b"", USUAL).stdout == b""
        written = box.compile(["touch", f"{TARGET}/trace"], {}, USUAL)  # the user with the most rights
        assert written.exit_code == 1
        assert b"trace" in written.stderr
    docker_here.rmdir()


def test_a_supervisor_that_cannot_connect_uses_what_the_daemon_attaches(
    tmp_path: Path, docker_here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Rendezvous, "options", lambda _point: ["--meet", f"{TARGET}/another"])
    assert "No such file or directory" in why_the_daemon_carries_it(tmp_path)
    docker_here.rmdir()


def test_a_daemon_that_does_not_share_the_folder_gets_none(
    tmp_path: Path, docker_here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = {"Type": "bind", "Source": "/nonexistent", "Target": TARGET, "ReadOnly": True}
    monkeypatch.setattr(Rendezvous, "mount", lambda _point: nowhere)
    assert "/nonexistent" in why_the_daemon_carries_it(tmp_path)
    docker_here.rmdir()


def test_where_no_socket_can_be_made_the_daemon_attaches(
    tmp_path: Path, docker_here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = docker_here / ("x" * 120)  # longer than a socket's path may be
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    assert "too long" in why_the_daemon_carries_it(tmp_path)
    deep.rmdir()
    docker_here.rmdir()
