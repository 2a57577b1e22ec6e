"""What the facts about a variable say together: the values that it can have."""

import re

from problems.inputs.algebra import added, folded
from problems.inputs.expressions import Expression, Number, Operation
from problems.inputs.format import Decimals, Domain, Integers, Occurs, Strings
from problems.inputs.layout import Layout
from problems.inputs.levels import BoundsMissing, ScopeLevel, tightest
from problems.inputs.string_forms import placed_characters, written_long


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
