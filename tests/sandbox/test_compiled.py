"""The cache of compiled programs."""

import os
from pathlib import Path

from sandbox.compiled import Compiled, CompiledCache, cache_key, output_name
from sandbox.run import Budget, Ending, RunResult
from sandbox.wire import File
from tests.sandbox_fixtures import open_for_test

COMPILING = Budget(cpu_s=30, wall_s=60, memory_mib=1024)
USUAL = Budget(cpu_s=2, wall_s=60, memory_mib=256)
GXX = ["g++", "-O2", "-o", "main", "main.cpp"]


def made(content: bytes) -> Compiled:
    result = RunResult(Ending.EXITED, 0, None, 1.0, 1.1, 100.0, b"out", b"warned")
    return Compiled(File("main", content, 0o755), result)


def test_program_comes_back_unchanged(tmp_path: Path) -> None:
    cache = CompiledCache(tmp_path / "cache")
    assert cache.get("k") is None
    cache.put("k", made(b"\x7fELF\n\n\0"))
    assert cache.get("k") == made(b"\x7fELF\n\n\0")


def test_truncated_or_foreign_file_is_not_taken_for_a_program(tmp_path: Path) -> None:
    cache = CompiledCache(tmp_path)
    cache.put("k", made(b"x" * 100))
    whole = (tmp_path / "k").read_bytes()
    for damaged in (whole[:-1], whole + b"y", b"", b"{}\n", b"\xff\xff"):
        (tmp_path / "k").write_bytes(damaged)
        assert cache.get("k") is None


def test_cache_stays_below_its_bound_and_evicts_the_least_recently_used(tmp_path: Path) -> None:
    cache = CompiledCache(tmp_path, most_bytes=5000)
    for number in range(10):
        cache.put(str(number), made(bytes(1000)))
        os.utime(tmp_path / str(number), ns=(number, number))
        cache.get("0")  # keeps it recently used
    assert cache.get("0") is not None
    assert cache.get("1") is None
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 5000


def test_key_differs_by_compiler_flags_and_every_byte() -> None:
    base = cache_key("image", GXX, {"main.cpp": b"int main() {}"})
    assert base == cache_key("image", GXX, {"main.cpp": b"int main() {}"})
    others = {
        cache_key("other", GXX, {"main.cpp": b"int main() {}"}),
        cache_key("image", [*GXX, "-g"], {"main.cpp": b"int main() {}"}),
        cache_key("image", GXX, {"main.cpp": b"int main() { }"}),
        cache_key("image", GXX, {"main.cp": b"pint main() {}"}),
    }
    assert len(others | {base}) == 5


def test_only_a_command_that_names_its_output_is_kept() -> None:
    assert output_name(GXX) == "main"
    assert output_name(["python3", "-m", "py_compile", "main.py"]) is None
    assert output_name(["cc", "-o", "../x", "a.c"]) is None
    assert output_name(["cc", "-o"]) is None


def test_second_compilation_comes_from_the_cache(tmp_path: Path) -> None:
    files = {"main.cpp": b'#include <cstdio>\nint main() { std::puts("42"); }'}
    with open_for_test("bwrap", tmp_path) as sandbox:
        for _ in range(2):
            with sandbox.box() as box:
                result = box.compile(GXX, files, COMPILING)
                assert (result.ending, result.exit_code) == (Ending.EXITED, 0)
                assert box.run(["./main"], b"", USUAL).stdout == b"42\n"
        (kept,) = (tmp_path / "sandbox" / "compiled").iterdir()
        written = kept.stat().st_mtime_ns
        with sandbox.box() as box:  # nothing is kept once a program has run in the box
            box.run(["true"], b"", USUAL)
            assert box.compile(GXX, {"main.cpp": b"int main() {}"}, COMPILING).exit_code == 0
        assert list((tmp_path / "sandbox" / "compiled").iterdir()) == [kept]
        assert kept.stat().st_mtime_ns == written


def test_program_that_does_not_compile_is_not_kept(tmp_path: Path) -> None:
    with open_for_test("bwrap", tmp_path) as sandbox, sandbox.box() as box:
        assert box.compile(GXX, {"main.cpp": b"int main() { x }"}, COMPILING).exit_code == 1
    assert not (tmp_path / "sandbox" / "compiled").exists()
