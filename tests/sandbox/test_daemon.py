"""Which Docker daemon is used: the one that the docker command itself would choose."""

import contextlib
import hashlib
import json
import select
import socket
import socketserver
import subprocess
import sys
import threading

import pytest

from sandbox.confinement import host_config
from sandbox.containers import DockerSandbox
from sandbox.daemon import connect
from sandbox.engine import DockerEngine
from sandbox.errors import SandboxUnavailable
from sandbox.run import Budget
from tests.sandbox_fixtures import require_docker


@pytest.fixture
def docker_config(tmp_path, monkeypatch):
    """A function that writes a config.json with this current context, and contexts with their addresses."""
    for name in ("DOCKER_HOST", "DOCKER_CONTEXT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))

    def write(current, **contexts):
        (tmp_path / "config.json").write_text(json.dumps({"currentContext": current} if current else {}))
        for name, host in contexts.items():
            folder = tmp_path / "contexts" / "meta" / hashlib.sha256(name.encode()).hexdigest()
            folder.mkdir(parents=True)
            endpoint = {"docker": {"Host": host, "SkipTLSVerify": False}}
            (folder / "meta.json").write_text(json.dumps({"Name": name, "Metadata": {}, "Endpoints": endpoint}))

    return write


def test_the_daemon_of_the_current_context_is_used(docker_config, tmp_path):
    docker_config("elsewhere", elsewhere=f"unix://{tmp_path}/elsewhere.sock")
    for look in (connect, DockerEngine):
        with pytest.raises(SandboxUnavailable, match=r"elsewhere\.sock"):
            look()


def test_docker_context_overrides_the_current_context_and_docker_host_overrides_both(
    docker_config, tmp_path, monkeypatch
):
    docker_config("one", one=f"unix://{tmp_path}/one.sock", other=f"unix://{tmp_path}/other.sock")
    monkeypatch.setenv("DOCKER_CONTEXT", "other")
    with pytest.raises(SandboxUnavailable, match=r"other\.sock"):
        connect()
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/host.sock")
    with pytest.raises(SandboxUnavailable, match=r"host\.sock"):
        connect()


def test_a_missing_context_is_named(docker_config):
    docker_config("gone")
    with pytest.raises(SandboxUnavailable, match="no Docker context gone"):
        connect()


def test_a_context_with_the_standard_socket_reaches_the_daemon(docker_config):
    require_docker()
    docker_config("standard", standard="unix:///var/run/docker.sock")
    with contextlib.closing(connect()) as client:
        assert client.ping()


def test_a_daemon_on_a_contexts_socket_is_used_without_importing_docker_py(docker_config, tmp_path):
    require_docker()
    docker_config("own", own="unix:///var/run/docker.sock")
    opened = "from pathlib import Path; from sandbox.containers import DockerSandbox; import sys\n"
    opened += "with DockerSandbox(Path(sys.argv[1])) as sandbox, sandbox.box(): print('docker' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", opened, tmp_path], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


class _Relay(socketserver.BaseRequestHandler):
    """Relays a connection to the standard socket."""

    def handle(self):
        with socket.socket(socket.AF_UNIX) as daemon:
            daemon.connect("/var/run/docker.sock")
            ends = {self.request: daemon, daemon: self.request}
            while ready := select.select(list(ends), [], [])[0]:
                for end in ready:
                    data = end.recv(1 << 16)
                    if not data:
                        return
                    ends[end].sendall(data)


def test_a_daemon_reached_over_the_network_runs_programs(monkeypatch, tmp_path):
    require_docker()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Relay) as relay:
        relay.daemon_threads = True
        threading.Thread(target=relay.serve_forever, daemon=True).start()
        monkeypatch.setenv("DOCKER_HOST", f"tcp://127.0.0.1:{relay.server_address[1]}")
        with DockerSandbox(tmp_path) as sandbox, sandbox.box() as box:
            assert (sandbox.daemon().local, sandbox.no_meeting_because) == (False, None)
            assert box.run(["cat"], b"x" * 100_000, Budget(10, 60, 4000)).stdout == b"x" * 100_000
            assert sandbox.version(["rustc", "--version"]) is None
        relay.shutdown()


def test_podman_is_told_apart_from_docker_by_its_answer(docker_config, tmp_path):
    require_docker()
    assert not DockerEngine().podman
    docker_config("podman", podman=f"unix://{tmp_path}/podman.sock")
    with socketserver.ThreadingUnixStreamServer(f"{tmp_path}/podman.sock", _Podman) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert DockerEngine().podman
        server.shutdown()


class _Podman(socketserver.StreamRequestHandler):
    """Answers GET /_ping as Podman 4.3.1 does."""

    def handle(self):
        while self.rfile.readline().strip():
            pass
        self.wfile.write(
            b"HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nLibpod-Api-Version: 4.3.1\r\nContent-Length: 2\r\n\r\nOK"
        )


@pytest.mark.parametrize("keeper", [True, False])
def test_podman_and_docker_are_each_sent_only_options_that_they_know(keeper):
    docker, podman = (
        host_config(keeper=keeper, seccomp="list", memory_mib=1024, podman=podman) for podman in (False, True)
    )
    assert docker["CgroupnsMode"] == podman["CgroupnsMode"] == "private"
    assert ("unmask=/proc/*" in podman["SecurityOpt"], "unmask=/proc/*" in docker["SecurityOpt"]) == (keeper, False)
    assert "nr_inodes" not in str(podman["Tmpfs"])
    assert ("nr_inodes" in str(docker["Tmpfs"])) == (not keeper)
