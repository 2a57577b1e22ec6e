"""Compares what a server reports about a loaded model with the plan: a server may answer under any name."""

import re
from gettext import gettext as _

from solver.batch.errors import WrongModel
from solver.batch.plan import PlannedModel
from solver.models.listed import Kind, Model
from solver.models.lm_studio_listing import LM_STUDIO_SETTINGS
from solver.view.load_words import load_words

SIZE_TOLERANCE = 0.02  # share of the size, because people round
_ROUNDING_GB = 0.06


def require_expected(model: PlannedModel, row: Model | None, server: str) -> tuple[str, ...]:
    """A line for each point that the server leaves unconfirmed. Raises WrongModel if it contradicts the plan."""
    expect = model.expect
    silent = []
    for name, wanted, have in (
        ("quantization", expect.quantization, None if row is None else row.quantization),
        ("size_gb", expect.size_gb, None if row is None or row.size_bytes is None else row.size_bytes / 1e9),
        ("context", expect.context, None if row is None else row.loaded_context_tokens),
    ):
        if wanted is None:
            continue
        if have is None:
            silent.append(
                _("{server} does not report the {what} of {model}: kyoso cannot check it").format(
                    server=server, what=name, model=model.name
                )
            )
        elif not _agrees(name, wanted, have):
            raise WrongModel(
                _(
                    "{model} is not asked: the plan expects {what} {wanted}, {server} has loaded {have}; load the "
                    "right build, or correct `expect`"
                ).format(
                    model=model.name,
                    what=name,
                    wanted=wanted,
                    server=server,
                    have=f"{have:.2f}" if isinstance(have, float) else have,
                )
            )
    for other in loaded_otherwise(model, row) if row is not None else ():
        silent.append(
            _("{model}: the plan's load settings did not all take; {server} has loaded it with {other}").format(
                model=model.name, server=server, other=other
            )
        )
    return tuple(silent)


def loaded_otherwise(model: PlannedModel, row: Model) -> list[str]:
    """The LM Studio load settings that differ from the plan's, as loaded, a few words each."""
    wanted = {LM_STUDIO_SETTINGS[key]: value for key, value in model.load.items()}
    if model.context is not None and row.kind is Kind.LM_STUDIO:
        wanted["context"] = model.context
    return [load_words({key: row.load[key]}) for key, value in wanted.items() if row.load.get(key, value) != value]


def _agrees(name: str, wanted: str | float, have: str | float) -> bool:
    match name:
        case "quantization":
            return _plain(str(wanted)) in _plain(str(have))
        case "size_gb":
            return abs(float(have) - float(wanted)) <= max(_ROUNDING_GB, SIZE_TOLERANCE * float(wanted))
        case _:
            return float(have) >= float(wanted)


def _plain(quantization: str) -> str:
    """The quantization in a comparable form: llama.cpp's "Q4_K - Medium" is the same as "q4_k_m"."""
    text = quantization.lower()
    for word in ("small", "medium", "large"):
        text = re.sub(rf"\s*-\s*{word}", f"_{word[0]}", text)
    return re.sub(r"[^a-z0-9]", "", text)
