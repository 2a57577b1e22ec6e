"""English messages of the system, of libraries and of older rows are shown in the person's language."""

import ast
import errno
import os
import sqlite3
import sys
import tomllib
from pathlib import Path

import pytest

from judge import wording
from judge.notes import note, read_note
from judge.wording import cause, worded
from solver.outside import read_json, read_text, read_toml
from solver.view.language import catalogue, spoken

ROOT = Path(__file__).parents[2]


@pytest.fixture
def japanese():
    with spoken("ja"):
        yield


def raised(read, *arguments):
    with pytest.raises(Exception) as caught:
        read(*arguments)
    return caught.value


@pytest.mark.skipif(sys.platform != "linux", reason="compares with glibc's messages")
@pytest.mark.parametrize("number", wording._BY_NUMBER)
def test_system_errors_are_translated_by_their_number(number, japanese):
    assert os.strerror(number) == wording._BY_NUMBER[number]
    said = cause(OSError(number, os.strerror(number), "/somewhere"))
    assert not said.isascii()
    assert cause(OSError(number, "in other words", "/somewhere")) == said
    assert worded(str(OSError(number, os.strerror(number), "/somewhere"))) == said


def test_errors_of_reading_files_are_translated(tmp_path, japanese):
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    (tmp_path / "log").write_text("this is no log, whatever its name says")
    errors = {
        "そのようなファイルやフォルダはありません": raised(read_text, tmp_path / "none"),
        "UTF-8 ではありません": raised(read_text, tmp_path / "bytes"),
        "1 行 5 文字目: 値が正しくありません": raised(read_toml, "a = nonsense"),
        "2 行 3 文字目: キーの後に = がありません": raised(tomllib.loads, "a = 1\nb 2"),
        "ファイルの末尾: 文字列が閉じていません": raised(tomllib.loads, 'a = "x'),
        "入れ子が深すぎます": raised(read_json, "[" * 100_000),
        "データベースのファイルではありません": raised(sqlite3.connect(tmp_path / "log").execute, "SELECT * FROM t"),
    }
    assert {said: cause(error) for said, error in errors.items()} == {said: said for said in errors}


def test_figures_and_quotations_are_kept_in_the_translation(japanese):
    assert worded("nothing came for 600 s") == "600 秒間何も届きませんでした"
    assert worded("no event stream but <html>{x}") == "イベントストリームではなく次のものが届きました: <html>{x}"
    assert worded("as the server put it") == "as the server put it"
    assert worded("") == ""


def test_a_note_is_stored_in_english_and_shown_in_japanese(japanese):
    kept = note("failed", kind="silent", text="nothing came for 600 s")
    assert str(kept) == "the answer fell silent: nothing came for 600 s"
    assert read_note(kept.stored()).shown().isascii() is False
    assert "nothing came" not in read_note(kept.stored()).shown()


def untranslated_texts():
    """Texts written in English and translated when shown: why no answer came, or why a generator is not used."""
    for file in [
        *(ROOT / "solver/models").rglob("*.py"),
        ROOT / "judge/stress/written.py",
        ROOT / "solver/generator.py",
    ]:
        for node in ast.walk(ast.parse(file.read_text())):
            match node:
                case ast.Call(func=ast.Name(id="RefusedGenerator" | "StreamFailed"), args=[*_kind, text]):
                    yield text
                case ast.Tuple(elts=[*_before, ast.Attribute(value=ast.Name(id="ErrorKind")), text]):
                    yield text


def test_every_text_that_is_translated_when_shown_has_a_japanese_translation():
    unknown, seen = [], 0
    for node in untranslated_texts():
        match node:
            case ast.Constant(value=str(text)):
                said = text
            case ast.JoinedStr(values=parts):
                said = "".join(part.value if isinstance(part, ast.Constant) else "7" for part in parts)
            case _:
                continue
        seen += 1
        if worded(said, catalogue("ja")) == said:
            unknown.append(said)
    assert seen > 12
    assert not unknown


def test_an_error_with_an_unknown_or_no_number_keeps_its_words(japanese):
    assert cause(OSError(99999, "Nobody knows")) == "Nobody knows"
    assert cause(ValueError()) == "ValueError"
    assert cause(OSError("no number")) == "no number"
    assert errno.ENOENT in wording._BY_NUMBER
