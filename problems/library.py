"""Problems by name: from KYOSO_HOME if they are kept there, else from the site, one request at a time."""

import errno
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from gettext import gettext as _
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from problems.demo import CONTEST as DEMO
from problems.errors import (
    BadProblemName,
    ContestNotBegun,
    HomeUnwritable,
    PageNotFound,
    PageNotUnderstood,
    ProblemError,
    SiteRefused,
    SiteUnavailable,
)
from problems.ids import is_id
from problems.kept_pages import SAVED, KeptPage, KeptPages
from problems.markup import MAX_CHARACTERS
from problems.names import BareName, ContestName, SavedPage, TaskName, contests_of, did_you_mean, read_name, shown
from problems.page import INLINE_FIGURE, SITE, TaskList, TaskRow, read_page, read_task_list, read_times
from problems.problem import Figure, Problem
from problems.resources import Resources
from problems.saved_text import text_of_page
from problems.site import CLOCK_TOLERANCE, Site
from problems.store import keep
from problems.times import local

_PICTURE_ENDINGS = frozenset({".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp"})


class Library:
    """The problems kept on disk, and those that the site has.

    A page is kept forever, except that one fetched before its contest's end is fetched again after it: statements are
    corrected and contests extended while they run. Kept pages need no network.
    `note` receives what the user should know but is no error, such as a figure that could not be fetched; without
    `must_keep`, also that a page could not be written.
    """

    def __init__(
        self,
        home: Path,
        site: Site,
        resources: Resources,
        clock: Callable[[], datetime],
        *,
        note: Callable[[str], None] = lambda _text: None,
        must_keep: bool = True,
    ) -> None:
        self.site = site
        self.resources = resources
        self._home = home
        self._pages = KeptPages(home / "pages", clock)
        self._figures = home / "figures"
        self._clock = clock
        self._note = note
        self._must_keep = must_keep

    def problem(self, name: str, *, refresh: bool = False) -> Problem:
        """The one problem of that name; `refresh` asks the site even if a copy is kept.

        Raises BadProblemName for a contest's name, PageNotFound, ContestNotBegun, LoginRequired, PageNotUnderstood,
        SiteUnavailable, HomeUnwritable.
        """
        match read_name(name, self.host):
            case SavedPage(path):
                return self._saved(path)
            case TaskName(contest, task):
                return self._task(contest, task, refresh)
            case ContestName(contest):
                raise BadProblemName(_("{contest} is a contest; name one of its tasks.").format(contest=contest))
            case BareName(task):
                return self._by_id(task, refresh)

    def problems(self, name: str, *, refresh: bool = False) -> Iterator[Problem]:
        """Every problem of a contest in its order, or the one problem of that name.

        A page of a contest that cannot be read does not hold up the others: its error is raised at the end.
        """
        match read_name(name, self.host):
            case ContestName(contest):
                yield from self._contest(contest, refresh)
            case BareName(bare) if "_" not in bare or self._pages.get(bare, None) is not None:
                yield from self._contest(bare, refresh)
            case BareName(bare):
                try:
                    found = self._by_id(bare, refresh)
                except PageNotFound as no_task:
                    # "ttpc2024_1" and "adt_easy_20230919_1" look like tasks but are contests.
                    with suppress(PageNotFound):
                        yield from self._contest(bare, refresh)
                        return
                    raise no_task from None
                yield found
            case _:
                yield self.problem(name, refresh=refresh)

    def tasks(self, contest: str) -> tuple[TaskRow, ...]:
        """A contest's list of tasks, in its order, without their pages. Raises as `problem` does."""
        if not is_id(contest):
            raise BadProblemName(_("“{name}” is not the name of a contest.").format(name=shown(contest)))
        return self._tasks(contest, refresh=False).rows

    def kept_problem(self, task: str) -> Problem | None:
        """The problem on a kept page, without asking the site; None if no readable page is kept."""
        contest = self._pages.contest_with(task) if is_id(task) else None
        copy = None if contest is None else self._pages.get(contest, task)
        if copy is None:
            return None
        with suppress(ProblemError):
            return self._read(copy, None if contest == SAVED else contest, task)
        return None

    @property
    def host(self) -> str:
        """The site's host name; addresses on it are names of problems too."""
        return urlsplit(self.site.base_url).hostname or ""

    # --- one task ----------------------------------------------------------------------------------------------------

    def _by_id(self, task: str, refresh: bool) -> Problem:
        contest = self._pages.contest_with(task)
        if contest == SAVED:
            return self._with_figures(self._read(self._saved_page(task), None, task))
        if contest is not None:
            return self._task(contest, task, refresh)
        candidates = contests_of(task)
        for candidate in candidates:
            try:
                return self._fetch(candidate, task)
            except PageNotFound:
                continue
        for candidate in candidates:
            self._raise_if_not_begun(candidate)
        if not candidates:
            raise BadProblemName(_("“{name}” is a contest's name; name one of its tasks.").format(name=task))
        text = _(
            "{task} does not exist. If its contest has another name, give the task's address, or fetch the contest."
        )
        raise PageNotFound(text.format(task=task) + did_you_mean(task))

    def _task(self, contest: str, task: str, refresh: bool, row: TaskRow | None = None) -> Problem:
        copy = None if refresh else self._pages.get(contest, task)
        if copy is not None:
            with suppress(PageNotUnderstood):  # a copy that cannot be read is fetched again
                problem = self._read(copy, contest, task, row)
                if self._pages.is_final(problem.contest_end, copy):
                    return self._with_figures(problem)
        try:
            return self._fetch(contest, task, row)
        except PageNotFound as error:
            self._raise_if_not_begun(contest)
            raise PageNotFound(str(error) + did_you_mean(f"{SITE}/contests/{contest}/tasks/{task}")) from error

    def _fetch(self, contest: str, task: str, row: TaskRow | None = None) -> Problem:
        copy = self._from_site(f"/contests/{contest}/tasks/{task}")
        problem = self._read(copy, contest, task, row)  # first, so that only readable pages are kept
        with self._keeping():
            self._pages.put(contest, task, copy)
        return self._with_figures(problem, fetch=True)

    @contextmanager
    def _keeping(self) -> Iterator[None]:
        """What is written inside is only noted if it cannot be, unless it must be kept."""
        try:
            yield
        except HomeUnwritable as error:
            if self._must_keep:
                raise
            self._note(str(error))

    def _from_site(self, path: str) -> KeptPage:
        """A page of the site and when it was fetched, by the site's clock if this machine's is ahead of it."""
        if self.site.base_url == SITE and path.startswith(f"/contests/{DEMO}"):
            text = _(
                "AtCoder has no {contest}: its problems come with `kyoso demo`; once that has run, add `--home {home}`."
            )
            raise BadProblemName(text.format(contest=DEMO, home=self._home / "demo"))
        fetched_at = self._clock()
        html = self.site.page(path)
        ahead = self.site.clock_error or timedelta(0)
        return KeptPage(html, fetched_at - ahead if ahead > CLOCK_TOLERANCE else fetched_at)

    def _read(self, copy: KeptPage, contest: str | None, task: str, row: TaskRow | None = None) -> Problem:
        if contest is None:
            return _read_page(copy.html, None, task, None)
        row = row or self._row(contest, task)
        return _read_page(copy.html, f"{SITE}/contests/{contest}/tasks/{task}", None, row)

    def _saved_page(self, task: str) -> KeptPage:
        copy = self._pages.get(SAVED, task)
        if copy is None:
            raise PageNotFound(_("The saved page of {task} is damaged. Give the .html file again.").format(task=task))
        return copy

    def _saved(self, path: Path) -> Problem:
        """The problem on a saved page, which is kept so that its id finds it again."""
        html = _saved_html(path)
        stem = path.stem if is_id(path.stem) and "_" in path.stem else None
        problem = read_page(html, task_id=stem)
        with self._keeping():
            self._pages.put(SAVED, problem.id, KeptPage(html, self._clock()))
        figures = tuple(_beside(figure, path) or figure for figure in problem.figures)
        return self._with_figures(replace(problem, figures=figures))

    # --- a contest ---------------------------------------------------------------------------------------------------

    def _contest(self, contest: str, refresh: bool) -> Iterator[Problem]:
        first_error: ProblemError | None = None
        for row in self._tasks(contest, refresh).rows:
            try:
                problem = self._task(contest, row.id, refresh, row)
            except (PageNotFound, PageNotUnderstood) as error:
                first_error = first_error or error
                continue
            yield problem
        if first_error is not None:
            raise first_error

    def _tasks(self, contest: str, refresh: bool) -> TaskList:
        copy = None if refresh else self._pages.get(contest, None)
        if copy is not None:
            with suppress(PageNotUnderstood):
                tasks = read_task_list(copy.html)
                if self._pages.is_final(tasks.times.end, copy):
                    return tasks
        try:
            copy = self._from_site(f"/contests/{contest}/tasks")
        except PageNotFound as error:
            self._raise_if_not_begun(contest)
            text = _("There is no contest {contest}. A contest's name looks like abc417, a task's like abc417_e.")
            raise PageNotFound(text.format(contest=contest) + did_you_mean(contest)) from error
        tasks = read_task_list(copy.html)
        with self._keeping():
            self._pages.put(contest, None, copy)
        return tasks

    def _row(self, contest: str, task: str) -> TaskRow | None:
        """The task's row in the contest's list, if that is kept; its letter takes precedence over the page's."""
        copy = self._pages.get(contest, None)
        with suppress(PageNotUnderstood):
            return next((row for row in read_task_list(copy.html).rows if row.id == task), None) if copy else None
        return None

    def _raise_if_not_begun(self, contest: str) -> None:
        """Raises ContestNotBegun if the contest's page says so: a missing task may not have been published yet."""
        try:
            start = read_times(self.site.page(f"/contests/{contest}")).start
        except SiteRefused:
            raise
        except ProblemError:
            return
        if start is not None and self._clock() < start:
            text = _("{contest} has not begun; it begins at {time}.")
            raise ContestNotBegun(text.format(contest=contest, time=local(start)))

    # --- figures -----------------------------------------------------------------------------------------------------

    def _with_figures(self, problem: Problem, *, fetch: bool = False) -> Problem:
        """The problem with the files its figures are kept in; a figure that cannot be fetched is only noted."""
        if not problem.figures:
            return problem
        return replace(problem, figures=tuple(self._figure(figure, fetch) for figure in problem.figures))

    def _figure(self, figure: Figure, fetch: bool) -> Figure:
        if figure.path is not None or figure.url == INLINE_FIGURE:
            return figure
        name = _figure_name(figure)
        path = self._figures / name
        if fetch and not path.exists():
            try:
                with self._keeping():
                    keep(self._figures, name, self.site.picture(figure.url))
            except (PageNotFound, SiteUnavailable) as error:
                self._note(_("A figure cannot be shown: {why} Models see no figures in any case.").format(why=error))
        return replace(figure, path=str(path)) if path.exists() else figure


def _saved_html(path: Path) -> str:
    """The text of a saved page. Raises BadProblemName."""
    try:
        if not path.is_file():  # reading a pipe or a device might never end
            number = errno.EISDIR if path.is_dir() else errno.ENOENT
            why = _("no file") if path.exists() and not path.is_dir() else os.strerror(number)
            raise FileNotFoundError(number, why)
        with path.open("rb") as file:
            data = file.read(MAX_CHARACTERS * 4 + 1)
    except (OSError, ValueError) as error:
        why = _(getattr(error, "strerror", None) or str(error))
        raise BadProblemName(_("{path} cannot be read: {why}.").format(path=shown(str(path)), why=why)) from error
    return text_of_page(data)


def _figure_name(figure: Figure) -> str:
    """The name of the file that a fetched figure is kept in."""
    ending = PurePosixPath(urlsplit(figure.url).path).suffix.lower()
    name = hashlib.sha256(figure.url.encode("utf-8", "replace")).hexdigest()[:32]
    return name + (ending if ending in _PICTURE_ENDINGS else "")


def _beside(figure: Figure, page: Path) -> Figure | None:
    """The figure as the browser saved it beside the page ("abc417_e_files/….png"), if it is there."""
    name = PurePosixPath(unquote(urlsplit(figure.url).path)).name
    for folder in (page.parent / f"{page.stem}_files", page.parent / f"{page.stem}.files", page.parent):
        path = folder / name
        if name and path.is_file():
            return replace(figure, path=str(path.resolve()))
    return None


@lru_cache(maxsize=64)
def _read_page(html: str, url: str | None, task: str | None, row: TaskRow | None) -> Problem:
    """The problem on a kept page, cached, since batches, races and MCP clients come back to it."""
    return read_page(html, url=url, task_id=task, row=row)
