"""Recorded replies in place of the model that kyoso asks for a second opinion, for tests.bench.likely_truth.

    python -m tests.bench.recorded_opinions --prompts DIR [--sandbox docker|bwrap] TASK...

writes what kyoso asks about each problem, word for word: DIR/TASK.txt for a slow but obviously right program, and
DIR/TASK.generator.txt for a validator and a generator if the input cannot be read. The replies to them are files of the
same names in another folder. They reach kyoso's own code as a server's answers, and are treated like any model's.
"""

import argparse
from contextlib import contextmanager
from pathlib import Path

from judge.attempt import Source
from judge.effort import Effort
from judge.judgement import Submission
from judge.languages import PYTHON
from judge.libraries import toolchain
from judge.stress.calibration import Calibration
from judge.stress.inputs import Inputs, InputStore
from judge.stress.setup import StressSetup
from judge.trial import Answer, NaiveProgram
from sandbox.choose import open_sandbox
from solver.attempt import Job
from solver.generator import admit_generator, ask_generator, needs_generator
from solver.models.client import ModelClient
from solver.models.wire.request import RequestSettings
from solver.naive import ask_naive, try_naive
from tests.solver.models.wire.replay import CHAT, ReplayServer, delta, finish, stream

OPINION = "opinion"  # in place of the model's name
JOB = Job(Source.SOLVE, OPINION, OPINION, Effort.DEFAULT, PYTHON, None, RequestSettings(max_tokens=32_768))


@contextmanager
def replying(text):
    """A server that answers every question with that text, and a client for it."""
    script = {CHAT: [stream(delta(content=text), finish("stop"))]}
    with ReplayServer(script) as server, ModelClient(server.url) as client:
        yield server, client


def generator_of(name):
    return name.with_suffix(".generator.txt")


def write_prompts(problem, setup, folder):
    path = folder / f"{problem.id}.txt"
    with replying("-") as (server, client):
        ask_naive(problem, JOB, toolchain(PYTHON, setup.sandbox), client)
        files = [path]
        if not isinstance(setup.inputs.of(problem), Inputs):
            ask_generator(problem, JOB, client)
            files.append(generator_of(path))
        for file, body in zip(files, server.bodies(), strict=True):
            file.write_text("\n\n".join(message["content"] for message in body["messages"]).rstrip() + "\n")


def opinion(problem, setup, folder):
    """What came of the replies.

    refused: why the generator was refused ("": it was admitted; None: not asked). source, answers: of the slow program;
    None if kyoso would not have asked for one or nobody answered.
    """
    path, refused, naive = folder / f"{problem.id}.txt", None, None
    if needs_generator(problem, setup) and generator_of(path).exists():
        with replying(generator_of(path).read_text()) as (_server, client):
            refused = admit_generator(problem, ask_generator(problem, JOB, client), setup)
    if isinstance(setup.inputs.of(problem), Inputs) and path.exists():
        with replying(path.read_text()) as (_server, client):
            reply = ask_naive(problem, JOB, toolchain(PYTHON, setup.sandbox), client)
        naive = try_naive(problem, reply, setup)
    answers = None if naive is None else [[one.case, one.input, one.size, one.output] for one in naive.answers]
    source = None if naive is None or naive.submission is None else naive.submission.source
    return {"refused": refused, "source": source, "answers": answers}


def naive_of(row):
    """The slow program of a row that `opinion` made."""
    if row["source"] is None:
        return None
    return NaiveProgram(OPINION, Submission(PYTHON.key, row["source"]), tuple(Answer(*one) for one in row["answers"]))


def said(row):
    """What came of the replies, in words."""
    generator = {None: "", "": "generator admitted, "}.get(row["refused"], "generator refused, ")
    return generator + ("no slow program" if row["source"] is None else "slow program taken")


def main():
    from tests.bench.likely_truth import problem_of

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--prompts", type=Path, required=True)
    parser.add_argument("--sandbox", default="auto")
    parser.add_argument("tasks", nargs="+")
    options = parser.parse_args()
    with open_sandbox(options.sandbox, options.prompts) as sandbox:
        setup = StressSetup(sandbox, Calibration(), InputStore())
        for task in options.tasks:
            write_prompts(problem_of(task), setup, options.prompts)


if __name__ == "__main__":
    main()
