"""A race of two people on two machines: the messages between them, and the checks on what arrives.

The host runs the models and starts the race. Each side judges its own person's saves and shows the other the state of
that lane: stages, times and verdicts, never a line of code.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import msgspec

from solver.race.rules import Lane, LaneKind
from solver.race.state import Course, LaneState, Phase, RaceState
from solver.view.text import safe_line

T = TypeVar("T")

LARGEST = 200_000  # bytes of one message
_LARGEST_NUMBER = 1e9  # of seconds or tokens
_MOST = 500  # tries, hints or pauses per lane
_LONGEST = 200  # letters of a text


@dataclass(frozen=True, slots=True)
class Invitation:
    """The first message that a guest gets."""

    course: Course
    host: str  # the other person's name
    place: int  # of the guest's lane among the host's
    lanes: tuple[LaneState, ...]
    seed: int  # of the ghosts


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
    if not 0 <= race.at_s <= _LARGEST_NUMBER:
        raise ValueError(f"no time of a race: {race.at_s}")
    return replace(race, lanes=tuple(validate_lane(one, course.tasks) for one in race.lanes))


def decode_guest(data: bytes, course: Course) -> GuestLane:
    """The guest's message, checked. Raises ValueError if it makes no sense."""
    guest = _decoded(data, GuestLane)
    return GuestLane(person_name(guest.name), validate_lane(guest.state, course.tasks))


def decode_invitation(data: bytes) -> Invitation:
    """The host's invitation, checked. Raises ValueError if it makes no sense."""
    found = _decoded(data, Invitation)
    if not found.course.problems or not 0 <= found.place < len(found.lanes) <= 40 or not 0 <= found.seed < 1 << 63:
        raise ValueError("no race to join")
    lanes = tuple(validate_lane(one, found.course.tasks) for one in found.lanes)
    return replace(found, host=person_name(found.host), lanes=lanes)


def lanes_for_guest(invitation: Invitation) -> tuple[Lane, ...]:
    """All lanes but the guest's own, named from the guest's side. The host runs them; ghosts need only their times."""
    others = [one.lane for place, one in enumerate(invitation.lanes) if place != invitation.place]
    return tuple(
        replace(lane, kind=LaneKind.RIVAL, name=invitation.host, distant=True)
        if lane.kind is LaneKind.YOU
        else replace(lane, distant=lane.kind is not LaneKind.GHOST)
        for lane in others
    )


def person_name(name: str) -> str:
    """The name on one line, short enough for a lane."""
    return safe_line(name).strip()[:20] or "guest"


def validate_lane(state: LaneState, tasks: Sequence[str]) -> LaneState:
    """The lane, if its problems are of this race and its numbers make sense; every text is made one harmless line.

    Raises ValueError.
    """
    found = msgspec.convert(_validated(msgspec.to_builtins(state), tasks), LaneState)
    return replace(found, lane=_bare(found.lane))


def _validated(value: Any, tasks: Sequence[str]) -> Any:
    match value:
        case dict():
            if value.get("task") not in (None, "", *tasks):
                raise ValueError("a problem that is not of this race")
            return {name: one if name == "rating" else _validated(one, tasks) for name, one in value.items()}
        case list() | tuple() if len(value) <= _MOST:
            return [_validated(one, tasks) for one in value]
        case str():
            return safe_line(value)[:_LONGEST]
        case None | bool():
            return value
        case int() | float() if 0 <= value <= _LARGEST_NUMBER:
            return value
    raise ValueError("a list that is too long, or a number that makes no sense")


def _bare(lane: Lane) -> Lane:
    """The lane without its attempts' ids, which mean nothing in another log."""
    tries = tuple(replace(tried, attempt=None) for tried in lane.tries)
    return replace(lane, tries=tries, pending=tuple(replace(handed, attempt=None) for handed in lane.pending))


def _decoded(data: bytes, kind: type[T]) -> T:
    if len(data) > LARGEST:
        raise ValueError("a message that is too long")
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.MsgspecError as error:
        raise ValueError(f"not a message of a race: {error}") from error
