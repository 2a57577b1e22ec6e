"""The log for other programs: JSON lines, CSV, inspect_ai's logs."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import count, groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from judge.as_json import attempt_json
from judge.attempt import Attempt, Outcome
from judge.judgement import Verdict
from solver.private_paths import file_name_only
from solver.view.output import json_line
from solver.view.spreadsheet import write_csv_rows

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

# Limits of one inspect_ai log, which keep it within about 150 MB of memory.
_PART_ATTEMPTS = 2_000
_PART_CHARS = 16_000_000

_COLUMNS = (
    *("id", "source", "author", "problem", "model", "effort", "language", "statement_lang", "repeat", "round"),
    *("prompt_version", "settings", "outcome", "verdict", "likely", "finish", "prompt_tokens", "reasoning_tokens"),
    *("completion_tokens", "queue_s", "first_token_s", "seconds", "tokens_per_s", "server", "server_build"),
    *("seed", "effort_honoured", "cpu_s", "peak_mib", "started_at", "notes", "cached_tokens"),
)


def write_jsonl(attempts: Iterable[Attempt], prompts: Mapping[int, str] | None, file: "SupportsWrite[str]") -> int:
    """Write one Attempt per line, as `kyoso log --json` prints it; returns how many.

    prompts: the messages by attempt id, written under "prompt".
    """
    count = 0
    for attempt in attempts:
        row = attempt_json(attempt)
        if row["reply"] is not None:
            row["reply"]["model"] = file_name_only(row["reply"]["model"])
        if prompts is not None and attempt.id is not None and attempt.id in prompts:
            row["prompt"] = json.loads(prompts[attempt.id])
        file.write(json_line(row))
        count += 1
    return count


def write_csv(attempts: Iterable[Attempt], file: "SupportsWrite[str]") -> int:
    """Write a header and one attempt per line, without programs and replies; returns how many."""
    return write_csv_rows(_COLUMNS, map(_flat, attempts), file)


def _flat(attempt: Attempt) -> dict[str, Any]:
    row = attempt_json(attempt)
    reply, judgement, likely = row["reply"] or {}, row["judgement"] or {}, row["likely"] or {}
    flat = {**reply, **(row["key"] or {}), **row}
    flat["settings"] = json.dumps(row["key"]["settings"], sort_keys=True) if row["key"] else None
    flat |= {name: judgement.get(name) for name in ("verdict", "cpu_s", "peak_mib")}
    return flat | {"likely": likely.get("verdict"), "notes": "; ".join(row["notes"])}


def write_inspect(attempts: Iterable[Attempt], prompts: Mapping[int, str] | None, folder: Path) -> Iterator[Path]:
    """Write an inspect_ai log per model × effort × language × settings with that library; yields each file written.

    The attempts must come cell by cell (Log.attempts, by_cell). A log is held in memory as a whole, so a long cell is
    split over several. A problem is a sample, a repeat an epoch. AC scores C, all else I, except that what says nothing
    about the model (IE, SERVER_ERROR) scores N. The statement is left out unless prompts are given. Raises ImportError
    without inspect_ai.
    """
    from inspect_ai.log import write_eval_log

    folder.mkdir(parents=True, exist_ok=True)
    first = (a for a in attempts if a.key is not None and a.reply is not None and a.key.round == 0)
    used = set[str]()
    for (label, effort, *_others), group in groupby(first, key=_cell):
        name = _free_name(f"{_PLAIN.sub('-', label).strip('-.')[:80] or 'model'}-{effort}", used)
        for part, rows in enumerate(_parts(group), start=1):
            path = folder / (f"{name}.eval" if part == 1 else f"{name}-part{part}.eval")
            write_eval_log(_inspect_log(rows, prompts, part), str(path))
            yield path


_PLAIN = re.compile(r"[^\w.+-]+")  # what some file system may refuse


def _free_name(wanted: str, used: set[str]) -> str:
    """The name, numbered if a cell with another language, other settings or a similar label already uses it."""
    names = (wanted if number == 1 else f"{wanted}-{number}" for number in count(1))
    name = next(name for name in names if name.lower() not in used)
    used.add(name.lower())
    return name


def _parts(attempts: Iterable[Attempt]) -> Iterator[list[Attempt]]:
    """The attempts in lists that fit into memory; those at one problem stay together."""
    part, chars = list[Attempt](), 0
    for _problem, group in groupby(attempts, key=lambda attempt: attempt.problem):
        if len(part) >= _PART_ATTEMPTS or chars >= _PART_CHARS:
            yield part
            part, chars = [], 0
        for attempt in group:
            part.append(attempt)
            chars += len(attempt.reply.text) + len(attempt.reply.reasoning) if attempt.reply else 0
    if part:
        yield part


def _cell(attempt: Attempt) -> tuple[str, ...]:
    key = attempt.key
    assert key is not None
    return key.label, key.effort, key.language, key.statement_lang, str(key.prompt_version), key.settings


def _inspect_log(first: list[Attempt], prompts: Mapping[int, str] | None, part: int) -> Any:
    from inspect_ai.log import EvalConfig, EvalDataset, EvalLog, EvalMetric, EvalResults, EvalScore, EvalSpec, EvalStats

    key = first[0].key
    assert key is not None
    began = min(attempt.started_at for attempt in first).isoformat()
    graded = [score for attempt in first if (score := _score(attempt)) != "N"]
    accuracy = EvalMetric(name="accuracy", value=graded.count("C") / max(1, len(graded)))
    epochs = max((attempt.key.repeat + 1 for attempt in first if attempt.key), default=1)
    return EvalLog(
        status="success",
        eval=EvalSpec(
            created=began,
            task="kyoso",
            dataset=EvalDataset(
                name="AtCoder",
                samples=len({attempt.problem for attempt in first}),
                sample_ids=sorted({attempt.problem or "" for attempt in first}),
            ),
            model=f"kyoso/{key.label}",
            config=EvalConfig(epochs=epochs),
            task_args={
                "effort": key.effort.value,
                "language": key.language,
                "statement_lang": key.statement_lang,
                "prompt_version": key.prompt_version,
            },
            metadata={"settings": json.loads(key.settings), "basis": "samples", "part": part},
        ),
        results=EvalResults(
            total_samples=len(first),
            completed_samples=len(graded),
            scores=[EvalScore(name="kyoso", scorer="kyoso", metrics={"accuracy": accuracy})],
        ),
        stats=EvalStats(started_at=began, completed_at=max(attempt.started_at for attempt in first).isoformat()),
        samples=list(_samples(first, prompts)),
    )


def _samples(attempts: Iterable[Attempt], prompts: Mapping[int, str] | None) -> Iterator[Any]:
    from inspect_ai.log import EvalSample
    from inspect_ai.model import ChatMessageAssistant, ChatMessageSystem, ChatMessageUser, ModelOutput, ModelUsage
    from inspect_ai.scorer import Score

    kinds = {"system": ChatMessageSystem, "assistant": ChatMessageAssistant}
    # solve and batch number their repeats separately, so epochs are counted here.
    epochs: dict[str, int] = {}
    for attempt in attempts:
        reply, task = attempt.reply, attempt.problem or ""
        assert reply is not None
        epochs[task] = epochs.get(task, 0) + 1
        asked: Any = task
        if prompts is not None and attempt.id is not None and attempt.id in prompts:
            asked = [
                kinds.get(message["role"], ChatMessageUser)(content=message["content"])
                for message in json.loads(prompts[attempt.id])
            ]
        output = ModelOutput.from_content(model=file_name_only(reply.model), content=_text(reply.text))
        output.usage = ModelUsage(
            input_tokens=reply.prompt_tokens or 0,
            output_tokens=reply.completion_tokens or 0,
            total_tokens=(reply.prompt_tokens or 0) + (reply.completion_tokens or 0),
            reasoning_tokens=reply.reasoning_tokens,
        )
        verdict = attempt.judgement.verdict.value if attempt.judgement else None
        yield EvalSample(
            id=task,
            epoch=epochs[task],
            input=asked,
            target="AC",
            output=output,
            scores={
                "kyoso": Score(
                    value=_score(attempt),
                    answer=_text(attempt.submission.source) if attempt.submission else None,
                    explanation=verdict or reply.outcome.value,
                )
            },
            metadata={
                "attempt": attempt.id,
                "source": attempt.source.value,
                "outcome": reply.outcome.value,
                "verdict": verdict,
                "reasoning": _text(reply.reasoning),
                "first_token_s": reply.first_token_s,
                "tokens_per_s": reply.tokens_per_s,
                "effort_honoured": reply.effort_honoured,
                "seed": reply.seed,
            },
            started_at=attempt.started_at.isoformat(),
            total_time=reply.seconds,
        )


def _score(attempt: Attempt) -> str:
    if attempt.judgement is not None:
        if attempt.judgement.verdict is Verdict.IE:
            return "N"
        return "C" if attempt.judgement.verdict is Verdict.AC else "I"
    says_nothing = attempt.reply is None or attempt.reply.outcome in (Outcome.SERVER_ERROR, Outcome.ANSWERED)
    return "N" if says_nothing else "I"


def _text(text: str) -> str:
    """The text with lone surrogates, which such a log cannot hold, replaced."""
    return text.encode("utf-8", "replace").decode()
