"""The two files of AtCoder Problems that kyoso uses: contests.json (times) and problem-models.json (difficulty)."""

import os
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from gettext import gettext as _
from pathlib import Path
from typing import Any

import msgspec

from problems.errors import HomeUnwritable, PageNotFound, ProblemError, SiteUnavailable
from problems.site import Site
from problems.store import keep, stored

KEPT_FOR = timedelta(hours=24)
_TIMEOUT_S = 10.0
_TRIES = 3  # few: an older copy, or the times on the page, will often do


class ContestInfo(msgspec.Struct, frozen=True):
    """One contest as AtCoder Problems lists it."""

    id: str
    start: datetime = msgspec.field(name="start_epoch_second")  # UTC
    duration_s: int = msgspec.field(name="duration_second")
    rate_change: str  # "-" if nobody's rating changes, else "All", " ~ 1999", …

    @property
    def end(self) -> datetime:
        """The end in UTC; datetime.max for a contest that never ends."""
        try:
            return self.start + timedelta(seconds=self.duration_s)
        except OverflowError:
            return datetime.max.replace(tzinfo=UTC)

    @property
    def is_unrated(self) -> bool:
        return self.rate_change.strip() == "-"


@dataclass(frozen=True, slots=True)
class ProblemModel:
    """The difficulty model of one task; None for values that the file lacks.

    A contestant of rating r takes about exp(slope · r + intercept) seconds (AtCoder Problems).
    """

    slope: float | None = None
    intercept: float | None = None
    variance: float | None = None
    difficulty: float | None = None
    is_experimental: bool = False


class Resources:
    """The two files under `base_url`, kept under home for 24 hours; an older copy is used while the network is down.

    `note` is called once for each file whose older copy is used. `site` is the contest site, whose answers also tell
    the time. Thread-safe.
    """

    def __init__(
        self,
        base_url: str,
        home: Path,
        clock: Callable[[], datetime],
        *,
        note: Callable[[str], None] = lambda _text: None,
        site: Site | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._folder = home / "resources" / _folder_name(self.base_url)
        self._clock, self._note, self._site = clock, note, site
        self._clock_error: timedelta | None = None
        self._lock = threading.Lock()
        self._read: dict[str, Any] = {}

    def contests(self) -> Mapping[str, ContestInfo]:
        """Every contest by its id. Raises SiteUnavailable if the file is neither kept nor can be fetched."""
        found: Mapping[str, ContestInfo] = self._table("contests.json", _contests)
        return found

    def problem_models(self) -> Mapping[str, ProblemModel]:
        """Every difficulty model by its task's id. Raises as `contests` does."""
        found: Mapping[str, ProblemModel] = self._table("problem-models.json", _models)
        return found

    def contest(self, contest: str) -> ContestInfo | None:
        """One contest; None if the list does not have it. Raises as `contests` does."""
        return self.contests().get(contest)

    def clock_error(self, *, ask: bool = False) -> timedelta | None:
        """How far this machine's clock is ahead of the servers' (negative: behind), by the dates in their answers.

        The larger error of the two, the site's and this server's; None if neither has answered. In that case `ask` asks
        one, unless it has just failed to answer.
        """
        found = self._clock_errors()
        if not found and ask:
            with suppress(ProblemError):
                if self._site is not None:
                    self._site.page("/contests/")
                elif not isinstance(self._read.get("contests.json"), SiteUnavailable):
                    self._fetch("contests.json")
            found = self._clock_errors()
        return max(found, key=abs, default=None)

    def _clock_errors(self) -> list[timedelta]:
        errors = (self._clock_error, self._site.clock_error if self._site is not None else None)
        return [error for error in errors if error is not None]

    def _table(self, name: str, parse: Callable[[bytes], Mapping[str, Any]]) -> Mapping[str, Any]:
        """The file as typed rows, read once in this object's life; a failure is remembered too."""
        with self._lock:
            if name not in self._read:
                try:
                    self._read[name] = self._load(name, parse)
                except SiteUnavailable as error:
                    self._read[name] = error
            found = self._read[name]
            if isinstance(found, SiteUnavailable):
                raise SiteUnavailable(str(found)) from found
            table: Mapping[str, Any] = found
            return table

    def _load(self, name: str, parse: Callable[[bytes], Mapping[str, Any]]) -> Mapping[str, Any]:
        path = self._folder / name
        old = _parsed(stored(self._folder, name), parse)
        now = self._clock()
        if old is not None and timedelta(0) <= now - _written(path) < KEPT_FOR:
            return old
        try:
            data = self._fetch(name)
        except SiteUnavailable as error:
            if old is None:
                raise
            self._note(_("{name} is of {day}: {why}").format(name=name, day=f"{_written(path):%Y-%m-%d}", why=error))
            return old
        new = _parsed(data, parse)
        if new is None:
            text = _("{url}/{name} is not the file expected there. Check KYOSO_RESOURCES.")
            raise SiteUnavailable(text.format(url=self.base_url, name=name))
        try:
            keep(self._folder, name, data)
            os.utime(path, (now.timestamp(), now.timestamp()))
        except (HomeUnwritable, OSError) as error:
            self._note(str(error))  # the rows were read; only the next start has to fetch them again
        return new

    def _fetch(self, name: str) -> bytes:
        try:
            with Site(self.base_url, timeout_s=_TIMEOUT_S, tries=_TRIES, setting="KYOSO_RESOURCES") as site:
                try:
                    return site.data(name)
                finally:
                    self._clock_error = site.clock_error or self._clock_error
        except PageNotFound as error:
            text = _("{url} has no {name}. Check KYOSO_RESOURCES.")
            raise SiteUnavailable(text.format(url=self.base_url, name=name)) from error


def _folder_name(url: str) -> str:
    """A folder name for each base URL, so that a test's server never overwrites the real copy."""
    return "".join(c if c.isalnum() or c in ".-" else "_" for c in url.split("://", 1)[-1])


def _written(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _parsed(data: bytes | None, parse: Callable[[bytes], Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The rows; None if there is no file or it is not the expected one."""
    if data is None:
        return None
    try:
        return parse(data)
    except (ValueError, RecursionError):
        return None


def _contests(data: bytes) -> Mapping[str, ContestInfo]:
    return {row.id: row for row in msgspec.json.decode(data, type=list[ContestInfo], strict=False)}


def _models(data: bytes) -> Mapping[str, ProblemModel]:
    return msgspec.json.decode(data, type=dict[str, ProblemModel])
