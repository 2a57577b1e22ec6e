"""The news of a race for the readers of its page, as server-sent events in the language of each."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from problems.problem import Problem
from solver.race.messages import Translate
from solver.race.page.content import page_json
from solver.race.state import Course, Phase, RaceState
from solver.view.language import spoken, translation

if TYPE_CHECKING:
    from solver.race.page.guests import GuestDesk

_RESYNC_S = 5.0  # without news the page hears the time


class PageFeed:
    """What the race's thread shows; readers in the server's thread are woken for it once `loop` is set."""

    def __init__(self, course: Course, problems: Sequence[Problem], pace: float) -> None:
        self._course, self._problems, self._pace = course, {problem.id: problem for problem in problems}, pace
        self._state: RaceState | None = None
        self._final: Callable[[Translate], dict[str, Any]] | None = None
        self._version = 0
        self._rendered: dict[str, tuple[int, str]] = {}  # by language: of which version
        self._delivered: dict[asyncio.Event, int] = {}  # each reader's wake, and the version that it was sent
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
                self.loop.call_soon_threadsafe(self.wake)

    # --- in the server's thread --------------------------------------------------------------------------------------

    def wake(self) -> None:
        for wake in self._delivered:
            wake.set()

    def all_delivered(self) -> bool:
        return all(sent == self._version for sent in self._delivered.values())

    async def states(self, lang: str) -> AsyncIterator[dict[str, str]]:
        """The race for a reader of the page, whenever it has changed."""
        wake = asyncio.Event()
        self._delivered[wake] = -1
        try:
            while True:
                wake.clear()
                version = self._version
                if self._state is not None:
                    yield {"event": "state", "id": str(version), "data": self._data(self._state, lang, version)}
                self._delivered[wake] = version
                if self._closing and version == self._version:
                    return
                if version == self._version:
                    try:
                        await asyncio.wait_for(wake.wait(), _RESYNC_S)
                    except TimeoutError:
                        self._rendered.clear()
        finally:
            del self._delivered[wake]

    async def races(self, desk: "GuestDesk") -> AsyncIterator[dict[str, str]]:
        """The race for the guest."""
        wake = asyncio.Event()
        self._delivered[wake] = self._version  # it is woken like a reader of the page
        try:
            async for race in desk.races(lambda: self._closing, wake):
                self._delivered[wake] = self._version
                yield race
        finally:
            del self._delivered[wake]

    def _data(self, state: RaceState, lang: str, version: int) -> str:
        known = self._rendered.get(lang)
        if known is not None and known[0] == version:
            return known[1]
        words = translation(lang)
        with spoken(lang):
            found = page_json(self._course, state, self._problems, words, self._pace)
        if self._final is not None and state.phase is Phase.OVER:
            found["result"] = self._final(words)
        data = json.dumps(found, ensure_ascii=True)
        self._rendered[lang] = version, data
        return data


def _shown(state: RaceState) -> object:
    """Everything except the time, which the page counts itself."""
    return state.phase, state.countdown, state.lanes, len(state.happenings) and state.happenings[-1].number, state.you
