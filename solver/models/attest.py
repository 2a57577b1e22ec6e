"""Finds out whether asking for an effort changes anything, and in which dialect: many servers drop it silently.

Proof comes first: the efforts that the server lists, and the prompt as it renders it. Questions are asked only if there
is no proof. If one dialect ignores or refuses the effort, the next one is tried.
"""

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from judge.effort import Effort
from judge.notes import Note, note
from judge.progress import silent
from solver.errors import ServerRefused
from solver.models.client import ModelClient
from solver.models.effort_questions import Finding, Round, Rounds, ask_rounds, question_at
from solver.models.listed import Kind, Model
from solver.models.wire.dialect import Dialect
from solver.models.wire.request import DialectName
from solver.progress import OnEvent

EFFORTS = (Effort.LOW, Effort.MEDIUM, Effort.HIGH)
# Dialects in which the efforts that the server lists are trusted.
_SURE = {
    Kind.LM_STUDIO: (DialectName.LMSTUDIO, DialectName.RESPONSES),
    Kind.OLLAMA: (DialectName.OLLAMA,),
}


@dataclass(frozen=True, slots=True)
class Attestation:
    """The finding, and the figures behind it."""

    model: str
    server: str
    server_build: str | None
    finding: Finding
    rounds: tuple[tuple[int, ...], ...]  # for each question, the tokens at each level
    counted: str  # "reasoning tokens", or "completion tokens" if no reasoning was seen
    p: float | None  # of the rank test; None before the first round
    rendered: bool | None  # whether the server's rendered prompts differ by effort; None: not known
    why: Note
    dialect: DialectName = DialectName.CHAT  # that the finding is about
    levels: tuple[Effort, ...] = EFFORTS
    others: tuple["Attestation", ...] = ()  # in other dialects that were tried

    def medians(self) -> tuple[float, ...]:
        """The median length at each level; empty without rounds."""
        return tuple(statistics.median(column) for column in zip(*self.rounds, strict=True))

    def honoured(self) -> bool | None:
        """The value of an attempt's effort_honoured; None if the finding is unclear."""
        return None if self.finding is Finding.UNCLEAR else self.finding is Finding.HONOURED


def levels_for(effort: Effort, row: Model | None) -> tuple[Effort, ...]:
    """The levels to compare, at most three: of those that the server offers if it lists them, else the usual ones."""
    offered = row.efforts if row is not None else None
    if offered is None:
        return (Effort.OFF, Effort.DEFAULT) if effort is Effort.OFF else EFFORTS
    named = [level for level in Effort if level in offered and level is not Effort.DEFAULT]
    if len(named) < 2:
        # A switch, or no choice at all: DEFAULT, which sends nothing, stands for "on".
        return (*named, Effort.DEFAULT)
    return tuple(dict.fromkeys((named[0], named[len(named) // 2], named[-1])))


def attest(
    client: ModelClient,
    model: str,
    levels: Sequence[Effort] = EFFORTS,
    row: Model | None = None,
    past: Mapping[DialectName, Sequence[Round]] | None = None,
    on_event: OnEvent = silent,
    on_round: Callable[[DialectName, Round], None] = lambda _dialect, _round: None,
    concurrency: Callable[[], int] = lambda: 1,
) -> Attestation:
    """The finding for the first of the client's dialects that honours the effort; else that for the first dialect.

    past: the rounds that an earlier attestation finished. on_round: called with each new one. concurrency: how many
    questions may be asked at a time. Raises the SolverErrors of ModelClient.ask.
    """
    found: list[Attestation] = []
    for dialect in client.dialects:
        finished, store = (past or {}).get(dialect.name, ()), partial(on_round, dialect.name)
        try:
            result = _attest_in(client, dialect, model, tuple(levels), row, finished, on_event, store, concurrency)
        except ServerRefused as why:
            if why.status != 404 or not found:
                raise
            continue  # the server has no such dialect
        if result.finding is Finding.HONOURED:
            return replace(result, others=tuple(found))
        found.append(result)
        if result.finding is Finding.UNCLEAR:
            break
    first = found[0]
    if len(found) == 1:
        return first
    others = (note("in-dialect", one.why, dialect=one.dialect.value, finding=one.finding.value) for one in found[1:])
    return replace(first, why=replace(first.why, remarks=(*first.why.remarks, *others)), others=tuple(found[1:]))


def _attest_in(
    client: ModelClient,
    dialect: Dialect,
    model: str,
    levels: tuple[Effort, ...],
    row: Model | None,
    past: Sequence[Round],
    on_event: OnEvent,
    on_round: Callable[[Round], None],
    concurrency: Callable[[], int],
) -> Attestation:
    def result(rounds: Rounds, finding: Finding, why: Note, build: str | None, rendered: bool | None) -> Attestation:
        return Attestation(
            model=model,
            server=client.server,
            server_build=build,
            finding=finding,
            rounds=tuple(rounds.lengths),
            counted="reasoning tokens" if rounds.seen else "completion tokens",
            p=rounds.p() if rounds.all else None,
            rendered=rendered,
            why=why,
            dialect=dialect.name,
            levels=levels,
        )

    words = " / ".join(levels)
    if row is not None and row.efforts is not None and dialect.name in _SURE.get(row.kind, ()):
        return result(Rounds(levels, False, []), Finding.HONOURED, note("offers", levels=words), row.build, None)
    rendered = _rendered_prompts_differ(client, model, dialect, levels)
    if rendered is False:
        why = note("same-prompt", levels=words)
        return result(Rounds(levels, False, []), Finding.IGNORED, why, None, False)
    if rendered and row is not None and row.kind is Kind.LLAMA_SERVER:
        why = note("other-prompts", levels=words)
        return result(Rounds(levels, True, []), Finding.HONOURED, why, row.build, True)
    # Rendering alone is not trusted: a proxy may drop the field from questions.
    rounds = Rounds(levels, rendered is True, list(past))
    finding, why, build = ask_rounds(client, model, dialect, rounds, on_event, on_round, concurrency)
    return result(rounds, finding, why, build, True if rendered else None)


def _rendered_prompts_differ(
    client: ModelClient, model: str, dialect: Dialect, levels: Sequence[Effort]
) -> bool | None:
    """Whether the server renders a different prompt for each effort; None if it cannot render, or only some differ."""
    if dialect.name is not DialectName.CHAT:
        return None
    prompts = []
    for effort in levels:
        request = question_at(model, "What is 1 + 1?", effort, 16)
        prompt = client.http.page("/apply-template", dialect.body(request), request.purpose).get("prompt")
        if not isinstance(prompt, str) or not prompt:
            return None
        prompts.append(prompt)
    return {1: False, len(prompts): True}.get(len(set(prompts)))
