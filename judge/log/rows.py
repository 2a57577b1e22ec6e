"""The log's rows and the values they hold, each way."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from judge.attempt import Effort, JobKey, Likely, Outcome, Reply
from judge.judgement import CaseResult, Judgement, Submission, Verdict
from judge.log.migrations import KEY_COLUMNS
from judge.log.race_records import RaceLane, RaceRecord, RaceSubmission, RaceTask
from judge.trial import Answer, NaiveProgram, Trial
from sandbox.run import Ending, RunResult


@dataclass(frozen=True, slots=True)
class Grade:
    """What one attempt came to, without its texts."""

    key: JobKey
    outcome: Outcome
    verdict: Verdict | None
    seconds: float | None
    tokens_per_s: float | None
    finish: str | None  # this and the two below only for TRUNCATED
    prompt_tokens: int | None
    completion_tokens: int | None

    @property
    def to_retry(self) -> bool:
        """Our or the server's fault: the next run tries it again."""
        return self.outcome is Outcome.SERVER_ERROR or self.verdict is Verdict.IE


def grade_of(row: dict[str, Any]) -> Grade:
    """From a row of grades with its cell and problem."""
    finish, prompt_tokens, completion_tokens = (None, None, None) if row["cut"] is None else json.loads(row["cut"])
    return Grade(
        key=JobKey(**{name: row[name] for name in KEY_COLUMNS} | {"effort": Effort(row["effort"])}),
        outcome=Outcome(row["outcome"]),
        verdict=None if row["verdict"] is None else Verdict(row["verdict"]),
        seconds=row["seconds"],
        tokens_per_s=row["tokens_per_s"],
        finish=finish,
        prompt_tokens=prompt_tokens,
        completion_tokens=completion_tokens,
    )


def case_row(judgement: int, number: int, case: CaseResult) -> dict[str, Any]:
    row: dict[str, Any] = {
        "judgement": judgement,
        "number": number,
        "name": case.name,
        "verdict": case.verdict,
        "truncated": case.truncated,
        "note": case.note,
    }
    run = case.run
    if run is not None:
        row |= {name: getattr(run, name) for name in ("ending", "exit_code", "signal", "cpu_s", "wall_s", "peak_mib")}
        row |= {"stdout": stored(run.stdout), "stderr": stored(run.stderr)}
    return row


def stored(value: str | bytes) -> str | bytes:
    """Text where a person and SQL can read it; bytes where it is not UTF-8 or holds a NUL."""
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


def text_of(value: str | bytes | None) -> str:
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value or ""


def bytes_of(value: str | bytes | None) -> bytes:
    return value.encode("utf-8") if isinstance(value, str) else value or b""


def iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def key_of(row: dict[str, Any]) -> JobKey | None:
    if row["label"] is None:
        return None
    return JobKey(**{name: row[name] for name in KEY_COLUMNS} | {"effort": Effort(row["effort"])})


def reply_of(row: dict[str, Any] | None) -> Reply | None:
    if row is None:
        return None
    fields = {name: value for name, value in row.items() if name not in ("attempt", "prompt", "statement_sha256")}
    honoured = row["effort_honoured"]
    fields |= {"outcome": Outcome(row["outcome"]), "text": text_of(row["text"]), "reasoning": text_of(row["reasoning"])}
    return Reply(**fields | {"effort_honoured": None if honoured is None else bool(honoured)})


def submission_of(row: dict[str, Any]) -> Submission | None:
    language = row["written_language"]
    return None if language is None else Submission(language, text_of(row["code"]))


def judgement_of(row: dict[str, Any], cases: list[dict[str, Any]]) -> Judgement:
    return Judgement(
        verdict=Verdict(row["verdict"]),
        cases=tuple(case_of(case) for case in cases),
        compile_output=text_of(row["compile_output"]),
        cpu_s=row["cpu_s"],
        peak_mib=row["peak_mib"],
        sandbox=row["sandbox"],
        compiler=row["compiler"],
    )


def case_of(row: dict[str, Any]) -> CaseResult:
    run = None
    if row["ending"] is not None:
        run = RunResult(
            ending=Ending(row["ending"]),
            exit_code=row["exit_code"],
            signal=row["signal"],
            cpu_s=row["cpu_s"],
            wall_s=row["wall_s"],
            peak_mib=row["peak_mib"],
            stdout=bytes_of(row["stdout"]),
            stderr=bytes_of(row["stderr"]),
        )
    return CaseResult(row["name"], Verdict(row["verdict"]), run, bool(row["truncated"]), row["note"])


def likely_of(row: dict[str, Any] | None) -> Likely | None:
    if row is None:
        return None
    verdict = row["verdict"]
    return Likely(
        None if verdict is None else Verdict(verdict), row["case_name"], row["confidence"], row["detail"] or ""
    )


def likely_row(likely: Likely) -> dict[str, Any]:
    return {
        "verdict": likely.verdict,
        "case_name": likely.case,
        "confidence": likely.confidence,
        "detail": likely.detail,
    }


def trial_row(trial: Trial) -> dict[str, Any]:
    return {
        "problem": trial.problem,
        "author": trial.author,
        "alone": json.dumps(likely_row(trial.alone)),
        "answers": _answers_json(trial.answers),
    }


def trial_of(row: dict[str, Any]) -> Trial:
    alone = likely_of(json.loads(row["alone"]))
    assert alone is not None
    return Trial(row["attempt"], row["problem"], row["author"], alone, _answers(row["answers"]))


def naive_row(naive: NaiveProgram) -> dict[str, Any]:
    program = naive.submission
    return {
        "author": naive.author,
        "language": None if program is None else program.language,
        "code": None if program is None else stored(program.source),
        "answers": _answers_json(naive.answers),
    }


def naive_of(row: dict[str, Any]) -> NaiveProgram:
    program = None if row["language"] is None else Submission(row["language"], text_of(row["code"]))
    return NaiveProgram(row["author"], program, _answers(row["answers"]))


def _answers_json(answers: tuple[Answer, ...]) -> str:
    return json.dumps([[one.case, one.input, one.size, one.output] for one in answers])


def _answers(kept: str) -> tuple[Answer, ...]:
    return tuple(Answer(*one) for one in json.loads(kept))


def race_of(row: dict[str, Any], lanes: list[dict[str, Any]], submissions: list[dict[str, Any]]) -> RaceRecord:
    """From a row of races with its lanes and their submissions."""
    of_lane: dict[int, list[RaceSubmission]] = {}
    for one in submissions:
        kept = {name: one[name] for name in ("problem", "at_s", "verdict", "said", "attempt")}
        of_lane.setdefault(one["lane"], []).append(RaceSubmission(**kept))
    return RaceRecord(
        **{name: row[name] for name in ("id", "contest", "seed", "penalty_s", "hint_s", "seconds")},
        started_at=datetime.fromisoformat(row["started_at"]),
        ended_at=None if row["ended_at"] is None else datetime.fromisoformat(row["ended_at"]),
        tasks=tuple(RaceTask(**task) for task in json.loads(row["tasks"])),
        lanes=tuple(
            RaceLane(
                **{name: value for name, value in lane.items() if name not in ("race", "lane", "won")},
                won=bool(lane["won"]),
                submissions=tuple(of_lane.get(lane["lane"], ())),
            )
            for lane in lanes
        ),
    )
