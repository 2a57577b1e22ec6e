"""Attests a model's effort once for each build of its server, and remembers the finding in the log."""

from collections.abc import Callable
from datetime import datetime

from judge.attempt import Effort
from judge.log.log import Log
from judge.log.server_records import AttestationRecord
from solver.models.attest import Attestation, attest
from solver.models.client import ModelClient
from solver.progress import OnEvent


def effort_honoured(
    client: ModelClient,
    model: str,
    effort: Effort,
    server_build: str | None,
    log: Log,
    clock: Callable[[], datetime],
    on_event: OnEvent | None = None,
    before: Callable[[], None] | None = None,
) -> bool | None:
    """For an attempt's effort_honoured: by the log's finding, else by asking now. None: no effort, or unclear.

    server_build: what the server tells of itself (solver.models.servers.look).
    before: called before any question is asked.
    Raises SolverErrors as ModelClient.ask.
    """
    if effort is Effort.DEFAULT:
        return None
    kept = log.models.attestation(model, client.server, server_build or "")
    if kept is None:
        if before is not None:
            before()
        kept = record(attest(client, model, on_event=on_event), server_build)
        log.models.keep_attestation(kept, clock())
    return kept.honoured


def record(found: Attestation, server_build: str | None) -> AttestationRecord:
    """What the log keeps of a finding."""
    return AttestationRecord(
        model=found.model,
        server=found.server,
        server_build=server_build or "",
        finding=found.finding.value,
        honoured=found.honoured(),
        rounds=found.rounds,
        counted=found.counted,
        p=found.p,
        rendered=found.rendered,
        why=found.why,
    )
