"""Finds the program in a model's reply. Pure: text in, code out; the log keeps the raw reply too."""

import ast
import html
import re
import textwrap
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace

from judge.languages import CPP, LANGUAGES, PYTHON, Language, by_ending, by_fence, same_family
from judge.syntax import parsed
from solver.literals import ends_in_literal, without_literals

VERSION = 6  # raised whenever the same reply may give different code

# Tags under which models put samples and shell commands; never the program, whatever the block holds.
_NOT_CODE = frozenset({"output", "input", "console", "bash", "sh", "shell", "json", "markdown", "md", "diff", "patch"})
_NO_TAG = frozenset({"", "text", "txt", "plaintext", "plain", "code"})  # a whole program may have one of these
_PYTHON_READS = re.compile(  # not as the name of a file, or of what a test replaces
    r"\b(?:input(?!\.)|stdin|fileinput)\b(?!\s*=[^=]|[\"'])|/dev/stdin|\bopen\s*\(\s*0|\bos\.read\b"
)
_WRITES = {  # of the languages that need no main function, so that any part that reads would pass for a program
    ".py": re.compile(r"\b(?:print|stdout|write|writelines|exec|eval)\b"),
    ".js": re.compile(r"\b(?:console|stdout|writeSync|writeFileSync|write|print|eval)\b"),
    ".rb": re.compile(r"\b(?:puts|print|printf|putc|pp?|display|write|stdout|STDOUT|eval)\b"),
}
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
# A fence anywhere in a line, with its info string and what follows on the same line.
_FENCE = re.compile(r"^(?P<before>.*?)(?P<marks>`{3,}|~{3,})[ \t]*(?P<info>[^`\s]*)[ \t]*(?P<rest>[^`]*)$")
_INLINE_FENCE = re.compile(r"```[ \t]*([\w+#.-]*)[ \t]*\n(.*?)(?:```|\Z)", re.S)
_OTHER_FENCES = re.compile(  # HTML tags, and triple quotes used as fences
    r"<code(?:\s+class=\"(?P<html>[\w+#-]*)[^>]*)?>(?P<code>.*?)</code>"
    r"|^(?P<quotes>'{3}|\"{3})(?P<name>[a-z+]{1,10}\d*)\n(?P<text>.*?)^(?P=quotes)",
    re.S | re.M | re.I,
)
_ONE_LINE_FENCE = re.compile(r"```[ \t]*([^`\n]+)```")
_WIDE_FENCE = re.compile(r"^([^｀'\"#\n]*)(｀{3,})", re.M)  # as an input method for Japanese writes it
_LINE_END = re.compile(r"\r\n?|\n[ \t]*(?:`{1,2}|~{1,2})[ \t]*\Z")  # or an incomplete closing fence at the end
_UNSEEN = r"\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_UNSEEN_AT_BEGIN = re.compile(rf"^[{_UNSEEN}]+", re.M)  # before a fence or code they mean nothing
_BLANK = re.compile(rf"[{_UNSEEN}]+|[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_LONG_TEXT = re.compile(r"(\"{3}|'{3}).*?\1", re.S)
_BARE_FENCE = re.compile(r"[ \t]*(?:`{3,}|~{3,})[ \t]*")
_MOST_INNER_FENCES = 8  # tried for each block
_MOST_CHARS = 512 * 1024  # AtCoder takes no longer source; reading one takes minutes
_CODE_BEGINS = re.compile(
    r"#include|#define|import\s|from\s+\w+\s+import|using\s|package\s|use\s|def\s|class\s|const\s|let\s"
)
_INFO = re.compile(r"[\w+#.:-]+")
_WORD = re.compile(r"[a-z][a-z#+]*")
_COMPILERS = {"g++": "cpp", "gcc": "cpp", "clang": "cpp", "clang++": "cpp", "gnu++": "cpp", "cplusplus": "cpp"}
_STOP_TOKENS = re.compile(
    r"(?:\s*(?:<[|｜][^<>\n]{1,40}[|｜]>|</s>|<(?:eos|end_of_turn)>))+\s*\Z"
)  # as servers leak them
_TAIL = 400  # characters at the end of a reply, which hold them
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,4}|#x[\da-f]{1,4});", re.I)
_TAG_LINE = re.compile(r"[<\[](?P<ends>/?)(?P<name>[a-z]+)(?: [^<>\n]*)?[>\]]", re.I)
_FENCE_LINE = re.compile(
    r"^[ \t>]*(?:`{3}|~{3})|^[ \t]*</?(?:answer|solution)>|</?think(?:ing)?>|</(?:pre|code)>|<\|\w+\|>", re.M
)
_PROSE = re.compile(r"^[A-Z][a-z']+(?: [A-Za-z',()]+){3,}[.:,]?$", re.M)
_COMMENT_LINE = re.compile(r"^\s*(?:#(?!include|define|pragma|!\[).*|//.*|/\*.*\*/|\*.*)?\s*$")


@dataclass(frozen=True, slots=True)
class Extraction:
    """A program found in a reply."""

    code: str
    language: Language  # what it is written in, which may not be the one asked for
    complete: bool  # its fence was closed, and it looks like a whole program
    note: str = ""  # how it was found, if not in a plain closed fence
    cut: bool = False  # its fence was not closed, and the code ends midway


@dataclass(frozen=True, slots=True)
class _CodeBlock:
    tag: str
    code: str
    closed: bool
    begin: int = 0  # lines of the reply
    end: int = 0


def extract(text: str, wanted: Language) -> Extraction | None:
    """The program in the reply, or None if it has none in a language that can be judged.

    Fences are read more leniently than in Markdown: mid-line, nested, opened twice, unpaired, with code on the same
    line. Of the blocks found, the last one in the wanted language that is closed and looks like a whole program wins;
    else the last whole one; else the last one in that language; then the same for the other known languages; then a
    reply that is nothing but code. A block that still holds fences, tags or prose is no program, nor are comments
    alone.
    """
    text = _normalised(text)
    blocks = _blocks(text)
    others = [language for language in LANGUAGES.values() if language is not wanted]
    for language in (wanted, *others):
        found = _best([(block, code) for block in blocks if (code := _code(block, language)) is not None], language)
        if found is not None:
            return found
    if blocks and any(_known_elsewhere(block.tag) for block in blocks):
        return None
    for bare in _without_fences(text, blocks):
        for language in (wanted, *others):
            code = _unescaped(bare, language)
            if _whole(code, language) and _is_clean(code, language):
                return Extraction(_ended(code), language, False, "no-fence")
    return None


def fenced(text: str, wanted: Language) -> list[str]:
    """The programs in that language in closed fences, in the order of the reply."""
    codes = [_code(block, wanted) for block in _blocks(_normalised(text)) if block.closed]
    return list(dict.fromkeys(_ended(code) for code in codes if code is not None))


def _best(blocks: list[tuple[_CodeBlock, str]], language: Language) -> Extraction | None:
    if not blocks:
        return None
    whole = [(block, code) for block, code in blocks if _whole(code, language)]
    closed = [(block, code) for block, code in whole if block.closed]
    block, code = (closed or whole or blocks)[-1]
    note = ""
    if not block.closed:
        note = "open-fence"
    elif code != _dedented(block.code):
        note = "unescaped"
    cut = not block.closed and not _ends_whole(code, language)
    return Extraction(_ended(code), language, block.closed and bool(whole), note, cut)


def _blocks(text: str) -> list[_CodeBlock]:
    """The blocks of every reading, ordered by where they end; of those that end together, Markdown's own come last."""
    plain = _rejoined(_by_markdown(text), text.split("\n"))
    sound = [block for block in plain if block.closed and not _has_fences(block.code, _written_in(block))]
    begins = [block.begin for block in sound]  # sorted, as these blocks do not overlap

    def is_within_a_sound_one(block: _CodeBlock) -> bool:
        last = bisect_right(begins, block.begin) - 1
        return last >= 0 and block.end <= sound[last].end

    loose = [block for block in _by_lines(text) if not is_within_a_sound_one(block)]
    blocks = sorted([*loose, *plain], key=lambda block: block.end)
    if any(block.code.strip() for block in blocks):
        return [_informed(block) for block in blocks]
    inline = [_CodeBlock(_tag(m[1]), m[2], m[0].endswith("```")) for m in _INLINE_FENCE.finditer(text)]
    inline = inline or [_one_line(m[1].strip()) for m in _ONE_LINE_FENCE.finditer(text)]
    others = [
        _CodeBlock(_tag(m["html"] or m["name"] or ""), m["code"] or m["text"] or "", True)
        for m in _OTHER_FENCES.finditer(text)
    ]
    return inline or [block for block in others if by_fence(block.tag)]


def _normalised(text: str) -> str:
    text = text[:-_TAIL] + _STOP_TOKENS.sub("\n", text[-_TAIL:])
    text = _UNSEEN_AT_BEGIN.sub("", _LINE_END.sub("\n", text))
    if "```" not in text and "~~~" not in text:
        text = text.replace("\\`\\`\\`", "```")
    return _WIDE_FENCE.sub(lambda wide: wide[1] + "`" * len(wide[2]), text)


def _one_line(code: str) -> _CodeBlock:
    info, _space, rest = code.partition(" ")
    return _CodeBlock(_tag(info), rest, True) if by_fence(_tag(info)) and rest else _CodeBlock("text", code, True)


def _informed(block: _CodeBlock) -> _CodeBlock:
    """The block; if it has no tag and its first line is only a language's name, that name becomes its tag."""
    first, _newline, rest = block.code.lstrip("\n").partition("\n")
    language = by_fence(_tag(first)) if not block.tag and _INFO.fullmatch(first.strip()) else None
    return block if language is None or not _looks_like(rest, language) else replace(block, tag=_tag(first), code=rest)


def _rejoined(blocks: list[_CodeBlock], lines: list[str]) -> list[_CodeBlock]:
    """The blocks; one cut short by a fence inside a multi-line literal is extended to the fence after that literal."""
    ends = [number for number, line in enumerate(lines) if _BARE_FENCE.fullmatch(line)]
    joined: list[_CodeBlock] = []
    for block in blocks:
        if joined and block.begin < joined[-1].end:
            continue
        longer = []
        language = _written_in(block)
        if block.closed and _ends_in_text(block.code, language):
            later = ends[(first := bisect_left(ends, block.end)) : first + _MOST_INNER_FENCES]
            codes = {end: _dedented("\n".join(lines[block.begin + 1 : end]) + "\n") for end in later}
            longer = [
                replace(block, code=code, end=end + 1)
                for end, code in codes.items()
                if not (_has_fences(code, language) or _ends_in_text(code, language))
            ]
        joined.append(longer[0] if longer else block)
    return joined


def _written_in(block: _CodeBlock) -> Language:
    """The language that the tag names, else a guess."""
    return by_fence(block.tag) or (CPP if _C_MAIN.search(block.code) else PYTHON)


def _ends_in_text(code: str, language: Language) -> bool:
    """Whether it ends inside a multi-line literal or a comment."""
    if not _is_python(language):
        return ends_in_literal(code)
    return any(quotes in _LONG_TEXT.sub("", code) for quotes in ("'''", '"""')) and not _parses(code)


def _without_fences(text: str, blocks: list[_CodeBlock]) -> list[str]:
    """What may be the program of a reply without fences: what a tag holds, all of it, or its only indented block."""
    whole = _informed(_CodeBlock("", text.strip(), False)).code
    found = [*reversed(_tagged(text.split("\n"))), whole, _indented(text) if not blocks else ""]
    return [code for code in found if len(code) <= _MOST_CHARS]


def _tagged(lines: list[str]) -> list[str]:
    """What stands between the lines <answer> and </answer>, as in many prompts, [PYTHON] and [/PYTHON], …"""
    opened: dict[str, int] = {}
    held = []
    for number, line in enumerate(lines):
        if (tag := _TAG_LINE.fullmatch(line.strip())) is None:
            continue
        if not tag["ends"]:
            opened[tag["name"]] = number
        elif (begin := opened.pop(tag["name"], None)) is not None:
            held.append("\n".join(lines[begin + 1 : number]))
    return held


def _indented(text: str) -> str:
    """The only indented block, if no unindented line looks like code; else ""."""
    from markdown_it import MarkdownIt

    found = [token for token in MarkdownIt("commonmark").disable("inline").parse(text) if token.type == "code_block"]
    return found[0].content if len(found) == 1 and not _PYTHON_STARTS.search(text) else ""


def _by_markdown(text: str) -> list[_CodeBlock]:
    from markdown_it import MarkdownIt  # slow to import, and judging a person's file only needs VERSION

    lines = text.split("\n")
    blocks = []
    for token in MarkdownIt("commonmark").disable(["code", "inline"]).parse(text):
        if token.type != "fence" or token.map is None:
            continue
        begin, end = token.map
        last = lines[end - 1].strip().lstrip("> ") if begin + 1 < end <= len(lines) else ""
        closed = last.startswith(token.markup) and not last.strip(token.markup[0])
        info, _space, rest = token.info.strip().partition(" ")
        code = f"{rest}\n{token.content}" if _CODE_BEGINS.match(rest) else token.content
        blocks.append(_CodeBlock(_tag(info), code, closed, begin, end))
    return blocks


def _by_lines(text: str) -> list[_CodeBlock]:
    """The blocks by a line-by-line reading: a fence with an info string opens a block, a bare one closes or opens one.

    Text before a bare first fence may be a program whose opening fence was left out.
    """
    blocks: list[_CodeBlock] = []
    lines = text.split("\n")
    opened: tuple[int, str, list[str]] | None = (0, "", [])
    for number, line in enumerate(lines):
        fence = _FENCE.match(line)
        if fence is None or (fence["before"].strip() and "`" in fence["before"]):
            if opened is not None:
                opened[2].append(line)
            continue
        opens = bool(fence["info"]) or opened is None
        if opened is not None:
            begin, tag, code = opened
            if not opens and fence["before"].strip(" \t#/*>"):
                code.append(fence["before"])
            blocks.append(_CodeBlock(tag, "\n".join(code) + "\n", not opens, begin, number + 1))
        rest = fence["rest"].strip()
        opened = (number, _tag(fence["info"]), [rest] if _CODE_BEGINS.match(rest) else []) if opens else None
    if opened is not None and opened[0] > 0:
        begin, tag, code = opened
        blocks.append(_CodeBlock(tag, "\n".join(code).rstrip("\n") + "\n", False, begin, len(lines)))
    return blocks


def _tag(info: str) -> str:
    """The language that an info string names: `python`, `{.cpp}`, `main.cpp`, `python3.11`, `cpp,linenos`."""
    word = unicodedata.normalize("NFKC", info).strip().strip("{}").lstrip(".").lower()
    if by_fence(word) is not None:
        return word
    if (language := by_ending(word)) is not None:
        return language.fences[0]
    names = [_COMPILERS.get(name, name) for name in _WORD.findall(word)]
    return next((name for name in reversed(names) if by_fence(name) is not None), word)


def _known_elsewhere(tag: str) -> bool:
    return bool(tag) and tag not in _NOT_CODE and by_fence(tag) is None


def _code(block: _CodeBlock, language: Language) -> str | None:
    """The block's code if it can be in that language."""
    if len(block.code) > _MOST_CHARS:
        return None
    code = _unescaped(_dedented(block.code), language)
    if not _is_clean(code, language):
        return None
    named = by_fence(block.tag)
    # Models asked for PyPy or C++20 still tag their answers as Python or C++.
    if named is not None and same_family(named, language):
        return code
    if block.tag in _NO_TAG and _looks_like(code, language) and (not block.tag or _whole(code, language)):
        return code
    return None


def _dedented(code: str) -> str:
    """The code without its common indentation."""
    return textwrap.dedent(code) if code.lstrip("\n")[:1] in (" ", "\t") else code


def _is_clean(code: str, language: Language) -> bool:
    """Whether it can be judged at all: no diff, without fences, tags or prose, and more than comments and values."""
    lines = code.split("\n")
    if _has_fences(code, language) or all(_COMMENT_LINE.match(line) for line in lines) or _is_diff(lines):
        return False
    if _is_python(language):
        return not _only_values(code)
    return language.key == "ruby" or not _PROSE.search(without_literals(code))


def _has_fences(code: str, language: Language) -> bool:
    """Whether it has fences or tags outside its literals and comments."""
    if not _FENCE_LINE.search(code):
        return False
    return not _parses(code) if _is_python(language) else _FENCE_LINE.search(without_literals(code)) is not None


def _is_diff(lines: list[str]) -> bool:
    written = [line for line in lines if line.strip()]
    return all(line[0] in "+-@ \\" for line in written) and any(line[0] in "+-" for line in written)


def _only_values(code: str) -> bool:
    """Whether it is Python that does nothing: a sample, `...`, a lone string, JSON."""
    tree = parsed(code)
    nothing = (ast.Expr, ast.Constant, ast.Dict, ast.List, ast.Tuple, ast.Set, ast.UnaryOp, ast.Pass)
    inner = (*nothing, ast.expr_context, ast.unaryop)
    return tree is not None and all(isinstance(node, inner) for statement in tree.body for node in ast.walk(statement))


def _looks_like(code: str, language: Language) -> bool:
    """Whether untagged code can be taken for that language, by marks that are rare in other languages and in prose."""
    if _is_python(language):
        # A sample such as "5" is valid Python too, so the code must do something.
        return _PYTHON_STARTS.search(code) is not None and "#include" not in code and _parses(code)
    mark = _MARKS.get(language.key)
    return mark is not None and mark.search(code) is not None


def _whole(code: str, language: Language) -> bool:
    """Whether it is a whole program rather than a fragment or an example call."""
    writes = _WRITES.get(language.source[-3:])
    if writes is not None and not writes.search(code):
        return False
    if _is_python(language):
        return _PYTHON_READS.search(code) is not None and _parses(code)
    if not _looks_like(code, language):
        return False
    bare = without_literals(code)
    if _BLANK.search(bare) or _ENTITY.search(bare):
        return False
    opened, closed = bare.count("{"), bare.count("}")
    return language.key == "ruby" or opened == closed > 0 or (opened == closed and language.key == "javascript")


def _ends_whole(code: str, language: Language) -> bool:
    """Whether it may be complete: it parses and its last statement does something, or every brace is closed."""
    if _is_python(language):
        tree = parsed(code)
        last = tree.body[-1] if tree is not None and tree.body else None
        # A lone name, as in "pri", is the beginning of something.
        return tree is not None and not (
            isinstance(last, ast.Expr) and isinstance(last.value, ast.Name | ast.Attribute)
        )
    bare = without_literals(code)
    return language.key == "ruby" or (bare.count("{") <= bare.count("}") and not ends_in_literal(code))


def _is_python(language: Language) -> bool:
    return language.source.endswith(".py")


def _parses(code: str) -> bool:
    return parsed(code) is not None


def _unescaped(code: str, language: Language) -> str:
    r"""The code with literal \n, HTML entities or odd blanks undone, if only that makes it a program."""
    if _whole(code, language):
        return code
    if "\\n" in code and code.strip().count("\n") == 0:
        plain = code.strip().strip('"').replace("\\r\\n", "\n").replace("\\n", "\n").replace("\\t", "\t")
        plain = plain.replace('\\"', '"')
        if _whole(plain, language):
            return plain
    plain = code
    for _again in range(2):  # some are escaped twice
        plain = _ENTITY.sub(lambda entity: html.unescape(entity[0]), plain)
        if plain != code and _whole(plain, language):
            return plain
    plain = _BLANK.sub(lambda blank: " " if blank[0].isspace() else "", code)
    if plain != code and _whole(plain, language):
        return plain
    return code


def _ended(code: str) -> str:
    return code if code.endswith("\n") else code + "\n"
