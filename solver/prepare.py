"""What a run finds out about its model before the first question: dialect, context, token budget, effort."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from judge.effort import Effort
from judge.log.server_records import ModelRow
from solver.errors import NotListening, ServerUnavailable
from solver.known_effort import AttestationTarget
from solver.memory import is_here, machine_words
from solver.models.client import ModelClient, Timeouts
from solver.models.levels import choose_effort
from solver.models.listed import Kind, Model, Server, no_such_model, only_loaded
from solver.models.listings import query_address
from solver.models.sampling import USUAL, RequestedSampling
from solver.models.servers import PROMPT_TOKENS, context_warnings, dialects_for
from solver.models.token_budget import WANTED_TOKENS, max_tokens
from solver.models.wire.request import RequestSettings


@dataclass(frozen=True, slots=True)
class Place:
    """Where a model is to be asked."""

    address: str
    label: str  # the server's own name of the model; as the person named it where it lists none
    model: str  # what the server is asked for
    server: Server | None  # None: it reports nothing about itself
    row: Model | None  # None: it does not list its models


@dataclass(frozen=True, slots=True)
class Prepared:
    """A model at its server, ready to be asked at one effort."""

    client: ModelClient  # to be closed by the caller of `prepare`
    label: str  # for the log, unless the user gives another
    model: str  # what the server is asked for
    effort: Effort
    server: Server | None  # None: it reports nothing about itself
    row: Model | None  # None: it does not list the model
    max_tokens: int  # the effort's, at most what the context allows
    warnings: tuple[str, ...]
    asking: RequestedSampling = USUAL

    def settings(self, max_tokens: int | None = None, tool_calls: int = 0) -> RequestSettings:
        """The settings of a request; max_tokens: replaces the effort's budget."""
        return self.asking.settings(self.model, self.effort, max_tokens or self.max_tokens, tool_calls)

    def for_log(self, label: str) -> ModelRow:
        """What the log keeps of the model under our own label."""
        build = self.server.build if self.server is not None else None
        seen = seen_model(label, self.model, self.client.server, build, self.row)
        return replace(seen, machine=machine_words() if is_here(self.client.server) else None)

    @property
    def attestation_target(self) -> AttestationTarget:
        """The model and build that a finding about the effort holds for."""
        build = self.server.build if self.server is not None else None
        return AttestationTarget(self.client, self.model, self.effort, build or "", self.row)


def seen_model(label: str, requested: str, server: str, build: str | None, row: Model | None) -> ModelRow:
    """What the log keeps of a model at a server; row: None if the server does not list it."""
    seen = ModelRow(label=label, requested=requested, server=server, server_build=build)
    if row is None:
        return seen
    return replace(
        seen,
        reported=row.id,
        quantization=row.quantization,
        size_bytes=row.size_bytes,
        context_tokens=row.loaded_context_tokens,
        model_file=row.file,
        digest=row.digest,
        load=row.load or None,
    )


def place_of(
    addresses: Sequence[str], model: str | None, api_key: str | None = None, timeouts: Timeouts | None = None
) -> Place:
    """The first server that lists the model; without a name, the one model that is loaded.

    Raises NoSuchModel if the servers list only others; ServerUnavailable if none answers, or none lists any and no
    model is named; ServerRefused if a key is needed.
    """
    answered: list[Server] = []
    absent: ServerUnavailable | None = None
    is_there = False  # whether any server runs, even one that lists nothing or is loading
    for address in addresses:
        try:
            server = query_address(address, api_key, timeouts)
        except ServerUnavailable as error:
            absent = absent or error
            is_there |= not isinstance(error, NotListening)
            continue
        row = server.find(model) if model is not None else None
        if row is not None:
            return _place(model, server, row)
        answered.append(server)
    listing = [server for server in answered if server.models]
    if absent is not None and not answered and (model is None or not is_there):
        raise absent
    if model is None:
        only = only_loaded(answered)
        return next(_place(None, server, only) for server in answered if only in server.models)
    if listing:
        raise no_such_model(model, listing)
    # A server that lists no models may still answer questions.
    return Place(addresses[0], model, model, answered[0] if answered else None, None)


def _place(model: str | None, server: Server, row: Model) -> Place:
    """The model at that server: asked for as given if it lacks only :latest or a proxy passes it on, else by row.id."""
    as_given = model is not None and ("*" in row.id or row.id.removesuffix(":latest") == model)
    return Place(server.url, row.label(model), model if as_given and model is not None else row.id, server, row)


def prepare(
    place: Place,
    effort: Effort | None,
    api_key: str | None = None,
    timeouts: Timeouts | None = None,
    asking: RequestedSampling | None = None,
    asked_tokens: int | None = None,
) -> Prepared:
    """Open a client that speaks the server's dialect, with what is known about the model there.

    asked_tokens: for reasoning and answer, if the user gives a number.
    effort: None for medium if the model may have it, else the model's own default.
    Raises EffortNotOffered.
    """
    server, row = place.server, place.row
    asking = asking or USUAL
    effort = choose_effort(effort, row.efforts if row is not None else None, place.label)
    context = row.loaded_context_tokens if row is not None else None
    warnings = context_warnings(row, [effort], max_tokens=asked_tokens) if row is not None else ()
    asked_for = None
    if server is not None and server.kind is Kind.OLLAMA:
        # Ollama loads the model with the context that is asked for, so a small one needs no warning; the loaded one is
        # kept if it is large enough, which saves a reload.
        need = PROMPT_TOKENS + max(asked_tokens or 0, WANTED_TOKENS[effort])
        most = row.max_context_tokens if row is not None else None
        wanted = need if most is None else min(need, most)
        if context is None or context < wanted:
            context, warnings = wanted, ()
        asked_for = context
    client = ModelClient(
        place.address,
        api_key=api_key,
        timeouts=timeouts,
        dialects=dialects_for(server, asked_for, asking.dialect),
        build=server.build if server is not None else None,
        context_tokens=context,
    )
    budget = max_tokens(effort, context, PROMPT_TOKENS)
    return Prepared(client, place.label, place.model, effort, server, row, budget, warnings, asking)
