"""Opens the log in Datasette, with its columns and units described."""

import json
import shlex
from contextlib import closing
from gettext import gettext as _
from pathlib import Path
from shutil import which
from typing import Any

from judge.log.connection import connect_to_read

METADATA_FILE = "datasette.json"
_UNITS = dict.fromkeys(("seconds", "mean_seconds", "first_token_s", "queue_s", "prefill_s", "penalty_s"), "s")
_UNITS |= {"cpu_s": "s", "wall_s": "s", "tokens_per_s": "1/s", "mean_tokens_per_s": "1/s"}
_UNITS |= {"peak_mib": "MiB", "size_bytes": "B", "ac_percent": "%"}


def datasette_command(log: Path, home: Path) -> str:
    """Write the metadata file beside the log and return the command that opens both."""
    path = home / METADATA_FILE
    path.write_text(json.dumps(_metadata(log), indent=1, ensure_ascii=False) + "\n", "utf-8")
    # --immutable would be faster, but a batch may be writing.
    words = [log, "--metadata", path, "--setting", "sql_time_limit_ms", "20000"]
    return ("" if which("datasette") else "uvx ") + shlex.join(["datasette", *map(str, words)])


def _metadata(log: Path) -> dict[str, Any]:
    """Datasette's metadata: what each table and view holds, what its columns mean, and their units."""
    words, tables = _columns(), {}
    with closing(connect_to_read(log)) as db:
        for table, description in _tables().items():
            names = [row[0] for row in db.execute("SELECT name FROM pragma_table_info(?)", (table,))]
            units = {name: _UNITS[name] for name in names if name in _UNITS}
            told = {name: words.get(f"{table}.{name}", words.get(name)) for name in names}
            # Datasette 0.65 shows units, later versions only descriptions, so both have the unit.
            columns = {
                name: f"{text} [{units[name]}]" if name in units else text for name, text in told.items() if text
            }
            tables[table] = {"description": description, "columns": columns, "units": units}
    return {
        "title": "kyoso",
        "databases": {"kyoso": {"description": _("Attempts at past problems."), "tables": tables}},
    }


def _columns() -> dict[str, str]:
    """What each column means, in any table; a "table.column" key takes precedence."""
    return {
        "seconds": _("From the request to the end of the answer."),
        "races.seconds": _("On the race's own clock."),
        "first_token_s": _("From the request to the first text."),
        "tokens_per_s": _("As the server reports it; otherwise counted by kyoso."),
        "mean_seconds": _("Mean seconds of an answer."),
        "mean_tokens_per_s": _("Mean tokens per second."),
        "prefill_s": _("Reading the prompt."),
        "wall_s": _("Time by the clock."),
        "cpu_s": _("CPU time of the slowest test."),
        "peak_mib": _("Memory of the largest test."),
        "reasoning_tokens": _("Tokens of reasoning; a part of completion_tokens."),
        "outcome": _("What the model delivered; only ANSWERED is judged."),
        "likely.verdict": _("What it probably earns beyond the samples; null: unknown."),
        "verdict": _("What the code earned on the samples; IE is our own failure."),
        "repeat": _("0, 1, …: independent answers to the same question."),
        "round": _("0: the first answer; 1, 2, …: repair rounds."),
        "ac_percent": _("AC of all first answers, in %."),
        "no_answer_came": _("TRUNCATED, EMPTY, LOOPED or SERVER_ERROR."),
        "results": _("Each first answer's verdict, or what was delivered."),
        "difficulty": _("AtCoder Problems' difficulty, not clipped."),
        "is_experimental": _("1: AtCoder Problems marks the difficulty as experimental."),
        "statement_sha256": _("Hash of the statement's text in both languages and of the samples."),
        "replies.statement_sha256": _("Hash of the problem's statement as it was asked."),
        **dict.fromkeys(("cases.cpu_s", "cases.peak_mib", "cases.verdict"), ""),  # of one test: nothing to explain
        "replies.seed": _("As it was sent; null: none was."),
        "ending": _("How the process ended."),
        "model_file": _("Where the server has it: a path, or a name in a registry."),
        "digest": _("Digest of the file's content, as the server reports it."),
        "honoured": _("1: yes; null: unclear."),
        "manifest": _("JSON: versions and settings."),
    }


def _tables() -> dict[str, str]:
    """What each table and view holds."""
    return {
        "leaderboard": _("First answers by model and effort; `kyoso report` has the intervals."),
        "problem_results": _("What each model and effort did at each problem."),
        "verdicts": _("One row per attempt: its newest judgement and what was delivered."),
        "grades": _("One narrow row per attempt of a model, for the report."),
        "cells": _("What a model was asked with: effort, language, settings."),
        "problems": _("Problems that models were asked about."),
        "cell_states": _("Models and efforts that a batch stopped, and why."),
        "attempts": _("Every current attempt, of models and of people."),
        "replies": _("What models answered: text and reasoning as they came."),
        "judgements": _("Judgements of programs; an attempt that was judged again has several, and the newest counts."),
        "cases": _("What each test earned."),
        "models": _("Builds of models under your labels, as last reported."),
        "run_models": _("What the servers reported about each run's models."),
        "speeds": _("Measured speeds (`kyoso models --speed`)."),
        "attestations": _("Whether the effort has an effect on a model."),
        "races": _("Races."),
        "runs": _("Runs of commands and what they were made with."),
        "likely": _("What generated tests say."),
        "failed_tries": _("Tries that failed because of kyoso or a server, and were repeated."),
    }
