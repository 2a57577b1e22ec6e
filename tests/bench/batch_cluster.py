"""The same plan on this machine and on Dask: `python -m tests.bench.batch_cluster [PROBLEMS]`.

A scheduler and two worker processes; in the second run one worker is killed with SIGKILL in the middle.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from tests.bench import batch_rig as rig

RESOURCES = "ask=4 judge=1"


@contextmanager
def cluster(folder, workers=2):
    """Address of a scheduler and the processes of its workers."""
    dask = Path(sys.executable).parent / "dask"
    file = folder / "scheduler.json"
    logs = (folder / "dask.log").open("ab")
    quiet = {"stdout": logs, "stderr": logs, "start_new_session": True}
    command = [dask, "scheduler", "--port", "0", "--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", file]
    processes = [subprocess.Popen(command, **quiet)]
    try:
        wait_for(file.exists)
        for number in range(workers):
            worker = [dask, "worker", "--scheduler-file", file, "--nthreads", "6", "--resources", RESOURCES]
            worker += ["--local-directory", folder / f"worker{number}", "--no-dashboard", "--no-nanny"]
            processes.append(subprocess.Popen(worker, **quiet))
        address = json.loads(file.read_text())["address"]
        wait_for(lambda: workers_of(address) == workers)
        yield address, processes[1:]
    finally:
        for process in reversed(processes):
            if process.poll() is None:
                # One after the other: a worker and a scheduler that end at the same time wait for each other for ever.
                os.killpg(process.pid, signal.SIGTERM)
                process.wait(30)
        logs.close()


def workers_of(address):
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        return len(client.scheduler_info(n_workers=-1)["workers"])


def wait_for(there, timeout_s=60):
    deadline = time.monotonic() + timeout_s
    while not there():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with rig.mirror(folder, slots=4, tps=200) as url:
            plan = rig.plan(folder / "plan.toml", rig.recorded_tasks(count), efforts=["low"], slots=4)
            assert rig.start_batch(folder / "alone", url, plan).wait() == 0
            alone, _rows = rig.results(folder / "alone")
            print(f"one machine: {rig.summary(alone)}")
            for kill in (False, True):
                home = folder / f"home-{kill}"
                with cluster(folder) as (address, workers):
                    began = time.monotonic()
                    process = rig.start_batch(home, url, plan, "--cluster", address, stderr=None)
                    if kill:
                        wait_for(lambda home=home: rig.results(home)[1] >= count // 4, 300)
                        os.killpg(workers[0].pid, signal.SIGKILL)
                    code = process.wait()
                verdicts, rows = rig.results(home)
                differ = {key: (alone[key], verdicts.get(key)) for key in alone if alone[key] != verdicts.get(key)}
                print(
                    f"two workers{', one killed' if kill else ''}: exit code {code}, {rows} rows, "
                    f"different from one machine: {differ or 'none'}, {time.monotonic() - began:.0f} s"
                )


if __name__ == "__main__":
    main()
