"""Tests from a folder: in/ and out/, or *.in beside *.out or *.ans."""

import re
from gettext import gettext as _
from pathlib import Path

from problems.errors import TestsUnreadable, system_words
from problems.problem import Sample

_EXPECTED_ENDINGS = (".out", ".ans")
_FOLDERS = (("in", "out"), ("in", "ans"), ("input", "output"))


def read_tests(folder: Path) -> tuple[Sample, ...]:
    """The tests of a folder, in the natural order of their names (2 before 10), byte for byte as the files hold them.

    Two layouts: `in/NAME` with `out/NAME` (any endings, as AtCoder publishes its tests), or `NAME.in` with `NAME.out`
    or `NAME.ans`. Raises TestsUnreadable if there is no test, a file of a pair is missing, or one cannot be read.
    """
    if not folder.is_dir():
        raise TestsUnreadable(_("There is no folder {folder}.").format(folder=folder))
    try:
        pairs = _pairs(folder)
    except OSError as error:
        raise _unreadable(folder, error) from error
    if not pairs:
        text = _("{folder} has no tests: neither in/ and out/, nor *.in with *.out or *.ans.")
        raise TestsUnreadable(text.format(folder=folder))
    return tuple(
        Sample(name, _read(source), _read(expected))
        for name, (source, expected) in sorted(pairs.items(), key=lambda item: natural_order(item[0]))
    )


def natural_order(name: str) -> list[int | str]:
    """A key that sorts names as a person would: numbers by value, the rest letter by letter."""
    return [int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", name)]


def _pairs(folder: Path) -> dict[str, tuple[Path, Path]]:
    for inputs, outputs in _FOLDERS:
        if (folder / inputs).is_dir() and (folder / outputs).is_dir():
            return _pairs_of_folders(folder / inputs, folder / outputs)
    pairs: dict[str, tuple[Path, Path]] = {}
    for source in folder.iterdir():
        if source.suffix != ".in" or not source.is_file():
            continue
        expected = next((path for end in _EXPECTED_ENDINGS if (path := source.with_suffix(end)).is_file()), None)
        if expected is None:
            text = _("{file} has no expected output beside it ({name}.out or {name}.ans).")
            raise TestsUnreadable(text.format(file=source, name=source.stem))
        pairs[source.stem] = (source, expected)
    alone = [p for p in folder.iterdir() if p.suffix in _EXPECTED_ENDINGS and p.is_file() and p.stem not in pairs]
    if alone:
        text = _("{file} has no input beside it ({name}.in).")
        raise TestsUnreadable(text.format(file=min(alone), name=min(alone).stem))
    return pairs


def _pairs_of_folders(inputs: Path, outputs: Path) -> dict[str, tuple[Path, Path]]:
    sources, expected = _by_name(inputs), _by_name(outputs)
    for here, there, files in ((sources, expected, outputs), (expected, sources, inputs)):
        missing = sorted(here.keys() - there.keys(), key=natural_order)
        if missing:
            text = _("{file} has no file of the same name in {folder}.")
            raise TestsUnreadable(text.format(file=here[missing[0]], folder=files))
    return {name: (sources[name], expected[name]) for name in sources}


def _by_name(folder: Path) -> dict[str, Path]:
    """Files by stem, or by the whole name if two files share a stem ("a.1", "a.2")."""
    files = [path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")]
    stems = [path.stem for path in files]
    return {path.stem if stems.count(path.stem) == 1 else path.name: path for path in files}


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> TestsUnreadable:
    return TestsUnreadable(_("{path} cannot be read: {why}.").format(path=path, why=system_words(error)))
