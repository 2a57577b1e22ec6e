"""Binds a fact to a scope."""

from collections.abc import Sequence

from problems.inputs import facts
from problems.inputs.comparison_binder import ComparisonBinder
from problems.inputs.distinct import DistinctBinder
from problems.inputs.expressions import Expression, Number, Variable
from problems.inputs.format import CellIs, Mirrored
from problems.inputs.index_ranges import check_ranges
from problems.inputs.latex import Formula, NotUnderstood
from problems.inputs.levels import ScopeLevel
from problems.inputs.names import Names
from problems.inputs.relating import Relating
from problems.inputs.text_binder import TextBinder


class FactBinder:
    """Binds facts to one scope, with their variables in the layout's terms."""

    def __init__(self, names: Names) -> None:
        self.names, self.level = names, names.level
        self.texts, self.distinct, self.relating = TextBinder(names), DistinctBinder(names), Relating(names)
        self.comparisons = ComparisonBinder(names, self.texts, self.distinct, self.relating)

    def add(self, fact: facts.Fact) -> None:
        match fact:
            case facts.Compared(formula, conditions):
                self.comparisons.compared(formula, conditions)
            case facts.Either(formulas, conditions):
                self.comparisons.choices.either(formulas, conditions)
            case facts.Covering(of, conditions):
                check_ranges(self.names, conditions, of)
            case facts.Whole(of):
                self._owned(of)  # they must be the input's
            case facts.DecimalPlaces(of, number) | facts.WrittenInBase(of, number):
                for name, level in self._owned(of):
                    (level.places if isinstance(fact, facts.DecimalPlaces) else level.bases)[name] = number
            case facts.Text(of, alphabet, pattern, letter):
                self.texts.add(of, alphabet, pattern, letter)
            case facts.PlacedCharacters(of, positions, characters, others):
                self.texts.placed(of, (positions, characters, others))
            case facts.Words(of, words):
                self.texts.words(of, words)
            case facts.OneOf(of, values):
                self.comparisons.choices.one_of(of, values)
            case facts.Different(of, unordered, but):
                self.distinct.different(of, unordered, but)
            case facts.DifferentLetters(of):
                self.different_letters(of)
            case facts.Coprimes(of):
                self.relating.coprime(of)
            case facts.Bracketed(of):
                self.texts.bracketed(of)
            case facts.Permuted(of, values):
                self.relating.permuted(of, values)
            case facts.Summed(of, high, cases):
                self.relating.summed(of, high, cases)
            case facts.Remainder(of, modulus, remainder):
                self.relating.congruent(of, modulus, remainder)
            case facts.Primes(of):
                self.relating.prime(of)
            case facts.Contains(of, values, low, high) | facts.Counted(of, values, low, high):
                count = self.relating.contains if isinstance(fact, facts.Contains) else self.relating.counted
                count(of, values, low, high)
            case facts.CellsHold(of, characters, others, within):
                self.cells(of, characters, others, within)
            case facts.KindsHeld(of, low, high):
                self.texts.kinds(of, low, high)
            case facts.CellsMirrored((Variable(name),), diagonal, exclusive, implied):
                self.mirrored(name, diagonal, exclusive, implied)
            case facts.CountedEach(of, first, last, low, high):
                self.relating.counted_each(of, (first, last), (low, high))
            case facts.QueryCount(literal, low, high):
                self.relating.query_count(literal, low, high)
            case facts.Shaped(words):
                self.level.shapes |= words

    def _owned(self, of: Sequence[Expression]) -> list[tuple[str, ScopeLevel]]:
        """The variables' names, each with the scope that has it."""
        names = [self.names.variable(item).name for item in self.names.listed(of)]
        return [(name, self.names.owner(name)) for name in names]

    def different_letters(self, of: Sequence[Expression]) -> None:
        for item in self.names.listed(of):
            for letter in self.texts.alphabet(item):
                self.relating.contains([item], (letter,), Number(0), Number(1))

    def cells(self, of: Sequence[Expression], characters: str, others: bool, within: Formula | None) -> None:
        """`S_{X,Y}`, or `S_{i,1}` for every i."""
        for item in self.names.listed(of):
            self._cell(item, characters, others, within)

    def mirrored(self, name: str, diagonal: str | None, exclusive: bool, implied: tuple[tuple[str, str], ...]) -> None:
        """Adds to what is said of a grid's cells on its diagonal and across it."""
        known = self.level.find(name)
        if known is None or len(known.indices) != 1 or not self.names.is_string_like(name):
            raise NotUnderstood("cells of no grid")
        before = next((r for r in self.level.relations if isinstance(r, Mirrored) and r.grid.name == name), None)
        if before is not None:
            self.level.relations.remove(before)
            diagonal, exclusive = diagonal or before.diagonal, exclusive or before.exclusive
            implied = (*before.implied, *implied)
        self.level.relations.append(Mirrored(Variable(name), diagonal, exclusive, implied))

    def _cell(self, item: Expression, characters: str, others: bool, within: Formula | None) -> None:
        match item:
            case Variable(name, (row, column)) if self.names.is_string_like(name):
                pass
            case _:
                raise NotUnderstood("a cell of no grid")
        known = self.level.find(name)
        if known is None or len(known.indices) != 1:
            raise NotUnderstood("a cell of no grid")
        free = [index for index in (row, column) if self._is_free(index)]
        if row == column and free and within is None and not others:
            self.mirrored(name, characters, False, ())
            return
        if within is not None:
            check_ranges(self.names, [within], [item])
        if len(free) != (within is not None):
            raise NotUnderstood("some of the cells")
        ends = [None if index in free else self.names.resolved(index) for index in (row, column)]
        self.level.relations.append(CellIs(Variable(name), ends[0], ends[1], characters, others))

    def _is_free(self, index: Expression) -> bool:
        return isinstance(index, Variable) and not index.indices and self.level.find(index.name) is None
