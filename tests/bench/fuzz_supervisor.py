"""Fuzzes the supervisor's reading of frames with libFuzzer (clang), with the sanitizers on.

    python -m tests.bench.fuzz_supervisor [--seconds 300] [--corpus FOLDER]

The seeds are requests as sandbox/wire.py packs them. Prints libFuzzer's closing statistics; exits 1 on a finding, whose
input is kept beside the corpus. Needs `apt install clang-14 libclang-rt-14-dev`; says so if it is missing.
"""

import argparse
import os
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

from sandbox.recipe import SUPERVISOR, ingredient
from sandbox.wire import MAGIC, File, RequestKind, execute_payload

WRAPPED = (
    "read",
    "write",
    "_exit",
    "dprintf",
    "vfork",
    "fork",
    "sched_setaffinity",
    "malloc",
    "calloc",
    "strndup",
    "free",
)


def frame(kind: int, *parts: bytes, sequence: int = 1) -> bytes:
    body = b"".join(parts)
    return struct.pack("<IIIIQ", MAGIC, kind, sequence, 0, len(body)) + body


def seeds() -> list[bytes]:
    def order(*command: str, stdin: bytes = b"", files: tuple[File, ...] = (), compiling: bool = False) -> bytes:
        return frame(
            RequestKind.EXECUTE,
            *execute_payload(
                command,
                ["PATH=/bin"],
                stdin,
                files,
                cpu_ns=10**9,
                wall_ns=10**9,
                memory_bytes=1 << 28,
                output_bytes=1 << 20,
                file_bytes=1 << 20,
                address_space_bytes=0,
                processes=0,
                slot=0,
                compiling=compiling,
            ),
        )

    hello, fetch = frame(RequestKind.HELLO), frame(RequestKind.FETCH, b"main")
    written = (File("main.py", b"print(1)\n"), File("a", b"", 0o755))
    return [
        hello,
        fetch,
        frame(RequestKind.NEXT),
        frame(RequestKind.QUIT),
        order("true"),
        order("cat", "-", stdin=b"hello\n" * 40),
        order(files=written, compiling=True),
        hello + order("python3", "main.py", stdin=b"1 2\n", files=written) + fetch + hello,
    ]


def build(folder: Path, compiler: str) -> Path:
    for name in SUPERVISOR:
        (folder / name).write_bytes(ingredient(name))
    target = folder / "fuzz"
    wraps = ",".join(f"--wrap={name}" for name in WRAPPED)
    subprocess.run(
        [compiler, "-g", "-O1", "-fsanitize=fuzzer,address,undefined", "-fno-sanitize-recover=all", "-I", folder,
         "-Wno-unused-function", f"-Wl,{wraps}", "-o", target, Path(__file__).with_suffix(".c")],
        check=True,
    )  # fmt: skip
    return target


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--corpus", type=Path)
    options = parser.parse_args()
    compiler = next((found for name in ("clang", "clang-14") if (found := shutil.which(name))), None)
    if compiler is None:
        sys.exit("clang is missing: apt install clang-14 libclang-rt-14-dev")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        corpus = options.corpus or folder / "corpus"
        corpus.mkdir(exist_ok=True)
        for number, seed in enumerate(seeds()):
            (corpus / f"seed-{number}").write_bytes(seed)
        work = folder / "work"
        work.mkdir()
        (work / "main").write_bytes(b"program" * 1000)
        done = subprocess.run(
            [build(folder, compiler), f"-max_total_time={options.seconds}", "-max_len=70000", "-print_final_stats=1",
             f"-artifact_prefix={corpus.parent}/finding-", corpus],
            env={**os.environ, "FUZZ_WORK": str(work), "ASAN_OPTIONS": "detect_leaks=0:allocator_may_return_null=1"},
            capture_output=True, text=True, errors="replace", check=False,
        )  # fmt: skip
        lines = done.stderr.splitlines()
        shown = (
            lines[-40:]
            if done.returncode
            else [line for line in lines if line.startswith(("stat::", "Done", "#"))][-8:]
        )
        print("\n".join(shown))
    sys.exit(1 if done.returncode else 0)


if __name__ == "__main__":
    main()
