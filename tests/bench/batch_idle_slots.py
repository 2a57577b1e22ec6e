"""How long a slot is free while there is work left: `python -m tests.bench.batch_idle_slots [PROBLEMS]`.

The share is taken from the mirror's own log, between the first request and the last: the time in which fewer answers
were being written than there are slots, weighted by how many were free, until fewer questions are left than slots.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

from tests.bench import batch_rig as rig

SLOTS, TOKENS_PER_S = 4, 40


def idle_share(log, slots, total):
    """Free slot time over slot time, while questions were still to come."""
    events = [json.loads(line) for line in log.read_text().splitlines()]
    # Not the questions that find out about the effort, asked before: the plan has one effort.
    attested = max((event["at"] for event in events if event.get("effort") in ("medium", "high")), default=0.0)
    taken = sorted(event["at"] for event in events if event.get("event") == "slot taken" and event["at"] > attested)
    freed = sorted(event["at"] for event in events if event.get("event") == "slot freed" and event["at"] > taken[0])
    assert len(taken) == total, f"{len(taken)} answers of {total}"
    steps = sorted([(at, 1) for at in taken] + [(at, -1) for at in freed])
    begin, end = taken[0], taken[-1]  # after the last question was taken up no work remains
    busy, before, free_s = 0, begin, 0.0
    for at, step in steps:
        free_s += max(0.0, min(at, end) - before) * (slots - busy)
        busy, before = busy + step, max(before, min(at, end))
    return free_s / ((end - begin) * slots), end - begin


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        log = folder / "mirror.jsonl"
        with rig.mirror(folder, slots=SLOTS, tps=TOKENS_PER_S, log=log) as url:
            plan = rig.plan(folder / "plan.toml", rig.recorded_tasks(count), efforts=["low"], slots=SLOTS)
            began = time.monotonic()
            assert rig.start_batch(folder / "home", url, plan).wait() == 0
            took = time.monotonic() - began
        share, asked_s = idle_share(log, SLOTS, count)
        verdicts, _rows = rig.results(folder / "home")
        print(
            f"{count} problems, {SLOTS} slots, {TOKENS_PER_S} tokens/s: {took:.0f} s in all, "
            f"{asked_s:.0f} s between the first and the last question; slots free {share:.2%} of that; "
            f"{rig.summary(verdicts)}"
        )


if __name__ == "__main__":
    main()
