"""Tells whether a server still runs the same model: it may be restarted with another and still answer to any name."""

from dataclasses import dataclass
from gettext import gettext as _

from solver.errors import ServerUnavailable
from solver.models.client import ModelClient
from solver.models.listed import Kind
from solver.models.listings import listed_now


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells a loaded model from another at the same address."""

    id: str
    build: str | None = None
    file: str | None = None
    size_bytes: int | None = None

    def is_same_model(self, other: "Identity") -> bool:
        """Whether both are the same model, even from another folder or at another build of the server."""
        mine, its = ((one.file or "").replace("\\", "/").rsplit("/", 1)[-1] for one in (self, other))
        return (self.id, mine, self.size_bytes) == (other.id, its, other.size_bytes)


def identity_of(client: ModelClient, kind: Kind, model: str) -> Identity | None:
    """The model's current identity; None if the server lists no model of that name.

    llama-server answers to any name, so its file counts too; for other servers the name must be listed. LM Studio and
    Ollama load whatever model a question names. Raises ServerUnavailable, ServerRefused.
    """
    if kind in (Kind.LM_STUDIO, Kind.OLLAMA):
        return Identity(model)
    listed = listed_now(client, kind)
    if kind is not Kind.LLAMA_SERVER:
        names = [row.id for row in listed.models]
        return Identity(model) if not names or model in names or any("*" in name for name in names) else None
    row = listed.find(model)
    if row is not None and row.loaded is False:
        raise ServerUnavailable(_("{server} has unloaded {model}").format(server=client.server, model=model))
    return None if row is None else Identity(row.id, row.build, row.file, row.size_bytes)
