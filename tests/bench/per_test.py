"""What one test costs in each sandbox, compared with posix_spawn of the same program without a sandbox.

    python -m tests.bench.per_test [--rounds 10]

Both sides run the very same files: a trivial static C program made here, by posix_spawn on the host, and the
interpreter of the image (in a container, by posix_spawn from a process that already runs there) or of the host. Rounds
are interleaved, and each begins on an idle machine.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sandbox.choose import open_sandbox
from sandbox.errors import SandboxUnavailable
from sandbox.recipe import image_tag
from sandbox.run import Budget, Ending
from sandbox.wire import File
from tests.bench.idle import wait_until_idle

BUDGET = Budget(cpu_s=5, wall_s=10, memory_mib=1024)
TRIVIAL = b"int main(void) { return 0; }\n"
# Starts a command again and again, as a judge without a sandbox would, and prints the seconds for each.
SPAWNER = """
import os, sys, time
null = os.open("/dev/null", os.O_RDWR)
for line in sys.stdin:
    count, *command = line.split()
    began = time.perf_counter()
    for _ in range(int(count)):
        streams = [(os.POSIX_SPAWN_DUP2, null, fd) for fd in range(3)]
        pid = os.posix_spawn(command[0], command, {"PATH": "/usr/bin:/bin"}, file_actions=streams)
        os.waitpid(pid, 0)
    print((time.perf_counter() - began) / int(count), flush=True)
"""


class Spawner:
    """A process that starts commands by posix_spawn, on the host or in a container."""

    def __init__(self, *prefix: str) -> None:
        self._process = subprocess.Popen(
            [*prefix, "/usr/bin/python3", "-c", SPAWNER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )

    def seconds(self, count: int, *command: str) -> float:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(f"{count} {' '.join(command)}\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=10)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder, "trivial")
        subprocess.run(["cc", "-O2", "-static", "-x", "c", "-o", str(program), "-"], input=TRIVIAL, check=True)
        program.chmod(0o755)
        Path(folder).chmod(0o755)
        for kind in ("docker", "bwrap"):
            measure(kind, Path(folder), program, rounds)


def measure(kind: str, folder: Path, program: Path, rounds: int) -> None:
    container = ["docker", "run", "--rm", "-i", "--network", "none", "--security-opt", "seccomp=unconfined"]
    on_host = Spawner()
    beside = Spawner(*(() if kind == "bwrap" else (*container, "--entrypoint", "", image_tag())))
    try:
        with open_sandbox(kind, folder) as sandbox, sandbox.box() as box:
            box.put([File("trivial", program.read_bytes(), 0o755)])  # type: ignore[attr-defined]

            def inside(count: int, *command: str) -> float:
                began = time.perf_counter()
                for _ in range(count):
                    result = box.run(command, b"", BUDGET)
                    assert (result.ending, result.exit_code) == (Ending.EXITED, 0), result
                return (time.perf_counter() - began) / count

            compare(
                f"{kind}, trivial C",
                rounds,
                200,
                lambda n: on_host.seconds(n, str(program)),
                lambda n: inside(n, "./trivial"),
            )
            python = "/usr/bin/python3"
            compare(
                f"{kind}, Python",
                rounds,
                30,
                lambda n: beside.seconds(n, python, "-c", "pass"),
                lambda n: inside(n, python, "-c", "pass"),
            )
    except SandboxUnavailable as error:
        print(f"{kind}: skipped: {error}")
    finally:
        on_host.close()
        beside.close()


def compare(
    name: str, rounds: int, count: int, outside: Callable[[int], float], inside: Callable[[int], float]
) -> None:
    bare, boxed = [], []
    for _ in range(rounds):
        wait_until_idle()
        bare.append(outside(count))
        boxed.append(inside(count))
    low, high = statistics.median(bare) * 1000, statistics.median(boxed) * 1000
    print(f"{name:22} posix_spawn {low:6.2f} ms   sandbox {high:6.2f} ms   {high / low:5.2f} x ({rounds} rounds)")


if __name__ == "__main__":
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    sys.exit(main())
