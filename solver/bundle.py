"""A batch as one file that others can import: answers, verdicts and settings, without statements."""

import io
import json
import platform
import random
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from gettext import gettext as _
from pathlib import Path
from typing import Any

from judge.attempt import Attempt, Likely
from judge.judgement import Judgement, Submission, Verdict
from judge.log.connection import connect_to_read
from judge.log.server_records import ModelRow
from judge.notes import read_note
from judge.wording import cause
from solver.errors import BadImport
from solver.export import write_jsonl
from solver.imported import ImportedLine, read_lines
from solver.outside import read_json
from solver.private_paths import abbreviate_home, file_name_only

_FORMAT = 1
_MANIFEST, _ATTEMPTS = "manifest.json", "attempts.jsonl"
_MOST_BYTES = 2_000_000_000  # of an unpacked part; no night's answers are larger
_PROBLEM_COLUMNS = (
    *("problem", "contest", "label", "title", "url", "contest_start", "contest_end", "difficulty", "slope"),
    *("intercept", "is_experimental"),
)
_MODEL_COLUMNS = ("label", "requested", "server_build", "quantization", "size_bytes", "context_tokens", "digest")


@dataclass(frozen=True, slots=True)
class BatchBundle:
    machine: str
    made_at: str
    runs: tuple[Mapping[str, Any], ...]
    problems: tuple[Mapping[str, Any], ...]
    models: tuple[ModelRow, ...]
    attempts: tuple[Attempt, ...]  # under labels that name the machine


def write_bundle(
    log: Path, attempts: Iterable[Attempt], machine: str | None, path: Path, now: datetime, version: str
) -> int:
    """Write the models' attempts in a log as a bundle, whole or not at all; returns how many there are."""
    part = path.with_name(f".{path.name}.part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        with file.open(_ATTEMPTS, "w") as raw, io.TextIOWrapper(raw, "utf-8") as lines:
            count = write_jsonl((one for one in attempts if one.key is not None), None, lines)
        file.writestr(_MANIFEST, json.dumps(_manifest(log, machine, now, version), indent=1, ensure_ascii=False))
    part.replace(path)
    return count


def _manifest(log: Path, machine: str | None, now: datetime, version: str) -> dict[str, Any]:
    with closing(connect_to_read(log)) as db:
        db.row_factory = sqlite3.Row
        models = [dict(row) for row in db.execute(f"SELECT {', '.join(_MODEL_COLUMNS)} FROM models ORDER BY label")]
        for model in models:
            model["requested"] = file_name_only(model["requested"])
        runs = [
            {name: row[name] for name in ("id", "command", "started_at", "ended_at")}
            | {"manifest": json.loads(abbreviate_home(row["manifest"]))}
            for row in db.execute("SELECT * FROM runs WHERE id IN (SELECT DISTINCT run FROM grades) ORDER BY id")
        ]
        problems = [dict(row) for row in db.execute(f"SELECT {', '.join(_PROBLEM_COLUMNS)} FROM problems")]
    return {
        "format": _FORMAT,
        "kyoso": version,
        "machine": machine or f"{platform.system()} {platform.machine()}",
        "made_at": now.isoformat(),
        "runs": runs,
        "models": models,
        "problems": problems,
    }


def read_bundle(path: Path, machine: str | None, now: datetime) -> BatchBundle:
    """The bundle in the file; its labels get the machine's name, or the one given. Raises BadImport, OSError."""
    try:
        with zipfile.ZipFile(path) as file:
            manifest = read_json(_part(file, _MANIFEST))
            lines = _part(file, _ATTEMPTS).decode("utf-8").split("\n")
        if manifest["format"] != _FORMAT:
            raise BadImport(_("it is of a later version of kyoso"))
        name = machine or str(manifest["machine"])
        return BatchBundle(
            machine=name,
            made_at=str(manifest["made_at"]),
            runs=tuple(manifest["runs"]),
            problems=tuple({column: row.get(column) for column in _PROBLEM_COLUMNS} for row in manifest["problems"]),
            models=tuple(_model(row, name) for row in manifest["models"]),
            attempts=tuple(_attempts(lines, name, now)),
        )
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        raise BadImport(_("it is not a bundle of `kyoso export --bundle`: {why}").format(why=cause(error))) from error


def _part(file: zipfile.ZipFile, name: str) -> bytes:
    if file.getinfo(name).file_size > _MOST_BYTES:
        raise BadImport(_("{name} in it is too large").format(name=name))
    return file.read(name)


def _label(label: str, machine: str) -> str:
    return f"{label} ({machine})"


def _model(row: Mapping[str, Any], machine: str) -> ModelRow:
    known = {name: row.get(name) for name in _MODEL_COLUMNS if name not in ("label", "requested")}
    label = _label(str(row["label"]), machine)
    return ModelRow(label=label, requested=str(row["requested"]), server="", machine=machine, **known)


def _attempts(lines: Sequence[str], machine: str, now: datetime) -> Iterator[Attempt]:
    """The attempts as the other machine made and judged them."""
    rows = [read_json(line) for line in lines if line.strip()]
    for line, row in zip(read_lines(lines, now), rows, strict=True):
        yield _attempt(line, row, machine)


def _attempt(line: ImportedLine, row: Mapping[str, Any], machine: str) -> Attempt:
    program, judged, likely = row["submission"], row["judgement"], row["likely"]
    key = replace(line.key, label=_label(line.key.label, machine))
    return Attempt(
        id=None,
        source=line.source,
        author=key.label,
        problem=key.problem,
        key=key,
        reply=replace(line.reply, server=""),
        submission=None if program is None else Submission(program["language"], program["source"]),
        judgement=None
        if judged is None
        else Judgement(
            Verdict(judged["verdict"]), (), str(judged["compile_output"]), judged["cpu_s"], judged["peak_mib"]
        ),
        likely=None if likely is None else _likely(likely),
        started_at=line.started_at,
        notes=(read_note("imported"),),
    )


def _likely(row: Mapping[str, Any]) -> Likely:
    verdict = None if row["verdict"] == "UNKNOWN" else Verdict(row["verdict"])
    detail = row.get("detail") or ""
    agreeing = (row.get("evidence") or {}).get("agreeing", 0)
    found = Likely(verdict, None, row["confidence"], read_note(detail))
    return replace(found, evidence=replace(found.evidence, agreeing=int(agreeing)))


def to_judge_again(attempts: Sequence[Attempt], count: int, seed: int) -> list[Attempt]:
    """A random sample of the judged attempts, the same for the same seed."""
    judged = [one for one in attempts if one.submission is not None and one.judgement is not None]
    return random.Random(seed).sample(judged, min(count, len(judged)))
