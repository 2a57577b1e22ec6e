"""Asks a model for a slow but obviously right program, checks it on the samples and runs it on small inputs only.

It settles disagreements between programs for one problem (judge.stress.votes).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from judge.attempt import Likely
from judge.judge import judge
from judge.judgement import Submission, Verdict
from judge.libraries import Toolchain, toolchain
from judge.log.log import Log
from judge.progress import Progress, silent
from judge.stress.engine import compiled, small_answers
from judge.stress.inputs import Inputs, InputStore
from judge.stress.record import resettle
from judge.stress.setup import StressSetup
from judge.stress.votes import compares_answers
from judge.trial import NaiveProgram
from problems.problem import Problem
from sandbox.errors import SandboxError
from sandbox.sandbox import Sandbox
from solver import prompt
from solver.attempt import Job
from solver.extraction import extract
from solver.models.client import ModelClient
from solver.models.wire.request import Message, Purpose, Request, Role

_TIMES = 5.0  # multiple of the time limit that it may take on one input
_CPU_S = 20.0  # for all small inputs together

_SYSTEM = {
    "en": "You write reference solutions that check others. Yours must be obviously right and may be very slow: it is "
    "run on tiny inputs only. Follow the statement word by word, try all possibilities, simulate directly. No clever "
    "formula, no greedy choice, no optimisation.",
    "ja": "あなたは、ほかの解答を検証するための愚直解を書きます。ごく小さい入力でだけ実行するので、とても遅くても"
    "かまいませんが、明らかに正しくなければなりません。問題文のとおりに、全探索や素直なシミュレーションで書いて"
    "ください。工夫した公式、貪欲法、高速化は使わないでください。",
}


@dataclass(frozen=True, slots=True)
class NaiveReply:
    """A model's answer when asked for such a program."""

    author: str
    submission: Submission | None  # None: it held no whole program


def needs_naive(problem: Problem, log: Log) -> bool:
    """Whether to ask a model: none was asked before, and comparing answers makes sense with this checker."""
    return compares_answers(problem.checker) and log.trials.naive(problem) is None


def decide_by_naive(
    problem: Problem,
    job: Job,
    client: ModelClient,
    setup: StressSetup,
    log: Log,
    clock: Callable[[], datetime],
    progress: Progress = silent,
) -> Mapping[int, Likely]:
    """Ask the model for a slow but obviously right program, keep it, and recount the votes.

    Returns what changed, by attempt; empty if no inputs can be generated or the program was asked for before. Raises
    SolverError if the server cannot be used, SandboxError if nothing can be run.
    """
    if not isinstance(setup.inputs.of(problem), Inputs) or not needs_naive(problem, log):
        return {}
    reply = ask_naive(problem, job, toolchain(job.language, setup.sandbox), client, progress)
    return count_naive(log, problem, try_naive(problem, reply, setup, progress), clock())


def ask_naive(
    problem: Problem, job: Job, tools: Toolchain, client: ModelClient, progress: Progress = silent
) -> NaiveReply:
    """Ask for the program; tools: the sandbox's. Raises SolverError if the server cannot be used."""
    lang = prompt.statement_language(problem, job.statement_lang)
    task = prompt.question(problem, lang, job.language, tools)
    messages = (Message(Role.SYSTEM, _SYSTEM[lang]), *(turn for turn in task if turn.role is not Role.SYSTEM))
    settings = replace(job.settings, tool_calls=0)
    exchange = client.ask(Request(job.model, messages, job.effort, settings, Purpose.NAIVE), progress)
    found = extract(exchange.text, job.language)
    if exchange.error is not None or found is None or not found.complete:
        return NaiveReply(job.label, None)
    return NaiveReply(job.label, Submission(found.language.key, found.code))


def try_naive(problem: Problem, reply: NaiveReply, setup: StressSetup, progress: Progress = silent) -> NaiveProgram:
    """The program and its answers to the small inputs; neither if it fails a sample or crashes on a small input.

    Raises SandboxError if nothing can be run.
    """
    inputs, submission = setup.inputs.of(problem), reply.submission
    if not isinstance(inputs, Inputs) or submission is None:
        return NaiveProgram(reply.author, None, ())
    if not _right_on_samples(submission, problem, setup.sandbox, progress):
        return NaiveProgram(reply.author, None, ())
    with compiled(submission, problem.limits, setup.sandbox, setup.calibration) as program:
        found = small_answers(program, inputs.cases.small, _CPU_S, _TIMES)
    return NaiveProgram(reply.author, None if found is None else submission, found or ())


def count_naive(log: Log, problem: Problem, naive: NaiveProgram, now: datetime) -> Mapping[int, Likely]:
    """Keep the program and recount the votes; returns what changed, by attempt.

    A program that repeats an attempt's own is no second opinion, so the log notes only that one was asked for.
    """
    inputs = InputStore(log.path.parent).of(problem)
    if naive.submission is not None and _bare(naive.submission) in _tried(log, problem):
        naive = NaiveProgram(naive.author, None, ())
    log.trials.keep_naive(problem, naive, now)
    cases = inputs.cases.small if isinstance(inputs, Inputs) else ()
    return resettle(log, problem, {case.name: case.stdin for case in cases}, now)


def _tried(log: Log, problem: Problem) -> set[str]:
    attempts = log.attempts.read(problem=problem.id, hidden=True)
    return {_bare(attempt.submission) for attempt in attempts if attempt.submission is not None}


def _bare(submission: Submission) -> str:
    return "".join(submission.source.split())


def _right_on_samples(submission: Submission, problem: Problem, sandbox: Sandbox, progress: Progress) -> bool:
    """Whether it finishes at least one sample within its time and memory, and is right on all that it finishes.

    Raises SandboxError if it could not be run, which says nothing about the program.
    """
    limits = replace(problem.limits, time_s=_TIMES * problem.limits.time_s)
    judgement = judge(submission, problem.samples, limits, problem.checker, sandbox, progress)
    if judgement.verdict is Verdict.IE:
        raise SandboxError("; ".join(case.note.shown() for case in judgement.cases if case.verdict is Verdict.IE))
    verdicts = {case.verdict for case in judgement.cases}
    return Verdict.AC in verdicts and verdicts <= {Verdict.AC, Verdict.TLE, Verdict.MLE}
