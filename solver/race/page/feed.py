"""The news of a race for the readers of its page, as server-sent events in the language of each."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from typing import Any

from problems.problem import Problem
from solver.race.messages import Translate
from solver.race.page.content import page_json
from solver.race.page.guests import GuestDesk
from solver.race.shared import shared
from solver.race.state import Course, Phase, RaceState
from solver.view.language import spoken, translation

_RESYNC_S = 5.0  # without news the page hears the time
_BEAT_S = 2.0  # a guest who is gone is noticed by writing to them


class PageFeed:
    """What the race's thread shows; readers in the server's thread are woken for it once `loop` is set."""

    def __init__(self, course: Course, problems: Sequence[Problem], pace: float) -> None:
        self._course, self._problems, self._pace = course, {problem.id: problem for problem in problems}, pace
        self._state: RaceState | None = None
        self._final: Callable[[Translate], dict[str, Any]] | None = None
        self._version = 0
        self._rendered: dict[str, tuple[int, RaceState, str]] = {}  # by language: of which version and state
        self._readers = set[asyncio.Event]()  # set to wake each
        self._closing = False
        self.loop: asyncio.AbstractEventLoop | None = None  # the server's, while it runs

    def show(self, state: RaceState) -> None:
        before, self._state = self._state, state
        if before is None or _shown(before) != _shown(state):
            self._tell()

    def finish(self, final: Callable[[Translate], dict[str, Any]]) -> None:
        """The result, for every reader, in its language."""
        self._final = final
        self._tell()

    def close(self) -> None:
        """Let every reader go once it has the newest; from the race's thread."""
        self._closing = True
        self._tell(0)

    def _tell(self, news: int = 1) -> None:
        self._version += news
        if self.loop is not None:
            with suppress(RuntimeError):  # it has ended by itself
                self.loop.call_soon_threadsafe(self._wake)

    # --- in the server's thread --------------------------------------------------------------------------------------

    def _wake(self) -> None:
        for reader in self._readers:
            reader.set()

    def states(self, lang: str) -> AsyncIterator[dict[str, str]]:
        """The race for a reader of the page, whenever it has changed."""

        def told(state: RaceState, version: int) -> dict[str, str]:
            return {"event": "state", "id": str(version), "data": self._data(state, lang, version)}

        return self._follow(told, _RESYNC_S)

    async def races(self, desk: GuestDesk) -> AsyncIterator[dict[str, str]]:
        """The race for the guest."""
        async with desk.guest_reads():
            async for one in self._follow(lambda state, _v: {"event": "race", "data": shared(state).decode()}, _BEAT_S):
                yield one

    async def _follow(
        self, told: Callable[[RaceState, int], dict[str, str]], resync_s: float
    ) -> AsyncIterator[dict[str, str]]:
        """The race as it is told: whenever it has changed, and at least that often."""
        wake = asyncio.Event()
        self._readers.add(wake)
        try:
            while True:
                wake.clear()
                version = self._version
                if self._state is not None:
                    yield told(self._state, version)
                if version == self._version:
                    if self._closing:
                        return
                    with suppress(TimeoutError):
                        await asyncio.wait_for(wake.wait(), resync_s)
        finally:
            self._readers.remove(wake)

    def _data(self, state: RaceState, lang: str, version: int) -> str:
        known = self._rendered.get(lang)
        if known is not None and known[0] == version and known[1] is state:
            return known[2]
        words = translation(lang)
        with spoken(lang):
            found = page_json(self._course, state, self._problems, words, self._pace)
        if self._final is not None and state.phase is Phase.OVER:
            found["result"] = self._final(words)
        data = json.dumps(found, ensure_ascii=True)
        self._rendered[lang] = version, state, data
        return data


def _shown(state: RaceState) -> object:
    """Everything except the time, which the page counts itself."""
    return state.phase, state.countdown, state.lanes, len(state.happenings) and state.happenings[-1].number, state.you
