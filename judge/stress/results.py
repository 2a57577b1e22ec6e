"""What running a submission on generated inputs may cost, and what it shows."""

from dataclasses import dataclass, field

from judge.attempt import Likely
from judge.judgement import Verdict
from judge.notes import Note
from judge.stress.cases import GeneratedCase
from judge.trial import Answer
from sandbox.run import RunResult

# Between these multiples of the limit a time proves little: another day or machine could decide otherwise.
UNSURE = (0.8, 1.25)


@dataclass(frozen=True, slots=True)
class StressBudget:
    """CPU seconds that the runs of one submission may use. Generating the inputs does not count."""

    small_s: float = 2.0  # the small inputs together
    total_s: float = 3.0  # no large input is started after that, except the first
    # A program that took this share of the limit on a large input may exceed it on the next, so it gets more runs.
    slow: float = 0.25
    slow_limits: float = 5.0  # its budget in that case, as a multiple of the limit
    slow_runs: int = 16
    shrink_s: float = 2.0  # for shrinking a failure


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A valid input on which a program fails: by itself, or by answering differently from another one."""

    verdict: Verdict
    case: GeneratedCase
    run: RunResult
    confidence: float
    note: Note
    expected: bytes | None = None  # the other program's output; None: it failed by itself
    shrunk_from: int | None = None  # bytes of the input before it was shrunk


@dataclass(frozen=True, slots=True)
class StressResult:
    """What running one submission on generated inputs showed."""

    likely: Likely  # from its own runs alone
    counterexample: Counterexample | None = None
    answers: tuple[Answer, ...] = ()
    inputs: dict[str, GeneratedCase] = field(default_factory=dict)  # those it answered, by input_id
    cpu_s: float = 0.0  # of all runs
