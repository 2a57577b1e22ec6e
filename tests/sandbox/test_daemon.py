"""Which Docker daemon is taken: as the docker command itself decides."""

import contextlib
import hashlib
import json

import pytest

from sandbox.daemon import connect
from sandbox.errors import SandboxUnavailable
from tests.sandbox_fixtures import require_docker


@pytest.fixture
def docker_config(tmp_path, monkeypatch):
    """A function that writes a config.json with that current context and contexts by their addresses."""
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


def test_the_current_context_decides_where_the_daemon_is_looked_for(docker_config, tmp_path):
    docker_config("elsewhere", elsewhere=f"unix://{tmp_path}/elsewhere.sock")
    with pytest.raises(SandboxUnavailable, match=r"elsewhere\.sock"):
        connect()


def test_docker_context_stands_above_the_current_context_and_docker_host_above_both(
    docker_config, tmp_path, monkeypatch
):
    docker_config("one", one=f"unix://{tmp_path}/one.sock", other=f"unix://{tmp_path}/other.sock")
    monkeypatch.setenv("DOCKER_CONTEXT", "other")
    with pytest.raises(SandboxUnavailable, match=r"other\.sock"):
        connect()
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/host.sock")
    with pytest.raises(SandboxUnavailable, match=r"host\.sock"):
        connect()


def test_a_context_that_is_not_there_is_named(docker_config):
    docker_config("gone")
    with pytest.raises(SandboxUnavailable, match="no Docker context gone"):
        connect()


def test_a_context_with_the_standard_socket_reaches_the_daemon(docker_config):
    require_docker()
    docker_config("standard", standard="unix:///var/run/docker.sock")
    with contextlib.closing(connect()) as client:
        assert client.ping()
