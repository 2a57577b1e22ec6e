"""Reads what LM Studio reports about its models, through either of its APIs, into rows."""

from collections.abc import Mapping
from typing import Any

from solver.models.levels import levels_of
from solver.models.listed import Kind, Model, Server
from solver.models.wire.chat import ChatCompletions
from solver.models.wire.clean import count, mapping, name, names, rows, size
from solver.models.wire.lmstudio import LMStudioChat
from solver.models.wire.responses import Responses


def lm_studio(url: str, models: Mapping[str, Any]) -> Server:
    """From /api/v1/models (LM Studio 0.4 and newer): a row for each loaded instance, or one for a model without any.

    The API gives no path: publisher, key and variant name the file within LM Studio's folder.
    """
    found = []
    for row in rows(models, "models"):
        key = name(row.get("key"))
        if key is None or row.get("type") not in (None, "llm", "vlm"):
            continue
        quantization = row.get("quantization")
        reasoning = mapping(mapping(row.get("capabilities")).get("reasoning"))
        common: dict[str, Any] = {
            "server": url,
            "kind": Kind.LM_STUDIO,
            "architecture": name(row.get("architecture")),
            "format": name(row.get("format")),
            "quantization": name(quantization.get("name") if isinstance(quantization, Mapping) else quantization),
            "size_bytes": size(row.get("size_bytes")),
            "max_context_tokens": size(row.get("max_context_length")),
            "file": _lm_studio_file(row.get("publisher"), row.get("selected_variant") or key),
            "efforts": levels_of(reasoning.get("allowed_options")),
            "aliases": tuple(dict.fromkeys((key, *names(row.get("variants"))))),
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
    # LM Studio's chat completions silently drop the effort (its issues 988, 2195, 2413).
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
    kept: dict[str, str | float | bool] = {}
    for key, value in config.items():
        told = value if isinstance(value, bool) else count(value) if isinstance(value, int | float) else name(value)
        if told is not None and key in LM_STUDIO_SETTINGS:
            kept[LM_STUDIO_SETTINGS[key]] = told
    return kept


def lm_studio_v0(url: str, models: Mapping[str, Any]) -> Server:
    """From /api/v0/models (LM Studio 0.3.6 and newer), which reports no size."""
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
        (Responses(), ChatCompletions()),  # Responses since 0.3.29; an older one reports that it has no such address
    )


def _lm_studio_file(publisher: object, key: object) -> str | None:
    owner, called = name(publisher), name(key)
    if owner is None or called is None:
        return None
    return called if called.startswith(f"{owner}/") else f"{owner}/{called}"
