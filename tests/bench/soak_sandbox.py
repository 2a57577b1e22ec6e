"""Many submissions in a row: nothing may be left of them.

    python -m tests.bench.soak_sandbox [--count 2000] [--sandbox docker]

Prints containers, threads, descriptors and resident memory along the way; exits 1 if something grew.
"""

import argparse
import gc
import os
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sandbox.choose import open_sandbox
from sandbox.run import Budget

BUDGET = Budget(cpu_s=5, wall_s=10, memory_mib=256)


def state() -> tuple[int, int, float]:
    """Threads, descriptors, resident MiB of this process."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return (
        threading.active_count(),
        len(list(Path("/proc/self/fd").iterdir())),
        pages * os.sysconf("SC_PAGESIZE") / 2**20,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--sandbox", default="docker")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, open_sandbox(options.sandbox, Path(home), ready=2) as sandbox:

        def one(_number: int) -> None:
            with sandbox.box() as box:
                box.compile([], {"main.sh": b"cat"}, BUDGET)
                for _ in range(2):
                    assert box.run(["sh", "main.sh"], b"x" * 100_000, BUDGET).stdout == b"x" * 100_000

        with ThreadPoolExecutor(2) as workers:
            steps = []
            for _step in range(10):
                list(workers.map(one, range(options.count // 10)))
                steps.append(state())
                print("threads {}, descriptors {}, {:.1f} MiB".format(*steps[-1]), flush=True)
    command = ["docker", "ps", "-aq", "--filter", "label=kyoso.owner"]
    left = subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()
    print(f"containers of any kyoso left: {len(left)}")
    (threads, descriptors, mib), last = steps[1], steps[-1]
    sys.exit(last[0] > threads + 1 or last[1] > descriptors + 4 or last[2] > 1.1 * mib)


if __name__ == "__main__":
    main()
