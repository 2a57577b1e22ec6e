"""The guest's side of a two-person race: follows the host's race and sends the host the state of the guest's lane."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from gettext import gettext as _
from typing import Self
from urllib.parse import urlsplit

import httpx
import msgspec

from problems.web import trusted
from solver.errors import SolverError
from solver.race import rules
from solver.race.events import Event, LaneSeen
from solver.race.rules import End, LaneKind
from solver.race.shared import GuestLane, Invitation, SharedRace, decode_invitation, decode_race
from solver.race.state import Activity, LaneState, Phase, RaceState, Stage

_AGAIN_S = 0.5  # before a lost connection is retried
_BEAT_S = 2.0  # most seconds between two messages to the host
_SILENCE_S = 8.0  # the host sends something more often than that
_MOST_BYTES = 4 << 20  # of an invitation: problems have pictures, but not endless ones


class HostUnavailable(SolverError):
    """The other person's race cannot be reached."""


class HostLink:
    """The connection to the host while the `with` block lasts. It acts as a display and sends the guest's own lane."""

    def __init__(self, address: str, name: str) -> None:
        """Raises HostUnavailable."""
        parts = urlsplit(address if "//" in address else f"http://{address}")
        self._base, self._query, self._name = f"{parts.scheme}://{parts.netloc}", parts.query, name
        self._http = httpx.Client(verify=trusted(True), timeout=httpx.Timeout(5.0, read=_SILENCE_S))
        self.invitation = self._invited()
        self.put: Callable[[Event], None] = lambda _event: None
        self._race: SharedRace | None = None
        self._at = 0.0  # when it arrived, on our clock
        self._own: LaneState | None = None
        self._changed, self._stop = threading.Event(), threading.Event()
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._follow, self._tell)]

    def _invited(self) -> Invitation:
        try:
            with self._http.stream("GET", f"{self._base}/join?{self._query}") as answer:
                answer.raise_for_status()
                content = b""
                for piece in answer.iter_bytes():
                    content += piece
                    if len(content) > _MOST_BYTES:
                        raise ValueError("too much")
            return decode_invitation(content)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            text = _("The race at {address} lets nobody in. Copy the whole address from the other screen.")
            if isinstance(error, httpx.ConnectError):
                text = _("No race answers at {address}. Is it still waiting there, and does a firewall let you in?")
            raise HostUnavailable(text.format(address=self._base)) from error

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._stop.set()
        self._changed.set()
        self._threads[1].join(3)
        self._http.close()
        self._threads[0].join(3)

    # --- what the race asks ------------------------------------------------------------------------------------------

    def may_begin(self) -> bool:
        return self._race is not None and self._race.phase in (Phase.RUNNING, Phase.OVER)

    def counting(self) -> int:
        """The host's countdown; 0 before and after it."""
        return self._race.countdown if self._race is not None and self._race.phase is Phase.COUNTDOWN else 0

    def started_s(self) -> float:
        """Seconds since the common start."""
        return 0.0 if self._race is None else self._race.at_s + time.monotonic() - self._at

    def show(self, state: RaceState) -> None:
        """Send the guest's own lane to the host if it has changed."""
        own = next(one for one in state.lanes if one.lane.kind is LaneKind.YOU)
        if own != self._own:
            self._own = own
            self._changed.set()

    # --- threads -----------------------------------------------------------------------------------------------------

    def _follow(self) -> None:
        while not self._stop.is_set():
            try:
                with self._http.stream("GET", f"{self._base}/join/race?{self._query}") as stream:
                    stream.raise_for_status()
                    self._changed.set()  # tell the host our state at once
                    for line in stream.iter_lines():
                        if line.startswith("data: "):
                            self._receive_race(line.removeprefix("data: ").encode())
                if self._race is not None and self._race.phase is Phase.OVER:
                    return
            except (httpx.HTTPError, RuntimeError, ValueError):  # RuntimeError: closed by us
                pass
            self._lost()
            self._stop.wait(_AGAIN_S)

    def _receive_race(self, data: bytes) -> None:
        race = decode_race(data, self.invitation.course)
        before, self._race, self._at = self._race, race, time.monotonic()
        for place, state in self._others(race):
            if race.phase is Phase.OVER:
                self.put(LaneSeen(place, replace(state, lane=rules.end(state.lane, End.STOPPED, race.at_s))))
            elif before is None or (place, state) not in self._others(before):
                self.put(LaneSeen(place, state))

    def _lost(self) -> None:
        if self._race is None or self._stop.is_set():
            return
        for place, state in self._others(self._race):
            if state.lane.ended is None and state.lane.kind is LaneKind.YOU:
                self.put(LaneSeen(place, replace(state, doing=Activity(Stage.AWAY, state.doing.task))))
        self._race = replace(self._race, lanes=())  # everything is news once the connection is back

    def _others(self, race: SharedRace) -> list[tuple[int, LaneState]]:
        """The host's lanes with their places in ours, where our own lane comes first."""
        others = [state for place, state in enumerate(race.lanes) if place != self.invitation.place]
        return list(enumerate(others, 1))

    def _tell(self) -> None:
        while not self._stop.is_set():
            self._changed.wait(_BEAT_S)
            self._changed.clear()
            if self._own is None:
                continue
            body = msgspec.json.encode(GuestLane(self._name, self._own))
            try:
                answer = self._http.post(
                    f"{self._base}/join/lane?{self._query}", content=body, headers={"Content-Type": "application/json"}
                )
                answer.raise_for_status()
            except (httpx.HTTPError, RuntimeError):
                # Only the newest state counts, so send that next time.
                self._changed.set()
                self._stop.wait(_AGAIN_S)
