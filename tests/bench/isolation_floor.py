"""The least that a test costs: a trivial static C program, with one means of isolation added after the other.

    python -m tests.bench.isolation_floor [--count 1000]

A C program (isolation_floor.c) does nothing but start it, as root with version 1 control groups. For comparison there
is posix_spawn from Python, as in per_test.
"""

import argparse
import subprocess
import tempfile
from pathlib import Path

from sandbox.recipe import ingredient
from tests.bench.idle import wait_until_idle
from tests.bench.per_test import TRIVIAL, Spawner

SOURCE = Path(__file__).with_suffix(".c")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1000)
    count = parser.parse_args().count
    with tempfile.TemporaryDirectory() as folder:
        floor, program = Path(folder, "floor"), Path(folder, "trivial")
        Path(folder, "calls.h").write_bytes(ingredient("calls.h"))
        Path(folder).chmod(0o755)
        compiler = ["cc", "-O2", "-static", "-w", "-I", folder]
        subprocess.run([*compiler, "-x", "c", "-o", program, "-"], input=TRIVIAL, check=True)
        subprocess.run([*compiler, "-o", floor, SOURCE], check=True)
        wait_until_idle()
        spawner = Spawner()
        print(f"posix_spawn from Python: {1e6 * spawner.seconds(count, str(program)):.0f} us", flush=True)
        spawner.close()
        subprocess.run([floor, program, str(count)], check=True)


if __name__ == "__main__":
    main()
