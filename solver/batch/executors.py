"""Where the work is done: executors that ask and executors that judge, here or on a cluster."""

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from gettext import gettext as _

from judge.attempt import Attempt
from judge.languages import LANGUAGES
from judge.libraries import Toolchain, toolchain
from judge.stress.calibration import Calibration
from judge.stress.disagreement import Disagreement, shrink_disagreement
from judge.stress.inputs import InputStore
from judge.stress.results import StressResult
from judge.stress.setup import StressSetup
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

_MOST_ASKING = 256  # threads; the coordinator enforces the slots


@dataclass(frozen=True, slots=True)
class Address:
    """How a worker reaches a loaded model."""

    server: str
    dialects: tuple[Dialect, ...] = (ChatCompletions(),)  # best first
    kind: Kind = Kind.OTHER
    limit_tokens: int | None = None  # what one answer can use, prompt included; None if the server does not say

    def client(self, api_key: str | None) -> ModelClient:
        return ModelClient(self.server, api_key=api_key, dialects=self.dialects, context_tokens=self.limit_tokens)


@dataclass(frozen=True, slots=True)
class Worker:
    """What a machine does for a batch: it asks through its clients and judges in its sandbox.

    The fields are functions that find both on the machine that does the work: on a cluster only they go over the wire.
    """

    clients: Callable[[], "Clients"]
    clock: Callable[[], datetime]
    sandbox: Callable[[], Sandbox]
    setup: Callable[[], StressSetup]

    def ask(self, address: Address, question: Question) -> Answered:
        return ask(question, self.clients().to(address), self.clock)

    def identify(self, address: Address, model: str) -> Identity | None:
        return identity_of(self.clients().to(address), address.kind, model)

    def judge(self, answered: Answered) -> Solved:
        return judge_answer(answered, self.sandbox())

    def stress(self, attempt: Attempt, problem: Problem) -> StressResult | None:
        return stress_attempt(attempt, problem, self.setup())

    def shrink(self, disagreement: Disagreement) -> bytes | None:
        return shrink_disagreement(disagreement, self.setup())

    def ask_naive(self, address: Address, problem: Problem, job: Job, tools: Toolchain) -> NaiveReply:
        return ask_naive(problem, job, tools, self.clients().to(address))

    def try_naive(self, problem: Problem, reply: NaiveReply) -> NaiveProgram:
        return try_naive(problem, reply, self.setup())

    def ask_generator(self, address: Address, problem: Problem, job: Job, _tools: Toolchain) -> WrittenPrograms | None:
        return ask_generator(problem, job, self.clients().to(address))

    def admit_generator(self, problem: Problem, written: WrittenPrograms | None) -> str:
        return admit_generator(problem, written, self.setup())

    def toolchain(self, language: str) -> Toolchain:
        return toolchain(LANGUAGES[language], self.sandbox())

    def describe(self) -> str:
        return self.sandbox().describe()


@dataclass(frozen=True, slots=True)
class Executors:
    """What the coordinator submits work to. Only plain values are passed."""

    ask_executor: Callable[[str], Executor]  # by the resource that a worker needs to reach the server
    judge_executor: Executor
    judge_workers: int
    work: Worker  # its methods run in the executors
    toolchain: Callable[[str], Toolchain]  # the sandbox's, by language
    describe: str  # the sandbox, for the manifest
    give_up: Callable[[], None]  # ends the questions in progress: they raise AskCancelled, or are cancelled
    shares_inputs: bool = True  # whether a generator stored by one worker is available to the others


def judge_workers() -> int:
    """One per core, leaving one core free."""
    return max(1, (os.cpu_count() or 2) - 1)


@contextmanager
def this_machine(
    sandbox: Sandbox,
    api_key: str | None,
    clock: Callable[[], datetime],
    workers: int | None = None,
    setup: StressSetup | None = None,
) -> Iterator[Executors]:
    """Executors that are threads of this process. The caller closes the sandbox."""
    ended = threading.Event()
    setup = replace(setup or StressSetup(sandbox, Calibration(), InputStore()), cancelled=ended.is_set)
    clients = Clients(api_key)
    worker = Worker(lambda: clients, clock, lambda: sandbox, lambda: setup)
    count = workers or judge_workers()

    def give_up() -> None:
        ended.set()
        clients.close()

    asking = ThreadPoolExecutor(_MOST_ASKING, thread_name_prefix="kyoso-ask")
    judging = ThreadPoolExecutor(count, thread_name_prefix="kyoso-judge")
    try:
        yield Executors(
            ask_executor=lambda _resource: asking,
            judge_executor=judging,
            judge_workers=count,
            work=worker,
            toolchain=cache(worker.toolchain),
            describe=sandbox.describe(),
            give_up=give_up,
        )
    finally:
        give_up()
        # Work still in progress is no longer wanted.
        asking.shutdown(wait=False, cancel_futures=True)
        judging.shutdown(wait=False, cancel_futures=True)


class Clients:
    """One client per address."""

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
