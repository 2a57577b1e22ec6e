"""A running batch's status for other terminals: a small file under KYOSO_HOME."""

import json
import os
from collections.abc import Collection, Container, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from solver.batch.run import Batch
from solver.batch.tally import Tally, time_left
from solver.outside import read_object

FILE_NAME = "batch-status.json"


def status_of(batch: Batch, plan: str, now: datetime) -> dict[str, Any]:
    """Everything that the status and the final summary show, as JSON values."""
    stuck = {lane.server for lane in batch.lanes if lane.waiting_for}
    slots = {tally.cell.model.name: batch.slots(tally.cell) for tally in batch.summary.tallies}
    return {
        "pid": os.getpid(),
        "plan": plan,
        "at": now.isoformat(timespec="seconds"),
        "written": batch.summary.written,
        "cells": [_cell(tally, batch, stuck) for tally in batch.summary.tallies],
        "servers": [
            {
                "server": lane.server,
                "model": None if lane.model is None else lane.model.name,
                "loading": lane.busy,
                "asking": lane.asking + lane.writing,
                "slots": lane.slots,
                "judging": lane.judging,
                "loads": lane.loads,
                "loading_s": round(lane.loading_s, 1),
                "over": lane.over,
                "stopped": lane.stopped,
                "waiting_for": lane.waiting_for,
            }
            for lane in batch.lanes
        ],
        **left_of(None if stuck else _time_left(batch, slots)),
        "tests": batch.stressing.status(),
        "errors": [str(error) for error in batch.summary.errors],  # why servers and models were left out
        "failures": [asdict(failure) for failure in batch.summary.commonest_failures],
        "complete": batch.is_complete,
        "decide": _decide(batch, stuck),
    }


def _decide(batch: Batch, stuck: Collection[str]) -> dict[str, Any] | None:
    """What a deciding batch has found, without a time left while it waits for a server."""
    if batch.choice is None:
        return None
    found = batch.choice.status(batch.lanes, batch.stressing.expected_s)
    return found | {"left_s": None} if stuck else found


def _time_left(batch: Batch, slots: Mapping[str, int]) -> tuple[float, float] | None:
    """Seconds until this run ends: no fewer than the generated tests take meanwhile, once that is known."""
    asked = [tally for tally in batch.summary.tallies if batch.is_asked(tally.cell)]
    expected_s = time_left(asked, slots)
    if expected_s is None:
        return None
    tests_s = batch.stressing.expected_s(sum(tally.left for tally in asked)) or 0.0
    low, high = expected_s
    return max(low, tests_s), max(high, tests_s)


def left_of(expected_s: tuple[float, float] | None) -> dict[str, Any]:
    """The seconds left as JSON values: `left_s` once all is measured, and `left_range_s` as soon as something is."""
    low, high = expected_s or (None, None)
    return {"left_s": low if low == high else None, "left_range_s": expected_s and [low, high]}


def _cell(tally: Tally, batch: Batch, stuck: Container[str]) -> dict[str, Any]:
    """A cell's row, without a time left where that is not known: its server waits, or more problems may be chosen."""
    row = tally.row(batch.slots(tally.cell))
    is_open = batch.choice is not None and not batch.choice.is_over
    is_stuck = tally.cell.model.server in stuck or not batch.is_asked(tally.cell)
    return row | {"left_s": None} if is_open or (tally.left and is_stuck) else row


def keep_status(home: Path, status: Mapping[str, Any]) -> None:
    """Write the status atomically, without waiting for the disk."""
    path = home / FILE_NAME
    part = path.with_suffix(".part")
    part.write_text(json.dumps(status))
    part.replace(path)


def kept_status(home: Path) -> dict[str, Any] | None:
    """The last batch's status, with `running` added; None if there was none."""
    try:
        status = read_object((home / FILE_NAME).read_bytes())
    except OSError:
        return None
    return None if status is None else status | {"running": _is_running(int(status.get("pid", 0)))}


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return pid > 0
