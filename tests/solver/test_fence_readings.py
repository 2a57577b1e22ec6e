"""Replies whose fences Markdown would read differently from what was meant."""

import json
from pathlib import Path

import pytest

from judge.languages import CPP, LANGUAGES, PYTHON
from solver.extraction import extract
from tests.work import lines_taken

CASES = Path(__file__).parents[3] / "shared" / "cases" / "replies.json"
PROGRAM = "n = int(input())\nprint(n * 2)\n"
CPP_PROGRAM = '#include <iostream>\nint main() { int n; std::cin >> n; std::cout << "{" << n; }\n'


@pytest.mark.parametrize(
    "reply",
    [
        f"```python3.11\n{PROGRAM}```\n",
        f"```py,linenos\n{PROGRAM}```\n",
        f"```text\n{PROGRAM}```\n",
        f"Here: ```python\n{PROGRAM}```\n",
        f"````md\nThe answer\n~~~python\n{PROGRAM}~~~\n````\n",
        f"```python\n```python\n{PROGRAM}```\n```\n",
        f"{PROGRAM}```\nThat is all.\n",
        f"```python\n# TODO\n```\nSo: ```python\n{PROGRAM}```\n",
        "```python n = int(input())\n```\n" + f"```python\n{PROGRAM}```\n",
        f"```python\n{PROGRAM}```\nShorter:\n```python\nn = int(input())\nprint(n *",
    ],
)
def test_the_last_complete_and_closed_program_of_any_reading_is_found(reply):
    found = extract(reply, PYTHON)
    assert found.code == PROGRAM
    assert found.complete


@pytest.mark.parametrize("quotes", ["'''", '"""'])
@pytest.mark.parametrize("inner", ["\n```\nhello\n```\n", "\n```\n", "\n```python\n", "\n```", "\n<think>\n"])
def test_a_fence_in_a_triple_quoted_string_does_not_end_a_program(quotes, inner):
    program = f"n = int(input())\ns = {quotes}{inner}{quotes}\nprint(n, s)\n"
    found = extract(f"So:\n```python\n{program}```\nThat is all.\n", PYTHON)
    assert (found.code, found.complete) == (program, True)


CPP_FRAME = "#include <iostream>\nint main() {{\n  int n;\n  std::cin >> n;\n  std::cout << {} << n;\n}}\n"
RUST_FRAME = "use std::io;\nfn main() {{\n    let s = {};\n    io::stdin().read_line(&mut s).unwrap();\n}}\n"
JAVA_FRAME = "class Main {{\n  public static void main(String[] a) {{\n    System.out.println({});\n  }}\n}}\n"
NODE_FRAME = "const t = require('fs').readFileSync(0, 'utf8');\nconsole.log({}, t);\n"


@pytest.mark.parametrize(
    ("key", "frame", "literal"),
    [
        ("cpp", CPP_FRAME, 'R"(\n```\n)"'),
        ("cpp", CPP_FRAME, 'R"x(\n```cpp\n}}} )"\n```\n)x"'),
        ("cpp", CPP_FRAME, "/* as in\n```\n3\n```\n*/ 1"),
        ("cpp", CPP_FRAME, '"// no comment /*" << 1'),
        ("rust", RUST_FRAME, 'r#"\n```\n"#'),
        ("rust", RUST_FRAME, 'r"\n```\n"'),
        ("java", JAVA_FRAME, '"""\n```\n"""'),
        ("javascript", NODE_FRAME, "`\n~~~\n${1}\n`"),
        ("javascript", NODE_FRAME, "`\n\\`\\`\\`\n`"),
    ],
)
def test_a_fence_in_a_literal_or_comment_of_any_language_does_not_end_a_program(key, frame, literal):
    program = frame.format(literal)
    for marks in ("```", "~~~"):
        for tag in dict.fromkeys((key, "" if key == "cpp" else key)):
            found = extract(f"So:\n{marks}{tag}\n{program}{marks}\nThat is `all`.\n", LANGUAGES[key])
            assert (found.code, found.complete, found.cut) == (program, True, False)


@pytest.mark.parametrize(
    ("key", "program"),
    [
        ("ruby", "n = gets.to_i # from `gets\nputs n\n"),
        ("javascript", "const t = require('fs').readFileSync(0, 'utf8');\nconsole.log(t.split(/`/));\n"),
        ("javascript", "const t = require('fs').readFileSync(0, 'utf8');\nconsole.log(t.split(/\"/));\n"),
        ("rust", "fn main() {\n    let c = b'\"';\n    let x: &'static str = \"\";\n}\n"),
        ("cpp", "#include <iostream>\nint main() { std::cout << 1'000'000 << '\"' << '\\''; } // don't `\n"),
    ],
)
def test_an_apparent_start_of_a_literal_does_not_extend_a_program_beyond_its_fence(key, program):
    reply = f"```{key}\n{program}```\nIt prints `n`:\n```\n5\n```\nand with `m`\n```\n6\n```\n"
    assert extract(reply, LANGUAGES[key]).code == program


def test_a_program_that_ends_inside_a_comment_is_cut():
    assert extract("```cpp\n#include <iostream>\nint main() { }\n/* And", CPP).cut
    assert not extract("```cpp\n#include <iostream>\nint main() { } // And", CPP).cut


def test_a_program_that_a_fence_has_cut_is_not_called_complete():
    assert not extract("```python\nn = int(input())\ns = '''\n```\nThat is all.\n", PYTHON).complete


@pytest.mark.parametrize("marks", ["```", "｀｀｀"])
@pytest.mark.parametrize(("name", "program"), [("python", PROGRAM), ("Python3", PROGRAM), ("cpp", CPP_PROGRAM)])
def test_a_languages_name_alone_on_the_first_line_is_not_code(marks, name, program):
    asked = PYTHON if program is PROGRAM else CPP
    assert extract(f"{marks}\n{name}\n{program}{marks}\n", asked).code == program
    assert extract(f"{marks}{name}\n{program}{marks}\n", asked).code == program
    assert extract(f"{name}\n{program}", asked).code == program


@pytest.mark.parametrize(
    ("info", "program"),
    [
        ("main.py", PROGRAM),
        ("python:main.py", PROGRAM),
        ("solution/main.cpp", CPP_PROGRAM),
        ("Ｐｙｔｈｏｎ", PROGRAM),
        ("C++(gcc-12,-O2)", CPP_PROGRAM),
        ("{.python .numberLines}", PROGRAM),
        ("lang=python", PROGRAM),
        ('"python"', PROGRAM),
        ("**python**", PROGRAM),
        ("main.py:1", PROGRAM),
        ("gnu++20", CPP_PROGRAM),
        ("C/C++", CPP_PROGRAM),
    ],
)
def test_an_info_string_may_be_a_file_name_or_have_further_parts(info, program):
    found = extract(f"```{info}\n{program}```\n", PYTHON if program is PROGRAM else CPP)
    assert (found.code, found.complete) == (program, True)


@pytest.mark.parametrize(
    "reply",
    [
        f"```python\n{PROGRAM}```\n".replace("\n", "\r"),
        f"\u200b```python\n{PROGRAM}\u200b```\nDone.\n",
        f"\ufeff```python\n\ufeff{PROGRAM}```\n",
        f"```python\n{PROGRAM}```\n".replace(" ", "\u202f"),
        f"\u00ad```python\n{PROGRAM}\u00ad```\nDone.\n",
        f"```python\n{PROGRAM}```\n".replace("(", "\u200e("),
        f"\\`\\`\\`python\n{PROGRAM}\\`\\`\\`\n",
        f"'''python\n{PROGRAM}'''\n",
        f'<pre><code class="language-python">{PROGRAM}</code></pre>\n',
    ],
)
def test_invisible_characters_and_unusual_fences_do_not_hide_a_program(reply):
    found = extract(reply, PYTHON)
    assert (found.code, found.complete) == (PROGRAM, True)


@pytest.mark.parametrize(
    "token", ["<|im_end|>", "</s>", "<end_of_turn>\n", "<｜end▁of▁sentence｜>", "\n</s> <|endoftext|>\n"]
)
@pytest.mark.parametrize("fence", ["```", ""])
def test_a_stop_token_that_a_server_leaks_is_no_part_of_a_program(token, fence):
    assert extract(f"```python\n{PROGRAM}{fence}{token}", PYTHON).code == PROGRAM


@pytest.mark.parametrize(
    ("escaped", "program"),
    [
        ("print(input(), &#39;a&#39;)\n", "print(input(), 'a')\n"),
        ("n = int(input())\nprint(n &amp; 1)\n", "n = int(input())\nprint(n & 1)\n"),
        ("print(input() &amp;lt; &amp;quot;a&amp;quot;)\n", 'print(input() < "a")\n'),
    ],
)
def test_html_entities_are_undone_whichever_they_are_and_if_twice_escaped(escaped, program):
    found = extract(f"```python\n{escaped}```\n", PYTHON)
    assert (found.code, found.complete, found.note) == (program, True, "unescaped")


def test_an_address_of_a_variable_is_no_html_entity():
    program = CPP_PROGRAM.replace("std::cin >> n;", 'int copy = 1 && n; scanf("%d", &n); scanf("%d", &copy);')
    assert extract(f"```cpp\n{program}```\n", CPP).code == program
    escaped = program.replace("<", "&lt;").replace(">", "&gt;")
    assert extract(f"```cpp\n{escaped}```\n", CPP).code == program
    assert extract(f"```cpp\n{program.replace('&&', '&amp;&amp;')}```\n", CPP).code == program


@pytest.mark.parametrize("tag", ["", "python", "diff"])
@pytest.mark.parametrize("hunk", ["", "@@ -1,2 +1,2 @@\n n = int(input())\n"])
def test_a_diff_is_not_a_program(tag, hunk):
    diff = f"```{tag}\n{hunk}-print(int(input()))\n+print(n * 2)\n```\n"
    assert extract(f"The fix:\n{diff}", PYTHON) is None
    assert extract(f"```python\n{PROGRAM}```\nWhat changed:\n{diff}", PYTHON).code == PROGRAM
    body = "".join(f" {line}\n" for line in CPP_PROGRAM.splitlines())
    assert extract(f"```{tag or 'cpp'}\n{body}+// more\n```\n", CPP) is None


@pytest.mark.parametrize("tag", ["<answer>", "<solution>", "[PYTHON]", "[code]", '<pre lang="python">'])
def test_a_tag_may_stand_for_a_fence(tag):
    end = f"{tag[0]}/{tag[1:-1].split()[0]}{tag[-1]}"
    assert extract(f"The program:\n{tag}\n{PROGRAM}{end}\n", PYTHON).code == PROGRAM
    assert extract(f"{tag}\n{CPP_PROGRAM}{end}", CPP).code == CPP_PROGRAM
    assert extract(f"The answer:\n{tag}\n42\n{end}\n", PYTHON) is None


def test_unusual_spaces_that_a_compiler_accepts_are_kept():
    program = f"# a\u00a0b\n{PROGRAM}print('\u3000')\n"
    assert extract(f"```python\n{program}```\n", PYTHON).code == program
    program = CPP_PROGRAM.replace('"{"', '"\u3000"') + "// a\u00a0b\n"
    assert extract(f"```cpp\n{program}```\n", CPP).code == program
    assert extract(f"```cpp\n{program}```\n".replace("int n", "int\u00a0n"), CPP).code.count("\u00a0") == 0


def test_unusual_spaces_that_no_compiler_accepts_are_replaced():
    program = "def main():\n    print(input())\n\n\nmain()\n"
    found = extract(f"```python\n{program}```\n".replace("    ", "\u00a0" * 4), PYTHON)
    assert (found.code, found.complete, found.note) == (program, True, "unescaped")


def test_html_around_a_program_is_not_part_of_it():
    escaped = CPP_PROGRAM.replace("<", "&lt;").replace(">", "&gt;")
    assert extract(f'<pre><code class="language-cpp">{escaped}</code></pre>', CPP).code == CPP_PROGRAM
    assert extract(f"{CPP_PROGRAM}</code>", CPP) is None
    program = f"{PROGRAM}print('</code>')  # </think>\n"
    assert extract(f"```python\n{program}```\n", PYTHON).code == program


def test_a_closing_fence_that_is_cut_off_is_not_code():
    for marks in ("`", "``"):
        found = extract(f"```python\n{PROGRAM}{marks}", PYTHON)
        assert (found.code, found.complete, found.cut) == (PROGRAM, False, False)


def test_a_test_that_feeds_the_program_is_not_the_program():
    program = f"def solve():\n    {PROGRAM}".replace("\nprint", "\n    print") + "solve()\n"
    feed = "import io, sys\nsys.stdin = io.StringIO('3')\nsolve()\n"
    assert extract(f"```python\n{program}```\nA check:\n```python\n{feed}```\n", PYTHON).code == program


@pytest.mark.parametrize(
    "later",
    [
        "n = int(input())\n",
        "import sys\nn = int(sys.stdin.readline())\n",
        'from unittest.mock import patch\nwith patch("builtins.input", lambda: "3"):\n    print(solve())\n',
        'with patch("sys.stdin", io.StringIO("3")):\n    print(solve())\n',
        'import random\nprint(random.randint(1, 9), file=open("input.txt", "w"))\n',
    ],
    ids=["reads", "reads stdin", "replaces input", "replaces stdin", "writes an input"],
)
def test_a_part_a_test_or_a_generator_after_the_program_is_not_the_program(later):
    found = extract(f"```python\n{PROGRAM}```\nNote this:\n```python\n{later}```\n", PYTHON)
    assert (found.code, found.complete) == (PROGRAM, True)


@pytest.mark.parametrize(
    ("key", "program", "part"),
    [
        ("javascript", NODE_FRAME.format(1), "const lines = require('fs').readFileSync(0, 'utf8').split('\\n');\n"),
        ("ruby", "n = gets.to_i\nputs n * 2\n", "n = gets.to_i\n"),
    ],
)
def test_a_part_that_only_reads_is_not_the_program(key, program, part):
    found = extract(f"```{key}\n{program}```\nThis reads:\n```{key}\n{part}```\n", LANGUAGES[key])
    assert (found.code, found.complete) == (program, True)


def test_a_first_line_that_only_holds_a_languages_name_among_others_is_code():
    program = f"py = int(input())\n{PROGRAM}"
    assert extract(f"```\n{program}```\n", PYTHON).code == program


def test_a_text_longer_than_any_source_that_atcoder_takes_is_not_read():
    program = PROGRAM + "x = 1\n" * 90_000
    assert len(program) > 512 * 1024
    assert extract(f"```python\n{program}```\n", PYTHON) is None
    assert extract(program, PYTHON) is None


def test_the_first_word_of_a_sample_is_not_taken_for_a_language():
    assert extract("```\nc\n3 1\n```\nand\n```\ngo\n5\n```\n", PYTHON) is None


def test_a_program_on_one_line_between_fences_is_found():
    assert extract("```python print(1)```", PYTHON).code == "print(1)\n"
    found = extract("So: ```py print(int(input()) * 2)```.", PYTHON)
    assert (found.code, found.complete) == ("print(int(input()) * 2)\n", True)
    assert extract("```print(int(input()) * 2)```", PYTHON).complete
    assert extract("With ```n = 5``` that is ```10```.", PYTHON) is None


def test_an_indented_block_is_taken_if_it_is_complete_and_the_only_code():
    block = "\n    n = int(input())\n\n    print(n * 2)\n"
    assert extract(f"The program:\n{block}\nThat is all.\n", PYTHON).code == "n = int(input())\n\nprint(n * 2)\n"
    for more in (f"\nOr so:\n{block}", "\nprint(main())\n", "\n```\n5\n```\n"):
        assert extract(f"The program:\n{block}{more}", PYTHON) is None
    assert extract("For example\n\n    3 1\n    2 2\n", PYTHON) is None


def test_braces_in_literals_and_comments_do_not_count():
    reply = f"```g++\n{CPP_PROGRAM}```\nThe key line:\n```cpp\nstd::cout << n; // }}\n```\n"
    assert extract(reply, CPP).code == CPP_PROGRAM


def test_comments_alone_are_not_code_and_prose_is_never_judged():
    assert extract("```python\n# YOUR CODE HERE\n```\n", PYTHON) is None
    assert extract("```cpp\n// TODO\n/* later */\n```\n", CPP) is None
    for nothing in ("...", '"""Solution goes here."""', "5", "[1, -2]\npass", "# a\n()"):
        assert extract(f"```python\n{nothing}\n```\n", PYTHON) is None
    assert extract('{"code": "print(1)", "language": "python"}', PYTHON) is None
    prose = f"Here is the whole program for you.\n{CPP_PROGRAM}"
    assert extract(prose, CPP) is None


@pytest.mark.parametrize("cut", ["print((", "s = '''", "s = \"\"\" + '''"])
@pytest.mark.parametrize("quoted", ["", "> "])
def test_four_times_as_many_blocks_take_about_four_times_the_work(cut, quoted):
    def work(blocks):
        return lines_taken(extract, f"{quoted}```python\n{quoted}{cut}\n{quoted}```\n\n" * blocks, PYTHON)[1]

    work(1)  # loads modules first, so that they are not counted
    assert work(800) < 6 * work(200)  # it would be 16 times if every block were compared with every other


def test_a_unicode_line_separator_does_not_end_a_line():
    program = "s = input()  # a\u2028b\nprint(s)\n"
    assert extract(f"```python\n{program}```\n", PYTHON).code == program


def test_a_program_that_ends_in_the_middle_is_marked_as_cut():
    assert extract(f"```python\n{PROGRAM}for i in range(", PYTHON).cut
    assert not extract(f"```python\n{PROGRAM}", PYTHON).cut


@pytest.mark.skipif(not CASES.exists(), reason="shared data absent")
def test_programs_are_found_in_replies_modelled_on_public_reports():
    for case in json.loads(CASES.read_text()):
        found = extract(case["reply"], LANGUAGES[case["language"]])
        code = None if found is None else found.code.strip()
        assert code == (case["program"] and case["program"].strip()), case["name"]
