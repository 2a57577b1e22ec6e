"""Where the work is done: executors that ask and executors that judge, here or on a cluster."""

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from gettext import gettext as _

from judge.attempt import Attempt
from judge.languages import Language
from judge.libraries import Toolchain, toolchain
from judge.stress.calibration import Calibration
from judge.stress.inputs import InputStore
from judge.stress.results import StressResult
from judge.stress.setup import StressSetup
from judge.stress.split import Split, smaller_split
from judge.stress.written import WrittenPrograms
from judge.trial import NaiveProgram
from problems.problem import Problem
from sandbox.sandbox import Sandbox
from solver.attempt import Answered, Job, Question, Solved, ask, judge_answer
from solver.errors import AskCancelled
from solver.generator import admit_generator, ask_generator
from solver.likely import stress_attempt
from solver.models.client import ModelClient
from solver.models.identity import Identity, identity_of
from solver.models.listed import Kind
from solver.models.wire.chat import ChatCompletions
from solver.models.wire.dialect import Dialect
from solver.naive import NaiveReply, ask_naive, try_naive

_MOST_ASKING = 256  # threads; the coordinator counts the slots


@dataclass(frozen=True, slots=True)
class Address:
    """How a worker reaches a loaded model."""

    server: str
    dialects: tuple[Dialect, ...] = (ChatCompletions(),)  # the best first
    kind: Kind = Kind.OTHER
    limit_tokens: int | None = None  # what one answer can use, prompt included; None where the server does not tell

    def client(self, api_key: str | None) -> ModelClient:
        return ModelClient(self.server, api_key=api_key, dialects=self.dialects, context_tokens=self.limit_tokens)


@dataclass(frozen=True, slots=True)
class Executors:
    """What the coordinator hands work to. `ask` and `judge` run in the executors; all that passes is plain values."""

    ask_executor: Callable[[str], Executor]  # by the resource that a worker needs to reach the server
    judge_executor: Executor
    judge_workers: int
    ask: Callable[[Address, Question], Answered]
    identify: Callable[[Address, str], Identity | None]  # who answers to that name there now; where `ask` does
    judge: Callable[[Answered], Solved]
    stress: Callable[[Attempt, Problem], StressResult | None]  # on generated inputs; where `judge` runs
    smaller: Callable[[Split], bytes | None]  # an input on which two still differ; there too
    ask_naive: Callable[[Address, Problem, Job, Toolchain], NaiveReply]  # where `ask` does
    try_naive: Callable[[Problem, NaiveReply], NaiveProgram]  # where `judge` does
    ask_generator: Callable[[Address, Problem, Job, Toolchain], WrittenPrograms | None]  # where `ask` does
    # Why a generator is not used, where `judge` does; None: what is kept there is not kept for the other workers.
    admit_generator: Callable[[Problem, WrittenPrograms | None], str] | None
    toolchain: Callable[[Language], Toolchain]
    describe: str  # the sandbox, for the manifest
    give_up: Callable[[], None]  # ends the questions under way: they raise AskCancelled, or are cancelled


def judge_workers() -> int:
    """As many as there are cores to spare."""
    return max(1, (os.cpu_count() or 2) - 1)


@contextmanager
def this_machine(
    sandbox: Sandbox,
    api_key: str | None,
    clock: Callable[[], datetime],
    workers: int | None = None,
    setup: StressSetup | None = None,
) -> Iterator[Executors]:
    """Threads of this process. The sandbox is the caller's to close."""
    ended = threading.Event()
    setup = replace(setup or StressSetup(sandbox, Calibration(), InputStore()), cancelled=ended.is_set)
    clients = Clients(api_key)
    count = workers or judge_workers()
    asking = ThreadPoolExecutor(_MOST_ASKING, thread_name_prefix="kyoso-ask")
    judging = ThreadPoolExecutor(count, thread_name_prefix="kyoso-judge")
    try:
        yield Executors(
            ask_executor=lambda _resource: asking,
            judge_executor=judging,
            judge_workers=count,
            ask=partial(_ask, clients, clock),
            identify=partial(_identify, clients),
            judge=partial(_judge, sandbox),
            stress=partial(stress_attempt, setup=setup),
            smaller=partial(smaller_split, setup=setup),
            ask_naive=partial(_ask_naive, clients),
            try_naive=partial(try_naive, setup=setup),
            ask_generator=partial(_ask_generator, clients),
            admit_generator=partial(admit_generator, setup=setup),
            toolchain=partial(toolchain, sandbox=sandbox),
            describe=sandbox.describe(),
            give_up=partial(_give_up, ended, clients),
        )
    finally:
        ended.set()
        clients.close()
        # What is still under way is no longer wanted.
        asking.shutdown(wait=False, cancel_futures=True)
        judging.shutdown(wait=False, cancel_futures=True)


def _give_up(ended: threading.Event, clients: "Clients") -> None:
    ended.set()
    clients.close()


def _ask(clients: "Clients", clock: Callable[[], datetime], address: Address, question: Question) -> Answered:
    return ask(question, clients.to(address), clock)


def _identify(clients: "Clients", address: Address, model: str) -> Identity | None:
    return identity_of(clients.to(address), address.kind, model)


def _ask_naive(clients: "Clients", address: Address, problem: Problem, job: Job, tools: Toolchain) -> NaiveReply:
    return ask_naive(problem, job, tools, clients.to(address))


def _ask_generator(
    clients: "Clients", address: Address, problem: Problem, job: Job, _tools_there: Toolchain
) -> WrittenPrograms | None:
    return ask_generator(problem, job, clients.to(address))


def _judge(sandbox: Sandbox, answered: Answered) -> Solved:
    return judge_answer(answered, sandbox)


class Clients:
    """One client for each address."""

    def __init__(self, api_key: str | None) -> None:
        self._api_key = api_key
        self._lock = threading.Lock()
        self._open: dict[Address, ModelClient] = {}
        self._closed = False

    def to(self, address: Address) -> ModelClient:
        with self._lock:
            if self._closed:
                raise AskCancelled(_("the batch is over"))
            if address not in self._open:
                self._open[address] = address.client(self._api_key)
            return self._open[address]

    def close(self) -> None:
        with self._lock:
            self._closed = True
            clients, self._open = list(self._open.values()), {}
        for client in clients:
            client.close()
