"""Bubblewrap's contract again for a user who is not root, where each run has its own bubblewrap."""

import json
import os
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.cgroups import path_in, user_scope

NOBODY = 65534
ROOT = Path(__file__).parents[2]


def readable_python() -> tuple[str, dict[str, str]]:
    """A Python that another user may run, and the environment that gives it this one's packages."""
    packages = next(path for path in sys.path if path.endswith("site-packages"))
    if not (may_reach(ROOT / "tests") and may_reach(Path(packages) / "click")):
        pytest.skip(f"another user cannot read {ROOT}: clone it where others can, not under /root")
    for candidate in (sys.executable, "/usr/bin/python3"):
        tried = (
            subprocess.run(
                [candidate, "-c", "import sys; print(*sys.version_info[:2])"],
                user=NOBODY,
                group=NOBODY,
                extra_groups=[],
                capture_output=True,
                text=True,
                check=False,
            )
            if may_reach(candidate)
            else None
        )
        if tried and tried.stdout.split() == [str(sys.version_info[0]), str(sys.version_info[1])]:
            return candidate, {"PYTHONPATH": f"{ROOT}:{packages}"}
    raise AssertionError("there is no Python that an ordinary user can run")


def may_reach(name: str | Path) -> bool:
    """Whether others may enter every folder above the path, and above its target if it is a link."""
    return all(parent.stat().st_mode & 0o001 for path in (Path(name), Path(name).resolve()) for parent in path.parents)


# Enters the groups as root and then becomes the user, as a session manager delegates a group.
ENTER = """
import os, sys
groups, command = sys.argv[1].split(":"), sys.argv[2:]
for group in filter(None, groups):
    with open(f"{group}/cgroup.procs", "w") as file: file.write(str(os.getpid()))
os.setgroups([]); os.setgid(65534); os.setuid(65534)
os.execv(command[0], command)
"""


@pytest.fixture
def delegated() -> Iterator[tuple[Path, ...]]:
    """Control groups that belong to the ordinary user, one for each controller."""
    made = []
    try:
        for controller in ("memory", "cpuacct", "pids"):
            folder = Path("/sys/fs/cgroup", controller, f"kyosotest-{uuid.uuid4().hex[:8]}")
            folder.mkdir()
            made.append(folder)
            os.chown(folder, NOBODY, NOBODY)
            os.chown(folder / "cgroup.procs", NOBODY, NOBODY)
    except OSError as error:
        for folder in made:
            folder.rmdir()
        pytest.skip(f"no control groups of version 1 can be made here: {error}")
    yield tuple(dict.fromkeys(folder.resolve() for folder in made))
    for folder in made:
        for below in folder.glob("*/"):
            below.rmdir()
        folder.rmdir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can delegate a group")
def test_an_ordinary_user_limits_memory_by_a_control_group_if_one_was_delegated(delegated: tuple[Path, ...]) -> None:
    groups = ":".join(str(folder) for folder in delegated)
    says = "from pathlib import Path; from sandbox.bubblewrap import BubblewrapSandbox; import sys\n"
    says += "with BubblewrapSandbox(Path(sys.argv[1])) as sandbox: print(sandbox.memory_limit.name, sandbox.describe())"
    python, environment = readable_python()
    for handed, expected in (("", "ADDRESS_SPACE"), (groups, "GROUP")):
        with tempfile.TemporaryDirectory() as folder:
            os.chown(folder, NOBODY, NOBODY)
            done = subprocess.run(
                [sys.executable, "-c", ENTER, handed, python, "-c", says, folder],
                cwd=ROOT, capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin", **environment},
            )  # fmt: skip
        name, _space, described = done.stdout.strip().partition(" ")
        assert name == expected, done.stderr[-2000:]
        assert described.endswith("memory by RLIMIT_AS" if handed == "" else "memory by a control group")
    assert not [below for folder in delegated for below in folder.glob("kyoso-*/")]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can delegate a group")
def test_contract_holds_in_a_delegated_group(delegated: tuple[Path, ...]) -> None:
    # A group only changes how memory is limited and measured, and how leftover processes are found.
    check_contract(":".join(str(folder) for folder in delegated), "memory or stack or fork or daemon or children")


def test_the_systemd_scope_sets_the_limits_and_passes_its_group_to_the_supervisor() -> None:
    plain = user_scope(100, 7, ["/bin/true"])
    assert plain[:3] == ["systemd-run", "--user", "--scope"]
    assert {"MemoryMax=100M", "MemorySwapMax=0", "TasksMax=7"} <= set(plain)
    assert plain[-2:] == ["--", "/bin/true"]
    told = user_scope(100, 7, ["/bin/echo", "serve", "a b"])
    shell = told[told.index("--") + 1 :]
    said = subprocess.run(shell, capture_output=True, text=True, check=True).stdout.split()
    assert said[:4] == ["serve", "a", "b", "--memory-group"]
    assert said[4] == said[6]
    assert said[4].startswith("/sys/fs/cgroup")


def test_the_group_of_a_process_is_read_from_lines_of_both_versions() -> None:
    text = "12:memory:/a\n5:cpu,cpuacct:/b\n0::/user.slice/user@1000.service/app.slice/run-1.scope\n"
    assert path_in(text, "memory") == "/a"
    assert path_in(text, "cpuacct") == "/b"
    assert path_in(text, "") == "/user.slice/user@1000.service/app.slice/run-1.scope"
    assert path_in("", "memory") == "/"


@pytest.mark.skipif(os.geteuid() != 0, reason="not root: the contract itself already runs as an ordinary user")
def test_contract_holds_for_an_ordinary_user() -> None:
    check_contract("")


def check_contract(groups: str, chosen: str = "test") -> None:
    python, environment = readable_python()
    with tempfile.TemporaryDirectory() as folder:  # pytest's own folders are closed to other users
        home = Path(folder)
        os.chown(home, NOBODY, NOBODY)
        done = subprocess.run(
            [sys.executable, "-c", ENTER, groups, python, "-m", "pytest", "-q", "-p", "no:cacheprovider",
             "-p", "no:xdist", "--basetemp", str(home / "t"),
             "-k", f"bwrap and ({chosen})", "tests/sandbox/test_contract.py"],
            cwd=ROOT, capture_output=True, text=True, check=False,
            env={"PATH": "/usr/bin:/bin", "HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1", **environment},
        )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
    assert "skipped" not in done.stdout


@pytest.fixture(scope="module")
def uncounted() -> dict[str, Any]:
    """How each program of uncounted_user ended."""
    if os.geteuid() != 0:
        pytest.skip("only root can run programs as another user")
    python, environment = readable_python()
    with tempfile.TemporaryDirectory() as folder:
        os.chown(folder, NOBODY, NOBODY)
        done = subprocess.run(
            [sys.executable, "-c", ENTER, "", python, "-m", "tests.sandbox.uncounted_user", folder],
            cwd=ROOT, capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin", **environment},
        )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(json.loads(done.stdout))


@pytest.mark.xdist_group("uncounted")
@pytest.mark.parametrize(
    ("program", "ending"),
    [
        ("child of a thread", "TIME_LIMIT"),
        ("short children nobody waits for", "TIME_LIMIT"),
        ("orphans", "TIME_LIMIT"),
        ("four busy processes", "TIME_LIMIT"),
        ("shared memory", "MEMORY_LIMIT"),
        ("shared memory, hidden", "MEMORY_LIMIT"),
        ("not executable", "SANDBOX_FAILED"),
        ("box that cannot be made", "SANDBOX_FAILED"),
        ("not there", "EXITED"),
        ("honest", "EXITED"),
    ],
)
def test_without_a_control_group_no_process_escapes_the_count(
    program: str, ending: str, uncounted: dict[str, Any]
) -> None:
    run = uncounted[program]
    assert run["ending"] == ending, run
    assert run["cpu_s"] <= run["wall_s"] + 0.05, run
    assert bool(run["detail"]) is (ending == "SANDBOX_FAILED"), run


@pytest.mark.xdist_group("uncounted")
def test_an_ordinary_users_program_sees_nothing_of_process_1_and_stays_on_its_processor(
    uncounted: dict[str, Any],
) -> None:
    assert uncounted["process 1"]["stdout"] == "lives\n"
    assert uncounted["sleeps"]["cpu_s"] < 0.25  # includes the end of its process 1
    assert uncounted["report"]["stdout"] == "closed\n"
    assert uncounted["settings"]["stdout"] == uncounted["machine"]["stdout"] == "none\n"
    assert uncounted["another processor"]["stdout"] == "refused 1\n"
    assert (uncounted["exit 137"]["ending"], uncounted["exit 137"]["exit_code"]) == ("EXITED", 137)
    assert (uncounted["signal"]["ending"], uncounted["signal"]["signal"]) == ("SIGNALED", 9)
    assert (uncounted["not there"]["exit_code"], uncounted["not there"]["stderr"]) == (
        127,
        "./nothing: No such file or directory\n",
    )
