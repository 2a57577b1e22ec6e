"""Substitution and comparison of expressions, as far as reading a layout needs them."""

import random
from collections.abc import Callable

from problems.inputs.evaluate import Unevaluable, evaluate
from problems.inputs.expressions import Expression, Number, Operation, Variable, with_parts


def mapped(expression: Expression, change: Callable[[Variable], Expression]) -> Expression:
    """The expression with `change` applied to every variable, those inside indices first."""
    inside = with_parts(expression, lambda part: mapped(part, change))
    return change(inside) if isinstance(inside, Variable) else inside


def substituted(expression: Expression, name: str, value: Expression) -> Expression:
    """The expression with an unindexed variable replaced; sums and differences of constants are folded."""

    def change(variable: Variable) -> Expression:
        return value if variable.name == name and not variable.indices else variable

    return folded(mapped(expression, change))


def folded(expression: Expression) -> Expression:
    """The expression with the constants in its sums and differences added up: N − 1 + 1 is N."""
    match expression:
        case Operation("+" | "-" as operator, (first, *others)):
            constant = 0
            terms: list[tuple[str, Expression]] = []
            signs = ["+", *([operator] * len(others))]
            for sign, operand in zip(signs, map(folded, (first, *others)), strict=True):
                inner: list[tuple[str, Expression]] = [(sign, operand)]
                if isinstance(operand, Operation) and operand.operator in ("+", "-"):
                    flipped = {"+": "-", "-": "+"}[sign]
                    rest = sign if operand.operator == "+" else flipped
                    inner = [(sign, operand.operands[0]), *((rest, other) for other in operand.operands[1:])]
                for inner_sign, term in inner:
                    if isinstance(term, Number):
                        constant += term.value if inner_sign == "+" else -term.value
                    else:
                        terms.append((inner_sign, term))
            return _sum(terms, constant)
    return with_parts(expression, folded)


def _sum(terms: list[tuple[str, Expression]], constant: int) -> Expression:
    terms = sorted(terms, key=lambda term: term[0] == "-")
    if not terms:
        return Number(constant)
    sign, result = terms[0]
    if sign == "-":
        result = Operation("-", (Number(constant), result))
        constant = 0
    for sign, term in terms[1:]:
        result = Operation(sign, (result, term))
    if constant:
        result = Operation("+" if constant > 0 else "-", (result, Number(abs(constant))))
    return result


def added(expression: Expression, number: int) -> Expression:
    """The expression plus a whole number."""
    return folded(Operation("+", (expression, Number(number)))) if number else expression


def same(left: Expression, right: Expression) -> bool:
    """Whether two expressions are equal for all values of their variables (tried on three random assignments)."""
    return left == right or difference(left, right) == 0


def difference(left: Expression, right: Expression) -> int | None:
    """left − right if that is the same whole number for all values of the variables, else None."""
    found = set()
    for seed in range(3):
        try:
            value = evaluate(Operation("-", (_sampled(left, seed), _sampled(right, seed))), {})
        except Unevaluable:
            return None
        found.add(value)
    (only, *others) = found
    return only if not others and isinstance(only, int) else None


def _sampled(expression: Expression, seed: int) -> Expression:
    def number(variable: Variable) -> Expression:
        return Number(random.Random(f"{variable}{seed}").randrange(8, 40))

    return mapped(expression, number)
