"""How to open the log in Datasette, with its columns and units named."""

import json
import shlex
from gettext import gettext as _
from pathlib import Path
from shutil import which
from typing import Any

METADATA_FILE = "datasette.json"


def datasette_command(log: Path, home: Path) -> str:
    """Write the metadata file beside the log and return the command that opens both."""
    path = home / METADATA_FILE
    path.write_text(json.dumps(metadata(), indent=1, ensure_ascii=False) + "\n", "utf-8")
    # Immutable would be faster, but a batch may be writing.
    words = [log, "--metadata", path, "--setting", "sql_time_limit_ms", "20000"]
    return ("" if which("datasette") else "uvx ") + shlex.join(["datasette", *map(str, words)])


def metadata() -> dict[str, Any]:
    """Datasette's metadata: what each table and view holds, what its columns mean, and their units."""
    seconds = {"seconds": "s", "first_token_s": "s", "tokens_per_s": "1/s"}
    figures = {
        "seconds": _("From the request to the end of the answer."),
        "first_token_s": _("From the request to the first text."),
        "tokens_per_s": _("As the server reports it; otherwise counted by kyoso."),
        "reasoning_tokens": _("Tokens of reasoning; a part of completion_tokens."),
        "outcome": _("What the model delivered; only ANSWERED is judged."),
        "verdict": _("What the code earned on the samples; IE is our own failure."),
        "repeat": _("0, 1, …: independent answers to the same question."),
        "round": _("0: the first answer; 1, 2, …: repair rounds."),
    }
    builds = {
        "model_file": _("Where the server has it: a path, or a name in a registry."),
        "digest": _("Digest of the file's content, as the server reports it."),
    }
    tables = {
        "leaderboard": _table(
            _("First answers by model and effort; `kyoso report` has the intervals."),
            {
                "ac_percent": _("AC of all first answers, in %."),
                "no_answer_came": _("TRUNCATED, EMPTY, LOOPED or SERVER_ERROR."),
                "mean_seconds": _("Mean seconds of an answer."),
                "mean_tokens_per_s": _("Mean tokens per second."),
            },
            {"ac_percent": "%", "mean_seconds": "s", "mean_tokens_per_s": "1/s"},
        ),
        "problem_results": _table(
            _("What each model and effort did at each problem."),
            {
                "difficulty": _("AtCoder Problems' difficulty, not clipped."),
                "results": _("Each first answer's verdict, or what was delivered."),
                "mean_seconds": _("Mean seconds of an answer."),
            },
            {"mean_seconds": "s"},
        ),
        "verdicts": _table(
            _("One row per attempt: its newest judgement and what was delivered."),
            figures | {"cpu_s": _("CPU time of the slowest test."), "peak_mib": _("Memory of the largest test.")},
            seconds | {"cpu_s": "s", "peak_mib": "MiB"},
        ),
        "grades": _table(_("One narrow row per attempt of a model, for the report."), figures, seconds),
        "cells": _table(_("What a model was asked with: effort, language, settings."), {}, {}),
        "problems": _table(
            _("Problems that models were asked about."),
            {
                "difficulty": _("AtCoder Problems' model, not clipped."),
                "is_experimental": _("1: AtCoder Problems marks the difficulty as experimental."),
                "statement_sha256": _("Hash of the statement's text in both languages and of the samples."),
            },
            {},
        ),
        "cell_states": _table(_("Models and efforts that a batch stopped, and why."), {}, {}),
        "attempts": _table(_("Every current attempt, of models and of people."), {}, {}),
        "replies": _table(
            _("What models answered: text and reasoning as they came."),
            {name: figures[name] for name in (*seconds, "reasoning_tokens", "outcome") if name in figures}
            | {
                "seed": _("As it was sent; null: none was."),
                "statement_sha256": _("Hash of the problem's statement as it was asked."),
            },
            {"queue_s": "s"} | {name: unit for name, unit in seconds.items() if name in figures},
        ),
        "judgements": _table(
            _("Judgements of programs; an attempt that was judged again has several, and the newest counts."),
            {"cpu_s": _("CPU time of the slowest test."), "peak_mib": _("Memory of the largest test.")},
            {"cpu_s": "s", "peak_mib": "MiB"},
        ),
        "cases": _table(
            _("What each test earned."),
            {"ending": _("How the process ended."), "wall_s": _("Time by the clock.")},
            {"cpu_s": "s", "wall_s": "s", "peak_mib": "MiB"},
        ),
        "models": _table(_("Builds of models under your labels, as last reported."), builds, {"size_bytes": "B"}),
        "run_models": _table(_("What the servers reported about each run's models."), builds, {"size_bytes": "B"}),
        "speeds": _table(
            _("Measured speeds (`kyoso models --speed`)."),
            {
                "prefill_s": _("Reading the prompt."),
                "first_token_s": figures["first_token_s"],
                "tokens_per_s": figures["tokens_per_s"],
            },
            {"prefill_s": "s", "first_token_s": "s", "tokens_per_s": "1/s"},
        ),
        "attestations": _table(
            _("Whether the effort has an effect on a model."), {"honoured": _("1: yes; null: unclear.")}, {}
        ),
        "races": _table(_("Races."), {"seconds": _("On the race's own clock.")}, {"seconds": "s", "penalty_s": "s"}),
        "runs": _table(
            _("Runs of commands and what they were made with."), {"manifest": _("JSON: versions and settings.")}, {}
        ),
        "likely": _table(_("What generated tests say."), {}, {}),
        "failed_tries": _table(_("Tries that failed because of kyoso or a server, and were repeated."), {}, {}),
    }
    return {
        "title": "kyoso",
        "databases": {"kyoso": {"description": _("Attempts at past problems."), "tables": tables}},
    }


def _table(description: str, columns: dict[str, str], units: dict[str, str]) -> dict[str, Any]:
    """Datasette 0.65 shows units, later ones only descriptions: the unit stands in both."""
    named = {name: f"{text} [{units[name]}]" if name in units else text for name, text in columns.items()}
    return {"description": description, "columns": named, "units": units}
