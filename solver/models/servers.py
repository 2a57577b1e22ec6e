"""Finds the model servers that are running, picks their dialects, and warns about contexts that are too small."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from gettext import gettext as _
from itertools import repeat

from judge.effort import Effort
from solver.errors import ServerRefused, ServerUnavailable
from solver.models.client import Timeouts
from solver.models.listed import Kind, Model, Server
from solver.models.listings import query_address
from solver.models.token_budget import WANTED_TOKENS
from solver.models.wire.chat import ChatCompletions
from solver.models.wire.dialect import Dialect
from solver.models.wire.lmstudio import LMStudioChat
from solver.models.wire.ollama import OllamaChat
from solver.models.wire.request import DialectName
from solver.models.wire.responses import Responses

USUAL_ADDRESSES = (
    "http://127.0.0.1:1234",  # LM Studio
    "http://127.0.0.1:9931",  # llama-server since August 2026
    "http://127.0.0.1:8080",  # llama-server before
    "http://127.0.0.1:11434",  # Ollama
    "http://127.0.0.1:8000",  # vLLM
    "http://127.0.0.1:30000",  # SGLang
    "http://127.0.0.1:12434",  # Docker Model Runner
    "http://127.0.0.1:4000",  # LiteLLM
)
ALL_DIALECTS: tuple[Dialect, ...] = (ChatCompletions(), Responses(), LMStudioChat(), OllamaChat())
_UNNAMED = Timeouts(connect_s=2.0)  # for a server that may not be running; a named one gets the usual timeouts
PROMPT_TOKENS = 2_048  # room for a statement of the usual length


def discover(
    addresses: Iterable[str] = (),
    api_key: str | None = None,
    on_absent: Callable[[ServerUnavailable | ServerRefused], None] | None = None,
) -> tuple[Server, ...]:
    """The servers that answer at these addresses and on the usual ports of this machine, each once.

    on_absent: called for every given address where no model server answers, and for every server that needs a key.
    Raises BadServerAddress.
    """
    named = list(dict.fromkeys(addresses))
    wanted = list(dict.fromkeys([*named, *USUAL_ADDRESSES]))
    patience = [Timeouts() if address in named else _UNNAMED for address in wanted]
    with ThreadPoolExecutor(max_workers=len(wanted)) as pool:
        found = list(pool.map(_query_if_reachable, wanted, repeat(api_key), patience))
    servers: dict[str, Server] = {}
    for address, server in zip(wanted, found, strict=True):
        if isinstance(server, Server):
            servers.setdefault(server.url.replace("//localhost", "//127.0.0.1"), server)
        elif on_absent is not None and (address in named or isinstance(server, ServerRefused)):
            on_absent(server)
    return tuple(servers.values())


def dialects_for(
    server: Server | None, context_tokens: int | None = None, forced: DialectName | None = None
) -> tuple[Dialect, ...]:
    """The ways to ask the server, the best first.

    context_tokens: the context to ask for, in a dialect that sends it with each question (Ollama's). forced: the only
    dialect to use.
    """
    known = (ChatCompletions(),) if server is None else server.dialects
    if forced is not None:
        known = tuple(one for one in (*known, *ALL_DIALECTS) if one.name is forced)[:1]
    if context_tokens is not None:
        own = OllamaChat(context_tokens)
        known = tuple(own if isinstance(one, OllamaChat) else one for one in known)
    return known


def context_warnings(model: Model, efforts: Sequence[Effort], max_tokens: int | None = None) -> tuple[str, ...]:
    """A warning if the loaded context cannot hold the prompt and all the tokens that an effort may want.

    max_tokens: asked for instead of the effort's.
    """
    context = model.loaded_context_tokens
    if context is None:
        return ()
    needs = {effort: PROMPT_TOKENS + (max_tokens or WANTED_TOKENS[effort]) for effort in efforts}
    short = [effort for effort, need in needs.items() if need > context]
    if not short:
        return ()
    need = max(needs.values())
    return (
        _(
            "{model} at {server}: its loaded context of {context} tokens cannot hold the {need} tokens, prompt "
            "included, that effort {efforts} may want; long answers will be cut short. {advice}"
        ).format(
            model=model.id,
            server=model.server,
            context=context,
            need=need,
            efforts=_(", ").join(effort.value for effort in short),
            advice=context_size_advice(model, need),
        ),
    )


def context_size_advice(model: Model, tokens: int) -> str:
    """How to give the model a context of that many tokens in its server."""
    limit = model.max_context_tokens
    wanted = 1 << (tokens - 1).bit_length()
    if limit is not None:
        wanted = min(wanted, limit)
        if wanted <= (model.loaded_context_tokens or 0):
            return _("That is all this model can hold: use a lower --effort or --max-tokens.")
    match model.kind:
        case Kind.LM_STUDIO:
            line = _(
                "In LM Studio load it with context length {tokens}, or: lms load {model} --context-length {tokens}."
            )
        case Kind.LLAMA_SERVER:
            line = _("Start llama-server with --ctx-size {whole} ({tokens} for each of its {slots} slots).")
        case Kind.OLLAMA:
            line = _("Start Ollama with OLLAMA_CONTEXT_LENGTH={tokens} ollama serve.")
        case Kind.VLLM:
            line = _("Start vLLM with --max-model-len {tokens}.")
        case _:
            line = _("Load it with a context of {tokens} tokens.")
    slots = model.slots or 1
    return line.format(tokens=wanted, whole=wanted * slots, slots=slots, model=model.id)


def shared_context_advice(model: Model, tokens: int) -> str:
    """How to give parallel answers of that many tokens each the context they need."""
    slots = model.slots or 1
    if model.kind is Kind.LLAMA_SERVER:
        line = _(
            "To ask {slots} at a time, start llama-server with --ctx-size {whole}; to ask one at a time, with "
            "--parallel 1."
        )
    else:
        line = _("To ask {slots} at a time, load it with a context of {whole} tokens.")
    return line.format(slots=slots, whole=slots * tokens)


def _query_if_reachable(
    address: str, api_key: str | None, timeouts: Timeouts
) -> Server | ServerUnavailable | ServerRefused:
    try:
        return query_address(address, api_key, timeouts)
    except (ServerUnavailable, ServerRefused) as why:
        return why
