"""Turns the blocks of an Input section into the nodes of a format: what is on each line, and how often."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from problems.inputs import tree
from problems.inputs.algebra import added, mapped, same
from problems.inputs.cells import cells_of, with_double_indices
from problems.inputs.expressions import Call, Expression, Number, Operation, Variable, variables_of
from problems.inputs.format import Cases, Line, Literal, Node, Rows, Scope, Series, Token, Variants
from problems.inputs.repetition import Repeated, are_alike, folded

MAX_BLOCKS = 16
MAX_LINES = 60  # of one block


@dataclass(frozen=True, slots=True)
class InputBlock:
    """A fenced block, with the text between the previous block and this one."""

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
    lone: dict[Variable, str]  # h_1 outside any series, as a plain variable of this name

    @property
    def open_queries(self) -> bool:
        """Whether the last rows are queries whose shape no block shows."""
        match self.nodes:
            case (*_, Rows((Line((Token(Variable(name, (_,))),)),))):
                return re.fullmatch(r"(?:quer(?:y|ies)|op|operation|event|command)", name, re.IGNORECASE) is not None
        return False


def with_words(layout: Layout, words: Collection[str]) -> Layout:
    """The layout with the variables of these names as literals."""

    def word(token: Token) -> Any:
        return Literal(token.variable.name) if token.variable.name in words else token

    return replace(layout, nodes=tuple(tree.with_tokens(node, word) for node in layout.nodes))


def layout_of(blocks: Sequence[InputBlock]) -> Layout:
    """The layout that the blocks of an Input section form together. Raises LayoutNotUnderstood."""
    if not blocks:
        raise tree.LayoutNotUnderstood("no block")
    if len(blocks) > MAX_BLOCKS:
        raise tree.LayoutNotUnderstood("too many blocks")
    glued: dict[str, Glued] = {}
    lone: dict[Variable, str] = {}
    nodes = _assembled(list(blocks), glued, lone)
    return Layout(nodes, glued, lone)


def _assembled(blocks: list[InputBlock], glued: dict[str, Glued], lone: dict[Variable, str]) -> tuple[Node, ...]:
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
    raise tree.LayoutNotUnderstood("several blocks whose connection is not clear")


def _inner(
    name: str,
    blocks: list[InputBlock],
    index: str,
    low: Expression,
    high: Expression,
    glued: dict[str, Glued],
    lone: dict[Variable, str],
) -> Node:
    """The test cases or queries whose shapes the blocks give."""
    # A block for each type of query, or one block with a line for each.
    for shapes in (blocks, [InputBlock(block.before, (line,)) for block in blocks for line in block.lines]):
        begins = [_first_literal(shape) for shape in shapes]
        if None not in begins and len(set(begins)) == len(begins) > 1:
            scopes = tuple(Scope(_nodes(shape, glued, lone), {}) for shape in shapes)
            return Rows((Variants(name, scopes),), index, low, high)
    length = added(Operation("-", (high, low)), 1)
    return Cases(name, length, Scope(_assembled(blocks, glued, lone), {}))


def _first_literal(block: InputBlock) -> str | None:
    lines = [line for line in block.lines if line.strip()]
    cells = cells_of(lines[0]) if lines else []
    return cells[0].text if cells and isinstance(cells[0], Literal) else None


def _nodes(block: InputBlock, glued: dict[str, Glued], lone: dict[Variable, str]) -> tuple[Node, ...]:
    lines = _without_columns_of_points([line for line in block.lines if line.strip()])
    if len(lines) > MAX_LINES:
        raise tree.LayoutNotUnderstood("a very long block")
    fresh = (f"#{number}" for number in count())
    table = with_double_indices([cells_of(line) for line in lines])
    rows: list[Any] = []
    for cells in table:
        if cells and all(cell == tree.DOTS for cell in cells):
            rows.append(tree.DOTS)
        else:
            rows.append(Line(tuple(_folded_line(cells, fresh))))
    nodes = folded(rows, lambda t: Rows(t.body, t.index, t.low, t.high), fresh)
    nodes = [_lone(_strings(node, glued), lone) for node in nodes]
    nodes = [_lone_named(node, lone) for node in nodes]
    return tuple(_indices_named(node, _names(nodes), ()) for node in nodes)


def _without_columns_of_points(lines: list[str]) -> list[str]:
    """The lines with a column of single periods, as some write vertical dots, replaced by one line of dots."""
    return [
        "\\vdots" if line.strip() == "." else line
        for place, line in enumerate(lines)
        if not (line.strip() == "." and place and lines[place - 1].strip() == ".")
    ]


def _folded_line(cells: list[Any], fresh: Iterator[str]) -> list[Any]:
    def series(template: Repeated) -> Any:
        return Series(template.body, template.index, template.low, template.high)

    inner = [
        tree.Characters(tuple(folded(c.items, series, fresh))) if isinstance(c, tree.Characters) else c for c in cells
    ]
    return folded(inner, series, fresh)


def _strings(node: Any, glued: dict[str, Glued]) -> Any:
    """The node with characters side by side as one string token each."""
    if isinstance(node, tree.Characters):
        return _string(node.items, glued)
    return tree.rebuild(node, [_strings(child, glued) for child in tree.children(node)])


def _string(items: tuple[Any, ...], glued: dict[str, Glued]) -> Token:
    match items:
        case (Series((Token(Variable(name, (*prefix, Variable(own, ())))),), index, low, high),) if own == index:
            found = Glued(low, high)
        case (Token(Variable(name, (*prefix, low))), *_, Token(Variable(_, (*_, high)))):
            found = Glued(low, high)
            turns = [Token(Variable(name, (*prefix, added(low, turn)))) for turn in range(len(items))]
            if not are_alike(turns, items):
                raise tree.LayoutNotUnderstood("variables glued together")
        case _:
            raise tree.LayoutNotUnderstood("variables glued together")
    if name in glued and not (same(glued[name].low, found.low) and same(glued[name].high, found.high)):
        raise tree.LayoutNotUnderstood("strings of several lengths under one name")
    glued[name] = found
    return Token(Variable(name, tuple(prefix)))


def _lone(node: Any, lone: dict[Variable, str]) -> Any:
    """The node with subscripts outside every repetition made part of the name."""
    match node:
        case Token(Variable(name, indices) as variable) if indices:
            lone[variable] = f"{name}_{','.join(map(_shown, indices))}"
            return Token(Variable(lone[variable]))
        case Line(items):
            return tree.rebuild(node, [_lone(item, lone) for item in items])
    return node


def _lone_named(node: Any, lone: dict[Variable, str]) -> Any:
    """The node with the lone variables in the ranges of repetitions (up to H_1) under their plain names."""
    return tree.with_expressions(node, lambda end: mapped(end, lambda v: Variable(lone[v]) if v in lone else v))


def _shown(index: Expression) -> str:
    match index:
        case Number(value):
            return str(value)
        case Variable(name, indices):
            return name + "".join(f"_{_shown(inner)}" for inner in indices)
        case Operation(operator, operands):
            return operator.join(map(_shown, operands))
        case Call(function, operands):
            return f"{function}({','.join(map(_shown, operands))})"


def _names(nodes: Sequence[Any]) -> set[str]:
    found = {token.variable.name for token in tree.tokens_in(nodes)}
    return found | {variable.name for end in _all_ends(nodes) for variable in variables_of(end)}


def _all_ends(nodes: Sequence[Any]) -> Iterator[Expression]:
    for node in nodes:
        yield from tree.ends_of(node)
        yield from _all_ends(tree.children(node))


def _indices_named(node: Any, taken: set[str], around: tuple[str, ...]) -> Any:
    """The node with its indices called i, j, k … from the outside in, skipping the names of variables."""
    if isinstance(node, Series | Rows):
        name = next(name for name in _index_names() if name not in taken and name not in around)
        node = replace(tree.with_index(node, node.index, Variable(name)), index=name)
        around = (*around, name)
    return tree.rebuild(node, [_indices_named(child, taken, around) for child in tree.children(node)])


def _index_names() -> Iterator[str]:
    yield from "ijkpqrtuvw"
    yield from (f"i{number}" for number in count(1))
