"""Recognises programs that compile only for x86-64: failing elsewhere is not their author's fault."""

import re

_X86 = frozenset({"x86_64", "amd64", "x86-64", "i386", "i486", "i586", "i686", "x86"})

_HEADERS = r"(?:[a-z0-9]*intrin|cpuid|mm_malloc)\.h"
# x86 names that `target`, -march and -m accept (GCC's manual, "x86 Options"); other processors' names differ.
_FEATURES = (
    r"(?:arch=)?(?:s?sse[\d.a]*|avx[\w.-]*|bmi2?|abm|lzcnt|popcnt|mmx|fma4?|f16c|adx|aes|pclmul|rdrnd|rdseed|tbm|xop|"
    r"x86-64(?:-v\d)?|i[3-6]86|core2|core-avx\w*|corei7[\w-]*|nehalem|westmere|sandybridge|ivybridge|haswell|broadwell|"
    r"skylake[\w-]*|cascadelake|icelake[\w-]*|alderlake|znver\d|bdver\d|native|tune=native|3dnow)"
)
_QUOTED = r"['‘’\"`]"
_SAYS_X86 = re.compile(
    "|".join(
        [
            # gcc: fatal error: immintrin.h: No such file or directory; clang: fatal error: 'immintrin.h' file not found
            rf"fatal error: {_QUOTED}?{_HEADERS}{_QUOTED}?(?:: No such file| file not found)",
            r"This header is only meant to be used on x86",
            # gcc: pragma or attribute 'target("avx2")' is not valid; invalid feature modifier 'avx2' in …
            rf"(?i:target|attribute|pragma|feature modifier|arch extension).*[\"'‘,+(]{_FEATURES}[\"'’,)]",
            # gcc: unknown value 'haswell' for '-march'; clang: unknown target CPU 'haswell'
            rf"unknown (?:value|target CPU|architecture) {_QUOTED}{_FEATURES}{_QUOTED}",
            rf"(?:unrecognized command[- ]line|unknown|unsupported) (?:option|argument):? "
            rf"{_QUOTED}-m(?:arch=|tune=|cpu=)?{_FEATURES}",
            # The vector types and functions themselves, when the header was not included
            rf"{_QUOTED}(?:__m(?:64|128|256|512)[di]?|_mm(?:256|512)?_\w+|__builtin_(?:ia32_\w+|cpu_supports|cpu_init))\W",
        ]
    )
)


def is_x86(machine: str) -> bool:
    """Whether the machine, as uname -m or an image's Architecture names it, is an x86."""
    return machine.lower() in _X86


def needs_x86(machine: str, compile_output: str) -> bool:
    """Whether compiling failed on that machine because the program is written for x86-64.

    machine: as for is_x86. compile_output: from GCC or clang. Only its errors count: a pragma ignored with a warning
    breaks nothing.
    """
    if not machine or is_x86(machine):
        return False
    return any(_SAYS_X86.search(line) for line in compile_output.splitlines() if "error:" in line.lower())
