"""The events worth a line, found by comparing a lane's states before and after; the same for every kind of lane."""

from collections.abc import Iterator

from judge.attempt import Outcome
from judge.judgement import Verdict
from solver.race import rules
from solver.race.clock import minutes
from solver.race.messages import N_, RaceMessage, message
from solver.race.rules import End, LaneKind
from solver.race.state import Course, LaneState, Stage
from solver.race.words import NO_ANSWER


def news(before: LaneState, now: LaneState, course: Course) -> Iterator[tuple[float | None, RaceMessage]]:
    """Lines with their times on the lane's own clock (None: now), oldest first."""
    if now.doing != before.doing:
        yield from _of_stage(before, now, course)
    old, new = before.lane, now.lane
    for handed in new.pending:
        if handed not in old.pending:
            yield handed.own_s, message(N_("{letter}handed in"), letter=_letter(course, handed.task))
    if new.tries != old.tries:
        yield from _of_tries(before, now, course)
    if len(new.hints) > len(old.hints):
        yield None, message(N_("hint {level}"), level=new.hints[-1].level)
    if new.paused != old.paused and new.ended is None:
        yield None, message(N_("paused") if new.paused else N_("resumed"))
    if new.ended is not old.ended:
        said = _of_end(now, course)
        if said:
            solved_s = rules.score(new, course.points, course.rules).last_ac_s
            yield solved_s if new.ended is End.SOLVED else None, said


def _letter(course: Course, task: str) -> str:
    """The problem's letter in a contest, to begin a line with."""
    return f"{course.problem(task).label} " if len(course.problems) > 1 and task else ""


def _of_stage(before: LaneState, now: LaneState, course: Course) -> Iterator[tuple[float | None, RaceMessage]]:
    doing, was = now.doing, before.doing
    many = len(course.problems) > 1
    letter = _letter(course, doing.task)
    if doing.stage is was.stage and doing.stage is not Stage.JUDGED:
        return
    match doing.stage:
        case Stage.WAITING if doing.round:
            yield None, message(N_("{letter}repair round {round}"), letter=letter, round=doing.round)
        case Stage.WAITING if many and was.task != doing.task:
            yield None, message(N_("{letter}begun"), letter=letter)
        case Stage.LOADING:
            yield None, message(N_("its server is loading the model"))
        case Stage.ENDING:
            yield None, message(N_("thinking ended after {tokens} tokens; it is to answer now"), tokens=doing.number)
        case Stage.RETRYING:
            yield None, message(N_("asked again: {why}"), why=doing.detail)
        case Stage.JUDGED if doing.total and doing.verdict is not Verdict.AC:  # an AC is reported when it is handed in
            verdict = doing.verdict.value if doing.verdict else ""
            text = N_("{letter}{verdict}, {passed} of {total} samples")
            yield None, message(text, letter=letter, verdict=verdict, passed=doing.number, total=doing.total)
        case Stage.JUDGED if doing.verdict in (Verdict.CE, Verdict.IE):
            yield None, message("{letter}{verdict}", letter=letter, verdict=doing.verdict.value)
        case Stage.NO_ANSWER if doing.detail != Outcome.SERVER_ERROR:
            why = NO_ANSWER.get(doing.detail, doing.detail)
            yield None, message(N_("{letter}no program: {why}"), letter=letter, why=why)
        case Stage.NO_ANSWER if many:  # otherwise its end says so
            yield None, message(N_("{letter}its server failed: {why}"), letter=letter, why=now.lane.failure)
        case Stage.REJECTED:
            verdict = doing.verdict.value if doing.verdict else ""
            text = N_("{letter}{verdict} on a generated test: {detail}")
            yield None, message(text, letter=letter, verdict=verdict, detail=doing.detail)
        case Stage.REPORTED if before.lane.ended is not None:
            yield None, message(N_("back in the race"))
        case Stage.AWAY:
            yield None, message(N_("connection lost; continuing alone"))


def _of_tries(before: LaneState, now: LaneState, course: Course) -> Iterator[tuple[float | None, RaceMessage]]:
    known = {(tried.task, tried.at_s, tried.verdict): tried for tried in before.lane.tries}
    for tried in now.lane.tries:
        letter = _letter(course, tried.task)
        same = known.get((tried.task, tried.at_s, tried.verdict))
        if same is not None and same.reported is tried.reported:
            continue
        if tried.reported is not None:
            yield None, message(N_("{letter}AtCoder said {verdict}"), letter=letter, verdict=tried.reported.value)
        elif letter:
            yield tried.at_s, message("{letter}{verdict}", letter=letter, verdict=tried.result.value)
        elif tried.result is Verdict.UNCHECKED and now.lane.kind is not LaneKind.YOU:
            text = N_("UNCHECKED at {time}: this judge cannot tell")
            yield tried.at_s, message(text, time=minutes(tried.at_s))
        elif tried.result is not Verdict.AC:
            yield tried.at_s, message(N_("{verdict}: not accepted"), verdict=tried.result.value)


def _of_end(now: LaneState, course: Course) -> RaceMessage | None:
    lane = now.lane
    match lane.ended:
        case None:
            return None
        case End.SOLVED:
            score = rules.score(lane, course.points, course.rules)
            return message(N_("AC at {time}"), time=minutes(score.last_ac_s or 0))
        case End.GAVE_UP:
            return message(N_("gave up"))
        case End.SERVER_FAILED:
            return message(N_("{letter}its server failed: {why}"), letter="", why=lane.failure)
        case End.STOPPED:
            return message(N_("stopped"))
        case End.UNCHECKED | End.NO_AC if len(course.problems) > 1:
            return message(N_("finished"))
        case End.NO_AC:
            return message(N_("no AC; out of tries"))
        case End.UNCHECKED:
            return None
