"""What `--dry-run` reports before the night: unknown names, missing keys, contexts and memory that are too small."""

from dataclasses import replace

import pytest

from solver.batch.plan import plan_of
from solver.batch.plan_check import check_plan
from solver.errors import EffortNotOffered, NoSuchModel, ServerRefused
from solver.memory import MemoryFit, fit_of, free_bytes
from solver.models.listed import Kind, Model
from tests.solver.batch.made_up import OneModel
from tests.solver.models.people_servers import LMStudio
from tests.solver.models.test_servers import LLAMA_SERVER
from tests.solver.models.wire.replay import ReplayServer, plain


def checked(*models):
    return check_plan(plan_of({"problems": ["abc301_a"], "models": list(models)}, lambda _model: ""), None, None)


def test_a_context_that_is_too_small_is_a_warning_with_advice_for_each_model():
    with ReplayServer({path: [answer] for path, answer in LLAMA_SERVER.items()}) as server:
        where = {"model": "gpt-oss-20b", "server": server.url}
        found = checked(
            {"name": "short", "efforts": ["low"], **where},
            {"name": "long", "efforts": ["high"], **where},
            {"name": "own", "efforts": ["low"], "max_tokens": 40_000, **where},
        )
    assert found.slots == {"short": 4, "long": 4, "own": 4}
    assert ["--ctx-size" in line for line in found.warnings] == [True, True]
    assert "effort high" in found.warnings[0] and "42048 tokens" in found.warnings[1]
    assert found.errors == []


def test_unknown_names_missing_keys_and_unknown_efforts_are_errors_and_a_dead_server_a_warning():
    closed = {"/v1/models": [plain({}, status=401)]}
    studio = LMStudio(options=("low", "high"))
    with OneModel("LM Studio", ["one"]) as lm, ReplayServer(closed) as locked, ReplayServer(studio.script()) as two:
        found = checked(
            {"name": "onee", "server": lm.url},
            {"name": "locked", "server": locked.url},
            {"name": "dead", "server": "http://127.0.0.1:9"},
            {"name": "levels", "model": studio.model, "server": two.url, "efforts": ["max"]},
        )
        assert lm.loads == []
    assert [type(error) for error in found.errors] == [NoSuchModel, ServerRefused, EffortNotOffered]
    assert "127.0.0.1:9" in found.warnings[0]


GIB = 1 << 30
HERE = Model("m", "http://127.0.0.1:1234", Kind.LM_STUDIO, size_bytes=12 * GIB, loaded=False)


@pytest.mark.parametrize(
    "model, free, fit",
    [
        (HERE, 20 * GIB, MemoryFit.FITS),
        (HERE, 13 * GIB, MemoryFit.AFTER_UNLOADING),  # context and buffers need their share
        (HERE, 2 * GIB, MemoryFit.TOO_LARGE),
        (replace(HERE, loaded=True), 20 * GIB, None),
        (replace(HERE, size_bytes=None), 20 * GIB, None),
        (replace(HERE, server="http://192.168.1.7:1234"), 2 * GIB, None),
        (HERE, None, None),
    ],
)
def test_a_model_fits_into_memory_that_is_free_or_would_be_after_unloading(model, free, fit):
    assert fit_of(model, [model, replace(HERE, id="other", size_bytes=8 * GIB, loaded=True)], free) is fit


def test_the_free_memory_of_this_machine_is_measured():
    assert GIB // 16 < (free_bytes() or 0) < 1 << 50
