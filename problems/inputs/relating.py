"""Binds permutations, sums and counts to a scope, as relations."""

import operator
from collections.abc import Sequence
from itertools import pairwise

from problems.inputs.algebra import difference
from problems.inputs.expressions import Call, Expression, Number, Operation, Variable, variables_of
from problems.inputs.format import Congruent, Coprime, Distinct, EachOccurs, Occurs, Permutation, Prime, Total
from problems.inputs.latex import DOTS, NotUnderstood
from problems.inputs.levels import AscendingChain
from problems.inputs.names import Names
from problems.inputs.tree import variants_of


class Relating:
    """Binds facts about permutations, sums and counts to one scope."""

    def __init__(self, names: Names) -> None:
        self.names, self.level = names, names.level

    def permuted(self, of: Sequence[Expression], values: Sequence[Expression]) -> None:
        if (DOTS in values and values.index(DOTS) != len(values) - 2) or not are_consecutive(values):
            raise NotUnderstood("a permutation of other things")
        dotted = any(item == DOTS or (isinstance(item, Call) and DOTS in item.operands) for item in of)
        lone = [self.names.variable(item) for item in self.names.listed(of)]
        if len(lone) > 1 and not any(variable.indices for variable in lone):  # A_1 A_2 A_3, laid out one by one
            if len(values) != len(lone) or DOTS in values:
                raise NotUnderstood("a permutation of fewer or of more")
            self.level.chains += [AscendingChain(((values[0],), (one,), (values[-1],)), ("<=", "<=")) for one in lone]
            self.level.relations.append(Distinct(tuple(lone), pooled=True))
            return
        for variable in lone:
            known = self.level.find(variable.name)
            if known is None or not variable.indices or variable.indices != known.indices:
                raise NotUnderstood("a permutation of something else")
            letter = known.letters[-1]
            if letter not in known.ranges or (len(known.indices) > 1 and not dotted):
                raise NotUnderstood("a permutation of several rows")
            begin, end = known.ranges[letter]
            low, high = self.names.resolved(values[0]), self.names.resolved(values[-1])
            if difference(Operation("-", (high, low)), Operation("-", (end, begin))) != 0:
                raise NotUnderstood("a permutation of fewer or of more")
            self.level.chains.append(AscendingChain(((low,), (variable,), (high,)), ("<=", "<=")))
            self.level.relations.append(Permutation(variable, low, known.letters[:-1]))

    def summed(self, of: Sequence[Expression], high: Expression, cases: bool) -> None:
        for item in self.names.listed(of):
            self.names.learn_letters([item])
            tied = self.names.resolved(item)
            if isinstance(tied, Variable):
                tied = self.names.variable(tied)
            match tied:
                case Call("length", (Variable(name, ()),)) if (known := self.level.find(name)) and known.indices:
                    tied = Call("length", (Variable(name, known.indices),))
            level = self.level
            if cases and level.outer is None:
                # "The sum of N over all test cases" without test cases, or "the sum of S_i in the input".
                if not any(v.indices for v in variables_of(tied)):
                    raise NotUnderstood("a sum of one thing")
                cases = False
            if not cases and not any(variable.indices for variable in variables_of(tied)):
                if level.outer is None:
                    raise NotUnderstood("a sum of one thing")
                cases = True
            bound = self.names.resolved(high)
            level.relations.append(Total(tied, None, bound, cases))

    def contains(
        self, of: Sequence[Expression], characters: tuple[str, ...], low: Expression, high: Expression | None
    ) -> None:
        for item in self.names.listed(of):
            name = self.names.string(item)
            known = self.level.find(name)
            indices = known.indices if known is not None and isinstance(item, Variable) and item.indices else ()
            tied = Variable(name, indices)
            self.level.relations.append(
                Occurs(tied, characters, self.names.resolved(low), high and self.names.resolved(high))
            )

    def counted(
        self, of: Sequence[Expression], values: tuple[str, ...], low: Expression, high: Expression | None
    ) -> None:
        match of[0], of[-1]:
            case Variable(_, ones), Variable(_, others) if DOTS in of and any(map(operator.eq, ones, others)):
                raise NotUnderstood("a count in each row")  # A_{i,1}, …, A_{i,M}
        match self.names.listed(of):
            case [Variable() as item]:
                pass
            case _:
                raise NotUnderstood("a count over several")
        ends = self.names.resolved(low), high and self.names.resolved(high)
        known = self.level.find(item.name)
        if self.names.is_string_like(item.name) or not all(value.lstrip("-").isdigit() for value in values):
            if any(len(value) != 1 for value in values):
                raise NotUnderstood("a count of words")
            self.level.relations.append(Occurs(Variable(self.names.string(item)), values, *ends))
            return
        self.names.learn_letters([item])
        if known is None or known.mixed or self.names.variable(item).indices != known.indices or not known.indices:
            raise NotUnderstood("a count of some places")
        self.level.relations.append(Occurs(Variable(item.name), values, *ends))

    def congruent(self, of: Sequence[Expression], modulus: Expression, remainder: int) -> None:
        for item in self.names.listed(of):
            tied = self.names.resolved(item)
            self.level.relations.append(Congruent(tied, self.names.resolved(modulus), Number(remainder)))

    def prime(self, of: Sequence[Expression]) -> None:
        self.level.relations += [Prime(self.names.variable(item)) for item in self.names.listed(of)]

    def coprime(self, of: Sequence[Expression]) -> None:
        listed = self.names.listed(of)
        if len(listed) != 2:
            raise NotUnderstood("a common divisor of other than two")
        self.names.learn_letters(listed)
        one, other = map(self.names.resolved, listed)
        self.level.relations.append(Coprime(one, other))

    def counted_each(
        self,
        of: Sequence[Expression],
        ends: tuple[Expression, Expression],
        counts: tuple[Expression, Expression | None],
    ) -> None:
        """Every place of one variable is meant, however it is written: A, A_i, or (A_1, …, A_N)."""
        names = {item.name for item in self.names.listed(of) if isinstance(item, Variable)}
        known = self.level.find(names.pop()) if len(names) == 1 else None
        if known is None or known.mixed or len(known.indices) != 1 or self.names.is_string_like(known.name):
            raise NotUnderstood("each value of several things")
        first, last, low = map(self.names.resolved, (*ends, counts[0]))
        high = counts[1] and self.names.resolved(counts[1])
        self.level.relations.append(EachOccurs(Variable(known.name), first, last, low, high))

    def query_count(self, literal: str, low: Expression, high: Expression | None) -> None:
        names = [node.name for node in variants_of(self.level.nodes) if literal in node.literals]
        if len(names) != 1:
            raise NotUnderstood("queries of another kind")
        ends = self.names.resolved(low), high and self.names.resolved(high)
        self.level.relations.append(Occurs(Variable(names[0]), (literal,), *ends))


def are_consecutive(values: Sequence[Expression]) -> bool:
    """Whether the values before the dots, if there are any, are consecutive: 1, 2, 3, …"""
    before = values[: values.index(DOTS)] if DOTS in values else values
    return all(difference(later, earlier) == 1 for earlier, later in pairwise(before))
