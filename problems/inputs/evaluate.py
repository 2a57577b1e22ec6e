"""The value of an expression over an input's values: exact integers and fractions, of bounded size."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from problems.inputs.expressions import Call, Expression, Number, Operation, Variable

Exact = int | Fraction | str  # a string only if the expression is a string variable by itself
Values = Mapping[str, object]  # of a scope, those around it (see problems.inputs.format) and indices
Evaluator = Callable[[Values], Exact]

MAX_BITS = 1_000_000  # of an intermediate result; allows 10^(200,000), refuses a tower of powers


class Unevaluable(Exception):
    """An expression has no value here: an unknown name or place, a division by zero, a number that is too large."""


class NoSuchPlace(Unevaluable):
    """An indexed variable has no value under these indices, such as A_{N+1}."""


def evaluate(expression: Expression, values: Values) -> Exact:
    """The exact value of an expression: an int if it is whole, else a Fraction; a string variable gives its text.

    `values` maps names to values as a scope holds them, and bound indices to ints. An indexed variable named without
    indices, as in max(A) or sum(A), stands for all its places. `/` is exact.
    Raises Unevaluable.
    """
    return evaluator(expression)(values)


def whole(expression: Expression, values: Values) -> int:
    """The value of an expression that must be an integer. Raises Unevaluable if it is not."""
    value = evaluate(expression, values)
    if not isinstance(value, int):
        raise Unevaluable("not a whole number")
    return value


def evaluator(expression: Expression) -> Evaluator:
    """`evaluate` compiled for one expression, to be called for many values."""
    match expression:
        case Number(value):
            return lambda values: value
        case Variable(name, ()):
            return lambda values: _plain(values.get(name), name)
        case Variable(name, indices):
            return _place(name, [evaluator(index) for index in indices])
        case Operation(operator, operands):
            return _fold(_OPERATORS[operator], [evaluator(operand) for operand in operands])
        case Call(function, operands):
            return _call(function, operands)


def _plain(value: object, name: str) -> Exact:
    if type(value) is int or isinstance(value, str | Fraction):
        return value
    if isinstance(value, Decimal):
        return _lowest(Fraction(value))
    raise Unevaluable(f"{name} has no value")


def _place(name: str, indices: Sequence[Evaluator]) -> Evaluator:
    if len(indices) == 1:
        (only,) = indices

        def one(values: Values) -> Exact:
            return _at(values, name, (only(values),))

        return one
    return lambda values: _at(values, name, tuple(index(values) for index in indices))


def _at(values: Values, name: str, key: tuple[Exact, ...]) -> Exact:
    places = values.get(name)
    if not isinstance(places, dict):
        raise Unevaluable(f"{name} has no values with indices")
    value = places.get(key)
    if value is None:
        raise NoSuchPlace(f"{name} has no such place")
    return _plain(value, name)


def _fold(operator: Callable[[Fraction | int, Fraction | int], Fraction | int], operands: list[Evaluator]) -> Evaluator:
    if len(operands) == 2:
        left, right = operands
        return lambda values: operator(_number(left(values)), _number(right(values)))

    def fold(values: Values) -> Exact:
        result = _number(operands[0](values))
        for operand in operands[1:]:
            result = operator(result, _number(operand(values)))
        return result

    return fold


def _number(value: Exact) -> int | Fraction:
    if isinstance(value, str):
        raise Unevaluable(f"not a number: {value[:40]}")
    return value


def _lowest(value: int | Fraction) -> int | Fraction:
    return value if isinstance(value, int) or value.denominator > 1 else value.numerator


def _bits(value: int | Fraction) -> int:
    return value.numerator.bit_length() + value.denominator.bit_length() - 1


def _times(left: int | Fraction, right: int | Fraction) -> int | Fraction:
    if _bits(left) + _bits(right) > MAX_BITS:
        raise Unevaluable("a product is too large")
    return _lowest(left * right)


def _divided(left: int | Fraction, right: int | Fraction) -> int | Fraction:
    if right == 0:
        raise Unevaluable("division by zero")
    return _lowest(Fraction(left) / right)


def _power(base: int | Fraction, exponent: int | Fraction) -> int | Fraction:
    if not isinstance(exponent, int):
        raise Unevaluable("a power of a fraction")
    if abs(exponent) * max(1, _bits(base)) > MAX_BITS:
        raise Unevaluable("a power is too large")
    return base**exponent if exponent >= 0 else _divided(1, base**-exponent)


_OPERATORS: dict[str, Callable[[int | Fraction, int | Fraction], int | Fraction]] = {
    "+": lambda left, right: _lowest(left + right),
    "-": lambda left, right: _lowest(left - right),
    "*": _times,
    "/": _divided,
    "^": _power,
}


def _call(function: str, operands: tuple[Expression, ...]) -> Evaluator:
    if function == "length" and len(operands) == 1:
        return _length(evaluator(operands[0]))
    if function.startswith("count "):
        text = evaluator(operands[0])
        return lambda values: str(text(values)).count(function.removeprefix("count "))
    compute = _FUNCTIONS.get(function)
    if compute is None:
        return lambda values: _plain(None, function)
    parts = [_parts(operand) for operand in operands]

    def call(values: Values) -> Exact:
        try:
            return compute([number for part in parts for number in part(values)])
        except ValueError as error:  # too few operands or too many
            raise Unevaluable(f"{function}: {error}") from None

    return call


def _parts(operand: Expression) -> Callable[[Values], Iterable[int | Fraction]]:
    """An operand's numbers: one, or those of all places of an indexed variable."""
    single = evaluator(operand)
    if not isinstance(operand, Variable) or operand.indices:
        return lambda values: (_number(single(values)),)
    name = operand.name

    def parts(values: Values) -> Iterable[int | Fraction]:
        places = values.get(name)
        if not isinstance(places, dict):
            return (_number(single(values)),)
        return [_number(_at(values, name, key)) for key in places]

    return parts


def _length(text: Evaluator) -> Evaluator:
    def length(values: Values) -> Exact:
        value = text(values)
        if not isinstance(value, str):
            raise Unevaluable("the length of something that is no string")
        return len(value)

    return length


def _of_one(compute: Callable[[Any], int | Fraction]) -> Callable[[list[int | Fraction]], int | Fraction]:
    def of_one(numbers: list[int | Fraction]) -> int | Fraction:
        (number,) = numbers
        return compute(number)

    return of_one


def _greatest_common_divisor(numbers: list[int | Fraction]) -> int:
    if not all(isinstance(number, int) for number in numbers):
        raise ValueError("a fraction")
    return math.gcd(*numbers)  # type: ignore[arg-type]


_FUNCTIONS: dict[str, Callable[[list[int | Fraction]], int | Fraction]] = {
    "min": min,
    "max": max,
    "sum": lambda numbers: _lowest(sum(numbers)),
    "gcd": _greatest_common_divisor,
    "abs": _of_one(abs),
    "floor": _of_one(math.floor),
    "ceil": _of_one(math.ceil),
}
