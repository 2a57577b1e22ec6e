"""What earlier runs of a plan did, read from the log once."""

from collections.abc import Sequence
from dataclasses import replace

from judge.attempt import Source
from judge.log.log import Log
from solver.batch import blocks
from solver.batch.early_stop import CellState
from solver.batch.missing import AttemptHistory
from solver.batch.plan import Plan
from solver.batch.selection import Candidate
from solver.batch.tally import Tally


def count_history(
    plan: Plan, candidates: Sequence[Candidate], log: Log, stop_broken: bool = True
) -> tuple[AttemptHistory, dict[tuple[str, str, str], Tally]]:
    """The settled attempts, and each cell's counts, suspicion and state."""
    names = [model.name for model in plan.models]
    past = AttemptHistory(log.attempts.grades(Source.BATCH, names))
    ids = {candidate.id for candidate in candidates}
    easy = blocks.easier_half(candidates)
    tallies = {cell.id: Tally(cell, len(ids) * cell.model.repeats) for cell in plan.cells}
    for grade in log.attempts.grades(Source.BATCH, names):
        tally = tallies.get((grade.key.label, grade.key.effort.value, grade.key.language))
        if tally is not None and grade.key.problem not in ids:
            tally.count_other(grade)
        if tally is None or grade.key.problem not in ids or grade.key.repeat >= tally.cell.model.repeats:
            continue
        job = tally.cell.job(grade.key.repeat)
        if job.statement_lang not in (None, grade.key.statement_lang):
            continue
        standing = past.settled(replace(grade.key, settings=job.settings.canonical()))
        stands = standing is not None and standing.key == grade.key
        tally.count_past(grade, easy=grade.key.problem in easy, stands=stands)
    if stop_broken:
        for cell_id, (state, reason) in log.models.cell_states().items():
            if cell_id in tallies and state == CellState.BROKEN:
                tallies[cell_id].state, tallies[cell_id].reason = CellState.BROKEN, reason
    return past, tallies
