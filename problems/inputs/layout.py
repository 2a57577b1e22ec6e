"""From the blocks of an Input section to the nodes of a format: what stands on which line, and how often."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from problems.inputs.algebra import added, difference, mapped, same, substituted
from problems.inputs.expressions import Call, Expression, Number, Operation, Variable, variables_of
from problems.inputs.format import Cases, Line, Literal, Node, Rows, Scope, Series, Token, Variants
from problems.inputs.latex import NotUnderstood, parse_formula, without_spacing

MAX_BLOCKS = 16
MAX_LINES = 60  # of one block
MAX_LINE = 400  # characters
MAX_PERIOD = 6  # lines, or tokens, that repeat together


class LayoutNotUnderstood(Exception):
    """Blocks that are no layout as far as this module knows."""


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block, with the words between the block before it and itself."""

    before: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Glued:
    """A string whose characters the statement numbers from low to high, under one index more than the string has."""

    low: Expression
    high: Expression


@dataclass(frozen=True, slots=True)
class Layout:
    """What the blocks say; inner scopes have no domains yet."""

    nodes: tuple[Node, ...]
    glued: dict[str, Glued]  # by the string's name
    lone: dict[Variable, str]  # h_1 where it is no part of a series: a variable without index, and its name

    @property
    def open_queries(self) -> bool:
        """Whether the last rows are queries of which no block says more."""
        match self.nodes:
            case (*_, Rows((Line((Token(Variable(name, (_,))),)),))):
                return re.fullmatch(r"(?:quer(?:y|ies)|op|operation|event|command)", name, re.IGNORECASE) is not None
        return False


# --- one line ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Dots:
    """What is left out between the first elements of a sequence and its last."""


@dataclass(frozen=True, slots=True)
class _Chars:
    """Characters side by side, until it is known which index runs along them."""

    items: tuple[Any, ...]


_DOTS = _Dots()


@cache
def _parser() -> Any:
    import lark

    grammar = Path(__file__).with_name("layout.lark").read_text(encoding="utf-8")
    return lark.Lark(grammar, start="line", parser="lalr")


def _tight(line: str) -> str:
    """The line with blanks inside braces and around scripts taken out, runs of blanks squeezed."""
    kept: list[str] = []
    depth = 0
    for character in without_spacing(line):
        depth += (character == "{") - (character == "}")
        if not character.isspace():
            kept.append(character)
        elif kept and kept[-1] != " " and (depth == 0 or kept[-1].isalpha()):
            kept.append(" ")  # inside braces only where it may end a command
    return re.sub(r" *([_^]) *", r"\1", "".join(kept)).strip()


def _cells(line: str) -> list[Any]:
    """A line's tokens: Token, Literal, _Chars or _Dots."""
    if len(line) > MAX_LINE:
        raise LayoutNotUnderstood("a very long line")
    import lark

    try:
        tree = _parser().parse(_tight(line))
    except lark.exceptions.UnexpectedInput:
        raise LayoutNotUnderstood(f"the line “{line.strip()[:80]}”") from None
    cells = [_cell([_atom(part) for part in cell.children]) for cell in tree.children if cell is not None]
    return _glued_over_dots(cells)


def _glued_over_dots(cells: list[Any]) -> list[Any]:
    """c_1c_2\\ldots c_N, where the blank only ends the command."""
    found: list[Any] = []
    for cell in cells:
        match found[-2:], cell:
            case [*_, _Chars((*_, last))], Token() | _Chars() if last == _DOTS:
                found[-1] = _Chars((*found[-1].items, *(cell.items if isinstance(cell, _Chars) else (cell,))))
            case [_Chars((Token(), Token(), *_) as items), dots], Token(Variable(name)) if (
                dots == _DOTS and items[-1].variable.name == name
            ):
                found[-2:] = [_Chars((*items, _DOTS, cell))]
            case _:
                found.append(cell)
    return found


def _atom(part: Any) -> Any:
    text = "".join(map(str, part.children))
    if part.data == "dots":
        return _DOTS
    if part.data in ("number", "text"):
        return Literal(text.removeprefix("\\"))
    name = ""
    indices: list[Expression] = []
    for token in part.children:
        if token.type == "NAME":
            name = _bare(str(token))
        elif token.type == "PRIME":
            name += str(token)
        else:
            indices.extend(_subscript(str(token)))
    return Token(Variable(name, tuple(indices)))


def _bare(name: str) -> str:
    """The name without the command that sets its letters upright, or the like."""
    named = re.fullmatch(r"\{?\\[A-Za-z]+\*?(?:\s*\{([^{}]*)\}|\s+([^{}]*)\}?)", name)
    return ((named[1] or named[2] or "") if named else name).replace("\\", "").replace("_", "").strip()


def _subscript(text: str) -> tuple[Expression, ...]:
    inner = (text[1:-1] if text.startswith("[") else text[1:]).replace("{}", "")
    while inner.startswith("{") and inner.endswith("}"):
        inner = inner[1:-1]
    try:
        formula = parse_formula(inner)
    except NotUnderstood:
        raise LayoutNotUnderstood(f"the index “{inner[:40]}”") from None
    if formula.signs or formula.asides:
        raise LayoutNotUnderstood(f"the index “{inner[:40]}”")
    return formula.sides[0]


def _cell(atoms: list[Any]) -> Any:
    if len(atoms) == 1:
        return atoms[0]
    if all(isinstance(atom, Literal) for atom in atoms):
        return Literal("".join(atom.text for atom in atoms))
    if all(isinstance(atom, Token | _Dots) for atom in atoms):
        return _Chars(tuple(atoms))
    raise LayoutNotUnderstood("variables glued to signs")


# --- two indices in one subscript -------------------------------------------------------------------------------------


def factors_of_index(expression: Expression) -> tuple[Expression, ...]:
    """The indices in a subscript that may be two side by side: 11, ij, 1M, 1N-1."""
    match expression:
        case Number(value) if 10 <= value <= 99:
            return tuple(Number(int(digit)) for digit in str(value))
        case Operation("*", (first, second)):
            return first, second
        case Operation("-" | "+" as sign, (Operation("*", (first, second)), last)):
            return first, Operation(sign, (second, last))
    return (expression,)


def _double_indices(lines: list[list[Any]]) -> list[list[Any]]:
    """a_{11} … a_{1M} has two indices, A_1 … A_{2N} one: two where each of a name's subscripts can be split."""
    splits: dict[str, bool] = {}
    for token in _tokens([cell for line in lines for cell in line]):
        name, indices = token.variable.name, token.variable.indices
        if indices:
            splits[name] = splits.get(name, True) and len(indices) == 1 and len(factors_of_index(indices[0])) == 2

    def split(token: Token) -> Token:
        name, indices = token.variable.name, token.variable.indices
        return Token(Variable(name, factors_of_index(indices[0]))) if indices and splits[name] else token

    return [[_changed(cell, split) for cell in line] for line in lines]


def _tokens(nodes: Iterable[Any]) -> Iterator[Token]:
    for node in nodes:
        match node:
            case Token():
                yield node
            case Line(items) | Series(items) | _Chars(items):
                yield from _tokens(items)
            case Rows(body):
                yield from _tokens(body)


def _changed(node: Any, change: Callable[[Token], Any]) -> Any:
    """The node with its tokens changed."""
    match node:
        case Token():
            return change(node)
        case Line(items) | Series(items) | _Chars(items):
            return replace(node, items=tuple(_changed(item, change) for item in items))
        case Rows(body):
            return replace(node, body=tuple(_changed(part, change) for part in body))
    return node


def _put(node: Any, name: str, value: Expression) -> Any:
    """The node with an index replaced everywhere, in bounds as well."""
    match node:
        case Token(variable):
            return Token(substituted(variable, name, value))  # type: ignore[arg-type]
        case Line(items) | _Chars(items):
            return replace(node, items=tuple(_put(item, name, value) for item in items))
        case Series(items, index, low, high):
            inner = tuple(_put(item, name, value) for item in items)
            return Series(inner, index, substituted(low, name, value), substituted(high, name, value))
        case Rows(body, index, low, high):
            nodes = tuple(_put(part, name, value) for part in body)
            return Rows(nodes, index, substituted(low, name, value), substituted(high, name, value))
    return node


# --- sequences with dots ----------------------------------------------------------------------------------------------


class _Unlike(Exception):
    """Two elements that are no two turns of one repetition."""


class _Turns:
    """What two turns of a repetition have in common: a template over an index, and the index's value in each."""

    def __init__(self, index: str) -> None:
        self.index = Variable(index)
        self.first: Expression | None = None
        self.last: Expression | None = None

    def sequence(self, left: Sequence[Any], right: Sequence[Any]) -> tuple[Any, ...]:
        if len(left) != len(right):
            raise _Unlike
        return tuple(self.node(one, other) for one, other in zip(left, right, strict=True))

    def node(self, left: Any, right: Any) -> Any:
        match left, right:
            case Token(one), Token(other) if one.name == other.name and len(one.indices) == len(other.indices):
                indices = tuple(self.expression(a, b) for a, b in zip(one.indices, other.indices, strict=True))
                return Token(Variable(one.name, indices))
            case Literal(), Literal() if left == right:
                return left
            case (Line(one), Line(other)) | (_Chars(one), _Chars(other)):
                return replace(left, items=self.sequence(one, other))
            case Series(one, index, low, high), Series(_, other_index):
                other = _put(right, other_index, Variable(index))
                items = self.sequence(one, other.items)
                return Series(items, index, self.expression(low, other.low), self.expression(high, other.high))
            case Rows(one, index, low, high), Rows(_, other_index):
                other = _put(right, other_index, Variable(index))
                body = self.sequence(one, other.body)
                return Rows(body, index, self.expression(low, other.low), self.expression(high, other.high))
        raise _Unlike

    def expression(self, left: Expression, right: Expression) -> Expression:
        if same(left, right):
            return left
        match left, right:
            case Operation(a, one), Operation(b, other) if a == b and len(one) == len(other) and self.first is not None:
                return Operation(a, tuple(self.expression(x, y) for x, y in zip(one, other, strict=True)))
            case Variable(a, one), Variable(b, other) if a == b and one and len(one) == len(other):
                indices = tuple(self.expression(x, y) for x, y in zip(one, other, strict=True))
                return Variable(a, indices)
        if self.first is None or self.last is None:
            self.first, self.last = left, right
            return self.index
        by, also = difference(left, self.first), difference(right, self.last)
        if by is None or by != also:
            raise _Unlike
        return added(self.index, by)


@dataclass(frozen=True, slots=True)
class _Template:
    body: tuple[Any, ...]
    index: str
    low: Expression
    high: Expression

    def turn(self, value: Expression) -> list[Any]:
        return [_put(node, self.index, value) for node in self.body]


def _alike(left: Sequence[Any], right: Sequence[Any]) -> bool:
    """Whether two sequences are the same once short series are written out."""
    left, right = _written_out(left), _written_out(right)
    if len(left) != len(right):
        return False
    return all(_same_node(one, other) for one, other in zip(left, right, strict=True))


def _same_node(left: Any, right: Any) -> bool:
    match left, right:
        case Token(one), Token(other):
            return (
                one.name == other.name
                and len(one.indices) == len(other.indices)
                and all(map(same, one.indices, other.indices))
            )
        case (Line(one), Line(other)) | (_Chars(one), _Chars(other)):
            return _alike(one, other)
        case Series(one, index, low, high), Series(_, other_index):
            other = _put(right, other_index, Variable(index))
            return same(low, other.low) and same(high, other.high) and _alike(one, other.items)
        case Rows(one, index, low, high), Rows(_, other_index):
            other = _put(right, other_index, Variable(index))
            return same(low, other.low) and same(high, other.high) and _alike(one, other.body)
    return bool(left == right)


def _written_out(nodes: Sequence[Any]) -> list[Any]:
    found: list[Any] = []
    for node in nodes:
        match node:
            case Series(body, index, low, high) | Rows(body, index, low, high):
                length = difference(high, low)
                if length is not None and -1 <= length < 8:
                    for turn in range(length + 1):
                        found.extend(_put(part, index, added(low, turn)) for part in body)
                    continue
        found.append(node)
    return found


def _folded(elements: Sequence[Any], build: Callable[[_Template], Any], fresh: Iterator[str]) -> list[Any]:
    """The elements with each run around dots replaced by one node. Raises LayoutNotUnderstood where dots stay."""
    found = list(elements)
    while _DOTS in found:
        for at in [place for place, element in enumerate(found) if element == _DOTS]:
            run = _run(found, at, fresh)
            if run is not None:
                start, end, template = run
                found[start:end] = [build(template)]
                break
        else:
            raise LayoutNotUnderstood("dots that continue no series")
    return found


def _run(elements: list[Any], at: int, fresh: Iterator[str]) -> tuple[int, int, _Template] | None:
    """The repetition that the dots at a place stand in: where it starts, where it ends, and what repeats."""
    for period in range(1, min(MAX_PERIOD, at, len(elements) - at - 1) + 1):
        before, after = elements[at - period : at], elements[at + 1 : at + 1 + period]
        if _DOTS in before or _DOTS in after:
            break
        earlier = elements[max(0, at - 2 * period) : at - period]
        for template in _templates(earlier, before, after, next(fresh)):
            low, high, start, end = template.low, template.high, at - period, at + 1 + period
            while start >= period and _alike(elements[start - period : start], template.turn(added(low, -1))):
                low, start = added(low, -1), start - period
            while _alike(elements[end : end + period], template.turn(added(high, 1))) and end + period <= len(elements):
                high, end = added(high, 1), end + period
            return start, end, replace(template, low=low, high=high)
    return None


def _templates(earlier: list[Any], before: list[Any], after: list[Any], index: str) -> Iterator[_Template]:
    """What may repeat, each checked against the elements on both sides of the dots."""
    candidates: list[_Template] = []
    turns = _Turns(index)
    try:
        body = turns.sequence(before, after)
        if turns.first is not None and turns.last is not None:
            candidates.append(_Template(body, index, turns.first, turns.last))
    except _Unlike:
        pass
    highs = list(dict.fromkeys(e for token in _tokens(after) for e in token.variable.indices))
    lows = list(dict.fromkeys(e for token in _tokens(before) for e in token.variable.indices))
    turns = _Turns(index)
    try:  # two turns before the dots tell more than one: what a triangle's first row hides
        body = turns.sequence(earlier, before)
        if earlier and turns.first is not None and turns.last is not None:
            candidates += [_Template(body, index, turns.last, high) for high in highs]
    except _Unlike:
        pass
    for high in highs:  # the last turn alone, with its number replaced wherever it stands
        if not isinstance(high, Number):
            body = tuple(_replaced(node, high, Variable(index)) for node in after)
            candidates += [_Template(body, index, low, high) for low in lows]
    for template in candidates:
        length = difference(template.high, template.low)
        if length is not None and length < 0:
            continue
        if _alike(before, template.turn(template.low)) and _alike(after, template.turn(template.high)):
            yield template


def _replaced(node: Any, old: Expression, new: Expression) -> Any:
    def change(expression: Expression) -> Expression:
        if expression == old:
            return new
        match expression:
            case Variable(name, indices):
                return Variable(name, tuple(change(index) for index in indices))
            case Operation(_, operands) | Call(_, operands):
                return replace(expression, operands=tuple(change(operand) for operand in operands))
        return expression

    match node:
        case Token(Variable(name, indices)):
            return Token(Variable(name, tuple(change(index) for index in indices)))
        case Line(items) | _Chars(items):
            return replace(node, items=tuple(_replaced(item, old, new) for item in items))
        case Series(items, index, low, high):
            return Series(tuple(_replaced(item, old, new) for item in items), index, change(low), change(high))
        case Rows(body, index, low, high):
            return Rows(tuple(_replaced(part, old, new) for part in body), index, change(low), change(high))
    return node


def with_words(layout: Layout, words: Collection[str]) -> Layout:
    """The layout with the variables of these names as words that are the same in every input."""

    def word(token: Token) -> Any:
        return Literal(token.variable.name) if token.variable.name in words else token

    return replace(layout, nodes=tuple(_changed(node, word) for node in layout.nodes))


# --- blocks -----------------------------------------------------------------------------------------------------------


def layout_of(blocks: Sequence[Block]) -> Layout:
    """The layout that the blocks of an Input section give together. Raises LayoutNotUnderstood."""
    if not blocks:
        raise LayoutNotUnderstood("no block")
    if len(blocks) > MAX_BLOCKS:
        raise LayoutNotUnderstood("too many blocks")
    glued: dict[str, Glued] = {}
    lone: dict[Variable, str] = {}
    nodes = _assembled(list(blocks), glued, lone)
    return Layout(nodes, glued, lone)


def _assembled(blocks: list[Block], glued: dict[str, Glued], lone: dict[Variable, str]) -> tuple[Node, ...]:
    nodes = _nodes(blocks[0], glued, lone)
    rest = blocks[1:]
    if not rest:
        return nodes
    for place in reversed(range(len(nodes))):
        match nodes[place]:
            case Rows((Line((Token(Variable(name, (Variable(index, ()),))),)),), own, low, high) if index == own:
                inner = _inner(name, rest, own, low, high, glued, lone)
                return (*nodes[:place], inner, *nodes[place + 1 :])
    match nodes:
        case (*_, Line((Token(Variable(_, ()) as count_of),))):
            name = "query" if re.search(r"quer|クエリ", rest[0].before, re.IGNORECASE) else "case"
            return (*nodes, _inner(name, rest, "i", Number(1), count_of, glued, lone))
    raise LayoutNotUnderstood("several blocks whose connection is not clear")


def _inner(
    name: str,
    blocks: list[Block],
    index: str,
    low: Expression,
    high: Expression,
    glued: dict[str, Glued],
    lone: dict[Variable, str],
) -> Node:
    """The test cases or queries whose shapes the blocks give."""
    variants = [Block(block.before, (line,)) for block in blocks for line in block.lines]
    begins = [_first_literal(block) for block in blocks]
    alone = [_first_literal(block) for block in variants]
    if None not in begins and len(set(begins)) == len(begins) > 1:
        scopes = tuple(Scope(_nodes(block, glued, lone), {}) for block in blocks)
        return Rows((Variants(name, scopes),), index, low, high)
    if None not in alone and len(set(alone)) == len(alone) > 1:
        scopes = tuple(Scope(_nodes(block, glued, lone), {}) for block in variants)
        return Rows((Variants(name, scopes),), index, low, high)
    length = added(Operation("-", (high, low)), 1)
    return Cases(name, length, Scope(_assembled(blocks, glued, lone), {}))


def _first_literal(block: Block) -> str | None:
    lines = [line for line in block.lines if line.strip()]
    cells = _cells(lines[0]) if lines else []
    return cells[0].text if cells and isinstance(cells[0], Literal) else None


def _nodes(block: Block, glued: dict[str, Glued], lone: dict[Variable, str]) -> tuple[Node, ...]:
    lines = _without_columns_of_points([line for line in block.lines if line.strip()])
    if len(lines) > MAX_LINES:
        raise LayoutNotUnderstood("a very long block")
    fresh = (f"#{number}" for number in count())
    table = _double_indices([_cells(line) for line in lines])
    rows: list[Any] = []
    for cells in table:
        if cells and all(cell == _DOTS for cell in cells):
            rows.append(_DOTS)
        else:
            rows.append(Line(tuple(_folded_line(cells, fresh))))
    nodes = _folded(rows, lambda t: Rows(t.body, t.index, t.low, t.high), fresh)
    nodes = [_changed(_strings(node, glued), lambda token: token) for node in nodes]
    nodes = [_lone(node, lone) for node in nodes]
    nodes = [_bounds_named(node, lone) for node in nodes]
    return tuple(_indices_named(node, _names(nodes), ()) for node in nodes)


def _without_columns_of_points(lines: list[str]) -> list[str]:
    """The lines with points one below the other, as some draw vertical dots, as the dots that they are."""
    return [
        "\\vdots" if line.strip() == "." else line
        for place, line in enumerate(lines)
        if not (line.strip() == "." and place and lines[place - 1].strip() == ".")
    ]


def _folded_line(cells: list[Any], fresh: Iterator[str]) -> list[Any]:
    def series(template: _Template) -> Any:
        return Series(template.body, template.index, template.low, template.high)

    inner = [_Chars(tuple(_folded(c.items, series, fresh))) if isinstance(c, _Chars) else c for c in cells]
    return _folded(inner, series, fresh)


def _strings(node: Any, glued: dict[str, Glued]) -> Any:
    """The node with characters side by side as one string token each."""
    match node:
        case _Chars(items):
            return _string(items, glued)
        case Line(items) | Series(items):
            return replace(node, items=tuple(_strings(item, glued) for item in items))
        case Rows(body):
            return replace(node, body=tuple(_strings(part, glued) for part in body))
    return node


def _string(items: tuple[Any, ...], glued: dict[str, Glued]) -> Token:
    match items:
        case (Series((Token(Variable(name, (*prefix, Variable(own, ())))),), index, low, high),) if own == index:
            found = Glued(low, high)
        case (Token(Variable(name, (*prefix, low))), *_, Token(Variable(_, (*_, high)))):
            found = Glued(low, high)
            turns = [Token(Variable(name, (*prefix, added(low, turn)))) for turn in range(len(items))]
            if not _alike(turns, items):
                raise LayoutNotUnderstood("variables glued together")
        case _:
            raise LayoutNotUnderstood("variables glued together")
    if name in glued and not (same(glued[name].low, found.low) and same(glued[name].high, found.high)):
        raise LayoutNotUnderstood("strings of several lengths under one name")
    glued[name] = found
    return Token(Variable(name, tuple(prefix)))


def _lone(node: Any, lone: dict[Variable, str], inside: bool = False) -> Any:
    """The node with subscripts outside every repetition made part of the name."""
    match node:
        case Token(Variable(name, indices) as variable) if indices and not inside:
            lone[variable] = f"{name}_{','.join(map(_shown, indices))}"
            return Token(Variable(lone[variable]))
        case Line(items):
            return Line(tuple(_lone(item, lone, inside) for item in items))
    return node


def _bounds_named(node: Any, lone: dict[Variable, str]) -> Any:
    """The node with what is lone called by its name in the bounds of repetitions, too: up to H_1."""

    def named(bound: Expression) -> Expression:
        return mapped(bound, lambda v: Variable(lone[v]) if v in lone else v)

    match node:
        case Line(items):
            return Line(tuple(_bounds_named(item, lone) for item in items))
        case Series(items, index, low, high):
            return Series(tuple(_bounds_named(item, lone) for item in items), index, named(low), named(high))
        case Rows(body, index, low, high):
            return Rows(tuple(_bounds_named(part, lone) for part in body), index, named(low), named(high))
    return node


def _shown(index: Expression) -> str:
    match index:
        case Number(value):
            return str(value)
        case Variable(name, indices):
            return name + "".join(f"_{_shown(inner)}" for inner in indices)
        case Operation("*", operands):
            return "".join(map(_shown, operands))
        case Operation(operator, operands):
            return operator.join(map(_shown, operands))
        case Call(function, operands):
            return f"{function}({','.join(map(_shown, operands))})"


def _names(nodes: Sequence[Any]) -> set[str]:
    found = {token.variable.name for token in _tokens(nodes)}
    for node in nodes:
        for bound in _bounds(node):
            found |= {variable.name for variable in variables_of(bound)}
    return found


def _bounds(node: Any) -> Iterator[Expression]:
    match node:
        case Line(items):
            for item in items:
                yield from _bounds(item)
        case Series(inner, _, low, high) | Rows(inner, _, low, high):
            yield from (low, high)
            for part in inner:
                yield from _bounds(part)


def _indices_named(node: Any, taken: set[str], around: tuple[str, ...]) -> Any:
    """The node with its indices called i, j, k … from the outside in, none like a variable."""
    match node:
        case Line(items):
            return Line(tuple(_indices_named(item, taken, around) for item in items))
        case Series(_, index) | Rows(_, index):
            name = next(name for name in _index_names() if name not in taken and name not in around)
            renamed = _put(node, index, Variable(name))
            if isinstance(renamed, Series):
                items = tuple(_indices_named(item, taken, (*around, name)) for item in renamed.items)
                return replace(renamed, items=items, index=name)
            body = tuple(_indices_named(part, taken, (*around, name)) for part in renamed.body)
            return replace(renamed, body=body, index=name)
    return node


def _index_names() -> Iterator[str]:
    yield from "ijkpqrtuvw"
    yield from (f"i{number}" for number in count(1))
