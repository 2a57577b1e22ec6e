"""One fact in one scope: chains of comparisons, relations, alphabets."""

from collections.abc import Sequence
from itertools import combinations, pairwise

from problems.inputs.algebra import added, difference, substituted
from problems.inputs.chains import chains_of
from problems.inputs.evaluate import evaluate
from problems.inputs.expressions import Call, Expression, Number, Operation, Variable, variables_of
from problems.inputs.facts import (
    Asked,
    Compared,
    Contains,
    Counted,
    Covering,
    DecimalPlaces,
    Different,
    Either,
    Fact,
    OneOf,
    Permuted,
    Primes,
    Remainder,
    Shaped,
    Summed,
    Text,
    Whole,
    Words,
)
from problems.inputs.format import Comparison, Congruent, Distinct, Occurs, Order, Permutation, Prime, Total
from problems.inputs.index_ranges import check_ranges
from problems.inputs.latex import DOTS, Formula, NotUnderstood
from problems.inputs.levels import Chain, Known, indices_of_subject, literals_of, variants_of
from problems.inputs.names import Names
from problems.inputs.predicates import NO_LEADING_ZERO


class Tying:
    """Puts one fact into one scope, its variables in the layout's own terms."""

    def __init__(self, names: Names) -> None:
        self.names, self.level = names, names.level

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
            case Text(of, alphabet, pattern, letter):
                self.text(of, alphabet, pattern, letter)
            case Words(of, words):
                for item in self.names.listed(of):
                    name = self.names.string(item)
                    self.names.owner(name).words[name] = words
            case OneOf(of, values):
                self.one_of(of, values)
            case Different(of, unordered):
                self.different(of, unordered)
            case Permuted(of, values):
                self.permuted(of, values)
            case Summed(of, high, cases):
                self.summed(of, high, cases)
            case Remainder(of, modulus, remainder):
                for item in self.names.listed(of):
                    tied = self.names.tied(item)
                    self.level.relations.append(Congruent(tied, Number(modulus), Number(remainder)))
            case Primes(of):
                for item in self.names.listed(of):
                    self.level.relations.append(Prime(self.names.variable(item)))
            case Contains(of, characters, low, high):
                self.contains(of, characters, low, high)
            case Counted(of, values, low, high):
                self.counted(of, values, low, high)
            case Asked(literal, low, high):
                self.asked(literal, low, high)
            case Shaped(words):
                self.level.shapes |= words

    # --- names ---

    def compared(self, formula: Formula, conditions: Sequence[Formula]) -> None:
        conditions = (*conditions, *formula.asides)
        if formula.signs == ("≡",):
            self.congruent(formula)
            return
        if formula.modulus is not None:
            raise NotUnderstood("a modulus")
        pairs = [c for c in conditions if self.is_pair(c)]
        for chain in chains_of(formula):
            if chain.signs == ("!=",):
                self.unlike(chain, pairs)
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

    def _is_size(self, item: Expression) -> bool:
        """|x| of a number."""
        match item:
            case Call("abs", (Variable() as inner,)):
                return not self.names.is_text(inner)
        return False

    def _tied_chain(self, sides: list[list[Expression]], signs: list[str]) -> Chain:
        return Chain(tuple(tuple(self.names.tied(item) for item in side) for side in sides), tuple(signs))

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
        inner = chain.signs[start : at + 1]
        if len(set(inner)) != 1 or inner[0] not in ("<", "<=", ">", ">="):
            raise NotUnderstood("signs that differ")
        tied = self.names.variable(general)
        places = [place for place, index in enumerate(tied.indices) if index != _at(flat[start], place)]
        if len(places) != 1:
            raise NotUnderstood("a sequence of other things")
        letter = tied.indices[places[0]]
        following = Variable(
            tied.name,
            tuple(added(letter, 1) if place == places[0] else index for place, index in enumerate(tied.indices)),
        )
        self.level.relations.append(Comparison(tied, Order(inner[0]), following))
        before, after = flat[:start], flat[at + 2 :]
        rest = [[self.names.tied(item)] for item in before] + [[tied]] + [[self.names.tied(item)] for item in after]
        signs = [*chain.signs[:start], *chain.signs[at + 1 :]]
        if not signs:
            return
        if set(signs) <= {">", ">="}:
            rest.reverse()
            signs = [{">": "<", ">=": "<="}[sign] for sign in reversed(signs)]
        if not set(signs) <= {"<", "<=", "=="}:
            raise NotUnderstood("signs both ways")
        self._ends(chain, tied, start, at)
        self.level.chains.append(Chain(tuple(map(tuple, rest)), tuple("<=" if s == "==" else s for s in signs)))

    def _ends(self, chain: Formula, tied: Variable, start: int, at: int) -> None:
        """0 = A_1 < A_2 < … < A_N = X: what the first and the last are."""
        flat = [side[0] for side in chain.sides]
        for place, neighbour in ((start, start - 1), (at + 1, at + 2)):
            if 0 <= neighbour < len(flat) and chain.signs[min(place, neighbour)] == "==":
                end = self.names.tied(flat[place])
                self.level.relations.append(Comparison(end, Order.EQUAL, self.names.tied(flat[neighbour])))

    def membership(self, chain: Formula, conditions: Sequence[Formula]) -> None:
        if chain.signs != ("in",) or len(chain.sides[1]) != 1:
            raise NotUnderstood("a membership")
        (values,) = chain.sides[1]
        check_ranges(self.names, conditions, chain.sides[0])
        match values:
            case Call("set", items) if DOTS not in items:
                self.one_of(chain.sides[0], items)
            case Call("set", items) if items.index(DOTS) == len(items) - 2 and _runs_up(items):
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
                items = (*_members(condition.sides[place][-1]), *_members(condition.sides[place + 1][0]))
                if all(isinstance(i, Variable) and not i.indices and not self.level.find(i.name) for i in items):
                    return True
        return False

    def congruent(self, formula: Formula) -> None:
        if formula.modulus is None or formula.asides or len(formula.sides[0]) != 1 or len(formula.sides[1]) != 1:
            raise NotUnderstood("a congruence")
        (left,), (right,) = formula.sides
        self.names.learn_letters([left, right])
        tied = [self.names.tied(left), self.names.tied(right), self.names.tied(formula.modulus)]
        self.level.relations.append(Congruent(tied[0], tied[2], tied[1]))

    def unlike(self, chain: Formula, pairs: Sequence[Formula]) -> None:
        left, right = chain.sides
        for one in self.names.listed(left):
            for other in self.names.listed(right):
                self._unlike(one, other, bool(pairs))

    def _unlike(self, one: Expression, other: Expression, pairs: bool) -> None:
        ones, others = _members(one), _members(other)
        free, free_others = self.names.letters_in(ones), self.names.letters_in(others)
        letters = sorted(free - free_others), sorted(free_others - free)
        if len(letters[0]) == len(letters[1]) > 0 and len(ones) == len(others):
            renamed = [_renamed(item, dict(zip(letters[1], letters[0], strict=True))) for item in others]
            if renamed == list(ones):
                unordered = isinstance(one, Call) and one.function == "set"
                self._distinct(ones, unordered, each=free & free_others)
                return
            if renamed == list(ones)[::-1] and len(ones) == 2 and not free & free_others:
                self._distinct(ones, True, each=set())  # (A_i, B_i) ≠ (B_j, A_j)
                return
        if letters[0] and letters[1] and not pairs and not free & free_others and len(ones) == len(others):
            self._apart_from(ones, others)
            return
        if pairs or (letters[0] and letters[1]):
            raise NotUnderstood("other pairs")
        self.names.learn_letters([*ones, *others])
        tied = [(self.names.tied(a), self.names.tied(b)) for a, b in zip(ones, others, strict=len(ones) == len(others))]
        if len(ones) != len(others):
            raise NotUnderstood("tuples of unlike length")
        if len(tied) == 1:
            self.level.relations.append(Comparison(tied[0][0], Order.OTHER, tied[0][1]))
        else:
            self._some_differ(tied)

    def _apart_from(self, ones: Sequence[Expression], others: Sequence[Expression]) -> None:
        """A_i ≠ B_j, (A_i, B_i) ≠ (C_j, D_j) for all i and j: two indices that know nothing of each other."""
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
        apart = tuple(Call("abs", (Operation("-", pair),)) for pair in pairs)
        self.level.relations.append(Comparison(Operation("+", apart), Order.AT_LEAST, Number(1)))

    def either(self, formulas: Sequence[Formula], conditions: Sequence[Formula]) -> None:
        conditions = [*conditions, *(aside for formula in formulas for aside in formula.asides)]
        pairs = [c for c in conditions if self.is_pair(c)]
        sides = [formula.sides for formula in formulas]
        if all(f.signs == ("!=",) and all(len(side) == 1 for side in f.sides) for f in formulas):
            if [c for c in conditions if c not in pairs]:
                raise NotUnderstood("a choice under conditions")
            left = Call("tuple", tuple(pair[0][0] for pair in sides))
            right = Call("tuple", tuple(pair[1][0] for pair in sides))
            self._unlike(left, right, bool(pairs))
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
        for item in self.names.listed(of):
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
                level.chains.append(Chain(((size,), (Number(1),)), ("==",)))
            if alphabet is not None:
                before = level.alphabets.get(name)
                level.alphabets[name] = alphabet if before is None else "".join(c for c in before if c in alphabet)
            if pattern is not None:
                level.patterns[name] = [*level.patterns.get(name, []), pattern]

    def _is_itself(self, item: Expression, known: Known) -> bool:
        """Whether a string is named, not one of its characters."""
        return (
            bool(self.names.lone_of(item))
            if isinstance(item, Variable) and (item in self.names.layout.lone)
            else len(indices_of_subject(item)) in (0, len(known.indices))
        )

    def one_of(self, of: Sequence[Expression], values: Sequence[Expression]) -> None:
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
            self.level.chains.append(Chain(tuple(map(tuple, ends)), ("<=", "<=")))
            if max(numbers) - min(numbers) >= len(set(numbers)):
                texts = tuple(str(number) for number in numbers)
                self.level.relations.append(Occurs(tied, texts, Number(1), None))

    def different(self, of: Sequence[Expression], unordered: bool) -> None:
        dotted = DOTS in of or any(isinstance(item, Call) and DOTS in item.operands for item in of)
        listed = self.names.listed(of)
        if all(isinstance(item, Call) and item.function in ("tuple", "set") for item in listed):
            if len(listed) == 1:
                (only,) = listed
                pair = isinstance(only, Call) and only.function == "set"
                self._distinct(_members(only), unordered or pair, each=set())
                return
            members = [_members(item) for item in listed]
            if len({len(inner) for inner in members}) != 1 or self.names.letters_in(
                item for inner in members for item in inner
            ):
                raise NotUnderstood("several tuples")
            for one, other in combinations(members, 2):
                self._some_differ([(self.names.tied(a), self.names.tied(b)) for a, b in zip(one, other, strict=True)])
            return
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
        tied_all = [self.names.variable(item) for item in listed]
        if not dotted and (self.names.letters_in(of) or any(variable.indices for variable in tied_all)):
            raise NotUnderstood("several sequences, together or apart")
        self.level.relations.append(Distinct(tuple(tied_all), pooled=True))

    def _distinct(self, of: Sequence[Expression], unordered: bool, each: set[str]) -> None:
        self.names.learn_letters(of)
        variables = tuple(self.names.variable(item) for item in of)
        if len({variable.indices for variable in variables}) != 1 or not variables[0].indices:
            raise NotUnderstood("a tuple of unlike things")
        for variable in variables:
            known = self.level.find(variable.name)
            if known is None or variable.indices != known.indices:
                raise NotUnderstood("some of them")
        held = tuple(sorted(self.names.letters.get(letter, letter) for letter in each))
        self.level.relations.append(Distinct(variables, unordered, each=held))

    def permuted(self, of: Sequence[Expression], values: Sequence[Expression]) -> None:
        if DOTS not in values or values.index(DOTS) != len(values) - 2 or not _runs_up(values):
            raise NotUnderstood("a permutation of other things")
        dotted = any(item == DOTS or (isinstance(item, Call) and DOTS in item.operands) for item in of)
        for item in self.names.listed(of):
            variable = self.names.variable(item)
            known = self.level.find(variable.name)
            if known is None or not variable.indices or variable.indices != known.indices:
                raise NotUnderstood("a permutation of something else")
            letter = known.letters[-1]
            if letter not in known.ranges or (len(known.indices) > 1 and not dotted):
                raise NotUnderstood("a permutation of several rows")
            begin, end = known.ranges[letter]
            low, high = self.names.tied(values[0]), self.names.tied(values[-1])
            if difference(Operation("-", (high, low)), Operation("-", (end, begin))) != 0:
                raise NotUnderstood("a permutation of fewer or of more")
            self.level.chains.append(Chain(((low,), (variable,), (high,)), ("<=", "<=")))
            self.level.relations.append(Permutation(variable, low, known.letters[:-1]))

    def summed(self, of: Sequence[Expression], high: Expression, cases: bool) -> None:
        for item in self.names.listed(of):
            self.names.learn_letters([item])
            tied = self.names.tied(item)
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
            bound = self.names.tied(high)
            level.relations.append(Total(tied, None, bound, cases))

    def contains(
        self, of: Sequence[Expression], characters: tuple[str, ...], low: Expression, high: Expression | None
    ) -> None:
        for item in self.names.listed(of):
            name = self.names.string(item)
            known = self.level.find(name)
            indices = known.indices if known is not None and isinstance(item, Variable) and item.indices else ()
            tied = Variable(name, indices)
            self.level.relations.append(Occurs(tied, characters, self.names.tied(low), high and self.names.tied(high)))

    def counted(
        self, of: Sequence[Expression], values: tuple[str, ...], low: Expression, high: Expression | None
    ) -> None:
        match self.names.listed(of):
            case [Variable() as item]:
                pass
            case _:
                raise NotUnderstood("a count over several")
        ends = self.names.tied(low), high and self.names.tied(high)
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

    def asked(self, literal: str, low: Expression, high: Expression | None) -> None:
        names = [node.name for node in variants_of(self.level.nodes) if literal in literals_of(node)]
        if len(names) != 1:
            raise NotUnderstood("queries of another kind")
        ends = self.names.tied(low), high and self.names.tied(high)
        self.level.relations.append(Occurs(Variable(names[0]), (literal,), *ends))


def _at(expression: Expression, place: int) -> Expression | None:
    return expression.indices[place] if isinstance(expression, Variable) and place < len(expression.indices) else None


def _members(expression: Expression) -> tuple[Expression, ...]:
    match expression:
        case Call("tuple" | "set", operands):
            return operands
    return (expression,)


def _renamed(expression: Expression, names: dict[str, str]) -> Expression:
    for old, new in names.items():
        expression = substituted(expression, old, Variable(new))
    return expression


def _runs_up(values: Sequence[Expression]) -> bool:
    """Whether the values before the dots follow upon each other: 1, 2, 3, …"""
    before = values[: values.index(DOTS)]
    return all(difference(later, earlier) == 1 for earlier, later in pairwise(before))


def _one_subject(one: Formula, other: Formula) -> bool:
    return all(len(side) == 1 for side in (*one.sides, *other.sides)) and one.sides[0] == other.sides[1]
