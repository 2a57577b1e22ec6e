"""Turns the parse tree of a formula into values; separate from `latex`, since lark is slow to import."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import lark

from problems.inputs.expressions import Call, Expression, Number, Operation, Variable
from problems.inputs.latex import DOTS, Formula, NotUnderstood

_SIGNS = {"LEQ": "<=", "GEQ": ">=", "LT": "<", "GT": ">", "EQ": "==", "NEQ": "!=", "IN": "in", "NOTIN": "not in"}


@cache
def parser() -> lark.Lark:
    """The parser for the grammar of formulas."""
    grammar = (Path(__file__).with_name("latex.lark")).read_text(encoding="utf-8")
    return lark.Lark(grammar, start="formula", parser="lalr", maybe_placeholders=False)


@dataclass(frozen=True, slots=True)
class _WithAside:
    expression: Expression
    asides: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class _Sign:
    sign: str


def _with(expression: Expression, asides: list[Formula]) -> Any:
    return _WithAside(expression, tuple(asides)) if asides else expression


def _joined(terms: list[Expression]) -> Expression:
    return terms[0] if len(terms) == 1 else Operation("+", tuple(terms))


def _expression(part: Any) -> Expression:
    if not isinstance(part, Expression):
        raise NotUnderstood("not an expression")
    return part


def _name(word: str) -> str:
    return word[1:-1].strip() if word.startswith("⟦") else word.removeprefix("\\")


class FormulaBuilder(lark.Transformer):  # type: ignore[type-arg]
    """Turns the tree into values, from the leaves up. Asides are collected on the way."""

    def formula(self, parts: list[Any]) -> Formula:
        sides = [part for part in parts if isinstance(part, tuple)]
        signs = tuple(part for part in parts if isinstance(part, str))
        asides = [item for side in sides for item in side if isinstance(item, Formula)]
        plain = tuple(tuple(item for item in side if not isinstance(item, Formula)) for side in sides)
        plain = tuple(tuple(self._unwrap(item, asides) for item in side) for side in plain)
        if any(not side for side in plain):
            raise NotUnderstood("an aside alone")
        return Formula(plain, signs, tuple(asides))

    def _unwrap(self, item: Any, asides: list[Formula]) -> Expression:
        if isinstance(item, _WithAside):
            asides.extend(item.asides)
            return item.expression
        if not isinstance(item, Expression):
            raise NotUnderstood("not an expression")
        return item

    def relation(self, parts: list[Any]) -> str:
        return _SIGNS[parts[0].type]

    def items(self, parts: list[Any]) -> tuple[Any, ...]:
        return tuple(parts)

    def sum(self, parts: list[Any]) -> Any:
        asides: list[Formula] = []
        terms: list[Expression] = []
        sign = "+"
        for part in parts:
            if isinstance(part, _Sign):
                sign = part.sign
                continue
            term = self._unwrap(part, asides)
            if sign == "+":
                result = Operation("+", (*terms, term)) if terms else term
            elif terms:
                result = Operation("-", (_joined(terms), term))
            else:
                result = Number(-term.value) if isinstance(term, Number) else Operation("-", (Number(0), term))
            terms = list(result.operands) if isinstance(result, Operation) and result.operator == "+" else [result]
            sign = "+"
        if not terms:
            raise NotUnderstood("nothing to add")
        return _with(_joined(terms), asides)

    def sign(self, parts: list[Any]) -> _Sign:
        return _Sign("-" if parts[0].type == "MINUS" else "+")

    addition = sign

    def product(self, parts: list[Any]) -> Any:
        asides: list[Formula] = []
        result: Expression | None = None
        for part in parts:
            operator, factor = part if isinstance(part, tuple) else ("*", part)
            if isinstance(factor, Formula):
                asides.append(factor)
                continue
            value = self._unwrap(factor, asides)
            if operator == "side by side":
                if isinstance(result, Number) and isinstance(value, Number):
                    raise NotUnderstood("two numbers side by side")
                operator = "*"
            if result is None:
                result = value
            elif isinstance(result, Operation) and result.operator == operator == "*":
                result = Operation("*", (*result.operands, value))
            else:
                result = Operation(operator, (result, value))
        if result is None:
            if len(asides) == 1:
                return asides[0]
            raise NotUnderstood("an aside alone")
        return _with(result, asides)

    def explicit(self, parts: list[Any]) -> tuple[str, Any]:
        return "/" if parts[0] == "/" else "*", parts[1]

    def implicit(self, parts: list[Any]) -> tuple[str, Any]:
        return "side by side", parts[0]

    def power(self, parts: list[Any]) -> Expression:
        base, exponent = parts
        return Operation("^", (_expression(base), exponent))

    def script(self, parts: list[Any]) -> Expression:
        part = parts[0]
        if isinstance(part, Expression):
            return part
        if getattr(part, "type", "") == "NUMBER":
            # Without braces the exponent is one digit in LaTeX, but nobody writes 10^18 to mean 80.
            return self.number([part])
        if getattr(part, "type", "") == "WORD":
            return Variable(_name(str(part)))
        raise NotUnderstood("script")

    def plain_name(self, parts: list[Any]) -> Expression:
        return Variable(_name(str(parts[0])))

    def number(self, parts: list[Any]) -> Expression:
        text = str(parts[0]).replace("{,}", "").replace(",", "")
        if "." in text:
            digits, fraction = text.split(".")
            return Operation("/", (Number(int(digits + fraction)), Number(10 ** len(fraction))))
        return Number(int(text))

    def dots(self, parts: list[Any]) -> Expression:
        return DOTS

    def round(self, parts: list[Any]) -> Any:
        if not parts:
            raise NotUnderstood("empty parentheses")
        formula: Formula = parts[0]
        if formula.signs:
            return formula
        if len(formula.sides[0]) > 1:
            return Call("tuple", formula.sides[0])
        return formula.only

    def set(self, parts: list[Any]) -> Expression:
        formula: Formula = parts[0]
        if formula.signs:
            raise NotUnderstood("a set by its condition")
        return Call("set", formula.sides[0])

    def group_braces(self, parts: list[Any]) -> Expression:
        formula: Formula = parts[0]
        if formula.signs:
            raise NotUnderstood("a comparison in braces")
        return formula.only

    def fraction(self, parts: list[Any]) -> Expression:
        return Operation("/", (parts[1], parts[2]))

    def floor(self, parts: list[Any]) -> Expression:
        return Call("floor", (_expression(parts[1]),))

    def ceiling(self, parts: list[Any]) -> Expression:
        return Call("ceil", (_expression(parts[1]),))

    def call(self, parts: list[Any]) -> Expression:
        return Call(str(parts[0])[1:], tuple(_expression(item) for item in parts[1]))

    def call_name(self, parts: list[Any]) -> Expression:
        return Call(str(parts[0])[1:], (_expression(parts[1]),))

    def sigma(self, parts: list[Any]) -> Expression:
        scripts, of = parts[1:-1], _expression(parts[-1])
        if not scripts:
            return Call("sum", (of,))
        below = scripts[0]
        if isinstance(below, Formula) and len(below.sides) == 2 and below.signs == ("==",) and len(scripts) == 2:
            ((index,), (low,)) = below.sides
            return Call("sum", (of, index, low, scripts[1]))
        if isinstance(below, Formula) and len(below.sides) == 3 and set(below.signs) == {"<="} and len(scripts) == 1:
            ((low,), (index,), (high,)) = below.sides
            return Call("sum", (of, index, low, high))
        if isinstance(below, Formula) and not below.signs and len(scripts) == 1:
            return Call("sum", (of,))
        raise NotUnderstood("a sum over something else")

    def sigma_reversed(self, parts: list[Any]) -> Expression:
        return self.sigma([parts[0], parts[2], parts[1], parts[3]])

    def bars(self, parts: list[Any]) -> Expression:
        calls = [Call("abs", (_expression(part),)) for part in parts]
        return calls[0] if len(calls) == 1 else Operation("*", tuple(calls))

    def name(self, parts: list[Any]) -> Expression:
        name = _name(str(parts[0]))
        indices: list[Expression] = []
        for part in parts[1:]:
            if isinstance(part, tuple):
                indices.extend(_expression(index) for index in part)
            else:
                name += "'" * max(1, str(part).count("'"))
        return Variable(name, tuple(indices))

    def subscript(self, parts: list[Any]) -> tuple[Any, ...]:
        part = parts[0]
        if isinstance(part, Formula):
            if part.signs or len(part.sides) != 1:
                raise NotUnderstood("a comparison in an index")
            return part.sides[0]
        return part if isinstance(part, tuple) else (part,)

    def subscript_body(self, parts: list[Any]) -> Any:
        part = parts[0]
        if isinstance(part, Formula):
            return part
        value = self.script([part])
        if len(parts) > 1 and isinstance(value, Variable):
            value = Variable(value.name + "'" * len(str(parts[1])))
        return Formula(((value,),), ())
