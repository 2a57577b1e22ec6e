"""Finds the program in a model's reply. Pure: text in, code out; the raw reply is kept beside it."""

import ast
import html
import re
import warnings
from dataclasses import dataclass

from judge.languages import LANGUAGES, Language, by_fence, same_family

VERSION = 1  # raised whenever the same reply may give other code

# Tags under which models put samples and shell lines; never code, whatever stands in the block.
_NOT_CODE = frozenset(
    {"text", "txt", "plaintext", "output", "input", "console", "bash", "sh", "shell", "json", "markdown"}
)
_PYTHON_READS = re.compile(r"\b(?:input|stdin|fileinput)\b|\bopen\s*\(\s*0|\bos\.read\b")
_PYTHON_STARTS = re.compile(
    r"^(?:import |from \w+ import |def |class |[A-Za-z_][\w, ]*=|for |while |if |print\()", re.M
)
_C_MAIN = re.compile(r"#include[\s\S]*\bmain\s*\(|^\s*(?:signed|int|auto)\s+main\s*\(", re.M)
_MARKS = {
    "cpp": _C_MAIN,
    "cpp20": _C_MAIN,
    "c": _C_MAIN,
    "rust": re.compile(r"\bfn\s+main\s*\("),
    "java": re.compile(r"\bstatic\s+void\s+main\s*\("),
    "go": re.compile(r"^package main\b[\s\S]*^func main\(", re.M),
    "ruby": re.compile(r"^\s*(?:puts|print|p|\w+\s*=)\b.*\bgets\b|^\s*\w[\w, ]*=\s*(?:\$stdin|STDIN|gets)\b", re.M),
    "javascript": re.compile(r"\brequire\s*\(\s*['\"](?:node:)?(?:fs|readline)['\"]|\bprocess\.stdin\b"),
}
# A fence that does not begin its line, as in "Here is the code: ```python", is none to Markdown.
_INLINE_FENCE = re.compile(r"```[ \t]*([\w+#.-]*)[ \t]*\r?\n(.*?)(?:```|\Z)", re.S)


@dataclass(frozen=True, slots=True)
class Extraction:
    """A program found in a reply."""

    code: str
    language: Language  # what it is written in, which may be another than asked
    complete: bool  # it came in a fence that was closed, and looks like a whole program
    note: str = ""  # how it was found, where that was not the plain way


@dataclass(frozen=True, slots=True)
class _CodeBlock:
    tag: str
    code: str
    closed: bool


def extract(text: str, wanted: Language) -> Extraction | None:
    """The program in the reply, or None where there is none in a language that can be judged.

    In this order: the last fenced block of the wanted language that looks like a whole program; the last one of it at
    all; the same for the other known languages; a reply that is nothing but code. A block without a tag counts as the
    language that it looks like.
    """
    blocks = _blocks(text)
    others = [language for language in LANGUAGES.values() if language is not wanted]
    for language in (wanted, *others):
        found = _best([(block, code) for block in blocks if (code := _code(block, language)) is not None], language)
        if found is not None:
            return found
    if blocks and any(_known_elsewhere(block.tag) for block in blocks):
        return None
    for language in (wanted, *others):
        code = _unescaped(text.strip(), language)
        if _whole(code, language):
            return Extraction(_ended(code), language, False, "no code fence: the whole reply is the program")
    return None


def fenced(text: str, wanted: Language) -> list[str]:
    """The programs of that language in closed fences, in the order of the reply."""
    codes = [_code(block, wanted) for block in _blocks(text) if block.closed]
    return [_ended(code) for code in codes if code is not None]


def _best(blocks: list[tuple[_CodeBlock, str]], language: Language) -> Extraction | None:
    whole = [(block, code) for block, code in blocks if _whole(code, language)]
    if not (whole or blocks):
        return None
    block, code = (whole or blocks)[-1]
    note = ""
    if not block.closed:
        note = "the code fence was not closed"
    elif code != block.code:
        note = "escaped characters in the code were undone"
    return Extraction(_ended(code), language, block.closed and bool(whole), note)


def _blocks(text: str) -> list[_CodeBlock]:
    from markdown_it import MarkdownIt  # slow to import, and what judges a person's file needs only the version

    lines = text.splitlines()
    blocks = []
    for token in MarkdownIt("commonmark").disable("code").parse(text):
        if token.type != "fence" or token.map is None:
            continue
        begin, end = token.map
        last = lines[end - 1].strip().lstrip("> ") if begin + 1 < end <= len(lines) else ""
        closed = last.startswith(token.markup) and not last.strip(token.markup[0])
        blocks.append(_CodeBlock(_tag(token.info), token.content, closed))
    if any(block.code.strip() for block in blocks):
        return blocks
    return [_CodeBlock(_tag(m[1]), m[2], m[0].endswith("```")) for m in _INLINE_FENCE.finditer(text)]


def _tag(info: str) -> str:
    words = info.strip().strip("{}").split()
    return words[0].lstrip(".").lower() if words else ""


def _known_elsewhere(tag: str) -> bool:
    return bool(tag) and tag not in _NOT_CODE and by_fence(tag) is None


def _code(block: _CodeBlock, language: Language) -> str | None:
    """The block's code if it can be in that language."""
    code = _unescaped(block.code, language)
    named = by_fence(block.tag)
    # Asked for PyPy or for C++20, models tag their answers as Python and as C++ all the same.
    if named is not None and same_family(named, language):
        return code if code.strip() else None
    if not block.tag and _looks_like(code, language):
        return code
    return None


def _looks_like(code: str, language: Language) -> bool:
    """Whether code without a tag can be taken for that language: by what hardly stands in another, or in prose."""
    if _is_python(language):
        # A sample such as "5" is a valid Python program too: it must do something.
        return _PYTHON_STARTS.search(code) is not None and "#include" not in code and _parses(code)
    mark = _MARKS.get(language.key)
    return mark is not None and mark.search(code) is not None


def _whole(code: str, language: Language) -> bool:
    """A program of its own, not a fragment or an example of a call."""
    if _is_python(language):
        return _PYTHON_READS.search(code) is not None and _parses(code)
    if "#include &lt;" in code or not _looks_like(code, language):
        return False
    return language.key == "ruby" or code.count("{") == code.count("}") > 0


def _is_python(language: Language) -> bool:
    return language.source.endswith(".py")


def _parses(code: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "\d" in a plain string is for its author to mend
            ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _unescaped(code: str, language: Language) -> str:
    r"""The code with literal \n or HTML entities undone, where only that makes it a program."""
    if _whole(code, language):
        return code
    if "\\n" in code and code.strip().count("\n") == 0:
        plain = code.strip().strip('"').replace("\\r\\n", "\n").replace("\\n", "\n").replace("\\t", "\t")
        plain = plain.replace('\\"', '"')
        if _whole(plain, language):
            return plain
    if "&lt;" in code or "&gt;" in code or "&quot;" in code:
        plain = html.unescape(code)
        if _whole(plain, language):
            return plain
    return code


def _ended(code: str) -> str:
    return code if code.endswith("\n") else code + "\n"
