"""A full disk under twenty-five commands, and four processes on one home: `python -m tests.bench.disk_full` (as root).

The home is a tmpfs with no room left. No command may end in a traceback; one that has to write says what is full.
Afterwards, with room again, the log must be sound and complete. Then four processes judge into one log.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

ECHO = "print(input())\n"
COMMANDS = """
judge a.py kyoso_demo_a
judge a.py --tests t
judge a.py kyoso_demo_a --json
log
log --json
log --all --json
show kyoso_demo_a
report
report --json
report --full
report --html out.html
export --format csv
export
import lines.jsonl
rejudge
rejudge --extract
solve kyoso_demo_a --model m
batch plan.toml
hint kyoso_demo_a --model m
fetch kyoso_demo_a
stress a.py kyoso_demo_a
doctor
config
sandbox check
race --history
"""
NOWHERE = "http://127.0.0.1:9"


def kyoso(words: str, folder: Path, home: Path) -> "subprocess.Popen[str]":
    environment = {**os.environ, "KYOSO_HOME": str(home), "KYOSO_SANDBOX": "bwrap", "LANG": "C.UTF-8"}
    environment |= {
        "KYOSO_SITE": "http://127.0.0.1:9",
        "KYOSO_RESOURCES": "http://127.0.0.1:9",
        "KYOSO_SERVER": "http://127.0.0.1:9",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "solver", *words.split()], cwd=folder, env=environment, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def rows(home: Path) -> int:
    with closing(sqlite3.connect(home / "kyoso.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return int(db.execute("SELECT count(*) FROM attempts").fetchone()[0])


def main() -> None:
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder, home = Path(name), Path(name, "home")
        (folder / "t").mkdir()
        for file, text in {"a.py": ECHO, "t/1.in": "1\n", "t/1.out": "1\n", "plan.toml": "", "lines.jsonl": ""}.items():
            (folder / file).write_text(text)
        home.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "none", str(home)], check=True)
        try:
            kyoso("judge a.py --tests t", folder, home).communicate()
            before = rows(home)
            for room in (0, 16):  # KiB: none at all, and enough to start
                filling = home / "filling"
                with filling.open("wb", buffering=0) as file:
                    try:
                        while file.write(b"\0" * 4096):
                            pass
                    except OSError:
                        pass
                    file.truncate(max(0, file.tell() - 1024 * room))
                for words in COMMANDS.strip().splitlines():
                    process = kyoso(words, folder, home)
                    out, err = process.communicate(timeout=300)
                    bad = "Traceback" in out + err or process.returncode not in (0, 1, 2, 3, 4, 5)
                    failed += bad
                    said = (err or out).strip().splitlines()[-1:]
                    print(f"{'BAD' if bad else 'ok '} {process.returncode}  {words}  {said}", flush=True)
                filling.unlink()
            after = rows(home)
            print(f"attempts in the log: {before} before, {after} after; sound")
            failed += after < before
            four = [kyoso("judge a.py --tests t --json", folder, home) for _number in range(4)]
            codes = [(process.communicate(), process.returncode)[1] for process in four]
            print(f"four processes at once: exit codes {codes}, {rows(home) - after} attempts more")
            failed += codes != [0] * 4 or rows(home) - after != 4
        finally:
            subprocess.run(["umount", str(home)], check=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
