"""One model in memory: every way to load another, the order of blocks, and what servers report about models."""

import json
import threading
import time
from datetime import timedelta
from itertools import groupby

import pytest

from judge.attempt import Likely, Outcome
from judge.judgement import Verdict
from judge.stress.case_files import keep_case
from sandbox.errors import SandboxUnavailable
from solver.batch.context import BatchOptions
from solver.batch.status import status_of
from solver.cli.batch_view import failure_lines
from solver.demo.loopback import LoopbackServer
from solver.errors import NoSuchModel, NotListening, ServerRefused
from tests.solver.batch.made_up import REFUSAL, SOLUTION, NoSandbox, OneModel, batch_of, now, task_ids

TASKS = task_ids(6)


def plan(server, *names, **more):
    return {"models": [{"name": name, "server": server.url, "efforts": ["none"]} | more for name in names]}


@pytest.mark.parametrize("kind", ["LM Studio", "router", "Ollama", "llama-swap"])
def test_models_are_loaded_one_after_the_other_whatever_the_server(tmp_path, kind):
    with (
        OneModel(kind, ["one", "two"], load_s=0.05) as server,
        batch_of(tmp_path, plan(server, "one", "two"), TASKS) as it,
    ):
        summary = it.run(threading.Event())
        assert not summary.errors
        assert [name for name in server.loads if name] == ["one", "two"]
        assert server.wrong == 0
        asked = {(title, model) for title, model, _effort in server.answered}
        assert asked == {(task, model) for task in TASKS for model in ("one", "two")}
        assert len(server.answered) == 2 * len(TASKS)
        assert summary.missing == 0


def test_a_model_that_is_already_loaded_is_not_loaded_again(tmp_path):
    with OneModel("LM Studio", ["one"]) as server:
        server.loaded = "one"
        with batch_of(tmp_path, plan(server, "one"), TASKS) as it:
            it.run(threading.Event())
        assert server.loads == []


def test_a_model_loaded_with_other_settings_is_reloaded_once_and_ignored_settings_are_reported(
    tmp_path,
):
    load = {"flash_attention": True, "eval_batch_size": 512}
    config = {"context_length": 131_072, "parallel": 2, "flash_attention": False, "eval_batch_size": 512}
    told = {"one": {"loaded_instances": [{"id": "one", "config": config}]}}
    with OneModel("LM Studio", ["one"], told=told) as server:
        server.loaded = "one"
        with batch_of(tmp_path, plan(server, "one", load=load), TASKS) as it:
            assert not it.run(threading.Event()).errors
            (row,) = it.log._database.rows("SELECT load FROM models")
        (body,) = [seen.json() for seen in server.seen if seen.path.endswith("/models/load")]
    assert {key: body[key] for key in load} == load
    assert json.loads(row["load"])["flash_attention"] is False
    assert sum("has loaded it with flash attention off" in line for line in it.lines) == 1


def test_slots_that_share_one_context_are_noticed_once_for_all_models_of_the_server(tmp_path):
    with OneModel("router", ["one", "two"], slots=4, answer_s=0.5, context=4096) as server:
        server.shares_context = True
        with batch_of(tmp_path, plan(server, "one", "two", repeats=6), TASKS[:1]) as it:
            assert it.run(threading.Event()).missing == 0
            outcomes = [row.reply.outcome for row in it.log.attempts.read()]
    assert outcomes == [Outcome.REFUSED] * 12
    assert sum("share one context" in line for line in it.lines) == 1
    assert server.most_at_once == 4


def test_a_server_of_one_slot_is_asked_nothing_else_while_it_answers(tmp_path):
    options = BatchOptions(attest=True)
    with (
        OneModel("llama_cpp.server", ["one"], slots=1, answer_s=0.05) as server,
        batch_of(tmp_path, plan(server, "one", efforts=["low"]), TASKS, options=options) as it,
    ):
        assert it.run(threading.Event()).missing == 0
        outcomes = [row.reply.outcome for row in it.log.attempts.read()]
    assert (outcomes, server.given_up) == ([Outcome.REFUSED] * len(TASKS), 0)


def test_a_server_that_gives_answers_up_for_others_is_asked_for_one_at_a_time(tmp_path):
    options = BatchOptions(slots=3)
    with (
        OneModel("llama_cpp.server", ["one"], slots=1, answer_s=0.3) as server,
        batch_of(tmp_path, plan(server, "one"), TASKS, options=options) as it,
    ):
        assert it.run(threading.Event()).missing == 0
        outcomes = [row.reply.outcome for row in it.log.attempts.read()]
    assert outcomes == [Outcome.REFUSED] * len(TASKS)
    assert any("gives up an answer" in line and line.endswith("2 at a time now.") for line in it.lines)


def test_a_row_that_the_log_refuses_costs_only_that_answer(tmp_path):
    with OneModel("LM Studio", ["one"]) as server, batch_of(tmp_path, plan(server, "one"), TASKS) as it:
        it.log._database.execute(
            f"CREATE TRIGGER odd BEFORE INSERT ON replies WHEN (SELECT problem FROM attempts WHERE id = NEW.attempt)"
            f" = '{TASKS[0]}' BEGIN SELECT RAISE(ABORT, 'too odd'); END"
        )
        assert it.run(threading.Event()).bugs == []
        assert {row.problem for row in it.log.attempts.read()} == set(TASKS[1:])
    assert any("too odd" in line for line in it.lines)


def test_there_are_as_many_slots_as_the_server_reports_or_fewer_if_the_plan_says_so(tmp_path):
    with OneModel("LM Studio", ["one"], slots=4, answer_s=0.8, context=200_000) as server:
        with batch_of(tmp_path / "a", plan(server, "one"), TASKS) as it:
            it.run(threading.Event())
        assert server.most_at_once == 4
        server.most_at_once = 0
        with batch_of(tmp_path / "b", plan(server, "one", slots=2), TASKS) as it:
            it.run(threading.Event())
        assert server.most_at_once == 2


def test_every_slice_is_done_by_all_models_and_no_load_is_wasted(tmp_path):
    tasks = task_ids(70)
    with (
        OneModel("LM Studio", ["one", "two"], answer_s=0.02) as server,
        batch_of(tmp_path, plan(server, "one", "two", efforts=["low", "high"]), tasks) as it,
    ):
        it.run(threading.Event())
        blocks = [(model, {title for title, _m, _e in rows}) for model, rows in _runs(server.answered)]
    assert server.loads == [model for model, _titles in blocks]
    seen = {"one": set(), "two": set()}
    for number, (model, titles) in enumerate(blocks):
        seen[model] |= titles
        if number % 2:  # a model's run of answers spans the end of one slice and the beginning of the next
            assert min(seen.values(), key=len) <= max(seen.values(), key=len)
    assert seen["one"] == seen["two"] == set(tasks)


@pytest.mark.parametrize(
    ("expect", "told", "word"),
    [
        ({"quantization": "MXFP4"}, {"quantization": {"name": "Q4_K_M"}}, "MXFP4"),
        ({"size_gb": 12.1}, {"size_bytes": 11_000_000_000}, "11.00"),
        ({"context": 200_000}, {}, "200000"),
    ],
)
def test_a_model_of_an_unexpected_build_is_not_asked_and_the_others_are(tmp_path, expect, told, word):
    with OneModel("LM Studio", ["one", "two"], told={"one": told}) as server:
        document = plan(server, "one", "two")
        document["models"][0]["expect"] = expect
        with batch_of(tmp_path, document, TASKS) as it:
            summary = it.run(threading.Event())
    assert {model for _title, model, _effort in server.answered} == {"two"}
    assert len(summary.errors) == 1
    assert word in str(summary.errors[0])


def test_a_model_of_the_expected_build_is_asked_and_its_build_logged(tmp_path):
    told = {"one": {"quantization": {"name": "MXFP4"}, "size_bytes": 12_110_000_000}}
    with OneModel("LM Studio", ["one"], told=told) as server:
        document = plan(server, "one", expect={"quantization": "mxfp4", "size_gb": 12.1})
        with batch_of(tmp_path, document, TASKS[:2]) as it:
            assert not it.run(threading.Event()).errors
            (row,) = it.log._database.rows("SELECT * FROM models")
    assert (row["quantization"], row["size_bytes"], row["context_tokens"]) == ("MXFP4", 12_110_000_000, 131_072)


class BrokenSandbox(NoSandbox):
    def box(self, layer="base"):
        raise SandboxUnavailable("the daemon is gone")


def test_answers_that_kyoso_cannot_judge_are_shown_with_the_reason_and_not_as_the_models_fault(tmp_path):
    with (
        OneModel("LM Studio", ["one"], script=lambda *_asked: SOLUTION) as server,
        batch_of(tmp_path, plan(server, "one"), TASKS[:2], sandbox=BrokenSandbox()) as it,
    ):
        it.run(threading.Event())
        status = status_of(it, "", now())
    assert status["cells"][0]["failed"] == 2
    (reason,) = status["failures"]
    assert (reason["server"], reason["model"], reason["count"]) == (None, "one", 2)
    (line,) = failure_lines(status["failures"])
    assert line.startswith(f"one: 2 failed: {reason['why'].rstrip('.')}. That is not the model's fault")


def test_the_person_is_asked_to_load_a_model_that_cannot_be_loaded_and_others_go_on(tmp_path):
    told = threading.Event()
    lines = []

    def tell(text):
        lines.append(text)
        if "Load " in text:
            told.set()

    with OneModel("LM Studio", ["heavy"]) as server, OneModel("LM Studio", ["other"]) as busy:
        document = plan(server, "heavy")
        document["models"] += plan(busy, "other")["models"]
        with batch_of(tmp_path, document, TASKS, tell=tell) as it:
            server._management = _without_loading(server)
            end = threading.Event()
            thread = threading.Thread(target=lambda: it.run(end))
            thread.start()
            assert told.wait(20)
            status = status_of(it, "", now())
            assert status["left_s"] is None
            assert [("Load " in lane["waiting_for"]) for lane in status["servers"]] == [True, False]
            while len(busy.answered) < len(TASKS):
                assert thread.is_alive()
            server.loaded = "heavy"
            thread.join(30)
            assert not thread.is_alive()
    assert {model for _title, model, _effort in server.answered} == {"heavy"}


def test_models_that_can_never_answer_are_reported_at_once_and_not_waited_for(tmp_path):
    """A misspelt name, a missing key and a dead server get a line each; every question to the good models is asked."""
    with OneModel("LM Studio", ["one", "two"]) as server, KeyWanted() as closed:
        document = plan(server, "one", "onee", "two")
        document["models"] += plan(closed, "locked")["models"]
        document["models"] += [{"name": "dead", "server": "http://127.0.0.1:9", "efforts": ["default"]}]
        with batch_of(tmp_path, document, TASKS) as it:
            began = time.monotonic()
            summary = it.run(threading.Event())
            assert time.monotonic() - began < 60
    assert {(title, model) for title, model, _effort in server.answered} == {
        (task, model) for task in TASKS for model in ("one", "two")
    }
    assert {type(error) for error in summary.errors} == {NoSuchModel, ServerRefused, NotListening}
    assert any("no model onee; it has one" in line for line in it.lines)
    assert any("needs a key (KYOSO_API_KEY)" in line for line in it.lines)


@pytest.mark.parametrize("free", [("/v1/models",), ("/v1/models", "/api/v1/models")])
def test_a_server_that_lists_models_but_loads_none_without_a_key_is_given_up_with_that_reason(tmp_path, free):
    with KeyWanted(*free) as closed, batch_of(tmp_path, plan(closed, "locked"), TASKS) as it:
        began = time.monotonic()
        (error,) = it.run(threading.Event()).errors
        assert time.monotonic() - began < 60
    assert isinstance(error, ServerRefused)
    assert "KYOSO_API_KEY" in str(error)


def test_answers_of_another_model_are_not_logged_and_ours_continues_once_it_is_back(tmp_path):
    """A llama-server that is restarted with another model still answers to the old name."""
    with Restarting("ours", "other") as server:
        document = {"models": [{"name": "mine", "model": "ours", "server": server.url, "efforts": ["default"]}]}
        with batch_of(tmp_path, document, TASKS) as it:
            summary = it.run(threading.Event())
            rows = list(it.log.attempts.read())
    assert server.restarts >= 2  # at least the last of every three answers is lost
    assert {row.reply.model for row in rows} == {"ours"}
    assert sorted(row.problem for row in rows) == sorted(TASKS)
    assert summary.missing == 0
    assert any("waiting for ours" in line for line in it.lines)


def test_the_plans_commands_start_and_stop_a_server(tmp_path):
    with OneModel("LM Studio", ["one"]) as server:
        started, stopped = tmp_path / "started", tmp_path / "stopped"
        document = plan(server, "one", start=f"touch {started}", stop=f"touch {stopped}")
        server.loaded = "one"
        with batch_of(tmp_path / "home", document, TASKS[:2]) as it:
            it.run(threading.Event())
        assert started.exists() and stopped.exists()
        assert len(server.answered) == 2


def test_a_broken_model_is_stopped_and_marked_and_the_others_get_the_night(tmp_path):
    def script(title, model, effort):
        return "" if model == "broken" else REFUSAL

    tasks = task_ids(42)
    with (
        OneModel("LM Studio", ["broken", "sound"], script=script, slots=1) as server,
        batch_of(tmp_path, plan(server, "broken", "sound"), tasks) as it,
    ):
        it.run(threading.Event())
        asked = [model for _title, model, _effort in server.answered]
        states = it.log.models.cell_states()
        assert 7 <= asked.count("broken") <= 9  # the next question is sent before the answer is judged
        assert asked.count("sound") == len(tasks)
        assert states[("broken", "default", "python")][0] == "BROKEN"
    asked_then = len(asked)
    with OneModel("LM Studio", ["broken", "sound"], script=script, slots=1) as server:
        document = plan(server, "broken", "sound")
        with batch_of(tmp_path, document, tasks) as again:
            again.run(threading.Event())
        assert server.answered == []
        with batch_of(tmp_path, document, tasks, options=BatchOptions(stop_broken=False)) as again:
            again.run(threading.Event())
        assert len(server.answered) == 2 * len(tasks) - asked_then


def test_answers_that_fill_the_context_mark_it_as_too_small_and_not_the_model_as_broken(tmp_path):
    with (
        OneModel("LM Studio", ["one"], script=lambda *_a: ("So we begin to", "length"), context=4096) as server,
        batch_of(tmp_path, plan(server, "one"), task_ids(42)) as it,
    ):
        it.run(threading.Event())
        state, reason = it.log.models.cell_states()[("one", "default", "python")]
        assert state == "CONTEXT TOO SMALL"
        assert "context" in reason
        assert {attempt.reply.outcome for attempt in it.log.attempts.read()} == {Outcome.TRUNCATED}
        assert len(server.answered) < 20


def test_a_night_that_is_over_finishes_open_answers_and_asks_no_more(tmp_path):
    tasks = task_ids(42)
    with OneModel("LM Studio", ["one"], answer_s=0.3) as server:
        until = now() + timedelta(hours=1)

        def clock():
            return until if len(server.answered) >= 5 else now()

        with batch_of(tmp_path, plan(server, "one"), tasks, options=BatchOptions(until=until), clock=clock) as it:
            summary = it.run(threading.Event())
            rows = list(it.log.attempts.read())
    assert not summary.interrupted
    assert 0 < len(rows) == len(server.answered) < len(tasks)
    assert summary.missing == len(tasks) - len(rows)


def test_the_end_of_the_night_does_not_wait_for_a_load(tmp_path):
    with OneModel("LM Studio", ["one"], load_s=20) as server, batch_of(tmp_path, plan(server, "one"), TASKS) as it:
        stop = threading.Event()
        timer = threading.Timer(1, stop.set)
        timer.start()
        began = time.monotonic()
        assert it.run(stop).interrupted
        assert time.monotonic() - began < 15


def test_repairs_are_asked_while_their_model_is_loaded(tmp_path, any_sandbox):
    wrong = "```python\nprint(int(input()) * 0 - 1)\n```"
    tasks = TASKS[:3]
    with (
        OneModel("LM Studio", ["one", "two"], script=lambda *_asked: wrong) as server,
        batch_of(tmp_path, plan(server, "one", "two", repair=2), tasks, sandbox=any_sandbox) as it,
    ):
        summary = it.run(threading.Event())
        assert [row.key.round for row in it.log.attempts.read(author="one")] != []
        rounds = sorted((row.author, row.problem, row.key.round) for row in it.log.attempts.read())
    assert rounds == sorted((model, task, number) for model in ("one", "two") for task in tasks for number in range(3))
    assert server.loads == ["one", "two"]
    assert server.wrong == 0
    assert summary.missing == 0


def test_a_model_is_loaded_for_the_repair_of_an_earlier_answer_only_if_the_failing_test_is_still_there(
    tmp_path, any_sandbox
):
    tasks, case = TASKS[:2], "cases/gone/big.in"

    def run():
        """The models loaded and the number of questions."""
        with (
            OneModel("LM Studio", ["one"], script=lambda *_asked: SOLUTION) as server,
            batch_of(tmp_path, plan(server, "one", repair=1), tasks, sandbox=any_sandbox) as it,
        ):
            assert it.run(threading.Event()).missing == 0
            flagged = {row.id: Likely(Verdict.RE, case, 0.9) for row in it.log.attempts.read() if not row.key.round}
            it.log.trials.set_likely(flagged, now())
            return server.loads, len(server.answered)

    assert run() == (["one"], 2)
    assert run() == ([], 0)
    keep_case(tmp_path, case, b"1\n")
    assert run() == (["one"], 2)


def test_a_server_that_disappears_during_the_night_is_waited_for(tmp_path):
    gone, back = threading.Event(), threading.Event()
    with OneModel("LM Studio", ["one"], slots=1, answer_s=0.01) as server:
        server.loaded = "one"
        port = int(server.url.rpartition(":")[2])

        def show(batch, attempt):
            if attempt is not None and batch.summary.written == 3 and not gone.is_set():
                server.close_port()
                gone.set()
            if gone.is_set() and not back.is_set() and any("waiting for it" in line for line in batch.lines):
                back.set()

        with batch_of(tmp_path, plan(server, "one"), TASKS, show=show) as it:
            thread = threading.Thread(target=lambda: it.run(threading.Event()))
            thread.start()
            assert back.wait(60)
            with OneModel("LM Studio", ["one"], slots=1, port=port) as again:
                again.loaded = "one"
                thread.join(60)
                assert not thread.is_alive()
            rows = list(it.log.attempts.read())
    failed = [row for row in rows if row.reply.outcome is Outcome.SERVER_ERROR]
    assert {row.problem for row in rows} == set(TASKS)
    assert len(failed) <= 1  # the one that was being answered
    assert it.summary.missing == len(failed)


@pytest.mark.parametrize(("failing", "left"), [(12, 6), (1000, 12)])
def test_a_server_that_fails_every_question_is_left_alone_for_a_while(tmp_path, failing, left):
    """Each question is asked twice before it counts as failed."""
    tasks = task_ids(42)
    options = BatchOptions(most_failures=6, rests_s=(0.5,))
    with (
        OneModel("LM Studio", ["one"], slots=1) as server,
        batch_of(tmp_path, plan(server, "one"), tasks, options=options) as it,
    ):
        server.failing = failing
        summary = it.run(threading.Event())
        failed = [row for row in it.log.attempts.read() if row.reply.outcome is Outcome.SERVER_ERROR]
    assert len(failed) == left
    assert bool(summary.errors) == (failing > 12)
    assert sum("asks again in" in line for line in it.lines) == 1
    assert summary.missing == (len(tasks) if summary.errors else left)


def _runs(answered):
    return [(model, list(rows)) for model, rows in groupby(answered, key=lambda row: row[1])]


def _without_loading(server):
    plain = server._management
    return lambda path, body: None if path.endswith("/load") else plain(path, body)


class KeyWanted(LoopbackServer):
    """Refuses requests without a key, except at the paths in `free`, where it lists the model `locked`."""

    def __init__(self, *free):
        super().__init__()
        self.free = free

    def answer(self, request, out):
        if request.path in self.free:
            out.send_json(
                200, {"data": [{"id": "locked", "key": "locked"}], "models": [{"key": "locked", "type": "llm"}]}
            )
            return
        out.send_json(401, {"error": {"message": "Invalid API Key"}})


class Restarting(LoopbackServer):
    """A llama-server restarted with the other model after every third answer, and with ours after a few looks at it."""

    def __init__(self, ours, other):
        super().__init__()
        self.loaded, self.names = ours, (ours, other)
        self.given, self.restarts, self.looks, self.since = [], 0, 0, 0
        self.lock = threading.Lock()

    def answer(self, request, out):
        ours, other = self.names
        match request.path:
            case "/v1/models":
                self.looks += 1
                if self.loaded == other and self.looks > 3:
                    self.loaded, self.restarts = ours, self.restarts + 1
                row = {"id": self.loaded, "owned_by": "llamacpp", "meta": {"size": len(self.loaded)}}
                out.send_json(200, {"object": "list", "data": [row]})
            case "/props":
                props = {"default_generation_settings": {"n_ctx": 65536}, "total_slots": 2}
                out.send_json(200, props | {"model_path": f"/models/{self.loaded}.gguf"})
            case "/v1/chat/completions":
                with self.lock:
                    answers_as = self.loaded
                    self.given.append((request.json()["messages"][-1]["content"], answers_as))
                    self.since += answers_as == ours
                    if self.since == 3 and self.restarts < 4:
                        self.loaded, self.looks, self.since = other, 0, 0
                choice = {
                    "index": 0,
                    "message": {"role": "assistant", "content": ""},
                    "finish_reason": "content_filter",
                }
                out.send_json(200, {"model": answers_as, "choices": [choice]})
            case _:
                out.send_json(404, {"error": "no such path"})
