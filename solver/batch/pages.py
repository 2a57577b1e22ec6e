"""Fetches the plan's pages ahead of the questions, in its own thread: requests to the site are 1.5 s apart."""

import queue
import threading
from collections.abc import Callable, Iterable
from datetime import datetime

from problems.errors import ProblemError, SiteUnavailable
from problems.gate import require_over
from problems.library import Library
from problems.problem import Problem
from problems.resources import Resources
from solver.batch.selection import Candidate


class Pages:
    """The problems that may be asked about, as they arrive. A context manager.

    on_page is called in the fetching thread after each problem that arrived or was refused.
    """

    def __init__(
        self, library: Library, resources: Resources, clock: Callable[[], datetime], on_page: Callable[[str], None]
    ) -> None:
        self._library = library
        self._resources = resources
        self._clock = clock
        self._on_page = on_page
        self._problems: dict[str, Problem] = {}
        self._errors: dict[str, ProblemError] = {}
        self._failure: BaseException | None = None
        self._wanted: queue.SimpleQueue[Candidate | None] = queue.SimpleQueue()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, order: Iterable[Candidate]) -> None:
        self.add(order)
        self._thread = threading.Thread(target=self._fetch, name="kyoso-pages", daemon=True)
        self._thread.start()

    def add(self, order: Iterable[Candidate]) -> None:
        for candidate in order:
            self._wanted.put(candidate)

    def __enter__(self) -> "Pages":
        return self

    def __exit__(self, *exc: object) -> None:
        self._closed.set()
        self._wanted.put(None)
        if self._thread is not None:
            self._thread.join(5)

    def problem(self, task: str) -> Problem | None:
        """The problem, once its contest is known to be over; None if it has not arrived or never will."""
        if self._failure is not None:
            raise self._failure
        return self._problems.get(task)

    def error(self, task: str) -> ProblemError | None:
        """Why the problem will never arrive, or None."""
        return self._errors.get(task)

    def _fetch(self) -> None:
        away: SiteUnavailable | None = None
        while (candidate := self._wanted.get()) is not None:
            if self._closed.is_set():
                return
            try:
                problem = self._library.problem(candidate.name)
                require_over(problem, self._resources, self._clock())
                self._problems[candidate.id] = problem
            except SiteUnavailable as error:
                # Stored pages need no site; the others fail as this one did.
                self._errors[candidate.id] = away or error
                away = away or error
            except ProblemError as error:
                self._errors[candidate.id] = error
            except Exception as bug:  # noqa: BLE001 - a thread's error must reach the one who waits
                self._failure = bug
            self._on_page(candidate.id)
