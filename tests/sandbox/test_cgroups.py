"""Control groups of version 2, from files as a kernel wrote them: few test machines have only that version."""

import threading
from pathlib import Path

import pytest

from sandbox.bubblewrap import BubblewrapSandbox
from sandbox.cgroups import Group
from sandbox.errors import SandboxUnavailable
from sandbox.run import Budget, Ending

GROWN = 200 << 20
# Linux 6.1, in a container of Docker 20.10 with systemd as its driver.
RECORDED = {
    "cgroup.procs": "",
    "cpu.stat": "usage_usec 430000\nuser_usec 409523\nsystem_usec 20476\nnr_periods 0\nnr_throttled 0\n",
    "memory.current": "3719168\n",
    "memory.events": "low 0\nhigh 0\nmax 0\noom 0\noom_kill 0\noom_group_kill 0\n",
    "memory.max": "2323644416\n",
    "memory.stat": "anon 212992\nfile 3092480\nkernel 405504\nshmem 0\nfile_mapped 1765376\nanon_thp 0\nshmem_thp 0\n",
    "memory.swap.max": "0\n",
    "pids.max": "264\n",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home for all tests, so that its supervisor is compiled only once."""
    return tmp_path_factory.mktemp("home")


@pytest.mark.parametrize(
    ("changes", "ending"),
    [
        ({"cpu.stat": ("usage_usec 430000", "usage_usec 9430000")}, Ending.TIME_LIMIT),
        (
            {"memory.stat": ("anon 212992", f"anon {GROWN}"), "memory.current": ("3719168", f"{GROWN}")},
            Ending.MEMORY_LIMIT,
        ),
        (
            {"memory.stat": ("shmem 0\n", f"shmem {GROWN}\n"), "memory.current": ("3719168", f"{GROWN}")},
            Ending.MEMORY_LIMIT,
        ),
        ({"memory.events": ("oom_kill 0", "oom_kill 1")}, Ending.MEMORY_LIMIT),
        # The page cache does not count as the program's memory.
        ({"memory.stat": ("file 3092480", f"file {GROWN}"), "memory.current": ("3719168", f"{GROWN}")}, Ending.EXITED),
    ],
)
def test_the_counters_of_a_version_2_group_decide_how_a_run_ended(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changes: dict[str, tuple[str, str]], ending: Ending
) -> None:
    folder = tmp_path / "group"
    folder.mkdir()
    for name, text in RECORDED.items():
        (folder / name).write_text(text)
    monkeypatch.setattr("sandbox.launcher.make_group", lambda: Group(2, folder, folder, folder))
    monkeypatch.setattr(Group, "remove", lambda _group: None)

    def change() -> None:
        for name, (before, after) in changes.items():
            with (folder / name).open("r+") as file:  # a single write, so that the file is never empty
                file.write(RECORDED[name].replace(before, after))

    try:
        with BubblewrapSandbox(home) as sandbox, sandbox.box() as box:
            changing = threading.Timer(0.5, change)
            changing.start()
            result = box.run(["sleep", "3"], b"", Budget(cpu_s=5, wall_s=60, memory_mib=64))
            changing.join()
    except SandboxUnavailable as error:
        pytest.skip(str(error))
    assert result.ending is ending, result
