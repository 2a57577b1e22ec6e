"""Gets a model loaded, alone if its server holds one at a time, and reads back what is loaded."""

import difflib
import subprocess
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from gettext import gettext as _
from time import monotonic

from solver.batch.errors import SwitchFailed
from solver.batch.executors import Address
from solver.batch.loading import LOAD_TIMEOUT_S, Loader, context_for
from solver.batch.plan import PlannedModel
from solver.batch.readback import require_expected
from solver.errors import NoSuchModel, ServerLoading, ServerUnavailable, SolverError
from solver.models.client import ModelClient
from solver.models.identity import Identity, identity_of
from solver.models.levels import choose_effort
from solver.models.listed import Kind, Model, Server, no_such_model
from solver.models.listings import query_address
from solver.models.servers import dialects_for

LOADING_PATIENCE_S = 600.0  # for a server that reports that it is loading
PERSON_PATIENCE_S = 600.0  # for someone to load a model by hand
POLL_S = 2.0
_MISSPELT = 0.75  # similarity to a listed name from which a name is a typo, not a model still to be loaded


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model that can be asked."""

    number: int  # of this load, counted per server
    address: Address
    model: str  # what its server calls it
    row: Model | None  # what the server reports about it; None if it is not listed
    server_build: str | None
    identity: Identity | None  # None: it cannot be told from another model at the same address
    load_s: float | None  # None: it was already loaded
    warnings: tuple[str, ...] = ()

    def preferring(self, dialect: str | None) -> "Loaded":
        """The same model, with that dialect tried first."""
        if dialect is None:
            return self
        dialects = tuple(sorted(self.address.dialects, key=lambda one: one.name != dialect))
        return replace(self, address=replace(self.address, dialects=dialects))


class Switch:
    """Loads the models of one server, one after the other. Used by one thread at a time.

    tell: shows the user a line. stop: set when the run is over, which ends all waiting. person: whether someone is
    present who could load a model by hand.
    """

    def __init__(
        self,
        server: str,
        models: Sequence[PlannedModel],
        api_key: str | None,
        tell: Callable[[str], None],
        stop: threading.Event,
        person: bool,
    ) -> None:
        self._server, self._models, self._api_key = server, models, api_key
        self._tell, self._stop, self._person = tell, stop, person
        self._loader = Loader(server, api_key, self._wait)
        self._running: tuple[PlannedModel, subprocess.Popen[bytes]] | None = None
        self._loads = 0
        self._first: dict[str, Identity] = {}  # by the model's name
        self.waiting_for = ""  # what is missing, in words; empty while nothing is

    def survey(self) -> dict[str, NoSuchModel]:
        """The models, by name, that this server can never offer. Raises ServerUnavailable, ServerRefused."""
        if all(model.start is not None for model in self._models):
            return {}
        server = self._look(0.0)
        return {
            model.name: no_such_model(model.model, [server])
            for model in self._models
            if model.start is None and not self._is_obtainable(model, server)
        }

    def load(self, model: PlannedModel, server_s: float = 0.0, model_s: float = 0.0, rest_s: float = 0.0) -> Loaded:
        """The model, loaded and checked against what the plan expects.

        server_s, model_s: seconds to wait for a server, or a model on it, that has answered before; rest_s: seconds to
        rest first. Raises SwitchFailed, WrongModel, NoSuchModel, ServerUnavailable, ServerRefused.
        """
        try:
            if rest_s:
                told = _("it failed too often; kyoso waits {seconds:.0f} s before the next try")
                self.waiting_for = told.format(seconds=rest_s)
                self._stop.wait(rest_s)
                self.waiting_for = ""
            return self._load(model, server_s, model_s)
        finally:
            self.waiting_for = ""

    def _load(self, model: PlannedModel, server_s: float, model_s: float) -> Loaded:
        began = monotonic()
        if model.start is not None:
            switched = self._start(model)
            server = self._wait_until_there(model, LOAD_TIMEOUT_S)
        else:
            server = self._look(server_s)
            switched = self._load_if_needed(model, server, model_s)
            server = self._look(server_s) if switched else server
        load_s = monotonic() - began if switched else None
        row = self._row(model, server)
        context = context_for(model, row) if server.kind is Kind.OLLAMA else None
        if row is not None and context is not None:
            row = replace(row, loaded_context_tokens=context)
        for effort in model.efforts:
            choose_effort(effort, row.efforts if row is not None else None, model.name)
        limit = None if row is None else row.loaded_context_tokens
        address = Address(self._server, dialects_for(server, context, model.asking.dialect), server.kind, limit)
        warnings = require_expected(model, row, self._server)
        name = model.model if row is None or model.model == row.id.removesuffix(":latest") else row.id
        identity = self._identity(model, server.kind, name, model_s)
        self._loads += 1
        return Loaded(self._loads, address, name, row, server.build, identity, load_s, warnings)

    def _identity(self, model: PlannedModel, kind: Kind, name: str, patience_s: float) -> Identity | None:
        """The identity of the model under that name, once it is the same as at the model's first load."""
        found: list[Identity | None] = []

        def is_ours() -> bool:
            with suppress(ServerUnavailable), ModelClient(self._server, api_key=self._api_key) as client:
                found[:] = [identity_of(client, kind, name)]
            first = self._first.get(model.name)
            return bool(found) and (first is None or (found[0] is not None and first.is_same_model(found[0])))

        if not is_ours():
            line = _("{server} has another file under the name {model}: waiting for the one it had").format(
                server=self._server, model=model.model
            )
            self._tell_what_is_missing(line)
            self._wait(is_ours, max(patience_s, POLL_S))
        if found[0] is not None:
            self._first.setdefault(model.name, found[0])
        return found[0]

    def close(self) -> None:
        """Stop the server that our start command runs, with the plan's stop command if it has one."""
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

    # --- loading -----------------------------------------------------------------------------------------------------

    def _load_if_needed(self, model: PlannedModel, server: Server, patience_s: float) -> bool:
        """Load the model if needed; returns whether it was."""
        if not patience_s and not self._is_obtainable(model, server):
            raise no_such_model(model.model, [server])
        try:
            done = self._loader.load(model, server)
        except (ServerUnavailable, SwitchFailed) as error:
            line = _("{model} could not be loaded at {server}: {why}").format(
                model=model.name, server=self._server, why=error
            )
            if not self._person or self._stop.is_set():
                raise SwitchFailed(line) from error
            self._tell(line)
            self._ask_person(model)
            return True
        if done is not None:
            return done
        if self._is_there(model, server) or not server.models:
            return False
        if patience_s:
            # It has answered before, so whoever restarted its server with another model may bring it back.
            line = _("{server} has {others} now, not {model}: waiting for it").format(
                server=self._server, others=", ".join(one.id for one in server.models[:3]), model=model.model
            )
            self._wait_until_there(model, patience_s, line)
        else:
            self._ask_person(model)
        return True

    def _is_obtainable(self, model: PlannedModel, server: Server) -> bool:
        """Whether the server lists the model, or someone could still load it by hand."""
        if not server.models or server.find(model.model) is not None:
            return True
        # A server that lists what it could load lists everything; one that holds a single model may be given another.
        fixed = server.kind is Kind.LLAMA_SERVER and len(server.models) == 1
        near = difflib.get_close_matches(model.model, [one.id for one in server.models], 1, _MISSPELT)
        return fixed and self._person and len(self._models) > 1 and not near

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
        line = _("Load {model} at {server}: the batch continues by itself once it is there.").format(
            model=model.model, server=self._server
        )
        self._wait_until_there(model, PERSON_PATIENCE_S, line)

    def _tell_what_is_missing(self, line: str) -> None:
        self.waiting_for = line
        self._tell(line)

    # --- what is loaded ----------------------------------------------------------------------------------------------

    def _row(self, model: PlannedModel, server: Server) -> Model | None:
        """The model's row. Whatever our own command started is the model, under any name."""
        if model.start is not None and len(server.models) == 1:
            return server.models[0]
        return server.find(model.model)

    def _is_there(self, model: PlannedModel, server: Server) -> bool:
        row = self._row(model, server)
        return row is not None and row.loaded is not False

    def _wait_until_there(self, model: PlannedModel, timeout_s: float, missing: str = "") -> Server:
        """The server once it has the model; `missing` tells the user what it waits for."""
        found: list[Server] = []
        if missing:
            self._tell_what_is_missing(missing)

        def is_there() -> bool:
            if self._running is not None and self._running[1].poll() not in (None, 0):
                raise SwitchFailed(
                    _("the start command of {model} ended with {code}").format(
                        model=model.name, code=self._running[1].returncode
                    )
                )
            try:
                found[:] = [self._look(0.0)]
            except SolverError:
                return False
            return self._is_there(model, found[0]) and not self._loader.is_loading()

        self._wait(is_there, timeout_s)
        return found[0]

    def _look(self, patience_s: float) -> Server:
        began = monotonic()
        while True:
            try:
                return query_address(self._server, self._api_key)
            except ServerUnavailable as error:
                # The error itself has been shown, with the server's address.
                is_loading = isinstance(error, ServerLoading)
                self.waiting_for = _("it is loading its model") if is_loading else _("kyoso waits for it to answer")
                limit_s = max(patience_s, LOADING_PATIENCE_S if is_loading else 0.0)
                if monotonic() - began >= limit_s or self._stop.wait(POLL_S):
                    raise

    def _wait(self, condition: Callable[[], bool], timeout_s: float) -> None:
        deadline = monotonic() + timeout_s
        pause_s = 0.05
        while not condition():
            if monotonic() > deadline:
                raise SwitchFailed(_("it was not loaded within {minutes:.0f} minutes").format(minutes=timeout_s / 60))
            if self._stop.wait(pause_s):
                raise SwitchFailed(_("the batch ended while it was loaded"))
            pause_s = min(POLL_S, 2 * pause_s)
