"""Every language compiles, runs and gives compile errors in its layer; a missing layer is our failure."""

import contextlib

import pytest

from judge.judge import judge
from judge.judgement import Submission, Verdict
from judge.languages import LANGUAGES
from problems.problem import Checker, Limits, Sample
from sandbox.daemon import connect
from sandbox.recipe import image_tag
from sandbox.sandbox import Sandbox

TESTS = (Sample("1", b"20\n", b"40\n"), Sample("2", b"21\n", b"42\n"))
LIMITS = Limits(time_s=2.0, memory_mib=1024)
SOURCES = {
    "c": '#include <stdio.h>\nint main(void) { int n; scanf("%d", &n); printf("%d\\n", n * 2); }',
    "cpp": "#include <bits/stdc++.h>\nint main() { int n; std::cin >> n; std::cout << n * 2 << std::endl; }",
    "cpp20": "#include <cstdio>\nstatic_assert(__cplusplus == 202002L);\n"
    'int main() { int n; std::scanf("%d", &n); std::printf("%d\\n", n * 2); }',
    "python": "import numpy, sortedcontainers\nprint(int(numpy.int64(int(input())) * 2))",
    "pypy": "print(int(input()) * 2)",
    "rust": "use std::io;\nfn main() { let mut s = String::new(); io::stdin().read_line(&mut s).unwrap();\n"
    '    println!("{}", s.trim().parse::<i64>().unwrap() * 2); }',
    "java": "import java.util.*;\npublic class Main { public static void main(String[] a) {\n"
    "    System.out.println(new Scanner(System.in).nextInt() * 2); } }",
    "go": 'package main\nimport "fmt"\nfunc main() { var n int; fmt.Scan(&n); fmt.Println(n * 2) }',
    "ruby": "puts gets.to_i * 2",
    "javascript": 'console.log(Number(require("fs").readFileSync(0, "utf8")) * 2)',
}


def has_image(sandbox: Sandbox, layer: str) -> bool:
    if sandbox.name != "docker":
        return False
    with contextlib.closing(connect()) as client:
        return bool(client.images(name=image_tag(layer)))


@pytest.mark.parametrize("key", LANGUAGES)
def test_language_compiles_and_runs_if_its_layer_is_installed(sandbox: Sandbox, key: str) -> None:
    language = LANGUAGES[key]
    if sandbox.version(language.version, language.layer) is None:
        assert language.layer != "base", "the base has C, C++ and Python"
        assert not has_image(sandbox, language.layer), "the layer is installed, but its language does not answer"
        result = judge(Submission(key, SOURCES[key]), TESTS, LIMITS, Checker(), sandbox)
        assert result.verdict is Verdict.IE  # never a wrong answer
        return
    result = judge(Submission(key, SOURCES[key]), TESTS, LIMITS, Checker(), sandbox)
    if sandbox.name == "bwrap" and "numpy" in SOURCES[key] and result.verdict is Verdict.UNCHECKED:
        return  # the host's Python may have no numpy
    assert [case.verdict for case in result.cases] == [Verdict.AC, Verdict.AC], result
    assert result.compiler
    assert result.peak_mib is not None
    assert result.peak_mib < 256  # a runtime that used the whole limit by itself would fail real programs
    broken = judge(Submission(key, "this is ( no program"), TESTS, LIMITS, Checker(), sandbox)
    assert broken.verdict is Verdict.CE, broken
