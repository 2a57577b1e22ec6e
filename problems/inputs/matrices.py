"""Constraints on symmetric matrices: A_{i,j} = A_{j,i}, A_{i,i} = 0, and what holds where i ≠ j."""

from collections.abc import Sequence

from problems.inputs.algebra import difference
from problems.inputs.expressions import Call, Number, Variable, variables_of
from problems.inputs.format import Domain, Integers, Symmetric
from problems.inputs.latex import Formula
from problems.inputs.levels import LayoutVariable, ScopeLevel
from problems.inputs.names import Names


def without_symmetry(names: Names, formula: Formula, conditions: Sequence[Formula]) -> tuple[Formula | None, bool]:
    """What is left of a comparison after recording that its matrix is symmetric, or that its diagonal is a number.

    The second value says whether it was restricted to the places off the diagonal (i ≠ j).
    """
    level = names.level
    for place, sign in enumerate(formula.signs):
        match formula.sides[place], formula.sides[place + 1]:
            case (Variable(name, (i, j)) as one,), (Variable(other, (k, l)),) if (
                sign == "==" and name == other and (i, j) == (l, k) and i != j and _square(names, one) is not None
            ):
                level.symmetric.add(name)
                sides = (*formula.sides[:place], *formula.sides[place + 1 :])
                signs = (*formula.signs[:place], *formula.signs[place + 1 :])
                rest = Formula(tuple(sides), tuple(signs), formula.asides) if signs else None
                return rest, _has_unequal(conditions, (k, l))
            case (Variable(name, (i, j)) as one,), (Number() as value,) if (
                sign == "==" and i == j and len(formula.signs) == 1 and _square(names, one) is not None
            ):
                level.diagonals[name] = value
                return None, False
    matrix = next(
        (v for side in formula.sides for v in side if isinstance(v, Variable) and _square(names, v) is not None), None
    )
    return formula, matrix is not None and _has_unequal(conditions, matrix.indices)


def is_triangle(names: Names, condition: Formula, formula: Formula) -> bool:
    """Whether 1 ≤ i < j ≤ N covers exactly the half of a matrix that the layout has."""
    variables = {v for side in formula.sides for item in side for v in variables_of(item) if len(v.indices) == 2}
    match condition.sides, condition.signs, [*variables]:
        case ((low,), (Variable() as i,), (Variable() as j,), (high,)), ("<=", "<", "<="), [
            Variable(name, (row, column))
        ] if (i, j) == (row, column) and (known := names.level.find(name)) and len(known.indices) == 2:
            rows, columns = (known.ranges.get(letter) for letter in known.letters)
            return (
                rows is not None
                and columns is not None
                and difference(columns[0], Variable(known.letters[0])) == 1
                and difference(rows[0], names.resolved(low)) == 0
                and difference(columns[1], names.resolved(high)) == 0
            )
    return False


def matrix_domain(name: str, level: ScopeLevel, domain: Domain) -> Domain:
    """The domain of all places of a matrix; its symmetry and its diagonal become a relation of the scope."""
    diagonal = level.diagonals.get(name)
    if name not in level.symmetric or not isinstance(domain, Integers):
        return domain
    variable = Variable(name, level.known[name].indices)
    level.relations.append(Symmetric(variable, diagonal, domain.low if diagonal is not None else None))
    return domain if diagonal is None else Integers(Call("min", (diagonal, domain.low)), domain.high)


def _square(names: Names, variable: Variable) -> LayoutVariable | None:
    """The matrix that a variable is a place of, if both of its indices run over the same numbers."""
    known = names.level.known.get(variable.name)
    if known is None or known.mixed or len(known.indices) != 2 or len(variable.indices) != 2:
        return None
    first, second = (known.ranges.get(letter) for letter in known.letters)
    return known if first is not None and first == second else None


def _has_unequal(conditions: Sequence[Formula], indices: Sequence[object]) -> bool:
    return any(
        sign == "!=" and {condition.sides[place][-1], condition.sides[place + 1][0]} == set(indices)
        for condition in conditions
        for place, sign in enumerate(condition.signs)
    )
