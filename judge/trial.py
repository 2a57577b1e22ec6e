"""What one program answered to the small inputs of a problem, kept so that later programs can be compared with it."""

import hashlib
from dataclasses import dataclass

from judge.attempt import Likely
from judge.judgement import Submission

PERSON = "you"  # the author of a person's attempts
LONGEST_OUTPUT = 400  # characters of an output that are kept; of longer ones only their digest
DIGEST = "sha256:"  # begins what stands for a longer one


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program wrote for one input, after a clean exit."""

    case: str  # the input's name
    input: str  # input_id() of its bytes
    size: int  # its length in bytes
    output: str  # tokens with one blank between; "sha256:…" where that is too long


@dataclass(frozen=True, slots=True)
class Trial:
    """One attempt's answers, and what is likely from its own runs alone."""

    attempt: int  # its id in the log
    problem: str
    author: str
    alone: Likely
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class NaiveProgram:
    """A program asked for as slow but obviously right, with its answers to the small inputs that it finished."""

    author: str
    submission: Submission | None  # None: none came that passes the samples
    answers: tuple[Answer, ...]


def input_id(stdin: bytes) -> str:
    """A short name for an input: the first 64 bits of its SHA-256, in hexadecimal."""
    return hashlib.sha256(stdin).hexdigest()[:16]


def answer(case: str, stdin: bytes, stdout: bytes) -> Answer:
    """The answer that a run came to."""
    text = b" ".join(stdout.split()).decode("utf-8", "backslashreplace")
    if len(text) > LONGEST_OUTPUT:
        text = DIGEST + hashlib.sha256(text.encode()).hexdigest()
    return Answer(case, input_id(stdin), len(stdin), text)
