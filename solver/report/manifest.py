"""What runs were made with: enough to repeat them."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from gettext import gettext as _
from pathlib import Path
from typing import Any

from judge.log.connection import connect_to_read
from judge.log.rows import text_of
from judge.wording import worded
from solver.private_paths import abbreviate_home, file_name_only
from solver.view.load_words import load_words

_BRIEF = 20  # newest runs that a page lists


def brief_manifests(log: Path, runs: Sequence[int]) -> list[dict[str, Any]]:
    """The newest runs as they were recorded, with their models but without prompts and problems."""
    with closing(_open(log)) as db:
        return [_run(db, run) | {"models": _models(db, run)} for run in runs[-_BRIEF:]]


def manifests(log: Path, run: int | None = None) -> Iterator[dict[str, Any]]:
    """Every run, or the given one, as a complete JSON object.

    It has plan, seed, problems with the hashes of the statements as asked, prompts, request fields, servers and their
    builds, models and their files, sandboxes and compilers. A prompt is given once, as it was sent, with the attempts
    that it was sent for. Null: not reported, or not yet recorded when the run was made.
    """
    with closing(_open(log)) as db:
        for (number,) in db.execute("SELECT id FROM runs WHERE id = coalesce(?, id) ORDER BY id", (run,)).fetchall():
            parts = {name: _rows(db, sql, number) for name, sql in _PARTS.items()}
            yield {"seed": None} | _run(db, number) | parts | {"models": _models(db, number)} | _prompts(db, number)


_PARTS = {
    # A row per problem and statement; a statement that changed during the run makes two.
    "problems": """
        SELECT p.problem AS id, p.contest, r.statement_sha256, count(*) AS attempts
        FROM grades g JOIN problems p ON p.number = g.problem JOIN replies r ON r.attempt = g.attempt
        WHERE g.run = ? GROUP BY p.number, r.statement_sha256 ORDER BY p.problem""",
    "cells": """
        SELECT DISTINCT c.label AS model, c.effort, c.language, c.statement_lang, c.prompt_version, c.settings
        FROM grades g JOIN cells c ON c.id = g.cell WHERE g.run = ?""",
    "servers": """
        SELECT DISTINCT r.server, r.server_build, r.model AS reported_model
        FROM grades g JOIN replies r ON r.attempt = g.attempt WHERE g.run = ?""",
    "judged_by": """
        SELECT DISTINCT j.sandbox, j.compiler FROM grades g JOIN judgements j ON j.attempt = g.attempt
        WHERE g.run = ?""",
    "attempts": """
        SELECT g.attempt AS id, p.problem, c.label AS model, c.effort, g.repeat, g.round, r.seed
        FROM grades g JOIN cells c ON c.id = g.cell JOIN problems p ON p.number = g.problem
        JOIN replies r ON r.attempt = g.attempt WHERE g.run = ? ORDER BY g.attempt""",
}


def manifest_lines(found: Mapping[str, Any]) -> Iterator[str]:
    """A manifest for a person to read: what was asked, of which model, at which server, and judged by what."""
    ended = (found["ended_at"] or _("not ended"))[:16].replace("T", " ")
    began = found["started_at"][:16].replace("T", " ")
    yield _("Run {run}: {command}, {began} – {ended} UTC").format(
        run=found["run"], command=found["command"], began=began, ended=ended
    )
    yield _("  answers: {answers}, problems: {problems}, seed: {seed}").format(
        answers=len(found["attempts"]),
        problems=len({row["id"] for row in found["problems"]}),
        seed="–" if found["seed"] is None else found["seed"],
    )
    for cell in found["cells"]:
        settings = ", ".join(f"{name} {value}" for name, value in (cell["settings"] or {}).items())
        yield _("  asked: {model}, effort {effort}, {language}, statement {lang}, prompt {version}; {settings}").format(
            model=cell["model"],
            effort=cell["effort"],
            language=cell["language"],
            lang=cell["statement_lang"],
            version=cell["prompt_version"],
            settings=settings or "–",
        )
    for model in found["models"]:
        size = None if model["size_bytes"] is None else f"{model['size_bytes'] / 1e9:.1f} GB"
        load = load_words(model.get("load") if isinstance(model.get("load"), dict) else None)
        known = (model["quantization"], size, model["model_file"], model["digest"] and model["digest"][:12], load)
        yield f"  {model['label']}: " + (", ".join(str(value) for value in known if value) or _("nothing reported"))
    for server in found["servers"]:
        yield _("  server: {server} {build}").format(server=server["server"], build=server["server_build"] or "")
    for judge in found["judged_by"]:
        yield _("  judged by: {sandbox}, {compiler}").format(
            sandbox=worded(judge["sandbox"] or "–"), compiler=judge["compiler"] or "–"
        )
    if version := found.get("version") or found.get("kyoso"):
        yield _("  kyoso {version}, Python {python}").format(version=version, python=found.get("python", "–"))
    yield _("  prompts: {count}; `--json` has them whole").format(count=len(found["prompts"]))


def _open(log: Path) -> sqlite3.Connection:
    db = connect_to_read(log)
    db.row_factory = sqlite3.Row
    return db


def _run(db: sqlite3.Connection, number: int) -> dict[str, Any]:
    """The run, with what the command recorded when it began."""
    row = db.execute("SELECT id AS run, command, started_at, ended_at, manifest FROM runs WHERE id = ?", (number,))
    found = dict(row.fetchone())
    content = _parsed(abbreviate_home(found.pop("manifest")))
    return found | content if isinstance(content, dict) else found


def _rows(db: sqlite3.Connection, sql: str, number: int) -> list[dict[str, Any]]:
    rows = [dict(row) for row in db.execute(sql, (number,))]
    for row in rows:
        for key in ("settings", "load"):
            if isinstance(row.get(key), str):
                row[key] = _parsed(row[key])
        if isinstance(row.get("reported_model"), str):
            row["reported_model"] = file_name_only(row["reported_model"])
    return rows


def _parsed(text: str) -> Any:
    """The JSON value; None if another program has corrupted it."""
    try:
        return json.loads(text)
    except ValueError:
        return None


def _models(db: sqlite3.Connection, number: int) -> list[dict[str, Any]]:
    """The run's models as the servers reported them then; for runs from before that was logged, as last reported."""
    rows = _rows(db, "SELECT * FROM run_models WHERE run = ? ORDER BY label", number) or _rows(
        db,
        """SELECT * FROM models WHERE label IN
           (SELECT DISTINCT c.label FROM grades g JOIN cells c ON c.id = g.cell WHERE g.run = ?) ORDER BY label""",
        number,
    )
    for row in rows:
        row["told_in_this_run"] = row.pop("run", None) is not None
        row |= {name: file_name_only(row[name]) for name in ("requested", "reported", "model_file") if row[name]}
    return rows


def _prompts(db: sqlite3.Connection, number: int) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, dict[str, Any]] = {}
    for row in db.execute(
        """SELECT g.attempt, r.prompt FROM grades g JOIN replies r ON r.attempt = g.attempt
           WHERE g.run = ? AND r.prompt IS NOT NULL ORDER BY g.attempt""",
        (number,),
    ):
        text = text_of(row["prompt"])
        sha256 = hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
        prompt = found.setdefault(sha256, {"sha256": sha256, "attempts": [], "messages": _parsed(text)})
        prompt["attempts"].append(row["attempt"])
    return {"prompts": list(found.values())}
