"""What the log knows about a model's effort at its server, and how to find it out if it does not."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from judge.effort import Effort
from judge.log.log import Log
from judge.log.server_records import AttestationRecord, RoundRecord
from judge.progress import silent
from solver.models.attest import Attestation, attest, levels_for
from solver.models.client import ModelClient
from solver.models.effort_questions import Round
from solver.models.listed import Model
from solver.models.wire.request import DialectName
from solver.progress import OnEvent


@dataclass(frozen=True, slots=True)
class AttestationTarget:
    """The model, and the build of its server, that a finding holds for."""

    client: ModelClient
    model: str
    effort: Effort
    build: str  # "" if the server does not report it
    row: Model | None = None

    @property
    def levels(self) -> tuple[Effort, ...]:
        return levels_for(self.effort, self.row)


def logged_finding(target: AttestationTarget, log: Log) -> AttestationRecord | None:
    """The log's finding, if any; from then on the client speaks the dialect that was found to work."""
    if target.effort is Effort.DEFAULT:
        return None
    found = log.models.attestation(target.model, target.client.server, target.build, off=Effort.OFF in target.levels)
    if found is not None and found.honoured and found.dialect is not None:
        target.client.prefer(DialectName(found.dialect))
    return found


def find_or_attest(
    target: AttestationTarget, log: Log, clock: Callable[[], datetime], on_event: OnEvent = silent
) -> AttestationRecord | None:
    """The log's finding, else that of an attestation run now; None at the default effort, which needs none.

    Every finished round is kept, so an interrupted attestation resumes where it stopped. Earlier attempts are marked
    with the finding. Raises the SolverErrors of ModelClient.ask.
    """
    if (found := logged_finding(target, log)) is not None or target.effort is Effort.DEFAULT:
        return found
    attest_now(target, log, clock, on_event)
    return logged_finding(target, log)


def attest_now(
    target: AttestationTarget,
    log: Log,
    clock: Callable[[], datetime],
    on_event: OnEvent = silent,
    on_round: Callable[[Round], None] = lambda _round: None,
) -> Attestation:
    """Attest, resuming an interrupted attestation, and log what is found. Raises as find_or_attest."""

    def keep(dialect: DialectName, one: Round) -> None:
        log.models.keep_round(round_record(target, dialect, one))
        on_round(one)

    past = past_rounds(target, log)
    found = attest(target.client, target.model, target.levels, target.row, past, on_event, keep)
    for one in records(found, target.build):
        log.models.keep_attestation(one, clock())
    return found


def past_rounds(target: AttestationTarget, log: Log) -> dict[DialectName, list[Round]]:
    rounds: dict[DialectName, list[Round]] = {}
    for one in log.models.rounds(target.model, target.client.server, target.build, json.dumps(target.levels)):
        lengths = json.loads(one.lengths)
        finished = Round(one.number, tuple(lengths["reasoning"]), tuple(lengths["completion"]))
        rounds.setdefault(DialectName(one.dialect), []).append(finished)
    return rounds


def round_record(target: AttestationTarget, dialect: DialectName, one: Round) -> RoundRecord:
    lengths = json.dumps({"reasoning": one.reasoning, "completion": one.completion})
    words = json.dumps(target.levels)
    return RoundRecord(target.model, target.client.server, target.build, dialect.value, words, one.number, lengths)


def records(found: Attestation, server_build: str | None) -> list[AttestationRecord]:
    """What the log keeps of a finding: a row for each dialect tried, with the one that counts last."""
    return [
        AttestationRecord(
            model=one.model,
            server=one.server,
            server_build=server_build or "",
            finding=one.finding.value,
            honoured=one.honoured(),
            rounds=one.rounds,
            counted=one.counted,
            p=one.p,
            rendered=one.rendered,
            why=one.why.stored(),
            dialect=one.dialect.value,
            levels=json.dumps(one.levels),
        )
        for one in (*found.others, found)
    ]
