"""AtCoder's libraries beyond the standard one: which a sandbox has, and which missing one a program needed."""

import re
from dataclasses import dataclass

from judge.languages import LANGUAGES, Language, installing
from judge.notes import NO_NOTE, Note, note
from sandbox.errors import SandboxUnavailable
from sandbox.run import Ending, RunResult
from sandbox.sandbox import Sandbox

# Messages about a missing library from compilers and interpreters, by source file name. AtCoder's judge has every
# library named here (its language updates of 2023 and 2025), so using one is not the author's fault.
_SAYS = {
    "main.py": re.compile(
        r"^ModuleNotFoundError: No module named '(?P<library>ac_library|acl_cpp|atcoder|bitarray|catboost|cppyy|gmpy2|"
        r"gymnasium|jax|jaxlib|lightgbm|llvmlite|more_itertools|mpmath|networkx|numba|numpy|optax|ortools|pandas|polars|"
        r"pulp|scipy|shapely|sklearn|sortedcontainers|sympy|torch|xgboost|z3)[.']",
        re.MULTILINE,
    ),
    "main.cpp": re.compile(
        r"^main\.cpp:\d+:\d+: fatal error: (?P<library>(?:atcoder|boost|Eigen|unsupported/Eigen|absl|range/v3|ortools|"
        r"LightGBM|torch|immer|tbb)/[\w./+-]+|torch/torch\.h|gmp\.h|gmpxx\.h|z3\+\+\.h): No such file",
        re.MULTILINE,
    ),
    "main.c": re.compile(r"^main\.c:\d+:\d+: fatal error: (?P<library>gmp\.h): No such file", re.MULTILINE),
    "main.rs": re.compile(
        r"^error\[E0(?:432|433|463)\]: .*`(?P<library>proconio|proconio_derive|ac_library|itertools|superslice|num|"
        r"num_bigint|num_integer|num_traits|num_rational|rand|rand_pcg|rand_chacha|rand_distr|indexmap|rustc_hash|"
        r"ordered_float|petgraph|regex|memoise|argio|amplify|bitset_fixed|fixedbitset|nalgebra|ndarray|smallvec|im_rc|"
        r"varisat|whiteread|once_cell|lazy_static|either|easy_ext|maplit|permutohedron|primal|rpds|arrayvec|ascii|"
        r"bitvec|counter|tap|multimap|pathfinding|recur_fn|strsim|statrs|static_assertions|hashbag|mod_exp|dashu)"
        r"(?:::[^`]*)?`",
        re.MULTILINE,
    ),
    "Main.java": re.compile(
        r"^Main\.java:\d+: error: package (?P<library>ac_library|org\.apache\.commons|org\.eclipse\.collections|"
        r"it\.unimi\.dsi|com\.google\.ortools)[\w.]* does not exist",
        re.MULTILINE,
    ),
    "main.go": re.compile(
        r"cannot find package \"(?P<library>(?:github\.com/(?:emirpasic/gods|monkukui/ac-library-go|liyue201/gostl)|"
        r"gonum\.org|golang\.org/x/exp)[\w./-]*)\""
    ),
    "main.rb": re.compile(
        r"cannot load such file -- (?P<library>ac-library-rb|rbtree|numo|sorted_set|faraday|polars|torch|daru)[\w/-]* "
        r"\(LoadError\)"
    ),
    "main.js": re.compile(
        r"^Error: Cannot find module '(?P<library>ac-library-js|lodash|mathjs|immutable|data-structure-typed|"
        r"@datastructures-js/[\w-]+|typescript-stl|tstl)[\w/-]*'",
        re.MULTILINE,
    ),
}


@dataclass(frozen=True, slots=True)
class Toolchain:
    """A language's version and libraries in a sandbox, as prompts name them."""

    version: str  # first line of the compiler's or interpreter's version output
    libraries: tuple[str, ...] = ()  # that a program may use beyond the standard one


def toolchain(language: Language, sandbox: Sandbox) -> Toolchain:
    """The language's toolchain in the sandbox; only installed libraries are promised. Raises SandboxError."""
    promised = libraries(language, sandbox) if language.promised else ()
    return Toolchain(sandbox.version(language.version) or language.name, promised)


def no_compiler(language: Language, sandbox: Sandbox) -> Note:
    """What to do where the sandbox has no toolchain for the language; NO_NOTE where it has. Raises SandboxError."""
    if sandbox.version(language.version):
        return NO_NOTE
    remedy = note("run-command", command=installing(language, sandbox.name))
    return note("no-compiler", remedy, language=language.name, command=language.version[0], sandbox=sandbox.name)


def require_compiler(language: Language, sandbox: Sandbox) -> None:
    """Raises SandboxUnavailable where the sandbox has no toolchain for the language."""
    if lacking := no_compiler(language, sandbox):
        raise SandboxUnavailable(lacking.shown())


def libraries(language: Language, sandbox: Sandbox) -> tuple[str, ...]:
    """The language's AtCoder libraries that the sandbox has. Raises SandboxError."""
    found = sandbox.version(language.finds_libraries) if language.finds_libraries else None
    return tuple(library for library in language.libraries if library in (found or "").split(", "))


def missing_library(language: str, result: RunResult, sandbox: Sandbox) -> str | None:
    """The AtCoder library whose absence made compiling or running fail; None: the failure is the program's own.

    language: its key. Raises SandboxError.
    """
    if result.ending is not Ending.EXITED or not result.exit_code:
        return None
    found = LANGUAGES[language]
    said = list(_SAYS[found.source].finditer(result.stderr.decode("utf-8", "replace")))
    if not said:
        return None
    library = said[-1]["library"]  # the program may have caught earlier ones and gone on
    if found.source == "main.py" and sandbox.version((found.run[0], "-I", "-c", f"import {library}")) is not None:
        return None  # the program can print such a line itself
    return library
