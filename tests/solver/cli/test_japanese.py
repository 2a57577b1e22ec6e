"""What a person sees in Japanese is aligned and fits 80 columns, although most characters are two columns wide."""

import json
import os
import re
import subprocess
import sys

import pytest
from rich.cells import cell_len

from solver.view.wrapping import wrapped

# Run in a separate process, because help texts are made once, when a command is imported.
PAGES = """
import contextlib, io, json, sys
from solver.cli.main import _program, run

def pages(group, path):
    for name in [None, *group.list_commands(None)]:
        words = path + [name] * (name is not None)
        with contextlib.redirect_stdout(io.StringIO()) as shown:
            assert run(["--lang", sys.argv[1], *words, "--help"]) == 0, words
        yield " ".join(words), shown.getvalue()
        command = group.get_command(None, name) if name else None
        if hasattr(command, "list_commands"):
            yield from pages(command, words)

print(json.dumps(dict(pages(_program(), []))))
"""


def sections(page):
    """The page's lists of options and commands, as lines."""
    for block in page.split("\n\n"):
        title, *lines = block.splitlines()
        if title.endswith(":") and not title.startswith(" "):
            yield lines


def columns(lines):
    """The screen columns at which the descriptions begin."""
    for line in lines:
        found = re.match(r"  (\S.*?)  +(?=\S)", line)
        if found:
            yield cell_len(found[0])


@pytest.mark.parametrize("language", ["ja", "en"])
def test_help_pages_are_aligned_and_fit_80_columns(language):
    done = subprocess.run(
        [sys.executable, "-c", PAGES, language],
        env={**os.environ, "COLUMNS": "80"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    pages = json.loads(done.stdout)
    assert {"", "solve", "sandbox build"} <= set(pages)
    for name, shown in pages.items():
        assert ("使い方:" in shown) == (language == "ja"), name
        assert not [line for line in shown.splitlines() if cell_len(line) > 80], name
        for lines in sections(shown):
            assert len(set(columns(lines))) == 1, name
        assert language == "en" or not (list(english(shown)) or "TEXT" in shown), name
        # Nobody finds an option in a long list, so options are grouped under headings.
        assert all(sum(len(re.findall(r"^  -", line)) for line in lines) <= 26 for lines in sections(shown)), name


def english(shown):
    """Lines with an English phrase: four words in a row, or three in a Japanese line; commands do not count."""
    for line in shown.splitlines():
        row = r"(?<![\w./`'\"-])(?<!kyoso )(?!kyoso\b)[a-z]{2,}" + r",? [a-z]{2,}" * (3 if line.isascii() else 2)
        if re.search(row, line, re.IGNORECASE):
            yield line


def test_commands_print_no_english_in_japanese(kyoso, site, model, tmp_path):
    (tmp_path / "work" / "wrong.py").write_text("print(8)\n")
    (tmp_path / "work" / "bad.cpp").write_text("int main( {\n")
    for words in (
        ["log"],
        ["report"],
        ["solve", "kyoso_demo_a", "-m", "demo-20b", "-e", "low", "--no-attest"],
        ["judge", "wrong.py", "kyoso_demo_e"],
        ["judge", "wrong.py", "kyoso_demo_b", "--full"],
        ["log"],
        ["log", "last"],
        ["log", "1"],
        ["log", "99"],
        ["log", "-n", "1"],
        ["log", "--contest", "abc301"],
        ["report"],
        ["report", "--full"],
        ["report", "--manifest"],
        ["rejudge", "--count", "1"],
        ["race", "--history"],
        ["config"],
        ["hint", "kyoso_demo_e", "--history"],
        ["batch", "status"],
        ["models"],
        ["fetch", "foo"],
        ["fetch", "https://atcoder.jp/contests/abc301/submissions/1"],
        ["judge", "missing.py", "kyoso_demo_a"],
    ):
        done = kyoso("--lang", "ja", *words)
        assert done.code in (0, 1, 2, 3, 4), done.err
        found = list(english(done.out + done.err))
        assert not found, (words, found)


def test_japanese_breaks_anywhere_except_before_closing_and_after_opening_marks():
    assert wrapped("問題を解く。", 4) == ["問題", "を解", "く。"]
    assert wrapped("問題「例」", 6) == ["問題", "「例」"]
    assert wrapped("サーバー", 4) == ["サー", "バー"]
    assert wrapped("深さ  [既定値: high]", 8) == ["深さ", "[既定値:", "high]"]


def test_latin_words_and_commands_are_never_broken():
    assert wrapped("例: kyoso fetch abc417_e", 12) == ["例: kyoso", "fetch", "abc417_e"]
    assert wrapped("http://127.0.0.1:1234", 4) == ["http://127.0.0.1:1234"]
    assert wrapped("次は `kyoso log` です。", 12) == ["次は", "`kyoso log`", "です。"]
    assert wrapped("一\n\n二", 4) == ["一", "", "二"]
    assert wrapped("", 4) == [""]


def test_a_wrong_command_is_reported_in_japanese(kyoso):
    done = kyoso("--lang", "ja", "nonsense")
    assert done.code == 2
    assert done.err.startswith("使い方: kyoso")
    assert "エラー: コマンド nonsense はありません。`kyoso --help` で一覧できます" in done.err


@pytest.mark.parametrize("columns", [60, 80])
def test_a_japanese_statement_fills_its_lines_and_starts_none_with_a_closing_mark(kyoso, site, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    shown = kyoso("--lang", "ja", "show", "kyoso_demo_c").out
    lines = [line.rstrip() for line in shown.splitlines()]
    assert all(cell_len(line) <= columns for line in lines)
    assert not [line for line in lines if line.lstrip().startswith(("、", "。", "」", ")"))]
    # In the first paragraph every line but the last is full, less what moved down because a mark may not begin a line.
    first = lines.index("問題文") + 2
    paragraph = lines[first : lines.index("", first)]
    assert len(paragraph) > 3
    assert min(cell_len(line) for line in paragraph[:-1]) > columns - 8
    assert "実行時間制限: 2 秒 / メモリ制限: 256 MiB" in shown


def test_a_mistyped_command_gets_a_suggestion(kyoso):
    done = kyoso("--lang", "ja", "jugde", "main.py")
    assert (done.code, "judge の間違いではありませんか?" in done.err) == (2, True)


def test_the_example_plan_is_explained_in_japanese_within_80_columns(kyoso):
    shown = kyoso("--lang", "ja", "batch", "--example").out
    assert all(cell_len(line) <= 80 for line in shown.splitlines())
    assert not list(english(shown))
