"""From a problem's statement to its input format. Pure: no file, no network, no clock but the deadline."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

from problems.inputs.constraints import BoundsMissing, Constraints
from problems.inputs.expressions import Number, Operation, Variable
from problems.inputs.facts import Fact, Shaped, Text, Words
from problems.inputs.format import (
    Cases,
    Comparison,
    Distinct,
    Domain,
    Graph,
    InputFormat,
    Integers,
    Order,
    Permutation,
    Refusal,
    Rows,
    Scope,
    Unreadable,
    Variants,
)
from problems.inputs.latex import NotUnderstood
from problems.inputs.layout import Block, LayoutNotUnderstood, layout_of
from problems.inputs.matching import indices_of, match_input
from problems.inputs.sentences import facts_of
from problems.problem import Problem

MAX_STATEMENT = 100_000  # characters; the longest real one has some 30,000
MAX_SENTENCES = 200
MAX_SECONDS = 5.0  # for one statement; real ones take some hundredths

_INPUT = re.compile(r"(?:Inputs?|入力|入力形式|Input Format)\s*", re.IGNORECASE)
_CONSTRAINTS = re.compile(r"(?:Constraints?|制約|制限)\s*", re.IGNORECASE)
_HEURISTIC = re.compile(r"relative score|absolute score|相対スコア|絶対スコア|得点の合計", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Said:
    """One sentence about the input, and the variant ("queries of type 1") that it is about."""

    text: str
    literal: str | None = None


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a statement in one language says of the input."""

    japanese: bool
    blocks: tuple[Block, ...]
    sentences: tuple[_Said, ...]
    prose: str


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
        except _TooLong:
            return Unreadable("too long", "reading the statement took too long")
        if isinstance(found, InputFormat):
            return found
        if outcome == Unreadable("layout", ""):
            outcome = found
    return outcome


_Reading = tuple[list[Fact] | None, str | None]  # a sentence's facts, and the variant they are about


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
    return _Parts(japanese, tuple(blocks), tuple(sentences), "\n".join(prose))


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
_NUMBER = r"\$?(?P<{0}>\d+|first|second|third|fourth|fifth)(?:\$?-?(?:st|nd|rd|th))?\$?"
_KIND = r"(?:type|kind|form|format)s?"
_OF_VARIANT = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:for|in|if|when)(?: each| all| every| any)?(?: the| a)? quer(?:y|ies) (?:of|in|with) (?:the )?"
        rf"(?:{_KIND} )?{_NUMBER.format('one')}(?: {_KIND})?,? *:? *",
        rf"(?:for|in|if|when)(?: each| all| every| any)?(?: the| a)? (?:{_KIND}[- ])?{_NUMBER.format('one')}"
        rf"(?:[- ]{_KIND})?(?: of)?(?: quer(?:y|ies)),? *:? *",
        r"(?:タイプ|クエリ)? ?\$?(?P<one>\d)\$? ?(?:種類目|番目の形式|番目の種類|つ目|番目)?の? ?(?:形式の)?クエリ"
        r"(?:について|において|では|に対して|の場合|に関して|に対し)(?:は)? ?[、,，]? ?[:：]? *",
    )
)
_OF_EACH = re.compile(
    r"(?:for|in) each quer(?:y|ies),? *|各クエリ(?:について|において|に対して)(?:は)?[、,]? *", re.IGNORECASE
)


def _variant_of(text: str) -> tuple[str | None, str]:
    """The number of the queries that a sentence is about, and the sentence without these words."""
    for pattern in _OF_VARIANT:
        found = pattern.match(text)
        if found:
            number = found["one"].lower()
            return _ORDINALS.get(number, number), text[found.end() :].strip()
    each = _OF_EACH.match(text)
    return None, text[each.end() :].strip() if each else text


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
    heads: list[tuple[int, str | None, str]] = []  # items that end in a colon, and the variant each is about
    for place, (depth, text) in enumerate(items):
        while heads and heads[-1][0] >= depth:
            heads.pop()
        literal = next((head[1] for head in reversed(heads) if head[1] is not None), None)
        deeper = place + 1 < len(items) and items[place + 1][0] > depth
        named, rest = _variant_of(text)
        if deeper and re.search(r"[:：,、。]\s*$|^[^$]*$", text):
            rest = rest.strip(" :：,、。")
            heads.append((depth, named, rest))
            if rest and not re.fullmatch(r"(?:.*(?:following|以下|次の).*)", rest):
                found.append(_Said(text))
            continue
        if heads and heads[-1][2] and not re.fullmatch(r"(?:.*(?:following|以下|次の).*)", heads[-1][2]):
            found.append(_Said(f"{heads[-1][2]}: {text}", literal))
        elif rest:
            found.append(_Said(rest, named or literal))
    return found


# --- the reading ------------------------------------------------------------------------------------------------------


def _read(first: _Parts, others: Sequence[_Parts], problem: Problem, deadline: float) -> InputFormat | Unreadable:
    try:
        layout = layout_of(first.blocks)
    except LayoutNotUnderstood as error:
        return Unreadable("layout", str(error))
    constraints = Constraints(layout)
    understood: list[list[_Reading]] = []  # for each sentence, in one language or in both
    sentences = first.sentences[:MAX_SENTENCES]
    for place, said in enumerate(sentences):
        if time.monotonic() > deadline:
            raise _TooLong
        aligned = [o.sentences[place] for o in others if len(o.sentences) == len(first.sentences)]
        candidates = [(said, first.japanese), *((other, not first.japanese) for other in aligned)]
        understood.append([_understood(one, constraints.names, japanese) for one, japanese in candidates])
    # Which variables are strings must be known before |S| can be read.
    order = sorted(range(len(sentences)), key=lambda place: not _speaks_of_strings(understood[place]))
    taken = {place for place in order if _took(constraints, understood[place])}
    unread = [said.text for place, said in enumerate(first.sentences) if place not in taken]
    graphs = [sentences[place].text for place in taken if any(_shapes(facts) for facts, _l in understood[place])]
    prose = " ".join(part.prose for part in (first, *others) if not part.japanese)
    return _checked(constraints, unread, graphs, prose, problem)


def _understood(said: _Said, names: set[str], japanese: bool) -> tuple[list[Fact] | None, str | None]:
    try:
        return facts_of(said.text, names, japanese), said.literal
    except NotUnderstood:
        return None, None


def _speaks_of_strings(readings: Sequence[_Reading]) -> bool:
    return any(isinstance(fact, Text | Words) for facts, _literal in readings for fact in facts or ())


def _shapes(facts: list[Fact] | None) -> bool:
    return any(isinstance(fact, Shaped) for fact in facts or ())


def _took(constraints: Constraints, readings: Sequence[_Reading]) -> bool:
    """Whether one of a sentence's readings fits the layout; its facts are in the constraints then."""
    for facts, literal in readings:
        if facts is None:
            continue
        before = constraints.snapshot()
        try:
            for fact in facts:
                constraints.add(fact, literal)
            return True
        except NotUnderstood:
            constraints.restore(before)
    return False


def _checked(
    constraints: Constraints, unread: list[str], graphs: list[str], prose: str, problem: Problem
) -> InputFormat | Unreadable:
    try:
        scope = constraints.scope()
    except BoundsMissing as error:
        return Unreadable("bounds", str(error))
    if constraints.graph_missing:
        unread = [*unread, *graphs]
    unread = [*unread, *_promised(prose, scope)]
    fmt = InputFormat(scope, tuple(dict.fromkeys(unread)))
    for sample in problem.samples:
        found = match_input(fmt, sample.stdin)
        if isinstance(found, Refusal):
            return Unreadable("sample refused", f"sample {sample.name}, line {found.line}: {found.reason}")
    return fmt


# What the problem's story may promise of the input without its being among the constraints.
_PROMISES = {
    "tree": r"given[^.]{0,80}\btree\b|\btrees? (?:\$\w+\$ )?with \$\w+\$ (?:vertices|nodes)"
    r"|(?:is|are|forms?) an? (?:rooted )?tree\b",
    "simple": r"\bsimple\b[^.]{0,30}\bgraph\b",
    "connected": r"\bconnected\b(?! components?)[^.]{0,30}\bgraph\b",
    "bipartite": r"\bbipartite graph\b",
    "acyclic": r"directed acyclic graph|\bDAG\b",
    "permutation": r"given[^.]{0,60}\bpermutations?\b|\bpermutations? (?:\$[^$]*\$ )?(?:is|are) given",
}
_GUARANTEE = re.compile(r"[^.\n]*\bguaranteed\b[^\n]*")


def _promised(prose: str, scope: Scope) -> list[str]:
    """Promises of the story that no relation holds; a generated input could break them."""
    kept: set[str] = set()
    scopes = _scopes(scope)
    relations = [relation for inner in scopes for relation in inner.relations]
    if any(_is_parent(domain) for inner in scopes for domain in inner.domains.values()):
        kept |= {"tree", "connected", "simple", "acyclic", "bipartite"}
    apart = {
        (one.name, other.name): order
        for relation in relations
        if isinstance(relation, Comparison)
        for one, order, other in [(relation.left, relation.order, relation.right)]
        if isinstance(one, Variable) and isinstance(other, Variable)
    }
    for relation in relations:
        if isinstance(relation, Distinct) and len(relation.variables) == 2:
            order = apart.get((relation.variables[0].name, relation.variables[1].name))
            directed = "directed graph" in prose and "undirected" not in prose
            if order in (Order.LESS, Order.MORE) or (order is Order.OTHER and (relation.unordered or directed)):
                kept.add("simple")
        if isinstance(relation, Permutation) or (isinstance(relation, Distinct) and len(relation.variables) == 1):
            kept.add("permutation")
        if isinstance(relation, Graph):
            kept |= {
                word for word in ("simple", "connected", "bipartite", "acyclic", "tree") if getattr(relation, word)
            }
            kept |= {"simple", "connected", "bipartite", "acyclic"} if relation.tree else set()
    found = []
    # Where nothing in the input has an index, neither a graph nor a permutation is in it.
    promises = _PROMISES if any(indices_of(inner) for inner in scopes) else {}
    for word, pattern in promises.items():
        match = re.search(pattern, prose)
        if match and word not in kept:
            found.append(" ".join(match[0].split()))
    return found + [" ".join(match[0].split()) for match in _GUARANTEE.finditer(prose)]


def _is_parent(domain: Domain) -> bool:
    """1 ≤ P_i < i: that alone makes a tree."""
    match domain:
        case Integers(Number(1), Operation("-", (Variable(name, ()), Number(1)))):
            return name in "ijk"
    return False


def _scopes(scope: Scope) -> list[Scope]:
    found, nodes = [scope], list(scope.nodes)
    while nodes:
        match nodes.pop():
            case Rows(body):
                nodes.extend(body)
            case Cases(_, _, inner):
                found += _scopes(inner)
            case Variants(_, scopes):
                found += [deeper for inner in scopes for deeper in _scopes(inner)]
    return found
