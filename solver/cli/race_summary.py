"""How a race that is over looks: times, penalties, tokens, who won, and what the models wrote."""

from collections.abc import Sequence
from gettext import gettext as _
from gettext import ngettext

from judge.attempt import Attempt
from judge.log.race_records import RaceLane, RaceRecord
from solver.race.clock import minutes
from solver.race.history import opponent, undecided
from solver.view import show
from solver.view.output import print_table, put


def show_summary(race: RaceRecord, attempts: Sequence[Attempt]) -> None:
    """The table, who won, and the models' programs where the person may see them."""
    from rich.table import Table
    from rich.text import Text

    many = len(race.tasks) > 1
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(_("who"), overflow="fold")
    table.add_column(_("result"), overflow="fold")
    for name in ([_("points")] if many else []) + [_("time"), _("penalty"), _("tokens")]:
        table.add_column(name, justify="right", no_wrap=True)
    for lane in race.lanes:
        row = [Text(_who(lane)), Text(_result(lane))] + ([str(lane.points)] if many else [])
        row += ["–" if lane.time_s is None else minutes(lane.time_s), minutes(lane.penalty_s) if lane.penalty_s else ""]
        table.add_row(*row, str(lane.tokens) if lane.tokens else "")
    put(_("The race at {name} is over after {time}.").format(name=_name(race), time=minutes(race.seconds)))
    print_table(table)
    put(_winner(race))
    ghosts = [lane for lane in race.lanes if lane.kind == "ghost"]
    if ghosts:
        put(_("The ghosts' seed is {seed}.").format(seed=race.seed))
    _show_code(race, attempts)


def share_line(race: RaceRecord) -> str:
    """One line to post."""
    parts = []
    for lane in sorted(race.lanes, key=lambda lane: (-lane.points, lane.time_s or float("inf"))):
        if len(race.tasks) > 1:
            result = _("{points} points").format(points=lane.points)
            result += f" {minutes(lane.time_s)}" if lane.time_s is not None else ""
        else:
            result = minutes(lane.time_s) if lane.time_s is not None else "?" if _unchecked(lane) else _("no AC")
        wrong = f" (+{lane.rejected})" if lane.rejected else ""
        parts.append(f"{_who(lane)} {result}{wrong}" + (" 🏁" if lane.won else ""))
    return f"kyoso {_name(race)}: " + " | ".join(parts) + " #kyoso"


def _who(lane: RaceLane) -> str:
    return _("you") if lane.kind == "you" else opponent(lane)


def _name(race: RaceRecord) -> str:
    if len(race.tasks) == 1:
        return race.tasks[0].problem
    return f"{race.contest} {race.tasks[0].label}–{race.tasks[-1].label}"


def _result(lane: RaceLane) -> str:
    words = {
        "solved": _("AC"),
        "gave_up": _("gave up"),
        "no_ac": _("no AC") if not _solved_by(lane) else _("finished"),
        "unchecked": _("finished"),
        "server_failed": _("its server failed"),
        "stopped": _("stopped"),
        "running": _("not finished"),
    }[lane.ended]
    solved, unchecked = len(_solved_by(lane)), len(_unchecked(lane))
    if lane.ended != "solved" and solved:
        words += ", " + ngettext("{count} solved", "{count} solved", solved).format(count=solved)
    if unchecked:
        words += ", " + ngettext("{count} that cannot be checked", "{count} that cannot be checked", unchecked).format(
            count=unchecked
        )
    if lane.rejected:
        words += ", " + ngettext("{count} rejected", "{count} rejected", lane.rejected).format(count=lane.rejected)
    if lane.hints:
        words += ", " + ngettext("{count} hint", "{count} hints", lane.hints).format(count=lane.hints)
    said = [one.reported for one in lane.submissions if one.reported]
    if said:
        words += ", " + _("AtCoder said {verdict}").format(verdict=" ".join(said))
    if lane.paused_s >= 1:
        words += ", " + _("{time} paused").format(time=minutes(lane.paused_s))
    return words


def _winner(race: RaceRecord) -> str:
    won = [lane for lane in race.lanes if lane.won]
    open_ = [lane for lane in race.lanes if not lane.won and _unchecked(lane)]
    if won:
        open_ = [lane for lane in open_ if undecided(race, won[0], lane)]
    said = _who_won(won)
    if open_:
        names = ", ".join(_who(lane) for lane in open_)
        said += " " + _("What {names} handed in cannot be checked here, and is not counted.").format(names=names)
    return said


def _who_won(won: Sequence[RaceLane]) -> str:
    if not won:
        return _("Nobody solved it.")
    if len(won) > 1:
        return _("Level: {names}.").format(names=", ".join(_who(lane) for lane in won))
    if won[0].kind == "you":
        return _("You won!")
    return _("{name} won.").format(name=_who(won[0]))


def _show_code(race: RaceRecord, attempts: Sequence[Attempt]) -> None:
    """The last program of each model, once it spoils nothing: you have solved it, given up, or only watched."""
    you = next((lane for lane in race.lanes if lane.kind == "you"), None)
    newest = {
        (attempt.key.label, attempt.key.effort.value, attempt.problem): attempt
        for attempt in attempts
        if attempt.key is not None and attempt.submission is not None
    }
    hidden = 0
    for (model, effort, problem), attempt in newest.items():
        if you is not None and you.ended != "gave_up" and problem not in _solved_by(you):
            hidden += 1
            continue
        assert attempt.submission is not None
        put()
        put(f"--- {model} {effort}  {problem}  {show.mark(attempt)}")
        for line in attempt.submission.source.rstrip().split("\n"):
            put(line)
    if hidden:
        put(_("What the models wrote is not shown, for you have neither solved it nor given up."))


def _unchecked(lane: RaceLane) -> set[str]:
    """The problems whose only submissions that may be right could not be checked."""
    return {one.problem for one in lane.submissions if (one.reported or one.verdict) == "UNCHECKED"} - _solved_by(lane)


def _solved_by(lane: RaceLane) -> set[str]:
    return {one.problem for one in lane.submissions if (one.reported or one.verdict) == "AC"}
