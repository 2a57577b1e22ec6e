"""Reads what each kind of server tells of itself and its models: its own pages become rows of one kind."""

import itertools
import re
from collections.abc import Mapping, Sequence
from gettext import gettext as _
from typing import Any
from urllib.parse import quote

import httpx

from solver.errors import ServerLoading, ServerRefused, ServerUnavailable
from solver.models.client import ModelClient
from solver.models.levels import of_lm_studio, of_ollama, of_template
from solver.models.listed import Kind, Model, Server
from solver.models.wire.chat import ChatCompletions, ChatFields
from solver.models.wire.clean import MOST_ROWS, count, mapping, name, rows, size, text_of
from solver.models.wire.dialect import Dialect
from solver.models.wire.lmstudio import LMStudioChat
from solver.models.wire.ollama import OllamaChat
from solver.models.wire.responses import Responses
from solver.outside import read_json

_ID_WORDS = ("id", "model", "name", "key")
_CONTEXT_WORDS = ("loaded_context_length", "context_length", "context_window", "n_ctx", "max_seq_len", "context_size")
_MOST_CONTEXT_WORDS = ("max_context_length", "n_ctx_train", "max_position_embeddings", "max_input_tokens")
_MOST_SHOWN = 50  # models of an Ollama that are asked for their details
# Prometheus gauges of vLLM and SGLang, one a model and engine.
_WAITING = re.compile(r"^(?:vllm:num_requests_waiting|sglang:num_queue_reqs)(?:\{.*\})? (\d{1,9}(?:\.\d+)?)$", re.M)
_ROUTER_STATES = {"loaded": True, "sleeping": True, "unloaded": False, "loading": False, "downloading": False}


def looked_at(client: ModelClient) -> Server:
    """The server, recognised by its own pages. Raises ServerUnavailable, and ServerRefused where a key is wanted."""
    url = client.server
    response = client.get("/v1/models")
    if response.status_code in (401, 403):
        raise _key_wanted(client)
    if response.status_code == 503:
        raise ServerLoading(_("{server} is still loading its model (HTTP 503)").format(server=url))
    listed = _listing(response)
    data = rows(listed, "data")
    owners = {name(row.get("owned_by")) for row in data}
    if name(response.headers.get("server")) == "llama.cpp" or "llamacpp" in owners:
        return _llama(client, listed)
    if "vllm" in owners or any("max_model_len" in row for row in data):
        return vllm(url, listed, _get(client, "/version"))
    if rows(_get(client, "/api/tags"), "models") or "library" in owners:
        return _ollama(client)
    newer = _get(client, "/api/v1/models")
    if any("key" in row for row in rows(newer, "models")):
        return lm_studio(url, newer)
    older = _get(client, "/api/v0/models")
    if rows(older, "data"):
        return lm_studio_v0(url, older)
    # A llama-server behind a proxy, or what stands in for one: no name of its own, but its properties.
    props = _get(client, "/props")
    if data and "default_generation_settings" in props:
        return llama_server(url, listed, props)
    if "data" not in listed:
        raise ServerUnavailable(
            _("{server} answers, but lists no models (HTTP {status}); check address and port").format(
                server=url, status=response.status_code
            )
        )
    return Server(url, Kind.OTHER, None, tuple(_other_row(url, row) for row in data))


def listed_names(client: ModelClient) -> list[str]:
    """The names in /v1/models. Raises ServerUnavailable."""
    response = client.get("/v1/models")
    if response.status_code != 200:
        raise _lists_nothing(client, response)
    return [row["id"] for row in rows(_listing(response), "data")]


def waiting_requests(client: ModelClient) -> int | None:
    """How many requests stand in the server's queue; None where it does not tell."""
    try:
        response = client.get("/metrics")
    except ServerUnavailable:
        return None
    if response.status_code != 200:
        return None
    waiting = [float(found[1]) for found in _WAITING.finditer(response.text)]
    return round(sum(waiting)) if waiting else None


def llama_server_now(client: ModelClient) -> Server:
    """The llama-server, without finding out first that it is one. Raises ServerUnavailable, ServerRefused."""
    response = client.get("/v1/models")
    if response.status_code != 200:
        raise _lists_nothing(client, response)
    return _llama(client, _listing(response))


def _llama(client: ModelClient, listed: Mapping[str, Any]) -> Server:
    response = client.get("/props")
    if response.status_code in (401, 403):  # /v1/models is open even where a key is wanted
        raise _key_wanted(client)
    props = _object(response)
    data = rows(listed, "data")
    if props.get("role") != "router" and not any("status" in row for row in data):
        return llama_server(client.server, listed, props)
    loaded = {
        id: _get(client, f"/props?model={quote(id, safe='')}&autoload=false")
        for row in data
        if (id := name(row.get("id"))) and router_state(row) == "loaded"
    }
    return router(client.server, listed, props, loaded)


def _ollama(client: ModelClient) -> Server:
    tags = _get(client, "/api/tags")
    shows = {}
    for row in rows(tags, "models")[:_MOST_SHOWN]:
        if called := name(row.get("model")) or name(row.get("name")):
            try:
                shows[called] = _object(client.post("/api/show", {"model": called}))
            except ServerUnavailable:
                break
    return ollama(client.server, tags, _get(client, "/api/ps"), shows, _get(client, "/api/version"))


def llama_server(url: str, models: Mapping[str, Any], props: Mapping[str, Any]) -> Server:
    """From /v1/models and /props: n_ctx of the generation settings is one slot's; meta has the trained one."""
    build, data = name(props.get("build_info")), rows(models, "data")
    # Behind a proxy that lists many models, the properties are of none or of one of them.
    own = props if len(data) == 1 else {**props, "model_path": None, "chat_template_caps": None}
    found = [_llama_row(url, row, own, build) for row in data]
    return Server(url, Kind.LLAMA_SERVER, build, tuple(row for row in found if row.id), _llama_dialects(props))


def router(
    url: str, models: Mapping[str, Any], props: Mapping[str, Any], loaded: Mapping[str, Mapping[str, Any]]
) -> Server:
    """llama-server's router: /v1/models has each model's status, /props?model=… what a loaded one runs with."""
    build = name(props.get("build_info"))
    found = []
    for row in rows(models, "data"):
        own = loaded.get(name(row.get("id")) or "", {})
        arguments = mapping(row.get("status")).get("args")
        state = _ROUTER_STATES.get(router_state(row) or "")
        model = _llama_row(url, row, own, build, loaded=state, arguments=_options(arguments))
        if model.id:
            found.append(model)
    running = next((own for own in loaded.values() if own), {})
    return Server(url, Kind.LLAMA_SERVER, build, tuple(found), _llama_dialects(running))


def _llama_dialects(props: Mapping[str, Any]) -> tuple[Dialect, ...]:
    """Builds that tell whether the template knows efforts have the field of their own too (b10434)."""
    knows = "supports_reasoning_effort" in mapping(props.get("chat_template_caps"))
    return ChatCompletions(ChatFields.LLAMA if knows else ChatFields.ANY), Responses()


def router_state(row: Mapping[str, Any]) -> str | None:
    """A model's state at a router: unloaded, loading, loaded, sleeping, failed …; None where it is no router's row."""
    return name(mapping(row.get("status")).get("value"))


def _llama_row(
    url: str,
    row: Mapping[str, Any],
    props: Mapping[str, Any],
    build: str | None,
    loaded: bool | None = True,
    arguments: Mapping[str, str | float | bool] | None = None,
) -> Model:
    meta = mapping(row.get("meta"))
    settings = mapping(props.get("default_generation_settings"))
    context = size(settings.get("n_ctx")) or size(props.get("n_ctx")) or size(meta.get("n_ctx"))
    slots = size(props.get("total_slots"))
    told = {"context": context, "parallel": slots}
    aliases = row.get("aliases")
    return Model(
        id=name(row.get("id")) or "",
        server=url,
        kind=Kind.LLAMA_SERVER,
        build=build,
        format="gguf",
        quantization=name(props.get("model_ftype")) or name(meta.get("ftype")),
        size_bytes=count(meta.get("size")),
        loaded=loaded,
        loaded_context_tokens=context,
        max_context_tokens=size(meta.get("n_ctx_train")),
        slots=slots,
        file=name(props.get("model_path")),
        efforts=of_template(props.get("chat_template_caps")),
        aliases=_names(aliases if isinstance(aliases, list) else []),
        load={key: value for key, value in told.items() if value} | dict(arguments or {}),
    )


_SETTINGS = {
    "-c": "context",
    "--ctx-size": "context",
    "-b": "batch",
    "--batch-size": "batch",
    "-ub": "ubatch",
    "--ubatch-size": "ubatch",
    "-fa": "flash_attention",
    "--flash-attn": "flash_attention",
    "-ngl": "gpu_layers",
    "--n-gpu-layers": "gpu_layers",
    "--n-cpu-moe": "cpu_moe",
    "-ctk": "cache_type_k",
    "--cache-type-k": "cache_type_k",
    "-ctv": "cache_type_v",
    "--cache-type-v": "cache_type_v",
    "-np": "parallel",
    "--parallel": "parallel",
}


def _options(arguments: object) -> dict[str, str | float | bool]:
    """What a router's command line says of how it loads a model."""
    words = arguments if isinstance(arguments, list) else text_of(arguments).split()
    return {
        _SETTINGS[key]: name(value) or ""
        for key, value in itertools.pairwise(words)
        if isinstance(key, str) and key in _SETTINGS
    }


def lm_studio(url: str, models: Mapping[str, Any]) -> Server:
    """From /api/v1/models (LM Studio 0.4 and newer): a row for each loaded instance, else for the model.

    It tells no path: publisher, key and variant are what names the file in its own folder.
    """
    found = []
    for row in rows(models, "models"):
        key = name(row.get("key"))
        if key is None or row.get("type") not in (None, "llm", "vlm"):
            continue
        quantization = row.get("quantization")
        variants = row.get("variants")
        common: dict[str, Any] = {
            "server": url,
            "kind": Kind.LM_STUDIO,
            "architecture": name(row.get("architecture")),
            "format": name(row.get("format")),
            "quantization": name(quantization.get("name") if isinstance(quantization, Mapping) else quantization),
            "size_bytes": size(row.get("size_bytes")),
            "max_context_tokens": size(row.get("max_context_length")),
            "file": _lm_studio_file(row.get("publisher"), row.get("selected_variant") or key),
            "efforts": of_lm_studio(row.get("capabilities")),
            "aliases": _names([key, *(variants if isinstance(variants, list) else [])]),
        }
        instances = rows(row, "loaded_instances")
        for instance in instances:
            config = mapping(instance.get("config"))
            slots = size(config.get("parallel"))
            found.append(
                Model(
                    id=name(instance.get("id")) or key,
                    loaded=True,
                    loaded_context_tokens=size(config.get("context_length")),
                    shared_context=(slots or 1) > 1,
                    slots=slots,
                    load=_settings(config),
                    **common,
                )
            )
        if not instances:
            found.append(Model(id=key, loaded=False, **common))
    # Its chat completions drop the effort in silence (its issues 988, 2195, 2413).
    return Server(url, Kind.LM_STUDIO, None, tuple(found), (LMStudioChat(), Responses(), ChatCompletions()))


LM_STUDIO_SETTINGS = {
    "context_length": "context",
    "eval_batch_size": "batch",
    "flash_attention": "flash_attention",
    "num_experts": "experts",
    "offload_kv_cache_to_gpu": "kv_on_gpu",
    "parallel": "parallel",
}


def _settings(config: Mapping[str, Any]) -> dict[str, str | float | bool]:
    """The settings that an instance was loaded with."""
    kept: dict[str, str | float | bool] = {}
    for key, value in config.items():
        told = value if isinstance(value, bool) else count(value) if isinstance(value, int | float) else name(value)
        if told is not None and key in LM_STUDIO_SETTINGS:
            kept[LM_STUDIO_SETTINGS[key]] = told
    return kept


def lm_studio_v0(url: str, models: Mapping[str, Any]) -> Server:
    """From /api/v0/models (LM Studio 0.3.6 and newer), which tells no size."""
    return Server(
        url,
        Kind.LM_STUDIO,
        None,
        tuple(
            Model(
                id=called,
                server=url,
                kind=Kind.LM_STUDIO,
                architecture=name(row.get("arch")),
                format=name(row.get("compatibility_type")),
                quantization=name(row.get("quantization")),
                loaded=row.get("state") == "loaded",
                loaded_context_tokens=size(row.get("loaded_context_length")),
                max_context_tokens=size(row.get("max_context_length")),
                file=_lm_studio_file(row.get("publisher"), called),
            )
            for row in rows(models, "data")
            if row.get("type") in (None, "llm", "vlm") and (called := name(row.get("id")))
        ),
        (Responses(), ChatCompletions()),  # Responses since 0.3.29; an older one says that it has no such address
    )


def _lm_studio_file(publisher: object, key: object) -> str | None:
    owner, called = name(publisher), name(key)
    if owner is None or called is None:
        return None
    return called if called.startswith(f"{owner}/") else f"{owner}/{called}"


def ollama(
    url: str,
    tags: Mapping[str, Any],
    running: Mapping[str, Any],
    shows: Mapping[str, Mapping[str, Any]],
    version: Mapping[str, Any],
) -> Server:
    """From /api/tags (what is there), /api/ps (what is loaded, and its context), /api/show (trained context, file)."""
    build = name(version.get("version"))
    loaded = {name(row.get("model")) or name(row.get("name")): row for row in rows(running, "models")}
    found = []
    for row in rows(tags, "models"):
        called = name(row.get("model")) or name(row.get("name"))
        if called is None:
            continue
        details, own = mapping(row.get("details")), loaded.get(called, {})
        info = mapping(shows.get(called, {}).get("model_info"))
        context = size(own.get("context_length"))
        on_gpu, taken = count(own.get("size_vram")), size(own.get("size"))
        load: dict[str, str | float | bool] = {} if context is None else {"context": context}
        if taken and on_gpu is not None:
            load["gpu_share"] = round(min(1.0, on_gpu / taken), 3)
        found.append(
            Model(
                id=called,
                server=url,
                kind=Kind.OLLAMA,
                build=build,
                architecture=name(info.get("general.architecture")) or name(details.get("family")),
                format=name(details.get("format")),
                quantization=name(details.get("quantization_level")),
                size_bytes=count(row.get("size")),
                loaded=called in loaded,
                loaded_context_tokens=context,
                max_context_tokens=next(
                    (count(value) for key, value in info.items() if key.endswith(".context_length")), None
                ),
                file=_from_line(shows.get(called, {}).get("modelfile")),
                digest=name(row.get("digest")),
                efforts=of_ollama(shows.get(called, {}).get("thinking")),
                load=load,
            )
        )
    return Server(url, Kind.OLLAMA, build, tuple(found), (OllamaChat(), ChatCompletions()))


def _from_line(modelfile: object) -> str | None:
    """What a Modelfile is made FROM: the path of a blob."""
    lines = (line.split(maxsplit=1) for line in text_of(modelfile).splitlines())
    return next((name(words[1]) for words in lines if len(words) == 2 and words[0].upper() == "FROM"), None)


def vllm(url: str, models: Mapping[str, Any], version: Mapping[str, Any]) -> Server:
    """From /v1/models and /version. What is listed is loaded."""
    build = name(version.get("version"))
    found = []
    for row in rows(models, "data"):
        if called := name(row.get("id")):
            context = size(row.get("max_model_len"))
            found.append(
                Model(
                    id=called,
                    server=url,
                    kind=Kind.VLLM,
                    build=build,
                    format="safetensors",
                    loaded=True,
                    loaded_context_tokens=context,
                    file=name(row.get("root")),
                    load={} if context is None else {"context": context},
                )
            )
    return Server(url, Kind.VLLM, build, tuple(found), (ChatCompletions(ChatFields.VLLM), Responses()))


def _listing(response: httpx.Response) -> dict[str, list[dict[str, Any]]]:
    """The rows of /v1/models under "data", each with an id, in whatever shape they come; nothing where it is no list.

    A list of its own (Together's), one under "models", names alone, other words for the id.
    """
    try:
        body = response.json() if response.status_code == 200 else None
    except (ValueError, RecursionError):
        body = None
    lists = [body, *(mapping(body).get(key) for key in ("data", "models"))]
    found = next((one for one in lists if isinstance(one, list)), None)
    if found is None:
        return {}
    given = [{"id": row} if isinstance(row, str) else mapping(row) for row in found[:MOST_ROWS]]
    named = ((row, next(filter(None, (name(row.get(key)) for key in _ID_WORDS)), None)) for row in given)
    return {"data": [row | {"id": called} for row, called in named if called]}


def _other_row(url: str, row: Mapping[str, Any]) -> Model:
    context, most = _told(row, _CONTEXT_WORDS), _told(row, _MOST_CONTEXT_WORDS)
    return Model(row["id"], url, Kind.OTHER, loaded_context_tokens=context, max_context_tokens=most)


def _told(row: Mapping[str, Any], words: Sequence[str]) -> int | None:
    """The first of these words that the row, or an object in it, has a size for."""
    places = [row, *(value for value in row.values() if isinstance(value, Mapping))]
    return next((found for word in words for place in places if (found := size(place.get(word)))), None)


def _names(values: Sequence[object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for value in values if (one := name(value))))


def _object(response: httpx.Response) -> Mapping[str, Any]:
    if response.status_code != 200:
        return {}
    try:
        return mapping(read_json(response.content))
    except ValueError:
        return {}


def _get(client: ModelClient, path: str) -> Mapping[str, Any]:
    try:
        return _object(client.get(path))
    except ServerUnavailable:
        return {}


def _lists_nothing(client: ModelClient, response: httpx.Response) -> ServerUnavailable:
    return ServerUnavailable(
        _("{server} lists no models now (HTTP {status})").format(server=client.server, status=response.status_code)
    )


def _key_wanted(client: ModelClient) -> ServerRefused:
    return ServerRefused(401, _("{server} needs a key (KYOSO_API_KEY)").format(server=client.server))
