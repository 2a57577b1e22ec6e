"""A finished race is replayed from the log and ends as it did."""

import json
import zlib
from dataclasses import replace

import pytest

from judge.judgement import Verdict
from solver.race import records, rules
from solver.race.rules import Try
from solver.race.state import LaneState, Phase
from solver.race.timeline import Recorder, Timeline, unpacked
from tests.solver.race.states import COURSE, E_PROBLEM, failing, race


def moments_of_a_race():
    """A recorded race of two minutes, shown twice a second, whose model streams all the time, and its last state."""
    recorder = Recorder()
    recorder.show(race(phase=Phase.COUNTDOWN, countdown=3))
    task = E_PROBLEM.id
    for half in range(240):
        state = race() if half < 100 else failing()
        model = replace(state.lanes[1], reasoning=20 * half, rates=(half % 40,) * 32)
        lanes = (state.lanes[0], model, state.lanes[2])
        recorder.show(replace(state, at_s=half / 2, lanes=lanes))
    you = rules.submit(lanes[0].lane, Try(task, 119.0, Verdict.AC), (task,), 119.0)
    last = replace(race(), phase=Phase.OVER, at_s=120.0, lanes=(replace(lanes[0], lane=you), *lanes[1:]))
    recorder.show(last)
    return recorder, last


def test_a_timeline_survives_packing_and_ends_as_the_race_did():
    recorder, last = moments_of_a_race()
    timeline = Timeline(COURSE, tuple(recorder.moments))
    data = timeline.packed()
    assert unpacked(data) == timeline
    states = list(timeline.states())
    assert states[-1].lanes == last.lanes and states[-1].phase is Phase.OVER
    assert [one.number for one in states[-1].happenings] == [1, 2, 3]
    assert all(state.you is None for state in states)  # what only you could see is not kept
    assert [state.at_s for state in states] == sorted(state.at_s for state in states)


def test_token_counts_are_kept_once_a_second_and_take_little_space():
    recorder, _last = moments_of_a_race()
    assert len(recorder.moments) <= 130
    assert len(Timeline(COURSE, tuple(recorder.moments)).packed()) < 10_000


@pytest.mark.parametrize("data", [b"", b"x", zlib.compress(b"{}"), zlib.compress(b'{"course": 1, "moments": []}')])
def test_data_that_is_not_a_timeline_is_refused(data):
    with pytest.raises(ValueError, match="not a timeline"):
        unpacked(data)


def test_a_replay_has_the_races_own_standings(track):
    track.model(tokens_per_s=300)
    track.save("kyoso_demo_a/ac.py")
    more = ("--file", "main.py", "--ghost", "1200", "--seed", "3", "--json")
    first = json.loads(track.run(*track.arguments("kyoso_demo_a", *more)).out)
    again = track.run("race", "--replay", first["id"], "--speed", "1000", "--json", "--no-open")
    assert again.code == 0, again.err
    assert json.loads(again.out) == first
    assert "The race's page: http://127.0.0.1:" in again.err
    assert "demo-20b low: AC at 00:" in again.err
    shown = track.run("race", "--replay", first["id"], "--speed", "1000", "--no-page")
    assert shown.out.splitlines()[-1].startswith("kyoso kyoso_demo_a: ")
    assert track.run("race", "--replay", "99").code == 2
    from pathlib import Path

    from judge.log.log import Log

    with Log(Path(track.env["KYOSO_HOME"])) as log:
        (kept,) = log.races.read()
        timeline = unpacked(log.races.timeline(first["id"]))
    *_states, last = timeline.states()
    played = records.record(
        [state.lane for state in last.lanes], timeline.course, seed=kept.seed, started_at=kept.started_at,
        ended_at=kept.ended_at, seconds=kept.seconds, number=kept.id,
    )  # fmt: skip
    assert played == kept
    assert all(isinstance(state, LaneState) for state in last.lanes)
