"""Binds facts about distinct values or tuples, within a sequence or between two sequences."""

from collections.abc import Sequence
from itertools import combinations

from problems.inputs.algebra import substituted
from problems.inputs.expressions import Call, Expression, Number, Operation, Variable
from problems.inputs.format import Comparison, Distinct, Line, Order, Series
from problems.inputs.latex import DOTS, Formula, NotUnderstood
from problems.inputs.names import Names
from problems.inputs.tree import tokens_in


class DistinctBinder:
    """Binds facts about distinct values to one scope."""

    def __init__(self, names: Names) -> None:
        self.names, self.level = names, names.level

    def not_equal(self, chain: Formula, pairs: Sequence[Formula], but: Expression | None = None) -> None:
        left, right = chain.sides
        whole = [self._whole(side) for side in (left, right)]
        if any(whole):
            if not all(whole) or pairs or whole[0] == whole[1]:
                raise NotUnderstood("a sequence and something else")
            self.level.relations.append(Comparison(Variable(whole[0]), Order.OTHER, Variable(whole[1])))
            return
        for one in self.names.listed(left):
            for other in self.names.listed(right):
                self.not_equal_pair(one, other, bool(pairs), but)

    def _whole(self, side: Sequence[Expression]) -> str:
        """The name of a sequence on one line that is meant as a whole: A, or (A_1, …, A_N); empty if there is none."""
        match side:
            case (Call("tuple", inner),) if DOTS in inner:
                (only,) = self.names.listed(side)
                return only.name if isinstance(only, Variable) else ""
            case (Variable(name, ()),) if self.names.known_indices(Variable(name)) and not self.names.is_text(side[0]):
                if not any(isinstance(node, Line) and name in _series(node) for node in self.level.nodes):
                    raise NotUnderstood("values of several places together")
                return name
        return ""

    def none_of(self, of: Sequence[Expression], values: Sequence[Expression]) -> None:
        """p_i is not in {a_1, …, a_M}."""
        for value in self.names.listed(values):
            other = _renamed(value, {letter: f"{letter}'" for letter in self.names.letters_in([value])})
            for one in self.names.listed(of):
                self.not_equal_pair(one, other, False)

    def not_equal_pair(self, one: Expression, other: Expression, pairs: bool, but: Expression | None = None) -> None:
        ones, others = members(one), members(other)
        free, free_others = self.names.letters_in(ones), self.names.letters_in(others)
        letters = sorted(free - free_others), sorted(free_others - free)
        if len(letters[0]) == len(letters[1]) > 0 and len(ones) == len(others):
            renamed = [_renamed(item, dict(zip(letters[1], letters[0], strict=True))) for item in others]
            if renamed == list(ones):
                unordered = isinstance(one, Call) and one.function == "set"
                self._distinct(ones, unordered, each=free & free_others, but=but)
                return
            if but is None and pairs and renamed == list(ones)[::-1] and len(ones) == 2 and not free & free_others:
                self._distinct(ones, True, each=set())  # (A_i, B_i) ≠ (B_j, A_j)
                return
        if but is not None:
            raise NotUnderstood("an exception to other pairs")
        if letters[0] and letters[1] and not pairs and not free & free_others and len(ones) == len(others):
            self._all_not_equal(ones, others)
            return
        if pairs or (letters[0] and letters[1]):
            raise NotUnderstood("other pairs")
        if len(ones) != len(others):
            raise NotUnderstood("tuples of unlike length")
        self.names.learn_letters([*ones, *others])
        tied = [(self.names.resolved(a), self.names.resolved(b)) for a, b in zip(ones, others, strict=True)]
        if len(tied) == 1:
            self.level.relations.append(Comparison(tied[0][0], Order.OTHER, tied[0][1]))
        else:
            self._some_differ(tied)

    def _all_not_equal(self, ones: Sequence[Expression], others: Sequence[Expression]) -> None:
        """A_i ≠ B_j, (A_i, B_i) ≠ (C_j, D_j) for all i and j: two independent indices."""
        sides = []
        for items in (ones, others):
            self.names.learn_letters(items)
            tied = [self.names.variable(item) for item in items]
            if any(variable.indices != self.names.known_indices(variable) for variable in tied):
                raise NotUnderstood("some of them")
            sides.append(tied)
        fresh = {
            index: Variable(f"{index.name}'") for v in sides[1] for index in v.indices if isinstance(index, Variable)
        }
        sides[1] = [
            Variable(v.name, tuple(fresh[i] if isinstance(i, Variable) else i for i in v.indices)) for v in sides[1]
        ]
        if len(ones) == 1:
            self.level.relations.append(Comparison(sides[0][0], Order.OTHER, sides[1][0]))
        else:
            self._some_differ(list(zip(*sides, strict=True)))

    def _some_differ(self, pairs: Sequence[tuple[Expression, Expression]]) -> None:
        if any(isinstance(end, Variable) and self.names.is_text(end) for pair in pairs for end in pair):
            raise NotUnderstood("tuples with strings in them")
        gaps = tuple(Call("abs", (Operation("-", pair),)) for pair in pairs)
        self.level.relations.append(Comparison(Operation("+", gaps), Order.AT_LEAST, Number(1)))

    def different(self, of: Sequence[Expression], unordered: bool, but: Expression | None = None) -> None:
        dotted = DOTS in of or any(isinstance(item, Call) and DOTS in item.operands for item in of)
        listed = self.names.listed(of)
        if but is not None:
            self._distinct([self.names.variable(item) for item in listed], False, each=set(), but=but)
            return
        if all(isinstance(item, Call) and item.function in ("tuple", "set") for item in listed):
            if len(listed) == 1:
                (only,) = listed
                pair = isinstance(only, Call) and only.function == "set"
                self._distinct(members(only), unordered or pair, each=set())
                return
            tuples = [members(item) for item in listed]
            if len({len(inner) for inner in tuples}) == 1 and not all(map(self.names.letters_in, tuples)):
                self._all_differ(listed)
                return
            raise NotUnderstood("several tuples")
        if len(listed) == 1:
            tied = self.names.variable(listed[0])
            if not tied.indices:
                raise NotUnderstood("one number")
            fixed = {i.name for i in tied.indices if isinstance(i, Variable)}
            known = self.level.find(tied.name)
            each = fixed if dotted and known is not None and len(tied.indices) > 1 else set()
            if each and known is not None:
                each -= set(known.letters[-1:])
            self._distinct((listed[0],), False, each)
            return
        resolved_all = [self.names.variable(item) for item in listed]
        if not dotted and (self.names.letters_in(of) or any(variable.indices for variable in resolved_all)):
            raise NotUnderstood("several sequences, together or apart")
        self.level.relations.append(Distinct(tuple(resolved_all), pooled=True))

    def _all_differ(self, tuples: Sequence[Expression]) -> None:
        """(0, 0), (X_i, Y_i) and (P_i, Q_i) are distinct: all these points together."""
        for one in tuples:
            if self.names.letters_in([*members(one)]):
                self._distinct(members(one), False, each=set())
        for one, other in combinations(tuples, 2):
            apart = _renamed(other, {letter: f"{letter}'" for letter in self.names.letters_in(members(other))})
            self.not_equal_pair(one, apart, False)

    def _distinct(
        self, of: Sequence[Expression], unordered: bool, each: set[str], but: Expression | None = None
    ) -> None:
        self.names.learn_letters(of)
        variables = tuple(self.names.variable(item) for item in of)
        if len({variable.indices for variable in variables}) != 1 or not variables[0].indices:
            raise NotUnderstood("a tuple of unlike things")
        for variable in variables:
            known = self.level.find(variable.name)
            if known is None or variable.indices != known.indices:
                raise NotUnderstood("some of them")
        held = tuple(sorted(self.names.letters.get(letter, letter) for letter in each))
        if but is not None and (each or len(variables) > 1 or self.names.is_string_like(variables[0].name)):
            raise NotUnderstood("an exception to other values")
        but = None if but is None else self.names.resolved(but)
        self.level.relations.append(Distinct(variables, unordered, each=held, but=but))


def members(expression: Expression) -> tuple[Expression, ...]:
    match expression:
        case Call("tuple" | "set", operands):
            return operands
    return (expression,)


def _series(line: Line) -> set[str]:
    return {token.variable.name for item in line.items if isinstance(item, Series) for token in tokens_in([item])}


def _renamed(expression: Expression, names: dict[str, str]) -> Expression:
    for old, new in names.items():
        expression = substituted(expression, old, Variable(new))
    return expression
