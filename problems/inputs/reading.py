"""From a problem's statement to its input format. Pure: no file, no network, no clock but the deadline."""

import re
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from problems.inputs.constraints import BoundsMissing, Constraints
from problems.inputs.facts import Contains, Fact, Shaped, Text, Words
from problems.inputs.format import InputFormat, Refusal, Unreadable
from problems.inputs.latex import NotUnderstood
from problems.inputs.layout import Block, Layout, LayoutNotUnderstood, layout_of
from problems.inputs.matching import match_input
from problems.inputs.promises import SHAPES, edges_named, guarantees, said_alike, shapes_promised, told
from problems.inputs.sentences import facts_of
from problems.problem import Problem

MAX_STATEMENT = 100_000  # characters; the longest real one has some 30,000
MAX_SENTENCES = 200
MAX_SECONDS = 5.0  # for one statement; real ones take some hundredths

_INPUT = re.compile(r"(?:Inputs?|入力|入力形式|Input Format)\s*", re.IGNORECASE)
_CONSTRAINTS = re.compile(r"(?:Constraints?|Constrains|制約|制限)\s*", re.IGNORECASE)
_HEURISTIC = re.compile(r"relative score|absolute score|相対スコア|絶対スコア|得点の合計", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Said:
    """One sentence about the input, and the variants ("queries of types 1 and 2") that it is about."""

    text: str
    literals: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a statement in one language says of the input."""

    japanese: bool
    blocks: tuple[Block, ...]
    sentences: tuple[_Said, ...]
    prose: str
    commands: tuple[str, ...]  # `1 x` and `2 l r` in code, among the words


def read_input(problem: Problem) -> InputFormat | Unreadable:
    """The format of a problem's input, which every sample fits; else why there is none.

    Statements in both languages are read; of a sentence that is understood in one of them it is enough.
    """
    if problem.interactive:
        return Unreadable("interactive", "the input depends on what the program prints")
    texts = [(text, ja) for text, ja in ((problem.statements.en, False), (problem.statements.ja, True)) if text]
    if any(len(text) > MAX_STATEMENT for text, _ja in texts):
        return Unreadable("too long", "the statement is longer than any real one")
    if not problem.samples:
        return Unreadable("no samples", "nothing to check a reading with")
    deadline = time.monotonic() + MAX_SECONDS
    parts = [_parts_of(text, japanese) for text, japanese in texts]
    parts = [part for part in parts if part.blocks]
    if not parts:
        return Unreadable("no input section", "the statement has no block under a heading of the input")
    outcome: InputFormat | Unreadable = Unreadable("layout", "")
    for first in parts:
        others = [part for part in parts if part is not first]
        try:
            found: InputFormat | Unreadable = _read(first, others, problem, deadline)
            glued = tuple(_glued(block) for block in first.blocks)
            if isinstance(found, Unreadable) and glued != first.blocks:
                # Characters side by side are sometimes written with blanks between them; a sample tells.
                again = _read(replace(first, blocks=glued), others, problem, deadline)
                found = again if isinstance(again, InputFormat) else found
        except _TooLong:
            return Unreadable("too long", "reading the statement took too long")
        if isinstance(found, InputFormat):
            return found
        if outcome == Unreadable("layout", ""):
            outcome = found
    return outcome


_Reading = tuple[list[Fact] | None, frozenset[str] | None]  # a sentence's facts, and the variants they are about


class _TooLong(Exception):
    """The deadline has passed."""


# --- the parts of a statement -----------------------------------------------------------------------------------------


def _parts_of(markdown: str, japanese: bool) -> _Parts:
    blocks: list[Block] = []
    sentences: list[_Said] = []
    prose: list[str] = []
    for heading, lines in _sections(markdown):
        if _INPUT.fullmatch(heading) and not blocks:
            blocks = _blocks(lines)
            sentences += _items([line for line in lines if line is not None], inside_input=True)
        elif _CONSTRAINTS.fullmatch(heading):
            sentences += _items(lines, inside_input=False)
        elif not re.match(r"Sample|入力例|出力例|Output|出力", heading):
            prose += lines
    commands = _commands("\n".join(prose))
    return _Parts(japanese, tuple(blocks), tuple(sentences), "\n".join(prose), commands)


_COMMAND = re.compile(r"`(\d(?: +[A-Za-z](?:_?\w)?)*)`")


def _commands(text: str) -> tuple[str, ...]:
    """The shapes of queries that stand in code, where they are numbered from 1 and each number has one shape."""
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


def _glued(block: Block) -> Block:
    """The block with the blanks taken out of the lines that are all of one variable: S_1 S_2 … S_N."""
    return replace(block, lines=tuple(map(_glued_line, block.lines)))


def _glued_line(line: str) -> str:
    parts = re.sub(r"(?<=[_{,]) +| +(?=[_,}])", "", line).split()
    found = [_ELEMENT.fullmatch(part) for part in parts]
    names = {match[1] for match in found if match and match[1]}
    return "".join(parts) if len(parts) > 1 and all(found) and len(names) == 1 and parts[0][0].isalpha() else line


def _blocks(lines: Sequence[str]) -> list[Block]:
    found: list[Block] = []
    before: list[str] = []
    inside: list[str] | None = None
    for line in lines:
        if line.startswith("```"):
            if inside is None:
                inside = []
            else:
                found.append(Block("\n".join(before), tuple(inside)))
                before, inside = [], None
        elif inside is None:
            before.append(line)
        else:
            inside.append(line)
    return found


_BULLET = re.compile(r"(\s*)(?:[-*+•・]|\d+\.)\s+(.*)")
_ORDINALS = {"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5"}
_ONE = r"\$?(?P<{0}>\d+|first|second|third|fourth|fifth)(?:\$?-?(?:st|nd|rd|th))?\$?"
_NUMBER = _ONE.format("one") + "(?: (?:and|or)(?: the)? (?:type )?" + _ONE.format("two") + ")?"
_KIND = r"(?:type|kind|form|format)s?"
_QUERY = r"(?:quer(?:y|ies)|operations?|events?)"
_OF_VARIANT = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:for|in|if|when)(?: each| all| every| any)?(?: the| an?)? {_QUERY} (?:of|in|with) (?:the )?"
        rf"(?:{_KIND} )?{_NUMBER}(?: {_KIND})?,? *:? *",
        rf"(?:for|in|if|when)(?: each| all| every| any)?(?: the| an?)? (?:{_KIND}[- ])?{_NUMBER}"
        rf"(?:[- ]{_KIND})?(?: of)?(?: {_QUERY}),? *:? *",
        r"(?:タイプ|クエリ)? ?\$?(?P<one>\d)\$?(?:[,、と] ?\$?(?P<two>\d)\$?)? ?"
        r"(?:種類目|番目の形式|番目の種類|つ目|番目)?の? ?"
        r"(?:形式の)?(?:クエリ|操作|イベント)"
        r"(?:について|において|では|に対して|の場合|に関して|に対し)(?:は)? ?[、,，]? ?[:：]? *",
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
_OF_EACH = re.compile(
    r"(?:for|in) each quer(?:y|ies),? *|各クエリ(?:について|において|に対して)(?:は)?[、,]? *", re.IGNORECASE
)


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
    return frozenset(_ORDINALS.get(number.lower(), number) for number in numbers if number)


def _items(lines: Sequence[str], inside_input: bool) -> list[_Said]:
    """The items of the lists, each with its further lines; outside the Input section other lines too."""
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
    found: list[_Said] = []
    heads: list[tuple[int, frozenset[str] | None, str]] = []  # items that end in a colon, and the variant each is about
    for place, (depth, text) in enumerate(items):
        while heads and heads[-1][0] >= depth:
            heads.pop()
        literal = next((head[1] for head in reversed(heads) if head[1] is not None), None)
        deeper = place + 1 < len(items) and items[place + 1][0] > depth
        named, rest = _variant_of(text)
        if deeper and re.search(r"[:：,、。]\s*$|^[^$]*$", text):
            rest = rest.strip(" :：,、。")
            heads.append((depth, named, rest))
            if rest and not _INTRODUCES.fullmatch(rest):
                found.append(_Said(text))
            continue
        if heads and heads[-1][2] and not _INTRODUCES.fullmatch(heads[-1][2]):
            found.append(_Said(f"{heads[-1][2]}: {text}", literal))
        elif rest:
            found.append(_Said(rest, named or literal))
    return found


# --- the reading ------------------------------------------------------------------------------------------------------


def _read(first: _Parts, others: Sequence[_Parts], problem: Problem, deadline: float) -> InputFormat | Unreadable:
    try:
        layout = layout_of(first.blocks)
        if first.commands and layout.open_queries:
            layout = layout_of((*first.blocks, *(Block("queries", (command,)) for command in first.commands)))
    except LayoutNotUnderstood as error:
        return Unreadable("layout", str(error))
    names = Constraints(layout).names
    prose = " ".join(part.prose for part in (first, *others) if not part.japanese)
    understood: list[tuple[str, list[_Reading]]] = []  # each sentence with what it says, in one language or in both
    sentences = first.sentences[:MAX_SENTENCES]
    for place, said in enumerate(sentences):
        if time.monotonic() > deadline:
            raise _TooLong
        aligned = [o.sentences[place] for o in others if len(o.sentences) == len(first.sentences)]
        candidates = [(said, first.japanese), *((other, not first.japanese) for other in aligned)]
        understood.append((said.text, [_understood(one, names, japanese) for one, japanese in candidates]))
    known = [said.text for part in (first, *others) for said in part.sentences]
    for sentence, claim in guarantees(prose):
        if not any(said_alike(claim, text) for text in known):
            understood.append((sentence, [_understood(_Said(claim), names, False)]))
    one_way = bool(re.search(r"(?<!un)directed|one-way", prose))
    words = "\n".join(
        [prose, *(said.text for part in (first, *others) if not part.japanese for said in part.sentences)]
    )
    story = (edges_named(words), one_way)
    found = _checked(_collected(layout, understood, story), prose, problem)
    if isinstance(found, Unreadable) and found.reason == "sample refused":
        # Perhaps it is another graph that the sentences speak of.
        plain = [
            (text, [(None if _shapes(facts) else facts, literals) for facts, literals in readings])
            for text, readings in understood
        ]
        if plain != understood:
            found = _checked(_collected(layout, plain, story), prose, problem)
    if not isinstance(found, InputFormat):
        return found
    shapes = shapes_promised(prose, found.scope).keys() & set(SHAPES)
    if shapes:
        # What the story calls a graph, the graph is taken to be; unless a sample is none.
        told: tuple[str, list[_Reading]] = ("", [([Shaped(frozenset(shapes))], None)])
        shaped = _checked(_collected(layout, [*understood, told], story), prose, problem)
        if isinstance(shaped, InputFormat) and len(shaped.unread) < len(found.unread):
            return shaped
    return found


@dataclass(frozen=True, slots=True)
class _Collected:
    """Constraints with what was tied to them, and what was not."""

    constraints: Constraints
    unread: list[str]
    graphs: list[str]  # the sentences that speak of a graph's shape


def _collected(
    layout: Layout, understood: Sequence[tuple[str, list[_Reading]]], story: tuple[Collection[tuple[str, str]], bool]
) -> _Collected:
    constraints = Constraints(layout, *story)
    # Which variables are strings must be known before |S| can be read.
    order = sorted(range(len(understood)), key=lambda place: -_speaks_of_strings(understood[place][1]))
    taken = {place for place in order if _took(constraints, understood[place][1])}
    unread = [text for place, (text, _readings) in enumerate(understood) if place not in taken]
    graphs = [understood[place][0] for place in taken if any(_shapes(facts) for facts, _l in understood[place][1])]
    return _Collected(constraints, unread, graphs)


def _understood(said: _Said, names: set[str], japanese: bool) -> _Reading:
    try:
        return facts_of(said.text, names, japanese), said.literals
    except NotUnderstood:
        return None, None


def _speaks_of_strings(readings: Sequence[_Reading]) -> int:
    """2 where a sentence makes something a string, 1 where it says what a string looks like."""
    found = [fact for facts, _literals in readings for fact in facts or () if isinstance(fact, Text | Words | Contains)]
    return max((1 if isinstance(fact, Text) and fact.pattern and not fact.alphabet else 2 for fact in found), default=0)


def _shapes(facts: list[Fact] | None) -> bool:
    return any(isinstance(fact, Shaped) for fact in facts or ())


def _took(constraints: Constraints, readings: Sequence[_Reading]) -> bool:
    """Whether one of a sentence's readings fits the layout; its facts are in the constraints then."""
    for facts, literals in readings:
        if facts is None:
            continue
        before = constraints.snapshot()
        try:
            for fact in facts:
                constraints.add(fact, literals)
            return True
        except NotUnderstood:
            constraints.restore(before)
    return False


def _checked(collected: _Collected, prose: str, problem: Problem) -> InputFormat | Unreadable:
    try:
        scope = collected.constraints.scope()
    except BoundsMissing as error:
        return Unreadable("bounds", str(error))
    unread = collected.unread
    if collected.constraints.graph_missing:
        unread = [*unread, *filter(None, collected.graphs)]
    unread = [*unread, *shapes_promised(prose, scope).values(), *told(prose, scope)]
    fmt = InputFormat(scope, tuple(dict.fromkeys(unread)))
    for sample in problem.samples:
        found = match_input(fmt, sample.stdin)
        if isinstance(found, Refusal):
            return Unreadable("sample refused", f"sample {sample.name}, line {found.line}: {found.reason}")
    return fmt
