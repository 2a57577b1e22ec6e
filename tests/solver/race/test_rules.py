"""The rules of a race, without a clock and without a screen."""

from dataclasses import replace

import pytest

from judge.judgement import Verdict
from solver.race import rules
from solver.race.rules import End, HintTaken, Lane, LaneKind, Rules, Try

YOU = Lane(LaneKind.YOU, "you")
MODEL = Lane(LaneKind.MODEL, "m", "low")
POINTS = {"t": 300}


def hand_in(lane, at_s, verdict, task="t", tasks=("t",)):
    return rules.submit(lane, Try(task, at_s, verdict), tasks, at_s)


def test_a_rejected_submission_costs_five_minutes_once_the_problem_is_solved():
    lane = hand_in(hand_in(YOU, 60, Verdict.WA), 90, Verdict.TLE)
    assert rules.score(lane, POINTS, Rules()).time_s is None
    assert rules.score(lane, POINTS, Rules()).penalty_s == 0
    lane = hand_in(lane, 100, Verdict.AC)
    assert lane.ended is End.SOLVED
    assert rules.score(lane, POINTS, Rules()).time_s == 100 + 2 * 300


@pytest.mark.parametrize("verdict", [Verdict.CE, Verdict.IE, Verdict.UNCHECKED])
def test_a_verdict_that_atcoder_does_not_penalize_costs_nothing(verdict):
    lane = hand_in(hand_in(YOU, 60, verdict), 100, Verdict.AC)
    assert rules.score(lane, POINTS, Rules()).time_s == 100


def test_a_penalty_of_0_turns_penalties_off():
    lane = hand_in(hand_in(YOU, 60, Verdict.WA), 100, Verdict.AC)
    assert rules.score(lane, POINTS, Rules(penalty_s=0)).time_s == 100


def test_wa_from_atcoder_puts_you_back_into_the_race_with_a_penalty():
    lane = hand_in(YOU, 100, Verdict.AC)
    lane = rules.reported(lane, Verdict.WA, ("t",), 130)
    assert lane.ended is None and rules.own_time(lane, 140) == 140
    lane = hand_in(lane, 200, Verdict.AC)
    assert rules.score(lane, POINTS, Rules()).time_s == 500
    assert [one.reported for one in lane.tries] == [Verdict.WA, None]


def test_ac_from_atcoder_settles_a_submission_that_this_judge_cannot_check():
    lane = hand_in(YOU, 100, Verdict.UNCHECKED)
    assert lane.ended is None
    lane = rules.reported(lane, Verdict.AC, ("t",), 160)
    assert lane.ended is End.SOLVED
    assert rules.score(lane, POINTS, Rules()).time_s == 100


def test_a_reported_verdict_without_a_submission_is_ignored():
    assert rules.reported(YOU, Verdict.WA, ("t",), 10) is None


def test_a_pause_stops_only_the_lanes_own_clock():
    lane = rules.pause(rules.pause(YOU, 10), 40)
    assert rules.own_time(lane, 100) == 70
    assert rules.own_time(MODEL, 100) == 100
    standing = rules.pause(lane, 110)
    assert standing.paused
    assert rules.own_time(standing, 500) == 80
    ended = rules.end(standing, End.GAVE_UP, 600)
    assert not ended.paused and rules.own_time(ended, 900) == 80


def test_hints_cost_only_once_their_problem_is_solved():
    lane = rules.take_hint(YOU, HintTaken("t", 30, 1))
    assert rules.score(lane, POINTS, Rules()).penalty_s == 0
    lane = hand_in(lane, 100, Verdict.AC)
    assert rules.score(lane, POINTS, Rules(hint_s=120)).time_s == 220


def test_the_winner_has_more_points_and_then_less_time():
    points = {"a": 100, "b": 400}
    first = hand_in(YOU, 10, Verdict.AC, "a", ("a", "b"))
    second = hand_in(MODEL, 900, Verdict.AC, "b", ("a", "b"))
    assert rules.winners([first, second], points, Rules()) == (1,)
    assert first.ended is None
    level = replace(first, kind=LaneKind.MODEL)
    assert rules.winners([first, level], points, Rules()) == (0, 1)
    assert rules.winners([YOU, MODEL], points, Rules()) == ()


def test_the_standings_time_is_the_last_ac_plus_all_penalties():
    tasks, points = ("a", "b"), {"a": 100, "b": 400}
    lane = hand_in(YOU, 10, Verdict.WA, "a", tasks)
    lane = hand_in(lane, 20, Verdict.AC, "a", tasks)
    lane = hand_in(lane, 30, Verdict.WA, "a", tasks)  # after the AC, so it costs nothing
    lane = hand_in(lane, 50, Verdict.RE, "b", tasks)
    assert rules.score(lane, points, Rules()).time_s == 320
    lane = hand_in(lane, 70, Verdict.AC, "b", tasks)
    shown = rules.score(lane, points, Rules())
    assert (shown.points, shown.time_s, shown.rejected) == (500, 70 + 600, 2)
    assert lane.ended is End.SOLVED


def test_a_late_verdict_is_ordered_by_when_the_code_was_handed_in():
    lane = rules.submit(YOU, Try("t", 90, Verdict.AC), ("t",), 90)
    lane = rules.submit(lane, Try("t", 60, Verdict.WA), ("t",), 60)
    assert rules.score(lane, POINTS, Rules()).time_s == 390


def test_nobody_waits_for_a_ghost():
    ghost = Lane(LaneKind.GHOST, "ghost 1200")
    assert not rules.over([YOU, ghost])
    assert rules.over([rules.end(YOU, End.GAVE_UP, 5), ghost])
