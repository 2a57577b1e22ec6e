"""Does asking for an effort change anything, and in which dialect? Many servers drop the field in silence.

Proof comes first: what the server says that it takes, and the prompt as it renders it. Only where there is none are
questions asked. A dialect in which the effort is ignored or refused is followed by the next one.
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
# In these the server's own word on what it takes is believed.
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
    rounds: tuple[tuple[int, ...], ...]  # tokens at each level for each question
    counted: str  # "reasoning tokens" or, where no reasoning was seen, "completion tokens"
    p: float | None  # of the rank test; None before the first round
    rendered: bool | None  # whether the server's rendered prompts differ by effort; None: it cannot render them
    why: Note
    dialect: DialectName = DialectName.CHAT  # in which it was found
    levels: tuple[Effort, ...] = EFFORTS
    others: tuple["Attestation", ...] = ()  # in other dialects that were tried

    def medians(self) -> tuple[float, ...]:
        """The median length at each level; empty without rounds."""
        return tuple(statistics.median(column) for column in zip(*self.rounds, strict=True))

    def honoured(self) -> bool | None:
        """For an attempt's effort_honoured: None where it is unclear."""
        return None if self.finding is Finding.UNCLEAR else self.finding is Finding.HONOURED


def levels_for(effort: Effort, row: Model | None) -> tuple[Effort, ...]:
    """The levels to compare, three at most: of those that the server offers, else the usual ones."""
    offered = row.efforts if row is not None else None
    if offered is None:
        return (Effort.OFF, Effort.DEFAULT) if effort is Effort.OFF else EFFORTS
    named = [level for level in Effort if level in offered and level is not Effort.DEFAULT]
    if len(named) < 2:
        # A switch, or nothing to choose: on is what happens when nothing is sent.
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
    at_once: Callable[[], int] = lambda: 1,
) -> Attestation:
    """The first of the client's dialects that honours the effort; else what was found in the first.

    past: rounds that an earlier attestation finished. on_round is told of each new one; at_once tells how many
    questions may be asked at a time. Raises SolverErrors as ModelClient.ask.
    """
    found: list[Attestation] = []
    for dialect in client.dialects:
        finished, store = (past or {}).get(dialect.name, ()), partial(on_round, dialect.name)
        try:
            result = _attest_in(client, dialect, model, tuple(levels), row, finished, on_event, store, at_once)
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
    at_once: Callable[[], int],
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
        return result(Rounds(levels, False), Finding.HONOURED, note("offers", levels=words), row.build, None)
    rendered = _rendered_prompts_differ(client, model, dialect, levels)
    if rendered is False:
        why = note("same-prompt", levels=words)
        return result(Rounds(levels, False), Finding.IGNORED, why, None, False)
    if rendered and row is not None and row.kind is Kind.LLAMA_SERVER:
        why = note("other-prompts", levels=words)
        return result(Rounds(levels, True), Finding.HONOURED, why, row.build, True)
    # Rendering alone is not believed: something between us and the model may drop the field on the way to answers.
    rounds = Rounds(levels, rendered is True, past)
    finding, why, build = ask_rounds(client, model, dialect, rounds, on_event, on_round, at_once)
    return result(rounds, finding, why, build, True if rendered else None)


def _rendered_prompts_differ(
    client: ModelClient, model: str, dialect: Dialect, levels: Sequence[Effort]
) -> bool | None:
    """Whether the server's own rendering of a prompt depends on the effort; None where it cannot render."""
    if dialect.name is not DialectName.CHAT:
        return None
    prompts = []
    for effort in levels:
        request = question_at(model, "What is 1 + 1?", effort, 16)
        prompt = client.http.posted("/apply-template", dialect.body(request), request.purpose).get("prompt")
        if not isinstance(prompt, str) or not prompt:
            return None
        prompts.append(prompt)
    return {1: False, len(prompts): True}.get(len(set(prompts)))
