"""Answers made elsewhere: one JSON object per line, kyoso's own or anybody's."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from gettext import gettext as _
from typing import Any

import msgspec

from judge.attempt import Attempt, JobKey, Outcome, Reply, Source
from judge.effort import Effort
from judge.judge import judge
from judge.judgement import Submission
from judge.languages import LANGUAGES
from judge.notes import note
from judge.wording import cause
from problems.problem import Problem
from sandbox.sandbox import Sandbox
from solver.errors import BadImport
from solver.extraction import extract
from solver.models.wire.leaks import separate
from solver.outside import read_json

_MEASURED = ("finish", "prompt_tokens", "reasoning_tokens", "completion_tokens", "first_token_s", "tokens_per_s")


@dataclass(frozen=True, slots=True)
class ImportedLine:
    """One answer to one problem."""

    number: int  # of the line, from 1
    source: Source
    key: JobKey
    reply: Reply
    started_at: datetime


def read_lines(lines: Iterable[str], now: datetime) -> Iterator[ImportedLine]:
    """The answers in the lines.

    A line is an Attempt as `kyoso export` writes it (a person's are skipped), or an object with problem, model and
    text, and optionally effort (else none), language (python), statement_lang (en), repeat (else counted), reasoning,
    finish, settings, prompt_tokens, reasoning_tokens, completion_tokens, first_token_s, seconds, tokens_per_s, server.
    Raises BadImport, which names the line.
    """
    seen: dict[tuple[str, ...], int] = {}
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        try:
            row = read_json(text)
            if not isinstance(row, dict):
                raise ValueError(_("it is not a JSON object"))
            if "key" in row and "reply" in row:
                if row["key"] is not None and row["reply"] is not None:
                    yield _kyoso_line(number, row)
            else:
                yield _generic_line(number, row, seen, now)
        except (ValueError, KeyError, TypeError, OverflowError, msgspec.ValidationError) as error:
            why = _("{name} is missing").format(name=error.args[0]) if isinstance(error, KeyError) else cause(error)
            raise BadImport(_("line {number} cannot be read: {why}").format(number=number, why=why)) from error


def _kyoso_line(number: int, row: Mapping[str, Any]) -> ImportedLine:
    key, reply = dict(row["key"]), dict(row["reply"])
    key["label"] = key.pop("model")
    key |= {"effort": Effort(key["effort"]), "settings": _canonical(key["settings"])}
    reply["outcome"] = Outcome(reply["outcome"])
    known = {field.name for field in fields(Reply)}
    kept = Reply(**{name: value for name, value in reply.items() if name in known})
    began = datetime.fromisoformat(row["started_at"])
    return _checked(ImportedLine(number, Source(row["source"]), JobKey(**key), kept, began))


def _generic_line(number: int, row: Mapping[str, Any], seen: dict[tuple[str, ...], int], now: datetime) -> ImportedLine:
    task, model, text = row["problem"], row["model"], row["text"]
    for name, value in (("problem", task), ("model", model), ("text", text)):
        if not isinstance(value, str):
            raise ValueError(_("{name} is not a text").format(name=name))
    effort, language = Effort(row.get("effort") or "default"), row.get("language") or "python"
    settings, lang = _canonical(row.get("settings") or {}), row.get("statement_lang") or "en"
    same = (task, model, effort.value, language, lang, settings)
    repeat = row.get("repeat")
    if repeat is None:
        repeat = seen.get(same, 0)
    seen[same] = int(repeat) + 1
    measured: dict[str, Any] = {name: row.get(name) for name in _MEASURED}
    reply = Reply(
        # Decided anew once it is known whether the text contains a program.
        outcome=Outcome.ANSWERED,
        text=text,
        reasoning=row.get("reasoning") or "",
        queue_s=None,
        seconds=float(row.get("seconds") or 0),
        model=model,
        server=row.get("server") or "",
        server_build=None,
        effort_honoured=None,
        **measured,
    )
    key = JobKey(task, model, effort, language, lang, int(repeat), 0, 0, settings)
    return _checked(ImportedLine(number, Source.SOLVE, key, reply, now))


def _checked(line: ImportedLine) -> ImportedLine:
    """The line, if every value has its type and fits into the log. Raises ValueError, msgspec.ValidationError."""
    if line.key.language not in LANGUAGES:
        raise ValueError(_("{language} is not a language that kyoso can judge").format(language=line.key.language))
    for name, value in {**asdict(line.key), **asdict(line.reply)}.items():
        if isinstance(value, int | float) and not abs(value) < 2**63:
            raise ValueError(_("{name} is too large").format(name=name))
    return msgspec.convert(asdict(line), ImportedLine)


def _canonical(settings: Any) -> str:
    return json.dumps(settings, sort_keys=True, separators=(",", ":"))


def judged(line: ImportedLine, problem: Problem, sandbox: Sandbox) -> Attempt:
    """The line as an attempt, judged here: another program's verdict on it is not trusted."""
    reply = line.reply
    found = extract(separate(reply.text).text, LANGUAGES[line.key.language])
    outcome = _outcome(reply, found is not None, found is not None and found.complete)
    submission = judgement = None
    if outcome is Outcome.ANSWERED and found is not None:
        submission = Submission(found.language.key, found.code)
        judgement = judge(submission, problem.samples, problem.limits, problem.checker, sandbox)
    return Attempt(
        id=None,
        source=line.source,
        author=line.key.label,
        problem=problem.id,
        key=line.key,
        reply=replace(reply, outcome=outcome),
        submission=submission,
        judgement=judgement,
        likely=None,
        started_at=line.started_at,
        notes=(note("imported"),),
    )


def _outcome(reply: Reply, has_code: bool, complete: bool) -> Outcome:
    """The outcome as solver.outcome.decide has it, from what is known of a stored reply."""
    if reply.outcome not in (Outcome.ANSWERED, Outcome.NO_CODE):
        return reply.outcome
    if reply.finish == "content_filter":
        return Outcome.REFUSED
    if reply.finish == "length" and not complete:
        return Outcome.TRUNCATED
    if not reply.text.strip():
        return Outcome.EMPTY
    return Outcome.ANSWERED if has_code else Outcome.NO_CODE
