"""Runs a plan on more than one machine with Dask distributed (the extra kyoso[cluster]; docs/cluster.md).

Workers ask and judge; the log stays where the command runs. A worker's resources say what it may do: "judge" if it has
a sandbox, "ask" if it reaches the model servers (or another name, which a model in the plan gives as its `worker`).
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, partial
from gettext import gettext as _
from pathlib import Path
from typing import Any

from distributed import Client, WorkerPlugin, get_worker
from distributed.comm.addressing import resolve_address

from judge.stress.calibration import Calibration
from judge.stress.inputs import InputStore
from judge.stress.setup import StressSetup, stress_setup
from judge.wording import cause
from sandbox.choose import open_sandbox
from sandbox.sandbox import Sandbox
from solver.batch.errors import ClusterUnavailable
from solver.batch.executors import Clients, Executors, Worker

JUDGE = "judge"
_NAME = "kyoso"
_CONNECT_S = 15


@contextmanager
def on_cluster(address: str, sandbox_kind: str) -> Iterator[Executors]:
    """Executors on the workers of the Dask scheduler at that address. Raises ClusterUnavailable."""
    try:
        resolve_address(address)  # a client that never started hangs for 30 s when it is discarded
        client = Client(address, timeout=_CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterUnavailable(
            _("no Dask scheduler at {address} ({why}); docs/cluster.md starts one").format(
                address=address, why=cause(error)
            )
        ) from error
    with client:
        client.register_plugin(_Tools(sandbox_kind), name=_NAME)
        yield _executors(client)


def _executors(client: Client) -> Executors:
    workers = client.scheduler_info(n_workers=-1)["workers"].values()
    judges = sum(int(worker["resources"].get(JUDGE, 0)) for worker in workers)
    if not judges:
        raise ClusterUnavailable(_('no worker may judge; start one with --resources "ask=8 judge=2" (docs/cluster.md)'))
    # pure=False, or Dask would answer a repeated question from its cache.
    judging = client.get_executor(resources={JUDGE: 1}, pure=False)
    worker = Worker(
        clients=lambda: _tools().clients,
        clock=lambda: datetime.now(UTC),
        sandbox=lambda: _tools().sandbox(),
        setup=lambda: _tools().stress_setup(),
    )
    return Executors(
        ask_executor=cache(lambda resource: client.get_executor(resources={resource: 1}, pure=False)),
        judge_executor=judging,
        judge_workers=judges,
        work=worker,
        toolchain=cache(lambda language: judging.submit(worker.toolchain, language).result()),
        describe=str(judging.submit(worker.describe).result()),
        give_up=partial(client.run, _give_up_on_worker, on_error="ignore"),
        shares_inputs=False,
    )


class _Tools(WorkerPlugin):
    """What a worker keeps between tasks: clients of model servers and a sandbox, opened on first use."""

    def __init__(self, sandbox_kind: str) -> None:
        self._kind = sandbox_kind

    def setup(self, worker: Any) -> None:
        for name in ("profile", "profile-cycle"):
            # The profiler walks every thread's frames a hundred times a second, which can hang Python 3.11 for ever
            # (github.com/python/cpython/issues/106883), and the night's answers with it.
            if callback := worker.periodic_callbacks.pop(name, None):
                callback.stop()
        # The API key belongs to the machine: it is never sent over the cluster.
        self.clients = Clients(os.environ.get("KYOSO_API_KEY"))
        self._home = Path(worker.local_directory) / "kyoso"
        self._lock = threading.Lock()
        self._sandbox: Sandbox | None = None
        self._stress: StressSetup | None = None

    def teardown(self, worker: Any) -> None:
        self.clients.close()
        with self._lock:
            if self._sandbox is not None:
                self._sandbox.close()
                self._sandbox = None

    def sandbox(self) -> Sandbox:
        with self._lock:
            if self._sandbox is None:
                kind = os.environ.get("KYOSO_SANDBOX", self._kind)
                self._sandbox = open_sandbox(kind, self._home)
            return self._sandbox

    def stress_setup(self) -> StressSetup:
        """The stress setup, with this worker's own calibration against AtCoder's times if KYOSO_HOME is set."""
        sandbox = self.sandbox()
        home = os.environ.get("KYOSO_HOME")
        with self._lock:
            if self._stress is None:
                inputs = InputStore(self._home)
                self._stress = (
                    stress_setup(Path(home), sandbox) if home else StressSetup(sandbox, Calibration(), inputs)
                )
            return self._stress


def _tools() -> _Tools:
    tools = get_worker().plugins[_NAME]
    assert isinstance(tools, _Tools)
    return tools


def _give_up_on_worker(dask_worker: Any) -> None:
    tools = dask_worker.plugins.get(_NAME)
    if tools is not None:
        tools.clients.close()
