"""kill -9 of the whole process group, again and again: `python -m tests.bench.batch_kills [KILLS] [ATTEMPTS]`.

After each kill the same command is started again. At the end every attempt must be in the log once, every verdict that
was ever logged must still be in it, and SQLite must find the file sound.
"""

import os
import random
import signal
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from tests.bench import batch_rig as rig

REPEATS = 5


def main():
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    attempts = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    chance, began = random.Random(1), time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        home = folder / "home"
        with rig.mirror(folder, slots=4, tps=400) as url:
            tasks = rig.recorded_tasks(attempts // REPEATS)
            plan = rig.plan(folder / "plan.toml", tasks, efforts=["low"], repeats=REPEATS, slots=4)
            seen, killed, in_work = {}, 0, 0
            while killed < kills:
                process = rig.start_batch(home, url, plan)
                with suppress(Exception):
                    process.wait(chance.uniform(0.2, 7.0))
                if process.poll() is not None:
                    break
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                killed += 1
                now, _rows = rig.results(home)
                lost = {key: verdict for key, verdict in seen.items() if now.get(key) != verdict}
                assert not lost, f"lost after kill {killed}: {lost}"
                in_work += len(now) > len(seen)
                seen = now
            done_before = len(seen)
            code = rig.start_batch(home, url, plan).wait()
            verdicts, rows = rig.results(home)
        assert all(verdicts.get(key) == verdict for key, verdict in seen.items())
        print(
            f"{killed} kills ({in_work} of runs that had logged something, {done_before} attempts by then), "
            f"then exit code {code}: {rows} rows, {len(verdicts)} different, {rig.summary(verdicts)}, "
            f"integrity_check {rig.integrity(home)}, {time.monotonic() - began:.0f} s"
        )
        assert rows == len(verdicts) == attempts
        assert code == 0


if __name__ == "__main__":
    main()
