"""States of races, made by hand, for the tests that draw them in a terminal or on a page."""

from dataclasses import replace

from judge.judgement import CaseResult, Judgement, Verdict
from judge.notes import plain
from problems.demo import CONTEST, pages
from problems.page import read_page
from sandbox.run import Ending, RunResult
from solver.race import rules
from solver.race.messages import message
from solver.race.rules import End, HandIn, Lane, LaneKind, Rules, Try
from solver.race.state import (
    Activity,
    Course,
    GhostTimes,
    Happening,
    LaneState,
    LastTest,
    Phase,
    PinnedHint,
    RaceProblem,
    RaceState,
    Stage,
    YourState,
)
from solver.race.you import GIVE_UP


def demo_problem(letter):
    return read_page(pages()[f"/contests/{CONTEST}/tasks/kyoso_demo_{letter}"].decode())


def race_problem(problem):
    limits = problem.limits
    return RaceProblem(
        problem.id, problem.label, problem.title, problem.points, limits.time_s, limits.memory_mib,
        len(problem.samples), 1100.0, problem.contest,
    )  # fmt: skip


def run_of(stdout, stderr=b""):
    return RunResult(Ending.EXITED, 0, None, 0.01, 0.01, 1.0, stdout, stderr)


E_PROBLEM = demo_problem("e")
GHOST_TIMES = GhostTimes(1200, {E_PROBLEM.id: 995.0}, 540.0, 1860.0, (0, 2, 6, 8, 7, 5, 4, 3, 2, 1, 1, 1))
COURSE = Course((race_problem(E_PROBLEM),), Rules(), None, (GHOST_TIMES,))
PROBLEMS = {E_PROBLEM.id: E_PROBLEM}
YOU = LaneState(Lane(LaneKind.YOU, "you"), Activity(Stage.NOT_SAVED))
MODEL = LaneState(
    Lane(LaneKind.MODEL, "openai/gpt-oss-20b", "medium"), Activity(Stage.THINKING, E_PROBLEM.id),
    2104, 0, 40.2, (12, 30, 41, 40, 38, 44, 40),
)  # fmt: skip
GHOST = LaneState(Lane(LaneKind.GHOST, "ghost 1200", rating=1200))
NEWS = (
    Happening(1, 0.0, 0, message("started")),
    Happening(2, 118.0, 0, message("{letter}{verdict}, {passed} of {total} samples",
                                   letter="", verdict="WA", passed=1, total=3)),
    Happening(3, 140.0, 1, message("{letter}repair round {round}", letter="", round=1)),
)  # fmt: skip


def race(lanes=(YOU, MODEL, GHOST), you=None, **more):
    shown = {"phase": Phase.RUNNING, "at_s": 221.0, "happenings": NEWS}
    return RaceState(lanes=lanes, you=you or YourState(0, E_PROBLEM.id), **(shown | more))


def wrong():
    sample = E_PROBLEM.samples[0]
    case = CaseResult(sample.name, Verdict.WA, run_of(b"8\n"), note=plain("token 1"))
    rest = [CaseResult(one.name, Verdict.AC, run_of(one.expected)) for one in E_PROBLEM.samples[1:]]
    judgement = Judgement(Verdict.WA, (case, *rest), "", 0.01, 1.0)
    lane = replace(
        YOU, doing=Activity(Stage.JUDGED, E_PROBLEM.id, 2, 3, verdict=Verdict.WA),
        marks="WAA", saves=3, file="c.py", saved_s=198.0,
    )  # fmt: skip
    last = LastTest(E_PROBLEM.id, "c.py", 198.0, judgement, 3)
    return (lane, MODEL, GHOST), last


def failing(**more):
    lanes, last = wrong()
    return race(lanes, YourState(0, E_PROBLEM.id, last=last, **more))


def crashed():
    lines = [f"  File {number}" for number in range(20)]
    said = "\n".join(["Traceback (most recent call last):", *lines, "ZeroDivisionError: division by zero"]).encode()
    lanes, last = wrong()
    case = replace(last.judgement.cases[0], verdict=Verdict.RE, run=replace(run_of(b""), stderr=said, exit_code=1))
    judgement = replace(last.judgement, verdict=Verdict.RE, cases=(case, *last.judgement.cases[1:]))
    return race(lanes, YourState(0, E_PROBLEM.id, last=replace(last, judgement=judgement)))


def hinted():
    text = "What must be true of two neighbouring kilometres before it is worth counting plans at all? " * 2
    return failing(hint=PinnedHint(E_PROBLEM.id, 1, text, 30.0))


def checking():
    handed = HandIn(E_PROBLEM.id, 42.0, 42.0)
    lane = replace(
        YOU, lane=rules.hand_in(YOU.lane, handed), doing=Activity(Stage.CHECKING, E_PROBLEM.id, 37, 81), marks="AAA"
    )
    return race((replace(lane, saves=1, file="c.py", saved_s=42.0), MODEL, GHOST))


def solved():
    task = E_PROBLEM.id
    lane = rules.submit(YOU.lane, Try(task, 150, Verdict.WA), (task,), 150)
    lane = rules.submit(lane, Try(task, 200, Verdict.AC), (task,), 200)
    dead = replace(MODEL, lane=rules.end(MODEL.lane, End.SERVER_FAILED, 90))
    return race((replace(YOU, lane=lane, marks="AAA"), dead, GHOST), YourState(0, task, closing_s=7.0, typed="wa"))


def contest():
    problems = [demo_problem(letter) for letter in "abcde"]
    course = Course(tuple(map(race_problem, problems)), Rules(), 6000.0, (), CONTEST)
    tasks = course.tasks
    you = rules.submit(YOU.lane, Try(tasks[0], 60, Verdict.WA), tasks, 60)
    you = rules.submit(you, Try(tasks[0], 100, Verdict.AC), tasks, 100)
    model = rules.submit(MODEL.lane, Try(tasks[0], 12, Verdict.AC), tasks, 12)
    model = rules.submit(model, Try(tasks[3], 80, Verdict.UNCHECKED), tasks, 80)
    lanes = (
        replace(YOU, lane=you, doing=Activity(Stage.JUDGED, tasks[2], 1, 3, verdict=Verdict.WA)),
        replace(MODEL, lane=model),
    )
    return course, race(lanes, YourState(0, tasks[2]))


SHOWN = {
    "gathering": race(phase=Phase.GATHERING, at_s=0.0, happenings=()),
    "countdown": race(phase=Phase.COUNTDOWN, at_s=0.0, countdown=3, happenings=()),
    "thinking": race(),
    "wrong": failing(),
    "crashed": crashed(),
    "hint": hinted(),
    "checking": checking(),
    "give_up": failing(message=GIVE_UP),
    "keys": race(you=YourState(0, E_PROBLEM.id, shows_keys=True)),
    "solved": solved(),
}
