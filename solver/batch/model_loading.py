"""Gets a lane's models ready: surveys its server, loads models in turn, and checks that the effort has an effect."""

from collections.abc import Callable
from concurrent.futures import Future
from gettext import gettext as _
from time import monotonic

from judge.effort import Effort
from solver.batch.context import BatchContext
from solver.batch.errors import SwitchFailed, WrongModel
from solver.batch.lane import ServerLane
from solver.batch.plan import PlannedModel
from solver.batch.switching import Loaded
from solver.batch.widening import FIRST_SLOTS, Widening
from solver.errors import EffortNotOffered, NoSuchModel, ServerRefused, ServerUnavailable, SolverError
from solver.known_effort import AttestationTarget, past_rounds, records, round_record
from solver.models.attest import Attestation, attest
from solver.models.client import ModelClient
from solver.models.effort_questions import Round
from solver.models.listed import Kind, Model
from solver.models.listings import waiting_requests
from solver.models.servers import context_warnings
from solver.models.wire.request import DialectName

PATIENCE_S = 1800.0  # for a server or model that has answered before but is missing now


class ModelLoading:
    """Loads models for the lanes. Used only by the coordinator's thread; server look-ups and loading run in others.

    has_ended: whether the run is over; failures after that are not reported.
    """

    def __init__(
        self,
        context: BatchContext,
        has_ended: Callable[[], bool],
        fill: Callable[[ServerLane], None],
    ) -> None:
        self._records, self._inbox, self._api_key = context.records, context.inbox, context.api_key
        self._log, self._tell = context.log, context.tell
        self._options, self._has_ended, self._fill = context.options, has_ended, fill
        self._attesting: dict[tuple[str, str], ModelClient] = {}  # by server and model, once each
        self._unattested: set[tuple[str, str]] = set()  # those still being asked

    def give_up(self) -> None:
        for client in self._attesting.values():
            client.close()

    def survey(self, lane: ServerLane) -> None:
        """Find out before the first question which models the server can never offer."""
        lane.surveyed = lane.busy = True
        self._inbox.in_thread(lane.switch.survey, lambda done: self._on_surveyed(lane, done))

    def _on_surveyed(self, lane: ServerLane, future: "Future[dict[str, NoSuchModel]]") -> None:
        lane.busy = False
        try:
            absent = future.result()
        except (ServerUnavailable, ServerRefused) as error:
            self._unusable(lane, error)
            return
        for model in list(lane.models):
            if model.name in absent:
                self._records.error(absent[model.name])
                lane.drop(model)

    def load(self, lane: ServerLane, model: PlannedModel) -> None:
        """Have the model loaded; the lane is busy until then."""
        lane.busy = True
        lane.clear_loaded()
        server_s = PATIENCE_S if lane.loaded_before else 0.0
        model_s = PATIENCE_S if model.name in lane.loaded_before else 0.0
        rest_s, lane.rest_s = lane.rest_s, 0.0
        self._inbox.in_thread(
            lambda: lane.switch.load(model, server_s, model_s, rest_s),
            lambda done: self._on_loaded(lane, model, done),
        )

    def _on_loaded(self, lane: ServerLane, model: PlannedModel, future: "Future[Loaded]") -> None:
        lane.busy = False
        try:
            loaded = future.result()
        except (ServerUnavailable, ServerRefused) as error:
            self._unusable(lane, error)
            return
        except (SwitchFailed, WrongModel, NoSuchModel, EffortNotOffered) as error:
            if not self._has_ended():
                self._records.error(error)
            lane.drop(model)
            return
        if loaded.load_s is not None:
            lane.loads += 1
            lane.loading_s += loaded.load_s
            lane.load_s[model.name] = loaded.load_s
        row = loaded.row
        open_end = row is not None and row.kind is Kind.VLLM and not (model.slots or self._options.slots)
        widening = Widening(monotonic()) if open_end else None
        lane.set_loaded(model, loaded, slots_for(row, model, self._options.slots), widening)
        lines = () if row is None else context_warnings(row, model.efforts, max_tokens=model.max_tokens)
        for line in (*loaded.warnings, *lines):
            if line not in lane.reported_errors:
                lane.reported_errors.add(line)
                self._tell(line)
        lane.loaded = loaded.preferring(self._records.record_model(model, loaded))

    def widen(self, lane: ServerLane, loaded: Loaded, tokens: int) -> None:
        """After an answer, check whether the server could take more at a time."""
        widening = lane.widening
        if widening is None or not lane.is_loaded(loaded) or lane.asking + 1 < widening.slots:
            return
        widening.answered(tokens)
        if widening.is_due:
            widening.looking = True
            self._inbox.in_thread(
                lambda: self._waiting(loaded), lambda done: self._on_queue(lane, widening, done.result())
            )

    def _waiting(self, loaded: Loaded) -> int | None:
        with loaded.address.client(self._api_key) as client:
            return waiting_requests(client)

    def _on_queue(self, lane: ServerLane, widening: Widening, waiting: int | None) -> None:
        widening.looking = False
        if lane.widening is widening:
            widening.decide(waiting, monotonic())
            lane.slots = widening.slots
            self._fill(lane)

    def _unusable(self, lane: ServerLane, error: SolverError) -> None:
        if not self._has_ended():
            self._records.error(error)
        lane.end()

    def is_attesting(self, lane: ServerLane) -> bool:
        """Whether the lane's server is being tested for its effort, which needs the loaded model."""
        return any(server == lane.server for server, _model in self._unattested)

    def attest(self, lane: ServerLane, model: PlannedModel, loaded: Loaded) -> None:
        """During the first block, find out whether the effort has an effect, unless the log knows already."""
        at = (model.server, model.model)
        asks = [effort for effort in model.efforts if effort is not Effort.DEFAULT]
        if not self._options.attest or not asks or at in self._attesting or self._records.attestation(model, loaded):
            return
        self._tell(_("First use of {model}: checking that --effort works …").format(model=model.name))
        client = self._attesting[at] = loaded.address.client(self._api_key)
        target = AttestationTarget(client, model.model, asks[0], loaded.server_build or "", loaded.row)
        past = past_rounds(target, self._log)

        def keep(dialect: DialectName, one: Round) -> None:
            self._inbox.put(lambda: self._log.models.keep_round(round_record(target, dialect, one)))

        self._unattested.add(at)
        self._inbox.in_thread(
            lambda: attest(
                client, model.model, target.levels, loaded.row, past, on_round=keep, concurrency=lambda: lane.idle_slots
            ),
            lambda done: self._on_attested(lane, model, loaded, done),
        )

    def _on_attested(
        self, lane: ServerLane, model: PlannedModel, loaded: Loaded, future: "Future[Attestation]"
    ) -> None:
        at = (model.server, model.model)
        self._attesting[at].close()
        self._unattested.discard(at)
        try:
            *others, finding = records(future.result(), loaded.server_build)
        except SolverError:
            self._fill(lane)
            return  # a failing server shows in the answers; the next run tests the effort
        self._records.store_attestation(model, [*others, finding])
        if finding.honoured and lane.is_loaded(loaded):
            lane.loaded = loaded.preferring(finding.dialect)
        if finding.honoured is False:
            self._tell(
                _(
                    "The effort has no effect on {model} at this server: reports will not count these attempts "
                    "under it."
                ).format(model=model.name)
            )
        self._fill(lane)


def slots_for(row: Model | None, model: PlannedModel, otherwise: int | None) -> int:
    """How many answers to ask for at a time: the smaller of the server's and the user's number, if both are known.

    With neither it is 1, or FIRST_SLOTS for vLLM, for which only the user's number counts.
    """
    reported = None if row is None else row.slots
    given = model.slots or otherwise
    if row is not None and row.kind is Kind.VLLM:
        return given or FIRST_SLOTS
    return min(reported, given) if reported and given else reported or given or 1
