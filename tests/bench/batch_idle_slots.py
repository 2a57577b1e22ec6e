"""How long a slot is free while there is work left: `python -m tests.bench.batch_idle_slots [PROBLEMS]`.

The share is taken from the mirror's own log, between the plan's first question and its last: the time in which fewer
answers were being written than there are slots, weighted by how many were free.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

from tests.bench import batch_rig as rig

SLOTS, TOKENS_PER_S, EFFORT = 4, 40, "low"


def idle_share(log, slots, tasks):
    """Free slot time over slot time, while questions of the plan were still to come.

    Questions about the effort and for second programs keep slots busy too.
    """
    events = [json.loads(line) for line in log.read_text().splitlines()]
    taken = [event for event in events if event.get("event") == "slot taken"]
    planned = {}  # each task's first question in the plan's effort
    for event in taken:
        if event["effort"] == EFFORT and event["task"] in tasks:
            planned.setdefault(event["task"], event["at"])
    assert len(planned) == len(tasks), f"{len(planned)} problems asked of {len(tasks)}"
    steps = sorted((event["at"], 1 if event in taken else -1) for event in events if event.get("event"))
    begin, end = min(planned.values()), max(planned.values())
    busy, before, free_s = 0, begin, 0.0
    for at, step in steps:
        until = min(max(at, begin), end)
        free_s += (until - before) * max(0, slots - busy)
        busy, before = busy + step, until
    return free_s / ((end - begin) * slots), end - begin


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        log = folder / "mirror.jsonl"
        with rig.mirror(folder, slots=SLOTS, tps=TOKENS_PER_S, log=log) as url:
            plan = rig.plan(folder / "plan.toml", rig.recorded_tasks(count), efforts=[EFFORT], slots=SLOTS)
            began = time.monotonic()
            assert rig.start_batch(folder / "home", url, plan).wait() == 0
            took = time.monotonic() - began
        share, asked_s = idle_share(log, SLOTS, rig.recorded_tasks(count))
        verdicts, _rows = rig.results(folder / "home")
        print(
            f"{count} problems, {SLOTS} slots, {TOKENS_PER_S} tokens/s: {took:.0f} s in all, "
            f"{asked_s:.0f} s between the first and the last question; slots free {share:.2%} of that; "
            f"{rig.summary(verdicts)}"
        )


if __name__ == "__main__":
    main()
