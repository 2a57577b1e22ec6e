"""What a batch shows: a table that is redrawn on a terminal, one line per attempt elsewhere."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from gettext import gettext as _
from gettext import ngettext
from shutil import get_terminal_size
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from judge.attempt import Attempt
from judge.wording import worded
from solver.view import show
from solver.view.language import sentences
from solver.view.live import Redrawn, redrawn
from solver.view.output import put

_BAR = 24  # cells
QUIET = timedelta(seconds=30)  # without a line, until one says that generated tests are running; without a terminal


class BatchView:
    """What a batch shows on stderr while it runs."""

    def __init__(self, live: Redrawn | None) -> None:
        """live: None without a terminal."""
        self._live = live
        self._quiet_since: datetime | None = None  # the last line; without a terminal

    def attempt(self, attempt: Attempt, number: int | None, total: int) -> None:
        """Print a line for a logged attempt, with its number if it is of this run; not on a terminal, whose table
        counts it.
        """
        if self._live is not None:
            return
        self._quiet_since = None
        assert attempt.key is not None
        key = attempt.key
        repeat = f" #{key.repeat + 1}" if key.repeat else ""
        repair = " " + _("repair {round}").format(round=key.round) if key.round else ""
        what = f"{key.problem} {key.label} {key.effort.value} {key.language}{repeat}{repair}"
        count = "" if number is None else f"{number}/{total} "
        put(f"{count}{what}: {show.mark(attempt)}", err=True)

    def cells(self, status: Mapping[str, Any]) -> None:
        if self._live is not None:
            lines = Text("\n".join(progress_lines(status)), style="dim")
            self._live.update(Group(cells_table(status["cells"]), lines))
            return
        at = datetime.fromisoformat(status["at"])
        self._quiet_since = self._quiet_since or at
        if at - self._quiet_since >= QUIET and (line := tests_line(status)):
            self._quiet_since = at
            put(line, err=True)


@contextmanager
def view() -> Iterator[BatchView]:
    """A table that is redrawn on a terminal, plain lines elsewhere."""
    if not sys.stderr.isatty():
        yield BatchView(None)
        return
    with redrawn("", per_s=2) as live:
        yield BatchView(live)


def cells_table(rows: Iterable[Mapping[str, Any]]) -> Table:
    """One row per model × effort × language; a narrow terminal gets fewer columns (the plan or report has the rest)."""
    wide = get_terminal_size().columns >= show.ALL_COLUMNS
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(_("model"), overflow="fold")
    for name in (_("effort"), *([_("in")] if wide else [])):
        table.add_column(name, no_wrap=True)
    for name in (_("answered"), "AC", *([_("no reply"), _("tok/s")] if wide else []), _("time left")):
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        if row["state"] is not None:
            left = Text(row["state"], style="red")
        elif row["failed"] and not row["left"]:
            left = Text(_("{count} failed").format(count=row["failed"]), style="red")
        else:
            left = Text(duration(row["left_s"]))
        speed = "–" if row["tokens_per_s"] is None else f"{row['tokens_per_s']:.1f}"
        table.add_row(
            row["model"],
            row["effort"],
            *([row["language"]] if wide else []),
            f"{row['done']}/{row['total']}",
            str(row["ac"]),
            *([str(row["censored"]), speed] if wide else []),
            left,
        )
    return table


def overall_line(status: Mapping[str, Any]) -> str:
    """The progress of the whole batch: a bar, the answers, and when it will end by this machine's clock."""
    done, total = (sum(row[name] for row in status["cells"]) for name in ("done", "total"))
    full = _BAR * done // total if total else _BAR
    line = "━" * full + "─" * (_BAR - full) + " "
    line += _("{done} of {total} answered").format(done=done, total=total)
    # For a batch that decides, deciding_line says how long it will take.
    if status.get("left_range_s") is not None and done < total and not status.get("decide"):
        low, high = (_after(status, left_s) for left_s in status["left_range_s"])
        if low == high:
            line += _(", ends at about {time}").format(time=low)
        else:
            day = low.split()[0] + " "
            line += _(", ends between {low} and {high}").format(low=low, high=high.removeprefix(day))
    return line


def progress_lines(status: Mapping[str, Any]) -> list[str]:
    """The progress of a batch that is running."""
    lines = overall_line(status), servers_line(status), tests_line(status), deciding_line(status.get("decide") or {})
    return [line for line in lines if line]


def stopped_lines(status: Mapping[str, Any]) -> list[str]:
    """How far a batch came that does not run: nothing of it ends by itself."""
    still = {**status, "left_range_s": None, "tests": {**(status.get("tests") or {}), "left_s": None}}
    return [line for line in (overall_line(still), tests_line(still)) if line]


def tests_line(status: Mapping[str, Any]) -> str:
    """What is going on beyond the samples, and until when if that can be told; "" if nothing is."""
    tests = status.get("tests") or {}
    if tests.get("left"):
        line = _("generated tests: {left} of {total} to run").format(left=tests["left"], total=tests["total"])
        if tests["left_s"] is not None:
            line += _(", until about {time}").format(time=_after(status, tests["left_s"]))
        return line
    if count := tests.get("shrinking"):
        text = ngettext("making {count} failing input smaller", "making {count} failing inputs smaller", count)
        return text.format(count=count)
    if count := tests.get("programs"):
        return ngettext(
            "{count} program that helps to judge is still to come",
            "{count} programs that help to judge are still to come",
            count,
        ).format(count=count)
    return ""


def _after(status: Mapping[str, Any], seconds: float) -> str:
    return local_time(datetime.fromisoformat(status["at"]) + timedelta(seconds=seconds))


def local_time(moment: datetime) -> str:
    """The moment by this machine's clock, like 11-28 02:13."""
    return moment.astimezone().strftime("%m-%d %H:%M")


def servers_line(status: Mapping[str, Any]) -> str:
    lines = []
    for server in status["servers"]:
        if server["over"] and not (server["asking"] or server["judging"]):
            doing = _("stopped") if server.get("stopped") else _("done")
        elif server.get("waiting_for"):
            doing = server["waiting_for"]
        elif server["loading"]:
            doing = _("loading a model")
        else:
            text = _("{asking} of {slots} slots busy, {judging} to judge")
            doing = text.format(asking=server["asking"], slots=server["slots"], judging=server["judging"])
        lines.append(" ".join(filter(None, (server["server"], server["model"]))) + f": {doing}")
    return "\n".join(lines)


def comparisons_lines(decide: Mapping[str, Any]) -> Iterator[str]:
    """A line per comparison of a batch that decides: its score and state, and how many problems are left."""
    states = {
        "open": _("open"),
        "decided": _("decided"),
        "too close": _("too close to matter"),
        "dropped": _("not needed any more"),
        "exhausted": _("not decided by this plan"),
    }
    for one in decide["comparisons"]:
        score = f"{one['only_first']:g} : {one['only_second']:g}"
        line = f"{one['first']} / {one['second']}  {score}  p = {one['p']:.3g}  {states[one['state']]}"
        if one["problems_left"] is not None:
            low, high = one["problems_left"]
            line += ", " + _("problems left: {count}").format(count=low if low == high else f"{low}–{high}")
        yield line


def deciding_line(decide: Mapping[str, Any]) -> str:
    """How long it will take until everything is decided, as a range; "" if nothing is open or all is asked."""
    if not any(decide.get("left_s") or ()):
        return ""
    low, high = map(duration, decide["left_s"])
    if low == high:
        return _("about {time} to the decision").format(time=low)
    return _("about {low} to {high} to the decision").format(low=low, high=high)


def failure_lines(failures: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Why questions of the last run failed, in the server's words, and what to do about each reason."""
    for one in failures:
        where = " ".join(filter(None, (one["server"], one["model"])))
        why = worded(one["why"]) or "?"
        line = _("{where}: {count} failed: {why}").format(where=where, count=one["count"], why=why)
        if one["server"] is None:
            advice = _(
                "That is not the model's fault: the answer is asked for again. `kyoso doctor` checks the sandbox."
            )
        elif one["is_refusal"]:
            advice = _("The server will refuse the same question again: change the plan, or how the model is served.")
        else:
            advice = _("If that goes on, look at the server's own log.")
        yield sentences(_("{text}.").format(text=line.rstrip(".。")), advice)


def duration(seconds: float | None) -> str:
    """The duration, like 3 h 05 min; a dash if it is not known."""
    if seconds is None:
        return "–"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return _("{hours} h {minutes:02d} min").format(hours=hours, minutes=minutes)
    return _("{minutes} min {seconds:02d} s").format(minutes=minutes, seconds=rest)
