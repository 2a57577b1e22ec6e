"""One fact in one scope: chains of comparisons, relations, alphabets."""

from collections.abc import Sequence

from problems.inputs.algebra import added, difference
from problems.inputs.cells import factors_of_index
from problems.inputs.chains import chains_of
from problems.inputs.distinct import DistinctBinder, members
from problems.inputs.evaluate import evaluate
from problems.inputs.expressions import Call, Expression, Number, Operation, Variable, variables_of
from problems.inputs.facts import (
    CellsHold,
    Compared,
    Contains,
    Counted,
    CountedEach,
    Covering,
    DecimalPlaces,
    Different,
    Either,
    Fact,
    OneOf,
    Permuted,
    PlacedCharacters,
    Primes,
    QueryCount,
    Remainder,
    Shaped,
    Summed,
    Text,
    Whole,
    Words,
    WrittenInBase,
)
from problems.inputs.format import CellIs, Comparison, Congruent, Occurs, Order, Prime
from problems.inputs.index_ranges import check_ranges
from problems.inputs.latex import DOTS, Formula, NotUnderstood
from problems.inputs.levels import Known, TiedChain, indices_of_subject
from problems.inputs.matrices import without_symmetry
from problems.inputs.names import Names
from problems.inputs.predicates import NO_LEADING_ZERO
from problems.inputs.relating import Relating, runs_up


class FactBinder:
    """Puts one fact into one scope, its variables in the layout's own terms."""

    def __init__(self, names: Names) -> None:
        self.names, self.level = names, names.level
        self.distinct, self.relating = DistinctBinder(names), Relating(names)

    def add(self, fact: Fact) -> None:
        match fact:
            case Compared(formula, conditions):
                self.compared(formula, conditions)
            case Either(formulas, conditions):
                self.either(formulas, conditions)
            case Covering(of, conditions):
                check_ranges(self.names, conditions, of)
            case Whole(of):
                for item in self.names.listed(of):
                    self.names.variable(item)
            case DecimalPlaces(of, places):
                for item in self.names.listed(of):
                    name = self.names.variable(item).name
                    self.names.owner(name).places[name] = places
            case WrittenInBase(of, base):
                for item in self.names.listed(of):
                    name = self.names.variable(item).name
                    self.names.owner(name).bases[name] = base
            case Text(of, alphabet, pattern, letter):
                self.text(of, alphabet, pattern, letter)
            case PlacedCharacters(of, positions, characters, others):
                for item in self.names.listed(of):
                    name = self.names.string(item)
                    placed = self.names.owner(name).placed
                    placed[name] = [*placed.get(name, []), (positions, characters, others)]
            case Words(of, words):
                for item in self.names.listed(of):
                    name = self.names.string(item)
                    self.names.owner(name).words[name] = words
            case OneOf(of, values):
                self.one_of(of, values)
            case Different(of, unordered):
                self.distinct.different(of, unordered)
            case Permuted(of, values):
                self.relating.permuted(of, values)
            case Summed(of, high, cases):
                self.relating.summed(of, high, cases)
            case Remainder(of, modulus, remainder):
                for item in self.names.listed(of):
                    tied = self.names.tied(item)
                    self.level.relations.append(Congruent(tied, Number(modulus), Number(remainder)))
            case Primes(of):
                for item in self.names.listed(of):
                    self.level.relations.append(Prime(self.names.variable(item)))
            case Contains(of, characters, low, high):
                self.relating.contains(of, characters, low, high)
            case Counted(of, values, low, high):
                self.relating.counted(of, values, low, high)
            case CellsHold(of, characters, others, within):
                for item in self.names.listed(of):
                    self.cells(item, characters, others, within)
            case CountedEach(of, first, last, low, high):
                self.relating.counted_each(of, (first, last), (low, high))
            case QueryCount(literal, low, high):
                self.relating.asked(literal, low, high)
            case Shaped(words):
                self.level.shapes |= words

    # --- names ---

    def compared(self, formula: Formula, conditions: Sequence[Formula]) -> None:
        conditions = (*conditions, *formula.asides)
        if formula.signs == ("==",) and len(formula.sides[1]) > 1 and _are_numbers(formula.sides[1]):
            check_ranges(self.names, conditions, formula.sides[0])  # a_i = 1, 2, 3
            self.one_of(formula.sides[0], formula.sides[1])
            return
        if formula.signs == ("≡",):
            self.relating.congruent(formula)
            return
        if formula.modulus is not None:
            raise NotUnderstood("a modulus")
        left, off_diagonal = without_symmetry(self.names, formula, conditions)
        if left is None:
            return
        if off_diagonal:  # these bounds hold off the diagonal; its own value is stated separately
            conditions = [c for c in map(_without_unequal, conditions) if c is not None]
        formula = left
        conditions = [c for c in conditions if not self._is_triangle(c, formula)]
        pairs = [c for c in conditions if self.is_pair(c)]
        for chain in chains_of(formula):
            if chain.signs == ("!=",):
                self.distinct.unlike(chain, pairs)
                ranges = [c for c in conditions if c not in pairs]
                check_ranges(self.names, ranges, [item for side in chain.sides for item in side])
                continue
            if pairs:
                raise NotUnderstood("a comparison of all pairs")
            self.chain(chain, conditions)

    def chain(self, chain: Formula, conditions: Sequence[Formula]) -> None:
        if any(sign in ("in", "≡") for sign in chain.signs):
            self.membership(chain, conditions)
            return
        chain = self._without_symbols(chain)
        sides = [list(side) for side in chain.sides]
        signs = list(chain.signs)
        if [DOTS] in sides:
            self.sorted_chain(chain)
            return
        flat = [item for side in sides for item in side]
        check_ranges(self.names, conditions, flat)
        for listed in self._parted([self.names.listed(side) for side in sides]):
            self.names.learn_letters([item for side in listed for item in side])
            self._growing(listed, list(signs))

    def _without_symbols(self, chain: Formula) -> Formula:
        """0 ≤ A_i < P = 200003, where P is no part of the input, as 0 ≤ A_i < 200003."""
        match chain.sides, chain.signs:
            case (*sides, (Variable(name, ()),), (Number(),) as value), (*signs, "==") if (
                len(sides) > 0 and self.level.find(name) is None and signs
            ):
                return Formula((*sides, value), tuple(signs))
        return chain

    def _parted(self, sides: list[list[Expression]]) -> list[list[list[Expression]]]:
        """1 ≤ A_i, B_j ≤ M as two chains: i and j may both be the layout's i."""
        letters = [[self.names.letters_in([item]) for item in side] for side in sides]
        lists = [place for place, side in enumerate(letters) if any(side)]
        if len(lists) != 1 or all(found == letters[lists[0]][0] for found in letters[lists[0]]):
            return [sides]
        (at,) = lists
        return [[*sides[:at], [item], *sides[at + 1 :]] for item in sides[at]]

    def _growing(self, listed: list[list[Expression]], signs: list[str]) -> None:
        if self._digits_of_string(listed, signs):
            return
        if set(signs) <= {">", ">=", "=="} and signs != ["=="] * len(signs):
            listed.reverse()
            signs = [{">": "<", ">=": "<="}.get(sign, sign) for sign in reversed(signs)]
        if len(signs) > 1 and set(signs) == {"=="}:  # |S| = |T| = N
            for side in listed[:-1]:
                self.level.chains.append(self._tied_chain([side, listed[-1]], ["=="]))
            return
        if signs in (["<"], ["<="]) and len(listed[1]) == 1 and all(map(self._is_size, listed[0])):
            low: list[Expression] = [Operation("-", (Number(0), listed[1][0]))]
            inner = [item.operands[0] for item in listed[0] if isinstance(item, Call)]
            self.level.chains.append(self._tied_chain([low, inner, listed[1]], signs * 2))
            return
        if len(listed) == 3 and set(signs) <= {"<", "<="} and all(map(self._is_size, listed[1])):
            self._sizes(listed, signs)
            return
        if "!=" in signs:
            if len(signs) == 1 or signs.count("!=") > 1:
                raise NotUnderstood("not this way")
            at = signs.index("!=")
            for left in listed[at]:
                for right in listed[at + 1]:
                    self.level.relations.append(Comparison(self.names.tied(left), Order.OTHER, self.names.tied(right)))
            for part, some in ((listed[: at + 1], signs[:at]), (listed[at + 1 :], signs[at + 1 :])):
                if some:
                    self.level.chains.append(self._tied_chain(part, some))
            return
        if not set(signs) <= {"<", "<=", "=="}:
            raise NotUnderstood("signs both ways")
        self.level.chains.append(self._tied_chain(listed, signs))

    def _sizes(self, listed: list[list[Expression]], signs: list[str]) -> None:
        """1 ≤ |x|, |y| ≤ 9: from −9 to 9, and not within the low end of zero."""
        (low,), sizes, (high,) = listed[0], listed[1], listed[2]
        inner = [item.operands[0] for item in sizes if isinstance(item, Call)]
        if any(isinstance(item, Variable) and self._numbers_places(item.name) for item in inner):
            self.level.chains.append(self._tied_chain([[low], inner, [high]], signs))
            return
        ends: list[Expression] = [Operation("-", (Number(0), high))]
        self.level.chains.append(self._tied_chain([ends, inner, [high]], [signs[1], signs[1]]))
        if isinstance(low, Number) and low.value + (signs[0] == "<") <= 0:
            return
        order = Order.LESS if signs[0] == "<" else Order.AT_MOST
        for item in sizes:
            self.level.relations.append(Comparison(self.names.tied(low), order, self.names.tied(item)))

    def _numbers_places(self, name: str) -> bool:
        """Whether lines or tokens are numbered up to it, so that it is not negative."""
        ends = [end for known in self.level.known.values() for pair in known.ranges.values() for end in pair]
        return any(variable.name == name for end in ends for variable in variables_of(end))

    def _is_size(self, item: Expression) -> bool:
        """|x| of a number."""
        match item:
            case Call("abs", (Variable() as inner,)):
                return not self.names.is_text(inner)
        return False

    def _tied_chain(self, sides: list[list[Expression]], signs: list[str]) -> TiedChain:
        tied = [[self.names.tied(item) for item in side] for side in sides]
        bare = {item for side in tied for item in side if isinstance(item, Variable) and self._is_bare(item)}
        if len(bare) > 1:  # A < B < C, said of the A_i, B_i and C_i of one row
            if len({self.names.known_indices(variable) for variable in bare}) > 1:
                raise NotUnderstood("values of several places together")
            tied = [[self.names.variable(item) if item in bare else item for item in side] for side in tied]
        return TiedChain(tuple(map(tuple, tied)), tuple(signs))

    def _is_bare(self, variable: Variable) -> bool:
        return not variable.indices and bool(self.names.known_indices(variable))

    def _digits_of_string(self, sides: list[list[Expression]], signs: list[str]) -> bool:
        """0 ≤ c_{i,j} ≤ 9 where the c are characters side by side."""
        if len(sides) != 3 or signs != ["<=", "<="]:
            return False
        (low, subjects, high) = sides
        if not all(
            isinstance(item, Variable) and item.name in self.names.layout.glued and item.indices for item in subjects
        ):
            return False
        match low, high:
            case [Number(least)], [Number(most)] if 0 <= least <= most <= 9:
                self.text(tuple(subjects), "".join(map(str, range(least, most + 1))))
                return True
        raise NotUnderstood("numbers side by side")

    def sorted_chain(self, chain: Formula) -> None:
        """x_1 < x_2 < … < x_N, with what may stand before and behind it."""
        sides = [list(side) for side in chain.sides]
        at = sides.index([DOTS])
        if any(len(side) != 1 for side in sides):
            raise NotUnderstood("lists in a sorted sequence")
        flat = [side[0] for side in sides]
        start = self.names.run_start(flat, at)
        general = self.names.general(flat, at)
        end = self.names.run_end(flat, at)
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
        rest = [[self.names.tied(item)] for item in before] + [[tied]] + [[self.names.tied(item)] for item in after]
        signs = [*chain.signs[:start], *chain.signs[end:]]
        if not signs:
            return
        if set(signs) <= {">", ">="}:
            rest.reverse()
            signs = [{">": "<", ">=": "<="}[sign] for sign in reversed(signs)]
        if not set(signs) <= {"<", "<=", "=="}:
            raise NotUnderstood("signs both ways")
        self._ends(chain, start, end)
        self.level.chains.append(TiedChain(tuple(map(tuple, rest)), tuple("<=" if s == "==" else s for s in signs)))

    def _ends(self, chain: Formula, start: int, end: int) -> None:
        """0 = A_1 < A_2 < … < A_N = X: what the first and the last are."""
        flat = [side[0] for side in chain.sides]
        for place, neighbour in ((start, start - 1), (end, end + 1)):
            if 0 <= neighbour < len(flat) and chain.signs[min(place, neighbour)] == "==":
                outermost = self.names.tied(flat[place])
                self.level.relations.append(Comparison(outermost, Order.EQUAL, self.names.tied(flat[neighbour])))

    def membership(self, chain: Formula, conditions: Sequence[Formula]) -> None:
        if chain.signs != ("in",) or len(chain.sides[1]) != 1:
            raise NotUnderstood("a membership")
        (values,) = chain.sides[1]
        check_ranges(self.names, conditions, chain.sides[0])
        match values:
            case Call("set", items) if DOTS not in items:
                self.one_of(chain.sides[0], items)
            case Call("set", items) if items.index(DOTS) == len(items) - 2 and runs_up(items):
                self.names.learn_letters(chain.sides[0])
                subjects = self.names.listed(chain.sides[0])
                ends = [[items[0]], subjects, [items[-1]]]
                self.level.chains.append(self._tied_chain(ends, ["<=", "<="]))
            case _:
                raise NotUnderstood("a set")

    def is_pair(self, condition: Formula) -> bool:
        """i ≠ j, i < j, 1 ≤ i < j ≤ N, (i,j) ≠ (k,l): a condition that takes two different places."""
        for place, sign in enumerate(condition.signs):
            if sign in ("!=", "<", ">"):
                items = (*members(condition.sides[place][-1]), *members(condition.sides[place + 1][0]))
                if all(isinstance(i, Variable) and not i.indices and not self.level.find(i.name) for i in items):
                    return True
        return False

    def _is_triangle(self, condition: Formula, formula: Formula) -> bool:
        """Whether 1 ≤ i < j ≤ N is how a half of a matrix is laid out, of which alone something is said."""
        variables = {v for side in formula.sides for item in side for v in variables_of(item) if len(v.indices) == 2}
        match condition.sides, condition.signs, [*variables]:
            case ((low,), (Variable() as i,), (Variable() as j,), (high,)), ("<=", "<", "<="), [
                Variable(name, (row, column))
            ] if (i, j) == (row, column) and (known := self.level.find(name)) and len(known.indices) == 2:
                rows, columns = (known.ranges.get(letter) for letter in known.letters)
                return (
                    rows is not None
                    and columns is not None
                    and difference(columns[0], Variable(known.letters[0])) == 1
                    and difference(rows[0], self.names.tied(low)) == 0
                    and difference(columns[1], self.names.tied(high)) == 0
                )
        return False

    def either(self, formulas: Sequence[Formula], conditions: Sequence[Formula]) -> None:
        conditions = [*conditions, *(aside for formula in formulas for aside in formula.asides)]
        pairs = [c for c in conditions if self.is_pair(c)]
        sides = [formula.sides for formula in formulas]
        if all(f.signs == ("!=",) and all(len(side) == 1 for side in f.sides) for f in formulas):
            if [c for c in conditions if c not in pairs]:
                raise NotUnderstood("a choice under conditions")
            left = Call("tuple", tuple(pair[0][0] for pair in sides))
            right = Call("tuple", tuple(pair[1][0] for pair in sides))
            self.distinct.unlike_ones(left, right, bool(pairs))
            return
        if pairs:
            raise NotUnderstood("a choice of pairs")
        if len(formulas) == 2:
            one, other = sorted(formulas, key=lambda f: len(f.signs))
            if one.signs == ("==",) and other.signs in (("<=", "<="), ("<=", "<")) and _one_subject(one, other):
                self._value_or_range(one, other, conditions)
                return
        raise NotUnderstood("a choice")

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
        self.level.chains.append(self._tied_chain([[value], [tied], [high]], ["<=", other.signs[1]]))
        for missing in range(1, gap):
            if missing > 3:
                raise NotUnderstood("a wide gap")
            self.level.relations.append(Comparison(tied, Order.OTHER, added(value, missing)))

    # --- other facts ---

    def text(
        self, of: Sequence[Expression], alphabet: str | None, pattern: str | None = None, letter: bool = False
    ) -> None:
        for item in self.names.listed(self._strings_named(of)):
            is_string = isinstance(item, Variable) and self.names.is_text(item)
            name = self.names.string(item)
            level = self.names.owner(name)
            known = level.known[name]
            if pattern is not None and alphabet is None and not is_string:
                level.strings.discard(name)
                if not pattern.endswith(NO_LEADING_ZERO):
                    raise NotUnderstood("the form of a number")
                continue
            if letter and name not in self.names.layout.glued and self._is_itself(item, known):
                size = Call("length", (Variable(name, known.indices),))
                level.chains.append(TiedChain(((size,), (Number(1),)), ("==",)))
            if alphabet is not None:
                before = level.alphabets.get(name)
                level.alphabets[name] = alphabet if before is None else "".join(c for c in before if c in alphabet)
            if pattern is not None:
                level.patterns[name] = [*level.patterns.get(name, []), pattern]

    def _strings_named(self, of: Sequence[Expression]) -> list[Expression]:
        """S_1 and S_2 as S, where these are all its characters."""
        found: list[Expression] = []
        characters: dict[str, set[int]] = {}
        for item in of:
            match item:
                case Variable(name, (Number(value),)) if name in self.names.layout.glued and DOTS not in of:
                    characters.setdefault(name, set()).add(value)
                case _:
                    found.append(item)
        for name, numbers in characters.items():
            glued = self.names.layout.glued[name]
            if (glued.low, glued.high) != (Number(min(numbers)), Number(max(numbers))) or len(numbers) != max(
                numbers
            ) - min(numbers) + 1:
                raise NotUnderstood("some of the characters")
            found.append(Variable(name))
        return found

    def _is_itself(self, item: Expression, known: Known) -> bool:
        """Whether a string is named, not one of its characters."""
        return (
            bool(self.names.lone_of(item))
            if isinstance(item, Variable) and (item in self.names.layout.lone)
            else len(indices_of_subject(item)) in (0, len(known.indices))
        )

    def cells(self, item: Expression, characters: str, others: bool, within: Formula | None) -> None:
        """`S_{X,Y}`, or `S_{i,1}` for every i."""
        match item:
            case Variable(name, (row, column)) if self.names.is_string_like(name):
                pass
            case _:
                raise NotUnderstood("a cell of no grid")
        known = self.level.find(name)
        if known is None or len(known.indices) != 1:
            raise NotUnderstood("a cell of no grid")
        free = [index for index in (row, column) if self._is_free(index)]
        if within is not None:
            check_ranges(self.names, [within], [item])
        if len(free) != (within is not None):
            raise NotUnderstood("some of the cells")
        ends = [None if index in free else self.names.tied(index) for index in (row, column)]
        self.level.relations.append(CellIs(Variable(name), ends[0], ends[1], characters, others))

    def _is_free(self, index: Expression) -> bool:
        return isinstance(index, Variable) and not index.indices and self.level.find(index.name) is None

    def one_of(self, of: Sequence[Expression], values: Sequence[Expression]) -> None:
        if DOTS in values and values.index(DOTS) == len(values) - 2 and runs_up(values):
            self.names.learn_letters(of)
            self.level.chains.append(self._tied_chain([[values[0]], self.names.listed(of), [values[-1]]], ["<=", "<="]))
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
                self.text([item], "".join(map(str, sorted(numbers))))
                continue
            self.names.learn_letters([item])
            tied = self.names.variable(item)
            ends: list[list[Expression]] = [[Number(min(numbers))], [tied], [Number(max(numbers))]]
            self.level.chains.append(TiedChain(tuple(map(tuple, ends)), ("<=", "<=")))
            if max(numbers) - min(numbers) >= len(set(numbers)):
                texts = tuple(str(number) for number in numbers)
                self.level.relations.append(Occurs(tied, texts, Number(1), None))


def _without_unequal(condition: Formula) -> Formula | None:
    """1 ≤ i, j ≤ N, i ≠ j without its end."""
    if condition.signs[-1:] != ("!=",):
        return condition
    if len(condition.signs) == 1:
        return None
    sides = (*condition.sides[:-2], condition.sides[-2][:-1])
    return Formula(sides, condition.signs[:-1], condition.asides) if sides[-1] else None


def _are_numbers(values: Sequence[Expression]) -> bool:
    return all(isinstance(value, Number) for value in values)


def _at(expression: Expression, place: int, count: int) -> Expression | None:
    """One of so many indices; c_{i1} has two."""
    if not isinstance(expression, Variable):
        return None
    indices = expression.indices
    if len(indices) == 1 and count == 2:
        indices = factors_of_index(indices[0])
    return indices[place] if place < len(indices) else None


def _one_subject(one: Formula, other: Formula) -> bool:
    return all(len(side) == 1 for side in (*one.sides, *other.sides)) and one.sides[0] == other.sides[1]
