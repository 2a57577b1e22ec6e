"""What running a submission on generated inputs may cost, and what it shows."""

from dataclasses import dataclass, field

from judge.attempt import Likely
from judge.judgement import Verdict
from judge.notes import Note
from judge.stress.cases import GeneratedCase
from judge.trial import Answer
from sandbox.run import RunResult

# Between these multiples of the limit a time says little: another day or machine could decide otherwise.
UNSURE = (0.8, 1.25)


@dataclass(frozen=True, slots=True)
class StressBudget:
    """How much CPU time the runs of one submission may cost, in seconds. Making the inputs is not charged to it."""

    small_s: float = 2.0  # the small inputs together
    total_s: float = 3.0  # no further large input is begun after that, but for the first
    # A program that took this share of the limit on a large input may exceed it on the next: it gets more runs.
    slow: float = 0.25
    slow_limits: float = 5.0  # times the limit that it may cost then
    slow_runs: int = 16
    shrink_s: float = 2.0  # of running, for a failure that was found


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A valid input on which a program fails: by itself, or by answering differently from another one."""

    verdict: Verdict
    case: GeneratedCase
    run: RunResult
    confidence: float
    note: Note
    expected: bytes | None = None  # what the other program wrote; None: it failed by itself
    shrunk_from: int | None = None  # bytes that the input had before it was made smaller


@dataclass(frozen=True, slots=True)
class StressResult:
    """What running one submission on generated inputs showed."""

    likely: Likely  # without any other program
    counterexample: Counterexample | None = None
    answers: tuple[Answer, ...] = ()
    inputs: dict[str, GeneratedCase] = field(default_factory=dict)  # that it answered, by input_id
    cpu_s: float = 0.0  # of all runs
