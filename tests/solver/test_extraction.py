"""Which program is found in a reply, if any."""

import pytest

from judge.languages import CPP, LANGUAGES, PYTHON
from solver.extraction import extract

PROGRAM = "n = int(input())\nprint(n * 2)\n"
CPP_PROGRAM = "#include <iostream>\nint main() {\n  int n; std::cin >> n;\n  std::cout << n * 2;\n}\n"


def fenced(code, tag="python"):
    return f"```{tag}\n{code}```\n"


def test_the_last_complete_block_wins_over_an_earlier_one():
    found = extract("First try:\n" + fenced("print(input())\n") + "Better:\n" + fenced(PROGRAM), PYTHON)
    assert found.code == PROGRAM
    assert found.complete
    assert not found.note


def test_an_example_call_after_the_program_is_not_the_program():
    found = extract(fenced(PROGRAM) + "For example:\n" + fenced("solve(3)\n"), PYTHON)
    assert found.code == PROGRAM


def test_a_fragment_is_taken_if_there_is_no_program_and_is_not_called_complete():
    found = extract(fenced("print('Yes')\n"), PYTHON)
    assert found.code == "print('Yes')\n"
    assert not found.complete


def test_sample_blocks_without_a_tag_are_not_programs():
    text = "For the input\n```\n5\n```\nthe output is\n```\n10\n```\n"
    assert extract(text, PYTHON) is None
    assert extract(text + fenced(PROGRAM) + "```\n5\n```\n", PYTHON).code == PROGRAM


def test_a_program_in_a_block_without_a_tag_is_found():
    found = extract(fenced(PROGRAM, ""), PYTHON)
    assert found.code == PROGRAM
    assert found.complete


def test_an_unclosed_fence_gives_its_code_with_a_note_and_is_not_complete():
    found = extract("Here it is:\n```python\n" + PROGRAM, PYTHON)
    assert found.code == PROGRAM
    assert not found.complete
    assert found.note == "open-fence"


def test_a_reply_without_fences_that_is_only_code_is_a_program():
    found = extract(PROGRAM, PYTHON)
    assert found.code == PROGRAM
    assert not found.complete
    assert extract(CPP_PROGRAM, CPP).code == CPP_PROGRAM


def test_nothing_is_found_in_prose_without_code():
    assert extract("I would sort the input and print the largest.", PYTHON) is None
    assert extract("", PYTHON) is None
    assert extract("```python\n\n```", PYTHON) is None


def test_literal_backslash_n_is_unescaped():
    found = extract("```python\n" + PROGRAM.replace("\n", "\\n") + "\n```", PYTHON)
    assert found.code == PROGRAM
    assert found.note == "unescaped"


def test_a_backslash_n_inside_a_real_program_stays():
    program = 'n = input()\nprint(n, end="\\n")\n'
    assert extract(fenced(program), PYTHON).code == program


def test_html_entities_are_unescaped_only_if_that_makes_a_program():
    escaped = CPP_PROGRAM.replace("<", "&lt;").replace(">", "&gt;")
    assert extract(fenced(escaped, "cpp"), CPP).code == CPP_PROGRAM
    kept = "s = input()\nprint(s.replace('<', '&lt;'))\n"
    assert extract(fenced(kept), PYTHON).code == kept


def test_a_program_in_another_known_language_is_taken_as_such():
    found = extract(fenced(CPP_PROGRAM, "c++"), PYTHON)
    assert found.language is CPP
    assert found.complete


def test_the_wanted_language_wins_over_another_known_one():
    assert extract(fenced(PROGRAM) + fenced(CPP_PROGRAM, "cpp"), PYTHON).language is PYTHON


def test_a_program_in_a_language_that_cannot_be_judged_is_ignored():
    assert extract("```brainfuck\n,>,<.\n```", PYTHON) is None
    assert extract("```haskell\nmain = interact id\n```", PYTHON) is None


@pytest.mark.parametrize("tag", ["Python", "python3", "py", "python title=main.py", "{.python}"])
def test_tags_are_read_as_people_write_them(tag):
    assert extract(fenced(PROGRAM, tag), PYTHON).complete


OTHERS = {
    "rust": "use std::io;\nfn main() {\n    let s = io::read_to_string(io::stdin()).unwrap();\n}\n",
    "java": "import java.util.*;\npublic class Main {\n  public static void main(String[] a) { }\n}\n",
    "go": 'package main\n\nimport "fmt"\n\nfunc main() {\n\tvar n int\n\tfmt.Scan(&n)\n}\n',
    "ruby": "n = gets.to_i\nputs n * 2\n",
    "javascript": "const s = require('fs').readFileSync(0, 'utf8');\nif (s) { console.log(s.length); }\n",
    "c": '#include <stdio.h>\nint main(void) { int n; scanf("%d", &n); printf("%d", n); }\n',
}


@pytest.mark.parametrize("key", OTHERS)
def test_a_program_is_found_in_every_language(key):
    wanted = LANGUAGES[key]
    for tag in (wanted.fences[0], ""):
        found = extract("So:\n" + fenced(OTHERS[key], tag), wanted)
        assert (found.language, found.code, found.complete) == (wanted, OTHERS[key], True)
    assert extract(OTHERS[key], wanted).code == OTHERS[key]
    assert extract(fenced(OTHERS[key], key), PYTHON).language is wanted


def test_an_answer_in_python_counts_as_pypy_if_that_was_asked_for():
    found = extract(fenced(PROGRAM), LANGUAGES["pypy"])
    assert (found.language.key, found.complete) == ("pypy", True)


def test_an_answer_in_cpp_counts_as_cpp20_if_that_was_asked_for():
    asked = LANGUAGES["cpp20"]
    for tag in ("cpp", "c++", "cpp20", "c++17", "C++23", ""):
        assert extract(fenced(CPP_PROGRAM, tag), asked).language is asked
    assert extract(CPP_PROGRAM, asked).language is asked
    assert extract(fenced(CPP_PROGRAM, "c++20"), CPP).language is CPP
    assert extract(fenced(OTHERS["c"], "c"), asked).language is LANGUAGES["c"]
    assert extract(fenced(CPP_PROGRAM, "c++20"), PYTHON).language is CPP


def test_fences_of_tildes_with_crlf_or_inside_a_list_are_recognized():
    assert extract("~~~python\n" + PROGRAM + "~~~\n", PYTHON).complete
    assert extract(fenced(PROGRAM).replace("\n", "\r\n"), PYTHON).complete
    listed = "1. The program:\n\n   ```python\n   n = int(input())\n   print(n * 2)\n   ```\n"
    assert extract(listed, PYTHON).code == PROGRAM


def test_a_fence_in_the_middle_of_a_line_is_found():
    assert extract("Here: ```python\n" + PROGRAM + "```", PYTHON).code == PROGRAM


def test_python_with_a_syntax_error_is_still_the_program():
    found = extract(fenced("n = int(input()\nprint(n)\n"), PYTHON)
    assert found is not None
    assert not found.complete


def test_hostile_text_does_not_crash():
    extract("```python\n" + "(" * 100_000 + "\n```", PYTHON)
    extract("`" * 100_000, PYTHON)
    extract("```python\nprint('\0')\n```", PYTHON)
    extract("> " * 5_000 + "x", PYTHON)
