"""Which compile errors of GCC and clang on ARM show that a program is written for x86-64."""

import pytest

from judge.architecture import is_x86, needs_x86
from judge.judge import judge
from judge.judgement import Submission, Verdict
from problems.problem import Checker, Limits, Sample

FOR_X86 = {
    "header": "main.cpp:1:10: fatal error: immintrin.h: No such file or directory\n"
    "    1 | #include <immintrin.h>\n      |          ^~~~~~~~~~~~~\ncompilation terminated.\n",
    "older header": "main.cpp:2:10: fatal error: x86intrin.h: No such file or directory\ncompilation terminated.\n",
    "cpuid": "main.c:1:10: fatal error: cpuid.h: No such file or directory\ncompilation terminated.\n",
    "clang's header": "main.cpp:1:10: fatal error: 'immintrin.h' file not found\n",
    "clang's own header": "/usr/lib/clang/19/include/immintrin.h:14:2: error: "
    '"This header is only meant to be used on x86 and x64 architecture"\n',
    "target pragma": "main.cpp:1:27: error: pragma or attribute 'target(\"avx2\")' is not valid\n"
    '    1 | #pragma GCC target("avx2")\n',
    "target pragma, curly": 'main.cpp:1:27: error: pragma or attribute ‘target("avx2,bmi,popcnt")’ is not valid\n',
    "extension": "main.cpp:1:27: error: arch extension ‘avx2’ should be prefixed by ‘+’\n",
    "feature": 'main.cpp:1:27: error: invalid feature modifier ‘avx2’ in ‘target("+avx2")’ pragma or attribute\n',
    "attribute": "main.cpp:4:5: error: attribute 'target' argument 'sse4.2' is unknown\n",
    "cpu": 'main.cpp:1:34: error: unknown value ‘skylake’ for ‘target("arch=")’\n',
    "cpu, as a name": 'main.cpp:2:34: error: invalid name ‘skylake’ in ‘target("arch=")’ pragma or attribute\n'
    "main.cpp:2:34: note: valid arguments are: armv8-a armv8.1-a\n"
    'main.cpp:2:34: error: pragma or attribute ‘target("arch=skylake")’ is not valid\n',
    "march": "cc1plus: error: unknown value 'haswell' for '-march'\n",
    "option": "g++: error: unrecognized command-line option ‘-mavx2’\n",
    "unknown target": "error: unknown target CPU 'skylake'\n",
    "vector type": "main.cpp:3:1: error: ‘__m256i’ does not name a type\n",
    "vector function": "main.cpp:5:13: error: '_mm256_add_epi32' was not declared in this scope\n",
    "builtin": "main.cpp:5:13: error: ‘__builtin_ia32_pause’ was not declared in this scope\n",
}
OWN_FAULT = {
    "syntax": "main.cpp:3:5: error: expected ';' before 'return'\n",
    "another header": "main.cpp:1:10: fatal error: atcoder/all: No such file or directory\n",
    "ARM's own header": "main.cpp:1:10: fatal error: arm_neon2.h: No such file or directory\n",
    "a name of one's own": "main.cpp:3:5: error: 'target' was not declared in this scope\n",
    "a variable in quotes": "main.cpp:3:5: error: 'avx' was not declared in this scope\n",
    "only a warning": "main.cpp:1: warning: unsupported 'avx2' in the 'target' attribute string\n"
    "main.cpp:3:5: error: expected ';' before 'return'\n",
    "nothing": "",
}


@pytest.mark.parametrize("said", FOR_X86)
@pytest.mark.parametrize("machine", ["aarch64", "arm64", "armv7l"])
def test_an_error_about_x86_features_needs_x86_only_on_arm(machine, said):
    assert needs_x86(machine, FOR_X86[said])
    assert not needs_x86("x86_64", FOR_X86[said])
    assert not needs_x86("amd64", FOR_X86[said])


@pytest.mark.parametrize("said", OWN_FAULT)
def test_other_errors_are_the_authors_on_every_machine(said):
    assert not needs_x86("aarch64", OWN_FAULT[said])


class OnArm:
    """The real sandbox, claiming to be on ARM."""

    def __init__(self, sandbox):
        self._sandbox = sandbox

    def __getattr__(self, name):
        return getattr(self._sandbox, name)

    def machine(self):
        return "aarch64"


def test_an_x86_program_is_unchecked_on_arm_and_the_note_suggests_a_platform(any_sandbox):
    # No compiler has a header of this name, just as a compiler for ARM lacks x86's headers.
    submission = Submission("cpp", "#include <nosuchintrin.h>\nint main() {}\n")
    tests, limits = [Sample("1", b"", b"")], Limits(2.0, 256)
    here = judge(submission, tests, limits, Checker(), any_sandbox)
    assert here.verdict is Verdict.CE
    there = judge(submission, tests, limits, Checker(), OnArm(any_sandbox))
    assert there.verdict is Verdict.UNCHECKED
    assert "nosuchintrin.h" in there.compile_output
    assert str(there.cases[0].note).startswith("needs an x86-64 processor: ")
    assert "--platform linux/amd64" in str(there.cases[0].note)
    plain = judge(Submission("cpp", "int main() { return }"), tests, limits, Checker(), OnArm(any_sandbox))
    assert plain.verdict is Verdict.CE


def test_x86_is_recognized_under_every_name_of_it():
    assert all(is_x86(machine) for machine in ("x86_64", "AMD64", "i686"))
    assert not any(is_x86(machine) for machine in ("aarch64", "arm64", "riscv64", ""))
