"""Is it still the same model? A server may be restarted with another one, and answer to any name as before."""

from dataclasses import dataclass
from gettext import gettext as _

from solver.errors import ServerUnavailable
from solver.models.client import ModelClient
from solver.models.listed import Kind
from solver.models.listings import listed_names, llama_server_now


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells a loaded model from another at the same address."""

    id: str
    build: str | None = None
    file: str | None = None
    size_bytes: int | None = None

    def is_same_model(self, other: "Identity") -> bool:
        """Whether both are one model, be it at another build of the server or started from another folder."""
        mine, its = ((one.file or "").replace("\\", "/").rsplit("/", 1)[-1] for one in (self, other))
        return (self.id, mine, self.size_bytes) == (other.id, its, other.size_bytes)


def identity_of(client: ModelClient, kind: Kind, model: str) -> Identity | None:
    """The model's identity now; None where the server lists no model of that name.

    A llama-server answers whatever it is asked for, so its file is looked at too; others list the name or not.
    LM Studio and Ollama load what a question names. Raises ServerUnavailable, ServerRefused.
    """
    match kind:
        case Kind.LM_STUDIO | Kind.OLLAMA:
            return Identity(model)
        case Kind.LLAMA_SERVER:
            row = llama_server_now(client).find(model)
            if row is None:
                return None
            if row.loaded is False:
                raise ServerUnavailable(_("{server} has unloaded {model}").format(server=client.server, model=model))
            return Identity(row.id, row.build, row.file, row.size_bytes)
        case _:
            names = listed_names(client)
            return Identity(model) if not names or model in names or any("*" in name for name in names) else None
