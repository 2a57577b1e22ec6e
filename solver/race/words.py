"""A race in words: what terminal, page and standings say about a lane, in the requested language."""

from dataclasses import dataclass, replace

from judge.attempt import Outcome
from judge.effort import Effort
from judge.judgement import Verdict
from judge.log.race_records import RaceLane
from solver.race import rules
from solver.race.clock import minutes
from solver.race.messages import N_, Translate
from solver.race.rules import End, Lane, LaneKind
from solver.race.state import Activity, Course, Happening, LaneState, Phase, RaceState, Stage

BLOCKS = " ▁▂▃▄▅▆▇█"
_SIGNS = {"A": "✓", "W": "✗", "?": "?"}
_TONES = {Verdict.AC: "good", Verdict.UNCHECKED: "info", Verdict.IE: "bad", Verdict.RE: "bad", Verdict.CE: "bad"}

# The stations of a lane in their order, and the station that each other stage belongs to.
_MODEL = (Stage.THINKING, Stage.WRITING, Stage.COMPILING, Stage.SAMPLES, Stage.CHECKING)
_PERSON = (Stage.SAVED, Stage.COMPILING, Stage.SAMPLES, Stage.CHECKING)
_AT = {Stage.WAITING: Stage.THINKING, Stage.LOADING: Stage.THINKING, Stage.RETRYING: Stage.THINKING}
_AT |= {Stage.READING: Stage.THINKING, Stage.ENDING: Stage.THINKING}
_AT |= {Stage.JUDGED: Stage.SAMPLES, Stage.REJECTED: Stage.CHECKING}

# What an answer without a program was, by its outcome.
NO_ANSWER = {
    Outcome.NO_CODE.value: N_("no code"),
    Outcome.TRUNCATED.value: N_("out of tokens"),
    Outcome.EMPTY.value: N_("an empty answer"),
    Outcome.LOOPED.value: N_("it repeated itself"),
    Outcome.REFUSED.value: N_("it refused"),
    Outcome.SERVER_ERROR.value: N_("its server failed"),
}


_STAGES = {
    Stage.READY: N_("ready"),
    Stage.NOT_SAVED: N_("not saved yet"),
    Stage.SAVED: N_("saved"),
    Stage.WAITING: N_("waiting for the server"),
    Stage.LOADING: N_("model being loaded, {seconds} s"),
    Stage.READING: N_("reading the prompt, {percent} %"),
    Stage.RETRYING: N_("asked again"),
    Stage.THINKING: N_("thinking"),
    Stage.ENDING: N_("thinking ended"),
    Stage.WRITING: N_("writing"),
    Stage.COMPILING: N_("compiling"),
    Stage.SAMPLES: N_("sample {count}"),
    Stage.JUDGED: "{verdict} {count}",
    Stage.CHECKING: N_("checking {count}"),
    Stage.REJECTED: N_("{verdict} on a generated test"),
    Stage.REPORTED: N_("AtCoder said {verdict}"),
    Stage.AWAY: N_("connection lost"),
}


@dataclass(frozen=True, slots=True)
class Styled:
    """Words and their colour: good, warn, bad, info, soft or none."""

    text: str
    tone: str = ""


def title(lane: Lane | RaceLane, _: Translate) -> str:
    """A lane's title, in a race or in the log: a model's name and effort, or a ghost's rating."""
    if lane.kind == LaneKind.YOU:
        return _("you")
    if lane.kind == LaneKind.GHOST:
        return _("ghost {rating}").format(rating=lane.rating)
    return f"{lane.name} {lane.effort}" if lane.effort and lane.effort != Effort.DEFAULT else lane.name


def short_title(lane: Lane | RaceLane, _: Translate) -> str:
    """The same without a model's publisher."""
    return title(replace(lane, name=lane.name.rpartition("/")[2]), _)


def standing_words(course: Course, state: LaneState, _: Translate) -> Styled:
    """Where the lane stands, in two or three words."""
    lane, doing = state.lane, state.doing
    if lane.ended is not None:
        return Styled(_ended(course, lane, _), "good" if lane.ended is End.SOLVED else "soft")
    if lane.paused:
        return Styled(_("paused"), "info")
    if lane.kind is LaneKind.GHOST:
        return Styled(_ghost_standing(course, lane, _), "soft")
    if lane.pending and doing.stage is Stage.CHECKING:
        handed = lane.pending[-1]
        sign, tone = ("✓", "good") if handed.verdict is Verdict.AC else ("?", "info")
        text = _("{sign} samples {time}, {doing}")
        return Styled(text.format(sign=sign, time=minutes(handed.own_s), doing=stage_words(doing, _)), tone)
    words = stage_words(doing, _)
    if doing.round and doing.stage not in (Stage.JUDGED, Stage.REJECTED):
        words = _("repair {round}: {doing}").format(round=doing.round, doing=words)
    if len(course.problems) > 1 and doing.task:
        words = f"{course.problem(doing.task).label}: {words}"
    tone = _TONES.get(doing.verdict, "warn") if doing.verdict is not None else ""
    if doing.stage in (Stage.NOT_SAVED, Stage.READY):
        tone = "soft"
    elif doing.stage in (Stage.NO_ANSWER, Stage.AWAY, Stage.RETRYING):
        tone = "bad"
    return Styled(words, tone)


def stage_words(doing: Activity, _: Translate) -> str:
    verdict = doing.verdict.value if doing.verdict is not None else ""
    count = f"{doing.number}/{doing.total}" if doing.total else str(doing.number or "")
    if doing.stage is Stage.NO_ANSWER:
        return _(NO_ANSWER.get(doing.detail, doing.detail))
    return (
        _(_STAGES[doing.stage]).format(percent=doing.number, seconds=doing.number, verdict=verdict, count=count).strip()
    )


def _ended(course: Course, lane: Lane, _: Translate) -> str:
    at = minutes(rules.own_time(lane, lane.ended_s or 0))
    match lane.ended:
        case End.SOLVED:
            score = rules.score(lane, course.points, course.rules)
            penalty = f" + {minutes(score.penalty_s)}" if score.penalty_s else ""
            return _("AC at {time}").format(time=minutes(score.last_ac_s or 0)) + penalty
        case End.GAVE_UP:
            return _("gave up at {time}").format(time=at)
        case End.UNCHECKED if len(course.problems) == 1:
            at_s = rules.unchecked_at(lane, course.tasks[0]) or 0
            return _("UNCHECKED at {time}").format(time=minutes(at_s))
        case End.NO_AC | End.UNCHECKED if len(course.problems) > 1:
            return _("finished at {time}").format(time=at)
        case End.SERVER_FAILED:
            return _("its server failed at {time}").format(time=at)
        case End.STOPPED:
            return _("stopped at {time}").format(time=at)
        case _:
            return _("no AC; ended at {time}").format(time=at)


def _ghost_standing(course: Course, lane: Lane, _: Translate) -> str:
    times = course.ghost(lane.rating)
    ahead = sorted(at_s for task, at_s in (times.at_s if times else {}).items() if rules.solved_at(lane, task) is None)
    return minutes(ahead[0]) if ahead else _("at work")


def detail_words(course: Course, state: LaneState, at_s: float, _: Translate) -> str:
    """The lane's second line."""
    lane = state.lane
    if lane.kind is LaneKind.GHOST:
        times = course.ghost(lane.rating)
        if times is None or times.early_s is None or times.late_s is None:
            return ""
        return _("most of {rating}: {early}–{late} min").format(
            rating=lane.rating, early=round(times.early_s / 60), late=max(1, round(times.late_s / 60))
        )
    wrong = sum(rules.rejected(lane, task) for task in course.tasks)
    if lane.ended is End.SERVER_FAILED and lane.failure:
        return lane.failure
    parts = [_("samples {marks}").format(marks=signs(state.marks))] if state.marks else []
    if lane.kind is LaneKind.MODEL:
        if state.per_s is not None and lane.ended is None:
            parts.append(_("{rate} tok/s").format(rate=f"{state.per_s:.0f}"))
        if state.reasoning or state.answer:
            parts.append(_("{thought} thought").format(thought=f"{state.reasoning:,}"))
            parts.append(_("{written} written").format(written=f"{state.answer:,}"))
    elif state.saves:
        parts.append(_("saves {count}").format(count=state.saves))
    if wrong:
        parts.append(_("rejected {count}").format(count=wrong))
    if lane.hints:
        parts.append(_("hints {count}").format(count=len(lane.hints)))
    if lane.kind is LaneKind.YOU and state.saved_s is not None and lane.ended is None:
        parts.append(_("{file} {ago} ago").format(file=state.file, ago=minutes(at_s - state.saved_s)))
    return " · ".join(parts)


def signs(marks: str) -> str:
    """The first dozen samples as ✓ and ✗."""
    return "".join(_SIGNS.get(mark, "?") for mark in marks[:12]) + ("…" if len(marks) > 12 else "")


def spark(rates: tuple[int, ...], width: int) -> str:
    """Tokens per second as a row of blocks, the newest last."""
    shown = rates[-width:]
    most = max(shown, default=0)
    return "".join(BLOCKS[max(1, round(8 * rate / most))] if most and rate else BLOCKS[1] for rate in shown)


def bars(heights: tuple[int, ...]) -> str:
    return "".join(BLOCKS[max(0, min(8, height))] for height in heights)


@dataclass(frozen=True, slots=True)
class Station:
    name: str
    status: str  # done, now, todo
    count: str = ""


def stations(course: Course, state: LaneState, _: Translate) -> tuple[Station, ...]:
    """The lane's stations on its way to AC: done, current and ahead. Empty for a ghost."""
    lane = state.lane
    if lane.kind is LaneKind.GHOST:
        return ()
    way = _MODEL if lane.kind is LaneKind.MODEL else _PERSON
    names = {
        Stage.THINKING: _("reasoning"),
        Stage.WRITING: _("answer"),
        Stage.SAVED: _("save"),
        Stage.COMPILING: _("compile"),
        Stage.SAMPLES: _("samples"),
        Stage.CHECKING: _("generated tests"),
    }
    here = _AT.get(state.doing.stage, state.doing.stage)
    if here is Stage.NO_ANSWER:
        here = Stage.WRITING if state.doing.number else Stage.THINKING
    place = way.index(here) if here in way else -1
    if lane.ended is End.SOLVED:
        place = len(way)
    counted = state.doing.total or state.doing.stage is Stage.CHECKING
    count = f"{state.doing.number}/{state.doing.total}" if state.doing.total else str(state.doing.number or "")
    found = [
        Station(names[stage], "done" if at < place else "now" if at == place else "todo",
                count if at == place and counted else "")
        for at, stage in enumerate(way)
    ]  # fmt: skip
    return (*found, Station("AC", "done" if lane.ended is End.SOLVED else "todo"))


def position(course: Course, state: LaneState, at_s: float) -> float:
    """How far along its way the lane is, from 0 to 1: its station plus the count within it."""
    lane = state.lane
    if lane.ended is End.SOLVED:
        return 1.0
    if lane.kind is LaneKind.GHOST:
        times = course.ghost(lane.rating)
        last = max(times.at_s.values(), default=0.0) if times else 0.0
        return min(1.0, at_s / last) if last else 0.0
    done = sum(rules.solved_at(lane, task) is not None for task in course.tasks)
    way = stations(course, state, lambda text: text)
    at = next((place for place, one in enumerate(way) if one.status == "now"), 0)
    part = state.doing.number / state.doing.total if state.doing.total else 0.0
    return (done + (at + part) / len(way)) / len(course.tasks)


def headline(course: Course, state: RaceState, _: Translate) -> Styled:
    if state.phase is Phase.GATHERING:
        return Styled(_("waiting for the second person"), "info")
    if state.phase is Phase.COUNTDOWN:
        return Styled(_("starts in {number}").format(number=state.countdown) if state.countdown else _("ready"), "info")
    lanes = [one.lane for one in state.lanes]
    best = rules.winners(lanes, course.points, course.rules)
    if not best:
        return Styled(_("nobody has solved it yet"))
    names = [short_title(lanes[place], _) for place in best]
    over = state.phase is Phase.OVER
    if len(best) > 1:
        return Styled(_("tied: {names}").format(names=", ".join(names)))
    if lanes[best[0]].kind is LaneKind.YOU:
        return Styled(_("you won") if over else _("you lead"), "good")
    return Styled((_("{name} won") if over else _("{name} leads")).format(name=names[0]), "warn")


def ghost_ahead(course: Course, state: RaceState, _: Translate) -> str:
    """When the next ghost is expected; empty if there is none."""
    ahead = [
        (at_s, ghost.rating, course.problem(task).label)
        for ghost in course.ghosts
        for task, at_s in ghost.at_s.items()
        if at_s > state.at_s
    ]
    if not ahead or state.phase is not Phase.RUNNING:
        return ""
    at_s, rating, label = min(ahead)
    where = f" {label}" if len(course.problems) > 1 else ""
    return _("ghost {rating}{where} in {left}").format(rating=rating, where=where, left=minutes(at_s - state.at_s))


def joining_command(course: Course, address: str) -> tuple[str, str]:
    """What the second person types, ready for any shell, in two parts that may stand on two lines."""
    mine = "main.py" if course.contest is None else "."
    return f"kyoso race --file {mine}", f"--join '{address}'"


def happening_words(happening: Happening, state: RaceState, _: Translate) -> str:
    """A line of news, with whose it is."""
    words = happening.what.words(_)
    if happening.place is None or happening.place >= len(state.lanes):
        return words
    return f"{short_title(state.lanes[happening.place].lane, _)}: {words}"


def ranks(course: Course, lanes: tuple[Lane, ...]) -> tuple[int, ...]:
    """The rank of each lane; tied lanes share one."""
    orders = [rules.score(lane, course.points, course.rules).order for lane in lanes]
    return tuple(1 + sum(other < order for other in orders) for order in orders)
