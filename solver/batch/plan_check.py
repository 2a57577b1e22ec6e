"""What a plan's servers show before the run: how many answers each makes at a time, and what will not work."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from solver.batch.loading import context_for
from solver.batch.model_loading import slots_for
from solver.batch.plan import Plan, PlannedModel
from solver.errors import EffortNotOffered, NoSuchModel, ServerUnavailable, SolverError
from solver.memory import MemoryFit, fit_of, fit_warning, free_bytes
from solver.models.levels import choose_effort
from solver.models.listed import Kind, Model, Server
from solver.models.listings import query_address
from solver.models.servers import context_warnings


@dataclass(slots=True)
class PlanCheck:
    """Answers at a time by model name, and what is wrong: warnings of one line each, and errors."""

    slots: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    errors: list[SolverError] = field(default_factory=list)


def check_plan(plan: Plan, slots: int | None, api_key: str | None) -> PlanCheck:
    """Check the plan against each server, looking at each once and loading nothing.

    slots: used where neither the server nor the plan says.
    """
    found, servers = PlanCheck(), dict[str, Server | None]()
    for model in plan.models:
        if model.server not in servers:
            servers[model.server] = _look(model.server, api_key, found)
        server = servers[model.server]
        row = None if server is None else server.find(model.model)
        found.slots[model.name] = slots_for(row, model, slots)
        if server is None or model.start is not None:
            continue
        try:
            row = row or (server.require(model.model) if server.models else None)
            for effort in model.efforts:
                choose_effort(effort, None if row is None else row.efforts, model.name)
        except (NoSuchModel, EffortNotOffered) as error:
            found.errors.append(error)
            continue
        if row is not None:
            found.warnings += _memory_warnings(model, row, server.models)
    return found


def _look(address: str, api_key: str | None, found: PlanCheck) -> Server | None:
    try:
        return query_address(address, api_key)
    except ServerUnavailable as error:
        found.warnings.append(str(error))  # it may be started by then
    except SolverError as error:
        found.errors.append(error)
    return None


def _memory_warnings(model: PlannedModel, row: Model, others: Sequence[Model]) -> list[str]:
    if row.kind is Kind.OLLAMA or (row.kind is Kind.LM_STUDIO and not row.loaded):  # we choose its context
        row = replace(row, loaded_context_tokens=context_for(model, row))
    lines = list(context_warnings(row, model.efforts, max_tokens=model.max_tokens))
    free = free_bytes()
    if free is not None and fit_of(row, others, free) is MemoryFit.TOO_LARGE:
        lines.append(fit_warning(row, free))
    return lines
