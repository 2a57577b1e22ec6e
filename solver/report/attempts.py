"""What the page shows of a single attempt: code, the failing case, the end of the reasoning."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from functools import lru_cache
from gettext import gettext as _
from pathlib import Path
from typing import Any

from judge.judgement import Judgement, Submission, Verdict
from judge.log.connection import connect_to_read
from judge.log.rows import judgement_of, text_of
from judge.notes import read_note
from problems.problem import Problem
from solver.own_attempt import Assignment
from solver.view.failing_case import failing_case, input_alone, marks
from solver.view.html_case import case_html

REASONING_SHOWN = 1_000  # characters of its end; the log has all of it
_CODE_SHOWN = 20_000
_OUTPUT_SHOWN = 600
_AT_ONCE = 500
_PROBLEMS = 400  # stored problems to cache
_INPUT_SHOWN = 20_000  # bytes of an input


def attempts_shown(
    log: Path, ids: Sequence[int], problem_of: Callable[[str], Problem | None] = lambda _id: None
) -> Iterator[tuple[int, dict[str, str]]]:
    """What its cell opens for each attempt, cut to fit a page: texts, and under `failing` our own HTML.

    If the problem is stored, the failing case is shown with its input and expected output.
    """
    kept = lru_cache(_PROBLEMS)(problem_of)
    with closing(connect_to_read(log)) as db:
        db.row_factory = sqlite3.Row
        for start in range(0, len(ids), _AT_ONCE):
            yield from _read(db, log.parent, ids[start : start + _AT_ONCE], kept)


def _read(
    db: sqlite3.Connection, home: Path, ids: Sequence[int], problem_of: Callable[[str], Problem | None]
) -> Iterator[tuple[int, dict[str, str]]]:
    marks = ",".join("?" * len(ids))
    rows = db.execute(
        f"""SELECT a.id, a.problem, a.repeat, a.round, a.written_language, a.code, r.outcome, r.seconds, r.tokens_per_s,
                   r.completion_tokens, r.reasoning_tokens, substr(r.reasoning, -{REASONING_SHOWN}) AS reasoning,
                   length(r.reasoning) AS reasoning_length, substr(r.text, -{_OUTPUT_SHOWN}) AS text,
                   l.verdict AS likely, l.case_name AS likely_case,
                   l.confidence, l.detail,
                   j.id AS judgement, j.verdict, j.compile_output, j.cpu_s, j.peak_mib, j.sandbox, j.compiler
            FROM attempts a JOIN replies r ON r.attempt = a.id LEFT JOIN likely l ON l.attempt = a.id
            LEFT JOIN judgements j ON j.id = (SELECT max(id) FROM judgements WHERE attempt = a.id)
            WHERE a.id IN ({marks})""",
        ids,
    ).fetchall()
    cases = _cases(db, [row["judgement"] for row in rows if row["verdict"] not in (None, Verdict.AC)])
    for row in rows:
        judged = row["judgement"] and judgement_of(dict(row), cases.get(row["judgement"], []))
        yield row["id"], _shown(row, judged, _failing(row, judged, home, problem_of))


def _cases(db: sqlite3.Connection, judgements: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """All cases of these judgements, in the order in which they ran."""
    found: dict[int, list[dict[str, Any]]] = {}
    marks = ",".join("?" * len(judgements))
    for case in db.execute(f"SELECT * FROM cases WHERE judgement IN ({marks}) ORDER BY judgement, number", judgements):
        found.setdefault(case["judgement"], []).append(dict(case))
    return found


def _failing(
    row: sqlite3.Row, judgement: Judgement | None, home: Path, problem_of: Callable[[str], Problem | None]
) -> str:
    """The first failing case as HTML; for an answer that only generated tests refute, the refuting input."""
    if judgement is None:
        return ""
    if judgement.verdict is Verdict.AC:
        return _refuting(row, home)
    problem = problem_of(row["problem"])
    language = row["written_language"]
    shown = failing_case(
        judgement,
        None if problem is None else Assignment.samples_of(problem),
        None if language is None else Submission(language, text_of(row["code"])),
    )
    return "" if shown is None else str(case_html(marks(judgement), shown))


def _refuting(row: sqlite3.Row, home: Path) -> str:
    if row["likely"] in (None, Verdict.AC) or row["likely_case"] is None:
        return ""
    why = read_note(text_of(row["detail"])).shown()
    with suppress(OSError):
        stdin = (home / row["likely_case"]).read_bytes()[:_INPUT_SHOWN]
        case = input_alone(Path(row["likely_case"]).stem, Verdict(row["likely"]), why, stdin)
        return str(case_html((), case))
    return ""


def _shown(row: sqlite3.Row, judgement: Judgement | None, failing: str) -> dict[str, str]:
    word = judgement.verdict.value if judgement is not None else row["outcome"]
    head = _("{word} · attempt {id}").format(word=word, id=row["id"])
    head += _(", repeat {number}").format(number=row["repeat"]) if row["repeat"] else ""
    head += _(", repair round {number}").format(number=row["round"]) if row["round"] else ""
    shown = {"head": head, "facts": " · ".join(_facts(row)), "failing": failing}
    code = text_of(row["code"])
    shown["code"] = _cut(code, _CODE_SHOWN)
    if not code:
        shown["answer"] = text_of(row["text"])
    reasoning = text_of(row["reasoning"])
    shown["reasoning"] = ("… " if (row["reasoning_length"] or 0) > REASONING_SHOWN else "") + reasoning
    # Lone surrogates cannot be written into a page.
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
        said = _("probably {verdict} on generated tests").format(verdict=row["likely"]) + sure
        why = _(", ").join(filter(None, (read_note(row["detail"]).shown(), row["likely_case"])))
        yield f"{said}: {why}" if why else said


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most // 2] + "\n…\n" + text[-most // 2 :]
