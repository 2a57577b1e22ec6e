"""Asks a model for a validator and a generator of inputs when a problem's input format could not be read."""

from dataclasses import replace

from judge.languages import PYTHON
from judge.progress import Progress, silent
from judge.stress.inputs import Inputs
from judge.stress.setup import StressSetup
from judge.stress.written import RefusedGenerator, WrittenPrograms, admit
from problems.problem import Problem
from sandbox.errors import SandboxError
from solver import prompt
from solver.attempt import Job
from solver.extraction import fenced
from solver.models.client import ModelClient
from solver.models.wire.request import Message, Purpose, Request, Role

_SYSTEM = "You write test data for programming contests: exact validators, and generators whose inputs find mistakes."
_TASK = """{statement}

---

Do not solve the problem. Write two Python programs about its input, each in a fenced code block that begins with
```python, the validator first.

1. The validator reads one whole input from standard input. It exits with status 0 if the input is valid and with
status 1 if anything is wrong: the number of lines and of tokens in each line, every bound, every relation and guarantee
in the statement. Nothing may follow the input.

2. The generator reads one line from standard input: a kind (small, edge or large) and a seed, an integer. It writes one
valid input to standard output. The same line gives the same input, other seeds give others. small: random, as small as
a person can check by hand, with repeated and extreme values. edge: the smallest sizes, all equal, sorted, the ends of
every range. large: the largest sizes and values that the constraints allow, random or built against slow solutions. It
must take less than 2 seconds.
"""


def ask_generator(
    problem: Problem, job: Job, client: ModelClient, progress: Progress = silent
) -> WrittenPrograms | None:
    """Ask for both programs; None if the answer lacks one. Raises SolverError if the server cannot be used."""
    lang = prompt.statement_language(problem, job.statement_lang)
    task = _TASK.format(statement=getattr(problem.statements, lang))
    messages = (Message(Role.SYSTEM, _SYSTEM), Message(Role.USER, task))
    settings = replace(job.settings, tool_calls=0)
    exchange = client.ask(Request(job.model, messages, job.effort, settings, Purpose.GENERATOR), progress)
    programs = fenced(exchange.text, PYTHON)
    if exchange.error is not None or len(programs) < 2:
        return None
    return WrittenPrograms(job.label, programs[-2], programs[-1])


def admit_generator(problem: Problem, written: WrittenPrograms | None, setup: StressSetup) -> str:
    """Check the programs and keep them if they pass; returns why they were refused, "" if they were admitted.

    If they could not be checked nothing is kept, and the next run asks again.
    """
    if written is None:
        setup.inputs.keep_written(problem, None, ())
        return "no two whole programs came"
    try:
        found = admit(problem, written, setup.sandbox)
    except SandboxError as error:
        return str(error)
    if isinstance(found, RefusedGenerator):
        setup.inputs.keep_written(problem, None, ())
        return found.why
    setup.inputs.keep_written(problem, written, found)
    return ""


def needs_generator(problem: Problem, setup: StressSetup) -> bool:
    """Whether to ask a model: the input format could not be read, and none was asked before."""
    if problem.interactive or isinstance(setup.inputs.of(problem), Inputs):
        return False
    return not setup.inputs.was_asked(problem)
