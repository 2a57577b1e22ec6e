"""What the facts about a variable say together: the values that it can have."""

import re
import string

from problems.inputs.algebra import added, folded
from problems.inputs.expressions import Expression, Number, Operation
from problems.inputs.format import Decimals, Domain, Integers, Occurs, Strings
from problems.inputs.layout import Layout
from problems.inputs.levels import BoundsMissing, ScopeLevel, tightest
from problems.inputs.matching import MAX_DIGITS


def domain_of(
    name: str, level: ScopeLevel, layout: Layout, every_value: tuple[Expression, Expression] | None
) -> Domain:
    """The variable's domain; every_value: bounds for numbers that have none. Raises BoundsMissing."""
    low, high = tightest("max", level.lows.get(name, [])), tightest("min", level.highs.get(name, []))
    if name in level.strings:
        return _strings(name, level, layout, low, high)
    if every_value is not None:
        low, high = low or every_value[0], high or every_value[1]
    if low is None or high is None:
        raise BoundsMissing(f"how {'small' if low is None else 'large'} {name} can be")
    digits = written_long(low, high, level.bases.get(name, 10))
    if digits is not None and (name in level.bases or name not in level.places):
        return digits
    if name in level.bases and level.bases[name] != 10:
        raise BoundsMissing(f"how many digits {name} can have")
    if name in level.places:
        return Decimals(low, high, level.places[name])
    return Integers(low, high)


def _strings(name: str, level: ScopeLevel, layout: Layout, low: Expression | None, high: Expression | None) -> Domain:
    """The strings of these lengths, of the variable's alphabet, words or pattern. Raises BoundsMissing."""
    if name in layout.glued:
        glued = layout.glued[name]
        size = added(folded(Operation("-", (glued.high, glued.low))), 1)
        low, high = size, size
    words = level.words.get(name)
    if words:
        alphabet = "".join(sorted(set("".join(words))))
        lengths = [len(word) for word in words]
        pattern = "|".join(map(re.escape, words))
        return Strings(alphabet, Number(min(lengths)), Number(max(lengths)), pattern)
    counted = [r for r in level.relations if isinstance(r, Occurs) and r.variable.name == name]
    if counted and all(r.low == r.high for r in counted):
        # Two `a` and three `b`: nothing else unless an alphabet is named.
        level.alphabets.setdefault(name, "".join(dict.fromkeys(c for r in counted for c in r.values)))
        if low is None and high is None:
            low = high = folded(Operation("+", (Number(0), *(r.low for r in counted))))
    if name in level.placed:
        return placed_characters(name, level, low, high)
    if name not in level.alphabets:
        raise BoundsMissing(f"which characters {name} consists of")
    if low is None and high is not None and name not in level.lows:
        low = Number(1)  # an empty string would not be a token
    if low is None or high is None:
        raise BoundsMissing(f"the length of {name}")
    patterns = level.patterns.get(name, [])
    pattern_of_all = "".join(f"(?={p}$)" for p in patterns) + ".*" if len(patterns) > 1 else None
    alphabet = "".join(sorted(level.alphabets[name]))
    return Strings(alphabet, low, high, patterns[0] if len(patterns) == 1 else pattern_of_all)


def placed_characters(name: str, level: ScopeLevel, low: Expression | None, high: Expression | None) -> Strings:
    """Strings with given characters at some positions, and others of the alphabet elsewhere.

    Raises BoundsMissing if the length or the characters at some position are not known.
    """
    at: dict[int, str] = {}
    rest = level.alphabets.get(name)
    for positions, characters, others in level.placed[name]:
        if others:
            rest = characters[0]
        for place, position in enumerate(positions):
            at[position] = characters[place if len(characters) > 1 else 0]
    if low is None or high is None:
        raise BoundsMissing(f"the length of {name}")
    size = low.value if low == high and isinstance(low, Number) else None
    first = max((position for position in at if position > 0), default=0)
    last = max((-position for position in at if position < 0), default=0)
    if size is not None:
        at = {position if position > 0 else size + 1 + position: found for position, found in at.items()}
        parts = [at.get(position, rest) for position in range(1, size + 1)]
    else:
        parts = [*(at.get(position, rest) for position in (*range(1, first + 1), *range(-last, 0))), rest]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        raise BoundsMissing(f"which characters {name} consists of")
    classes, alphabet = list(map(_class, known)), "".join(sorted(set("".join(known))))
    if size is None and (first, last, low) == (1, 1, Number(1)):  # one character is both the first and the last
        both = "".join(character for character in known[0] if character in known[1])
        alone = f"|{_class(both)}" if both else ""
        return Strings(alphabet, Number(1 if both else 2), high, f"{classes[0]}{classes[2]}*{classes[1]}{alone}")
    if size is None:
        classes = [*classes[:first], f"{classes[-1]}*", *classes[first:-1]]
        low = Number(max(low.value, len(parts) - 1)) if isinstance(low, Number) else low
    return Strings(alphabet, low, high, "".join(classes))


def _class(characters: str) -> str:
    """A regular expression for one of these characters."""
    if len(characters) == 1:
        return re.escape(characters)
    for known, written in ((string.ascii_lowercase, "a-z"), (string.ascii_uppercase, "A-Z"), (string.digits, "0-9")):
        if set(characters) == set(known):
            return f"[{written}]"
    return "[" + "".join(map(re.escape, characters)) + "]"


def written_long(low: Expression, high: Expression, base: int) -> Strings | None:
    """Whole numbers as strings of digits, if the greatest is a power of the base that is too long for an integer.

    In a base other than ten, a power of any length will do. The power itself, which has one more digit, is excluded.
    """
    match high:
        case Operation("^", (Number(value), digits)) | Operation("-", (Operation("^", (Number(value), digits)), _)):
            pass
        case _:
            return None
    if value != base or (base == 10 and not (isinstance(digits, Number) and digits.value > MAX_DIGITS)):
        return None
    alphabet = "0123456789ABCDEF"[:base]
    if low == Number(1):
        return Strings(alphabet, Number(1), digits, "[^0].*")
    return Strings(alphabet, Number(1), digits, "0|[^0].*") if low == Number(0) else None
