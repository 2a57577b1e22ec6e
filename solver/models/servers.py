"""Which model servers are there, and what each tells of its models, in one kind of row whatever the server."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from gettext import gettext as _
from typing import Any

import httpx

from judge.attempt import Effort
from solver.errors import ServerUnavailable
from solver.models.client import ModelClient, Timeouts
from solver.models.levels import of_lm_studio, of_ollama, of_template
from solver.models.token_budget import WANTED_TOKENS, fits
from solver.models.wire.chat import ChatCompletions, ChatFields
from solver.models.wire.dialect import Dialect
from solver.models.wire.lmstudio import LMStudioChat
from solver.models.wire.ollama import OllamaChat
from solver.models.wire.request import DialectName
from solver.models.wire.responses import Responses

USUAL_ADDRESSES = (
    "http://127.0.0.1:1234",  # LM Studio
    "http://127.0.0.1:8080",  # llama-server
    "http://127.0.0.1:11434",  # Ollama
    "http://127.0.0.1:8000",  # vLLM
)
ALL_DIALECTS: tuple[Dialect, ...] = (ChatCompletions(), Responses(), LMStudioChat(), OllamaChat())
PROMPT_TOKENS = 2_048  # room for a statement of the usual length


class Kind(StrEnum):
    """Which program serves the models."""

    LM_STUDIO = "LM Studio"
    LLAMA_SERVER = "llama-server"
    OLLAMA = "Ollama"
    VLLM = "vLLM"
    OTHER = "chat completions"


@dataclass(frozen=True, slots=True)
class Model:
    """A model at a server; None where the server does not tell."""

    id: str  # what a request calls it
    server: str
    kind: Kind
    build: str | None = None  # the server's own
    architecture: str | None = None
    format: str | None = None  # "gguf", "mlx", "safetensors"
    quantization: str | None = None
    size_bytes: int | None = None
    loaded: bool | None = None
    loaded_context_tokens: int | None = None  # what one answer can use of it
    max_context_tokens: int | None = None
    slots: int | None = None  # answers written at the same time
    file: str | None = None  # where the server has it: a path, or a name in a registry
    digest: str | None = None  # of its content
    efforts: tuple[Effort, ...] | None = None  # that may be asked for, the least first


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answered."""

    url: str
    kind: Kind
    build: str | None
    models: tuple[Model, ...]
    dialects: tuple[Dialect, ...] = (ChatCompletions(), Responses())  # the one that is surest of the effort first

    def find(self, model: str) -> Model | None:
        """The model of that name; Ollama's names may leave :latest out, and a llama-server has one model only."""
        for found in self.models:
            if model in (found.id, found.id.removesuffix(":latest")):
                return found
        return self.models[0] if self.kind is Kind.LLAMA_SERVER and len(self.models) == 1 else None


def discover(
    addresses: Iterable[str] = (),
    api_key: str | None = None,
    wait_s: float = 2.0,
    on_absent: Callable[[ServerUnavailable], None] | None = None,
) -> tuple[Server, ...]:
    """The servers that answer at these addresses and on the usual ports of this machine, each once.

    on_absent is told of every given address where no model server answers. Raises BadServerAddress.
    """
    named = list(dict.fromkeys(addresses))
    wanted = list(dict.fromkeys([*named, *USUAL_ADDRESSES]))
    with ThreadPoolExecutor(max_workers=len(wanted)) as pool:
        found = list(pool.map(lambda address: _look_if_there(address, api_key, wait_s), wanted))
    servers: dict[str, Server] = {}
    for address, server in zip(wanted, found, strict=True):
        if isinstance(server, Server):
            servers.setdefault(server.url.replace("//localhost", "//127.0.0.1"), server)
        elif address in named and on_absent is not None:
            on_absent(server)
    return tuple(servers.values())


def look(client: ModelClient) -> Server:
    """What the server tells of itself and its models. Raises ServerUnavailable where nobody answers."""
    return _Looking(client).server()


def dialects_for(
    server: Server | None,
    context_tokens: int | None = None,
    forced: DialectName | None = None,
    proven: DialectName | None = None,
) -> tuple[Dialect, ...]:
    """The ways to ask the server, the best first.

    context_tokens: to ask for, where a dialect takes it with each question (Ollama's). forced: only that one. proven:
    the one in which an attestation found the effort honoured.
    """
    known = (ChatCompletions(),) if server is None else server.dialects
    if forced is not None:
        known = tuple(one for one in (*known, *ALL_DIALECTS) if one.name is forced)[:1]
    if context_tokens is not None:
        own = OllamaChat(context_tokens)
        known = tuple(own if isinstance(one, OllamaChat) else one for one in known)
    return tuple(sorted(known, key=lambda one: one.name is not proven))


def context_warnings(model: Model, efforts: Sequence[Effort], prompt_tokens: int = PROMPT_TOKENS) -> tuple[str, ...]:
    """A line where the loaded context cannot hold the prompt and all the tokens that an effort may want."""
    context = model.loaded_context_tokens
    if context is None:
        return ()
    short = [effort for effort in efforts if not fits(effort, context, prompt_tokens)]
    if not short:
        return ()
    need = prompt_tokens + max(WANTED_TOKENS[effort] for effort in short)
    return (
        _(
            "{model} at {server}: its loaded context of {context} tokens cannot hold the {need} tokens, prompt "
            "included, that effort {efforts} may want; long answers will be cut short. {advice}"
        ).format(
            model=model.id,
            server=model.server,
            context=context,
            need=need,
            efforts=", ".join(effort.value for effort in short),
            advice=how_to_raise(model, need),
        ),
    )


def how_to_raise(model: Model, tokens: int) -> str:
    """How a person gives the model a context of that many tokens in its server."""
    limit = model.max_context_tokens
    wanted = 1 << (tokens - 1).bit_length()
    if limit is not None:
        wanted = min(wanted, limit)
        if wanted <= (model.loaded_context_tokens or 0):
            return _("That is all this model can hold: ask at a lower effort.")
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


def _look_if_there(address: str, api_key: str | None, wait_s: float) -> Server | ServerUnavailable:
    with ModelClient(address, api_key=api_key, timeouts=Timeouts(connect_s=wait_s)) as client:
        try:
            return look(client)
        except ServerUnavailable as why:
            return why


class _Looking:
    """Asks one server in the order in which the answers tell the programs apart."""

    def __init__(self, client: ModelClient) -> None:
        self._client = client

    def server(self) -> Server:
        url = self._client.server
        response = self._client.get("/v1/models")
        listed = _object(response)
        rows = _rows(listed, "data")
        owners = {row.get("owned_by") for row in rows}
        if response.headers.get("server") == "llama.cpp" or "llamacpp" in owners:
            return llama_server(url, listed, self._get("/props"))
        if "vllm" in owners or any("max_model_len" in row for row in rows):
            return vllm(url, listed, self._get("/version"))
        if _rows(self._get("/api/tags"), "models") or "library" in owners:
            return self._ollama(url)
        newer = self._get("/api/v1/models")
        if any("key" in row for row in _rows(newer, "models")):
            return lm_studio(url, newer)
        older = self._get("/api/v0/models")
        if _rows(older, "data"):
            return lm_studio_v0(url, older)
        # A llama-server behind a proxy, or what stands in for one: no name of its own, but its properties.
        props = self._get("/props")
        if rows and "default_generation_settings" in props:
            return llama_server(url, listed, props)
        if response.status_code != 200 or not isinstance(listed.get("data"), list):
            raise ServerUnavailable(
                _(
                    "{server} answers, but lists no models (HTTP {status}); check address, port and KYOSO_API_KEY"
                ).format(server=url, status=response.status_code)
            )
        return Server(url, Kind.OTHER, None, tuple(Model(str(row.get("id")), url, Kind.OTHER) for row in rows))

    def _ollama(self, url: str) -> Server:
        tags = self._get("/api/tags")
        shows = {
            name: _object(self._client.post("/api/show", {"model": name}))
            for name in (row.get("model") or row.get("name") for row in _rows(tags, "models"))
            if name
        }
        return ollama(url, tags, self._get("/api/ps"), shows, self._get("/api/version"))

    def _get(self, path: str) -> Mapping[str, Any]:
        try:
            return _object(self._client.get(path))
        except ServerUnavailable:
            return {}


def llama_server(url: str, models: Mapping[str, Any], props: Mapping[str, Any]) -> Server:
    """From /v1/models and /props: n_ctx of the generation settings is one slot's; meta has the trained one."""
    build = _text(props.get("build_info"))
    context = _number(_mapping(props.get("default_generation_settings")).get("n_ctx"))
    caps = props.get("chat_template_caps")
    # Builds that tell whether the template knows efforts have the field of their own too (b10434).
    knows = isinstance(caps, Mapping) and "supports_reasoning_effort" in caps
    rows = _rows(models, "data")
    found = []
    for row in rows:
        meta = _mapping(row.get("meta"))
        found.append(
            Model(
                id=str(row.get("id")),
                server=url,
                kind=Kind.LLAMA_SERVER,
                build=build,
                format="gguf",
                quantization=_text(props.get("model_ftype")) or _text(meta.get("ftype")),
                size_bytes=_number(meta.get("size")),
                loaded=True,
                loaded_context_tokens=context or _number(meta.get("n_ctx")),
                max_context_tokens=_number(meta.get("n_ctx_train")),
                slots=_number(props.get("total_slots")),
                # A router lists many models, and its properties are of none or of one of them.
                file=_text(props.get("model_path")) if len(rows) == 1 else None,
                efforts=of_template(caps) if len(rows) == 1 else None,
            )
        )
    chat = ChatCompletions(ChatFields.LLAMA if knows else ChatFields.ANY)
    return Server(url, Kind.LLAMA_SERVER, build, tuple(found), (chat, Responses()))


def lm_studio(url: str, models: Mapping[str, Any]) -> Server:
    """From /api/v1/models (LM Studio 0.4 and newer): a row for each loaded instance, else for the model.

    It tells no path: publisher, key and variant are what names the file in its own folder.
    """
    found = []
    for row in _rows(models, "models"):
        if row.get("type") not in (None, "llm", "vlm"):
            continue
        quantization = row.get("quantization")
        common: dict[str, Any] = {
            "server": url,
            "kind": Kind.LM_STUDIO,
            "architecture": _text(row.get("architecture")),
            "format": _text(row.get("format")),
            "quantization": _text(quantization.get("name") if isinstance(quantization, Mapping) else quantization),
            "size_bytes": _number(row.get("size_bytes")),
            "max_context_tokens": _number(row.get("max_context_length")),
            "file": _lm_studio_file(row.get("publisher"), row.get("selected_variant") or row.get("key")),
            "efforts": of_lm_studio(row.get("capabilities")),
        }
        instances = _rows(row, "loaded_instances")
        for instance in instances:
            config = _mapping(instance.get("config"))
            found.append(
                Model(
                    id=str(instance.get("id") or row.get("key")),
                    loaded=True,
                    loaded_context_tokens=_number(config.get("context_length")),
                    slots=_number(config.get("parallel")),
                    **common,
                )
            )
        if not instances:
            found.append(Model(id=str(row.get("key")), loaded=False, **common))
    # Its chat completions drop the effort in silence (its issues 988, 2195, 2413).
    return Server(url, Kind.LM_STUDIO, None, tuple(found), (LMStudioChat(), Responses(), ChatCompletions()))


def lm_studio_v0(url: str, models: Mapping[str, Any]) -> Server:
    """From /api/v0/models (LM Studio 0.3.6 and newer), which tells no size."""
    return Server(
        url,
        Kind.LM_STUDIO,
        None,
        tuple(
            Model(
                id=str(row.get("id")),
                server=url,
                kind=Kind.LM_STUDIO,
                architecture=_text(row.get("arch")),
                format=_text(row.get("compatibility_type")),
                quantization=_text(row.get("quantization")),
                loaded=row.get("state") == "loaded",
                loaded_context_tokens=_number(row.get("loaded_context_length")),
                max_context_tokens=_number(row.get("max_context_length")),
                file=_lm_studio_file(row.get("publisher"), row.get("id")),
            )
            for row in _rows(models, "data")
            if row.get("type") in (None, "llm", "vlm")
        ),
        (Responses(), ChatCompletions()),  # Responses since 0.3.29; an older one says that it has no such address
    )


def _lm_studio_file(publisher: object, name: object) -> str | None:
    publisher, name = _text(publisher), _text(name)
    if publisher is None or name is None:
        return None
    return name if name.startswith(f"{publisher}/") else f"{publisher}/{name}"


def ollama(
    url: str,
    tags: Mapping[str, Any],
    running: Mapping[str, Any],
    shows: Mapping[str, Mapping[str, Any]],
    version: Mapping[str, Any],
) -> Server:
    """From /api/tags (what is there), /api/ps (what is loaded, and its context), /api/show (trained context, file)."""
    build = _text(version.get("version"))
    loaded = {row.get("model") or row.get("name"): row for row in _rows(running, "models")}
    found = []
    for row in _rows(tags, "models"):
        name = str(row.get("model") or row.get("name"))
        details = _mapping(row.get("details"))
        info = _mapping(shows.get(name, {}).get("model_info"))
        architecture = _text(info.get("general.architecture")) or _text(details.get("family"))
        found.append(
            Model(
                id=name,
                server=url,
                kind=Kind.OLLAMA,
                build=build,
                architecture=architecture,
                format=_text(details.get("format")),
                quantization=_text(details.get("quantization_level")),
                size_bytes=_number(row.get("size")),
                loaded=name in loaded,
                loaded_context_tokens=_number(loaded.get(name, {}).get("context_length")),
                max_context_tokens=next(
                    (_number(value) for key, value in info.items() if key.endswith(".context_length")), None
                ),
                file=_from_line(shows.get(name, {}).get("modelfile")),
                digest=_text(row.get("digest")),
                efforts=of_ollama(shows.get(name, {}).get("thinking")),
            )
        )
    return Server(url, Kind.OLLAMA, build, tuple(found), (OllamaChat(), ChatCompletions()))


def _from_line(modelfile: object) -> str | None:
    """What a Modelfile is made FROM: the path of a blob."""
    lines = (line.split(maxsplit=1) for line in (_text(modelfile) or "").splitlines())
    return next((words[1].strip() for words in lines if len(words) == 2 and words[0].upper() == "FROM"), None)


def vllm(url: str, models: Mapping[str, Any], version: Mapping[str, Any]) -> Server:
    """From /v1/models and /version. What is listed is loaded."""
    build = _text(version.get("version"))
    return Server(
        url,
        Kind.VLLM,
        build,
        tuple(
            Model(
                id=str(row.get("id")),
                server=url,
                kind=Kind.VLLM,
                build=build,
                format="safetensors",
                loaded=True,
                loaded_context_tokens=_number(row.get("max_model_len")),
                file=_text(row.get("root")),
            )
            for row in _rows(models, "data")
        ),
        (ChatCompletions(ChatFields.VLLM), Responses()),
    )


def _object(response: httpx.Response) -> Mapping[str, Any]:
    if response.status_code != 200:
        return {}
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _rows(body: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    rows = body.get(key)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
