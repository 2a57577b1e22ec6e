"""The Docker daemon restarted in the middle of a plan: `python -m tests.bench.batch_docker_restart COMMAND [PROBLEMS]`.

COMMAND restarts the daemon, e.g. "systemctl restart docker"; DOCKER_HOST names the daemon as usual. Needs root, and
disturbs everybody who uses that daemon.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench import batch_rig as rig


def main():
    command, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 40
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with rig.mirror(folder, slots=4, tps=100) as url:
            plan = rig.plan(folder / "plan.toml", rig.recorded_tasks(count), efforts=["low"], slots=4)
            arguments = (plan, "--sandbox", "docker")
            assert rig.start_batch(folder / "calm", url, *arguments).wait() == 0
            calm, _rows = rig.results(folder / "calm")
            home = folder / "home"
            process = rig.start_batch(home, url, *arguments, stderr=None)
            while rig.results(home)[1] < count // 4:
                assert process.poll() is None
                time.sleep(0.1)
            subprocess.run(command, shell=True, check=True)
            codes = [process.wait()]
            first, rows = rig.results(home)
            wrong = {key: (calm[key], got) for key, got in first.items() if got not in ("IE", calm[key])}
            print(f"restarted after {count // 4} attempts: exit code {codes[0]}, {rows} rows, {rig.summary(first)}")
            print(f"wrong verdicts: {wrong or 'none'}")
            while codes[-1] != 0 and len(codes) < 10:
                codes.append(rig.start_batch(home, url, *arguments).wait())
            last, rows = rig.results(home)
            same = "the same" if last == calm else "not the same"
            print(f"exit codes {codes}, {rows} rows, {same} as without a restart: {rig.summary(last)}")


if __name__ == "__main__":
    main()
