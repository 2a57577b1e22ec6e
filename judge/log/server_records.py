"""What the log keeps of a model at a server: the build, whether its effort counts, how fast it is."""

from collections.abc import Mapping
from dataclasses import dataclass

LoadSettings = Mapping[str, str | float | bool]  # context, parallel, batch, flash_attention …, as far as a server tells


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
    model_file: str | None = None  # where the server has it: a path, or a name in a registry
    digest: str | None = None  # of its content, as the server says it
    load: LoadSettings | None = None  # what it was loaded with


@dataclass(frozen=True, slots=True)
class AttestationRecord:
    """What became of the effort of one model at one build of one server."""

    model: str  # as the server names it
    server: str
    server_build: str  # "" where the server does not tell
    finding: str  # honoured, ignored, refused, unclear
    honoured: bool | None  # None: unclear
    rounds: tuple[tuple[int, ...], ...]  # tokens at each level for each question asked
    counted: str  # which tokens
    p: float | None  # of the rank test
    rendered: bool | None  # whether the server's rendered prompts differ by effort
    why: str
    dialect: str | None = None  # in which it holds; None: found before there was more than one to choose from
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
    """One measured speed; None where it could not be measured or the server does not tell."""

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
    """How reliably a model called tools: of `tasks` small tasks, in how many each step went right."""

    model: str
    server: str
    server_build: str
    effort: str
    tasks: int
    well_formed: int
    right_function: int
    right_arguments: int
    result_used: int
    errors: int  # tasks whose first call was answered with an error
    recovered: int
