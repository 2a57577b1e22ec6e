"""How many small changes to right programs the samples notice, and how many more the generated inputs notice.

    python -m tests.bench.mutants --state DIR [--programs N] [--seconds N] [--survivors N] [--show]

Recorded answers that pass the hidden tests and the samples are changed: cosmic-ray's operators, a wrong modulus, a loop
made quadratic. A mutant is killed by an input on which it fails, or answers differently from the program that it was
made from. The work is kept in DIR and resumes where it was left. --survivors prints that many of those that nothing
kills, for reading. Needs the recorded data beside the repository; says so if they are absent.
"""

import argparse
import ast
import difflib
import json
import random
import sys
import time
from collections import Counter
from pathlib import Path

from cosmic_ray import plugins
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code

from judge.checkers import compare
from judge.judgement import Submission, Verdict
from judge.stress.calibration import Calibration
from judge.stress.engine import compiled, failure
from judge.stress.inputs import Inputs, InputStore
from problems.problem import CheckerKind
from sandbox.choose import open_sandbox
from sandbox.errors import SandboxError
from sandbox.run import Ending
from solver.report.statistics.proportions import wilson
from tests.bench.likely_truth import SHARED, UNRELIABLE, problem_of, recorded, submission_of

STORE = InputStore()
MUTANTS = 20  # of each program
LARGE = 6  # inputs of the large kinds, as many as a submission is run on
OWN = 2  # at most, of each of our own two operators
MODULI = {998244353: 998244351, 10**9 + 7: 10**9 + 9}


def mutants_of(source, rng):
    """Up to MUTANTS different changes, each (operator, source), from every family of operators in turn."""
    tree = get_ast(source)
    families = {}
    for name in plugins.operator_names():
        operator = plugins.get_operator(name)
        try:
            made = operator()
            count = sum(len(list(made.mutation_positions(node))) for node in ast_nodes(tree))
        except TypeError:  # an operator that needs arguments
            continue
        for occurrence in range(count):
            family = name.rsplit("_", 1)[0] if name.count("_") else name
            families.setdefault(family, []).append((name, occurrence))
    for found in families.values():
        rng.shuffle(found)
    known, result = {ast.dump(ast.parse(source))}, []

    def add(operator, code):
        try:
            shape = ast.dump(ast.parse(code))
        except SyntaxError:
            return
        if shape not in known and len(result) < MUTANTS:
            known.add(shape)
            result.append((operator, code))

    for operator, change in (("own/WrongModulus", wrong_moduli), ("own/QuadraticLoop", quadratic_loops)):
        changed = list(change(source))
        for code in rng.sample(changed, min(OWN, len(changed))):
            add(operator, code)
    order = sorted(families)
    rng.shuffle(order)
    while any(families.values()) and len(result) < MUTANTS:
        for family in order:
            if families[family]:
                name, occurrence = families[family].pop()
                add(name, mutate_code(source, plugins.get_operator(name)(), occurrence))
    return result


def wrong_moduli(source):
    """The program with another modulus, for each place where one of the usual two is written."""
    for number, other in MODULI.items():
        for text in {str(number), *({"10**9+7", "10**9 + 7", "1000000007"} if number == 10**9 + 7 else {})}:
            if text in source:
                yield source.replace(text, str(other))


def quadratic_loops(source):
    """The program with one of its range loops going through its range again in every iteration."""
    count = sum(map(over_range, ast.walk(ast.parse(source))))
    for wanted in range(count):
        tree = ast.parse(source)
        loop = list(filter(over_range, ast.walk(tree)))[wanted]
        again = ast.For(ast.Name("_again", ast.Store()), loop.iter, [ast.Pass()], [])
        loop.body.insert(0, again)
        yield ast.unparse(ast.fix_missing_locations(tree))


def over_range(node):
    return (
        isinstance(node, ast.For) and isinstance(node.iter, ast.Call) and getattr(node.iter.func, "id", "") == "range"
    )


def inputs_for(problem):
    """The generated inputs, small ones first, then as many large ones as a submission is run on."""
    inputs = STORE.of(problem)
    if not isinstance(inputs, Inputs):
        return None
    return list(inputs.cases.for_program(lambda: False))


def fails(program, stdin, expected, checker, limit_s):
    """How the program fails on an input, or an empty string."""
    run = program.run(stdin)
    if run.ending is not Ending.EXITED or run.exit_code or run.cpu_s > limit_s:
        found = failure(program, run)
        return "OLE" if found is None else found.value
    if expected is None:
        return ""
    return "" if compare(checker, expected, run.stdout).verdict is not Verdict.WA else "WA"


def measure(task, add, sandbox, done):
    """Judge the mutants of one program, except those already done; None if the program cannot be measured with."""
    problem, submission = problem_of(task), submission_of(recorded("o1-preview")[task])
    if problem.checker.kind not in (CheckerKind.EXACT, CheckerKind.TOLERANCE) or submission.language != "python":
        return None
    cases = inputs_for(problem)
    if not cases:
        return None
    limit_s = problem.limits.time_s
    expected = {}
    with compiled(submission, problem.limits, sandbox, Calibration()) as program:
        if any(fails(program, s.stdin, s.expected, problem.checker, limit_s) for s in problem.samples):
            return None
        for case in cases:
            run = program.run(case.stdin)
            if run.ending is Ending.EXITED and not run.exit_code and run.cpu_s <= limit_s:
                expected[case.name] = run.stdout
    cases = [case for case in cases if case.name in expected]
    for number, (operator, source) in enumerate(mutants_of(submission.source, random.Random(task))):
        if number in done:
            continue
        row = {"task": task, "number": number, "operator": operator, "killed_by": None, "verdict": None}
        row["cases"] = len(cases)
        diff = difflib.unified_diff(submission.source.splitlines(), source.splitlines(), lineterm="", n=2)
        row["diff"] = "\n".join(list(diff)[2:]) if not operator.endswith("Loop") else "a loop's range once more"
        try:
            with compiled(Submission("python", source), problem.limits, sandbox, Calibration()) as program:
                tests = [("samples", s.stdin, s.expected) for s in problem.samples]
                tests += [(case.name, case.stdin, expected[case.name]) for case in cases]
                for name, stdin, wanted in tests:
                    verdict = fails(program, stdin, wanted, problem.checker, limit_s)
                    if verdict:
                        row |= {"killed_by": name, "verdict": verdict}
                        break
        except SandboxError as error:
            if "compile" not in str(error):
                raise
            row |= {"killed_by": "samples", "verdict": "CE"}
        add(row)
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--sandbox", default="auto")
    parser.add_argument("--programs", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=1e9)
    parser.add_argument("--survivors", type=int, default=0)
    parser.add_argument("--show", action="store_true", help="only count")
    options = parser.parse_args()
    if SHARED is None or not SHARED.is_dir():
        sys.exit("shared data absent: nothing to measure with")
    options.state.mkdir(parents=True, exist_ok=True)
    path = options.state / "mutants.jsonl"
    rows = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    if not options.show:
        run(options, path, rows)
    show(rows, options.survivors)


def run(options, path, rows):
    ends = time.monotonic() + options.seconds
    tasks = [
        t for t, row in recorded("o1-preview").items() if row["hidden_pass"] and not UNRELIABLE.search(row["response"])
    ]
    random.Random(9).shuffle(tasks)
    whole = Counter(row["task"] for row in rows)
    skipped_path = path.with_name("skipped.txt")
    skipped = set(skipped_path.read_text().split()) if skipped_path.exists() else set()
    good = 0
    with open_sandbox(options.sandbox, options.state) as sandbox, path.open("a") as file:

        def add(row):
            rows.append(row)
            file.write(json.dumps(row) + "\n")
            file.flush()

        for task in tasks:
            if good >= options.programs or time.monotonic() > ends:
                break
            if task in skipped:
                continue
            if whole[task] < MUTANTS:
                done = {row["number"] for row in rows if row["task"] == task}
                if measure(task, add, sandbox, done) is None:
                    with skipped_path.open("a") as words:
                        words.write(task + "\n")
                    continue
            good += 1


def show(rows, survivors):
    by_samples = [row for row in rows if row["killed_by"] == "samples"]
    by_generated = [row for row in rows if row["killed_by"] not in (None, "samples")]
    alive = [row for row in rows if row["killed_by"] is None]
    print(f"{len(rows)} mutants of {len({row['task'] for row in rows})} programs")
    print(f"killed by the samples: {share(len(by_samples), len(rows))}")
    print(f"killed by samples and generated inputs: {share(len(by_samples) + len(by_generated), len(rows))}")
    print(f"of those that survive the samples: {share(len(by_generated), len(by_generated) + len(alive))}")
    print("first killed by:", dict(Counter(row["killed_by"].split("-")[0] for row in by_generated).most_common()))
    print("as:", dict(Counter(row["verdict"] for row in by_generated).most_common()))
    print("operators of the survivors:", dict(Counter(row["operator"].split("_")[0] for row in alive).most_common(12)))
    chosen = random.Random(40).sample(alive, min(survivors, len(alive)))
    for number, row in enumerate(chosen, 1):
        print(f"\n#### {number} {row['task']} {row['number']} {row['operator']}\n{row['diff']}")


def share(part, whole):
    found = wilson(part, max(1, whole))
    return f"{part} of {whole} ({part / max(1, whole):.1%}; {found.low:.1%} to {found.high:.1%})"


if __name__ == "__main__":
    main()
