"""Binds comparisons to a scope, as chains of bounds or as relations."""

from collections.abc import Sequence

from problems.inputs.algebra import added, same
from problems.inputs.cells import split_indices
from problems.inputs.chains import chains_of
from problems.inputs.choices import ChoiceBinder, is_pair
from problems.inputs.distinct import DistinctBinder
from problems.inputs.expressions import Call, Expression, Number, Operation, Variable, variables_of
from problems.inputs.format import Comparison, Mirrored, Order
from problems.inputs.index_ranges import check_ranges
from problems.inputs.latex import DOTS, Formula, NotUnderstood
from problems.inputs.levels import AscendingChain, ScopeLevel
from problems.inputs.matrices import is_triangle, without_symmetry
from problems.inputs.names import Names
from problems.inputs.relating import Relating
from problems.inputs.runs import run_end, run_start
from problems.inputs.text_binder import TextBinder


class ComparisonBinder:
    """Binds comparisons to one scope."""

    def __init__(self, names: Names, texts: TextBinder, distinct: DistinctBinder, relating: Relating) -> None:
        self.names, self.level = names, names.level
        self.texts, self.distinct, self.relating = texts, distinct, relating
        self.choices = ChoiceBinder(names, texts, distinct, self._add)

    def compared(self, formula: Formula, conditions: Sequence[Formula]) -> None:
        for said in filter(self._is_about_places, formula.asides):  # 1 ≤ a_i, b_i ≤ N (a_i ≠ b_i)
            self.compared(said, conditions)
        conditions = (*conditions, *(aside for aside in formula.asides if not self._is_about_places(aside)))
        if formula.signs == ("==",) and len(formula.sides[1]) > 1 and _are_numbers(formula.sides[1]):
            check_ranges(self.names, conditions, formula.sides[0])  # a_i = 1, 2, 3
            self.choices.one_of(formula.sides[0], formula.sides[1])
            return
        match formula, conditions:
            case Formula(((Variable(name, ones),), (Variable(other, others),)), ("!=",)), (
                Formula(((Call("tuple", here),), (Call("tuple", there),)), ("!=",)),
            ) if name == other and (ones, others) == (here, there):
                self.distinct.different([Variable(name)], False)  # A_{i,j} ≠ A_{k,l} where (i,j) ≠ (k,l)
                return
        match formula:
            case Formula(((Call("length", (Variable(name, ()),)),), (size,)), ("==",)) if self._is_size_of(name, size):
                return
            case Formula(((Call("gcd", of),), (Number(1),)), ("==",)) if len(of) > 1:
                check_ranges(self.names, conditions, of)
                self.relating.coprime(of)
                return
            case Formula(((Variable(name, (i, j)),), (Variable(other, indices),)), ("==",)) if (
                name == other and indices == (j, i) and self.names.is_string_like(name) and not conditions
            ):
                letters = self.texts.alphabet(Variable(name))
                self.level.relations.append(Mirrored(Variable(name), implied=tuple(zip(letters, letters, strict=True))))
                return
        left, off_diagonal = without_symmetry(self.names, formula, conditions)
        if left is None:
            return
        if off_diagonal:  # these bounds hold off the diagonal; its own value is stated separately
            conditions = [c for c in map(_without_unequal, conditions) if c is not None]
        formula = left
        conditions = [c for c in conditions if not is_triangle(self.names, c, formula)]
        but = _excepted(formula, conditions)
        if but is not None:  # P_i ≠ P_j where neither is −1
            conditions = [c for c in conditions if c.sides[-1] != (but,)]
        pairs = [c for c in conditions if is_pair(self.level, c)]
        for chain in chains_of(formula):
            if chain.signs == ("!=",) and self.texts.not_equal_characters(chain.sides):
                continue
            if chain.signs == ("!=",):
                self.distinct.not_equal(chain, pairs, but)
                ranges = [c for c in conditions if c not in pairs]
                check_ranges(self.names, ranges, [item for side in chain.sides for item in side])
                continue
            if pairs:
                raise NotUnderstood("a comparison of all pairs")
            self.chain(chain, conditions)

    def _is_size_of(self, name: str, size: Expression) -> bool:
        """Whether a sequence, which is no string, has so many places."""
        known = self.level.find(name)
        if known is None or self.names.is_string_like(name) or list(known.ranges) != list(known.letters):
            return False
        ends = list(known.ranges.values())
        return len(ends) == 1 and ends[0][0] == Number(1) and same(ends[0][1], self.names.resolved(size))

    def _is_about_places(self, said: Formula) -> bool:
        """Whether an aside compares the input's values, and is no condition on an index."""
        items = [item for side in said.sides for item in side]
        return said.signs == ("!=",) and all(
            isinstance(v, Variable) and bool(self.names.known_indices(v)) for v in items
        )

    def chain(self, chain: Formula, conditions: Sequence[Formula]) -> None:
        if {"in", "not in"} & set(chain.signs):
            self.choices.membership(chain, conditions)
            return
        chain = self._without_symbols(chain)
        if (DOTS,) in chain.sides:
            self._sorted_chain(chain)
            return
        check_ranges(self.names, conditions, [item for side in chain.sides for item in side])
        for listed in self._parted([self.names.listed(side) for side in chain.sides]):
            self.names.learn_letters([item for side in listed for item in side])
            self._growing(listed, list(chain.signs))

    def _without_symbols(self, chain: Formula) -> Formula:
        """0 ≤ A_i < P = 200003 as 0 ≤ A_i < 200003 if P is not in the input."""
        match chain.sides, chain.signs:
            case (*sides, (Variable(name, ()),), (Number(),) as value), (*signs, "==") if (
                len(sides) > 0 and self.level.find(name) is None and signs
            ):
                return Formula((*sides, value), tuple(signs))
        return chain

    def _parted(self, sides: list[list[Expression]]) -> list[list[list[Expression]]]:
        """1 ≤ A_i, B_j ≤ M as two chains, since i and j may both stand for the layout's i."""
        letters = [[self.names.letters_in([item]) for item in side] for side in sides]
        lists = [place for place, side in enumerate(letters) if any(side)]
        if len(lists) != 1 or all(found == letters[lists[0]][0] for found in letters[lists[0]]):
            return [sides]
        (at,) = lists
        return [[*sides[:at], [item], *sides[at + 1 :]] for item in sides[at]]

    def _growing(self, listed: list[list[Expression]], signs: list[str]) -> None:
        if self._digits_of_string(listed, signs):
            return
        listed, signs = _ascending(listed, signs)
        if len(signs) > 1 and set(signs) == {"=="}:  # |S| = |T| = N
            for side in listed[:-1]:
                self._add([side, listed[-1]], ["=="])
            return
        match listed, signs:
            case [sizes, [high]], ["<" | "<=" as sign] if all(map(self._is_size, sizes)):
                self._sizes(Number(0), "<=", sizes, sign, high)
            case [[low], sizes, [high]], ["<" | "<=" as first, "<" | "<=" as sign] if all(map(self._is_size, sizes)):
                self._sizes(low, first, sizes, sign, high)
            case _:
                self._add(listed, signs)

    def _add(self, sides: list[list[Expression]], signs: Sequence[str]) -> None:
        """Adds a chain of bounds. Raises NotUnderstood if it does not ascend."""
        if not set(signs) <= {"<", "<=", "=="}:
            raise NotUnderstood("signs both ways")
        tied = [[self.names.resolved(item) for item in side] for side in sides]
        bare = {item for side in tied for item in side if isinstance(item, Variable) and self._is_bare(item)}
        if len(bare) > 1:  # A < B < C, meaning the A_i, B_i and C_i of one row
            if len({self.names.known_indices(variable) for variable in bare}) > 1:
                raise NotUnderstood("values of several places together")
            tied = [[self.names.variable(item) if item in bare else item for item in side] for side in tied]
        self.level.chains.append(AscendingChain(tuple(map(tuple, tied)), tuple(signs)))

    def _is_bare(self, variable: Variable) -> bool:
        return not variable.indices and bool(self.names.known_indices(variable))

    def _sizes(self, low: Expression, first: str, sizes: list[Expression], sign: str, high: Expression) -> None:
        """1 ≤ |x|, |y| ≤ 9: from −9 to 9, and at least 1 away from zero."""
        inner = [item.operands[0] for item in sizes if isinstance(item, Call)]
        if any(isinstance(item, Variable) and _counts_places(self.level, item.name) for item in inner):
            self._add([[low], inner, [high]], [first, sign])
            return
        self._add([[Operation("-", (Number(0), high))], inner, [high]], [sign, sign])
        if isinstance(low, Number) and low.value + (first == "<") <= 0:
            return
        for item in sizes:
            self.level.relations.append(Comparison(self.names.resolved(low), Order(first), self.names.resolved(item)))

    def _is_size(self, item: Expression) -> bool:
        """Whether an item is |x| of a number."""
        match item:
            case Call("abs", (Variable() as inner,)):
                return not self.names.is_text(inner)
        return False

    def _digits_of_string(self, sides: list[list[Expression]], signs: list[str]) -> bool:
        """Binds 0 ≤ c_{i,j} ≤ 9 if the c are digits written side by side; returns whether they are."""
        if len(sides) != 3 or signs != ["<=", "<="]:
            return False
        (low, subjects, high) = sides
        if not all(
            isinstance(item, Variable) and item.name in self.names.layout.glued and item.indices for item in subjects
        ):
            return False
        match low, high:
            case [Number(least)], [Number(most)] if 0 <= least <= most <= 9:
                self.texts.add(tuple(subjects), "".join(map(str, range(least, most + 1))))
                return True
        raise NotUnderstood("numbers side by side")

    def _sorted_chain(self, chain: Formula) -> None:
        """x_1 < x_2 < … < x_N, possibly with bounds at either end."""
        if any(len(side) != 1 for side in chain.sides):
            raise NotUnderstood("lists in a sorted sequence")
        if _from_the_last([side[0] for side in chain.sides]):  # x_N < … < x_1
            chain = Formula(chain.sides[::-1], tuple(Order(sign).mirrored.value for sign in reversed(chain.signs)))
        flat = [side[0] for side in chain.sides]
        at = flat.index(DOTS)
        start = run_start(flat, at)
        general = self.names.general(flat, at)
        end = run_end(flat, at)
        inner = chain.signs[start:end]
        if len(set(inner)) != 1 or inner[0] not in ("<", "<=", ">", ">="):
            raise NotUnderstood("signs that differ")
        tied = self.names.variable(general)
        places = [
            place for place, index in enumerate(tied.indices) if index != _at(flat[start], place, len(tied.indices))
        ]
        if len(places) != 1:
            raise NotUnderstood("a sequence of other things")
        letter = tied.indices[places[0]]
        following = Variable(
            tied.name,
            tuple(added(letter, 1) if place == places[0] else index for place, index in enumerate(tied.indices)),
        )
        self.level.relations.append(Comparison(tied, Order(inner[0]), following))
        before, after = flat[:start], flat[end + 1 :]
        signs = [*chain.signs[:start], *chain.signs[end:]]
        if signs:
            self._ends(chain, start, end)
            ends = [[item] for item in (*before, tied, *after)]
            self._add(*_ascending(ends, ["<=" if sign == "==" else sign for sign in signs]))

    def _ends(self, chain: Formula, start: int, end: int) -> None:
        """0 = A_1 < A_2 < … < A_N = X: the values of the first and the last."""
        flat = [side[0] for side in chain.sides]
        for place, neighbour in ((start, start - 1), (end, end + 1)):
            if 0 <= neighbour < len(flat) and chain.signs[min(place, neighbour)] == "==":
                outermost = self.names.resolved(flat[place])
                self.level.relations.append(Comparison(outermost, Order.EQUAL, self.names.resolved(flat[neighbour])))


def _from_the_last(flat: list[Expression]) -> bool:
    """Whether the run around the dots ends with a numbered place and does not begin with one."""
    at = flat.index(DOTS)
    match flat[run_start(flat, at)], flat[run_end(flat, at)]:
        case Variable(_, (first,)), Variable(_, (Number(),)):
            return not isinstance(first, Number)
    return False


def _counts_places(level: ScopeLevel, name: str) -> bool:
    """Whether the variable counts lines or tokens, and so is not negative."""
    ends = [end for known in level.known.values() for pair in known.ranges.values() for end in pair]
    return any(variable.name == name for end in ends for variable in variables_of(end))


def _ascending(sides: list[list[Expression]], signs: list[str]) -> tuple[list[list[Expression]], list[str]]:
    """The chain, reversed if it descends."""
    if set(signs) <= {">", ">=", "=="} and set(signs) != {"=="}:
        return sides[::-1], [{">": "<", ">=": "<="}.get(sign, sign) for sign in reversed(signs)]
    return sides, signs


def _excepted(formula: Formula, conditions: Sequence[Formula]) -> Expression | None:
    """The number for which P_i ≠ P_j need not hold, if the conditions exclude it for both sides."""
    if formula.signs != ("!=",):
        return None
    unequal = [c for c in conditions if c.signs == ("!=",) and _are_numbers(c.sides[1])]
    said = [(subject, c.sides[1][0]) for c in unequal for subject in c.sides[0]]
    values = {value for _subject, value in said}
    both = {(subject,) for subject, _value in said} == set(formula.sides)
    return values.pop() if both and len(values) == 1 else None


def _without_unequal(condition: Formula) -> Formula | None:
    """1 ≤ i, j ≤ N, i ≠ j without the final i ≠ j."""
    if condition.signs[-1:] != ("!=",):
        return condition
    if len(condition.signs) == 1:
        return None
    sides = (*condition.sides[:-2], condition.sides[-2][:-1])
    return Formula(sides, condition.signs[:-1], condition.asides) if sides[-1] else None


def _are_numbers(values: Sequence[Expression]) -> bool:
    return all(isinstance(value, Number) for value in values)


def _at(expression: Expression, place: int, count: int) -> Expression | None:
    """The index at one of `count` places; c_{i1} has two."""
    if not isinstance(expression, Variable):
        return None
    indices = split_indices(expression.indices, count)
    return indices[place] if place < len(indices) else None
