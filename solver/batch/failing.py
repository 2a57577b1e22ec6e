"""Servers that fail: what is asked again, and when a server is rested or given up for the run."""

from dataclasses import replace
from gettext import gettext as _

from judge.attempt import Outcome
from judge.wording import worded
from solver.attempt import Answered
from solver.batch.context import BatchContext
from solver.batch.lane import PendingQuestion, ServerLane
from solver.batch.switching import Loaded
from solver.errors import ServerRefused, ServerUnavailable
from solver.models.servers import shared_context_advice
from solver.models.wire.exchange import ErrorKind

MOST_LOST = 5  # lost answers per question
MOST_REASONS = 5  # shown per server


class FailingServers:
    """Used only by the coordinator's thread."""

    def __init__(self, context: BatchContext) -> None:
        self._context, self._options = context, context.options

    def refused(self, lane: ServerLane, item: PendingQuestion, error: ServerRefused) -> None:
        """End the lane, wait for the model if it was available before, or drop it."""
        model = item.task.cell.model
        if error.status != 404:
            self._context.records.error(error)
            lane.end()
        elif model.name in lane.loaded_before and item.lost < MOST_LOST:  # its server may have been restarted
            line = _("{error}; waiting for it").format(error=error)
            if lane.loaded is not None and line not in lane.reported_errors:
                lane.reported_errors.add(line)
                self._context.tell(line)
            lane.put_first(replace(item, lost=item.lost + 1))
            lane.clear_loaded()
        else:
            self._context.records.error(error)
            lane.drop(model)

    def lose(
        self, lane: ServerLane, item: PendingQuestion, loaded: Loaded, why: str, answered: Answered | None
    ) -> bool:
        """Ask again once the model is back; returns whether to store the answer, a server error, instead."""
        lane.distrusted_load = loaded.number
        if lane.is_loaded(loaded):
            self._context.tell(why)
            lane.clear_loaded()
        if item.lost < MOST_LOST:
            lane.put_first(replace(item, lost=item.lost + 1))
            return False
        if answered is not None and answered.outcome is Outcome.SERVER_ERROR:
            return True
        self._context.records.not_answered(lane.server, item.task.cell, why)
        return False

    def share(self, lane: ServerLane, loaded: Loaded, tokens: int, error: ErrorKind | None) -> None:
        """Ask for fewer answers at a time: the slots' shared context overflowed, or the server gives up answers."""
        is_given_up = error is ErrorKind.UNFINISHED
        context = None if loaded.row is None or is_given_up else loaded.row.loaded_context_tokens
        if not lane.lower_concurrency(context):
            return
        if is_given_up:
            line = _("{server} gives up an answer when it is asked for another: {count} at a time now.")
            self._context.tell(line.format(server=lane.server, count=lane.slots))
        if loaded.row is None or context is None:
            return
        self._context.tell(
            _("The slots of {server} share one context of {context} tokens: {count} at a time now. {advice}").format(
                server=lane.server,
                context=context,
                count=max(1, min(lane.slots, context // max(1, tokens))),
                advice=shared_context_advice(loaded.row, tokens),
            )
        )

    def tell_once(self, lane: ServerLane, item: PendingQuestion, why: str) -> None:
        """Show each new reason why a server fails, up to MOST_REASONS: nobody reads the log at night."""
        if why not in lane.reported_errors and len(lane.reported_errors) < MOST_REASONS:
            lane.reported_errors.add(why)
            self._context.tell(
                _("{model}, {problem}: SERVER_ERROR ({why}); the next run asks again").format(
                    model=item.task.cell.model.name, problem=item.task.candidate.id, why=worded(why) or "?"
                )
            )

    def rest_if_failing(self, lane: ServerLane, answered: Answered) -> None:
        """Rest a server that keeps failing: it would otherwise spoil the whole plan within minutes."""
        if answered.outcome is not Outcome.SERVER_ERROR:
            lane.failures = lane.rests = 0
            return
        lane.failures += 1
        if lane.failures < self._options.most_failures or lane.over:
            return
        lane.failures = 0
        line = _("{server} failed {count} times in a row, last with: {why}").format(
            server=lane.server, count=self._options.most_failures, why=worded(answered.exchange.error_text)
        )
        if lane.rests == len(self._options.rests_s):
            self._context.records.error(ServerUnavailable(line + "; " + _("it is not asked any more")))
            lane.end()
            return
        lane.rest_s = self._options.rests_s[lane.rests]
        lane.rests += 1
        lane.clear_loaded()
        self._context.tell(line + "; " + _("kyoso asks again in {seconds:.0f} s").format(seconds=lane.rest_s))
