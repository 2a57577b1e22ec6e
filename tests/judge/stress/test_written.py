"""A model's validator and generator are admitted if they are right and refused whatever mistake they contain."""

import pytest

from judge.stress import written
from judge.stress.calibration import Calibration
from judge.stress.cases import SMALL
from judge.stress.inputs import Inputs, InputStore
from judge.stress.setup import StressSetup, inputs_for
from judge.stress.written import RefusedGenerator, WrittenPrograms, admit, bounds_of
from problems.problem import Checker, Limits, Problem, Sample, Statements
from sandbox.errors import SandboxError
from solver.generator import admit_generator
from tests.busy_machine import hold_all_up

LINES = "import sys\nlines = sys.stdin.read().split('\\n')\nassert lines[-1] == ''\nlines = lines[:-1]\n"
ASK = "import random\nkind, seed = input().split()\nrng = random.Random(kind + seed)\n"


def problem(name, constraints, *samples):
    text = f"### Problem Statement\n\nX.\n\n### Constraints\n\n{constraints}\n\n---\n\n### Input\n\nAs I like it.\n"
    tests = tuple(Sample(str(n), stdin, b"0\n") for n, stdin in enumerate(samples, start=1))
    statements = Statements(en=text)
    return Problem(
        name, "kyoso", "A", "X", None, None, statements, tests, Limits(2, 1024), Checker(), False, (), None, None
    )


ARRAY = problem("kyoso_w1", "- $1 \\leq N \\leq 1000$\n- $0 \\leq A_i \\leq 10^9$", b"2\n3 4\n", b"3\n1 1 5\n")
WORD = problem("kyoso_w2", "- $S$ has length between 1 and N.\n- $1 \\leq |S| \\leq 2000$", b"abc\n", b"za\n")
GRAPH = problem(
    "kyoso_w3", "- $2 \\leq N \\leq 300$\n- $1 \\leq M \\leq 2 \\times 10^3$", b"3 2\n1 2\n2 3\n", b"2 1\n1 2\n"
)
RIGHT = {
    ARRAY: (
        LINES + "assert len(lines) == 2\nn, a = int(lines[0]), lines[1].split(' ')\nassert 1 <= n <= 1000 == 1000\n"
        "assert len(a) == n and all(0 <= int(x) <= 10**9 for x in a)\n",
        ASK + "n = {'small': rng.randint(1, 6), 'edge': 1, 'large': 1000}[kind]\n"
        "top = 10 ** 9 if kind == 'large' else rng.choice([2, 9, 10 ** 9])\n"
        "print(n)\nprint(*[rng.randint(0, top) for _ in range(n)])\n",
    ),
    WORD: (
        LINES + "assert len(lines) == 1 and lines[0].islower() and lines[0].isalpha() and len(lines[0]) <= 2000\n",
        ASK + "n = {'small': rng.randint(1, 9), 'edge': 1, 'large': 2000}[kind]\n"
        "print(''.join(rng.choice('abcz') for _ in range(n)))\n",
    ),
    GRAPH: (
        LINES
        + "n, m = map(int, lines[0].split(' '))\nassert 2 <= n <= 300 and 1 <= m <= 2000 and len(lines) == m + 1\n"
        "for line in lines[1:]:\n    u, v = map(int, line.split(' '))\n    assert 1 <= u < v <= n\n",
        ASK + "n = {'small': rng.randint(2, 6), 'edge': 2, 'large': 300}[kind]\n"
        "pairs = [(u, v) for u in range(1, n + 1) for v in range(u + 1, n + 1)]\n"
        "m = min(len(pairs), {'small': rng.randint(1, 8), 'edge': 1, 'large': 2000}[kind])\nprint(n, m)\n"
        "for u, v in rng.sample(pairs, m):\n    print(u, v)\n",
    ),
}


def wrong(of):
    """Variants of the right pair with one mistake each, by the mistake's name."""
    validator, generator = RIGHT[of]
    small_only = generator.replace("'large': 1000", "'large': 9").replace("'large': 2000", "'large': 9")
    return {
        "accepts everything": (validator.split("assert")[0], generator),
        "looks at the shape alone": ("import sys\nfor line in sys.stdin:\n    line.split()\n", generator),
        "refuses a sample": (validator + "assert len(lines[-1]) > 2 and len(lines[-1]) < 3\n", generator),
        "too strict": (validator + "assert sum(map(len, lines)) < 50\n", generator),
        "the validator crashes": ("raise SystemExit(1)\n", generator),
        "the generator crashes": (validator, generator + "assert kind != 'large' or seed != '3'\n"),
        "constant output": (validator, f"input()\nprint({of.samples[0].stdin.decode().rstrip()!r})\n"),
        "never large": (validator, small_only.replace("'large': 300", "'large': 9").replace("10 ** 9", "99")),
        "invalid now and then": (validator, generator + "if seed == '5': print('x')\n"),
        "never ends": (validator, generator + "while kind == 'large': pass\n"),
    }


ORDER = problem("kyoso_w4", "- $S$ orders `A`, `B` and `C`.", b"< < <\n", b"> < <\n")
ORDERS = ("< < <", "< < >", "< > >", "> < <", "> > <", "> > >")  # the other two triples are contradictory


@pytest.mark.parametrize("of", RIGHT, ids=lambda of: of.id)
def test_right_programs_are_admitted_and_their_inputs_kept(any_sandbox, tmp_path, of, request):
    if of is not GRAPH:  # this one is checked on as many inputs as in real use
        request.getfixturevalue("few_inputs")
    written = WrittenPrograms("m", *RIGHT[of])
    made = admit(of, written, any_sandbox)
    assert not isinstance(made, RefusedGenerator), made
    store = InputStore(tmp_path)
    store.keep_written(of, written, made)
    again = InputStore(tmp_path).of(of)
    assert isinstance(again, Inputs) and again.source == "model"
    kept = list(again.cases.for_program(lambda: False))
    assert {case.stdin for case in kept} == {case.stdin for case in made}
    assert [case.kind in SMALL for case in kept] == sorted((case.kind in SMALL for case in kept), reverse=True)
    with again.validity(any_sandbox) as valid:
        assert valid(of.samples[0].stdin) and not valid(b"nonsense 1 2\n")


# Each mistake is tried once, in one of the problems in turn.
@pytest.mark.parametrize(
    ("of", "mistake", "why"),
    [
        (ARRAY, "accepts everything", "the validator accepts 12 of 12 broken samples"),
        (WORD, "looks at the shape alone", "the validator accepts 8 of 8 broken samples"),
        (GRAPH, "refuses a sample", "the validator refuses sample 1"),
        (ARRAY, "too strict", "the validator refuses the generator's input for large 0"),
        (WORD, "the validator crashes", "the validator refuses sample 1"),
        (GRAPH, "the generator crashes", "the generator fails for large 3"),
        (ARRAY, "constant output", "only 1 of 8 small inputs differ"),
        (WORD, "never large", "no large input comes near the bounds 2000"),
        (GRAPH, "invalid now and then", "the validator refuses the generator's input for small 5"),
        (ARRAY, "never ends", "the generator fails for large 0"),
    ],
)
@pytest.mark.usefixtures("few_inputs")
def test_programs_with_a_mistake_are_refused_and_the_mistake_is_named(any_sandbox, of, mistake, why):
    written = WrittenPrograms("m", *wrong(of)[mistake])
    assert admit(of, written, any_sandbox) == RefusedGenerator(why)


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (ORDERS, None),
        (("< < <", "> < <"), "only 2 of 40 small inputs differ"),
        (ORDERS[1:], "only 5 of 40 small inputs differ"),
    ],
    ids=["all six", "the samples again", "a sample is missing"],
)
def test_a_generator_is_not_blamed_for_a_problem_with_few_possible_inputs(any_sandbox, made, why):
    validator = LINES + f"assert len(lines) == 1 and lines[0] in {ORDERS}\n"
    written = WrittenPrograms("m", validator, ASK + f"print(rng.choice({made}))\n")
    found = admit(ORDER, written, any_sandbox)
    assert found == RefusedGenerator(why) if why else {case.stdin.decode().strip() for case in found} == set(made)


def test_programs_that_a_busy_machine_could_not_check_are_neither_admitted_nor_refused(
    any_sandbox, tmp_path, monkeypatch
):
    hold_all_up(monkeypatch)
    monkeypatch.setattr(written, "_LIMITS", Limits(0.3, 256))
    pair = WrittenPrograms("m", "import time\ntime.sleep(60)\n", RIGHT[WORD][1])
    with pytest.raises(SandboxError, match="too busy"):
        admit(WORD, pair, any_sandbox)
    setup = StressSetup(any_sandbox, Calibration(), InputStore(tmp_path))
    assert "too busy" in admit_generator(WORD, pair, setup)
    assert not setup.inputs.was_asked(WORD)  # so a model will be asked again


@pytest.mark.usefixtures("few_inputs")
def test_deleted_inputs_are_made_again_from_the_kept_programs(any_sandbox, tmp_path):
    written = WrittenPrograms("m", *RIGHT[WORD])
    InputStore(tmp_path).keep_written(WORD, written, admit(WORD, written, any_sandbox))
    for file in (tmp_path / "inputs").rglob("*"):
        if file.is_file():
            file.unlink()
    setup = StressSetup(any_sandbox, Calibration(), InputStore(tmp_path))
    assert not isinstance(setup.inputs.of(WORD), Inputs)
    assert isinstance(inputs_for(WORD, setup), Inputs)


def test_upper_bounds_are_read_from_the_statement():
    assert bounds_of(GRAPH) == (300, 2000)
    assert bounds_of(ARRAY) == (1000, 10**9)
