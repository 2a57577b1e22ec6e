"""Sentences that say how often something occurs in the input."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from problems.inputs import facts
from problems.inputs.algebra import difference
from problems.inputs.cells import split_indices
from problems.inputs.expressions import Call, Expression, Number, Variable, indices_in, variables_of
from problems.inputs.facts import Fact, Of
from problems.inputs.latex import DOTS, Formula, NotUnderstood
from problems.inputs.number_words import CARDINALS, ORDINALS
from problems.inputs.predicates import chain, length
from problems.inputs.sentence import Sentence

_NUMBERS = {"a": 1, "an": 1, "some": 1, "once": 1, "twice": 2, **CARDINALS, **ORDINALS}
_WORD = "|".join(sorted(_NUMBERS, key=len, reverse=True))
# "exactly two", "at least one", "one or more", "an": the groups are called kind, number and more.
_KIND = r"(?:(?P<kind>at least|at most|exactly|no more than) )?"
MANY = rf"{_KIND}(?P<number>@\d+|\d+|{_WORD})\b(?: (?P<more>or more|or fewer))?"
TIMES = (
    rf"{_KIND}(?P<number>@\d+ times|(?:{_WORD}) times|{_WORD})"
    r"(?P<more> or more)?"
)
# 「少なくとも1つ」「ちょうど2個ずつ」「3回以上」
MANY_JA = r"(?P<kind>少なくとも|ちょうど|高々)? ?(?P<number>@\d+) ?(?:つ|個|回|度)(?: ?(?P<more>以上|以下))?(?:ずつ)?"
# "@0 is `o`", "@0" for a comparison
WHAT = r"(?P<what>the @\d+ ?-?th character of @\d+ is %\d+|@\d+ is %\d+(?:(?:,|,? or) %\d+)*|@\d+)"
# "`R`, two `B`s and exactly one `N`"
ITEMS = (
    rf"(?P<items>(?:(?:,? and|,)? ?(?:(?:at least|at most|exactly|all of) )?(?:(?:@\d+|{_WORD})(?: or more)? )?"
    r"(?:occurrences? of |copies of |letters? |characters? )?(?:an? |the )?%\d+(?: ?'?s\b)?)+)(?: each)?"
)
_ITEM = re.compile(
    rf"(?:(?P<kind>at least|at most|exactly|all of) )?(?:(?P<number>@\d+|{_WORD})(?P<more> or more)? )?"
    r"(?:occurrences? of |copies of |letters? |characters? )?(?:an? |the )?(?P<code>%\d+)"
)


def many(read: Sentence, found: re.Match[str]) -> tuple[Expression, Expression | None]:
    """The least and the greatest number; None: no upper bound."""
    groups = found.groupdict()
    if groups.get("number") is None:  # there exists an i
        return Number(1), None
    return _between(read, groups.get("kind"), groups["number"], groups.get("more"))


def _between(
    read: Sentence, kind: str | None, number: str, more: str | None = None
) -> tuple[Expression, Expression | None]:
    word = number.removesuffix(" times")
    value = read.value(word) if word.startswith("@") else Number(_NUMBERS[word] if word in _NUMBERS else int(word))
    if kind in ("at most", "no more than", "高々") or more in ("or fewer", "以下"):
        return Number(0), value
    if kind in ("at least", "少なくとも") or more or word in ("a", "an", "some"):
        return value, None
    return value, value


def where(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """There are exactly two (i, j) such that S_{i,j} = `o`."""
    if read.for_each:
        raise NotUnderstood("a count for each of something")
    low, high = many(read, found)
    stated = _counted(read, found["what"], low, high)
    ranges = found.groupdict().get("range")
    formula = read.formula(ranges) if ranges else None
    if formula is not None:
        named = {v.name for side in formula.sides for item in side for v in variables_of(item)}
        if any(v.name not in named for fact in stated for v in indices_in(getattr(fact, "of", ()))):
            raise NotUnderstood("a count for each of something")
    if formula is not None and formula.signs:
        of = tuple(item for fact in stated for item in getattr(fact, "of", ()))
        return [*stated, facts.Covering(of, (formula,))]
    return stated


def _counted(read: Sentence, what: str, low: Expression, high: Expression | None) -> list[Fact]:
    place = re.match(r"the (@\d+) ?-?th character of (@\d+) is (%\d+)", what)
    if place:
        index, text = read.value(place[1]), read.value(place[2])
        if not isinstance(text, Variable):
            raise NotUnderstood("a character of no string")
        return [facts.Counted((Variable(text.name, (*text.indices, index)),), (read.code(place[3]),), low, high)]
    first, *codes = re.findall(r"[@%]\d+", what)
    formula = read.formula(first)
    if codes:
        if formula.signs:
            raise NotUnderstood("a comparison that is a character")
        return [facts.Counted(formula.sides[0], tuple(read.code(code) for code in codes), low, high)]
    if len(formula.sides) != 2 or any(len(side) != 1 for side in formula.sides) or formula.asides:
        raise NotUnderstood("a count of other things")
    (subject,), (value,) = formula.sides
    if not isinstance(subject, Variable) or not subject.indices:
        raise NotUnderstood("a count of no places")
    if formula.signs == ("==",) and isinstance(value, Number):
        return [facts.Counted((subject,), (str(value.value),), low, high)]
    if formula.signs[0] in (">", ">=", "<", "<=") and not variables_of(value) and (low, high) == (Number(1), None):
        # If some A_i is at least 3, the greatest is.
        extreme = Call("max" if formula.signs[0] in (">", ">=") else "min", (Variable(subject.name),))
        return [facts.Compared(Formula(((extreme,), (value,)), formula.signs))]
    raise NotUnderstood("a count of other things")


def characters(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """`S` and `G` each occur exactly once in the grid."""
    low, high = many(read, found)
    row = len(of) == 1 and isinstance(of[0], Variable) and len(of[0].indices) == 1 and " among " not in found[0]
    kind = facts.Contains if read.for_each or row else facts.Counted
    return [kind(of, (read.code(code),), low, high) for code in re.findall(r"%\d+", found["codes"])]


def holds(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """S contains one `R`, and exactly two `B`s and `N`s: a number applies to all characters that follow it."""
    stated: list[Fact] = []
    kind, number, more = None, "a", None
    for item in _ITEM.finditer(found["items"]):
        if item["number"]:
            kind, number, more = item["kind"], item["number"], item["more"]
        low, high = _between(read, kind, number, more)
        stated.append(facts.Contains(of, (read.code(item["code"]),), low, high))
    if " or " in found["items"].replace("or more", ""):
        raise NotUnderstood("a choice of characters")
    return stated


def contains_others(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """S contains at least one character other than `a` and `b`."""
    codes = [read.code(code) for code in re.findall(r"%\d+", found["codes"])]
    if any(len(code) != 1 for code in codes):
        raise NotUnderstood("other words")
    return [facts.Text(of, pattern=".*[^" + "".join(map(re.escape, codes)) + "].*")]


def not_all_equal(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """It is not the case that all A_i are equal."""
    names = {item.name for item in of if isinstance(item, Variable) and item.indices}
    if len(names) != 1:
        raise NotUnderstood("several things that are not all equal")
    (name,) = names
    ends = (Call("max", (Variable(name),)),), (Call("min", (Variable(name),)),)
    return [facts.Compared(Formula(ends, (">",)))]


def value_count(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """A and B each contain −1 at least once."""
    return [fact for item in of for fact in some_are(read, found, (item,))]


def some_are(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """At least one of A_1, …, A_N is −1, or of the characters is `a`."""
    if read.for_each or re.search(r"characters? (?:of|in) @\d+", found[0]):
        raise NotUnderstood("a count for each of something")
    low, high = many(read, found)
    if found["value"].startswith("%"):
        return [facts.Counted(of, (read.code(found["value"]),), low, high)]
    value = read.value(found["value"])
    if not isinstance(value, Number):
        raise NotUnderstood("a count of what is no number")
    return [facts.Counted(of, (str(value.value),), low, high)]


def as_many(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """S and T contain the same number of `1`s."""
    of = (*of, *read.listed(found.groupdict().get("other") or ""))
    said = {
        read.code(one) if one[0] == "%" else read.math[int(one[1:])].strip()
        for key, one in found.groupdict().items()
        if key.startswith("what") and one
    }
    if len(of) != 2 or any(not isinstance(item, Variable) or item.indices for item in of) or len(said) != 1:
        raise NotUnderstood("as many of other things")
    (character,) = said
    many = Call(f"count {character}", of[:1])
    return [facts.Contains(of[1:], (character,), many, many)]


def each_value_count(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """Each integer from 1 through N appears exactly twice in A."""
    low, high = many(read, found)
    groups = found.groupdict()
    if groups.get("values"):
        ends = _run(read.listed(groups["values"]))
    elif groups.get("first"):
        ends = read.value(groups["first"]), read.value(groups["last"])
    else:
        index = groups.get("index")
        ends = _range(read, groups["range"], read.value(index) if index else None)
    return [facts.CountedEach(of, *ends, low, high)]


def each_value_occurs(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """For each x in {1, 2, 3} there is some i with A_i = x, or there are so many."""
    low, high = many(read, found)
    formula = read.formula(found["what"])
    match formula:
        case Formula(((Variable() as place,), (Variable(index, ()),)), ("==",)) if place.indices:
            return [facts.CountedEach((place,), *_range(read, found["range"], Variable(index)), low, high)]
    raise NotUnderstood("each of other things")


def _range(read: Sentence, text: str, index: Expression | None) -> tuple[Expression, Expression]:
    """The ends of 1 ≤ i ≤ N, of i = 1, 2, …, N and of x ∈ {1, 2, 3}."""
    formula = read.formula(text)
    if not formula.signs and len(formula.asides) == 1:  # x (1 ≤ x ≤ N)
        (formula,) = formula.asides
    match formula.sides, formula.signs:
        case ((low,), (Variable() as said,), (high,)), ("<=", "<="):
            ends = low, high
        case (((Variable() as said,), (Call("set", values),)), ("in",)) | (((Variable() as said,), values), ("==",)):
            ends = _run(values)
        case _:
            raise NotUnderstood("a range of another kind")
    if index not in (None, said):
        raise NotUnderstood("a range of something else")
    return ends


def _run(values: Sequence[Expression]) -> tuple[Expression, Expression]:
    """The ends of 1, 2, …, N."""
    inner = [value for value in values if value != DOTS]
    if len(inner) < 2 or any(difference(b, a) != 1 for a, b in pairwise(inner[: -1 if DOTS in values else None])):
        raise NotUnderstood("values that do not follow one another")
    return inner[0], inner[-1]


def cells(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """`S_{i,1}` and `S_{i,W}` are `#` for every i."""
    of = tuple(
        replace(item, indices=split_indices(item.indices, 2)) if isinstance(item, Variable) else item for item in of
    )
    if not all(isinstance(item, Variable) and len(item.indices) == 2 for item in of):
        raise NotUnderstood("no cells")
    within = read.formula(found["range"]) if found["range"] else None
    return [facts.CellsHold(of, read.code(found["code"]), bool(found["not"]), within)]


def kinds(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """S contains exactly two kinds of characters."""
    if (len(of) > 1 or DOTS in of) and not re.search("each|それぞれ", found[0]):
        raise NotUnderstood("kinds of characters of several, together or apart")
    low, high = many(read, found)
    return [facts.KindsHeld(of, low, high)]


def mirrored(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """The j-th character of S_i is `o` if and only if the i-th character of S_j is `x`, or if and only if i = j."""
    groups = found.groupdict()
    only = bool(re.search("only if|限|同値", found[0]))
    name, (i, j) = _place(read, groups["s1"], groups.get("j1"))
    said = read.formula(groups["c"]) if groups.get("c") else None
    one = read.code(groups["a"])
    if not groups.get("s2"):
        if said is None or said.signs != ("==",) or {side[0] for side in said.sides} != {i, j}:
            raise NotUnderstood("cells that are not on the diagonal")
        return [facts.CellsMirrored((Variable(name),), one, only, ())]
    other = read.code(groups["b"])
    apart = said is not None and said.signs == ("!=",) and {side[0] for side in said.sides} == {i, j}
    if _place(read, groups["s2"], groups.get("j2")) != (name, (j, i)) or not (apart or (said is None and one == other)):
        raise NotUnderstood("other cells")
    implied = {(one, other), (other, one)} if only else {(one, other)}
    return [facts.CellsMirrored((Variable(name),), None, False, tuple(sorted(implied)))]


def _place(read: Sentence, text: str, column: str | None) -> tuple[str, tuple[Expression, ...]]:
    """A grid's name, and the row and column of the cell: S_{i,j}, or S_i and j."""
    match read.value(text), read.value(column) if column else None:
        case Variable(name, (row,)), Variable() as index:
            return name, (row, index)
        case Variable(name, indices), None if len(split := split_indices(indices, 2)) == 2:
            return name, split
    raise NotUnderstood("no cell of a grid")


def rearranged(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """S is a permutation of `abc`."""
    if DOTS in of or len(of) != 1:
        raise NotUnderstood("several things that are a permutation together")
    code = read.code(found["code"])
    letters = "".join(sorted(set(code)))
    counts: list[Fact] = [facts.Contains(of, (c,), Number(code.count(c)), Number(code.count(c))) for c in letters]
    return [facts.Text(of, letters), chain(length(of), "==", (Number(len(code)),)), *counts]


def queries(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """There is at least one query of type 2."""
    text = found["type"]
    if text.startswith("%"):
        literal = read.code(text).split()[0]
    elif text.startswith("@"):
        literal = read.math[int(text[1:])].strip()
    else:
        literal = str(_NUMBERS[text])
    low, high = many(read, found)
    return [facts.QueryCount(literal, low, high)]
