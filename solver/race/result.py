"""The result of a race in words: place, gap, Elo change, best time, and a line to post."""

from collections.abc import Sequence

from judge.log.race_records import RaceLane, RaceRecord
from solver.race.clock import minutes
from solver.race.history import bouts, standings, undecided
from solver.race.messages import Translate
from solver.race.words import short_title, title


def result_lines(race: RaceRecord, before: Sequence[RaceRecord], _: Translate) -> list[str]:
    """The result card in lines, the most important first; `before`: the races before this one."""
    lines = [winner_line(race, _)]
    you = race.you
    if you is not None:
        lines += [_place_line(race, you, _), *_cost_lines(race, you, _)]
        lines += [*_elo_lines(race, before, _), *_best_line(race, you, before, _)]
    return [line for line in lines if line]


def race_name(race: RaceRecord) -> str:
    if len(race.tasks) == 1:
        return race.tasks[0].problem
    return f"{race.contest} {race.tasks[0].label}–{race.tasks[-1].label}"


def ordered(race: RaceRecord) -> list[RaceLane]:
    return sorted(race.lanes, key=lambda lane: lane.order)


def share_line(race: RaceRecord, _: Translate) -> str:
    """One line to post."""
    parts = []
    for lane in ordered(race):
        if len(race.tasks) > 1:
            result = _("{points} points").format(points=lane.points)
            result += f" {minutes(lane.time_s)}" if lane.time_s is not None else ""
        else:
            result = minutes(lane.time_s) if lane.time_s is not None else "?" if unchecked(lane) else _("no AC")
        wrong = f" (+{lane.rejected})" if lane.rejected else ""
        name = _("me") if lane.kind == "you" else short_title(lane, _)  # in the words of whoever posts it
        parts.append(f"{name} {result}{wrong}" + (" 🏁" if lane.won else ""))
    return f"kyoso {race_name(race)}: " + " | ".join(parts) + " #kyoso"


def winner_line(race: RaceRecord, _: Translate) -> str:
    won = [lane for lane in race.lanes if lane.won]
    open_ = [lane for lane in race.lanes if not lane.won and unchecked(lane)]
    if won:
        open_ = [lane for lane in open_ if undecided(race, won[0], lane)]
    said = _who_won(won, _)
    if open_:
        names = ", ".join(short_title(lane, _) for lane in open_)
        unknown = _("What {names} handed in cannot be checked here, and is not counted.").format(names=names)
        said = _("{sentence} {next}").format(sentence=said, next=unknown)
    return said


def _who_won(won: Sequence[RaceLane], _: Translate) -> str:
    if not won:
        return _("Nobody solved it.")
    if len(won) > 1:
        return _("Tied: {names}.").format(names=", ".join(short_title(lane, _) for lane in won))
    if won[0].kind == "you":
        return _("You won!")
    return _("{name} won.").format(name=short_title(won[0], _))


def _place_line(race: RaceRecord, you: RaceLane, _: Translate) -> str:
    if you.last_ac_s is None or you.time_s is None or len(race.lanes) < 2:
        return ""
    place = 1 + sum(lane.order < you.order for lane in race.lanes)
    said = _("Place {place} of {count}: {gap}.")
    others = [lane for lane in race.lanes if lane is not you]
    if place > 1:
        best = ordered(race)[0]
        gap = _gap(you, best, _("{gap} behind {name}"), _("{points} points behind {name}"), _)
        return said.format(place=place, count=len(race.lanes), gap=gap)
    next_one = min((lane for lane in others if lane.time_s is not None), key=lambda lane: lane.order, default=None)
    if next_one is None:
        return _("Place {place} of {count}.").format(place=place, count=len(race.lanes))
    gap = _gap(you, next_one, _("{gap} ahead of {name}"), _("{points} points ahead of {name}"), _)
    return said.format(place=place, count=len(race.lanes), gap=gap)


def _gap(you: RaceLane, other: RaceLane, by_time: str, by_points: str, _: Translate) -> str:
    name = short_title(other, _)
    if you.points != other.points:
        return by_points.format(points=abs(you.points - other.points), name=name)
    mine, theirs = you.time_s or 0, other.time_s or 0
    seconds = abs(int(mine) - int(theirs))  # as the two times are shown
    gap = minutes(seconds) if seconds >= 60 else _("{seconds} s").format(seconds=seconds or f"{abs(mine - theirs):.1f}")
    return by_time.format(gap=gap, name=name)


def _cost_lines(race: RaceRecord, you: RaceLane, _: Translate) -> list[str]:
    if not you.penalty_s or you.last_ac_s is None:
        return []
    parts = []
    if you.rejected:
        parts.append(_("rejected {count}").format(count=you.rejected))
    if you.hints:
        parts.append(_("hints {count}").format(count=you.hints))
    return [_("{time} of it are penalties: {what}.").format(time=minutes(you.penalty_s), what=", ".join(parts))]


def _elo_lines(race: RaceRecord, before: Sequence[RaceRecord], _: Translate) -> list[str]:
    old = {title(standing.other, str): standing.rating for standing in standings(bouts(before))}
    mine = {title(bout.other, str) for bout in bouts([race])}
    lines = []
    for standing in standings(bouts([*before, race])):
        if title(standing.other, str) not in mine:
            continue
        change = standing.rating - old.get(title(standing.other, str), 1500.0)
        name = short_title(standing.other, _)
        lines.append(_("Elo against {name}: {rating} ({change}), {count}.").format(
            name=name, rating=f"{standing.rating:.0f}", change=f"{change:+.0f}", count=standing.total
        ))  # fmt: skip
    return lines


def _best_line(race: RaceRecord, you: RaceLane, before: Sequence[RaceRecord], _: Translate) -> list[str]:
    if len(race.tasks) != 1 or you.time_s is None:
        return []
    label = race.tasks[0].label
    best = best_times(before).get(label)
    if best is None:
        return [_("Your first {letter}.").format(letter=label)]
    if you.time_s < best:
        return [_("Your best time at {letter} so far; before: {time}.").format(letter=label, time=minutes(best))]
    return []


def best_times(races: Sequence[RaceRecord]) -> dict[str, float]:
    """Your best time by letter, over races on one problem."""
    found: dict[str, float] = {}
    for race in races:
        you = race.you
        if you is not None and you.time_s is not None and len(race.tasks) == 1:
            label = race.tasks[0].label
            found[label] = min(you.time_s, found.get(label, float("inf")))
    return found


def unchecked(lane: RaceLane) -> set[str]:
    """The unsolved problems with a submission that could not be checked."""
    return {one.problem for one in lane.submissions if (one.reported or one.verdict) == "UNCHECKED"} - solved_by(lane)


def solved_by(lane: RaceLane) -> set[str]:
    return {one.problem for one in lane.submissions if (one.reported or one.verdict) == "AC"}
