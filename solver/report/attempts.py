"""What the page shows of single attempts: code, the failing case, the end of the reasoning."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from gettext import gettext as _
from pathlib import Path
from typing import Any

from judge.judgement import Verdict
from judge.log.connection import connect_to_read
from judge.log.rows import text_of
from judge.notes import read_note

REASONING_SHOWN = 1_000  # characters of its end; all of it is in the log
_CODE_SHOWN = 20_000
_OUTPUT_SHOWN = 600
_AT_ONCE = 500


def attempts_shown(log: Path, ids: Sequence[int]) -> Iterator[tuple[int, dict[str, str]]]:
    """For each attempt what its cell opens: text only, cut to what a page can hold."""
    with closing(connect_to_read(log)) as db:
        db.row_factory = sqlite3.Row
        for start in range(0, len(ids), _AT_ONCE):
            yield from _read(db, ids[start : start + _AT_ONCE])


def _read(db: sqlite3.Connection, ids: Sequence[int]) -> Iterator[tuple[int, dict[str, str]]]:
    marks = ",".join("?" * len(ids))
    newest = {
        row["attempt"]: row
        for row in db.execute(
            f"SELECT id, attempt, verdict, compile_output FROM judgements WHERE attempt IN ({marks}) ORDER BY id", ids
        )
    }
    failing = dict(_first_failing(db, newest.values()))
    rows = db.execute(
        f"""SELECT a.id, a.repeat, a.round, a.written_language, a.code, a.notes, r.outcome, r.seconds, r.tokens_per_s,
                   r.completion_tokens, r.reasoning_tokens, substr(r.reasoning, -{REASONING_SHOWN}) AS reasoning,
                   length(r.reasoning) AS reasoning_length, substr(r.text, -{_OUTPUT_SHOWN}) AS text,
                   l.verdict AS likely, l.case_name AS likely_case,
                   l.confidence, l.detail
            FROM attempts a JOIN replies r ON r.attempt = a.id LEFT JOIN likely l ON l.attempt = a.id
            WHERE a.id IN ({marks})""",
        ids,
    )
    for row in rows:
        yield row["id"], _shown(row, newest.get(row["id"]), failing.get(row["id"]))


def _first_failing(db: sqlite3.Connection, judgements: Iterable[sqlite3.Row]) -> Iterator[tuple[int, sqlite3.Row]]:
    wanted = {row["id"]: row for row in judgements if row["verdict"] != Verdict.AC}
    marks = ",".join("?" * len(wanted))
    for case in db.execute(
        f"SELECT judgement, name, verdict, note, stdout, stderr FROM cases WHERE judgement IN ({marks})"
        " ORDER BY judgement, number DESC",
        list(wanted),
    ):
        judgement = wanted[case["judgement"]]
        if case["verdict"] == judgement["verdict"]:
            yield judgement["attempt"], case


def _shown(row: sqlite3.Row, judgement: sqlite3.Row | None, case: sqlite3.Row | None) -> dict[str, str]:
    word = judgement["verdict"] if judgement is not None else row["outcome"]
    head = _("{word} · attempt {id}").format(word=word, id=row["id"])
    head += _(", repeat {number}").format(number=row["repeat"]) if row["repeat"] else ""
    head += _(", repair round {number}").format(number=row["round"]) if row["round"] else ""
    shown = {"head": head, "facts": " · ".join(_facts(row))}
    if case is not None:
        shown["case"] = _("test {name}: {verdict} {note}").format(
            name=case["name"], verdict=case["verdict"], note=read_note(text_of(case["note"])).shown()
        )
        shown["output"] = _cut(text_of(case["stdout"]), _OUTPUT_SHOWN)
        shown["stderr"] = _cut(text_of(case["stderr"]), _OUTPUT_SHOWN)
    if judgement is not None and judgement["verdict"] == Verdict.CE:
        shown["compiler"] = _cut(text_of(judgement["compile_output"]), _OUTPUT_SHOWN)
    code = text_of(row["code"])
    shown["code"] = _cut(code, _CODE_SHOWN)
    if not code:
        shown["answer"] = text_of(row["text"])
    reasoning = text_of(row["reasoning"])
    shown["reasoning"] = ("… " if (row["reasoning_length"] or 0) > REASONING_SHOWN else "") + reasoning
    # What is not UTF-8 cannot be written into a page.
    return {key: value.encode("utf-8", "replace").decode() for key, value in shown.items() if value.strip()}


def _facts(row: sqlite3.Row) -> Iterator[str]:
    yield _("{seconds:.1f} s").format(seconds=row["seconds"])
    if row["completion_tokens"] is not None:
        reasoning: Any = "?" if row["reasoning_tokens"] is None else row["reasoning_tokens"]
        yield _("{tokens} tokens ({reasoning} of them reasoning)").format(
            tokens=row["completion_tokens"], reasoning=reasoning
        )
    if row["tokens_per_s"] is not None:
        yield _("{rate:.1f} tokens/s").format(rate=row["tokens_per_s"])
    if row["likely"] is not None:
        sure = "" if row["confidence"] is None else f" ({row['confidence']:.0%})"
        said = _("likely {verdict} beyond the samples").format(verdict=row["likely"]) + sure
        why = ", ".join(filter(None, (read_note(row["detail"]).shown(), row["likely_case"])))
        yield f"{said}: {why}" if why else said


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most // 2] + "\n…\n" + text[-most // 2 :]
