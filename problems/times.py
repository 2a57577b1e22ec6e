"""When a contest begins and ends, read from one of its pages."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from bs4 import BeautifulSoup, Tag

_TOKYO = timezone(timedelta(hours=9), "JST")
_WITH_OFFSET = re.compile(r"(\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?)\s*(Z|[+-]\d\d:?\d\d)")
_ISO_LINK = re.compile(r"[?&]iso=(\d{8}T\d{4})(?:\d\d)?&(?:amp;)?p1=248\b")  # 248: Tokyo, at timeanddate.com
_SCRIPT_TIME = re.compile(r"\b(start|end)Time\s*=\s*moment\(\s*[\"']([^\"']+)[\"']")


@dataclass(frozen=True, slots=True)
class ContestTimes:
    """The moments a page names, in UTC; None if it names none.

    If a page contradicts itself, the earliest start and the latest end.
    """

    start: datetime | None = None
    end: datetime | None = None


def contest_times(page: BeautifulSoup) -> ContestTimes:
    """The contest's times on any of its pages: the line under the title, its links, and the page's script.

    In a page saved from a browser the line is in the reader's own time zone and names none; then only the links and the
    script count. Nothing inside the statement ever counts.
    """
    starts: list[datetime] = []
    ends: list[datetime] = []
    duration = page.find(class_="contest-duration")
    if duration is not None and not _in_statement(duration):
        shown = [time for text in duration.find_all("time") if (time := _moment(text.get_text())) is not None]
        links = [_tokyo(m[1]) for a in duration.find_all("a", href=True) if (m := _ISO_LINK.search(str(a["href"])))]
        for pair in (shown, [time for time in links if time is not None]):
            if len(pair) >= 2:
                starts.append(pair[0])
                ends.append(pair[-1])
    for script in page.find_all("script"):
        if _in_statement(script):
            continue
        for which, text in _SCRIPT_TIME.findall(script.get_text()):
            time = _moment(text)
            if time is not None:
                (starts if which == "start" else ends).append(time)
    return ContestTimes(min(starts, default=None), max(ends, default=None))


def _in_statement(tag: Tag) -> bool:
    return tag.find_parent(id="task-statement") is not None


def _moment(text: str) -> datetime | None:
    match = _WITH_OFFSET.search(text)
    if match is None:
        return None
    try:
        return datetime.fromisoformat(match[1] + match[2]).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _tokyo(stamp: str) -> datetime | None:
    try:
        return datetime.strptime(stamp, "%Y%m%dT%H%M").replace(tzinfo=_TOKYO).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def local(moment: datetime) -> str:
    """The moment in the local time zone, with the zone's name; in AtCoder's where this machine keeps UTC."""
    try:
        here = moment.astimezone()
        return f"{here if here.utcoffset() else moment.astimezone(_TOKYO):%Y-%m-%d %H:%M %Z}"
    except (OverflowError, OSError, ValueError):  # a year that the C library cannot represent
        return f"{moment:%Y-%m-%d %H:%M} UTC"
