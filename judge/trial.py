"""A program's answers to a problem's small inputs, kept so that later programs can be compared with it."""

import hashlib
from dataclasses import dataclass

from judge.attempt import Likely
from judge.judgement import Submission

PERSON = "you"  # the author of a person's attempts
LONGEST_OUTPUT = 400  # characters of an output; of a longer one only the digest is kept
DIGEST = "sha256:"  # prefix of such a digest


@dataclass(frozen=True, slots=True)
class Answer:
    """A program's output for one input, after a clean exit."""

    case: str  # the input's name
    input: str  # input_id() of its bytes
    size: int  # its length in bytes
    output: str  # tokens separated by single spaces; "sha256:…" if that is too long


@dataclass(frozen=True, slots=True)
class Trial:
    """One attempt's answers, and its likely verdict from its own runs alone."""

    attempt: int  # its id in the log
    problem: str
    author: str
    alone: Likely
    answers: tuple[Answer, ...]
    model: str | None = None  # the server's name for the model, whatever the author calls it; None: a person's, unknown


@dataclass(frozen=True, slots=True)
class NaiveProgram:
    """A program requested to be slow but obviously right, with its answers to the small inputs that it finished."""

    author: str
    submission: Submission | None  # None: no usable program came
    answers: tuple[Answer, ...]


def input_id(stdin: bytes) -> str:
    """A short name for an input: the first 64 bits of its SHA-256, in hexadecimal."""
    return hashlib.sha256(stdin).hexdigest()[:16]


def answer(case: str, stdin: bytes, stdout: bytes) -> Answer:
    """The answer that a run gave."""
    text = b" ".join(stdout.split()).decode("utf-8", "backslashreplace")
    if len(text) > LONGEST_OUTPUT:
        text = DIGEST + hashlib.sha256(text.encode()).hexdigest()
    return Answer(case, input_id(stdin), len(stdin), text)
