"""The host's side of a race of two: lets one guest in by a token of their own, and hears where their lane stands."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from secrets import token_urlsafe

import msgspec

from solver.race.events import Event, LaneSeen
from solver.race.shared import Invitation, decode_guest
from solver.race.state import Activity, Course, LaneState, Phase, RaceState, Stage

_AWAY_S = 6.0  # without a word from the guest


class GuestDesk:
    """One guest, from the invitation to the end."""

    def __init__(self, course: Course, place: int, host: str, seed: int) -> None:
        """place: of the guest's lane; host: the name that the guest sees; seed: of the ghosts."""
        self._course, self._place, self._host, self._seed = course, place, host, seed
        self.token = token_urlsafe(9)
        self.put: Callable[[Event], None] = lambda _event: None
        self.joined = threading.Event()
        self._state: RaceState | None = None
        self._last: LaneState | None = None
        self._heard = asyncio.Event()
        self._readers = 0

    def show(self, state: RaceState) -> None:
        self._state = state

    def invitation(self) -> bytes | None:
        """What the guest is told first; None before there is a race."""
        if self._state is None:
            return None
        return msgspec.json.encode(Invitation(self._course, self._host, self._place, self._state.lanes, self._seed))

    def receive_lane(self, data: bytes) -> None:
        """Take the guest's lane. Raises ValueError."""
        guest = decode_guest(data, self._course)
        self._last = guest.state
        self._heard.set()
        self.put(LaneSeen(self._place, guest.state, guest.name))
        if self._readers:
            self.joined.set()

    @asynccontextmanager
    async def guest_reads(self) -> AsyncIterator[None]:
        """While the guest reads the race."""
        self._readers += 1
        if self._last is not None:
            self.joined.set()
        watching = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watching.cancel()
            self._readers -= 1
            if not self._readers:
                self._away()

    async def _watch(self) -> None:
        """A guest whose cable is pulled says nothing, and does not hang up either."""
        while True:
            self._heard.clear()
            try:
                await asyncio.wait_for(self._heard.wait(), _AWAY_S)
            except TimeoutError:
                self._away()

    def _away(self) -> None:
        last, state = self._last, self._state
        if last is None or last.lane.ended is not None or state is None or state.phase is Phase.OVER:
            return
        self.put(LaneSeen(self._place, replace(last, doing=Activity(Stage.AWAY, last.doing.task))))
