"""Runs around dots: A_1, A_2, …, A_N among the items of a list."""

from collections.abc import Sequence

from problems.inputs.algebra import difference
from problems.inputs.expressions import Call, Expression, Variable
from problems.inputs.latex import NotUnderstood


def run_start(items: Sequence[Expression], at: int) -> int:
    """Where the run around dots begins."""
    if at == 0 or at + 1 >= len(items):
        raise NotUnderstood("dots without ends")
    name = _named(items[at + 1])
    start = at
    while start > 0 and _named(items[start - 1]) == name:
        start -= 1
    if start == at:
        raise NotUnderstood("dots between unlike things")
    return start


def run_end(items: Sequence[Expression], at: int) -> int:
    """Where the run around dots ends: x_1, …, x_{N-1}, x_N also shows the last but one."""
    end = at + 1
    while end + 1 < len(items):
        match items[end], items[end + 1]:
            case Variable(name, (index,)), Variable(other, (following,)) if (
                name == other and difference(following, index) == 1
            ):
                end += 1
            case _:
                break
    return end


def _named(expression: Expression) -> str:
    match expression:
        case Variable(name, indices) if indices:
            return name
        case Call(function, (Variable(name, indices),)) if indices:
            return f"{function} {name}"
    return ""
