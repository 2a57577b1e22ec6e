"""Gets a model loaded, alone where its server holds one at a time, and reads back what is there."""

import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from gettext import gettext as _
from typing import Any

import httpx

from solver.batch.errors import SwitchFailed
from solver.batch.executors import Address
from solver.batch.plan import PlannedModel
from solver.batch.readback import require_expected
from solver.errors import ServerUnavailable
from solver.models.client import ModelClient, base_url
from solver.models.levels import chosen
from solver.models.servers import Kind, Model, Server, dialects_for, look
from solver.models.wire.request import Purpose

LOAD_TIMEOUT_S = 1800.0  # the largest models from a slow disk
PROMPT_TOKENS = 4_096  # room for the prompt, where we choose the context
POLL_S = 2.0


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model that can be asked."""

    address: Address
    row: Model | None  # what the server tells of it; None where it does not list it
    server_build: str | None
    load_s: float | None  # None: it was loaded already
    warnings: tuple[str, ...] = ()

    def asked_by(self, dialect: str | None) -> "Loaded":
        """The same, asked in that dialect before the others."""
        if dialect is None:
            return self
        dialects = tuple(sorted(self.address.dialects, key=lambda one: one.name != dialect))
        return replace(self, address=replace(self.address, dialects=dialects))


class Switch:
    """Loads the models of one server, one after the other. Used by one thread at a time.

    tell: lines for the person. stop: set when the run is over; whoever waits gives up then.
    """

    def __init__(
        self,
        server: str,
        models: Sequence[PlannedModel],
        api_key: str | None,
        tell: Callable[[str], None],
        stop: threading.Event,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._server = server
        self._models = models
        self._api_key = api_key
        self._tell = tell
        self._stop = stop
        self._monotonic = monotonic
        self._running: tuple[PlannedModel, subprocess.Popen[bytes]] | None = None

    def bring(self, model: PlannedModel, patience_s: float = 0.0, rest_s: float = 0.0) -> Loaded:
        """The model, loaded and checked against what the plan expects.

        patience_s: how long a server that does not answer is waited for; rest_s: how long nothing is done first.
        Raises SwitchFailed, WrongModel, ServerUnavailable.
        """
        if rest_s:
            self._stop.wait(rest_s)
        began = self._monotonic()
        if model.start is not None:
            switched = self._start(model)
            server = self._wait_until_there(model, LOAD_TIMEOUT_S)
        else:
            server = self._look(patience_s)
            switched = self._load(model, server)
            server = self._look(patience_s) if switched else server
        load_s = self._monotonic() - began if switched else None
        row = server.find(model.model)
        context = _context_for(model, row) if server.kind is Kind.OLLAMA else None
        address = Address(self._server, dialects_for(server, context, model.asking.dialect))
        if row is not None and context is not None:
            row = replace(row, loaded_context_tokens=context)
        for effort in model.efforts:
            chosen(effort, row.efforts if row is not None else None, model.name)
        warnings = require_expected(model, row, self._server)
        return Loaded(address, row, server.build, load_s, warnings)

    def close(self) -> None:
        """Run the stop command of what our own start command runs."""
        if self._running is not None:
            model, process = self._running
            self._running = None
            if model.stop is not None:
                subprocess.run(model.stop, shell=True, stdin=subprocess.DEVNULL, check=False)
            if process.poll() is None and model.stop is None:
                process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()

    # --- ways to load ------------------------------------------------------------------------------------------------

    def _load(self, model: PlannedModel, server: Server) -> bool:
        """Load the model if it is not; whether anything had to be done. What cannot be done is asked of the person."""
        try:
            match server.kind:
                case Kind.LM_STUDIO:
                    return self._lm_studio(model, server)
                case Kind.OLLAMA:
                    return self._ollama(model, server)
                case Kind.LLAMA_SERVER:
                    status = self._router_status()
                    if status is not None:
                        return self._router(model, status)
                case _:
                    running = self._llama_swap_running()
                    if running is not None:
                        return self._llama_swap(model, running)
        except (httpx.HTTPError, SwitchFailed) as error:
            self._tell(
                _("{model} could not be loaded at {server}: {why}").format(
                    model=model.name, server=self._server, why=error
                )
            )
            self._ask_person(model)
            return True
        if self._is_there(model, server):
            return False
        if server.kind in (Kind.VLLM, Kind.OTHER) or len(server.models) > 1:
            # It holds what it holds, and refuses what it does not know.
            self._tell(
                _("{server} does not list {model}; it is asked all the same").format(
                    server=self._server, model=model.model
                )
            )
            return False
        self._ask_person(model)
        return True

    def _lm_studio(self, model: PlannedModel, server: Server) -> bool:
        """LM Studio 0.4's own API: https://lmstudio.ai/docs/developer/rest/load."""
        row = server.find(model.model)
        if row is not None and row.loaded:
            return False
        for other in server.models:
            if other.loaded:
                self._post("/api/v1/models/unload", {"instance_id": other.id})
        wanted = {"model": model.model, "context_length": _context_for(model, row)}
        said = self._post("/api/v1/models/load", wanted)
        if said.get("status") not in (None, "loaded"):
            raise SwitchFailed(str(said))
        return True

    def _ollama(self, model: PlannedModel, server: Server) -> bool:
        """A request without a prompt loads; keep_alive 0 unloads, -1 keeps (Ollama's FAQ)."""
        row = server.find(model.model)
        context = _context_for(model, row)
        if row is not None and row.loaded and row.loaded_context_tokens == context:
            return False
        for other in server.models:
            if other.loaded and (row is None or other.id != row.id):
                self._post("/api/generate", {"model": other.id, "keep_alive": 0})
        self._post("/api/generate", {"model": model.model, "keep_alive": -1, "options": {"num_ctx": context}})
        return True

    def _router(self, model: PlannedModel, status: Mapping[str, str]) -> bool:
        """llama-server's router mode: loading is begun by a request and seen in the list."""
        if status.get(model.model) == "loaded":
            return False
        if model.model not in status:
            raise SwitchFailed(_("it has no {model}").format(model=model.model))
        for other, state in status.items():
            if state in ("loaded", "loading"):
                self._post("/models/unload", {"model": other})
        self._wait(lambda: not {"loaded", "loading"} & set((self._router_status() or {}).values()), LOAD_TIMEOUT_S)
        self._post("/models/load", {"model": model.model})
        states: list[str] = []

        def there() -> bool:
            states.append((self._router_status() or {}).get(model.model, ""))
            return states[-1] == "loaded" or (states[-1] == "unloaded" and len(states) > 3)

        self._wait(there, LOAD_TIMEOUT_S)
        if states[-1] != "loaded":
            raise SwitchFailed(_("loading {model} ended without it").format(model=model.model))
        return True

    def _router_status(self) -> dict[str, str] | None:
        """The state of each model of a llama-server router; None where it is none."""
        found = {}
        for row in self._rows("/models", "data"):
            status = row.get("status")
            if isinstance(status, dict) and isinstance(status.get("value"), str):
                found[str(row.get("id"))] = status["value"]
        return found or None

    def _llama_swap(self, model: PlannedModel, running: Sequence[str]) -> bool:
        """llama-swap loads what a question names: one token is asked for."""
        if model.model in running:
            return False
        body = {"model": model.model, "messages": [{"role": "user", "content": "Hello"}], "max_tokens": 1}
        self._post("/v1/chat/completions", body)
        return True

    def _llama_swap_running(self) -> list[str] | None:
        body = self._get("/running")
        rows = body.get("running")
        if not isinstance(rows, list):
            return None
        return [str(row.get("model")) for row in rows if isinstance(row, dict) and row.get("state") == "ready"]

    def _start(self, model: PlannedModel) -> bool:
        assert model.start is not None
        if self._running is not None:
            if self._running[0] is model and self._running[1].poll() is None:
                return False
            self.close()
        process = subprocess.Popen(
            model.start,
            shell=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._running = (model, process)
        return True

    def _ask_person(self, model: PlannedModel) -> None:
        self._tell(
            _("Please load {model} at {server}; the batch goes on by itself when it is there.").format(
                model=model.model, server=self._server
            )
        )
        self._wait_until_there(model, None)

    # --- what is there -----------------------------------------------------------------------------------------------

    def _is_there(self, model: PlannedModel, server: Server) -> bool:
        row = server.find(model.model)
        if row is None or row.loaded is False:
            return False
        # A llama-server answers under any name: of several models of the plan, only its own is there.
        several = len({planned.model for planned in self._models}) > 1
        return not several or row.id == model.model or _same_file(row.id, model.model)

    def _wait_until_there(self, model: PlannedModel, timeout_s: float | None) -> Server:
        found: list[Server] = []

        def there() -> bool:
            if self._running is not None and self._running[1].poll() not in (None, 0):
                raise SwitchFailed(
                    _("the start command of {model} ended with {code}").format(
                        model=model.name, code=self._running[1].returncode
                    )
                )
            try:
                found[:] = [self._look(0.0)]
            except ServerUnavailable:
                return False
            return self._is_there(model, found[0]) and not self._is_loading()

        self._wait(there, timeout_s)
        return found[0]

    def _is_loading(self) -> bool:
        """llama-server listens before its model is loaded, and says so with 503."""
        try:
            with self._http(10.0) as http:
                return http.get("/health").status_code == 503
        except httpx.HTTPError:
            return True

    def _look(self, patience_s: float) -> Server:
        deadline = self._monotonic() + patience_s
        while True:
            try:
                with ModelClient(self._server, api_key=self._api_key) as client:
                    return look(client)
            except ServerUnavailable:
                if self._monotonic() >= deadline or self._stop.wait(POLL_S):
                    raise

    def _wait(self, there: Callable[[], bool], timeout_s: float | None) -> None:
        deadline = None if timeout_s is None else self._monotonic() + timeout_s
        pause_s = 0.05
        while not there():
            if deadline is not None and self._monotonic() > deadline:
                raise SwitchFailed(
                    _("it was not loaded within {minutes:.0f} minutes").format(minutes=LOAD_TIMEOUT_S / 60)
                )
            if self._stop.wait(pause_s):
                raise SwitchFailed(_("the batch ended while it was loaded"))
            pause_s = min(POLL_S, 2 * pause_s)

    # --- HTTP --------------------------------------------------------------------------------------------------------

    def _http(self, timeout_s: float) -> httpx.Client:
        return httpx.Client(
            base_url=base_url(self._server),
            headers={"X-Kyoso-Purpose": Purpose.WARMUP.value}
            | ({"Authorization": f"Bearer {self._api_key}"} if self._api_key else {}),
            timeout=timeout_s,
            trust_env=False,
        )

    def _post(self, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        with self._http(LOAD_TIMEOUT_S) as http:
            response = http.post(path, json=dict(body))
        if response.status_code >= 400:
            raise SwitchFailed(f"POST {path}: HTTP {response.status_code}: {response.text[:200]}")
        return _object(response)

    def _get(self, path: str) -> Mapping[str, Any]:
        try:
            with self._http(10.0) as http:
                response = http.get(path)
        except httpx.HTTPError:
            return {}
        return _object(response) if response.status_code == 200 else {}

    def _rows(self, path: str, key: str) -> list[Mapping[str, Any]]:
        rows = self._get(path).get(key)
        return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _context_for(model: PlannedModel, row: Model | None) -> int:
    """The context to load the model with: the plan's, else enough for the longest answer that it is asked for."""
    if model.context is not None:
        return model.context
    wanted = model.longest_tokens + PROMPT_TOKENS
    limit = None if row is None else row.max_context_tokens
    return wanted if limit is None else min(wanted, limit)


def _same_file(listed: str, wanted: str) -> bool:
    """llama-server lists a path or file name where it was given no alias."""
    name = listed.replace("\\", "/").rsplit("/", 1)[-1].lower().removesuffix(".gguf")
    return name == wanted.replace("\\", "/").rsplit("/", 1)[-1].lower().removesuffix(".gguf")


def _object(response: httpx.Response) -> Mapping[str, Any]:
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
