"""The race without clocks, threads or screens: events go in; its state and the orders for its threads come out."""

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial

from solver.race import rules
from solver.race.contenders import Contender, DistantContender, GhostContender, ModelContender
from solver.race.events import Event, LaneEvent, RaceOrder
from solver.race.messages import N_, RaceMessage, message
from solver.race.news import news
from solver.race.rules import End, Lane, LaneKind, RaceSettings
from solver.race.state import Course, Happening, Phase, RaceState
from solver.race.you import You

HAPPENINGS = 60  # lines kept
CHECKING_S = 120.0  # seconds after the time limit for checks of programs that were handed in before it


class Engine:
    """All lanes of one race."""

    def __init__(self, course: Course, lanes: Sequence[Lane], options: RaceSettings) -> None:
        self.course, self.options = course, options
        self._orders: list[RaceOrder] = []
        has_models = any(lane.kind is LaneKind.MODEL for lane in lanes)
        self.contenders = [self._contender(place, lane, has_models) for place, lane in enumerate(lanes)]
        self.you = next((one for one in self.contenders if isinstance(one, You)), None)
        self._happenings = deque[Happening](maxlen=HAPPENINGS)
        self._said = 0
        self.phase, self.countdown = Phase.COUNTDOWN, 0

    def _contender(self, place: int, lane: Lane, has_models: bool) -> Contender:
        tasks, give = self.course.tasks, self._orders.append
        match lane.kind:
            case LaneKind.YOU:
                return You(place, lane, tasks, give, self.options, has_models=has_models)
            case LaneKind.MODEL if not lane.distant:
                return ModelContender(place, lane, tasks, give, checks=self.options.checks)
            case LaneKind.GHOST:
                times = self.course.ghost(lane.rating)
                return GhostContender(place, lane, tasks, give, {} if times is None else times.at_s)
            case _:
                return DistantContender(place, lane, tasks, give)

    @property
    def lanes(self) -> tuple[Lane, ...]:
        return tuple(contender.lane for contender in self.contenders)

    def begin(self) -> None:
        self.phase, self.countdown = Phase.RUNNING, 0
        for one in self.contenders:
            if not isinstance(one, GhostContender):
                self._say(0.0, one.place, message(N_("started")))

    def take(self, event: Event, race_s: float) -> Sequence[RaceOrder]:
        """Update the state for an event; returns the orders that follow from it."""
        one = self.contenders[event.lane] if isinstance(event, LaneEvent) else self.you
        if one is not None:
            self._update(one, partial(one.take, event, race_s), race_s)
        self.tick(race_s)
        orders = tuple(self._orders)
        self._orders.clear()
        return orders

    def tick(self, race_s: float) -> None:
        """Move the ghosts, which follow the clock alone."""
        for one in self.contenders:
            self._update(one, partial(one.catch_up, race_s), race_s)

    def over(self, race_s: float) -> bool:
        """Whether nothing more can happen, or time is up."""
        limit_s = self.course.limit_s
        if limit_s is not None and race_s >= limit_s:
            return self._settled_at(limit_s) or race_s >= limit_s + CHECKING_S
        if not rules.over(self.lanes):
            if self.you is not None:
                self.you.closing.call_off()
            return False
        return self.you is None or not self.options.interactive or self.you.has_nothing_left_to_report(race_s)

    def _settled_at(self, limit_s: float) -> bool:
        """Whether all programs handed in before the limit have been checked. From now on nothing more is accepted."""
        for one in self.contenders:
            one.closed = True
            if not one.lane.pending and not isinstance(one, GhostContender | DistantContender):
                self._update(one, partial(one.end, End.STOPPED, limit_s), limit_s)
        return not any(one.lane.pending for one in self.contenders)

    def stop(self, race_s: float, interrupted: bool) -> None:
        """End the race: running lanes are stopped; unchecked programs count by their verdict on the samples."""
        # A ghost's times are known in advance, so a race that nobody stopped need not wait for them.
        until_s = race_s if interrupted else self.course.limit_s or float("inf")
        for one in self.contenders:
            if isinstance(one, GhostContender):
                self._update(one, partial(one.catch_up, until_s), race_s)
            elif not isinstance(one, DistantContender):
                self._update(one, partial(one.end, End.STOPPED, race_s), race_s)
        self.phase = Phase.OVER

    def state(self, race_s: float) -> RaceState:
        return RaceState(
            phase=self.phase,
            at_s=race_s,
            lanes=tuple(contender.state for contender in self.contenders),
            happenings=tuple(self._happenings),
            countdown=self.countdown,
            you=None if self.you is None else self.you.current_state(race_s),
        )

    def _update(self, one: Contender, change: Callable[[], None], race_s: float) -> None:
        before = one.state
        change()
        if one.state is not before:
            for at_s, what in news(before, one.state, self.course):
                self._say(rules.own_time(one.lane, race_s) if at_s is None else at_s, one.place, what)

    def _say(self, at_s: float, place: int | None, what: RaceMessage) -> None:
        self._said += 1
        self._happenings.append(Happening(self._said, at_s, place, what))
