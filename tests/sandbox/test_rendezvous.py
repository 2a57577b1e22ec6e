"""A container on this machine talks to us over a socket, of which a program finds nothing."""

import tempfile
from pathlib import Path

import pytest

from sandbox.containers import DockerSandbox
from sandbox.rendezvous import TARGET, Rendezvous
from sandbox.run import Budget
from sandbox.wire import AttachStream, SocketStream
from tests.sandbox_fixtures import require_docker

USUAL = Budget(cpu_s=2, wall_s=60, memory_mib=256)
LARGE = bytes(range(256)) * (1 << 12)  # 1 MiB: takes many reads


@pytest.fixture(autouse=True)
def docker_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the sockets are made."""
    require_docker()
    place = Path(tempfile.mkdtemp(prefix="meet-"))  # short, because a socket's path may have at most 108 bytes
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def why_the_daemon_carries_it(home: Path) -> str:
    """Check a run whose stream the daemon carries; returns why no socket is used."""
    with DockerSandbox(home) as sandbox, sandbox.box() as box:
        assert box.run(["cat"], LARGE, USUAL).stdout == LARGE
        assert type(box.supervisor.stream) is AttachStream
        return str(sandbox.no_meeting_because)


def test_the_socket_and_its_folder_are_gone_before_a_program_runs(tmp_path: Path, docker_here: Path) -> None:
    with DockerSandbox(tmp_path) as sandbox, sandbox.box() as box:
        assert (type(box.supervisor.stream), sandbox.no_meeting_because) == (SocketStream, None)
        assert list(docker_here.iterdir()) == []
        assert box.run(["ls", "-A", TARGET], b"", USUAL).stdout == b""
        written = box.compile(["touch", f"{TARGET}/trace"], {}, USUAL)  # compile runs as the box's most privileged user
        assert written.exit_code == 1
        assert b"trace" in written.stderr
    docker_here.rmdir()


def test_a_supervisor_that_cannot_connect_uses_the_stream_that_the_daemon_attaches(
    tmp_path: Path, docker_here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Rendezvous, "options", lambda _point: ["--meet", f"{TARGET}/another"])
    assert "No such file or directory" in why_the_daemon_carries_it(tmp_path)
    docker_here.rmdir()


def test_a_daemon_that_cannot_mount_the_folder_carries_the_stream_itself(
    tmp_path: Path, docker_here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = {"Type": "bind", "Source": "/nonexistent", "Target": TARGET, "ReadOnly": True}
    monkeypatch.setattr(Rendezvous, "mount", lambda _point: nowhere)
    assert "/nonexistent" in why_the_daemon_carries_it(tmp_path)
    docker_here.rmdir()


def test_if_no_socket_can_be_made_the_daemon_carries_the_stream(
    tmp_path: Path, docker_here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = docker_here / ("x" * 120)  # longer than a socket's path may be
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    assert "too long" in why_the_daemon_carries_it(tmp_path)
    deep.rmdir()
    docker_here.rmdir()
