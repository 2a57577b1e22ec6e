"""How to sample each family of models, as its owner publishes it, and what the user wants instead.

The family follows from the model's name alone, so the same plan gives the same settings whatever a server reports.
"""

import re
from dataclasses import dataclass, fields

from judge.effort import Effort
from solver.models.wire.request import RESERVE_TOKENS, DialectName, RequestSettings


@dataclass(frozen=True, slots=True)
class Sampling:
    """The sampling fields of a request; None: not sent, so the server uses its own."""

    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    min_p: float | None = None


_SAMPLED = tuple(field.name for field in fields(Sampling))


@dataclass(frozen=True, slots=True)
class Family:
    """Models of one owner that are sampled alike."""

    names: str  # a pattern found in the lower-case name
    thinking: Sampling
    source: str
    plain: Sampling | None = None  # without thinking; None: the same


_QWEN_PLAIN = Sampling(0.7, 0.8, 20, 0.0)
_QWEN_THINKING = Sampling(0.6, 0.95, 20, 0.0)

# The first match counts. Servers' defaults differ (llama-server: 0.8, 0.95, 40, 0.05), so all known values are sent.
FAMILIES = (
    Family(r"gpt-oss|^demo-\d+b$", Sampling(1.0, 1.0, 0, 0.0), "README of github.com/openai/gpt-oss"),
    Family(r"qwen3.*(instruct|coder)", _QWEN_PLAIN, "model cards of Qwen3-30B-A3B-Instruct-2507 and Qwen3-Coder"),
    Family(r"qwen[-_]?3", _QWEN_THINKING, "model card of Qwen3-30B-A3B, best practices; 3.5 for coding", _QWEN_PLAIN),
    Family(r"qwq", Sampling(0.6, 0.95, 20, 0.0), "model card of QwQ-32B, usage guidelines"),
    Family(r"deepseek-r1", Sampling(0.6, 0.95), "model card of DeepSeek-R1, usage recommendations"),
    Family(r"gemma-?[34]", Sampling(1.0, 0.95, 64, 0.0), "generation_config.json of google/gemma-3-27b-it"),
    Family(r"glm-?(4\.[6-9]|5)", Sampling(1.0, 0.95, 40), "model card of zai-org/GLM-4.6, evaluation parameters, code"),
    Family(r"magistral", Sampling(0.7, 0.95), "model card of mistralai/Magistral-Small-2509"),
    Family(r"phi-4-.*reasoning", Sampling(0.8, 0.95, 50), "model card of microsoft/Phi-4-reasoning"),
    Family(r"seed-oss", Sampling(1.1, 0.95), "model card of ByteDance-Seed/Seed-OSS-36B-Instruct"),
    Family(r"smollm3", Sampling(0.6, 0.95), "model card of HuggingFaceTB/SmolLM3-3B"),
    Family(r"smollm2", Sampling(0.2, 0.9), "model card of HuggingFaceTB/SmolLM2-135M-Instruct"),
)


def family_of(model: str) -> Family | None:
    name = model.lower()
    return next((family for family in FAMILIES if re.search(family.names, name)), None)


def published(model: str, effort: Effort) -> Sampling:
    """The sampling that the model's owner publishes; empty for models of no known family."""
    family = family_of(model)
    if family is None:
        return Sampling()
    return family.plain or family.thinking if effort is Effort.OFF else family.thinking


@dataclass(frozen=True, slots=True)
class RequestedSampling(Sampling):
    """How the user wants a model asked; None: as is best for the model and its server."""

    dialect: DialectName | None = None
    server_samples: bool = False  # send no sampling but what is given here
    thinking_budget: int | None = None
    reserve_tokens: int | None = RESERVE_TOKENS  # None: thinking is never ended

    def settings(self, model: str, effort: Effort, max_tokens: int, tool_calls: int = 0) -> RequestSettings:
        own = Sampling() if self.server_samples else published(model, effort)
        given = {name: value for name in _SAMPLED if (value := getattr(self, name)) is not None}
        return RequestSettings(
            max_tokens,
            **{name: getattr(own, name) for name in _SAMPLED} | given,
            tool_calls=tool_calls,
            thinking_budget=self.thinking_budget,
            reserve_tokens=self.reserve_tokens,
        )


USUAL = RequestedSampling()
