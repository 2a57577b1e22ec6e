"""Binds facts about strings to a scope."""

from collections.abc import Sequence

from problems.inputs.expressions import Call, Expression, Number, Variable
from problems.inputs.format import Kinds, Nested
from problems.inputs.latex import DOTS, NotUnderstood
from problems.inputs.levels import AscendingChain, LayoutVariable, indices_of_subject
from problems.inputs.names import Names
from problems.inputs.predicates import NO_LEADING_ZERO


class TextBinder:
    """Binds facts about strings to one scope."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def add(
        self, of: Sequence[Expression], alphabet: str | None, pattern: str | None = None, letter: bool = False
    ) -> None:
        for item in self.names.listed(self._strings_named(of)):
            is_string = isinstance(item, Variable) and self.names.is_text(item)
            name = self.names.string(item)
            level = self.names.owner(name)
            known = level.known[name]
            if pattern is not None and alphabet is None and not is_string:
                level.strings.discard(name)
                if pattern != NO_LEADING_ZERO:
                    raise NotUnderstood("the form of a number")
                continue
            if letter and name not in self.names.layout.glued and self._is_itself(item, known):
                size = Call("length", (Variable(name, known.indices),))
                level.chains.append(AscendingChain(((size,), (Number(1),)), ("==",)))
            if alphabet is not None:
                before = level.alphabets.get(name)
                level.alphabets[name] = alphabet if before is None else "".join(c for c in before if c in alphabet)
            if pattern is not None:
                level.patterns[name] = [*level.patterns.get(name, []), pattern]

    def placed(self, of: Sequence[Expression], said: tuple[tuple[int, ...], tuple[str, ...], bool]) -> None:
        """Which characters may be at some positions."""
        for item in self.names.listed(of):
            name = self.names.string(item)
            placed = self.names.owner(name).placed
            placed[name] = [*placed.get(name, []), said]

    def alphabet(self, item: Expression) -> str:
        """The characters that a string may have. Raises NotUnderstood if no fact so far says it."""
        match item:
            case Variable(name) if self.names.is_text(item) and name in self.names.owner(name).alphabets:
                return self.names.owner(name).alphabets[name]
        raise NotUnderstood("the characters of no string")

    def words(self, of: Sequence[Expression], words: tuple[str, ...]) -> None:
        """Each is one of the words."""
        for item in self.names.listed(of):
            name = self.names.string(item)
            self.names.owner(name).words[name] = words

    def bracketed(self, of: Sequence[Expression]) -> None:
        """Every bracket is closed."""
        for item in self.names.listed(of):
            name = self.names.string(item)
            level = self.names.owner(name)
            level.relations.append(Nested(Variable(name, level.known[name].indices)))

    def kinds(self, of: Sequence[Expression], low: Expression, high: Expression | None) -> None:
        """How many different characters occur."""
        ends = self.names.resolved(low), high and self.names.resolved(high)
        for item in self.names.listed(of):
            name = self.names.string(item)
            level = self.names.owner(name)
            level.relations.append(Kinds(Variable(name, level.known[name].indices), *ends))

    def not_equal_characters(self, sides: Sequence[Sequence[Expression]]) -> bool:
        """Binds S_1 ≠ S_2 if these are two characters of one string; returns whether they are."""
        match sides:
            case [[Variable(name, (Number(one),))], [Variable(other, (Number(two),))]] if name == other and one != two:
                pass
            case _:
                return False
        if name not in self.names.layout.glued or self.names.declared(name).indices:
            return False
        first, second = sorted((one, two))
        group = f"c{first}_{second}"
        pattern = f".{{{first - 1}}}(?P<{group}>.).{{{second - first - 1}}}(?!(?P={group})).*"
        patterns = self.names.owner(name).patterns
        patterns[name] = [*patterns.get(name, []), pattern]
        return True

    def _strings_named(self, of: Sequence[Expression]) -> list[Expression]:
        """S_1 and S_2 as S if these are all its characters."""
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

    def _is_itself(self, item: Expression, known: LayoutVariable) -> bool:
        """Whether the string itself is meant, not one of its characters."""
        return (
            bool(self.names.lone_names(item))
            if isinstance(item, Variable) and (item in self.names.layout.lone)
            else len(indices_of_subject(item)) in (0, len(known.indices))
        )
