"""As an ordinary user: what a killed kyoso leaves outside any box, and folders where no program can be started."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sandbox.bubblewrap import BubblewrapSandbox
from sandbox.errors import SandboxUnavailable
from sandbox.owner import Owner, remove_leftovers
from sandbox.scratch import ScratchFolder, remove_abandoned
from tests.sandbox.test_ordinary_user import NOBODY, ROOT, readable_python

OPENED = """
import sys, time
from pathlib import Path
from sandbox.bubblewrap import BubblewrapSandbox
from sandbox.run import Budget
with BubblewrapSandbox(Path(sys.argv[1])) as sandbox, sandbox.box() as box:
    budget, closed = Budget(5, 10, 256), "mkdir shut; : > shut/file; chmod 000 shut"
    made = box.compile(["sh", "-c", f"cp /bin/cat copy; {closed}"], {}, budget)
    ran = box.run(["./copy"], b"hello", budget)
    print(made.ending, ran.ending, ran.stdout.decode(), ran.detail, flush=True)
    if sys.argv[2:] == ["stay"]: sys.stdin.read()
"""

KILLED = """
import os, sys
from pathlib import Path
from sandbox.scratch import ScratchFolder
ScratchFolder(Path(sys.argv[1]))
os.kill(os.getpid(), 9)
"""


@contextmanager
def ordinary(folder: Path, *words: str, temporary: Path | None = None) -> Iterator["subprocess.Popen[str]"]:
    """Run Python with these arguments as an ordinary user whose home is the folder."""
    python, environment = readable_python()
    (folder / "tmp").mkdir(exist_ok=True)
    for path in (folder, folder / "tmp"):
        os.chown(path, NOBODY, NOBODY)
    environment |= {"PATH": "/usr/bin:/bin", "HOME": str(folder), "TMPDIR": str(temporary or folder / "tmp")}
    with subprocess.Popen(
        [python, *words], cwd=ROOT, user=NOBODY, group=NOBODY, extra_groups=[], text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment,
    ) as process:  # fmt: skip
        yield process
        process.kill()


def said_by(folder: Path, *words: str, temporary: Path | None = None) -> tuple[str, str]:
    with ordinary(folder, *words, temporary=temporary) as process:
        return process.communicate()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that others can reach, unlike pytest's own."""
    if os.geteuid() != 0:
        pytest.skip("only root can run programs as another user")
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


@pytest.mark.parametrize("how", ["the next run", "sandbox clean"])
def test_boxes_that_an_ordinary_users_killed_kyoso_left_are_removed(how: str, folder: Path) -> None:
    with ordinary(folder, "-c", OPENED, str(folder), "stay") as process:
        assert process.stdout is not None
        assert process.stdout.readline().split()[:3] == ["EXITED", "EXITED", "hello"]
        (left,) = (folder / "tmp").glob("kyoso-box-*")
        if how == "the next run":  # while the owner lives, its folder is left alone
            said, complaints = said_by(folder, "-c", OPENED, str(folder))
            assert said.startswith("EXITED EXITED hello"), complaints
            assert left.exists()
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert left.exists()
    if how == "the next run":
        said_by(folder, "-c", OPENED, str(folder))
    else:
        command = ("-m", "solver", "sandbox", "clean", "--home", str(folder), "--json")
        said, complaints = said_by(folder, *command)
        assert json.loads(said)["folders"] == 1, complaints
    assert list((folder / "tmp").iterdir()) == []


def test_programs_start_if_the_folder_for_temporary_files_is_mounted_noexec(folder: Path) -> None:
    mounted = folder / "noexec"
    mounted.mkdir()
    tried = subprocess.run(["mount", "-t", "tmpfs", "-o", "noexec,mode=1777", "none", str(mounted)], check=False)
    if tried.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        said, complaints = said_by(folder, "-c", OPENED, str(folder), temporary=mounted)
        assert said.startswith("EXITED EXITED hello"), complaints
        assert list(mounted.iterdir()) == []
        # If no folder allows programs, none of them is blamed, and the error names the way out.
        home = mounted / "home"
        home.mkdir()
        os.chown(home, NOBODY, NOBODY)
        said, complaints = said_by(folder, "-c", OPENED, str(home), temporary=mounted)
        assert said == ""
        assert "SandboxUnavailable" in complaints
        assert "noexec" in complaints
        with pytest.raises(SandboxUnavailable, match="KYOSO_HOME"):  # also as root
            BubblewrapSandbox(mounted / "roots")
    finally:
        subprocess.run(["umount", str(mounted)], check=True)


def test_a_scratch_folder_is_removed_once_nobody_holds_it(tmp_path: Path) -> None:
    with ScratchFolder(tmp_path) as held:
        killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], cwd=ROOT, check=False)
        assert killed.returncode == -9
        (tmp_path / "kyoso-box-link").symlink_to(ROOT)
        assert remove_abandoned(tmp_path) == 1
        assert held.path.exists()
    assert not held.path.exists()
    assert ROOT.exists()


def test_lock_files_of_dead_owners_are_removed_and_those_of_living_ones_kept(tmp_path: Path) -> None:
    living = Owner(tmp_path)
    dead = tmp_path / "sandbox" / "owners" / "0123456789abcdef.lock"
    dead.touch()
    assert remove_leftovers(tmp_path, set(), lambda _owner: None) == 0
    assert [path.stem for path in dead.parent.iterdir()] == [living.id]
    living.release()
