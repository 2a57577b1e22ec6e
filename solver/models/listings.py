"""Reads what each kind of server reports about itself and its models into uniform rows."""

import re
from collections.abc import Mapping, Sequence
from gettext import gettext as _
from typing import Any
from urllib.parse import quote

import httpx

from solver.errors import ServerLoading, ServerRefused, ServerUnavailable
from solver.models.client import ModelClient, Timeouts
from solver.models.levels import levels_of
from solver.models.listed import Kind, Model, Server
from solver.models.llama_listing import llama_server, router, router_state
from solver.models.lm_studio_listing import lm_studio, lm_studio_v0
from solver.models.server_http import object_in
from solver.models.wire.chat import ChatCompletions, ChatFields
from solver.models.wire.clean import MOST_ROWS, count, mapping, name, rows, size, text_of
from solver.models.wire.ollama import OllamaChat
from solver.models.wire.responses import Responses

_ID_WORDS = ("id", "model", "name", "key")
_CONTEXT_WORDS = ("loaded_context_length", "context_length", "context_window", "n_ctx", "max_seq_len", "context_size")
_MOST_CONTEXT_WORDS = ("max_context_length", "n_ctx_train", "max_position_embeddings", "max_input_tokens")
_MOST_SHOWN = 50  # models of an Ollama server whose details are asked for
# Prometheus gauges of vLLM and SGLang, one per model and engine.
_WAITING = re.compile(r"^(?:vllm:num_requests_waiting|sglang:num_queue_reqs)(?:\{.*\})? (\d{1,9}(?:\.\d+)?)$", re.M)


def query_server(client: ModelClient) -> Server:
    """What the server, recognised by its own pages, reports about itself and its models. Loads nothing.

    Raises ServerUnavailable if nobody answers, ServerRefused if a key is needed.
    """
    url = client.server
    response = client.http.request("/v1/models")
    if response.status_code in (401, 403):
        raise api_key_error(client.server)
    if response.status_code == 503:
        raise ServerLoading(_("{server} is still loading its model (HTTP 503)").format(server=url))
    listed = _listing(response)
    data = rows(listed, "data")
    owners = {name(row.get("owned_by")) for row in data}
    if name(response.headers.get("server")) == "llama.cpp" or "llamacpp" in owners:
        return _llama(client, listed)
    if "vllm" in owners or any("max_model_len" in row for row in data):
        return vllm(url, listed, client.http.page("/version"))
    if rows(client.http.page("/api/tags"), "models") or "library" in owners:
        return _ollama(client)
    newer = client.http.page("/api/v1/models")
    if any("key" in row for row in rows(newer, "models")):
        return lm_studio(url, newer)
    older = client.http.page("/api/v0/models")
    if rows(older, "data"):
        return lm_studio_v0(url, older)
    # A llama-server behind a proxy, or an imitation of one, does not name itself but has /props.
    props = client.http.page("/props")
    if data and "default_generation_settings" in props:
        return llama_server(url, listed, props)
    if "data" not in listed:
        text = _("{server} answers, but lists no models (HTTP {status}); check address and port")
        raise ServerUnavailable(text.format(server=url, status=response.status_code))
    return _other(url, listed)


def query_address(address: str, api_key: str | None, timeouts: Timeouts | None = None) -> Server:
    """As query_server, for the server at that address. Also raises BadServerAddress."""
    with ModelClient(address, api_key=api_key, timeouts=timeouts) as client:
        return query_server(client)


def listed_now(client: ModelClient, kind: Kind) -> Server:
    """What a server of that kind lists at /v1/models now. Raises ServerUnavailable, ServerRefused."""
    response = client.http.request("/v1/models")
    if response.status_code != 200:
        text = _("{server} lists no models now (HTTP {status})")
        raise ServerUnavailable(text.format(server=client.server, status=response.status_code))
    listed = _listing(response)
    return _llama(client, listed) if kind is Kind.LLAMA_SERVER else _other(client.server, listed)


def waiting_requests(client: ModelClient) -> int | None:
    """How many requests are in the server's queue; None if it does not report that."""
    try:
        response = client.http.request("/metrics")
    except ServerUnavailable:
        return None
    if response.status_code != 200:
        return None
    waiting = [float(found[1]) for found in _WAITING.finditer(response.text)]
    return round(sum(waiting)) if waiting else None


def _llama(client: ModelClient, listed: Mapping[str, Any]) -> Server:
    response = client.http.request("/props")
    if response.status_code in (401, 403):  # /v1/models is open even if a key is needed
        raise api_key_error(client.server)
    props = object_in(response)
    data = rows(listed, "data")
    if props.get("role") != "router" and not any("status" in row for row in data):
        return llama_server(client.server, listed, props)
    loaded = {
        row["id"]: client.http.page(f"/props?model={quote(row['id'], safe='')}&autoload=false")
        for row in data
        if router_state(row) == "loaded"
    }
    return router(client.server, listed, props, loaded)


def _ollama(client: ModelClient) -> Server:
    tags = client.http.page("/api/tags")
    shows = {}
    for row in rows(tags, "models")[:_MOST_SHOWN]:
        if called := name(row.get("model")) or name(row.get("name")):
            try:
                shows[called] = object_in(client.http.request("/api/show", {"model": called}))
            except ServerUnavailable:
                break
    return ollama(client.server, tags, client.http.page("/api/ps"), shows, client.http.page("/api/version"))


def ollama(
    url: str,
    tags: Mapping[str, Any],
    running: Mapping[str, Any],
    shows: Mapping[str, Mapping[str, Any]],
    version: Mapping[str, Any],
) -> Server:
    """From /api/tags (all models), /api/ps (the loaded ones and their context), /api/show (trained context, file)."""
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
                efforts=levels_of(mapping(shows.get(called, {}).get("thinking")).get("values")),
                load=load,
            )
        )
    return Server(url, Kind.OLLAMA, build, tuple(found), (OllamaChat(), ChatCompletions()))


def _from_line(modelfile: object) -> str | None:
    """The path of the blob in a Modelfile's FROM line."""
    lines = (line.split(maxsplit=1) for line in text_of(modelfile).splitlines())
    return next((name(words[1]) for words in lines if len(words) == 2 and words[0].upper() == "FROM"), None)


def vllm(url: str, models: Mapping[str, Any], version: Mapping[str, Any]) -> Server:
    """From /v1/models and /version; every listed model is loaded."""
    build = name(version.get("version"))
    found = []
    for row in rows(models, "data"):
        context = size(row.get("max_model_len"))
        found.append(
            Model(
                id=row["id"],
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
    """The rows of /v1/models under "data", each with an id, whatever shape they come in; empty if there is no list.

    Shapes seen: a bare list (Together), a list under "models", names alone, other keys for the id.
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


def _other(url: str, listed: Mapping[str, Any]) -> Server:
    found = []
    for row in rows(listed, "data"):
        context, most = _first_size(row, _CONTEXT_WORDS), _first_size(row, _MOST_CONTEXT_WORDS)
        found.append(Model(row["id"], url, Kind.OTHER, loaded_context_tokens=context, max_context_tokens=most))
    return Server(url, Kind.OTHER, None, tuple(found))


def _first_size(row: Mapping[str, Any], words: Sequence[str]) -> int | None:
    """The size under the first of these keys that the row, or an object in it, has; None if there is none."""
    places = [row, *(value for value in row.values() if isinstance(value, Mapping))]
    return next((found for word in words for place in places if (found := size(place.get(word)))), None)


def api_key_error(server: str) -> ServerRefused:
    """The error for a server that answers 401 or 403."""
    return ServerRefused(401, _("{server} needs a key (KYOSO_API_KEY)").format(server=server))
