"""Whether an effort is honoured is found out once, kept, and marked on earlier attempts too."""

import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from judge.attempt import Attempt, JobKey, Outcome, Source
from judge.effort import Effort
from judge.log.log import Log
from judge.log.server_records import ModelRow, SpeedRecord
from judge.notes import plain
from solver.known_effort import AttestationTarget, find_or_attest, logged_finding
from solver.models.attest import attest
from solver.models.client import ModelClient
from solver.models.effort_questions import Finding
from solver.models.wire.chat import ChatCompletions
from solver.models.wire.request import DialectName
from solver.models.wire.responses import Responses
from solver.outcome import reply
from solver.prepare import place_of, prepare
from tests.solver.models.effort_servers import honours, ignores
from tests.solver.models.people_servers import (
    RESPONSES,
    DockerModelRunner,
    LMStudio,
    Ollama,
    PeopleServer,
    SGLang,
)
from tests.solver.models.wire.asking import QUICK, question
from tests.solver.models.wire.replay import CHAT, ReplayServer


def now() -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC)


def target(client, effort=Effort.HIGH, build="b1"):
    return AttestationTarget(client, "m", effort, build)


def test_a_second_run_uses_the_log_and_a_new_build_is_attested_again(tmp_path):
    with (
        ReplayServer({CHAT: honours(random.Random(1))}) as server,
        ModelClient(server.url, timeouts=QUICK) as client,
        Log(tmp_path) as log,
    ):
        assert find_or_attest(target(client), log, now).honoured is True
        before = len(server.received)
        assert find_or_attest(target(client, Effort.LOW), log, now).honoured is True
        assert len(server.received) == before
        assert find_or_attest(target(client, build="b2"), log, now).honoured is True
        assert len(server.received) > before


def test_an_ignored_effort_is_kept_with_its_figures(tmp_path):
    with (
        ReplayServer({CHAT: ignores(random.Random(1))}) as server,
        ModelClient(server.url, timeouts=QUICK) as client,
        Log(tmp_path) as log,
    ):
        assert find_or_attest(target(client, build=""), log, now).honoured is False
        kept = log.models.attestation("m", client.server, "")
    assert (kept.finding, kept.honoured, kept.rendered) == ("ignored", False, None)
    assert len(kept.rounds) >= 10 and len(kept.rounds[0]) == 3
    assert kept.p > 0.01


def test_for_the_default_effort_there_is_nothing_to_find_out(tmp_path):
    with ReplayServer({}) as server, ModelClient(server.url, timeouts=QUICK) as client, Log(tmp_path) as log:
        assert find_or_attest(target(client, Effort.DEFAULT), log, now) is None
        assert not server.received


@pytest.mark.parametrize(
    ("make", "questions"),
    [(LMStudio, 0), (Ollama, 0), (lambda: Ollama(values=None), 18), (SGLang, 18), (DockerModelRunner, 18)],
    ids=["LM Studio", "Ollama", "Ollama without metadata", "SGLang", "Docker Model Runner"],
)
def test_no_questions_are_asked_if_the_server_proves_that_it_takes_the_effort(make, questions, tmp_path):
    it: PeopleServer = make()
    with ReplayServer(it.script()) as server, Log(tmp_path) as log:
        ready = prepare(place_of([server.url], it.model), Effort.HIGH, timeouts=QUICK)
        with ready.client:
            found = find_or_attest(ready.attestation_target, log, now)
    assert found.honoured is True
    assert questions <= len(it.levels) <= 2 * questions


def test_a_dialect_that_drops_the_effort_is_followed_by_one_that_does_not(tmp_path):
    it = LMStudio(own=False, seed=3)
    with (
        ReplayServer(it.script()) as server,
        ModelClient(server.url, timeouts=QUICK, dialects=[ChatCompletions(), Responses()]) as client,
        Log(tmp_path) as log,
    ):
        at = AttestationTarget(client, it.model, Effort.HIGH, "")
        assert logged_finding(at, log) is None
        found = find_or_attest(at, log, now)
        assert (found.honoured, found.dialect) == (True, "responses")
        it.levels.clear()
        assert client.ask(question(Effort.HIGH, model=it.model)).dialect is DialectName.RESPONSES
        assert it.levels == ["high"]
        with client.clone() as later:  # the next run
            logged_finding(replace(at, client=later), log)
            later.ask(question(Effort.LOW, model=it.model))
        assert it.levels == ["high", "low"]


def test_a_model_with_only_an_off_switch_is_attested_by_it():
    it = SGLang(seed=5)
    with ReplayServer(it.script()) as server, ModelClient(server.url, timeouts=QUICK) as client:
        found = attest(client, it.model, [Effort.OFF, Effort.DEFAULT])
    assert found.finding is Finding.HONOURED
    assert len(found.rounds) == 8
    it = LMStudio(own=False)
    with ReplayServer(it.script()) as server, ModelClient(server.url, timeouts=QUICK) as client:
        assert attest(client, it.model, [Effort.OFF, Effort.DEFAULT]).finding is Finding.IGNORED


def test_four_levels_can_be_attested_too():
    it = DockerModelRunner(seed=2)
    with ReplayServer(it.script()) as server, ModelClient(server.url, timeouts=QUICK) as client:
        found = attest(client, it.model, [Effort.MINIMAL, Effort.LOW, Effort.HIGH, Effort.MAX])
    assert (found.finding, len(found.medians())) == (Finding.HONOURED, 4)


def test_an_interrupted_attestation_asks_no_round_twice(tmp_path):
    it, seen = DockerModelRunner(seed=7), []
    script = dict(it.script())
    answer = script[CHAT]

    def noting(received):
        seen.append((received.body["messages"][-1]["content"], received.body["reasoning_effort"]))
        return answer(received)

    with ReplayServer(script | {CHAT: noting}) as server, Log(tmp_path) as log:
        ready = prepare(place_of([server.url], it.model), Effort.HIGH, timeouts=QUICK)
        with ready.client as client, pytest.raises(KeyboardInterrupt):
            find_or_attest(ready.attestation_target, log, now, stop_at(16))
        assert len(log.models.rounds(it.model, client.server, "", '["low", "medium", "high"]')) == 5
        finished = set(seen[:15])
        del seen[:]
        ready = prepare(place_of([server.url], it.model), Effort.HIGH, timeouts=QUICK)
        with ready.client:
            assert find_or_attest(ready.attestation_target, log, now).honoured is True
        assert not finished & set(seen)
        assert log.models.rounds(it.model, client.server, "", '["low", "medium", "high"]') == []


def stop_at(number):
    """An event handler that raises KeyboardInterrupt at that question."""

    def on_event(event):
        if getattr(event, "question", 0) == number:
            raise KeyboardInterrupt

    return on_event


def test_attempts_made_before_the_finding_are_marked_with_it(tmp_path):
    it = LMStudio(own=False)
    with (
        ReplayServer(it.script()) as server,
        ModelClient(server.url, timeouts=QUICK) as client,
        Log(tmp_path) as log,
    ):
        log.models.record_model(ModelRow("mine", it.model, client.server), now())
        for effort in (Effort.DEFAULT, Effort.HIGH):
            exchange = client.ask(question(effort, model=it.model))
            key = JobKey("abc001_a", "mine", effort, "python", "en", 0, 0, 1, "{}")
            log.attempts.write(
                Attempt(
                    None, Source.SOLVE, "mine", "abc001_a", key, reply(exchange, Outcome.EMPTY), None, None, None, now()
                )
            )
        assert find_or_attest(AttestationTarget(client, it.model, Effort.HIGH, ""), log, now).honoured is False
        marks = {one.key.effort: one.reply.effort_honoured for one in log.attempts.read()}
    assert marks == {Effort.DEFAULT: None, Effort.HIGH: False}
    assert RESPONSES not in {received.path for received in server.received}


def test_a_measured_speed_is_kept_in_the_log(tmp_path):
    speed = SpeedRecord(
        model="m",
        server="http://x",
        server_build="b1",
        machine="a machine",
        quantization="MXFP4",
        context_tokens=32768,
        slots=4,
        effort="low",
        prompt="short",
        prompt_tokens=100,
        completion_tokens=256,
        first_token_s=0.5,
        prefill_s=None,
        tokens_per_s=80.0,
        runs=3,
        why=plain(""),
    )
    with Log(tmp_path) as log:
        before = now()
        log.models.keep_speed(speed, before)
        rows = list(log._database.rows("SELECT effort, tokens_per_s, measured_at FROM speeds"))
    assert [(row["effort"], row["tokens_per_s"]) for row in rows] == [("low", 80.0)]
    assert before <= datetime.fromisoformat(rows[0]["measured_at"]) <= now()
