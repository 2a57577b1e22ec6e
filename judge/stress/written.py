"""A validator and a generator that a model wrote, where a problem's input format could not be read.

Two Python programs, run in the sandbox only. The validator reads an input and exits with 0 where it is valid. The
generator reads one line, a kind (small, edge or large) and a seed, and writes one input. They are admitted when the
validator accepts every sample and refuses mutated ones, and when the generator's inputs pass the validator, differ, and
fill the bounds that the statement names.
"""

import json
import random
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from gettext import gettext as _
from pathlib import Path

from judge.judgement import Submission
from judge.notes import note, read_note
from judge.program import Program
from judge.stress.cases import GeneratedCase, InputKind
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
_MUTANTS = 4  # of each sample and way
_REFUSED = 0.9  # of the mutants, at least
_DIFFERENT = 0.4  # of the small inputs, at least: there may be few that are very small
_FILLED = 0.7  # of the bounds that the statement names, at least
_CONSTRAINTS = re.compile(r"^#+ *(?:Constraints|制約)\s*$(.*?)^(?:#|---)", re.M | re.S)
_BOUND = re.compile(
    r"(?:\\leq?|≤|<|between [^,;]*? and)\s*\$?\s*(?:(\d+)\s*\\times\s*)?(?:10\^\{?(\d+)\}?|(\d[\d,]*))(?!\d*\s*\\times)"
)
_LONGEST_COUNTED = 10**7  # a bound up to this may be that of a length; a larger one is that of a value


@dataclass(frozen=True, slots=True)
class WrittenPrograms:
    """What a model wrote, in Python."""

    label: str  # the model
    validator: str
    generator: str


@dataclass(frozen=True, slots=True)
class RefusedGenerator:
    """Why the programs were not admitted."""

    why: str


class _DoesNotCompile(SandboxError):
    """One of the programs is not Python."""


def admit(problem: Problem, written: WrittenPrograms, sandbox: Sandbox) -> tuple[GeneratedCase, ...] | RefusedGenerator:
    """The inputs that the generator made, where both programs pass every check.

    Raises SandboxError where a run could not be finished, which says nothing of the programs.
    """
    try:
        return _admitted(problem, written, sandbox)
    except _DoesNotCompile as error:
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
    """The cases, where they differ and fill the bounds."""
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
    """Whether the problem seems to have no more inputs than these few: its samples are among them, and so is whatever
    the generator makes for any kind."""
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
    """Whether an input has a number of at least half the bound, or that many tokens, lines or characters."""
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
    """Whether an input is valid, as the validator says. Raises SandboxError."""
    with _program(written.validator, sandbox) as validator:
        yield lambda stdin: validator.verdict(validator.run(stdin)) is None


def _finished(program: Program, stdin: bytes) -> RunResult:
    """One run. Raises SandboxError where it could not be finished, which is not the program's fault.

    Out of time by the clock counts as that too: what only reads and writes has nothing to wait for but the machine.
    """
    run = program.run(stdin)
    if run.ending is Ending.WALL_LIMIT:
        run = program.alone(stdin)
    if run.ending is Ending.SANDBOX_FAILED:
        raise SandboxError(str(read_note(run.detail)))
    if run.ending is Ending.WALL_LIMIT:
        raise SandboxError(str(note("too-busy", cpu_s=run.cpu_s, wall_s=run.wall_s)))
    return run


@contextmanager
def _program(source: str, sandbox: Sandbox) -> Iterator[Program]:
    with Program(Submission("python", source), _LIMITS, sandbox) as program:
        if not program.is_compiled:
            failed = program.compiled.ending is Ending.SANDBOX_FAILED
            raise (SandboxError if failed else _DoesNotCompile)(
                _("the program does not compile: {why}").format(why=program.why_not_compiled)
            )
        yield program


# --- kept ------------------------------------------------------------------------------------------------------------


def keep_written(home: Path, problem: Problem, written: WrittenPrograms | None) -> None:
    """Keep admitted programs with the problem; None: they were asked for, and none were admitted."""
    row = None if written is None else asdict(written)
    try:
        keep(home, _path(problem), json.dumps(row).encode())
    except HomeUnwritable:
        return  # they are asked for again


def kept_written(home: Path, problem: Problem) -> WrittenPrograms | None:
    """The programs that were admitted for the problem as its statement is now."""
    row = json.loads(stored(home, _path(problem)) or b"null")
    return None if row is None else WrittenPrograms(**row)


def was_asked(home: Path, problem: Problem) -> bool:
    """Whether programs were asked for, whatever came of it."""
    return stored(home, _path(problem)) is not None


def _path(problem: Problem) -> str:
    return f"{FOLDER}/{problem.id}-{problem.statement_sha256[:12]}.json"
