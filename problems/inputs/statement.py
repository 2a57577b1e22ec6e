"""Splits a statement: the blocks of its Input section, the sentences about the input, and the rest of the prose."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from problems.inputs.layout import InputBlock
from problems.inputs.number_words import ORDINALS

_INPUT = re.compile(r"(?:Inputs?|入力|入力形式|Input Format)\s*", re.IGNORECASE)
_CONSTRAINTS = re.compile(r"(?:Constraints?|Constrains|制約|制限)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class InputSentence:
    """One sentence about the input, and the variants ("queries of types 1 and 2") that it is about."""

    text: str
    literals: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class StatementParts:
    """What a statement in one language says about the input."""

    japanese: bool
    blocks: tuple[InputBlock, ...]
    sentences: tuple[InputSentence, ...]
    prose: str
    commands: tuple[str, ...]  # query formats such as `1 x`, given inline as code


def parts_of(markdown: str, japanese: bool) -> StatementParts:
    """The parts of a statement in Markdown."""
    blocks: list[InputBlock] = []
    sentences: list[InputSentence] = []
    prose: list[str] = []
    for heading, lines in _sections(markdown):
        if _INPUT.fullmatch(heading) and not blocks:
            blocks = _blocks(lines)
            sentences += [InputSentence(found[1]) for block in blocks for found in _SAID_BEFORE.finditer(block.before)]
            sentences += _items(lines, inside_input=True)
            # It may say what a character of a grid stands for.
            prose += re.sub(r"(?ms)^```.*?^```", "", "\n".join(lines)).split("\n")
        elif _CONSTRAINTS.fullmatch(heading):
            sentences += _items(lines, inside_input=False)
        elif not re.match(r"Sample|入力例|出力例|Output|出力", heading):
            prose += lines
    commands = _commands("\n".join(prose))
    return StatementParts(japanese, tuple(blocks), tuple(sentences), "\n".join(prose), commands)


_SAID_BEFORE = re.compile(r", where (\$\w+\$ is \$\d\$(?:, \$\d\$)*,? or \$\d\$)[:.]")
_COMMAND = re.compile(r"`(\d(?: +[A-Za-z](?:_?\w)?)*)`")


def _commands(text: str) -> tuple[str, ...]:
    """The query formats given as inline code, if they are numbered from 1 and each number has one format."""
    found = list(dict.fromkeys(" ".join(command.split()) for command in _COMMAND.findall(text)))
    numbers = [int(command.split()[0]) for command in found]
    shown = any(" " in command for command in found)
    return tuple(found) if shown and len(found) > 1 and numbers == list(range(1, len(found) + 1)) else ()


def _sections(markdown: str) -> list[tuple[str, list[str]]]:
    """Headings and the lines under each; a # in a fenced block is no heading."""
    found: list[tuple[str, list[str]]] = [("", [])]
    fence = False
    for line in markdown.split("\n"):
        fence ^= line.startswith("```")
        heading = None if fence else re.match(r"#{1,6} +(.*)", line)
        if heading:
            found.append((heading[1].strip(), []))
        else:
            found[-1][1].append(line)
    return found


_ELEMENT = re.compile(r"([A-Za-z]+) ?(?:_|\[)[^ ]*|\\[lc]?dots|\.\.\.?|…")


def glued(block: InputBlock) -> InputBlock:
    """The block without the blanks in lines of one variable: S_1 S_2 … S_N."""
    return replace(block, lines=tuple(map(_glued_line, block.lines)))


def _glued_line(line: str) -> str:
    parts = re.sub(r"(?<=[_{,]) +| +(?=[_,}])", "", line).split()
    for start in range(len(parts) - 1):  # tokens before the run are still separated by blanks
        found = [_ELEMENT.fullmatch(part) for part in parts[start:]]
        names = {match[1] for match in found if match and match[1]}
        if all(found) and len(names) == 1 and parts[start][0].isalpha() and (start == 0 or len(found) > 2):
            return " ".join([*parts[:start], "".join(parts[start:])])
    return line


def _blocks(lines: Sequence[str]) -> list[InputBlock]:
    found: list[InputBlock] = []
    before: list[str] = []
    inside: list[str] | None = None
    for line in lines:
        if line.startswith("```"):
            if inside is None:
                inside = []
            else:
                found.append(InputBlock("\n".join(before), tuple(inside)))
                before, inside = [], None
        elif inside is None:
            before.append(line)
        else:
            inside.append(line)
    return found


_BULLET = re.compile(r"(\s*)(?:[-*+•・]|\d+\.)\s+(.*)")
_ONE = r"[$`]?(?P<{0}>\d+|first|second|third|fourth|fifth)(?:\$?-?(?:st|nd|rd|th))?[$`]?"
_NUMBER = _ONE.format("one") + "(?: (?:and|or)(?: the)? (?:type )?" + _ONE.format("two") + ")?"
_KIND = r"(?:type|kind|format|form)s?"
_QUERY = r"(?:quer(?:y|ies)|operations?|events?)"
_ABOUT_JA = r"(?:について|において|では|に対して|の場合|に関して|に対し)(?:は)? ?[、,，]? ?[:：]? *"
_OF_VARIANT = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:in|for)(?: each| all| every| any)?(?: the| an?)? (?:query|operation)(?: of the form| in the format)? "
        r"`(?P<one>\d)[^`]*`,? *",
        rf"(?:for|in|if|when)(?: each| all| every| any)?(?: the| an?)? {_QUERY} (?:of|in|with) (?:the )?"
        rf"(?:{_KIND} )?{_NUMBER}(?: {_KIND})?(?: (?:is|are) (?:given|processed))?,? *:? *",
        rf"(?:for|in|if|when)(?: each| all| every| any)?(?: the| an?)? (?:{_KIND}[- ])?{_NUMBER}"
        rf"(?:[- ]{_KIND})?(?: of)?(?: {_QUERY})(?: (?:is|are) (?:given|processed))?,? *:? *",
        r"(?:タイプ|クエリ)? ?\$?(?P<one>\d)\$?(?:[,、と] ?\$?(?P<two>\d)\$?)? ?"
        r"(?:種類目|番目の形式|番目の種類|つ目|番目)?の? ?"
        r"(?:形式の)?(?:クエリ|操作|イベント)" + _ABOUT_JA,
        r"(?:タイプ|クエリ|操作|イベント) ?[$`](?P<one>\d)[$`] ?" + _ABOUT_JA,
        r"`(?P<one>\d)[^`]*` ?(?:の(?:形式?)?)?の?(?:クエリ|操作|イベント)(?:が与えられるとき)?" + _ABOUT_JA,
    )
)
_FOR_VARIANT = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf",? (?:for|in)(?: each| all| every| any)?(?: the)? {_QUERY} (?:of|in|with) (?:the )?"
        rf"(?:{_KIND} )?{_NUMBER}(?: {_KIND})?\.?$",
        rf",? (?:for|in)(?: each| all| every| any) {_QUERY}\.?$",
    )
)
_INTRODUCES = re.compile(r".*(?:following|that is|in other words|以下|次の|すなわち|つまり).*", re.IGNORECASE)  # a list
_OWN_LENGTH = re.compile(r"The length(?= (?:is|are)\b)")  # of what the head has named
_OF_EACH = re.compile(
    r"(?:for|in) each (?:quer(?:y|ies)|test ?case)[,:]? *|for the values [^,.]{1,60} given in each query, *"
    r"|各(?:クエリ|テストケース)(?:について|において|に対して)(?:は)?[、,]? *",
    re.IGNORECASE,
)


def _introduces(head: str) -> bool:
    """Whether a head adds nothing to its items."""
    return bool(_INTRODUCES.fullmatch(head) or _OF_EACH.fullmatch(head))


def _variant_of(text: str) -> tuple[frozenset[str] | None, str]:
    """The numbers of the queries that a sentence is about, and the sentence without these words."""
    for pattern in _OF_VARIANT:
        found = pattern.match(text)
        if found:
            return _literals(found), text[found.end() :].strip()
    for pattern in _FOR_VARIANT:
        found = pattern.search(text)
        if found:
            return _literals(found) if found.groupdict().get("one") else None, text[: found.start()].strip()
    each = _OF_EACH.match(text)
    return None, text[each.end() :].strip() if each else text


def _literals(found: re.Match[str]) -> frozenset[str]:
    numbers = [found["one"], found.groupdict().get("two")]
    return frozenset(str(ORDINALS.get(number.lower(), number)) for number in numbers if number)


def _items(lines: Sequence[str], inside_input: bool) -> list[InputSentence]:
    """The items of the lists, each with its continuation lines; outside the Input section, other lines too."""
    items: list[tuple[int, str]] = []
    fence = False
    for line in lines:
        if line.startswith("```"):
            fence = not fence
            continue
        if fence or not line.strip() or re.fullmatch(r"\s*[-*_]{3,}\s*", line):
            continue
        bullet = _BULLET.match(line)
        if bullet:
            items.append((len(bullet[1]), bullet[2].strip()))
        elif items and line[:1].isspace():
            items[-1] = (items[-1][0], f"{items[-1][1]} {line.strip()}")
        elif not inside_input:
            items.append((0, line.strip()))
    found: list[InputSentence] = []
    heads: list[tuple[int, frozenset[str] | None, str]] = []  # items ending in a colon, and the variant each is about
    for place, (depth, text) in enumerate(items):
        while heads and heads[-1][0] >= depth:
            heads.pop()
        literal = next((head[1] for head in reversed(heads) if head[1] is not None), None)
        deeper = place + 1 < len(items) and items[place + 1][0] > depth
        named, rest = _variant_of(text)
        if deeper and re.search(r"[:：,、。]\s*$|^[^$]*$|following conditions?\.?$", text):
            rest = rest.strip(" :：,、。")
            heads.append((depth, named, rest))
            if rest and (not _introduces(rest) or "string that satisf" in rest):
                found.append(InputSentence(text))
            continue
        if heads and _OWN_LENGTH.match(text):
            rest = _OWN_LENGTH.sub("The length of " + " and ".join(re.findall(r"\$[^$]*\$", heads[-1][2])), text)
        if heads and heads[-1][2] and not _introduces(heads[-1][2]):
            found.append(InputSentence(f"{heads[-1][2]}: {text}", literal))
        elif rest:
            found.append(InputSentence(rest, named or literal))
    return found
