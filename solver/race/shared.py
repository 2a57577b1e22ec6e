"""A race of two people on two machines: the messages between them, and the checks on what arrives.

The host runs the models and ghosts and starts the race. Each side judges its own person's saves and shows the other the
state of that lane: stages, times and verdicts, never a line of code.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import msgspec

from solver.race.rules import Lane, LaneKind
from solver.race.state import RATES, Course, LaneState, Phase, RaceState
from solver.view.text import safe_line

T = TypeVar("T")

LARGEST = 200_000  # bytes of one message
_LATEST_S = 1e7  # seconds: no race is longer
_MOST = 500  # tries, hints or pauses per lane


@dataclass(frozen=True, slots=True)
class Invitation:
    """The first message that a guest gets."""

    course: Course
    host: str  # the other person's name
    place: int  # of the guest's lane among the host's
    lanes: tuple[LaneState, ...]


@dataclass(frozen=True, slots=True)
class SharedRace:
    """The race as the host sees it."""

    phase: Phase
    at_s: float
    countdown: int
    lanes: tuple[LaneState, ...]


@dataclass(frozen=True, slots=True)
class GuestLane:
    name: str
    state: LaneState


def shared(state: RaceState) -> bytes:
    """The race as the guest gets it, without what only the host may see."""
    lanes = tuple(replace(one, lane=_bare(one.lane)) for one in state.lanes)
    return msgspec.json.encode(SharedRace(state.phase, state.at_s, state.countdown, lanes))


def decode_race(data: bytes, course: Course) -> SharedRace:
    """The host's message, checked. Raises ValueError if it makes no sense."""
    race = _decoded(data, SharedRace)
    if not 0 <= race.at_s <= _LATEST_S:
        raise ValueError(f"no time of a race: {race.at_s}")
    return replace(race, lanes=tuple(validate_lane(one, course.tasks) for one in race.lanes))


def decode_guest(data: bytes, course: Course) -> GuestLane:
    """The guest's message, checked. Raises ValueError if it makes no sense."""
    guest = _decoded(data, GuestLane)
    return GuestLane(person_name(guest.name), validate_lane(guest.state, course.tasks))


def decode_invitation(data: bytes) -> Invitation:
    """The host's invitation, checked. Raises ValueError if it makes no sense."""
    found = _decoded(data, Invitation)
    if not found.course.problems or not 0 <= found.place < len(found.lanes) <= 40:
        raise ValueError("no race to join")
    lanes = tuple(validate_lane(one, found.course.tasks) for one in found.lanes)
    return replace(found, host=person_name(found.host), lanes=lanes)


def lanes_for_guest(invitation: Invitation) -> tuple[Lane, ...]:
    """All lanes but the guest's own, named from the guest's side; the host runs them."""
    others = [one.lane for place, one in enumerate(invitation.lanes) if place != invitation.place]
    return tuple(
        replace(lane, kind=LaneKind.RIVAL, name=invitation.host, distant=True)
        if lane.kind is LaneKind.YOU
        else replace(lane, distant=True)
        for lane in others
    )


def person_name(name: str) -> str:
    """The name on one line, short enough for a lane."""
    return safe_line(name).strip()[:20] or "guest"


def validate_lane(state: LaneState, tasks: Sequence[str]) -> LaneState:
    """The lane, if its problems are of this race and its numbers make sense. Raises ValueError otherwise."""
    lane, doing = state.lane, state.doing
    named = [one.task for one in lane.tries] + [one.task for one in lane.hints] + [one.task for one in lane.pending]
    times = [one.at_s for one in lane.tries] + [one.at_s for one in lane.hints]
    times += [at_s for one in lane.pending for at_s in (one.own_s, one.race_s)]
    times += [at_s for one in lane.pauses for at_s in (one.begin_s, one.end_s) if at_s is not None]
    times += [at_s for at_s in (lane.ended_s, state.saved_s, lane.start_offset_s) if at_s is not None]
    counts = [state.reasoning, state.answer, state.saves, lane.tokens, doing.number, doing.round, doing.total or 0]
    counts += [*state.rates, round(state.per_s or 0)]
    if any(task not in tasks for task in named) or (doing.task and doing.task not in tasks):
        raise ValueError("a problem that is not of this race")
    if any(not 0 <= at_s <= _LATEST_S for at_s in times) or any(not 0 <= count <= 10**9 for count in counts):
        raise ValueError("a number that makes no sense")
    if max(len(lane.tries), len(lane.hints), len(lane.pauses), len(state.rates) - RATES + _MOST) > _MOST:
        raise ValueError("a lane that is too long")
    # Attempt ids from another log mean nothing in ours.
    return replace(
        state,
        lane=replace(_bare(lane), name=safe_line(lane.name)[:80], failure=safe_line(lane.failure)[:200]),
        doing=replace(doing, detail=safe_line(doing.detail)[:200]),
        marks=safe_line(state.marks)[:200],
        file=safe_line(state.file)[:80],
    )


def _bare(lane: Lane) -> Lane:
    return replace(lane, tries=tuple(replace(tried, attempt=None) for tried in lane.tries))


def _decoded(data: bytes, kind: type[T]) -> T:
    if len(data) > LARGEST:
        raise ValueError("a message that is too long")
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.MsgspecError as error:
        raise ValueError(f"not a message of a race: {error}") from error
