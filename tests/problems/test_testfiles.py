"""Tests are read from a folder in each layout; a folder without tests gives a clear error."""

import pytest

from problems.errors import TestsUnreadable
from problems.testfiles import read_tests


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


def test_tests_in_in_and_out_folders_come_in_natural_order_byte_for_byte(tmp_path):
    write(
        tmp_path,
        {f"in/case{n}.txt": f"{n}\r\n" for n in (10, 2, 1)} | {f"out/case{n}.txt": " x\n\n" for n in (10, 2, 1)},
    )
    tests = read_tests(tmp_path)
    assert [t.name for t in tests] == ["case1", "case2", "case10"]
    assert (tests[0].stdin, tests[0].expected) == (b"1\r\n", b" x\n\n")


@pytest.mark.parametrize(("source", "expected"), [("01.in", "01.out"), ("s-1.in", "s-1.ans"), ("a.b.in", "a.b.out")])
def test_files_side_by_side_are_paired(tmp_path, source, expected):
    write(tmp_path, {source: "1\n", expected: "2\n", "README.md": "x"})
    ((name, stdin, wanted),) = ((t.name, t.stdin, t.expected) for t in read_tests(tmp_path))
    assert (name, stdin, wanted) == (source.removesuffix(".in"), b"1\n", b"2\n")


def test_files_in_in_and_out_folders_may_have_any_ending_or_none(tmp_path):
    write(tmp_path, {"in/00_sample.in": "1", "out/00_sample.out": "2", "in/x": "3", "out/x": "4", "in/.DS_Store": ""})
    assert [(t.name, t.stdin, t.expected) for t in read_tests(tmp_path)] == [
        ("00_sample", b"1", b"2"),
        ("x", b"3", b"4"),
    ]


@pytest.mark.parametrize(
    ("files", "named"),
    [
        ({}, "no tests"),
        ({"notes.txt": "x"}, "no tests"),
        ({"1.in": "x"}, "1.in"),
        ({"1.in": "x", "1.out": "y", "2.out": "z"}, "2.out"),
        ({"in/1": "x", "in/2": "x", "out/1": "y"}, "in/2"),
        ({"in/1": "x", "out/1": "y", "out/3": "y"}, "out/3"),
    ],
)
def test_the_missing_file_is_named(tmp_path, files, named):
    write(tmp_path, files)
    with pytest.raises(TestsUnreadable) as caught:
        read_tests(tmp_path)
    assert named in str(caught.value) and "\n" not in str(caught.value)


def test_a_folder_that_does_not_exist_is_an_error(tmp_path):
    with pytest.raises(TestsUnreadable):
        read_tests(tmp_path / "nothing")


def test_a_file_that_cannot_be_read_is_an_error(tmp_path):
    write(tmp_path, {"1.in": "x", "1.out": "y"})
    (tmp_path / "1.in").unlink()
    (tmp_path / "1.in").symlink_to(tmp_path / "gone")
    with pytest.raises(TestsUnreadable):
        read_tests(tmp_path)
