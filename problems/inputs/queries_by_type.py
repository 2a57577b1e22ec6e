"""Rows `T_i A_i B_i` whose T_i decides the constraints of the others (if T_i = 1, 1 ≤ A_i ≤ N), as typed queries."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from problems.inputs.expressions import Expression, Number, Variable, variables_of
from problems.inputs.facts import Compared, Fact, OneOf, Whole, subjects_of
from problems.inputs.format import Line, Literal, Rows, Scope, Token, Variants
from problems.inputs.latex import NotUnderstood, parse_formula
from problems.inputs.layout import Layout
from problems.inputs.sentences import facts_of
from problems.inputs.statement import InputSentence

_MOST_TYPES = 9
_BEFORE = re.compile(r"(?:if|when|for each \$\w+\$ such that)\s*\$(?P<c>[^$]*)\$,?\s*(?:then,?\s*)?(?P<rest>.+)", re.I)
_BEHIND = re.compile(r"(?P<rest>.+?),?\s*(?:if|when|for each \$\w+\$ such that)\s*\$(?P<c>[^$]*)\$\s*[.,]?", re.I)
_PARTS = re.compile(r"\s+and\s+(?=\$[^$]*=)")


def split_by_type(
    layout: Layout, sentences: Sequence[InputSentence], names: Collection[str]
) -> tuple[Layout, tuple[InputSentence, ...]] | None:
    """The layout with such rows as variants, and the sentences with the types that each is about; else None."""
    for place, node in enumerate(layout.nodes):
        match node:
            case Rows((Line((Token(Variable(kind, (Variable(index, ()),))), *items)),), own, low, high) if (
                index == own and items and all(isinstance(i, Token) and i.variable.indices for i in items)
            ):
                types = _types(kind, sentences, names)
                if types is None:
                    continue
                said = _sorted_out(kind, types, sentences, names)
                if said is None:
                    continue
                bare = tuple(Token(Variable(item.variable.name)) for item in items if isinstance(item, Token))
                scopes = tuple(Scope((Line((Literal(str(number)), *bare)),), {}) for number in types)
                rows = Rows((Variants("query", scopes),), own, low, high)
                nodes = (*layout.nodes[:place], rows, *layout.nodes[place + 1 :])
                return replace(layout, nodes=nodes), said
    return None


def _types(kind: str, sentences: Sequence[InputSentence], names: Collection[str]) -> tuple[int, ...] | None:
    """The values that T_i can have, if they are few."""
    for said in sentences:
        for fact in _facts(said, names):
            match fact:
                case OneOf((Variable(name),), values) if name == kind:
                    return _numbers(values)
                case Compared(formula) if formula.signs == ("in",) and _is_of(kind, formula.sides[0]):
                    return _numbers(getattr(formula.sides[1][0], "operands", ()))
                case Compared(formula) if formula.signs == ("<=", "<=") and _is_of(kind, formula.sides[1]):
                    match formula.sides[0], formula.sides[2]:
                        case (Number(low),), (Number(high),) if 0 < high - low < _MOST_TYPES:
                            return tuple(range(low, high + 1))
    return None


def _facts(said: InputSentence, names: Collection[str]) -> list[Fact]:
    """The facts of a sentence; empty if it is not understood."""
    try:
        return facts_of(said.text, names, False)
    except NotUnderstood:
        return []


def _numbers(values: Sequence[Expression]) -> tuple[int, ...] | None:
    found = tuple(value.value for value in values if isinstance(value, Number))
    return found if len(found) == len(values) and 1 < len(found) <= _MOST_TYPES else None


def _is_of(kind: str, side: Sequence[Expression]) -> bool:
    return len(side) == 1 and isinstance(side[0], Variable) and side[0].name == kind


def _sorted_out(
    kind: str, types: Sequence[int], sentences: Sequence[InputSentence], names: Collection[str]
) -> tuple[InputSentence, ...] | None:
    """The sentences, with conditions on T_i replaced by the types; None if there are no such conditions."""
    found: list[InputSentence] = []
    conditional = False
    for said in sentences:
        match = _BEFORE.fullmatch(said.text) or _BEHIND.fullmatch(said.text)
        chosen = _chosen(kind, types, match["c"], names) if match else None
        if match and chosen is not None:
            conditional = True
            found += [InputSentence(part, chosen) for part in _PARTS.split(match["rest"])]
        elif not _says_no_more(kind, said, names):
            found.append(said)
    return tuple(found) if conditional else None


def _chosen(kind: str, types: Sequence[int], condition: str, names: Collection[str]) -> frozenset[str] | None:
    try:
        formula = parse_formula(condition, names)
    except NotUnderstood:
        return None
    match formula.signs, formula.sides:
        case ("==",), ((Variable(name),), (Number(value),)) if name == kind:
            return frozenset({str(value)})
        case ("!=",), ((Variable(name),), (Number(value),)) if name == kind:
            return frozenset(str(other) for other in types if other != value)
    return None


def _says_no_more(kind: str, said: InputSentence, names: Collection[str]) -> bool:
    """Whether a sentence is only about T_i, which the types now cover, or only says that it is an integer."""
    facts = _facts(said, names)
    named = {v.name for fact in facts for expression in subjects_of(fact) for v in variables_of(expression)}
    return kind in named and (named & set(names) == {kind} or all(isinstance(fact, Whole) for fact in facts))
