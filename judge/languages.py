"""The languages that a submission can be written in: data, with each one's commands in the sandbox."""

from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Language:
    """How one language is compiled and run. Commands run in the box's work folder."""

    key: str  # short name in options, keys and logs
    name: str  # for people and prompts
    endings: tuple[str, ...]  # file extensions of this language
    fences: tuple[str, ...]  # tags for it on a code block's opening fence
    layer: str  # the sandbox's image layer with its toolchain
    source: str  # name of the source file in the work folder
    compile: tuple[str, ...]  # a non-zero exit is CE
    run: tuple[str, ...]
    version: tuple[str, ...]  # prints the toolchain's version
    package: str = ""  # Debian package, for when this machine's own toolchain is used
    libraries: dict[str, str] = field(default_factory=dict)  # AtCoder's libraries, each with its Debian package
    finds_libraries: tuple[str, ...] = ()  # prints the installed ones, separated by commas
    promised: bool = False  # prompts name the installed ones
    atcoder: str = ""  # AtCoder's version since 2025-10, for comparison with ours


def installing(language: Language, sandbox: str) -> str:
    """The command that brings the language into a sandbox of that name."""
    if sandbox == "docker":
        return f"kyoso sandbox build --languages {language.layer}"
    return f"apt install {language.package}"


# Asks the preprocessor, which finds headers exactly as for a program's own #include.
_FIND_HEADERS = """{
  printf '#if __has_include(<atcoder/all>)\\nAC Library\\n#endif\\n'
  printf '#if __has_include(<boost/version.hpp>)\\nBoost\\n#endif\\n'
} | g++ -E -P -x c++ - | sed -z 's/\\n*$//; s/\\n/, /g'
"""

CPP = Language(
    key="cpp",
    name="C++23",
    endings=(".cpp", ".cc", ".cxx"),
    fences=("cpp", "c++", "cc", "cxx", "cpp23", "c++23"),
    layer="base",
    package="g++",
    source="main.cpp",
    compile=("g++", "-std=gnu++23", "-O2", "-fsigned-char", "-DATCODER", "-o", "main", "main.cpp"),
    libraries={"Boost": "libboost-dev", "AC Library": ""},
    finds_libraries=("sh", "-c", _FIND_HEADERS),
    run=("./main",),
    version=("g++", "--version"),
    atcoder="GCC 15.2 (gnu++23)",
)

# The same compiler with the previous standard: code written for either may not compile in the other.
CPP20 = replace(
    CPP,
    key="cpp20",
    name="C++20",
    endings=(),
    fences=("cpp20", "c++20", "cpp17", "c++17", "cpp14", "c++14"),
    compile=("g++", "-std=gnu++20", "-O2", "-fsigned-char", "-DATCODER", "-o", "main", "main.cpp"),
    atcoder="GCC 15.2 (gnu++20)",
)

C = Language(
    key="c",
    name="C23",
    endings=(".c",),
    fences=("c", "c23", "c17", "c11"),
    layer="base",
    package="gcc",
    source="main.c",
    compile=("gcc", "-std=gnu2x", "-O2", "-fsigned-char", "-DATCODER", "-o", "main", "main.c", "-lm"),
    run=("./main",),
    version=("gcc", "--version"),
    atcoder="GCC 15.2 (gnu23)",
)

# Does what py_compile does without its imports, which take longer than most programs.
_CHECK_SYNTAX = """import sys
try:
    compile(open("main.py", "rb").read(), "main.py", "exec")
except Exception as error:
    sys.excepthook(type(error), error.with_traceback(None), None)
    sys.exit(1)
"""

_FIND_MODULES = """from importlib.util import find_spec
print(", ".join(name for name in ("numpy", "scipy", "networkx", "sortedcontainers") if find_spec(name)))
"""

PYTHON = Language(
    key="python",
    name="Python 3 (CPython)",
    endings=(".py",),
    fences=("python", "py", "python3", "py3", "cpython"),
    layer="base",
    package="python3",
    source="main.py",
    compile=("python3", "-I", "-S", "-c", _CHECK_SYNTAX),
    # AtCoder runs CPython without the limit on the digits of int(str).
    run=("python3", "-X", "int_max_str_digits=0", "main.py"),
    version=("python3", "--version"),
    finds_libraries=("python3", "-I", "-c", _FIND_MODULES),
    libraries={name: f"python3-{name}" for name in ("numpy", "scipy", "networkx", "sortedcontainers")},
    promised=True,
    atcoder="CPython 3.13",
)

PYPY = Language(
    key="pypy",
    name="Python 3 (PyPy)",
    endings=(),
    fences=("pypy", "pypy3"),
    layer="pypy",
    package="pypy3",
    source="main.py",
    compile=("pypy3", "-m", "py_compile", "main.py"),
    run=("pypy3", "-X", "int_max_str_digits=0", "main.py"),
    version=("pypy3", "--version"),
    atcoder="PyPy 3.11",
)

RUST = Language(
    key="rust",
    name="Rust",
    endings=(".rs",),
    fences=("rust", "rs"),
    layer="rust",
    package="rustc",
    source="main.rs",
    compile=("rustc", "--edition", "2021", "-O", "-o", "main", "main.rs"),
    run=("./main",),
    version=("rustc", "--version"),
    atcoder="Rust 1.89",
)

JAVA = Language(
    key="java",
    name="Java",
    endings=(".java",),
    fences=("java",),
    layer="java",
    package="default-jdk-headless",
    source="Main.java",
    compile=("javac", "-encoding", "UTF-8", "Main.java"),
    # The heap may reach AtCoder's whole memory limit, so that using too much is MLE and not an exception.
    run=("java", "-XX:+UseSerialGC", "-Xss256m", "-Xmx1024m", "Main"),
    version=("javac", "--version"),
    atcoder="OpenJDK 24",
)

GO = Language(
    key="go",
    name="Go",
    endings=(".go",),
    fences=("go", "golang"),
    layer="go",
    package="golang-go",
    source="main.go",
    # The image's cache holds the compiled standard library; it is read-only, which Go tolerates.
    compile=("env", "GOCACHE=/usr/local/share/go-cache", "GO111MODULE=off", "go", "build", "-o", "main", "main.go"),
    run=("./main",),
    version=("go", "version"),
    atcoder="Go 1.25",
)

# Ruby touches its whole stack at startup: a stack as large as the memory limit would exceed that at once.
_SMALL_STACK = ("prlimit", f"--stack={32 * 1024 * 1024}:")

RUBY = Language(
    key="ruby",
    name="Ruby",
    endings=(".rb",),
    fences=("ruby", "rb"),
    layer="ruby",
    package="ruby",
    source="main.rb",
    compile=(*_SMALL_STACK, "ruby", "-c", "main.rb"),
    run=(*_SMALL_STACK, "ruby", "main.rb"),
    version=(*_SMALL_STACK, "ruby", "--version"),
    atcoder="Ruby 3.4",
)

JAVASCRIPT = Language(
    key="javascript",
    name="JavaScript (Node.js)",
    endings=(".js", ".mjs"),
    fences=("javascript", "js", "node", "nodejs"),
    layer="javascript",
    package="nodejs",
    source="main.js",
    compile=("node", "--check", "main.js"),
    run=("node", "--stack-size=65500", "main.js"),
    version=("node", "--version"),
    atcoder="Node.js 22",
)

LANGUAGES: dict[str, Language] = {
    language.key: language for language in (CPP, CPP20, PYTHON, C, PYPY, RUST, JAVA, GO, RUBY, JAVASCRIPT)
}


def by_ending(name: str) -> Language | None:
    """The language that a file's extension implies, or None."""
    return next((lang for lang in LANGUAGES.values() if name.lower().endswith(lang.endings)), None)


def same_family(one: Language, other: Language) -> bool:
    """Whether one source may be meant for both: they differ only in the interpreter or the standard."""
    return one.source == other.source


def by_fence(tag: str) -> Language | None:
    """The language that a code block's tag names, or None."""
    word = tag.strip().lower()
    return next((lang for lang in LANGUAGES.values() if word in lang.fences), None)
