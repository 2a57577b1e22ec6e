"""Reads what llama-server reports, alone or as a router, into rows."""

import itertools
from collections.abc import Mapping
from typing import Any

from solver.models.levels import of_template
from solver.models.listed import Kind, Model, Server
from solver.models.wire.chat import ChatCompletions, ChatFields
from solver.models.wire.clean import count, mapping, name, names, rows, size, text_of
from solver.models.wire.dialect import Dialect
from solver.models.wire.responses import Responses

_ROUTER_STATES = {"loaded": True, "sleeping": True, "unloaded": False, "loading": False, "downloading": False}


def llama_server(url: str, models: Mapping[str, Any], props: Mapping[str, Any]) -> Server:
    """From /v1/models and /props: n_ctx of the generation settings is one slot's; meta has the trained one."""
    build, data = name(props.get("build_info")), rows(models, "data")
    # Behind a proxy that lists many models, the properties belong to at most one of them.
    own = props if len(data) == 1 else {**props, "model_path": None, "chat_template_caps": None}
    found = tuple(_llama_row(url, row, own, build) for row in data)
    return Server(url, Kind.LLAMA_SERVER, build, found, _llama_dialects(props))


def router(
    url: str, models: Mapping[str, Any], props: Mapping[str, Any], loaded: Mapping[str, Mapping[str, Any]]
) -> Server:
    """From a llama-server router: /v1/models has each model's status, /props?model=… a loaded one's settings."""
    build = name(props.get("build_info"))
    found = []
    for row in rows(models, "data"):
        state, arguments = _ROUTER_STATES.get(router_state(row) or ""), mapping(row.get("status")).get("args")
        found.append(_llama_row(url, row, loaded.get(row["id"], {}), build, state, _options(arguments)))
    running = next((own for own in loaded.values() if own), {})
    return Server(url, Kind.LLAMA_SERVER, build, tuple(found), _llama_dialects(running))


def _llama_dialects(props: Mapping[str, Any]) -> tuple[Dialect, ...]:
    """The dialects; builds that report whether the template knows efforts also have llama-server's fields (b10434)."""
    knows = "supports_reasoning_effort" in mapping(props.get("chat_template_caps"))
    return ChatCompletions(ChatFields.LLAMA if knows else ChatFields.ANY), Responses()


def router_state(row: Mapping[str, Any]) -> str | None:
    """A model's state at a router: unloaded, loading, loaded, sleeping, failed …; None if it is not a router's row."""
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
    return Model(
        id=row["id"],
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
        aliases=names(row.get("aliases")),
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
    """The settings with which a router loads a model, from its command line."""
    words = arguments if isinstance(arguments, list) else text_of(arguments).split()
    return {
        _SETTINGS[key]: name(value) or ""
        for key, value in itertools.pairwise(words)
        if isinstance(key, str) and key in _SETTINGS
    }
