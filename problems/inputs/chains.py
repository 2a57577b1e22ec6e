"""Splits a formula that holds several chains of comparisons."""

from problems.inputs.expressions import Expression, Variable, variables_of
from problems.inputs.latex import DOTS, Formula, NotUnderstood


def chains_of(formula: Formula) -> list[Formula]:
    """The chains in a formula: two in `1 ≤ X ≤ N, 1 ≤ Y ≤ M`, where the list ends one and begins another."""
    sides, signs = list(formula.sides), list(formula.signs)
    if not signs:
        raise NotUnderstood("no comparison")
    found: list[Formula] = []
    start = 0
    current: list[tuple[Expression, ...]] = [sides[0]]
    for place, side in enumerate(sides[1:], start=1):
        is_list = len(side) > 1 and DOTS not in side
        if is_list and place < len(signs) and _begins_chain(side, len(current), signs, place):
            found.append(Formula((*current, side[:-1]), tuple(signs[start:place])))
            current, start = [side[-1:]], place
        else:
            current.append(side)
    found.append(Formula(tuple(current), tuple(signs[start:])))
    return found


def _begins_chain(side: tuple[Expression, ...], length: int, signs: list[str], place: int) -> bool:
    """Whether the last item of a list between two signs begins a new chain."""
    if len(side) == 2 and not variables_of(side[1]) and (variables_of(side[0]) or length > 1):
        return True  # 1 ≤ X ≤ N, 1 ≤ Y: the constant comes first in a chain
    if signs[place] in ("!=", "==") and signs[place - 1] != signs[place] and len(side) == 2:
        return True  # 1 ≤ X, Y ≤ N, X ≠ Y
    if signs[place] == signs[place - 1] == "!=" and len(side) == 2:
        return True  # X ≠ Z, Y ≠ Z
    if length == 1:
        return False  # 1 ≤ X, Y ≤ N
    if all(isinstance(item, Variable) and item.indices for item in side):
        return False  # 1 ≤ l_i < r_i, x_i ≤ N
    raise NotUnderstood("a list that may end one chain and begin another")
