"""An Attempt as the JSON object that programs read.

Bytes are decoded as UTF-8 with surrogateescape, so write it with ensure_ascii.
"""

import json
from dataclasses import asdict, replace
from datetime import UTC
from typing import Any

from judge.attempt import Attempt, JobKey, Likely
from judge.judgement import CaseResult, Judgement


def attempt_json(attempt: Attempt) -> dict[str, Any]:
    """The attempt with every key present, null where empty."""
    return {
        "id": attempt.id,
        "source": attempt.source.value,
        "author": attempt.author,
        "problem": attempt.problem,
        "key": _key(attempt.key),
        "reply": None if attempt.reply is None else asdict(attempt.reply),
        "submission": None if attempt.submission is None else asdict(attempt.submission),
        "judgement": _judgement(attempt.judgement),
        "likely": likely_json(attempt.likely),
        "started_at": attempt.started_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "notes": list(map(str, attempt.notes)),
    }


def _key(key: JobKey | None) -> dict[str, Any] | None:
    if key is None:
        return None
    # Programs that read this JSON expect the label under "model".
    row = {"model" if name == "label" else name: value for name, value in asdict(key).items()}
    return row | {"settings": json.loads(key.settings)}


def _judgement(judgement: Judgement | None) -> dict[str, Any] | None:
    if judgement is None:
        return None
    return asdict(replace(judgement, cases=())) | {"cases": [_case(case) for case in judgement.cases]}


def _case(case: CaseResult) -> dict[str, Any]:
    shown: dict[str, Any] = {"name": case.name, "verdict": case.verdict.value, "run": None, "note": str(case.note)}
    if case.run is not None:
        run = asdict(case.run)
        del run["detail"], run["held_up_s"], run["disk_s"]  # needed only for the verdict, and not kept
        texts = {name: run[name].decode("utf-8", "surrogateescape") for name in ("stdout", "stderr")}
        shown["run"] = run | texts | {"truncated": case.truncated}
    return shown


def likely_json(likely: Likely | None) -> dict[str, Any] | None:
    """The "likely" object of an attempt's JSON; None if nothing was computed."""
    if likely is None:
        return None
    return asdict(likely) | {"verdict": likely.verdict or "UNKNOWN", "detail": str(likely.detail)}
