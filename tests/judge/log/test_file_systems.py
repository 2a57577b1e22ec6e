"""The log on full disks, on file systems without shared memory or locks, and beside newer and older versions."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from threading import Barrier, Thread

import pytest

from judge.attempt import Source
from judge.errors import LogUnavailable, RowRefused
from judge.log.connection import connect_to_read
from judge.log.log import Log
from tests.judge.log.test_log import KEY, NOW, attempt, reply
from tests.judge.log.test_older_logs import put_old_log

# Preloaded into a process, this makes the file system refuse what the variable REFUSES names.
SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
enum { GETLK = 5, SETLK, SETLKW };  // fcntl.h would declare fcntl64 otherwise
static int refuses(const char *what) { const char *all = getenv("REFUSES"); return all && strstr(all, what); }
int fcntl64(int fd, int cmd, void *argument) {
    if ((cmd == GETLK || cmd == SETLK || cmd == SETLKW) && refuses("locks")) { errno = ENOLCK; return -1; }
    return ((int (*)(int, int, void *))dlsym(RTLD_NEXT, "fcntl64"))(fd, cmd, argument);
}
void *mmap64(void *at, size_t size, int prot, int flags, int fd, off_t off) {
    if ((flags & MAP_SHARED) && fd >= 0 && refuses("maps")) { errno = ENODEV; return MAP_FAILED; }
    void *(*real)(void *, size_t, int, int, int, off_t) = dlsym(RTLD_NEXT, "mmap64");
    return real(at, size, prot, flags, fd, off);
}
"""


@pytest.fixture(scope="module")
def shim(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shim")
    (folder / "shim.c").write_text(SHIM)
    built = folder / "shim.so"
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", built, folder / "shim.c", "-ldl"], check=True)
    return built


@pytest.mark.parametrize(
    ("refuses", "old"),
    [("maps", False), ("locks", True), ("maps and locks", True)],
    ids=["no maps, new log", "no locks, existing log", "no maps or locks, existing log"],
)
def test_a_file_system_without_shared_maps_or_locks_gets_a_rollback_journal_and_one_warning(
    tmp_path, shim, refuses, old
):
    if old:
        put_old_log(tmp_path)
        with Log(tmp_path):
            pass

    def python(*arguments):
        return subprocess.run(
            [sys.executable, *arguments],
            env=os.environ
            | {"LD_PRELOAD": str(shim), "REFUSES": refuses, "LANG": "C.UTF-8", "KYOSO_HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )

    made = "import pathlib, sys; from judge.log.log import Log; Log(pathlib.Path(sys.argv[1]), sys.stderr.write)"
    done = python("-m", "solver", "log", "--json") if old else python("-c", made, tmp_path)  # `log` makes no new one
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 6 if old else 0), done.stderr
    assert done.stderr.count("rollback journal") == 1
    again = python("-m", "solver", "report", "--json")
    assert (again.returncode, "rollback" in again.stderr) == (0, False), again.stderr
    with Log(tmp_path) as log:  # without the shim, as on a machine whose file system refuses nothing
        assert log.attempts.write(attempt()).id


def test_a_log_of_a_newer_version_is_read_but_not_written(tmp_path):
    with Log(tmp_path) as log:
        log.attempts.write(attempt())
    with closing(sqlite3.connect(tmp_path / "kyoso.db")) as db:
        db.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('kyoso', 'later', '')")
        db.commit()
    with Log(tmp_path) as log:
        assert len(list(log.attempts.read())) == 1
        with pytest.raises(LogUnavailable, match="newer kyoso") as refused:
            log.runs.begin("solve", {}, NOW)
        assert "\n" not in str(refused.value)


def test_only_a_full_disk_is_answered_with_free_some_space(tmp_path):
    (tmp_path / "kyoso.db").mkdir()
    with pytest.raises(LogUnavailable) as refused:
        Log(tmp_path)
    assert "free some space" not in str(refused.value)
    with Log(tmp_path / "other") as log:
        # At its maximum page count SQLite reports a full disk.
        log._database.execute("PRAGMA max_page_count = 1")
        with pytest.raises(LogUnavailable, match="free some space"), log._database.transaction():
            log._database.execute("CREATE TABLE more AS SELECT randomblob(1000000)")


def test_a_value_that_no_column_can_hold_is_refused_and_the_next_attempt_is_written(tmp_path):
    with Log(tmp_path) as log:
        for odd in ({"completion_tokens": 10**40}, {"seconds": float("nan")}):
            with pytest.raises(RowRefused):
                log.attempts.write(attempt(reply=replace(reply(), **odd)))
        assert log.attempts.write(attempt(reply=replace(reply(), finish="\udc80", tokens_per_s=float("inf")))).id
        (read,) = log.attempts.read()
        assert read.reply.tokens_per_s is None


def test_several_connections_may_open_an_older_log_at_once(tmp_path):
    put_old_log(tmp_path)
    opened, barrier = [], Barrier(4)

    def open_it():
        barrier.wait()
        with Log(tmp_path) as log:
            opened.append(len(list(log.attempts.read())))

    threads = [Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert opened == [6] * 4


def test_two_logs_that_write_at_the_same_next_repeat_keep_both_answers(tmp_path):
    with Log(tmp_path) as first, Log(tmp_path) as second:
        assert first.attempts.next_repeat(Source.SOLVE, KEY) == second.attempts.next_repeat(Source.SOLVE, KEY) == 0
        assert first.attempts.write(attempt(), at_next_repeat=True).key.repeat == 0
        assert second.attempts.write(attempt(), at_next_repeat=True).key.repeat == 1
    with closing(connect_to_read(tmp_path / "kyoso.db")) as db:
        assert db.execute("SELECT count(*) FROM attempts").fetchone() == (2,)
