"""Bounds that follow from relations: from a neighbour in the same row, from a product, from a sum or a count."""

from problems.inputs.algebra import added, mapped
from problems.inputs.evaluate import Unevaluable, evaluate
from problems.inputs.expressions import Call, Expression, Number, Operation, Variable, variables_of
from problems.inputs.format import Cases, Comparison, Order, Scope, Total
from problems.inputs.levels import ScopeLevel, subject_name

UNBOUNDED = -(10**100)  # stands for a missing lower bound


class BoundPropagation:
    """Gives variables that have no bound of their own the bounds that the relations of their scope imply."""

    def __init__(self, level: ScopeLevel) -> None:
        self.level = level

    def run(self) -> None:
        for name, lows in list(self.level.lows.items()):
            for low in lows:
                if isinstance(low, Operation):
                    self._from_terms(low, Variable(name))  # 2M + 1 ≤ N bounds M as well
        for _turn in range(2):
            for relation in list(self.level.relations):
                match relation:
                    case Comparison(left, Order.LESS | Order.AT_MOST as order, right):
                        strict = int(order is Order.LESS)
                        self._fall_back(left, added(right, -strict), True)
                        self._fall_back(right, added(left, strict), False)
                        self._from_terms(left, added(right, -strict))
                    case Comparison(left, Order.EQUAL, right):
                        self._fall_back(left, right, True)
                        self._fall_back(left, right, False)
                        self._from_terms(left, right)
                        self._from_terms(right, left)
                    case Total(of, _, high):
                        if all(self._least(v.name) >= 0 for v in variables_of(of) if v.name in self.level.known):
                            self._from_terms(of, high)
                        self._from_count(relation)

    def _fall_back(self, subject: Expression, bound: Expression, upward: bool) -> None:
        name = subject_name(subject)
        if name not in self.level.known or name in self.level.bounds(upward):
            return
        if self.level.is_admissible(subject, bound, same_row=True):
            self.level.put_bound(name, bound, upward)

    def _from_terms(self, whole: Expression, high: Expression) -> None:
        """A × B ≤ X and 2A + B ≤ X bound A and B if the other one has a constant lower bound."""
        if isinstance(whole, Operation) and whole.operator == "*" and not _factor(whole)[0]:
            if all(self._least(subject_name(operand)) >= 1 for operand in whole.operands):
                for operand in whole.operands:
                    self._bound_above(operand, high)
            return
        terms = [_factor(term) for term in _terms(whole)]
        if any(variables_of(of) and (factor < 1 or not subject_name(of)) for factor, of in terms):
            return
        leasts = [factor * self._least(subject_name(of)) if variables_of(of) else factor for factor, of in terms]
        for place, (factor, of) in enumerate(terms):
            others = leasts[:place] + leasts[place + 1 :]
            if variables_of(of) and all(least > UNBOUNDED for least in others):
                room = added(high, -sum(others))
                self._bound_above(of, Call("floor", (Operation("/", (room, Number(factor))),)) if factor > 1 else room)

    def _bound_above(self, subject: Expression, high: Expression) -> None:
        name = subject_name(subject)
        if name not in self.level.known or name in self.level.highs:
            return
        if not self.level.is_admissible(subject, high):
            high = mapped(high, lambda v: self._greatest(v) or v)  # 2M ≤ N ≤ 9: M is at most 9 / 2
        if self.level.is_admissible(subject, high):
            self.level.put_bound(name, high, True)

    def _greatest(self, variable: Variable) -> Expression | None:
        """A constant upper bound of a variable, or None."""
        return next((bound for bound in self.level.highs.get(variable.name, []) if not variables_of(bound)), None)

    def _from_count(self, total: Total) -> None:
        """If values sum to at most X and each is at least 1, there are at most X of them."""
        name = subject_name(total.of)
        if name not in self.level.known or self._least(name) < 1:
            return
        known = self.level.known[name]
        if total.cases and not known.indices and self.level.outer is not None:
            for node in self.level.outer.nodes:
                match node:
                    case Cases(_, Variable() as count, Scope(nodes)) if nodes is self.level.nodes:
                        BoundPropagation(self.level.outer)._bound_above(count, total.high)
        elif not total.cases and len(known.indices) == 1 and known.letters[0] in known.ranges:
            low, most = known.ranges[known.letters[0]]
            if low == Number(1):
                self._bound_above(most, total.high)

    def _least(self, name: str, depth: int = 4) -> int:
        """A constant lower bound of a variable, or UNBOUNDED."""
        found = UNBOUNDED
        for bound in self.level.lows.get(name, []) if name in self.level.known else []:
            match bound:
                case Variable(other, ()) if depth:
                    found = max(found, self._least(other, depth - 1))
                case _:
                    try:
                        value = evaluate(bound, {})
                    except Unevaluable:
                        continue
                    found = max(found, value) if isinstance(value, int) else found
        return found


def _terms(expression: Expression) -> list[Expression]:
    match expression:
        case Operation("+", operands):
            return [term for operand in operands for term in _terms(operand)]
        case Operation("-", (first, Number(value))):
            return [*_terms(first), Number(-value)]
    return [expression]


def _factor(expression: Expression) -> tuple[int, Expression]:
    """3A as (3, A); a constant is its own factor. The factor is 0 if the expression is another operation."""
    match expression:
        case Number(value):
            return value, expression
        case Operation("*", (Number(value), of)) | Operation("*", (of, Number(value))):
            return value, of
        case Operation():
            return 0, expression
    return 1, expression
