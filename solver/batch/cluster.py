"""The same plan on more than one machine, by Dask distributed (the extra kyoso[cluster]; docs/cluster.md).

Workers ask and judge, the log stays where the command runs. A worker says by its resources what it may do: "judge"
where it has a sandbox, "ask" where it reaches the model servers (or another name, which a model of the plan gives as
its `worker`).
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

from judge.attempt import Attempt
from judge.languages import Language
from judge.libraries import Toolchain, toolchain
from judge.stress.calibration import Calibration
from judge.stress.inputs import InputStore
from judge.stress.results import StressResult
from judge.stress.setup import StressSetup, stress_setup
from judge.stress.split import Split, smaller_split
from judge.stress.written import WrittenPrograms
from judge.trial import NaiveProgram
from judge.wording import cause
from problems.problem import Problem
from sandbox.choose import open_sandbox
from sandbox.sandbox import Sandbox
from solver.attempt import Answered, Job, Question, Solved, ask, judge_answer
from solver.batch.errors import ClusterUnavailable
from solver.batch.executors import Address, Clients, Executors
from solver.generator import ask_generator
from solver.likely import stress_attempt
from solver.models.identity import Identity, identity_of
from solver.naive import NaiveReply, ask_naive, try_naive

JUDGE = "judge"
_NAME = "kyoso"
_CONNECT_S = 15


@contextmanager
def on_cluster(address: str, sandbox_kind: str) -> Iterator[Executors]:
    """Workers of the Dask scheduler at that address. Raises ClusterUnavailable."""
    try:
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
    # pure=False: Dask would answer a repeated question from its memory.
    judging = client.get_executor(resources={JUDGE: 1}, pure=False)
    return Executors(
        ask_executor=cache(lambda resource: client.get_executor(resources={resource: 1}, pure=False)),
        judge_executor=judging,
        judge_workers=judges,
        ask=_ask_there,
        identify=_identify_there,
        judge=_judge_there,
        stress=_stress_there,
        ask_naive=_ask_naive_there,
        try_naive=_try_naive_there,
        ask_generator=_ask_generator_there,
        admit_generator=None,
        smaller=_smaller_there,
        toolchain=lambda language: judging.submit(_toolchain_there, language).result(),
        describe=str(judging.submit(_describe_there).result()),
        give_up=partial(_give_up, client),
    )


class _Tools(WorkerPlugin):
    """What a worker keeps between its tasks: clients of model servers and, from its first use on, a sandbox."""

    def __init__(self, sandbox_kind: str) -> None:
        self._kind = sandbox_kind

    def setup(self, worker: Any) -> None:
        # A key is the machine's own: it is never sent over the cluster.
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
        """This worker's sandbox. Raises SandboxUnavailable."""
        with self._lock:
            if self._sandbox is None:
                kind = os.environ.get("KYOSO_SANDBOX", self._kind)
                self._sandbox = open_sandbox(kind, self._home)
            return self._sandbox

    def stress_setup(self) -> StressSetup:
        """With how this worker's times compare with AtCoder's, as its own user has measured it (KYOSO_HOME)."""
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


def _ask_there(address: Address, question: Question) -> Answered:
    return ask(question, _tools().clients.to(address), lambda: datetime.now(UTC))


def _identify_there(address: Address, model: str) -> Identity | None:
    return identity_of(_tools().clients.to(address), address.kind, model)


def _judge_there(answered: Answered) -> Solved:
    return judge_answer(answered, _tools().sandbox())


def _stress_there(attempt: Attempt, problem: Problem) -> StressResult | None:
    return stress_attempt(attempt, problem, _tools().stress_setup())


def _smaller_there(split: Split) -> bytes | None:
    return smaller_split(split, _tools().stress_setup())


def _ask_naive_there(address: Address, problem: Problem, job: Job, tools: Toolchain) -> NaiveReply:
    return ask_naive(problem, job, tools, _tools().clients.to(address))


def _ask_generator_there(
    address: Address, problem: Problem, job: Job, _tools_there: Toolchain
) -> WrittenPrograms | None:
    return ask_generator(problem, job, _tools().clients.to(address))


def _try_naive_there(problem: Problem, reply: NaiveReply) -> NaiveProgram:
    return try_naive(problem, reply, _tools().stress_setup())


def _toolchain_there(language: Language) -> Toolchain:
    return toolchain(language, _tools().sandbox())


def _describe_there() -> str:
    return _tools().sandbox().describe()


def _give_up(client: Client) -> None:
    client.run(_give_up_there, on_error="ignore")


def _give_up_there(dask_worker: Any) -> None:
    tools = dask_worker.plugins.get(_NAME)
    if tools is not None:
        tools.clients.close()
