"""Has each kind of server load a model. Raises SwitchFailed if that fails, ServerRefused without a valid key."""

from collections.abc import Callable, Mapping, Sequence
from gettext import gettext as _
from typing import Any

from solver.batch.errors import SwitchFailed
from solver.batch.plan import PlannedModel
from solver.batch.readback import loaded_otherwise
from solver.errors import ServerUnavailable
from solver.models.client import ModelClient
from solver.models.listed import Kind, Model, Server
from solver.models.listings import api_key_error
from solver.models.llama_listing import router_state
from solver.models.server_http import object_in
from solver.models.wire.clean import name, one_line, rows
from solver.models.wire.request import Purpose

LOAD_TIMEOUT_S = 1800.0  # the largest models from a slow disk
PROMPT_TOKENS = 4_096  # room for the prompt, where we choose the context


class Loader:
    """Loads models at one server. Used by one thread at a time.

    wait(condition, seconds) returns once the condition holds, and raises SwitchFailed when the time or the run is over.
    """

    def __init__(self, server: str, api_key: str | None, wait: Callable[[Callable[[], bool], float], None]) -> None:
        self._server = server
        self._api_key = api_key
        self._wait = wait
        self._tried: set[str] = set()  # models already loaded once with the plan's settings, whatever came of it

    def load(self, model: PlannedModel, server: Server) -> bool | None:
        """Load the model if needed; returns whether it was, or None if this server does not load on request.

        Raises SwitchFailed and ServerUnavailable.
        """
        match server.kind:
            case Kind.LM_STUDIO:
                return self._lm_studio(model, server)
            case Kind.OLLAMA:
                return self._ollama(model, server)
            case Kind.LLAMA_SERVER:
                status = self._router_status()
                return None if status is None else self._router(server.require(model.model).id, status)
            case _:
                running = self._llama_swap_running()
                return None if running is None else self._llama_swap(model, running)

    def _lm_studio(self, model: PlannedModel, server: Server) -> bool:
        """LM Studio 0.4's own API: https://lmstudio.ai/docs/developer/rest/load."""
        row = server.require(model.model)
        if row.loaded and (model.name in self._tried or not loaded_otherwise(model, row)):
            return False
        self._tried.add(model.name)
        for other in server.models:
            if other.loaded:
                self._post("/api/v1/models/unload", {"instance_id": other.id})
        key = row.aliases[0] if row.aliases else row.id  # an instance may have a name of its own
        wanted = {"model": key, "context_length": context_for(model, row), **model.load}
        said = self._post("/api/v1/models/load", wanted)
        if said.get("status") not in (None, "loaded"):
            raise SwitchFailed(one_line(str(said)))
        return True

    def _ollama(self, model: PlannedModel, server: Server) -> bool:
        """A request without a prompt loads the model; keep_alive 0 unloads it, -1 keeps it (Ollama's FAQ)."""
        row = server.require(model.model)
        context = context_for(model, row)
        if row.loaded and row.loaded_context_tokens == context:
            return False
        for other in server.models:
            if other.loaded and other.id != row.id:
                self._post("/api/generate", {"model": other.id, "keep_alive": 0})
        self._post("/api/generate", {"model": row.id, "keep_alive": -1, "options": {"num_ctx": context}})
        return True

    def _router(self, model: str, status: Mapping[str, str]) -> bool:
        """llama-server's router: a request starts loading, and the model list shows when it is done."""
        if status.get(model) == "loaded":
            return False
        for other, state in status.items():
            if state in ("loaded", "loading"):
                self._post("/models/unload", {"model": other})
        self._wait(lambda: not {"loaded", "loading"} & set((self._router_status() or {}).values()), LOAD_TIMEOUT_S)
        self._post("/models/load", {"model": model})
        states: list[str] = []

        def is_settled() -> bool:
            states.append((self._router_status() or {}).get(model, ""))
            return states[-1] in ("loaded", "failed") or (states[-1] == "unloaded" and len(states) > 3)

        self._wait(is_settled, LOAD_TIMEOUT_S)
        if states[-1] != "loaded":
            raise SwitchFailed(_("loading {model} ended without it").format(model=model))
        return True

    def _router_status(self) -> dict[str, str] | None:
        """The state of each model of a llama-server router; None if the server is not a router."""
        found = {
            called: state
            for row in rows(self._get("/models"), "data")
            if (called := name(row.get("id"))) and (state := router_state(row))
        }
        return found or None

    def _llama_swap(self, model: PlannedModel, running: Sequence[str]) -> bool:
        """llama-swap loads the model that a request names, so ask for one token."""
        if model.model in running:
            return False
        body = {"model": model.model, "messages": [{"role": "user", "content": "Hello"}], "max_tokens": 1}
        self._post("/v1/chat/completions", body)
        return True

    def _llama_swap_running(self) -> list[str] | None:
        body = self._get("/running")
        if not isinstance(body.get("running"), list):
            return None
        return [name(row.get("model")) or "" for row in rows(body, "running") if row.get("state") == "ready"]

    def is_loading(self) -> bool:
        """Whether the server is still loading: llama-server listens before its model is loaded and answers 503."""
        try:
            with self._client() as client:
                return client.http.request("/health").status_code == 503
        except ServerUnavailable:
            return True

    # --- HTTP --------------------------------------------------------------------------------------------------------

    def _client(self) -> ModelClient:
        return ModelClient(self._server, api_key=self._api_key)

    def _post(self, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        with self._client() as client:
            response = client.http.request(path, dict(body), Purpose.WARMUP, LOAD_TIMEOUT_S)
        if response.status_code in (401, 403):
            raise api_key_error(self._server)
        if response.status_code >= 400:
            raise SwitchFailed(f"POST {path}: HTTP {response.status_code}: {one_line(response.text, 200)}")
        return object_in(response)

    def _get(self, path: str) -> Mapping[str, Any]:
        with self._client() as client:
            return client.http.page(path, purpose=Purpose.WARMUP)


def context_for(model: PlannedModel, row: Model | None) -> int:
    """The context to load the model with: the plan's, or enough for the longest answer asked for."""
    if model.context is not None:
        return model.context
    wanted = model.longest_tokens + PROMPT_TOKENS
    limit = None if row is None else row.max_context_tokens
    return wanted if limit is None else min(wanted, limit)
