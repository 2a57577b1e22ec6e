"""The names by which a user may ask for a problem: a task, a contest, an address, or a saved page."""

import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path
from urllib.parse import urlsplit

from problems.errors import BadProblemName
from problems.ids import is_id, usual_id
from problems.page import task_of_address
from problems.site import is_site_host

_LONGEST_SHOWN = 200  # characters


@dataclass(frozen=True, slots=True)
class BareName:
    """A task's id or a contest's: "abc417_e", "abc417", "ttpc2024_1" (a contest)."""

    name: str


@dataclass(frozen=True, slots=True)
class ContestName:
    """A contest, named by its address."""

    contest: str


@dataclass(frozen=True, slots=True)
class TaskName:
    """A task in a certain contest, named by its address."""

    contest: str
    task: str


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A task page saved from a browser."""

    path: Path


# A submission, the standings, an editorial: pages of a contest that show no task.
_OTHER_PAGE = re.compile(r"/contests/[\w-]+/(?!tasks(?:_print)?/?$)\w", re.IGNORECASE)

Name = BareName | ContestName | TaskName | SavedPage


def read_name(name: str, own_host: str) -> Name:
    """What a name stands for. Addresses must be on atcoder.jp or `own_host`. Raises BadProblemName."""
    name = name.strip()
    if any(unicodedata.category(character) == "Cc" for character in name):
        raise BadProblemName(_("“{name}” has control characters in it.").format(name=shown(name)))
    if re.match(r"(?:[\w-]+\.)*atcoder\.jp/(?!.*\.html?$)", name, re.IGNORECASE):
        name = f"https://{name}"  # as browsers show an address
    if re.match(r"https?://", name, re.IGNORECASE):
        return _address(name, own_host)
    if is_id(usual := usual_id(name)):  # before files: "abc417/e" is a task
        return BareName(usual)
    if name.lower().endswith((".html", ".htm", ".mhtml", ".mht")) or "/" in name or "\\" in name:
        path = Path(name)
        with suppress(RuntimeError):  # "~nobody", an unknown user
            path = path.expanduser()
        return SavedPage(path)
    text = _("“{name}” is neither a task (abc417_e), a contest (abc417), an address nor a saved .html file.")
    raise BadProblemName(text.format(name=shown(name)))


def shown(name: str) -> str:
    """A name for a message: cut if it is very long, with unprintable characters escaped."""
    printable = "".join(c if c.isprintable() or c == "\u3000" else ascii(c)[1:-1] for c in name[:_LONGEST_SHOWN])
    return printable + "…" * (len(name) > _LONGEST_SHOWN)


def did_you_mean(name: str) -> str:
    """What follows a name that was not found: the same in lower case, as nearly all ids are; "" if it is that."""
    return "" if name == name.lower() else _(" Did you mean {name}?").format(name=name.lower())


def contests_of(task: str) -> tuple[str, ...]:
    """The contests that a task's id may come from, likeliest first.

    "abc417_e" → abc417. Where a task's id has underscores, its contest's more often has hyphens:
    "code_festival_2016_quala_a" → code-festival-2016-quala, code_festival_2016_quala.
    """
    contest = task.rpartition("_")[0]
    if not contest:
        return ()
    return tuple(dict.fromkeys((contest.replace("_", "-"), contest)))


def _address(address: str, own_host: str) -> Name:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        host = ""
    if not is_site_host(host, own_host):
        text = _("{address} is not an address of atcoder.jp. Save its page and give the .html file.")
        raise BadProblemName(text.format(address=shown(address)))
    contest, task = task_of_address(address)
    elsewhere = _OTHER_PAGE.search(urlsplit(address).path) is not None and task is None
    if contest is None or elsewhere or not all(is_id(part) for part in (contest, task or contest)):
        text = _("{address} is neither a task's address nor a contest's. They look like {example}.")
        raise BadProblemName(
            text.format(address=shown(address), example="https://atcoder.jp/contests/abc417/tasks/abc417_e")
        )
    contest = usual_id(contest)
    return TaskName(contest, usual_id(task)) if task else ContestName(contest)
