"""The race as a pure engine: events in, state and orders out, with no clock, no thread and no screen."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from judge.attempt import Attempt, JobKey, Likely, Outcome, Reply, Source
from judge.effort import Effort
from judge.judgement import CaseResult, Judgement, Submission, Verdict
from judge.notes import note, plain
from judge.progress import StressRun
from solver import progress
from solver.attempt import Solved
from solver.race import rules
from solver.race.engine import CHECKING_S, Engine
from solver.race.events import (
    AnswerJudged,
    AskHint,
    CheckBeyond,
    Checked,
    ForceAnswers,
    HintCame,
    JudgeSave,
    KeyPressed,
    LaneDone,
    Progressed,
    Saved,
    SaveJudged,
)
from solver.race.rules import End, Lane, LaneKind, RaceSettings
from solver.race.state import Phase, Stage
from solver.race.words import detail_words, standing_words, stations
from solver.race.you import GIVE_UP
from tests.solver.race.states import COURSE, E_PROBLEM, contest, run_of

TASK = E_PROBLEM.id
LANES = (Lane(LaneKind.YOU, "you"), Lane(LaneKind.MODEL, "m", "low"), Lane(LaneKind.GHOST, "g", rating=1200))
TLE = Likely(Verdict.TLE, "case", 0.95, plain("9.00 s of 2.00 s"))


def engine(**options):
    made = Engine(options.pop("course", COURSE), LANES, RaceSettings(has_hints=True, **options))
    made.begin()
    return made


def attempt(verdict=Verdict.AC, number=1, round_number=None):
    case = CaseResult("1", verdict, run_of(b"7\n"))
    judgement = Judgement(verdict, (case,), "", 0.01, 1.0)
    key = None if round_number is None else JobKey(TASK, "m", Effort.LOW, "python", "en", 0, round_number, 1, "{}")
    source, now = Submission("python", "print(7)"), datetime(2026, 1, 1, tzinfo=UTC)
    return Attempt(number, Source.RACE, "you", TASK, key, None, source, judgement, None, now)


def save(race, at_s, verdict=Verdict.AC, number=1):
    """Save a program that is judged half a second later; returns the orders that follow."""
    (order,) = race.take(Saved(TASK, Submission("python", ""), at_s, "c.py"), at_s)
    assert isinstance(order, JudgeSave)
    tried = attempt(verdict, number)
    return race.take(SaveJudged(order.save, tried, tried.judgement), at_s + 0.5)


def you(race, at_s):
    return race.state(at_s).lanes[0]


def test_your_clock_stops_with_the_save_that_is_handed_in_and_resumes_if_it_is_rejected():
    race = engine()
    (order,) = save(race, 42.0)
    assert isinstance(order, CheckBeyond) and order.handed.race_s == 42.0
    race.take(Progressed(0, TASK, StressRun(37, 81, "x"), 50.0), 50.0)
    lane = you(race, 60.0)
    assert rules.clock_s(lane.lane, COURSE.tasks, 60.0) == 42.0
    assert standing_words(COURSE, lane, lambda text: text).text == "✓ samples 00:42, checking 37/81"
    race.take(Checked(0, order.handed, replace(order.attempt, likely=TLE), None), 70.0)
    lane = you(race, 75.0)
    assert lane.doing.stage is Stage.REJECTED and lane.lane.ended is None
    assert rules.clock_s(lane.lane, COURSE.tasks, 75.0) == 75.0
    assert [(tried.verdict, tried.at_s) for tried in lane.lane.tries] == [(Verdict.TLE, 42.0)]


def test_a_later_save_that_passes_in_the_meantime_is_handed_in_once_the_first_is_rejected():
    race = engine()
    (first,) = save(race, 42.0)
    assert save(race, 50.0, number=2) == ()  # only one is checked at a time
    (second,) = race.take(Checked(0, first.handed, replace(first.attempt, likely=TLE), None), 70.0)
    assert second.handed.race_s == 50.0
    race.take(Checked(0, second.handed, second.attempt, None), 80.0)
    lane = you(race, 90.0).lane
    assert lane.ended is End.SOLVED and lane.ended_s == 50.0
    assert rules.score(lane, COURSE.points, COURSE.rules).time_s == 50.0 + 300.0


def type_verdict(race, word, at_s):
    for key in f"{word}\r":
        race.take(KeyPressed(key), at_s)


@pytest.mark.parametrize(("word", "end"), [("ac", End.SOLVED), ("wa", None)])
def test_atcoders_verdict_ends_the_check_of_the_program_it_is_for(word, end):
    race = engine(submits_on_ac=False)
    save(race, 30.0, Verdict.WA)
    race.take(KeyPressed("s"), 35.0)
    save(race, 42.0, Verdict.UNCHECKED, number=2)
    (order,) = race.take(KeyPressed("s"), 50.0)
    type_verdict(race, word, 60.0)
    race.take(Progressed(0, TASK, StressRun(37, 81, "x"), 61.0), 61.0)
    race.take(Checked(0, order.handed, replace(order.attempt, likely=TLE), None), 70.0)
    lane = you(race, 75.0)
    assert lane.lane.ended is end and lane.lane.pending == ()
    said = Verdict(word.upper())
    assert [(one.at_s, one.result, one.attempt) for one in lane.lane.tries] == [(35.0, Verdict.WA, 1), (50.0, said, 2)]
    if end is None:
        assert standing_words(COURSE, lane, str).text == "AtCoder said WA"
    news = [one.what.words(str) for one in race.state(76.0).happenings]
    assert f"AtCoder said {said.value}" in news and "back in the race" not in news


def test_atcoders_verdict_leaves_the_checks_of_other_problems_alone():
    course = replace(contest()[0], ghosts=COURSE.ghosts)
    first, second = course.tasks[:2]
    race = engine(course=course)
    for task in (first, second):
        (order,) = race.take(Saved(task, Submission("python", ""), 10.0, "c.py"), 10.0)
        tried = replace(attempt(), problem=task)
        race.take(SaveJudged(order.save, tried, tried.judgement), 10.5)
    type_verdict(race, "wa", 20.0)  # to the one saved last
    lane = you(race, 21.0).lane
    assert [one.task for one in lane.pending] == [first]
    assert [(one.task, one.result) for one in lane.tries] == [(second, Verdict.WA)]
    news = [one.what.words(str) for one in race.state(21.0).happenings]
    assert {"A handed in", "B handed in", "B AtCoder said WA"} <= set(news)


def test_what_this_judge_cannot_tell_does_not_look_like_passed_samples_while_it_is_checked():
    race = engine(submits_on_ac=False)
    save(race, 42.0, Verdict.UNCHECKED)
    race.take(KeyPressed("s"), 50.0)
    assert standing_words(COURSE, you(race, 51.0), str).text == "? samples 00:50, checking"


def test_g_asks_for_confirmation_and_any_other_key_cancels_it():
    race = engine()
    race.take(KeyPressed("g"), 5.0)
    assert race.state(5.0).you.message == GIVE_UP and you(race, 5.0).lane.ended is None
    race.take(KeyPressed("p"), 6.0)
    assert race.state(6.0).you.message != GIVE_UP
    race.take(KeyPressed("g"), 6.3)
    race.take(KeyPressed("\t"), 6.6)
    assert not race.state(6.6).you.message
    race.take(KeyPressed("g"), 7.0)
    race.take(KeyPressed("g"), 8.0)
    assert you(race, 9.0).lane.ended is End.GAVE_UP


@pytest.mark.parametrize("slip", ["z", "wz", "w\x1b", "w\x7f", "w\r"])
def test_a_slip_of_the_finger_does_not_swallow_the_next_key(slip):
    race = engine()
    for letter in (*slip, "p"):
        race.take(KeyPressed(letter), 5.0)
    assert you(race, 6.0).lane.paused and race.state(6.0).you.typed == ""


def test_a_key_that_does_nothing_says_so():
    race = engine()
    race.take(KeyPressed("z"), 5.0)
    assert race.state(5.0).you.message.words(str) == "z does nothing now; ? shows the keys."


def test_a_hint_is_pinned_until_it_is_dismissed_and_can_be_read_again():
    race = engine()
    (order,) = race.take(KeyPressed("h"), 30.0)
    assert order == AskHint(TASK, 1)
    assert race.take(KeyPressed("h"), 31.0) == ()  # the first one is still being written
    race.take(HintCame(TASK, 1, "Count the runs.", True), 50.0)
    save(race, 60.0, Verdict.WA)
    hint = race.state(61.0).you.hint
    assert hint.text == "Count the runs." and hint.shown
    race.take(KeyPressed("x"), 62.0)
    assert not race.state(62.0).you.hint.shown
    race.take(KeyPressed("x"), 63.0)
    assert race.state(63.0).you.hint.shown
    assert [taken.level for taken in you(race, 64.0).lane.hints] == [1]


def test_a_hint_that_fails_costs_nothing_and_says_why():
    race = engine()
    race.take(KeyPressed("h"), 30.0)
    race.take(HintCame(TASK, 1, "No hint: {x}", False), 50.0)
    state = race.state(51.0)
    assert state.you.hint is None and state.lanes[0].lane.hints == ()
    assert state.you.message.words(lambda text: text) == "No hint: {x}"


def test_a_hint_that_fails_after_your_end_gives_no_advice_on_a_key_that_is_dead():
    race = engine()
    for key in "hgg":
        race.take(KeyPressed(key), 30.0)
    race.take(HintCame(TASK, 1, "No hint. h asks again.", False), 50.0)
    state = race.state(51.0)
    assert state.you.hint is None and not state.you.message


def test_the_exclamation_mark_makes_the_models_answer():
    assert engine().take(KeyPressed("!"), 5.0) == (ForceAnswers(),)


def answered(race, at_s, number, round_number, verdict=Verdict.AC):
    solved = Solved(attempt(verdict, number, round_number), (), "")
    return race.take(AnswerJudged(1, TASK, solved, at_s), at_s + 1)


def test_a_model_that_fails_a_generated_test_goes_on_and_loses_no_time_by_the_check():
    race = engine()
    (order,) = answered(race, 100.0, 1, 0)
    race.take(Checked(1, order.handed, replace(order.attempt, likely=TLE), None), 160.0)
    lane = race.state(160.0).lanes[1]
    assert lane.lane.ended is None and lane.doing.stage is Stage.REJECTED
    race.take(Progressed(1, TASK, progress.Waiting("m"), 161.0), 161.0)
    assert race.state(161.0).lanes[1].doing.round == 1
    (order,) = answered(race, 200.0, 2, 1)
    race.take(Checked(1, order.handed, order.attempt, None), 230.0)
    race.take(LaneDone(1), 231.0)
    lane = race.state(231.0).lanes[1].lane
    assert lane.ended is End.SOLVED
    score = rules.score(lane, COURSE.points, COURSE.rules)
    assert (score.last_ac_s, score.rejected, score.time_s) == (140.0, 1, 440.0)


def test_a_model_ends_without_an_ac_only_once_its_last_check_is_over():
    race = engine()
    (order,) = answered(race, 10.0, 1, 0)
    race.take(LaneDone(1), 11.0)
    assert race.state(12.0).lanes[1].lane.ended is None
    race.take(Checked(1, order.handed, replace(order.attempt, likely=TLE), None), 20.0)
    assert race.state(21.0).lanes[1].lane.ended is End.NO_AC


def test_when_time_is_up_what_was_handed_in_is_still_checked_and_nothing_more_is_accepted():
    race = engine(course=replace(COURSE, limit_s=60.0), interactive=False)
    (order,) = save(race, 50.0)
    assert not race.over(59.0) and not race.over(61.0)
    assert race.take(Saved(TASK, Submission("python", ""), 62.0, "c.py"), 62.0) == ()
    assert answered(race, 63.0, 3, 0) == ()
    race.take(Checked(0, order.handed, order.attempt, None), 70.0)
    assert race.over(71.0)
    race.stop(71.0, False)
    state = race.state(71.0)
    assert [lane.lane.ended for lane in state.lanes[:2]] == [End.SOLVED, End.STOPPED]
    assert state.phase is Phase.OVER


def test_a_check_that_never_ends_delays_the_end_of_a_race_by_two_minutes_at_most():
    race = engine(course=replace(COURSE, limit_s=60.0), interactive=False)
    save(race, 50.0)
    assert not race.over(60.0 + CHECKING_S - 1) and race.over(60.0 + CHECKING_S)


@pytest.mark.parametrize("gap_s", [0, 3])
def test_tokens_are_counted_for_each_second(gap_s):
    race = engine()
    for second in range(6):
        at_s = float(second + (gap_s if second > 3 else 0))
        race.take(Progressed(1, TASK, progress.Tokens("m", 40 * second, 0, 40.0), at_s), at_s)
    rates = race.state(9.0).lanes[1].rates
    assert sum(rates) == pytest.approx(200, abs=2)
    assert len(rates) == 5 + gap_s


def test_the_news_list_what_happens_in_a_lane():
    race = engine()
    (order,) = save(race, 42.0)
    race.take(Checked(0, order.handed, replace(order.attempt, likely=TLE), None), 70.0)
    race.take(KeyPressed("p"), 80.0)
    words = [one.what.words(lambda text: text) for one in race.state(81.0).happenings if one.place == 0]
    assert words == ["started", "handed in", "TLE on a generated test: 9.00 s of 2.00 s", "TLE: not accepted", "paused"]


def replied(race, thought, whole, number, outcome=Outcome.ANSWERED, text="7", notes=()):
    """A wrong program or none, after a stream whose last counts were 60 and 0."""
    race.take(Progressed(1, TASK, progress.Tokens("m", 60, 0, None), 9.0), 9.0)
    reply = Reply(outcome, text, "", "stop", 1, thought, whole, None, 0.1, 1.0, 3.0, "m", "http://x", None, None)
    tried = replace(attempt(Verdict.WA, number, number), reply=reply, notes=notes)
    if outcome is not Outcome.ANSWERED:
        tried = replace(tried, judgement=None, submission=None)
    race.take(AnswerJudged(1, TASK, Solved(tried, (), ""), 10.0), 10.0)
    return race.state(10.0).lanes[1]


def test_the_last_token_figures_are_the_answers_own_and_add_up_to_the_results():
    race = engine()
    first = replied(race, 64, 158, 0)
    assert detail_words(COURSE, first, 10.0, str) == "64 thought · 94 written" and first.lane.tokens == 158
    second = replied(race, 16, 171, 1)
    assert (second.reasoning, second.answer, second.lane.tokens) == (80, 249, 329)
    unknown = replied(race, None, None, 2)
    assert (unknown.reasoning, unknown.answer, unknown.lane.tokens) == (140, 249, 389)


@pytest.mark.parametrize(
    ("text", "done"), [("", []), ("Let us", ["reasoning"])], ids=["while thinking", "while writing"]
)
def test_what_is_cut_off_has_done_only_what_came_before(text, done):
    lane = replied(engine(), None, 70, 0, Outcome.TRUNCATED, text)
    assert [one.name for one in stations(COURSE, lane, str) if one.status == "done"] == done
    assert standing_words(COURSE, lane, str).text == "out of tokens"


@pytest.mark.parametrize("course", [COURSE, replace(contest()[0], ghosts=COURSE.ghosts)], ids=["problem", "contest"])
def test_a_server_that_fails_is_told_with_its_reason_and_no_code_of_ours(course):
    race = engine(course=course)
    cut = note("failed", kind="cut", text="peer closed")
    replied(race, None, None, 0, Outcome.SERVER_ERROR, "", (cut,))
    race.take(LaneDone(1), 11.0)
    state = race.state(12.0)
    told = [one.what.words(str) for one in state.happenings if one.place == 1]
    assert "its server failed: the connection was cut: peer closed" in told
    assert not any("SERVER_ERROR" in text for text in told)
    assert detail_words(course, state.lanes[1], 12.0, str) == "the connection was cut: peer closed"


def test_a_server_that_cannot_be_asked_is_told_once():
    race = engine()
    race.take(LaneDone(1, "no model server answers"), 5.0)
    told = [one.what.words(str) for one in race.state(6.0).happenings if one.place == 1]
    assert told == ["started", "its server failed: no model server answers"]


def test_news_are_on_the_clock_of_whom_they_concern_and_in_its_order():
    race = engine()
    for at_s, key in ((17.0, "p"), (29.0, "p")):
        race.take(KeyPressed(key), at_s)
    (order,) = save(race, 60.0)
    race.take(Progressed(1, TASK, progress.QuestionRetried("m", "cut"), 62.0), 62.0)
    race.take(Checked(0, order.handed, order.attempt, None), 64.0)
    news = [(one.at_s, one.what.words(str)) for one in race.state(65.0).news]
    assert news == [
        (0.0, "started"),
        (0.0, "started"),
        (17.0, "paused"),
        (17.0, "resumed"),
        (48.0, "handed in"),
        (48.0, "AC at 00:48"),
        (62.0, "asked again: cut"),
    ]
