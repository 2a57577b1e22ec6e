"""How long a cold `kyoso judge` takes on a Python file with three samples, compared with `python3 file` three times.

    python -m tests.bench.cold_judge [--runs 10] [--sandbox both|docker|bwrap]

Both sides are interleaved, and medians are printed: to the verdict on the screen, and to the command's end. "Cold" is a
new process with nothing started ahead of it; the image, the supervisor, the log and the modules' compiled code, which
comes with an installation, exist from earlier runs.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sandbox.choose import open_sandbox
from sandbox.errors import SandboxUnavailable
from tests.bench.idle import wait_until_idle

PROGRAM = "n = int(input())\nprint(n * 2)\n"
GOAL_S = 0.3


def kyoso(work: Path, home: Path, kind: str) -> tuple[float, float]:
    """Seconds to the verdict, and to the end."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "solver", "judge", str(work / "main.py"), "--tests", str(work), "--sandbox", kind]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"KYOSO_HOME": str(home), "LANG": "C.UTF-8", "KYOSO_LIKELY": "0"}
    environment["PYTHONPYCACHEPREFIX"] = str(work / "compiled")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment) as process:
        first = process.stdout.readline()
        verdict = time.perf_counter() - began
        rest = first + process.stdout.read()
    assert b"AC" in rest, rest
    return verdict, time.perf_counter() - began


def plain(work: Path) -> float:
    began = time.perf_counter()
    for path in sorted(work.glob("*.in")):
        with path.open("rb") as stdin:
            subprocess.run(["/usr/bin/python3", str(work / "main.py")], stdin=stdin, capture_output=True, check=True)
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--sandbox", choices=("both", "docker", "bwrap"), default="both")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work, home = Path(folder, "work"), Path(folder, "home")
        work.mkdir()
        (work / "main.py").write_text(PROGRAM)
        for n in (1, 2, 3):
            (work / f"{n}.in").write_text(f"{n}\n")
            (work / f"{n}.out").write_text(f"{2 * n}\n")
        kinds = []
        for kind in ("docker", "bwrap") if options.sandbox == "both" else (options.sandbox,):
            try:
                open_sandbox(kind, home).close()
                kyoso(work, home, kind)
                kinds.append(kind)
            except SandboxUnavailable as error:
                print(f"{kind}: skipped: {error}")
        bare: list[float] = []
        found: dict[str, list[tuple[float, float]]] = {kind: [] for kind in kinds}
        for _run in range(options.runs):
            wait_until_idle()
            bare.append(plain(work))
            for kind in kinds:
                wait_until_idle()
                found[kind].append(kyoso(work, home, kind))
    base = statistics.median(bare)
    print(f"python3 x 3   {base:5.2f} s (least {min(bare):.2f})")
    for kind, times in found.items():
        verdict, end = (statistics.median(values) for values in zip(*times, strict=True))
        least = min(times)[0]
        print(
            f"kyoso, {kind:6} {verdict:5.2f} s to the verdict (least {least:.2f}), {end:5.2f} s to the end: "
            f"{verdict - base:+.2f} s over python3 x 3 (goal: {GOAL_S})"
        )


if __name__ == "__main__":
    main()
