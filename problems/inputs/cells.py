"""One line of a layout's block as cells: tokens, literals, characters side by side, dots."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from problems.inputs.expressions import Expression, Number, Operation, Variable
from problems.inputs.format import Literal, Token
from problems.inputs.latex import NotUnderstood, parse_formula, without_spacing
from problems.inputs.tree import DOTS, Characters, Dots, LayoutNotUnderstood, tokens_in, with_tokens

MAX_LINE = 400  # characters


@cache
def _parser() -> Any:
    import lark

    grammar = Path(__file__).with_name("layout.lark").read_text(encoding="utf-8")
    return lark.Lark(grammar, start="line", parser="lalr")


def _tight(line: str) -> str:
    """The line without blanks inside braces and around scripts, and with runs of blanks squeezed."""
    kept: list[str] = []
    depth = 0
    for character in without_spacing(line):
        depth += (character == "{") - (character == "}")
        if not character.isspace():
            kept.append(character)
        elif kept and kept[-1] != " " and (depth == 0 or kept[-1].isalpha()):
            kept.append(" ")  # inside braces only if it may end a command
    return re.sub(r" *([_^]) *", r"\1", "".join(kept)).strip()


def cells_of(line: str) -> list[Any]:
    """A line's tokens: Token, Literal, Characters or Dots."""
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
    """The cells with c_1c_2\\ldots c_N, whose blank only ends the command, joined into one."""
    found: list[Any] = []
    for cell in cells:
        match found[-2:], cell:
            case [*_, Characters((*_, last))], Token() | Characters() if last == DOTS:
                found[-1] = Characters((*found[-1].items, *(cell.items if isinstance(cell, Characters) else (cell,))))
            case [Characters((Token(), Token(), *_) as items), dots], Token(Variable(name)) if (
                dots == DOTS and items[-1].variable.name == name
            ):
                found[-2:] = [Characters((*items, DOTS, cell))]
            case _:
                found.append(cell)
    return found


def _atom(part: Any) -> Any:
    text = "".join(map(str, part.children))
    if part.data == "dots":
        return DOTS
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
    """The name without a font command around it."""
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
    if all(isinstance(atom, Token | Dots) for atom in atoms):
        return Characters(tuple(atoms))
    raise LayoutNotUnderstood("variables glued to signs")


def factors_of_index(expression: Expression) -> tuple[Expression, ...]:
    """The indices in a subscript, two if it can be split: 11, ij, 1M, 1N-1."""
    match expression:
        case Number(value) if 10 <= value <= 99:
            return tuple(Number(int(digit)) for digit in str(value))
        case Operation("*", (first, second)):
            return first, second
        case Operation("-" | "+" as sign, (Operation("*", (first, second)), last)):
            return first, Operation(sign, (second, last))
    return (expression,)


def split_indices(indices: tuple[Expression, ...], count: int) -> tuple[Expression, ...]:
    """The indices; that of c_{ij} is split if two are expected."""
    return factors_of_index(indices[0]) if len(indices) == 1 and count == 2 else indices


def with_double_indices(lines: list[list[Any]]) -> list[list[Any]]:
    """The lines with subscripts split in two for each name whose subscripts all allow it.

    a_{11} … a_{1M} has two indices, A_1 … A_{2N} one.
    """
    splits: dict[str, bool] = {}
    for token in tokens_in([cell for line in lines for cell in line]):
        name, indices = token.variable.name, token.variable.indices
        if indices:
            splits[name] = splits.get(name, True) and len(indices) == 1 and len(factors_of_index(indices[0])) == 2

    def split(token: Token) -> Token:
        name, indices = token.variable.name, token.variable.indices
        return Token(Variable(name, factors_of_index(indices[0]))) if indices and splits[name] else token

    return [[with_tokens(cell, split) for cell in line] for line in lines]
