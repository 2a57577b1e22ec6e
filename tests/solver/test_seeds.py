"""A run's seed gives a seed for each question, which is sent and stored but is not part of the key."""

import threading
from dataclasses import replace

import pytest

from judge.attempt import Outcome, Source
from judge.effort import Effort
from judge.languages import LANGUAGES
from judge.log.log import FILE_NAME, Log
from judge.log.migrations import migrations
from judge.log.sqlite import Database
from solver.attempt import Job
from solver.batch.context import BatchOptions
from solver.models.client import ModelClient
from solver.models.wire.ollama import OllamaChat
from solver.models.wire.request import RequestSettings
from solver.outcome import reply
from solver.seeds import next_seed, question_seed
from tests.solver.batch.made_up import OneModel, batch_of, task_ids
from tests.solver.models.wire.asking import GOOD, QUICK, ask, question
from tests.solver.models.wire.replay import CHAT, ReplayServer, plain
from tests.solver.report.grading.nights import problem

REFUSED = plain({"error": {"message": "Unrecognized request argument supplied: seed"}}, 400)
OVERLOADED = plain({"error": {"message": "no such output"}}, 500)


def test_a_runs_seed_gives_reproducible_distinct_seeds_for_problems_repeats_and_rounds():
    asked = [(task, repeat, round) for task in task_ids(50) for repeat in range(8) for round in range(3)]
    seeds = [question_seed(7, *one) for one in asked]
    assert len(set(seeds)) == len(asked)
    assert seeds == [question_seed(7, *one) for one in asked]
    assert not set(seeds) & {question_seed(8, *one) for one in asked}
    assert all(0 <= seed < 2**31 - 1 for seed in seeds)
    assert next_seed(2**31 - 2, 1) == 0


def test_a_seed_is_sent_in_both_dialects_if_there_is_one():
    _, server = ask(GOOD, request=question(seed=42))
    assert server.bodies(CHAT)[0]["seed"] == 42
    _, server = ask(GOOD)
    assert "seed" not in server.bodies(CHAT)[0]
    assert OllamaChat().body(question(seed=42))["options"]["seed"] == 42
    assert "seed" not in OllamaChat().body(question())["options"]


def test_a_retried_question_has_another_seed_and_the_last_one_is_stored():
    exchange, server = ask(OVERLOADED, GOOD, request=question(seed=42))
    assert [body["seed"] for body in server.bodies(CHAT)] == [42, 43]
    assert reply(exchange, Outcome.ANSWERED).seed == 43


def test_a_server_that_refuses_a_seed_is_asked_without_one_from_then_on():
    with (
        ReplayServer({CHAT: [REFUSED, GOOD]}) as server,
        ModelClient(server.url, timeouts=QUICK) as client,
    ):
        first, second = client.ask(question(seed=1)), client.ask(question(seed=2))
    assert ["seed" in body for body in server.bodies(CHAT)] == [True, False, False]
    assert first.error is None
    assert "argument supplied: seed" in str(first.notes[0])
    assert reply(first, Outcome.ANSWERED).seed is None
    assert reply(second, Outcome.ANSWERED).seed is None


def test_another_bad_request_is_not_blamed_on_the_seed():
    exchange, server = ask(plain({"error": {"message": "top_k is unknown"}}, 400), request=question(seed=1))
    assert exchange.error is not None
    # The seed is only dropped with everything else, after all other fields were tried.
    sent = server.bodies(CHAT)
    assert ["seed" in body for body in sent] == sorted(("seed" in body for body in sent), reverse=True)
    assert all("seed" in body for body in sent if {"temperature", "top_p"} & body.keys())


def test_the_seed_is_not_part_of_the_key():
    row, _model = problem("abc1_a")
    job = Job(Source.BATCH, "m", "m", Effort.LOW, LANGUAGES["python"], None, RequestSettings(99))
    key = job.key(row, 0)
    assert key == replace(job, seed=5).key(row, 0)
    assert key.settings == '{"max_tokens":99,"min_p":0.0,"temperature":1.0,"top_k":0,"top_p":1.0}'


def plan(server, **more):
    return {"models": [{"name": "one", "server": server.url, "efforts": ["none"], "max_tokens": 99} | more]}


@pytest.mark.parametrize("seed", [3, 4])
def test_a_resumed_batch_asks_only_what_is_missing_whatever_the_seed(tmp_path, seed):
    tasks = task_ids(6)
    with OneModel("LM Studio", ["one"]) as server:
        server.loaded = "one"
        with batch_of(tmp_path, plan(server), tasks[:4], options=BatchOptions(seed=3)) as it:
            it.run(threading.Event())
        with batch_of(tmp_path, plan(server, repeats=2), tasks, options=BatchOptions(seed=seed)) as it:
            it.run(threading.Event())
            stored = {
                (one.problem, one.key.repeat): one.reply.seed for one in it.log.attempts.read() if one.key and one.reply
            }
        sent = [request.json()["seed"] for request in server.seen if request.path == CHAT]
    assert len(sent) == len(set(sent)) == 12
    assert sorted(stored.values()) == sorted(sent)
    assert stored[tasks[5], 1] == question_seed(seed, tasks[5], 1, 0)


def test_answers_in_a_log_from_before_seeds_are_not_asked_again(tmp_path):
    tasks = task_ids(3)
    (tmp_path / "old").mkdir()
    old = Database(tmp_path / "old" / FILE_NAME)
    migrations.apply(old, stop_before="asked_with")
    with OneModel("LM Studio", ["one"]) as server:
        server.loaded = "one"
        with batch_of(tmp_path / "new", plan(server), tasks[:2], options=BatchOptions()) as it:
            it.run(threading.Event())
        rows = Database(tmp_path / "new" / FILE_NAME)
        for table in ("attempts", "replies"):
            known = {column.name for column in old[table].columns}
            for row in rows[table].rows:
                as_it_was = {"model" if name == "label" else name: value for name, value in row.items()}
                values = {name: value for name, value in as_it_was.items() if name in known}
                old[table].insert(values | ({"run": None} if table == "attempts" else {}))
        old.close()
        server.seen.clear()
        with batch_of(tmp_path / "old", plan(server), tasks, options=BatchOptions(seed=1)) as it:
            it.run(threading.Event())
        asked = [request for request in server.seen if request.path == CHAT]
    assert len(asked) == 1
    with Log(tmp_path / "old") as log:
        assert [one.reply.seed for one in log.attempts.read()] == [None, None, question_seed(1, tasks[2], 0, 0)]
