"""Records of a model at a server: its build, whether its effort has an effect, how fast it is."""

from collections.abc import Mapping
from dataclasses import dataclass

LoadSettings = Mapping[str, str | float | bool]  # context, parallel, batch, flash_attention …, as far as reported


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One build of a model at one server, under our own label."""

    label: str
    requested: str
    server: str
    reported: str | None = None
    server_build: str | None = None
    quantization: str | None = None
    size_bytes: int | None = None
    context_tokens: int | None = None
    machine: str | None = None
    model_file: str | None = None  # where the server keeps it: a path, or a name in a registry
    digest: str | None = None  # of its content, as the server reports it
    load: LoadSettings | None = None  # the settings it was loaded with


@dataclass(frozen=True, slots=True)
class AttestationRecord:
    """Whether effort has an effect for one model at one build of one server."""

    model: str  # the server's name for it
    server: str
    server_build: str  # "" if the server does not report it
    finding: str  # honoured, ignored, refused, unclear
    honoured: bool | None  # None: unclear
    rounds: tuple[tuple[int, ...], ...]  # for each question asked, the tokens at each level
    counted: str  # which tokens were counted
    p: float | None  # of the rank test
    rendered: bool | None  # whether the server's rendered prompts differ by effort
    why: str
    dialect: str | None = None  # for which it holds; None: from before there was more than one
    levels: str = '["low", "medium", "high"]'  # JSON: the efforts compared


@dataclass(frozen=True, slots=True)
class RoundRecord:
    """One finished round of an attestation: a question asked at every level."""

    model: str
    server: str
    server_build: str
    dialect: str
    levels: str  # JSON
    number: int  # of the question
    lengths: str  # JSON: reasoning and completion tokens at each level


@dataclass(frozen=True, slots=True)
class SpeedRecord:
    """One measured speed; None where it could not be measured or the server does not report it."""

    model: str
    server: str
    server_build: str
    machine: str
    quantization: str | None
    context_tokens: int | None  # loaded
    slots: int | None
    effort: str
    prompt: str  # short or long
    prompt_tokens: int | None
    completion_tokens: int | None
    first_token_s: float | None
    prefill_s: float | None
    tokens_per_s: float | None
    runs: int
    why: str
    load: LoadSettings | None = None


@dataclass(frozen=True, slots=True)
class ToolCheckRecord:
    """How reliably a model called tools: in how many of `tasks` small tasks each step went right."""

    model: str
    server: str
    server_build: str
    effort: str
    tasks: int
    well_formed: int
    right_function: int
    right_arguments: int
    result_used: int
    errors: int  # tasks whose first call got an error
    recovered: int
