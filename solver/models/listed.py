"""A model as its server lists it, and the names by which a user may mean it."""

import difflib
import fnmatch
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from gettext import gettext as _

from judge.effort import Effort
from solver.errors import NoSuchModel
from solver.models.wire.chat import ChatCompletions
from solver.models.wire.dialect import Dialect
from solver.models.wire.responses import Responses


class Kind(StrEnum):
    """The program that serves the models."""

    LM_STUDIO = "LM Studio"
    LLAMA_SERVER = "llama-server"
    OLLAMA = "Ollama"
    VLLM = "vLLM"
    OTHER = "chat completions"


@dataclass(frozen=True, slots=True)
class Model:
    """A model at a server; a field is None if the server does not report it."""

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
    shared_context: bool = False  # whether concurrent answers share that one context
    max_context_tokens: int | None = None
    slots: int | None = None  # answers written at the same time
    file: str | None = None  # where the server has it: a path, or a name in a registry
    digest: str | None = None  # of the file's content
    efforts: tuple[Effort, ...] | None = None  # that may be asked for, the lowest first
    aliases: tuple[str, ...] = ()  # other names that the server gives it
    load: Mapping[str, str | float | bool] = field(default_factory=dict)  # the reported settings it was loaded with

    def label(self, asked: str | None) -> str:
        """The name to log it under: the server's, whatever name was asked for; that name if a proxy passes it on."""
        return asked if asked is not None and "*" in self.id else self.id

    def is_called(self, name: str) -> bool:
        """Whether a user may mean this model by that name."""
        own = {self.id, *self.aliases, *([self.file] if self.file else [])}
        return any(is_same_model(name, one) for one in own) or (
            "*" in self.id and fnmatch.fnmatchcase(name, self.id)  # LiteLLM passes on whatever matches
        )


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answered."""

    url: str
    kind: Kind
    build: str | None
    models: tuple[Model, ...]
    dialects: tuple[Dialect, ...] = (ChatCompletions(), Responses())  # most likely to honour the effort first

    def find(self, name: str) -> Model | None:
        """The model of that name, by id first, then by alias or file; of several, a loaded one. None if not listed."""
        exact = [model for model in self.models if model.id == name]
        called = [model for model in self.models if model.is_called(name)]
        return min(exact or called, key=lambda model: model.loaded is False, default=None)

    def require(self, name: str) -> Model:
        """The model of that name. Raises NoSuchModel, which gives the nearest names."""
        found = self.find(name)
        if found is None:
            raise no_such_model(name, [self])
        return found


def no_such_model(name: str, servers: Sequence[Server]) -> NoSuchModel:
    """The error for a name that none of the servers lists."""
    listed = [model.id for server in servers for model in server.models]
    near = difflib.get_close_matches(name, listed, 3, 0.4) or listed[:3]
    where = ", ".join(server.url for server in servers)
    if not listed:
        return NoSuchModel(_("{server} has no model {model}: it lists none").format(server=where, model=name))
    return NoSuchModel(
        _("{server} has no model {model}; it has {near}").format(server=where, model=name, near=", ".join(near))
        + (", …" if len(listed) > len(near) else "")
    )


def only_loaded(servers: Sequence[Server]) -> Model:
    """The only loaded model, for when none was named. Raises NoSuchModel if there is none or more than one."""
    models = [model for server in servers for model in server.models]
    loaded = [model for model in models if model.loaded] or [model for model in models if model.loaded is None]
    if len(loaded) == 1:
        return loaded[0]
    names = ", ".join(model.id for model in (loaded or models)[:5])
    if not loaded:
        raise NoSuchModel(_("no model is loaded; name one with --model: {names}").format(names=names or "–"))
    raise NoSuchModel(_("several models are loaded; name one with --model: {names}").format(names=names))


def is_same_model(one: str, other: str) -> bool:
    """Whether both names may mean the same model: as a path, a file or a name, with or without publisher or :latest."""
    mine, its = _parts(one), _parts(other)
    shorter = min(len(mine), len(its))
    return mine[-shorter:] == its[-shorter:]


def _parts(name: str) -> list[str]:
    """Publisher and name; for a path on a disk, only the file."""
    plain = name.strip().replace("\\", "/").lower().removesuffix(".gguf").removesuffix(":latest")
    parts = [part for part in plain.split("/") if part not in ("", ".", "..")]
    on_disk = plain.startswith(("/", "~", ".")) or plain[1:3] == ":/"
    return parts[-1:] if on_disk else parts
