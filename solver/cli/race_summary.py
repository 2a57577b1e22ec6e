"""Finished races in the terminal: one with its table, programs and result; all of them with wins, Elo and a plot."""

import sys
from collections.abc import Sequence
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from shutil import get_terminal_size
from typing import Any

from rich.table import Table
from rich.text import Text

from judge.attempt import Attempt
from judge.log.race_records import RaceLane, RaceRecord
from solver.cli import options
from solver.race import result
from solver.race.clock import minutes
from solver.race.history import Standing, bouts, standings
from solver.race.messages import Translate
from solver.race.page.history import history_html
from solver.race.records import race_json
from solver.race.rules import End, Lane
from solver.race.words import short_title, title
from solver.view import show
from solver.view.output import console, print_json, print_table, put, put_lines
from solver.view.pages import write_whole
from solver.view.text import safe_line
from solver.view.wrapping import wrapped

NARROW = 60  # columns; below, a table keeps names whole and leaves details out


def show_summary(
    race: RaceRecord, attempts: Sequence[Attempt], before: Sequence[RaceRecord], lanes: Sequence[Lane]
) -> None:
    """Print the table, the models' programs by their number in the log, and the result with a line to share."""
    many = len(race.tasks) > 1
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("", justify="right", no_wrap=True)
    table.add_column(_("who"), overflow="fold")
    table.add_column(_("result"), overflow="fold")
    lanes_in_order = result.ordered(race)
    # Columns that say nothing would take the room that the names need.
    has_penalty = any(lane.penalty_s for lane in lanes_in_order)
    has_tokens = any(lane.tokens for lane in lanes_in_order) and console().width >= NARROW
    optional = {_("points"): many, _("time"): True, _("penalty"): has_penalty, _("tokens"): has_tokens}
    for name in [name for name, is_shown in optional.items() if is_shown]:
        table.add_column(name, justify="right", no_wrap=True)
    for lane in lanes_in_order:
        # Whoever solved nothing has no place.
        place = "–" if lane.last_ac_s is None else str(1 + sum(other.order < lane.order for other in race.lanes))
        time = "–" if lane.time_s is None else minutes(lane.time_s)
        penalty, tokens = minutes(lane.penalty_s) if lane.penalty_s else "", str(lane.tokens or "")
        cells = zip((str(lane.points), time, penalty, tokens), optional.values(), strict=True)
        who = Text(safe_line(short_title(lane, _)))
        table.add_row(place, who, Text(_result(lane)), *(cell for cell, is_shown in cells if is_shown))
    text = _("The race at {name} is over after {time}.")
    put(text.format(name=result.race_name(race), time=minutes(race.seconds)))
    print_table(table)
    _why_servers_failed(lanes)
    if any(lane.kind == "ghost" for lane in race.lanes):
        put(_("The ghosts' seed is {seed}.").format(seed=race.seed))
    _where_the_code_is(race, attempts)
    put("")
    first, *others = result.result_lines(race, before, _)
    put((_broken(first), "bold"))
    for line in others:
        put(_broken(line))
    if race.id is not None:
        put(_("Watch it again: kyoso race --replay {id}").format(id=race.id) + options.home_words())
    put(result.share_line(race, _))


def _why_servers_failed(lanes: Sequence[Lane]) -> None:
    failed = [lane for lane in lanes if lane.ended is End.SERVER_FAILED]
    for lane in failed:
        put(_broken(_("The server of {name} failed: {why}").format(name=short_title(lane, _), why=lane.failure or "?")))
    if any(not lane.distant for lane in failed):
        put(_("kyoso doctor says what is missing."))


def _broken(line: str) -> str:
    """The line, wrapped on a terminal."""
    return "\n".join(wrapped(line, get_terminal_size().columns)) if sys.stdout.isatty() else line


def final_json(
    race: RaceRecord, before: Sequence[RaceRecord], attempts: Sequence[Attempt], translate: Translate
) -> dict[str, Any]:
    programs = [
        {
            "name": _model(attempt),
            "verdict": _earned(race, attempt),
            "code": attempt.submission.source.encode("utf-8", "replace").decode() if attempt.submission else "",
        }
        for attempt in programs_to_see(race, attempts)[0]
    ]
    lines = result.result_lines(race, before, translate)
    return {"lines": lines, "share": result.share_line(race, translate), "programs": programs}


def _model(attempt: Attempt) -> str:
    effort = "" if attempt.key is None else attempt.key.effort.value
    return f"{attempt.author.rpartition('/')[2]} {effort}".strip()


def _earned(race: RaceRecord, attempt: Attempt) -> str:
    """The verdict, in a contest with the problem's letter."""
    label = next((f"{task.label} " for task in race.tasks if task.problem == attempt.problem), "")
    return (label if len(race.tasks) > 1 else "") + show.mark(attempt)


def _result(lane: RaceLane) -> str:
    solved, unchecked = len(result.solved_by(lane)), len(result.unchecked(lane))
    words = {
        "solved": _("AC"),
        "gave_up": _("gave up"),
        "no_ac": _("finished") if solved else _("no AC"),
        "unchecked": _("finished"),
        "server_failed": _("its server failed"),
        "stopped": _("stopped"),
        "running": _("not finished"),
    }[lane.ended]
    if lane.ended != "solved" and solved:
        words += ", " + ngettext("{count} solved", "{count} solved", solved).format(count=solved)
    if unchecked:
        text = ngettext("{count} that cannot be checked", "{count} that cannot be checked", unchecked)
        words += ", " + text.format(count=unchecked)
    if lane.rejected:
        words += ", " + ngettext("{count} rejected", "{count} rejected", lane.rejected).format(count=lane.rejected)
    if lane.hints:
        words += ", " + ngettext("{count} hint", "{count} hints", lane.hints).format(count=lane.hints)
    said = [one.reported for one in lane.submissions if one.reported]
    if said:
        words += ", " + _("AtCoder said {verdict}").format(verdict=" ".join(said))
    if lane.paused_s >= 1 and lane.kind != "model":
        words += ", " + _("{time} paused").format(time=minutes(lane.paused_s))
    return words


def programs_to_see(race: RaceRecord, attempts: Sequence[Attempt]) -> tuple[list[Attempt], int]:
    """The last program of each model at each problem, unless it is a spoiler; and how many stay hidden.

    You may see them once you have solved the problem, given up, or only watched.
    """
    you = race.you
    newest = {
        (attempt.key.label, attempt.key.effort.value, attempt.key.repeat, attempt.problem): attempt
        for attempt in attempts
        if attempt.key is not None and attempt.submission is not None
    }
    seen = [
        attempt
        for attempt in newest.values()
        if you is None or you.ended == "gave_up" or attempt.problem in result.solved_by(you)
    ]
    return seen, len(newest) - len(seen)


def _where_the_code_is(race: RaceRecord, attempts: Sequence[Attempt]) -> None:
    seen, hidden = programs_to_see(race, attempts)
    for attempt in seen:
        text, name = _("What {name} wrote ({verdict}): {command}"), safe_line(_model(attempt))
        put(text.format(name=name, verdict=_earned(race, attempt), command=f"kyoso log {attempt.id}"))
    if hidden:
        put(_("What the models wrote stays hidden until you have solved the problem or given up."))


def show_history(races: Sequence[RaceRecord], as_json: bool, html: Path | None) -> None:
    """Print one JSON object per race, or the tables and the plot; write the page if one is asked for."""
    if html is not None:
        write_whole(html, history_html(races))
        put(_("Written: {path}").format(path=html), err=True)
    if as_json:
        for race in races:
            print_json(race_json(race))
    elif found := standings(bouts(races)):
        _tables(found)
        _plot(found)
    else:
        put(_("No races against anybody yet."))


def _tables(found: Sequence[Standing]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(_("against"), overflow="fold")
    for name in (_("won-lost"), _("your Elo")):
        table.add_column(name, justify="right", no_wrap=True)
    details = [_("by letter"), _("by difficulty")] if console().width >= NARROW else []
    for name in details:
        table.add_column(name, overflow="fold")
    for standing in found:
        counted = (
            "  ".join(f"{label} {count}" for label, count in sorted(standing.by_label.items())),
            "  ".join(f"{band} {count}" for band, count in sorted(standing.by_band.items())),
        )
        against = Text(title(standing.other, _))
        table.add_row(against, str(standing.total), f"{standing.rating:.0f}", *counted[: len(details)])
    print_table(table)


def _plot(found: Sequence[Standing]) -> None:
    import plotext

    terminal = console()
    plotext.clear_figure()
    if not terminal.is_terminal or terminal.no_color:
        plotext.theme("clear")
    plotext.plotsize(min(100, terminal.width), 16)
    plotext.title(_("Your Elo, race by race"))
    for standing in found:
        values = [1500.0, *(rating for _at, rating in standing.elo)]
        plotext.plot(list(range(len(values))), values, label=safe_line(title(standing.other, _)), marker="dot")
    longest = max(len(standing.elo) for standing in found)
    plotext.xticks(list(range(0, longest + 1, max(1, longest // 10))))
    drawn = plotext.build()
    encoding = sys.stdout.encoding or "utf-8"
    put_lines(map(_trim_for_wide_letters, Text.from_ansi(drawn.encode(encoding, "replace").decode(encoding)).split()))


def _trim_for_wide_letters(line: Text) -> Text:
    """The line without as many blanks as it has wide letters: plotext counts letters, and those take two columns."""
    extra = line.cell_len - len(line)
    at = line.plain.rfind(" " * extra)
    return line[:at] + line[at + extra :] if extra and at >= 0 else line
