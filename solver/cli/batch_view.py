"""What a batch shows: a table that is redrawn on a terminal, one line per attempt elsewhere."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from gettext import gettext as _
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

from rich.text import Text

from judge.attempt import Attempt
from solver.view import show
from solver.view.live import Redrawn, redrawn
from solver.view.output import put

if TYPE_CHECKING:
    from rich.table import Table


_BAR = 24  # cells


class BatchView:
    """What a batch shows on stderr while it runs."""

    def __init__(self, live: Redrawn | None) -> None:
        """live: None without a terminal."""
        self._live = live

    def attempt(self, attempt: Attempt, done: int, total: int) -> None:
        """Print a line for a logged attempt, with the progress; not on a terminal, where the table counts it."""
        if self._live is not None:
            return
        assert attempt.key is not None
        key = attempt.key
        repeat = f" #{key.repeat + 1}" if key.repeat else ""
        repair = " " + _("repair {round}").format(round=key.round) if key.round else ""
        what = f"{key.problem} {key.label} {key.effort.value} {key.language}{repeat}{repair}"
        put(f"{done}/{total} {what}: {show.mark(attempt)}", err=True)

    def cells(self, status: Mapping[str, Any]) -> None:
        if self._live is not None:
            self._live.update(cells_table(status["cells"], f"{overall_line(status)}\n{servers_line(status)}"))


@contextmanager
def view() -> Iterator[BatchView]:
    """A table that is redrawn on a terminal, plain lines elsewhere."""
    if not sys.stderr.isatty():
        yield BatchView(None)
        return
    with redrawn("", per_s=2) as live:
        yield BatchView(live)


def cells_table(rows: Iterable[Mapping[str, Any]], caption: str = "") -> "Table":
    """One row per model × effort × language; a narrow terminal gets fewer columns (the plan or report has the rest)."""
    from rich.table import Table

    wide = get_terminal_size().columns >= show.ALL_COLUMNS
    table = Table(box=None, pad_edge=False, header_style="bold", caption=caption or None, caption_justify="left")
    table.add_column(_("model"), overflow="fold")
    for name in (_("effort"), *([_("in")] if wide else [])):
        table.add_column(name, no_wrap=True)
    for name in (_("answered"), "AC", *([_("censored"), _("tok/s")] if wide else []), _("time left")):
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        left = duration(row["left_s"]) if row["state"] is None else Text(row["state"], style="red")
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
    if status["left_s"] is not None and done < total and not status.get("decide"):
        end = local_time(datetime.fromisoformat(status["at"]) + timedelta(seconds=status["left_s"]))
        line += _(", ends at about {time}").format(time=end)
    return line


def local_time(moment: datetime) -> str:
    """The moment by this machine's clock, like 11-28 02:13."""
    return moment.astimezone().strftime("%m-%d %H:%M")


def servers_line(status: Mapping[str, Any]) -> str:
    lines = []
    for server in status["servers"]:
        if server["over"]:
            doing = _("stopped") if server.get("stopped") else _("done")
        elif server.get("waiting_for"):
            doing = server["waiting_for"]
        elif server["loading"]:
            doing = _("loading a model")
        else:
            doing = _("{asking} of {slots} slots busy, {judging} to judge").format(
                asking=server["asking"], slots=server["slots"], judging=server["judging"]
            )
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
    """How long it will take until everything is decided, as a range; "" if nothing is open."""
    if decide.get("left_s") is None:
        return ""
    low, high = map(duration, decide["left_s"])
    if low == high:
        return _("about {time} to the decision").format(time=low)
    return _("about {low} to {high} to the decision").format(low=low, high=high)


def duration(seconds: float | None) -> str:
    """The duration, like 3 h 05 min; a dash if it is not known."""
    if seconds is None:
        return "–"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return _("{hours} h {minutes:02d} min").format(hours=hours, minutes=minutes)
    return _("{minutes} min {seconds:02d} s").format(minutes=minutes, seconds=rest)
