"""Pages kept under KYOSO_HOME, each with the time when it was fetched."""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from problems.errors import ProblemError
from problems.names import contests_of
from problems.page import read_times
from problems.store import keep, stored

SAVED = "_saved"  # in place of a contest's id, for pages that the user saved; no contest has such an id
_HEAD = re.compile(r"<!-- kyoso (\{.*?\}) -->\n")


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page under KYOSO_HOME, and when it was fetched."""

    html: str
    fetched_at: datetime


class KeptPages:
    """A folder of pages: those of tasks by contest and id, and each contest's list of tasks."""

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        self._folder, self._clock = folder, clock

    def get(self, contest: str, task: str | None) -> KeptPage | None:
        """A task's page, or with task None the contest's list of tasks; None if it is missing or damaged."""
        data = stored(self._folder, _page_name(contest, task)) or b""
        text = data.decode("utf-8", "replace")
        head = _HEAD.match(text)
        if head is None:
            return None
        with suppress(ValueError, KeyError, TypeError):
            fetched_at = datetime.fromisoformat(json.loads(head[1])["fetched_at"])
            if fetched_at.tzinfo is not None:
                return KeptPage(text[head.end() :], fetched_at)
        return None

    def put(self, contest: str, task: str | None, page: KeptPage) -> None:
        """Raises HomeUnwritable."""
        head = json.dumps({"fetched_at": page.fetched_at.astimezone(UTC).isoformat()})
        text = f"<!-- kyoso {head} -->\n{page.html}"
        keep(self._folder, _page_name(contest, task), text.encode("utf-8", "replace"))

    def is_final(self, end: datetime | None, page: KeptPage) -> bool:
        """Whether a page need not be fetched again, given its contest's end."""
        return end is None or page.fetched_at >= end or self._clock() < end

    def contest_with(self, task: str) -> str | None:
        """The contest of a kept page of the task: one that is still running, else the one the task is named after."""
        contests = [path.parent.name for path in self._folder.glob(f"*/{task}.html")]
        contests.sort(key=lambda contest: (contest == SAVED, contest not in contests_of(task), contest))
        if len(contests) > 1:
            for contest in contests:
                page = self.get(contest, task)
                with suppress(ProblemError):
                    end = read_times(page.html).end if page is not None else None
                    if end is not None and self._clock() < end:
                        return contest
        return contests[0] if contests else None


def _page_name(contest: str, task: str | None) -> str:
    return f"{contest}/{task}.html" if task is not None else f"{contest}/tasks.list.html"
