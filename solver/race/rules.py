"""The rules of a race as values: lanes, tries, penalties, pauses, standings. It touches no clock, screen or file.

All times are seconds since the start of the race. A race on one problem is a contest of one problem, so both have
AtCoder's standings: points, then the time of the last AC plus the penalties.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from judge.judgement import Verdict

PENALTY_S = 300.0  # per rejected submission to a problem that is solved in the end, as on AtCoder

# These cost nothing: CE by AtCoder's rule, IE because it is our own fault, UNCHECKED because nobody has rejected it.
_FREE = frozenset({Verdict.AC, Verdict.CE, Verdict.IE, Verdict.UNCHECKED})


class LaneKind(StrEnum):
    """Who runs in a lane."""

    YOU = "you"
    RIVAL = "rival"  # a second person, on another machine
    MODEL = "model"
    GHOST = "ghost"


class End(StrEnum):
    """How a lane ended."""

    SOLVED = "solved"  # every problem
    GAVE_UP = "gave_up"
    NO_AC = "no_ac"  # a model has no rounds left
    UNCHECKED = "unchecked"  # the same, but its submissions cannot be checked here: neither AC nor wrong
    SERVER_FAILED = "server_failed"
    STOPPED = "stopped"  # by the user or the time limit


@dataclass(frozen=True, slots=True)
class RaceSettings:
    checks: bool = True  # programs that pass the samples are run on generated tests before they count
    submits_on_ac: bool = True
    has_hints: bool = False
    interactive: bool = True  # someone can type AtCoder's verdict
    report_within_s: float = 10.0


@dataclass(frozen=True, slots=True)
class Rules:
    """What a race costs."""

    penalty_s: float = PENALTY_S
    hint_s: float = PENALTY_S  # per hint on a problem that is solved in the end


@dataclass(frozen=True, slots=True)
class Try:
    """One submission: a program handed in, at the lane's own time."""

    task: str
    at_s: float
    verdict: Verdict
    reported: Verdict | None = None  # AtCoder's own verdict, typed by the user; overrides ours
    attempt: int | None = None  # its id in the log

    @property
    def result(self) -> Verdict:
        """The verdict that counts."""
        return self.reported or self.verdict


@dataclass(frozen=True, slots=True)
class HandIn:
    """A program that was handed in and is still being checked beyond the samples."""

    task: str
    own_s: float  # on the lane's clock
    race_s: float
    verdict: Verdict = Verdict.AC  # on the samples
    attempt: int | None = None  # its id in the log


@dataclass(frozen=True, slots=True)
class HintTaken:
    task: str
    at_s: float
    level: int


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch of race time in which the lane's clock stands still; open while it lasts."""

    begin_s: float
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """One contender and everything that has happened to it."""

    kind: LaneKind
    name: str
    effort: str | None = None
    rating: int | None = None  # of a ghost
    tries: tuple[Try, ...] = ()
    hints: tuple[HintTaken, ...] = ()
    pauses: tuple[Pause, ...] = ()
    pending: tuple[HandIn, ...] = ()
    ended: End | None = None
    ended_s: float | None = None
    tokens: int = 0
    failure: str = ""  # why its server failed, in one line
    distant: bool = False  # run on another machine
    start_offset_s: float | None = None  # how long after the common start this lane's thread woke

    @property
    def paused(self) -> bool:
        return bool(self.pauses) and self.pauses[-1].end_s is None


@dataclass(frozen=True, slots=True)
class Score:
    """A line of the standings; compare by `order`, smaller is better."""

    points: int
    last_ac_s: float | None  # None: nothing solved
    rejected: int  # those that count
    penalty_s: float

    @property
    def time_s(self) -> float | None:
        return None if self.last_ac_s is None else self.last_ac_s + self.penalty_s

    @property
    def order(self) -> tuple[float, float]:
        """More points first, then less time."""
        return -self.points, float("inf") if self.time_s is None else self.time_s


def own_time(lane: Lane, race_s: float) -> float:
    """The lane's clock at a moment of the race: it leaves out pauses and stops when the lane ends."""
    if lane.ended_s is not None:
        race_s = min(race_s, lane.ended_s)
    paused = sum(
        max(0.0, min(race_s, race_s if pause.end_s is None else pause.end_s) - pause.begin_s)
        for pause in lane.pauses
        if pause.begin_s < race_s
    )
    return race_s - paused


def clock_s(lane: Lane, tasks: Sequence[str], race_s: float) -> float:
    """The clock that the lane shows: it stands still while every problem not yet solved is being checked."""
    waiting = {one.task for one in lane.pending}
    if waiting and all(task in waiting or solved_at(lane, task) is not None for task in tasks):
        race_s = min(race_s, max(one.race_s for one in lane.pending))
    return own_time(lane, race_s)


def solved_at(lane: Lane, task: str) -> float | None:
    """The lane's time of its first AC on the task; None if it has none."""
    return next((tried.at_s for tried in lane.tries if tried.task == task and tried.result is Verdict.AC), None)


def is_pending(lane: Lane, task: str) -> bool:
    """Whether a program that was handed in to the task is still being checked."""
    return any(one.task == task for one in lane.pending)


def unchecked_at(lane: Lane, task: str) -> float | None:
    """The lane's time of its first submission to the task that could not be checked; None once the task is solved."""
    if solved_at(lane, task) is not None:
        return None
    return next((one.at_s for one in lane.tries if one.task == task and one.result is Verdict.UNCHECKED), None)


def rejected(lane: Lane, task: str) -> int:
    """How many submissions to the task were rejected, at a cost, before its first AC."""
    count = 0
    for tried in lane.tries:
        if tried.task == task:
            if tried.result is Verdict.AC:
                break
            count += tried.result not in _FREE
    return count


def score(lane: Lane, points: Mapping[str, int], rules: Rules) -> Score:
    """The lane's score. Rejections and hints count only on problems that it solved."""
    solved = {task: at_s for task in points if (at_s := solved_at(lane, task)) is not None}
    wrong = sum(rejected(lane, task) for task in solved)
    hints = sum(hint.task in solved and hint.at_s <= solved[hint.task] for hint in lane.hints)
    return Score(
        points=sum(points[task] for task in solved),
        last_ac_s=max(solved.values(), default=None),
        rejected=wrong,
        penalty_s=wrong * rules.penalty_s + hints * rules.hint_s,
    )


def submit(lane: Lane, tried: Try, tasks: Sequence[str], race_s: float) -> Lane:
    """The lane after a submission; the AC of its last task ends it. `race_s` is when it was handed in."""
    # Programs may be judged in another order than they were handed in: the time of handing in counts.
    tries = tuple(sorted((*lane.tries, tried), key=lambda one: one.at_s))
    return _ended_if_solved(replace(lane, tries=tries), tasks, race_s)


def hand_in(lane: Lane, handed: HandIn) -> Lane:
    return replace(lane, pending=(*lane.pending, handed))


def settle(lane: Lane, handed: HandIn, tried: Try, tasks: Sequence[str]) -> Lane:
    """The lane once the result of a pending program is known."""
    lane = replace(lane, pending=tuple(one for one in lane.pending if one != handed))
    return submit(lane, tried, tasks, handed.race_s)


def reported(lane: Lane, verdict: Verdict, tasks: Sequence[str], race_s: float, task: str | None = None) -> Lane | None:
    """The lane after AtCoder's own verdict on its latest submission (to the task); None if it has none.

    A rejection revokes the AC and puts the lane back in the race; an AC may end it.
    """
    places = [place for place, tried in enumerate(lane.tries) if task is None or tried.task == task]
    # What was handed in to AtCoder is the program that got AC here, not a later save.
    accepted = [place for place in places if lane.tries[place].result is Verdict.AC]
    if not places:
        return None
    place = accepted[0] if accepted else places[-1]
    tries = list(lane.tries)
    tries[place] = replace(tries[place], reported=verdict)
    changed = replace(lane, tries=tuple(tries))
    if lane.ended is End.SOLVED and any(solved_at(changed, one) is None for one in tasks):
        changed = replace(changed, ended=None, ended_s=None)
    return _ended_if_solved(changed, tasks, race_s)


def pause(lane: Lane, race_s: float) -> Lane:
    """The lane with its clock stopped, or running again if it was stopped."""
    if lane.ended is not None:
        return lane
    return _resumed(lane, race_s) if lane.paused else replace(lane, pauses=(*lane.pauses, Pause(race_s)))


def _resumed(lane: Lane, race_s: float) -> Lane:
    return replace(lane, pauses=(*lane.pauses[:-1], replace(lane.pauses[-1], end_s=race_s)))


def take_hint(lane: Lane, hint: HintTaken) -> Lane:
    return replace(lane, hints=(*lane.hints, hint))


def end(lane: Lane, how: End, race_s: float) -> Lane:
    """The lane at its end; one that has already ended stays as it is."""
    if lane.ended is not None:
        return lane
    if lane.paused:
        lane = _resumed(lane, race_s)
    return replace(lane, ended=how, ended_s=race_s)


def at_best(lane: Lane) -> Lane:
    """The lane as it would stand if everything that could not be checked were right."""
    tries = (replace(one, reported=Verdict.AC) if one.result is Verdict.UNCHECKED else one for one in lane.tries)
    return replace(lane, tries=tuple(tries))


def winners(lanes: Sequence[Lane], points: Mapping[str, int], rules: Rules) -> tuple[int, ...]:
    """The places of the best lanes: one, several that are tied, or none if nobody solved anything."""
    orders = [score(lane, points, rules).order for lane in lanes]
    best = min((order for order in orders if order[0] < 0), default=None)
    return tuple(place for place, order in enumerate(orders) if order == best)


def over(lanes: Sequence[Lane]) -> bool:
    """Whether nothing more can happen. A ghost's times are known in advance, so nobody waits for one."""
    return all(lane.ended is not None for lane in lanes if lane.kind is not LaneKind.GHOST)


def _ended_if_solved(lane: Lane, tasks: Sequence[str], race_s: float) -> Lane:
    if all(solved_at(lane, task) is not None for task in tasks):
        return end(lane, End.SOLVED, race_s)
    return lane
