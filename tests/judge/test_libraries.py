"""A library that AtCoder has and this sandbox lacks is nobody's fault; a prompt promises only installed libraries."""

from pathlib import Path

import pytest

from judge.judge import judge
from judge.judgement import Submission, Verdict
from judge.languages import CPP, LANGUAGES, PYTHON
from judge.libraries import Toolchain, libraries, missing_library, toolchain
from problems.demo import pages
from problems.page import read_page
from problems.problem import Checker, Limits, Sample
from sandbox.run import Ending, RunResult
from sandbox.sandbox import Sandbox
from solver import prompt
from tests.sandbox_fixtures import open_for_test

LIMITS = Limits(time_s=2.0, memory_mib=512)
TESTS = (Sample("1", b"1 2\n", b"3\n"),)


def verdict(language: str, source: str, sandbox: Sandbox) -> tuple[Verdict, str]:
    judged = judge(Submission(language, source), TESTS, LIMITS, Checker(), sandbox)
    return judged.verdict, " ".join(str(case.note) for case in judged.cases)


LACKING = {
    "python": ("python", "import optax.schedules\nprint(3)"),
    "python, imported in a function": ("python", "def f():\n    from catboost import Pool\nprint(3)\nf()"),
    "C++": ("cpp", "#include <bits/stdc++.h>\n#include <torch/torch.h>\nint main() { std::cout << 3; }"),
    "C++20": ("cpp20", "#include <LightGBM/c_api.h>\nint main() {}"),
}
OWN_FAULT = {
    "a module that AtCoder lacks too": ("python", "import nowhere_to_be_found", Verdict.RE),
    "a missing module of the standard library": ("python", "import collections.abcd", Verdict.RE),
    "import error caught, then another failure": (
        "python",
        "try:\n    import optax\nexcept ImportError:\n    pass\nraise ValueError('optax')",
        Verdict.RE,
    ),
    "a header of one's own": ("cpp", '#include "template.hpp"\nint main() {}', Verdict.CE),
    "an error that quotes such an error": (
        "cpp",
        "#error main.cpp:1:1: fatal error: torch/torch.h: No such file or directory\nint main() {}",
        Verdict.CE,
    ),
}


@pytest.mark.parametrize("case", LACKING)
def test_a_library_of_atcoders_that_the_sandbox_lacks_is_unchecked(case: str, sandbox: Sandbox) -> None:
    language, source = LACKING[case]
    found, note = verdict(language, source, sandbox)
    assert found is Verdict.UNCHECKED
    assert "this sandbox does not" in note


@pytest.mark.parametrize("case", OWN_FAULT)
def test_any_other_failure_is_the_authors_fault(case: str, sandbox: Sandbox) -> None:
    language, source, expected = OWN_FAULT[case]
    assert verdict(language, source, sandbox)[0] is expected


def test_a_program_that_only_prints_an_import_error_is_not_believed(any_sandbox: Sandbox) -> None:
    for library in libraries(PYTHON, any_sandbox):
        said = f"ModuleNotFoundError: No module named '{library}'"
        source = f"import sys\nprint({said!r}, file=sys.stderr)\nsys.exit(1)"
        assert verdict("python", source, any_sandbox)[0] is Verdict.RE


def test_every_library_that_the_prompt_promises_can_be_imported(sandbox: Sandbox) -> None:
    tools = toolchain(PYTHON, sandbox)
    source = "".join(f"import {library}\n" for library in tools.libraries) + "print(sum(map(int, input().split())))"
    assert verdict("python", source, sandbox)[0] is Verdict.AC
    problem = read_page(pages()["/contests/kyoso-demo/tasks/kyoso_demo_a"].decode())
    for there, promised in (((), False), (("numpy",), True)):
        (_system, user) = prompt.question(problem, "en", PYTHON, Toolchain("Python 3.13.5", there))
        assert ("numpy" in user.content) is promised
        assert "scipy" not in user.content


def test_headers_in_a_persons_own_folder_are_found_under_bubblewrap(tmp_path: Path) -> None:
    (tmp_path / "sandbox" / "include" / "atcoder").mkdir(parents=True)
    (tmp_path / "sandbox" / "include" / "atcoder" / "all").write_text(
        "inline int sum(int a, int b) { return a + b; }\n"
    )
    with open_for_test("bwrap", tmp_path) as sandbox:
        assert "AC Library" in libraries(CPP, sandbox)
        source = "#include <iostream>\n#include <atcoder/all>\nint main() { std::cout << sum(1, 2); }"
        assert verdict("cpp", source, sandbox)[0] is Verdict.AC


SAID = {
    "rust": ("error[E0432]: unresolved import `proconio`\n --> main.rs:1:5\n", "proconio"),
    "rust, a part of it": ("error[E0432]: unresolved import `num_traits::Pow`\n", "num_traits"),
    "java": ("Main.java:1: error: package org.apache.commons.lang3 does not exist\n", "org.apache.commons"),
    "go": ('main.go:3:8: cannot find package "gonum.org/v1/gonum/mat" in any of:\n', "gonum.org/v1/gonum/mat"),
    "ruby": ("main.rb:1:in `require': cannot load such file -- ac-library-rb/dsu (LoadError)\n", "ac-library-rb"),
    "javascript": ("node:internal\n\nError: Cannot find module 'lodash'\nRequire stack:\n", "lodash"),
    "pypy": ("ModuleNotFoundError: No module named 'sympy.core'\n", "sympy"),
    "c": ("main.c:1:10: fatal error: gmp.h: No such file or directory\n", "gmp.h"),
    "cpp": ("main.cpp:2:10: fatal error: boost/multiprecision/cpp_int.hpp: No such file or directory\n",
            "boost/multiprecision/cpp_int.hpp"),
}  # fmt: skip


@pytest.mark.parametrize("case", SAID)
def test_the_missing_library_is_read_from_each_compilers_and_interpreters_error(case: str) -> None:
    class Lacking:
        def version(self, _command: object) -> None:
            return None

    said, library = SAID[case]
    language = case.partition(",")[0]
    assert language in LANGUAGES
    result = RunResult(Ending.EXITED, 1, None, 0.0, 0.0, 0.0, b"", said.encode())
    assert missing_library(language, result, Lacking()) == library
    assert missing_library(language, RunResult(Ending.EXITED, 0, None, 0, 0, 0, b"", said.encode()), Lacking()) is None
