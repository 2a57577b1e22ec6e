"""What only Docker's sandbox does: however a run ends, it leaves no container, and it touches nobody else's."""

import contextlib
import gc
import signal
import subprocess
import sys
import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import docker
import pytest

from sandbox.confinement import seccomp_profile
from sandbox.containers import DockerSandbox, clean
from sandbox.daemon import connect
from sandbox.errors import SandboxUnavailable
from sandbox.owner import LABEL, Owner
from sandbox.recipe import image_tag
from sandbox.run import Budget, Ending
from sandbox.wire import File
from tests.sandbox_fixtures import require_docker
from tests.waiting import wait_until

USUAL = Budget(cpu_s=2, wall_s=60, memory_mib=256)
COMPILING = Budget(cpu_s=30, wall_s=60, memory_mib=1024)
# Opens a sandbox, prints its owner's id, and stays in a run.
RUNNING = """
import sys
from pathlib import Path
from sandbox.containers import DockerSandbox
from sandbox.run import Budget
with DockerSandbox(Path(sys.argv[1]), ready=2) as sandbox, sandbox.box() as box:
    print(sandbox._owner.id, flush=True)
    box.run(["sleep", "60"], b"", Budget(60, 60, 64))
"""


@pytest.fixture
def client() -> Iterator[docker.APIClient]:
    require_docker()
    client = connect()  # at DOCKER_HOST, as the sandbox does
    yield client
    client.close()


def owned_by(client: docker.APIClient, owner: str, filters: dict[str, str] | None = None) -> list[str]:
    wanted = {"label": f"{LABEL}={owner}", **(filters or {})}
    return [found["Id"] for found in client.containers(all=True, filters=wanted)]


def wait_until_gone(
    client: docker.APIClient, owner: str, seconds: float, filters: dict[str, str] | None = None
) -> None:
    wait_until(lambda: not owned_by(client, owner, filters), seconds, lambda: "containers are left")


def open_descriptors() -> list[str]:
    found = []
    for entry in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            found.append(str(entry.readlink()))
    return found


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_interrupted_run_leaves_no_container(
    client: docker.APIClient, tmp_path: Path, ending: signal.Signals
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", RUNNING, str(tmp_path)],
        cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert process.stdout
    owner = process.stdout.readline().strip()
    assert owned_by(client, owner)
    process.send_signal(ending)
    process.wait(60)
    if ending == signal.SIGINT:
        assert owned_by(client, owner) == []  # at once: the run itself removed it
    wait_until_gone(client, owner, 10, filters={"status": "running"})  # after a kill, the supervisor saw its input end
    clean(tmp_path)  # as the next run does, this removes containers that were made but not yet started
    wait_until_gone(client, owner, 5)


def test_only_the_leftovers_of_a_dead_run_are_removed(client: docker.APIClient, tmp_path: Path) -> None:
    dead, living, stranger = Owner(tmp_path), Owner(tmp_path), uuid.uuid4().hex
    made = {
        owner: client.create_container(image_tag(), labels={LABEL: owner})["Id"]
        for owner in (dead.id, living.id, stranger)
    }
    try:
        dead._lock.release()  # as when a process dies: the lock file stays, but it is no longer locked
        assert clean(tmp_path) == 1
        assert owned_by(client, dead.id) == []
        assert owned_by(client, living.id) == [made[living.id]]
        assert owned_by(client, stranger) == [made[stranger]]
    finally:
        for container in made.values():
            with contextlib.suppress(docker.errors.NotFound):
                client.remove_container(container, force=True)
        living.release()


def test_closing_leaves_no_container_thread_or_descriptor(client: docker.APIClient, tmp_path: Path) -> None:
    def use() -> str:
        with DockerSandbox(tmp_path, ready=2) as sandbox:
            for _ in range(3):
                with sandbox.box() as box:
                    assert box.run(["true"], b"", USUAL).exit_code == 0
            return sandbox._owner.id

    assert owned_by(client, use()) == []
    gc.collect()
    threads, descriptors = threading.active_count(), open_descriptors()
    owners = [use() for _ in range(5)]
    gc.collect()
    assert threading.active_count() <= threads
    assert Counter(open_descriptors()) - Counter(descriptors) == Counter()
    assert [owned_by(client, owner) for owner in owners] == [[]] * 5


def test_a_reused_container_gives_each_submission_its_own_box(client: docker.APIClient, tmp_path: Path) -> None:
    with DockerSandbox(tmp_path) as sandbox:
        assert sandbox.no_boxes_because is None
        hosts, users = set(), []
        for _ in range(3):
            with sandbox.box() as box:
                assert box.run(["ls", "-A"], b"", USUAL).stdout == b""
                box.compile(["sh", "-c", "mkdir -m 777 open"], {"n": b"1"}, COMPILING)
                box.run(["sh", "-c", "echo x > open/trace; (setsid sleep 100 &)"], b"", USUAL)
                hosts.add(box.run(["cat", "/etc/hostname"], b"", USUAL).stdout)
                users.append(box.run(["cat", "/proc/self/uid_map"], b"", USUAL).stdout)
        assert len(hosts) == 1
        assert len(set(users)) == 3


def test_a_box_is_measured_by_its_containers_own_control_group(client: docker.APIClient, tmp_path: Path) -> None:
    with DockerSandbox(tmp_path) as sandbox, sandbox.box() as box:
        facts = box.supervisor.hello(20)
        assert (str(facts.group_version), facts.counts_cpu) == (sandbox.daemon().cgroup_version, True)
        # Whatever the daemon's default: with the host's namespace a container would see all groups but not its own.
        (container,) = owned_by(client, sandbox._owner.id)
        assert client.inspect_container(container)["HostConfig"]["CgroupnsMode"] == "private"


def test_a_submission_that_fills_the_disk_fills_only_its_own_box(client: docker.APIClient, tmp_path: Path) -> None:
    fill = "import itertools\nfor n in itertools.count(): open(f'f{n}', 'x').close()"
    with DockerSandbox(tmp_path) as sandbox:
        with sandbox.box() as box:
            assert b"No space left" in box.compile(["python3", "-c", fill], {}, COMPILING).stderr
        with sandbox.box() as box:
            assert box.compile(["ls", "-A"], {}, COMPILING).stdout == b""
            assert box.compile(["sh", "-c", ": > one"], {}, COMPILING).exit_code == 0


def test_as_many_containers_are_kept_as_boxes_were_open_at_once(client: docker.APIClient, tmp_path: Path) -> None:
    with DockerSandbox(tmp_path) as sandbox:
        for _ in range(2):
            with sandbox.box() as one, sandbox.box() as other:
                for box in (one, other):
                    assert box.run(["true"], b"", USUAL).exit_code == 0
        assert len(owned_by(client, sandbox._owner.id)) == 2


def test_a_daemon_that_forbids_boxes_gets_a_container_for_each_submission(
    client: docker.APIClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The keeper's calls fail, as under an AppArmor profile or a hardened kernel.
    monkeypatch.setattr("sandbox.confinement._CALLS_OF_A_KEEPER", ("mount",))
    seccomp_profile.cache_clear()
    try:
        with DockerSandbox(tmp_path) as sandbox:
            hosts = set()
            for _ in range(2):
                with sandbox.box() as box:
                    hosts.add(box.run(["cat", "/etc/hostname"], b"", USUAL).stdout)
            assert len(hosts) == 2
            assert "make namespaces: Operation not permitted" in (sandbox.no_boxes_because or "")
    finally:
        seccomp_profile.cache_clear()


def test_cancelling_a_closed_box_does_not_affect_the_next_one(client: docker.APIClient, tmp_path: Path) -> None:
    with DockerSandbox(tmp_path) as sandbox:
        with sandbox.box() as first:
            pass
        with sandbox.box() as second:
            first.cancel()
            assert first.run(["true"], b"", USUAL).ending is Ending.SANDBOX_FAILED
            assert second.run(["true"], b"", USUAL).exit_code == 0


def test_the_container_grows_for_more_memory_than_usual(client: docker.APIClient, tmp_path: Path) -> None:
    with DockerSandbox(tmp_path) as sandbox, sandbox.box() as box:
        result = box.run(["head", "-c", "2600M", "/dev/zero"], b"", Budget(5, 60, 3000))
        assert result.ending is Ending.OUTPUT_LIMIT
        source = "a = bytearray(2600 << 20); print(len(a))"
        result = box.run(["python3", "-c", source], b"", Budget(20, 40, 3000))
        assert result.exit_code == 0, result


def test_a_file_keeps_its_mode_on_the_way_in_and_out(client: docker.APIClient, tmp_path: Path) -> None:
    with DockerSandbox(tmp_path) as sandbox, sandbox.box() as box:
        box.put([File("tool", b"#!/bin/sh\necho 42\n", 0o755)])
        assert box.run(["./tool"], b"", USUAL).stdout == b"42\n"
        assert box.fetch("tool") == File("tool", b"#!/bin/sh\necho 42\n", 0o755)
        assert box.fetch("nothing") is None
        box.compile(["ln", "-s", "/etc/passwd", "link"], {}, COMPILING)
        assert box.fetch("link") is None


def test_the_runtime_that_the_environment_names_is_used_if_the_daemon_has_it(
    client: docker.APIClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KYOSO_DOCKER_RUNTIME", "runc")  # every daemon has it
    with DockerSandbox(tmp_path) as sandbox, sandbox.box() as box:
        assert box.run(["cat"], b"hello", Budget(5, 60, 256)).stdout == b"hello"
        assert sandbox.describe().endswith(" runc")
    monkeypatch.setenv("KYOSO_DOCKER_RUNTIME", "none-such")
    with pytest.raises(SandboxUnavailable, match=r"no runtime none-such: KYOSO_DOCKER_RUNTIME may be .*runc"):
        DockerSandbox(tmp_path)
