"""Memory and seconds of `kyoso export --format inspect`: `python -m tests.bench.export_inspect [SMALL LARGE]`.

The attempts are report_million's, in 24 cells, with 10 kB of reasoning each. Peak RSS is what the kernel reports for
the command.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.report_million import fill

WORDS = "so we count the pairs again and then the sum of each row "


def main():
    for attempts in [int(word) for word in sys.argv[1:]] or [5_000, 100_000]:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            fill(home, attempts)
            with sqlite3.connect(home / "kyoso.db") as db:
                db.execute("PRAGMA synchronous = OFF")
                db.execute("UPDATE replies SET reasoning = ? || attempt", [WORDS * (10_000 // len(WORDS))])
            began = time.monotonic()
            command = [sys.executable, "-m", "solver", "export", "--format", "inspect", "--out", str(home / "logs")]
            done = subprocess.Popen(command, env=os.environ | {"KYOSO_HOME": folder}, stdout=subprocess.PIPE)
            files = done.stdout.read().splitlines()
            _pid, status, usage = os.wait4(done.pid, 0)
            assert status == 0
            seconds = time.monotonic() - began
            size = sum(Path(os.fsdecode(path)).stat().st_size for path in files) / 1e6
            print(
                f"{attempts:,} attempts: {len(files)} logs, {size:.0f} MB, {seconds:.0f} s,"
                f" peak {usage.ru_maxrss / 1024:.0f} MiB"
            )


if __name__ == "__main__":
    main()
