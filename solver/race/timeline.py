"""A race recorded moment by moment, for `kyoso race --replay`. It holds only what everybody may see."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

import msgspec

from solver.race.state import Activity, Course, Happening, LaneState, Phase, RaceState

_COUNTS_S = 1.0  # between two moments that differ only in token counts
_LARGEST = 200_000_000  # bytes of a timeline once unpacked


@dataclass(frozen=True, slots=True)
class Moment:
    """What changed: lanes by place, and new lines."""

    at_s: float
    lanes: dict[int, LaneState]
    happenings: tuple[Happening, ...] = ()


@dataclass(frozen=True, slots=True)
class Timeline:
    course: Course
    moments: tuple[Moment, ...]

    def packed(self) -> bytes:
        return zlib.compress(msgspec.json.encode(self))

    def states(self) -> Iterator[RaceState]:
        """The race after each moment; the last one is over."""
        lanes: dict[int, LaneState] = {}
        happenings: tuple[Happening, ...] = ()
        for number, moment in enumerate(self.moments, 1):
            lanes |= moment.lanes
            happenings = (*happenings, *moment.happenings)[-60:]
            phase = Phase.OVER if number == len(self.moments) else Phase.RUNNING
            yield RaceState(phase, moment.at_s, tuple(lanes[place] for place in sorted(lanes)), happenings)


def unpacked(data: bytes) -> Timeline:
    """The timeline that `packed` made. Raises ValueError for anything else."""
    unpack = zlib.decompressobj()
    try:
        text = unpack.decompress(data, _LARGEST)
        return msgspec.json.decode(text, type=Timeline)
    except (zlib.error, msgspec.MsgspecError) as error:
        raise ValueError(f"not a timeline: {error}") from error


class Recorder:
    """A display that records what it is shown."""

    def __init__(self) -> None:
        self.moments: list[Moment] = []
        self._lanes: tuple[LaneState, ...] = ()
        self._noted_s: dict[int, float] = {}
        self._said = 0

    def show(self, state: RaceState) -> None:
        if state.phase not in (Phase.RUNNING, Phase.OVER):
            return
        changed = {place: lane for place, lane in enumerate(state.lanes) if self._tells_more(place, lane, state)}
        new = tuple(one for one in state.happenings if one.number > self._said)
        if not changed and not new and state.phase is not Phase.OVER:
            return
        self.moments.append(Moment(round(state.at_s, 2), changed, new))
        self._said = new[-1].number if new else self._said
        self._lanes = tuple(lane if place in changed else self._lanes[place] for place, lane in enumerate(state.lanes))
        self._noted_s |= dict.fromkeys(changed, state.at_s)

    def _tells_more(self, place: int, lane: LaneState, state: RaceState) -> bool:
        if place >= len(self._lanes) or state.phase is Phase.OVER:
            return True
        known = self._lanes[place]
        if lane == known:
            return False
        only_counted = _without_counts(lane) == _without_counts(known)
        return not only_counted or state.at_s - self._noted_s.get(place, 0.0) >= _COUNTS_S


def _without_counts(lane: LaneState) -> LaneState:
    doing = Activity(lane.doing.stage, lane.doing.task)
    return replace(lane, reasoning=0, answer=0, per_s=None, rates=(), doing=doing)
