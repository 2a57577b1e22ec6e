"""Converts between the log's rows and the values they hold."""

import json
from collections.abc import Sequence
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from judge.attempt import JobKey, Likely, Reply
from judge.judgement import CaseResult, Judgement, Submission
from judge.notes import read_note
from judge.trial import Answer, NaiveProgram, Trial
from sandbox.run import RunResult

T = TypeVar("T")
Row = dict[str, Any]


def value_of(kind: type[T], row: Row, *texts: str) -> T:
    """A value of that type from the columns named like its fields; other columns are ignored.

    texts: columns that hold bytes if a text is not UTF-8. Raises msgspec.ValidationError.
    """
    return msgspec.convert(row | {name: text_of(row[name]) for name in texts}, kind, strict=False)


def row_of(value: Any, *without: str, texts: Sequence[str] = ()) -> Row:
    """Columns named like the value's fields, except those in `without`; `texts` as in value_of."""
    assert is_dataclass(value) and not isinstance(value, type)
    row = {name: _column(field) for name, field in asdict(value).items() if name not in without}
    return row | {name: stored(getattr(value, name)) for name in texts}


def _column(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, dict):
        return json.dumps(value)
    if isinstance(value, bytes):
        return stored(value)
    # A lone surrogate cannot be UTF-8; short texts are for people, so an escape will do.
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


def stored(value: str | bytes) -> str | bytes:
    """The value as text, which people and SQL can read; as bytes if it is not UTF-8 or holds a NUL."""
    if isinstance(value, str):
        try:
            raw = value.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:
            raw = value.encode("utf-8", "surrogatepass")
    else:
        raw = value
    if b"\0" in raw:
        return raw
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw


def text_of(value: Any) -> str:
    """The text in a column without a declared type, which something else may have put a number into."""
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else str(value or "")


def bytes_of(value: Any) -> bytes:
    """The bytes in a column without a declared type; see text_of."""
    return value if isinstance(value, bytes) else str(value or "").encode("utf-8", "surrogateescape")


def iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def key_of(row: Row) -> JobKey | None:
    if row["label"] is None:
        return None
    msgspec.json.decode(row["settings"], type=dict[str, Any])  # must be valid: the attempt's JSON output parses it
    return value_of(JobKey, row)


def reply_of(row: Row) -> Reply:
    # Older rows do not say how the server was asked.
    asked = {"effort_sent": json.loads(row["effort_sent"] or "{}"), "forced": row["forced"] or 0}
    return value_of(Reply, row | asked, "text", "reasoning")


def submission_of(row: Row) -> Submission | None:
    language = row["written_language"]
    return None if language is None else Submission(language, text_of(row["code"]))


def judgement_of(row: Row, cases: Sequence[Row]) -> Judgement:
    return value_of(Judgement, row | {"cases": [case_of(case) for case in cases]}, "compile_output")


def case_row(judgement: int, number: int, case: CaseResult) -> Row:
    run = {} if case.run is None else row_of(case.run, "detail", "held_up_s", "disk_s")
    fields = row_of(case, "run", "note", "excerpt") | {"note": stored(case.note.stored())}
    return {"judgement": judgement, "number": number} | fields | run


def case_of(row: Row) -> CaseResult:
    run = None
    if row["ending"] is not None:
        run = value_of(RunResult, row | {name: bytes_of(row[name]) for name in ("stdout", "stderr")})
    return value_of(CaseResult, row | {"run": run, "note": read_note(text_of(row["note"]))})


def likely_of(row: Row) -> Likely:
    evidence = msgspec.json.decode(row.get("evidence") or "{}")
    return value_of(
        Likely,
        row | {"case": row["case_name"], "detail": read_note(text_of(row["detail"])), "evidence": evidence},
    )


def likely_row(likely: Likely) -> Row:
    evidence = json.dumps(asdict(likely.evidence))
    return row_of(likely, "case", "detail", "evidence") | {
        "case_name": likely.case,
        "detail": stored(likely.detail.stored()),
        "evidence": evidence,
    }


def trial_row(trial: Trial) -> Row:
    alone = json.dumps(likely_row(trial.alone))
    return row_of(trial, "alone", "answers", "model") | {"alone": alone, "answers": _answers_json(trial.answers)}


def trial_of(row: Row) -> Trial:
    return value_of(Trial, row | {"alone": likely_of(json.loads(row["alone"])), "answers": _answers(row["answers"])})


def naive_row(naive: NaiveProgram) -> Row:
    program = naive.submission
    return {
        "author": naive.author,
        "language": None if program is None else program.language,
        "code": None if program is None else stored(program.source),
        "answers": _answers_json(naive.answers),
    }


def naive_of(row: Row) -> NaiveProgram:
    program = None if row["language"] is None else Submission(row["language"], text_of(row["code"]))
    return NaiveProgram(row["author"], program, _answers(row["answers"]))


def _answers_json(answers: Sequence[Answer]) -> str:
    return json.dumps([[one.case, one.input, one.size, one.output] for one in answers])


def _answers(kept: str) -> tuple[Answer, ...]:
    return tuple(Answer(*one) for one in msgspec.json.decode(kept, type=list[tuple[str, str, int, str]]))
