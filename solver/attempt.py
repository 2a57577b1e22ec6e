"""One attempt, from the problem to what goes into the log; `solve` is the whole pipeline.

Asking and judging are separate steps on plain values, so a batch can run them in different places.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from judge.attempt import Attempt, JobKey, Outcome, Source
from judge.effort import Effort
from judge.judge import judge
from judge.judgement import Judgement, Submission, Verdict
from judge.languages import LANGUAGES, Language
from judge.libraries import Toolchain, toolchain
from judge.notes import NO_NOTE, Note, note
from judge.progress import Progress, silent
from problems.problem import Problem
from sandbox.sandbox import Sandbox
from solver import prompt
from solver.extraction import Extraction, extract
from solver.models.client import ModelClient
from solver.models.wire.exchange import Exchange
from solver.models.wire.leaks import separate
from solver.models.wire.request import Message, Purpose, Request, RequestSettings
from solver.outcome import decide, reply
from solver.repair import FlaggedTest, correction_note, follow_up
from solver.seeds import question_seed
from solver.self_check import ask_with_tools


@dataclass(frozen=True, slots=True)
class Job:
    """What is asked of one model for one problem."""

    source: Source
    label: str  # our own name for the model's build
    model: str  # what the server is asked for
    effort: Effort
    language: Language
    statement_lang: str | None  # "ja" or "en"; None: English where there is one
    settings: RequestSettings
    repeat: int = 0
    repair_rounds: int = 0  # how often a failed program goes back to the model, at most
    seed: int | None = None  # the run's; each question's is derived from it; None: none is sent
    effort_honoured: bool | None = None  # as attested for the model at its server (solver.models.attest)

    def at(self, repeat: int) -> "Job":
        """The same job with that repeat number."""
        return replace(self, repeat=repeat)

    def key(self, problem: Problem, round_number: int) -> JobKey:
        """The key under which the log keeps the attempt of that round."""
        return self.key_of(problem.id, prompt.statement_language(problem, self.statement_lang), round_number)

    def key_of(self, task: str, statement_lang: str, round_number: int) -> JobKey:
        """As key, for a problem whose page has not been read."""
        return JobKey(
            problem=task,
            label=self.label,
            effort=self.effort,
            language=self.language.key,
            statement_lang=statement_lang,
            repeat=self.repeat,
            round=round_number,
            prompt_version=prompt.VERSION,
            settings=self.settings.canonical(),
        )


@dataclass(frozen=True, slots=True)
class Question:
    """What is said to the model in one round."""

    problem: Problem
    job: Job
    round: int  # 0: the first answer; 1, 2, …: repair rounds
    messages: tuple[Message, ...]
    about: Note = NO_NOTE  # what a repair round is spent on

    @property
    def key(self) -> JobKey:
        return self.job.key(self.problem, self.round)

    @property
    def seed(self) -> int | None:
        job = self.job
        return None if job.seed is None else question_seed(job.seed, self.problem.id, job.repeat, self.round)

    @property
    def lang(self) -> str:
        """The language of the statement that the model reads."""
        return prompt.statement_language(self.problem, self.job.statement_lang)


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to a question, before its program is run."""

    question: Question
    exchange: Exchange
    notes: tuple[Note, ...]  # on how it came, for the log
    found: Extraction | None
    outcome: Outcome
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Solved:
    """A finished attempt, with the messages that led to it and the hash of the statement they quote."""

    attempt: Attempt
    messages: tuple[Message, ...]
    statement_sha256: str

    def prompt_json(self) -> str:
        """The messages as the log keeps them."""
        return json.dumps([asdict(message) for message in self.messages], ensure_ascii=False)


def solve(
    problem: Problem,
    job: Job,
    client: ModelClient,
    sandbox: Sandbox,
    clock: Callable[[], datetime],
    progress: Progress = silent,
    flagged: Callable[[], FlaggedTest | None] = lambda: None,
) -> Iterator[Solved]:
    """The attempts at the problem: the first answer, then one for each repair round until one is AC.

    flagged: called after each attempt for a generated test that it fails although it passes the samples.

    The caller has made sure that the contest is over (problems.gate). Raises SolverError if the server cannot be used
    at all; anything that goes wrong with a single answer is an outcome of the attempt.
    """
    question: Question | None = first_question(problem, job, toolchain(job.language, sandbox))
    while question is not None:
        answered = ask(question, client, clock, progress, sandbox)
        solved = judge_answer(answered, sandbox, progress)
        yield solved
        question = next_question(question, solved.attempt, flagged())


def first_question(problem: Problem, job: Job, tools: Toolchain) -> Question:
    lang = prompt.statement_language(problem, job.statement_lang)
    return Question(problem, job, 0, prompt.question(problem, lang, job.language, tools))


def ask(
    question: Question,
    client: ModelClient,
    clock: Callable[[], datetime],
    progress: Progress = silent,
    sandbox: Sandbox | None = None,
) -> Answered:
    """Ask the question and find the program in the answer. Raises SolverError if the server cannot be used.

    sandbox: where the model may run its code before it answers, if the job's settings grant tool calls.
    """
    job = question.job
    started_at = clock()
    purpose = Purpose.REPAIR if question.round else Purpose.SOLVE
    request = Request(job.model, question.messages, job.effort, job.settings, purpose, seed=question.seed)
    if job.settings.tool_calls and sandbox is not None:
        checked = ask_with_tools(client, request, sandbox, question.problem.limits, job.settings.tool_calls, progress)
        exchange, notes = checked.exchange, checked.notes
    else:
        exchange = client.ask(request, progress)
        notes = exchange.notes
    found = extract(exchange.text, job.language)
    outcome = decide(
        exchange,
        has_code=found is not None,
        has_complete_block=found is not None and found.complete,
        is_cut=found is not None and found.cut,
    )
    return Answered(question, exchange, notes, found, outcome, started_at)


def judge_answer(answered: Answered, sandbox: Sandbox, progress: Progress = silent) -> Solved:
    """The attempt for this answer, its program judged if it has one."""
    problem, found = answered.question.problem, answered.found
    if answered.outcome is not Outcome.ANSWERED or found is None:
        return attempt_of(answered)
    submission = Submission(found.language.key, found.code)
    judgement = judge(submission, problem.samples, problem.limits, problem.checker, sandbox, progress)
    return attempt_of(answered, submission, judgement)


def attempt_of(answered: Answered, submission: Submission | None = None, judgement: Judgement | None = None) -> Solved:
    """The attempt as the log keeps it; without a submission if the answer held no program."""
    question, found = answered.question, answered.found
    problem, job = question.problem, question.job
    # An effort that the server refuses is left out, which overrules what was attested at other levels. An error tells
    # nothing: it may not have been the effort that was refused.
    was_left_out = answered.exchange.request.effort is not job.effort and answered.outcome is not Outcome.SERVER_ERROR
    honoured = False if was_left_out else job.effort_honoured
    attempt = Attempt(
        id=None,
        source=job.source,
        author=job.label,
        problem=problem.id,
        key=question.key,
        reply=reply(answered.exchange, answered.outcome, honoured),
        submission=submission,
        judgement=judgement,
        likely=None,
        started_at=answered.started_at,
        notes=(
            *filter(None, (question.about,)),
            *answered.notes,
            *_code_notes(found, job.language),
            *((note("figures"),) if problem.has_figures else ()),
        ),
    )
    return Solved(attempt, question.messages, problem.statement_sha256)


def next_question(question: Question, attempt: Attempt, flagged: FlaggedTest | None = None) -> Question | None:
    """The repair round after the question's attempt, new or from the log; None if there is to be none.

    flagged: a generated test that the attempt fails although it passes the samples.
    """
    judgement = attempt.judgement
    if question.round >= question.job.repair_rounds or judgement is None or attempt.reply is None:
        return None
    # Extracted from the reply itself, so an attempt read back from the log leads to the same question.
    found = extract(separate(attempt.reply.text).text, question.job.language)
    if judgement.verdict not in (Verdict.AC, Verdict.UNCHECKED):
        flagged = None
    if found is None or judgement.verdict is Verdict.IE or not (flagged or _failed(judgement)):
        return None
    turn = follow_up(found, judgement, question.problem, question.lang, flagged)
    about = correction_note(judgement, flagged)
    return replace(question, round=question.round + 1, messages=(*question.messages, *turn), about=about)


def _failed(judgement: Judgement) -> bool:
    return judgement.verdict not in (Verdict.AC, Verdict.UNCHECKED)


def _code_notes(found: Extraction | None, wanted: Language) -> tuple[Note, ...]:
    if found is None:
        return ()
    other = found.language is not wanted
    written = (
        note("other-language", written=LANGUAGES[found.language.key].name, wanted=wanted.name) if other else NO_NOTE
    )
    return tuple(filter(None, (note(found.note) if found.note else NO_NOTE, written)))
