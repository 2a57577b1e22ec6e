"""A validator and a generator written by a model, for a problem whose input format could not be read.

Both are Python programs that run only in the sandbox. The validator reads an input and exits with 0 if it is valid. The
generator reads one line, a kind (small, edge or large) and a seed, and writes one input. They are admitted if the
validator accepts every sample and refuses mutated ones, and if the generator's inputs pass the validator, differ, and
fill the bounds that the statement names.
"""

import json
import random
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from judge.judgement import Submission
from judge.notes import note, read_note
from judge.program import Program
from judge.stress.calibration import Calibration
from judge.stress.cases import GeneratedCase, InputKind
from judge.stress.engine import DoesNotCompile, compiled
from judge.stress.shrink import written as input_of
from problems.errors import HomeUnwritable
from problems.problem import Limits, Problem
from problems.store import keep, stored
from sandbox.errors import SandboxError
from sandbox.run import Ending, RunResult
from sandbox.sandbox import Sandbox

FOLDER = "generators"
_COUNTS: Mapping[InputKind, int] = {InputKind.EDGE: 8, InputKind.SMALL: 40, InputKind.LARGE: 6}
_LIMITS = Limits(time_s=5.0, memory_mib=1024)  # of each run; a large input takes a while to write and to check
_LARGEST_INPUT = 16_000_000
_MUTANTS = 4  # mutants of each kind, for each sample
_REFUSED = 0.9  # least share of the mutants
_DIFFERENT = 0.4  # least share of the small inputs: there may be few that are very small
_FILLED = 0.7  # least share of the bounds that the statement names
_CONSTRAINTS = re.compile(r"^#+ *(?:Constraints|制約)\s*$(.*?)^(?:#|---)", re.M | re.S)
_BOUND = re.compile(
    r"(?:\\leq?|≤|<|between [^,;]*? and)\s*\$?\s*(?:(\d+)\s*\\times\s*)?(?:10\^\{?(\d+)\}?|(\d[\d,]*))(?!\d*\s*\\times)"
)
_LONGEST_COUNTED = 10**7  # a bound up to this may be on a length; a larger one is on a value


@dataclass(frozen=True, slots=True)
class WrittenPrograms:
    """A model's programs, in Python."""

    label: str  # the model's
    validator: str
    generator: str


@dataclass(frozen=True, slots=True)
class RefusedGenerator:
    """Why the programs were not admitted."""

    why: str


def admit(problem: Problem, written: WrittenPrograms, sandbox: Sandbox) -> tuple[GeneratedCase, ...] | RefusedGenerator:
    """The generator's inputs if both programs pass every check, otherwise why they were refused.

    Raises SandboxError if a run could not finish, which says nothing about the programs.
    """
    try:
        return _admitted(problem, written, sandbox)
    except DoesNotCompile as error:
        return RefusedGenerator(str(error))


def _admitted(
    problem: Problem, written: WrittenPrograms, sandbox: Sandbox
) -> tuple[GeneratedCase, ...] | RefusedGenerator:
    with _program(written.validator, sandbox) as validator:

        def valid(stdin: bytes) -> bool:
            return validator.verdict(_finished(validator, stdin)) is None

        for sample in problem.samples:
            if not valid(sample.stdin):
                return RefusedGenerator(f"the validator refuses sample {sample.name}")
        mutants = list(_mutants(problem))
        refused = sum(not valid(mutant) for mutant in mutants)
        if refused < _REFUSED * len(mutants):
            return RefusedGenerator(f"the validator accepts {len(mutants) - refused} of {len(mutants)} broken samples")
        cases = []
        with _program(written.generator, sandbox) as generator:
            for kind, count in _COUNTS.items():
                for seed in range(count):
                    run = _finished(generator, f"{kind.value} {seed}\n".encode())
                    if generator.verdict(run) is not None:
                        return RefusedGenerator(f"the generator fails for {kind.value} {seed}")
                    if len(run.stdout) > _LARGEST_INPUT or not valid(run.stdout):
                        return RefusedGenerator(f"the validator refuses the generator's input for {kind.value} {seed}")
                    cases.append(GeneratedCase(f"{kind.value}-{seed:02}", kind, seed, run.stdout))
    return _spread(problem, cases)


def _spread(problem: Problem, cases: list[GeneratedCase]) -> tuple[GeneratedCase, ...] | RefusedGenerator:
    """The cases without repeated ones, if enough of them differ and they fill the bounds."""
    small = {case.stdin for case in cases if case.kind is InputKind.SMALL}
    if len(small) < _DIFFERENT * _COUNTS[InputKind.SMALL] and not _are_all(small, cases, problem):
        return RefusedGenerator(f"only {len(small)} of {_COUNTS[InputKind.SMALL]} small inputs differ")
    large = [case.stdin for case in cases if case.kind is InputKind.LARGE]
    bounds = bounds_of(problem)
    filled = [bound for bound in bounds if any(_fills(stdin, bound) for stdin in large)]
    if len(filled) < _FILLED * len(bounds):
        missing = ", ".join(str(bound) for bound in bounds if bound not in filled)
        return RefusedGenerator(f"no large input comes near the bounds {missing}")
    unique = {case.stdin: case for case in reversed(cases)}
    return tuple(case for case in cases if unique[case.stdin] is case)


def _are_all(small: set[bytes], cases: list[GeneratedCase], problem: Problem) -> bool:
    """Whether the problem seems to have no inputs other than these few.

    That is, they include the samples and everything that the generator writes for any kind.
    """
    known = {tuple(stdin.split()) for stdin in small}
    others = {tuple(stdin.split()) for stdin in [one.stdin for one in problem.samples] + [one.stdin for one in cases]}
    return others <= known and len(known) > len(problem.samples)


def bounds_of(problem: Problem) -> tuple[int, ...]:
    """The upper bounds that the statement's constraints name."""
    text = problem.statements.en or problem.statements.ja or ""
    section = _CONSTRAINTS.search(text + "\n#")
    found: dict[int, None] = {}
    for factor, power, plain in _BOUND.findall(section[1] if section else ""):
        number = int(factor or 1) * 10 ** int(power) if power else int(plain.replace(",", ""))
        found[number] = None
    return tuple(found)


def _fills(stdin: bytes, bound: int) -> bool:
    """Whether an input has a number of at least half the bound, or that many tokens, or characters in a token."""
    tokens = stdin.split()
    wholes = (token.partition(b".")[0] for token in tokens)
    if bound <= _LONGEST_COUNTED and max(len(tokens), max(map(len, tokens), default=0)) >= bound / 2:
        return True
    digits = len(str(bound))
    near = (
        token for token in wholes if digits - 1 <= len(token.lstrip(b"-")) <= digits and token.lstrip(b"-").isdigit()
    )
    return any(bound <= 2 * abs(int(token)) <= 2 * bound for token in near)


def _mutants(problem: Problem) -> Iterator[bytes]:
    """Samples with a line dropped, a token added, a number far beyond any bound, or a character that no sample has."""
    rng = random.Random(0)
    for sample in problem.samples:
        lines = [line.split() for line in sample.stdin.decode("utf-8", "replace").rstrip("\n").split("\n")]
        for _number in range(_MUTANTS):
            row = rng.randrange(len(lines))
            if len(lines) > 1:
                yield input_of([*lines[:row], *lines[row + 1 :]])
            yield input_of([*lines[:row], [*lines[row], "1"], *lines[row + 1 :]])
            places = [(i, j) for i, line in enumerate(lines) for j in range(len(line))]
            numbers = [(i, j) for i, j in places if lines[i][j].isdecimal()]
            words = [(i, j) for i, j in places if not any(map(str.isdecimal, lines[i][j]))]
            for chosen, ending in ((numbers, "9" * 26), (words, "~")):
                if chosen:
                    i, j = rng.choice(chosen)
                    token = lines[i][j][:-1] + ending
                    yield input_of([*lines[:i], [*lines[i][:j], token, *lines[i][j + 1 :]], *lines[i + 1 :]])


@contextmanager
def validity(written: WrittenPrograms, sandbox: Sandbox) -> Iterator[Callable[[bytes], bool]]:
    """A function that tells whether the validator accepts an input. Raises SandboxError."""
    with _program(written.validator, sandbox) as validator:
        yield lambda stdin: validator.verdict(validator.run(stdin)) is None


def _finished(program: Program, stdin: bytes) -> RunResult:
    """One run. Raises SandboxError if it could not finish, which is not the program's fault.

    Running out of wall time counts too: a program that only reads and writes has nothing to wait for but the machine.
    """
    run = program.run(stdin)
    if run.ending is Ending.WALL_LIMIT:
        run = program.alone(stdin)
    if run.ending is Ending.SANDBOX_FAILED:
        raise SandboxError(str(read_note(run.detail)))
    if run.ending is Ending.WALL_LIMIT:
        raise SandboxError(str(note("too-busy", cpu_s=run.cpu_s, wall_s=run.wall_s)))
    return run


def _program(source: str, sandbox: Sandbox) -> AbstractContextManager[Program]:
    return compiled(Submission("python", source), _LIMITS, sandbox, Calibration())


# --- kept ------------------------------------------------------------------------------------------------------------


def keep_written(home: Path, problem: Problem, written: WrittenPrograms | None) -> None:
    """Keep admitted programs with the problem; None: they were requested, and none were admitted."""
    row = None if written is None else asdict(written)
    try:
        keep(home, _path(problem), json.dumps(row).encode())
    except HomeUnwritable:
        return  # they will be requested again


def kept_written(home: Path, problem: Problem) -> WrittenPrograms | None:
    """The programs admitted for the problem's current statement."""
    row = json.loads(stored(home, _path(problem)) or b"null")
    return None if row is None else WrittenPrograms(**row)


def was_asked(home: Path, problem: Problem) -> bool:
    """Whether programs were requested, whatever the outcome."""
    return stored(home, _path(problem)) is not None


def _path(problem: Problem) -> str:
    return f"{FOLDER}/{problem.id}-{problem.statement_sha256[:12]}.json"
