"""What `kyoso doctor` concludes from its findings, part by part, and then the whole command."""

import json
import os
import subprocess
import sys
from dataclasses import replace

from judge.languages import CPP
from sandbox.daemon import read_daemon
from sandbox.fitness import Fitness
from solver.doctor import DoctorState, _libraries, _log, _sandbox, _timing
from solver.memory import is_here, is_virtual, machine_bytes, memory_warning
from tests.sandbox_fixtures import open_for_test

GIB = 1024**3


def test_there_is_a_warning_if_a_virtual_machine_and_a_model_do_not_fit_into_memory():
    warning = memory_warning(8 * GIB, 12 * GIB, 16 * GIB)
    assert warning is not None
    assert all(number in warning for number in ("8.0", "12.0", "16.0"))
    assert memory_warning(2 * GIB, 12 * GIB, 16 * GIB) is None


def test_a_daemon_on_the_machine_itself_takes_no_memory_away():
    assert not is_virtual(16 * GIB, 16 * GIB)
    assert memory_warning(16 * GIB, 12 * GIB, 16 * GIB) is None
    warning = memory_warning(16 * GIB, 20 * GIB, 16 * GIB)
    assert warning is not None
    assert "Docker" not in warning


def test_a_server_on_another_machine_is_not_here():
    assert all(is_here(f"http://{host}:1234") for host in ("localhost", "127.0.0.1", "[::1]"))
    assert not any(is_here(f"http://{host}:1234") for host in ("10.0.0.7", "model.example", ""))
    assert (machine_bytes() or 0) > GIB // 4


def test_a_daemons_description_of_itself_is_read():
    desktop = {
        "OperatingSystem": "Docker Desktop",
        "MemTotal": 8 * GIB,
        "CgroupVersion": "2",
        "SecurityOptions": ["name=seccomp,profile=unconfined", "name=rootless"],
    }
    found = read_daemon(desktop, local=True)
    assert (found.system, found.memory_bytes, found.cgroup_version) == ("Docker Desktop", 8 * GIB, "2")
    assert found.local
    old = read_daemon({"MemTotal": 0, "SecurityOptions": None}, local=False)
    assert (old.memory_bytes, old.cgroup_version, old.local) == (0, "", False)


def test_everything_that_makes_times_inexact_is_a_separate_warning():
    noisy = list(_timing(Fitness(2, steal=0.2, load=0.9, settings=("the processor saves power",))))
    assert [finding.state for finding in noisy] == [DoctorState.WARNING] * 3
    (quiet,) = _timing(Fitness(2, steal=0.0, load=0.0))
    assert quiet.state is DoctorState.OK
    (unknown,) = _timing(None)
    assert unknown.state is DoctorState.OPTIONAL


def test_every_missing_library_is_listed_with_its_own_remedy(tmp_path):
    with open_for_test("bwrap", tmp_path) as sandbox:
        lacking = replace(CPP, finds_libraries=("true",))
        boost, atcoder = (finding.detail for finding in _libraries(lacking, sandbox, tmp_path))
        assert "Boost" in boost and "apt install libboost-dev" in boost and "AC Library" not in boost
        headers = tmp_path / "sandbox" / "include"
        assert "AC Library" in atcoder and str(headers) in atcoder
        (headers / "atcoder").mkdir(parents=True)
        (headers / "atcoder" / "all").touch()
        assert not any("AC Library are" in finding.detail for finding in _libraries(CPP, sandbox, tmp_path))


def test_doctor_fits_80_columns_and_its_json_has_the_specified_keys(tmp_path):
    environment = {**os.environ, "KYOSO_HOME": str(tmp_path), "LANG": "C.UTF-8", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "solver", "doctor", "--server", "http://127.0.0.1:9"]
    shown = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert shown.returncode in (0, 3), shown.stderr
    assert "`lms server start`" in shown.stdout
    assert "kyoso.db: none yet" in " ".join(shown.stdout.split())
    assert not (tmp_path / "kyoso.db").exists()  # it only looks
    # A path is never broken, however long it is.
    assert max(len(line) for line in shown.stdout.splitlines() if str(tmp_path) not in line) <= 80
    told = subprocess.run([*command, "--json"], capture_output=True, text=True, check=False, env=environment)
    rows = [json.loads(line) for line in told.stdout.splitlines()]
    assert {tuple(row) for row in rows} == {("name", "state", "detail")}
    names = {row["name"] for row in rows}
    assert {"python", "log", "docker", "bwrap", "cgroups", "sandbox", "timing", "server"} <= names


def test_what_is_there_but_does_not_work_is_not_called_missing(tmp_path):
    (tmp_path / "file").touch()
    home = tmp_path / "file" / "home"
    assert _log(home).state is DoctorState.BROKEN
    (tmp_path / "kyoso.db").write_text("no database")
    assert _log(tmp_path).state is DoctorState.BROKEN
    (tmp_path / "sandbox").touch()  # where the owners of sandboxes are written
    with open_for_test("bwrap", tmp_path / "other"):  # it is there
        assert _sandbox("bwrap", tmp_path, "auto", {}).state is DoctorState.WARNING
        assert _sandbox("bwrap", tmp_path, "bwrap", {}).state is DoctorState.BROKEN
