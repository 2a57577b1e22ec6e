"""A model is attested once for each build of its server."""

import random
from datetime import UTC, datetime

from judge.attempt import Effort
from judge.log.log import Log
from judge.log.server_records import SpeedRecord
from solver.models.attested import effort_honoured
from solver.models.client import ModelClient
from tests.solver.models.effort_servers import honours, ignores
from tests.solver.models.wire.asking import QUICK
from tests.solver.models.wire.replay import CHAT, ReplayServer


def now() -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC)


def test_the_second_run_believes_the_log_and_a_new_build_is_asked_again(tmp_path):
    with (
        ReplayServer({CHAT: honours(random.Random(1))}) as server,
        ModelClient(server.url, timeouts=QUICK) as client,
        Log(tmp_path) as log,
    ):
        told = []
        assert effort_honoured(client, "m", Effort.HIGH, "b1", log, now, before=lambda: told.append(1)) is True
        asked = len(server.received)
        assert effort_honoured(client, "m", Effort.LOW, "b1", log, now, before=lambda: told.append(1)) is True
        assert len(server.received) == asked
        assert effort_honoured(client, "m", Effort.LOW, "b2", log, now, before=lambda: told.append(1)) is True
        assert len(server.received) > asked
        assert len(told) == 2


def test_an_ignored_effort_is_false_and_its_figures_are_kept(tmp_path):
    with (
        ReplayServer({CHAT: ignores(random.Random(1))}) as server,
        ModelClient(server.url, timeouts=QUICK) as client,
        Log(tmp_path) as log,
    ):
        assert effort_honoured(client, "m", Effort.HIGH, None, log, now) is False
        kept = log.models.attestation("m", client.server, "")
    assert (kept.finding, kept.honoured, kept.rendered) == ("ignored", False, None)
    assert len(kept.rounds) >= 10 and len(kept.rounds[0]) == 3
    assert kept.p > 0.01


def test_effort_none_is_never_attested(tmp_path):
    with (
        ReplayServer({}) as server,
        ModelClient(server.url, timeouts=QUICK) as client,
        Log(tmp_path) as log,
    ):
        assert effort_honoured(client, "m", Effort.DEFAULT, None, log, now) is None
        assert not server.received


def test_a_speed_is_kept(tmp_path):
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
        why="",
    )
    with Log(tmp_path) as log:
        log.models.keep_speed(speed, now())
        rows = list(log._database.rows("SELECT effort, tokens_per_s, measured_at FROM speeds"))
    assert (
        rows == [{"effort": "low", "tokens_per_s": 80.0, "measured_at": "2026-01-01T00:00:00+00:00"}] or len(rows) == 1
    )
