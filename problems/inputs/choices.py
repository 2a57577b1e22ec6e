"""Binds sentences that leave a choice: one of several values, a value or a range, one of two inequalities."""

from collections.abc import Callable, Sequence

from problems.inputs.algebra import added, difference
from problems.inputs.distinct import DistinctBinder, members
from problems.inputs.evaluate import evaluate
from problems.inputs.expressions import Call, Expression, Number, Operation, Variable, variables_of
from problems.inputs.format import Comparison, Occurs, Order
from problems.inputs.index_ranges import check_ranges
from problems.inputs.latex import DOTS, Formula, NotUnderstood
from problems.inputs.levels import ScopeLevel
from problems.inputs.names import Names
from problems.inputs.relating import are_consecutive
from problems.inputs.text_binder import TextBinder


class ChoiceBinder:
    """Binds choices to one scope."""

    def __init__(
        self,
        names: Names,
        texts: TextBinder,
        distinct: DistinctBinder,
        bound: Callable[[list[list[Expression]], Sequence[str]], None],
    ) -> None:
        """bound: adds a chain of bounds, given its sides and the signs between them."""
        self.names, self.level = names, names.level
        self.texts, self.distinct, self._bound = texts, distinct, bound

    def membership(self, chain: Formula, conditions: Sequence[Formula]) -> None:
        match chain:
            case Formula((subjects, (Call("set", values),)), ("in",)):
                check_ranges(self.names, conditions, subjects)
                self.one_of(subjects, values)
            case Formula((subjects, (Call("set", values),)), ("not in",)):
                check_ranges(self.names, conditions, subjects)
                self.distinct.none_of(subjects, values)
            case _:
                raise NotUnderstood("a membership")

    def either(self, formulas: Sequence[Formula], conditions: Sequence[Formula]) -> None:
        conditions = [*conditions, *(aside for formula in formulas for aside in formula.asides)]
        pairs = [c for c in conditions if is_pair(self.level, c)]
        sides = [formula.sides for formula in formulas]
        if all(f.signs == ("!=",) and all(len(side) == 1 for side in f.sides) for f in formulas):
            check_ranges(
                self.names, [c for c in conditions if c not in pairs], [side[0] for pair in sides for side in pair]
            )
            left = Call("tuple", tuple(pair[0][0] for pair in sides))
            right = Call("tuple", tuple(pair[1][0] for pair in sides))
            self.distinct.not_equal_pair(left, right, bool(pairs))
            return
        if pairs:
            raise NotUnderstood("a choice of pairs")
        if len(formulas) == 2:
            one, other = sorted(formulas, key=lambda f: len(f.signs))
            if set(one.signs) == {"=="} and other.signs == ("<=", "<=") and len(one.signs) == 2:
                self._zero_or_positive(one, other, conditions)
                return
            if one.signs == ("==",) and other.signs in (("<=", "<="), ("<=", "<")) and _one_subject(one, other):
                self._value_or_range(one, other, conditions)
                return
        raise NotUnderstood("a choice")

    def _zero_or_positive(self, one: Formula, other: Formula, conditions: Sequence[Formula]) -> None:
        """A_i = B_i = 0 or 1 ≤ A_i, B_i ≤ N: neither is zero without the other."""
        (low,), subjects, (high,) = other.sides
        if one.sides != (*((subject,) for subject in subjects), (Number(0),)) or low != Number(1):
            raise NotUnderstood("a choice")
        check_ranges(self.names, conditions, subjects)
        self._bound([[Number(0)], list(subjects), [high]], ["<=", "<="])
        self.names.learn_letters(subjects)
        (left, right), most = map(self.names.resolved, subjects), self.names.resolved(high)
        for a, b in ((left, right), (right, left)):
            self.level.relations.append(Comparison(a, Order.AT_MOST, Operation("*", (most, b))))

    def _value_or_range(self, one: Formula, other: Formula, conditions: Sequence[Formula]) -> None:
        """A_i = −1 or 1 ≤ A_i ≤ N."""
        (subject,) = one.sides[0]
        check_ranges(self.names, conditions, [subject])
        self.names.learn_letters([subject])
        tied = self.names.variable(subject)
        (value,), (low,), (high,) = one.sides[1], other.sides[0], other.sides[2]
        gap = difference(low, value)
        if gap is None or gap < 1:
            raise NotUnderstood("a choice")
        self._bound([[value], [subject], [high]], ["<=", other.signs[1]])
        for missing in range(1, gap):
            if missing > 3:
                raise NotUnderstood("a wide gap")
            self.level.relations.append(Comparison(tied, Order.OTHER, added(value, missing)))

    def one_of(self, of: Sequence[Expression], values: Sequence[Expression]) -> None:
        if DOTS in values and values.index(DOTS) == len(values) - 2 and are_consecutive(values):
            self.names.learn_letters(of)
            self._bound([[values[0]], self.names.listed(of), [values[-1]]], ["<=", "<="])
            return
        numbers = []
        for value in values:
            number = evaluate(value, {}) if not variables_of(value) else None
            if not isinstance(number, int):
                raise NotUnderstood("a choice of no numbers")
            numbers.append(number)
        for item in self.names.listed(of):
            if isinstance(item, Variable) and self.names.is_string_like(item.name):
                if any(not 0 <= number <= 9 for number in numbers):
                    raise NotUnderstood("characters that are none")
                self.texts.add([item], "".join(map(str, sorted(numbers))))
                continue
            self.names.learn_letters([item])
            tied = self.names.variable(item)
            self._bound([[Number(min(numbers))], [item], [Number(max(numbers))]], ["<=", "<="])
            if max(numbers) - min(numbers) >= len(set(numbers)):
                texts = tuple(str(number) for number in numbers)
                self.level.relations.append(Occurs(tied, texts, Number(1), None))


def is_pair(level: ScopeLevel, condition: Formula) -> bool:
    """Whether a condition picks two different places: i ≠ j, i < j, 1 ≤ i < j ≤ N, (i,j) ≠ (k,l)."""
    for place, sign in enumerate(condition.signs):
        if sign in ("!=", "<", ">"):
            items = (*members(condition.sides[place][-1]), *members(condition.sides[place + 1][0]))
            if all(isinstance(i, Variable) and not i.indices and not level.find(i.name) for i in items):
                return True
    return False


def _one_subject(one: Formula, other: Formula) -> bool:
    return all(len(side) == 1 for side in (*one.sides, *other.sides)) and one.sides[0] == other.sides[1]
