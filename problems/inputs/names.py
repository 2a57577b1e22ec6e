"""Resolves the statement's names for variables and indices to the layout's."""

import math
from collections.abc import Collection, Iterable, Sequence

from problems.inputs.algebra import added, folded, mapped, same
from problems.inputs.cells import factors_of_index, split_indices
from problems.inputs.expressions import (
    Call,
    Expression,
    Number,
    Operation,
    Variable,
    heads_of,
    variables_of,
    with_parts,
)
from problems.inputs.latex import DOTS, NotUnderstood
from problems.inputs.layout import Layout
from problems.inputs.levels import LayoutVariable, ScopeLevel, lone_names
from problems.inputs.runs import run_end, run_start


class Names:
    """Resolves the names of one fact, as seen from one scope. Learns the fact's index letters on the way."""

    def __init__(self, level: ScopeLevel, layout: Layout, known: Collection[str]) -> None:
        self.level, self.layout, self.known = level, layout, known
        self.letters: dict[str, str] = {}  # the statement's index letters → the layout's

    def lone_names(self, variable: Variable) -> list[str]:
        return lone_names(self.layout, self.known, variable)

    def owner(self, name: str) -> ScopeLevel:
        level = self.level.owner(name)
        if level is None:
            raise NotUnderstood(f"no variable {name}")
        return level

    def declared(self, name: str) -> LayoutVariable:
        """The layout's variable of that name. Raises NotUnderstood if it has none."""
        return self.owner(name).known[name]

    def expanded(self, expression: Expression) -> list[Expression]:
        """x_i as x_1, x_2, … if the layout has these one by one."""
        if isinstance(expression, Variable) and self.level.find(expression.name) is None:
            lone = self.lone_names(expression)
            if lone:
                return [Variable(name) for name in lone]
        match expression:
            case Call("length" | "abs" as function, (inner,)):
                return [Call(function, (item,)) for item in self.expanded(inner)]
            case Operation("*", (Variable(name, (*prefix, _)), *rest)) if name in self.layout.glued and all(
                other == DOTS or (isinstance(other, Variable) and other.name == name) for other in rest
            ):
                return [Variable(name, tuple(prefix))]  # A_{i,1}A_{i,2}…A_{i,W}
        return [expression]

    def listed(self, items: Sequence[Expression]) -> list[Expression]:
        """The items with a_1, a_2, …, a_N as a_i and lone variables written out."""
        flat: list[Expression] = []
        for item in items:
            match item:
                case Call("tuple", inner) if DOTS in inner:
                    flat.extend(inner)
                case _:
                    flat.append(item)
        while DOTS in flat:
            at = flat.index(DOTS)
            flat[run_start(flat, at) : run_end(flat, at) + 1] = [self.general(flat, at)]
        return [one for item in flat for one in self.expanded(item)]

    def general(self, items: list[Expression], at: int) -> Expression:
        """a_i for the run around dots, if the run covers all its places."""
        first, last = items[run_start(items, at)], items[run_end(items, at)]
        match first, last:
            case Call(function, ones), Call(_, others) if len(ones) == len(others):
                return Call(function, tuple(self.general([a, DOTS, b], 1) for a, b in zip(ones, others, strict=True)))
            case Variable(name, low), Variable(_, high):
                every = Variable(name, (DOTS,))
                if self.level.find(name) is None and self.lone_names(every):
                    return every
                known = self.declared(name)
                if len(known.indices) == 2 and len(low) == len(high) == 1:
                    low, high = factors_of_index(low[0]), factors_of_index(high[0])
                if len(low) == len(known.indices) + 1 and self.is_string_like(name):
                    return Variable(name, (*low[:-1], DOTS))
                if not len(low) == len(high) == len(known.indices):
                    raise NotUnderstood(f"{name} has other indices")
                indices = list(low)
                for place, (one, other) in enumerate(zip(low, high, strict=True)):
                    if same(one, other):
                        continue
                    letter = known.letters[place]
                    if letter not in known.ranges:
                        raise NotUnderstood(f"{name} has other indices")
                    begin, end = known.ranges[letter]
                    if not (same(begin, self.resolved(one)) and same(end, self.resolved(other))):
                        raise NotUnderstood(f"a part of {name}")
                    indices[place] = Variable(letter)
                return Variable(name, tuple(indices))
        raise NotUnderstood("dots between unlike things")

    def is_string_like(self, name: str) -> bool:
        return self.level.is_string(name) or name in self.layout.glued

    def variable(self, expression: Expression) -> Variable:
        """A variable in the layout's terms; with the layout's indices if it is named without any."""
        tied = self.resolved(expression)
        if not isinstance(tied, Variable):
            raise NotUnderstood("not a variable")
        return tied if tied.indices else Variable(tied.name, self.declared(tied.name).indices)

    def known_indices(self, variable: Variable) -> tuple[Expression, ...]:
        """The indices that the layout gives a variable."""
        known = self.level.find(variable.name)
        return known.indices if known is not None else ()

    def string(self, expression: Expression) -> str:
        """The name of a string variable, given it or one of its characters. All its places must be meant."""
        if not isinstance(expression, Variable):
            raise NotUnderstood("not a string")
        if lone := self.lone_names(expression):
            return lone[0]
        known = self.declared(expression.name)
        indices = expression.indices
        if len(indices) == 1 and len(known.indices) in (1, 2) and expression.name in self.layout.glued:
            split = factors_of_index(indices[0])
            indices = split if len(split) == len(known.indices) + 1 else indices
        if len(indices) not in (0, len(known.indices), len(known.indices) + 1):
            raise NotUnderstood(f"{expression.name} has other indices")
        for index in indices:
            if not (isinstance(index, Variable) and not index.indices and self.level.find(index.name) is None):
                raise NotUnderstood("one character, or one of several strings")
        if len(set(indices)) < len(indices):
            raise NotUnderstood("the characters where two indices are the same")
        name = expression.name
        self.owner(name).strings.add(name)
        return name

    def resolved(self, expression: Expression) -> Expression:
        """An expression in the layout's names and letters. Raises NotUnderstood if it names something else."""
        match expression:
            case Call("gcd", (Variable(name, ()),)) if self.known_indices(Variable(name)):
                return expression  # of all its places
            case Call("tuple" | "set" | "gcd", _):
                raise NotUnderstood("a tuple where a number should stand")
            case Call("abs" | "length", (Variable() as inner,)) if self.is_text(inner):
                return Call("length", (self.resolved(inner),))
            case Call("length", _):
                raise NotUnderstood("the length of something else")
            case Call("sum", operands):
                return self._sum(operands)
            case Operation("+", operands) if DOTS in operands:
                at = operands.index(DOTS)
                if at not in (1, 2, 3) or len(operands) != at + 2:
                    raise NotUnderstood("a sum of other things")
                return self._sum((self.general(list(operands), at),))
            case Variable():
                return self._resolved_variable(expression)
        return with_parts(expression, self.resolved)

    def is_text(self, variable: Variable) -> bool:
        name = self.layout.lone.get(variable, variable.name)
        return self.level.is_string(name)

    def _resolved_variable(self, variable: Variable) -> Variable:
        if variable == DOTS:
            raise NotUnderstood("dots")
        lone = self.layout.lone.get(variable)
        if lone is not None and self.level.find(lone) is not None:
            return Variable(lone)
        if self.level.find(variable.name) is None and variable.name in self.letters and not variable.indices:
            return Variable(self.letters[variable.name])
        known = self.declared(variable.name)
        indices = split_indices(variable.indices, len(known.indices))
        if not indices and known.indices:
            return Variable(variable.name)  # the whole string
        if is_query_variable(self.level, variable):
            return Variable(variable.name)
        if len(indices) != len(known.indices):
            raise NotUnderstood(f"{variable.name} has other indices")
        return Variable(variable.name, tuple(self._index(index) for index in indices))

    def _index(self, index: Expression) -> Expression:
        def change(variable: Variable) -> Expression:
            if not self.may_be_letter(variable) or variable in self.layout.lone:
                return self._resolved_variable(variable)
            if variable.indices:
                raise NotUnderstood(f"no variable {variable.name}")
            return Variable(self.letters.get(variable.name, variable.name))

        return mapped(index, change)

    def may_be_letter(self, variable: Variable) -> bool:
        """Whether a name in an index is a bound letter: unknown, or a variable with indices (i_k) named without."""
        known = self.level.find(variable.name)
        return known is None or (bool(known.indices) and not variable.indices)

    def _sum(self, operands: tuple[Expression, ...]) -> Expression:
        of, *run = operands
        match of:
            case Variable() | Call("sum", (Variable(), *_)) if lone := _lone_in_sum(self, of, run):
                return Operation("+", tuple(map(Variable, lone)))
            case Call("sum", (Variable(name, (row, column)) as inner, *columns)) if run and columns:
                self.learn_letters([inner])
                runs = {run[0]: run, columns[0]: columns}
                if runs.keys() == {row, column} and all(
                    _is_whole(self, name, runs[index], place, 2) for place, index in enumerate((row, column))
                ):
                    return Call("sum", (Variable(name),))
                raise NotUnderstood("a sum of a part")
        self.learn_letters([of])
        tied = self.resolved(of)
        if isinstance(tied, Variable) and not tied.indices and not run:
            tied = self.variable(tied)
        match tied:
            case Call("length", (Variable(name, (_, *others)),)) if not run or (
                not others and _is_whole(self, name, run)
            ):
                return Call("sum", (tied,))
        if not isinstance(tied, Variable) or len(tied.indices) != 1 or tied.indices != self.declared(tied.name).indices:
            raise NotUnderstood("a sum of other things")
        if run and not _is_whole(self, tied.name, run):
            raise NotUnderstood("a sum of a part")
        return Call("sum", (Variable(tied.name),))

    def learn_letters(self, expressions: Sequence[Expression]) -> None:
        """Learn which of the layout's index letters each of the statement's stands for; none if two mean the same one.

        Raises NotUnderstood if one letter stands for two.
        """
        stands: dict[str, str] = {}
        for expression in expressions:
            for variable in variables_of(expression):
                known = self.level.find(variable.name)
                if known is None:
                    continue
                indices = split_indices(variable.indices, len(known.indices))
                if len(indices) != len(known.indices):
                    continue
                for index, letter in zip(indices, known.letters, strict=True):
                    free = [v.name for v in heads_of([index]) if self.may_be_letter(v) and not v.indices]
                    if letter and len(free) == 1 and stands.setdefault(free[0], letter) != letter:
                        raise NotUnderstood("one letter for two indices")
        if len(set(stands.values())) != len(stands):
            return
        self.letters.update(stands)
        # If the input has x_{1,i} and x_{2,i}, the i of the statement's x_{i,j} is not the layout's i.
        for letter in self.letters_in(expressions) - stands.keys():
            if letter in stands.values() and letter not in self.letters:
                self.letters[letter] = f"{letter}'"

    def letters_in(self, expressions: Iterable[Expression]) -> set[str]:
        """The index letters in expressions."""
        return {
            inner.name
            for expression in expressions
            for variable in variables_of(expression)
            for index in variable.indices
            for inner in variables_of(index)
            if self.may_be_letter(inner) and variable not in self.layout.lone
        }


def is_query_variable(level: ScopeLevel, variable: Variable) -> bool:
    """Whether the statement's x_i is the x of a query."""
    match variable.indices:
        case (Variable(letter, ()),):
            known = level.known.get(variable.name)
            return (
                known is not None
                and not known.indices
                and level.literal is not None
                and variable.name not in level.strings
                and level.find(letter) is None
            )
    return False


def _lone_in_sum(names: Names, of: Expression, run: Sequence[Expression]) -> list[str]:
    """The names of A_{1,1}, A_{1,2}, … laid out one by one, if a sum or a sum of sums goes over them all."""
    inner, *columns = of.operands if isinstance(of, Call) else (of,)
    lone = names.lone_names(inner) if isinstance(inner, Variable) else []
    sizes = [added(folded(Operation("-", (r[2], r[1]))), 1) for r in (run, columns) if len(r) == 3]
    counts = [size.value for size in sizes if isinstance(size, Number)]
    return lone if counts and len(counts) == len(sizes) and math.prod(counts) == len(lone) else []


def _is_whole(names: Names, name: str, run: Sequence[Expression], place: int = 0, indices: int = 1) -> bool:
    """Whether a sum's index, low and high go over all of the index at a place of a variable with so many."""
    known = names.level.find(name)
    if known is None or len(known.indices) != indices or known.letters[place] not in known.ranges:
        return False
    begin, end = known.ranges[known.letters[place]]
    return same(names.resolved(run[1]), begin) and same(names.resolved(run[2]), end)
