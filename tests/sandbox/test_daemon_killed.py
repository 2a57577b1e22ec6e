"""If the Docker daemon dies, a run fails honestly or ends correctly, and there are boxes again once it is back."""

import contextlib
import io
import os
import shutil
import signal
import subprocess
import tarfile
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import docker
import pytest

from sandbox.containers import DockerSandbox
from sandbox.errors import SandboxUnavailable
from sandbox.host_supervisor import compiled_supervisor
from sandbox.recipe import image_tag
from sandbox.rendezvous import Rendezvous
from sandbox.run import Budget, Ending, RunResult
from sandbox.supervised import SupervisedBox
from tests.sandbox_fixtures import require_docker
from tests.waiting import wait_until

USUAL = Budget(cpu_s=5, wall_s=10, memory_mib=256)
PROGRAM = b"""
#include <stdio.h>
#include <unistd.h>
int main(int argc, char **argv) { if (argc > 1) sleep(5); puts("42"); return 0; }
"""


class Daemon:
    """The test's own dockerd, without a network and with its own folders."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.host = f"unix://{folder}/docker.sock"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        dockerd = shutil.which("dockerd") or "/usr/sbin/dockerd"
        # In its own network namespace: a daemon without a bridge would remove the docker0 of the machine's daemon.
        command = ["unshare", "--net", dockerd, "--host", self.host, "--bridge", "none"]
        command += ["--iptables=false", "--ip6tables=false"]
        for option in ("data-root", "exec-root"):
            command += [f"--{option}", str(self._folder / option)]
        command += ["--pidfile", str(self._folder / "pid"), "--userland-proxy=false"]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        wait_until(self._answers, why=lambda: (self._folder / "log").read_text()[-2000:])

    def _answers(self) -> bool:
        assert self._process and self._process.poll() is None, (self._folder / "log").read_text()[-2000:]
        with contextlib.suppress(docker.errors.DockerException):
            return bool(docker.APIClient(self.host, version="auto", timeout=5).ping())
        return False

    def kill(self) -> None:
        assert self._process
        self._process.kill()
        self._process.wait()
        self._end_what_it_started()
        for left in (
            "pid",
            "docker.sock",
            "exec-root/containerd/containerd.pid",
            "exec-root/containerd/containerd.sock",
        ):
            (self._folder / left).unlink(missing_ok=True)

    def stop(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(60)
        self._end_what_it_started()

    def _end_what_it_started(self) -> None:
        """Kill its containerd and its containers' shims: every process with its folder in the command line."""
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if str(self._folder / "exec-root").encode() in (entry / "cmdline").read_bytes():
                    os.kill(int(entry.name), signal.SIGKILL)


@pytest.fixture
def daemon(monkeypatch: pytest.MonkeyPatch) -> Iterator[Daemon]:
    require_docker()
    if os.geteuid() != 0:
        pytest.skip("only root can start another daemon")
    folder = Path(tempfile.mkdtemp(prefix="kyoso-dockerd-"))
    own = Daemon(folder)
    try:
        own.start()
        load_small_image(own.host, folder)
        monkeypatch.setenv("DOCKER_HOST", own.host)
        yield own
    finally:
        own.stop()
        for mounted in [
            line.split()[1] for line in Path("/proc/mounts").read_text().splitlines() if str(folder) in line
        ]:
            subprocess.run(["umount", "-l", mounted], check=False)
        shutil.rmtree(folder, ignore_errors=True)


def load_small_image(host: str, folder: Path) -> None:
    """Load an image under the right name that contains only the supervisor and one program."""
    supervisor = compiled_supervisor(folder)
    program = folder / "program"
    subprocess.run(["cc", "-O2", "-static", "-x", "c", "-o", str(program), "-"], input=PROGRAM, check=True)
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        tar.add(supervisor, "kyoso/supervisor")
        tar.add(program, "bin/program")
        for name in ("box", "proc", "sys", "dev"):
            entry = tarfile.TarInfo(name)
            entry.type, entry.mode = tarfile.DIRTYPE, 0o755
            tar.addfile(entry)
    repository, _colon, tag = image_tag().partition(":")
    client = docker.APIClient(host, version="auto")
    changes = ['ENTRYPOINT ["/kyoso/supervisor", "serve"]']
    client.import_image_from_data(archive.getvalue(), repository=repository, tag=tag, changes=changes)
    client.close()


def run_while_it_is_killed(daemon: Daemon, box: SupervisedBox) -> RunResult:
    assert box.run(["program"], b"", USUAL).stdout == b"42\n"
    killer = threading.Timer(0.5, daemon.kill)
    killer.start()
    struck = box.run(["program", "slowly"], b"", USUAL)
    killer.join()
    return struck


def assert_right(result: RunResult) -> None:
    assert (result.ending, result.stdout) == (Ending.EXITED, b"42\n"), result


def start_again_and_use(daemon: Daemon, sandbox: DockerSandbox) -> None:
    daemon.start()
    for _ in range(3):
        with sandbox.box() as box:
            assert_right(box.run(["program"], b"", USUAL))


def containers_left(daemon: Daemon) -> list[object]:
    with contextlib.closing(docker.APIClient(daemon.host, version="auto")) as client:
        return list(client.containers(all=True))


def test_a_run_outlives_its_daemon_and_the_pool_recovers(daemon: Daemon, tmp_path: Path) -> None:
    with DockerSandbox(tmp_path, ready=2) as sandbox:
        with sandbox.box() as box:
            assert_right(run_while_it_is_killed(daemon, box))
            assert_right(box.run(["program"], b"", USUAL))
        start_again_and_use(daemon, sandbox)
    assert containers_left(daemon) == []


def test_a_run_whose_stream_the_killed_daemon_carried_fails_honestly_and_the_pool_recovers(
    daemon: Daemon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Rendezvous, "options", lambda _point: ["--meet", "/nowhere"])  # as where it cannot connect
    with DockerSandbox(tmp_path, ready=2) as sandbox:
        with sandbox.box() as box:
            struck = run_while_it_is_killed(daemon, box)
            assert struck.ending is Ending.SANDBOX_FAILED, struck
            assert struck.detail
            assert box.run(["program"], b"", USUAL).ending is Ending.SANDBOX_FAILED
        with pytest.raises(SandboxUnavailable), sandbox.box():
            pass
        start_again_and_use(daemon, sandbox)
    assert containers_left(daemon) == []


def test_a_missing_daemon_is_a_one_line_error_that_names_the_host(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for host in ("unix:///nonexistent/docker.sock", "tcp://127.0.0.1:1", "nonsense", "ssh://", "http://[::1"):
        monkeypatch.setenv("DOCKER_HOST", host)
        with pytest.raises(SandboxUnavailable) as caught:
            DockerSandbox(tmp_path)
        assert "\n" not in str(caught.value)
        assert host in str(caught.value)
