"""Makes the questions of a lane's items, once their pages have arrived. Used only by the coordinator's thread."""

from dataclasses import replace

from judge.attempt import Source
from problems.problem import Problem
from solver.attempt import Question, first_question, next_question
from solver.batch.context import BatchContext
from solver.batch.lane import PendingQuestion, ServerLane
from solver.batch.missing import Task
from solver.batch.switching import Loaded
from solver.likely import flagged_test
from solver.models.token_budget import estimated_tokens


def needs_model(context: BatchContext, lane: ServerLane) -> bool:
    """Whether the lane's pending items hold a question, so that its model is worth loading. Drops those without.

    A repair is only known to be one by its page and by the test that fails, and that test may be gone.
    """
    for item in list(lane.pending):
        if item.question is not None or context.records.past.first_answer(item.task) is None:
            return True
        problem = context.pages.problem(item.task.candidate.id)
        if problem is not None and _question(context, item.task, problem, item.task.cell.model.model) is not None:
            return True
        if problem is not None or context.pages.error(item.task.candidate.id) is not None:
            lane.pending.remove(item)
    return False


def next_item(context: BatchContext, lane: ServerLane, loaded: Loaded) -> PendingQuestion | None:
    """The first pending item that can be asked now, with its question; None if there is none."""
    for _number in range(len(lane.pending)):
        item = lane.pending.popleft()
        if item.question is not None:
            return item
        problem = context.pages.problem(item.task.candidate.id)
        if problem is None:
            if context.pages.error(item.task.candidate.id) is None:
                lane.pending.append(item)
            continue
        question = _question(context, item.task, problem, loaded.model)
        if question is not None:
            return replace(item, question=question)
    return None


def _question(context: BatchContext, task: Task, problem: Problem, model: str) -> Question | None:
    """The task's first open question to the model, as its server calls it; None if the page shows that none is."""
    job = replace(task.cell.job(task.repeat), model=model, seed=context.options.seed)
    question: Question | None = first_question(problem, job, context.executors.toolchain(job.language.key))
    while question is not None:
        standing = context.records.past.settled(question.key)
        if standing is None:
            return question
        log = context.log
        attempt = log.attempts.under(Source.BATCH, standing.key) if standing.can_be_repaired else None
        if attempt is None:
            return None
        question = next_question(question, attempt, flagged_test(attempt, problem, log))
    return None


def tokens_of(item: PendingQuestion, loaded: Loaded) -> int:
    """How much of the context the question and its answer may take, in tokens."""
    assert item.question is not None
    wanted = estimated_tokens(item.question.messages) + item.question.job.settings.max_tokens
    return wanted if loaded.address.limit_tokens is None else min(wanted, loaded.address.limit_tokens)
