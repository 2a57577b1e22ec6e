"""The settings that a model was loaded with in words, the same in a terminal, a report and a note."""

from collections.abc import Mapping
from gettext import gettext as _


def load_words(load: Mapping[str, str | float | bool] | None) -> str:
    """The settings, such as "context 32768, parallel 4, flash attention on"; "" if the server reports none."""
    names = {
        "context": _("context"),
        "parallel": _("parallel"),
        "batch": _("batch"),
        "ubatch": _("physical batch"),
        "flash_attention": _("flash attention"),
        "experts": _("experts"),
        "kv_on_gpu": _("KV cache on the GPU"),
        "cache_type_k": _("K cache"),
        "cache_type_v": _("V cache"),
        "gpu_layers": _("GPU layers"),
        "cpu_moe": _("MoE layers on the CPU"),
        "gpu_share": _("share on the GPU"),
    }
    told = load or {}
    return _(", ").join(f"{words} {_shown(told[key])}" for key, words in names.items() if key in told)


def _shown(value: str | float | bool) -> str:
    if isinstance(value, bool):
        return _("on") if value else _("off")
    return f"{value:g}" if isinstance(value, float) else str(value)
