"""A batch on Dask gets every answer from two worker processes, and loses none when a worker is killed."""

import os
import signal
import threading

import pytest

from solver.batch.errors import ClusterUnavailable
from tests.bench.batch_cluster import cluster
from tests.solver.batch.made_up import OneModel, batch_of, task_ids


@pytest.fixture
def on_cluster():
    """Imported only here: every process that runs tests imports this module, and importing Dask takes a second."""
    pytest.importorskip("distributed")
    from solver.batch.cluster import on_cluster

    return on_cluster


def profiled(address):
    """The parts of Dask's profiler that the workers run."""
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        running = client.run(lambda dask_worker: list(dask_worker.periodic_callbacks))
    return [name for names in running.values() for name in names if "profile" in name]


def test_workers_ask_and_judge_and_killing_one_loses_nothing(tmp_path, sandbox_kind, on_cluster):
    tasks = task_ids(24)
    with (
        OneModel("LM Studio", ["one"], answer_s=0.2, slots=3) as server,
        cluster(tmp_path) as (address, workers),
        on_cluster(address, sandbox_kind) as executors,
    ):
        assert not profiled(address)
        model = {"name": "one", "server": server.url, "efforts": ["none"]}
        killed = threading.Event()

        def show(batch, attempt):
            if attempt is not None and batch.summary.written == 6 and not killed.is_set():
                os.killpg(workers[0].pid, signal.SIGKILL)
                killed.set()

        with batch_of(tmp_path / "home", {"models": [model]}, tasks, executors=executors, show=show) as it:
            summary = it.run(threading.Event())
            rows = list(it.log.attempts.read())
    assert killed.is_set()
    assert summary.missing == 0
    assert sorted(row.problem for row in rows) == tasks
    assert server.most_at_once <= 4  # three slots, and one question that a dead worker left behind


def test_a_missing_scheduler_is_a_clear_error(sandbox_kind, on_cluster, monkeypatch):
    monkeypatch.setattr("solver.batch.cluster._CONNECT_S", 2)
    with pytest.raises(ClusterUnavailable, match="scheduler"), on_cluster("tcp://127.0.0.1:9", sandbox_kind):
        pass


@pytest.mark.parametrize("address", ["foo", "tcp://foo", "tcp://foo:port", "http://127.0.0.1:9", ""])
def test_an_invalid_address_is_refused_before_a_client_is_made(address, sandbox_kind, on_cluster, monkeypatch):
    monkeypatch.setattr(
        "solver.batch.cluster.Client", None
    )  # a client that never connected would complain when it is discarded
    with pytest.raises(ClusterUnavailable, match="scheduler"), on_cluster(address, sandbox_kind):
        pass
