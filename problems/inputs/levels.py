"""What is known about the variables of each scope while facts are bound to it, and which bounds may be added."""

from collections.abc import Collection
from dataclasses import dataclass, field, fields

from problems.inputs.evaluate import Unevaluable, evaluate
from problems.inputs.expressions import Call, Expression, Variable, variables_of
from problems.inputs.format import Node, Relation
from problems.inputs.layout import Layout


class BoundsMissing(Exception):
    """The constraints do not say how large a variable can be, or what characters it has."""


@dataclass(frozen=True, slots=True)
class LayoutVariable:
    """A variable as it appears in the layout."""

    name: str
    indices: tuple[Expression, ...]
    ranges: dict[str, tuple[Expression, Expression]]  # the range of each index it runs over
    mixed: bool = False  # it has places under other indices, too: x_{i,1} and x_{i,2}
    forms: tuple[tuple[Expression, ...], ...] = ()  # every set of indices it appears with, this one included

    @property
    def letters(self) -> tuple[str, ...]:
        return tuple(i.name if isinstance(i, Variable) and not i.indices else "" for i in self.indices)


@dataclass(slots=True)
class ScopeLevel:
    """A scope while facts are bound to it."""

    nodes: tuple[Node, ...]
    outer: "ScopeLevel | None"
    literal: str | None = None  # what a variant starts with
    known: dict[str, LayoutVariable] = field(default_factory=dict)
    alphabets: dict[str, str] = field(default_factory=dict)
    patterns: dict[str, list[str]] = field(default_factory=dict)
    placed: dict[str, list[tuple[tuple[int, ...], tuple[str, ...], bool]]] = field(default_factory=dict)
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    strings: set[str] = field(default_factory=set)
    places: dict[str, int] = field(default_factory=dict)
    bases: dict[str, int] = field(default_factory=dict)
    lows: dict[str, list[Expression]] = field(default_factory=dict)
    highs: dict[str, list[Expression]] = field(default_factory=dict)
    depends: dict[str, set[str]] = field(default_factory=dict)
    chains: list["AscendingChain"] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    symmetric: set[str] = field(default_factory=set)  # matrices that are equal to their transposes
    diagonals: dict[str, Expression] = field(default_factory=dict)  # the value on each such matrix's diagonal
    shapes: set[str] = field(default_factory=set)

    def owner(self, name: str) -> "ScopeLevel | None":
        """The innermost scope, from this one outwards, that has the variable."""
        level: ScopeLevel | None = self
        while level is not None and name not in level.known:
            level = level.outer
        return level

    def find(self, name: str) -> LayoutVariable | None:
        owner = self.owner(name)
        return None if owner is None else owner.known[name]

    def bounds(self, upward: bool) -> dict[str, list[Expression]]:
        """The upper bounds of each variable, or the lower ones."""
        return self.highs if upward else self.lows

    def is_scalar(self, name: str) -> bool:
        """Whether a variable of this scope has no index, and is no string whose characters have one."""
        return name in self.known and not self.known[name].indices and name not in self.strings

    def is_string(self, name: str) -> bool:
        owner = self.owner(name)
        return owner is not None and name in owner.strings

    def put_bound(self, name: str, bound: Expression, upward: bool) -> None:
        self.bounds(upward).setdefault(name, []).append(bound)
        self.depends.setdefault(name, set()).update(v.name for v in variables_of(bound))

    def is_admissible(self, subject: Expression, bound: Expression, same_row: bool = False) -> bool:
        """Whether a bound can be computed before the subject's value is chosen."""
        name = subject_name(subject)
        known = self.known[name]
        own = indices_of_subject(subject)
        if own and own != known.indices and not (known.mixed and self._all_places(own, bound)):
            return False  # only A_1, or only A_{i+1}
        if known.mixed and own == known.indices:
            return False
        letters = set(known.letters)
        for variable in variables_of(bound):
            if not variable.indices and variable.name in letters and self.find(variable.name) is None:
                continue
            other = self.find(variable.name)
            if other is None or self.depends_on(variable.name, name):
                return False
            inside = {v.name for index in variable.indices for v in variables_of(index) if v.name in letters}
            free = {v.name for index in variable.indices for v in variables_of(index)}
            if not all(n in letters or self.find(n) for n in free):
                return False
            if variable.indices and not same_row and variable.name in self.known:
                if not (len(variable.indices) < len(known.indices) and inside < letters):
                    return False
                if any(not isinstance(index, Variable) for index in variable.indices):
                    return False
            if variable.indices and not known.indices and variable.name in self.known:
                return False
        return True

    def _all_places(self, indices: tuple[Expression, ...], bound: Expression) -> bool:
        """Whether the indices are distinct letters that do not occur in the bound: x_{i,j} ≤ 6."""
        letters = [i.name for i in indices if isinstance(i, Variable) and not i.indices and not self.find(i.name)]
        named = {variable.name for variable in variables_of(bound)}
        return len(set(letters)) == len(indices) and named.isdisjoint(letters)

    def depends_on(self, start: str, goal: str) -> bool:
        """Whether a variable's bounds or index ranges depend on another one, directly or not."""
        seen, rest = set(), [start]
        while rest:
            name = rest.pop()
            if name == goal:
                return True
            if name not in seen:
                seen.add(name)
                rest.extend(self.depends.get(name, ()))
                known = self.known.get(name)
                if known is not None:
                    rest.extend(v.name for ends in known.ranges.values() for e in ends for v in variables_of(e))
        return False


GROWING = tuple(f.name for f in fields(ScopeLevel) if f.name not in ("nodes", "outer", "literal", "known"))


@dataclass(frozen=True, slots=True)
class AscendingChain:
    """An ascending chain of sides, bound to a scope."""

    sides: tuple[tuple[Expression, ...], ...]
    signs: tuple[str, ...]  # "<", "<=" or "=="


def lone_names(layout: Layout, known: Collection[str], variable: Variable) -> list[str]:
    """The lone variables (x_1 and x_2, laid out one by one) that x_i stands for.

    `known` are the names of all variables of the layout.
    """
    if variable in layout.lone:
        return [layout.lone[variable]]
    if variable.name in known:
        return []
    return [name for lone, name in layout.lone.items() if lone.name == variable.name]


def tightest(function: str, bounds: list[Expression]) -> Expression | None:
    """The tightest of several bounds as one expression."""
    if not bounds:
        return None
    constants: list[tuple[int, Expression]] = []
    others: list[Expression] = []
    for bound in dict.fromkeys(bounds):
        try:
            value = None if variables_of(bound) else evaluate(bound, {})
        except Unevaluable:
            value = None
        if isinstance(value, int):
            constants.append((value, bound))
        else:
            others.append(bound)
    kept = list(others)
    if constants:
        pick = max if function == "max" else min
        kept.insert(0, pick(constants, key=lambda pair: pair[0])[1])
    return kept[0] if len(kept) == 1 else Call(function, tuple(kept))


def subject_name(expression: Expression) -> str:
    match expression:
        case Variable(name, _) | Call("length", (Variable(name, _),)):
            return name
    return ""


def indices_of_subject(expression: Expression) -> tuple[Expression, ...]:
    match expression:
        case Variable(_, indices) | Call("length", (Variable(_, indices),)):
            return indices
    return ()
