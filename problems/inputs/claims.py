"""Sentences that are understood as a whole, not as a subject with phrases."""

import re
from itertools import combinations

from problems.inputs import counting, facts, predicates
from problems.inputs.alphabets import read_alphabet
from problems.inputs.expressions import Call, Number, Operation, Variable
from problems.inputs.facts import Fact, Of
from problems.inputs.latex import DOTS, Formula, NotUnderstood
from problems.inputs.sentence import Sentence


def formulas(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    stated: list[Fact] = []
    for number in re.findall(r"@\d+", found[0]):
        formula = read.formula(number)
        if not formula.signs:
            raise NotUnderstood("an expression alone")
        stated.append(facts.Compared(formula))
    return stated


def conditional(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    conditions = tuple(read.formula(number) for number in re.findall(r"@\d+", found["c"]))
    # "for any i, j (1 ≤ i, j ≤ N)": only what is in parentheses is a condition
    conditions = tuple(c for said in conditions for c in (said.asides if not said.signs and said.asides else (said,)))
    formulas = [read.formula(number) for key, number in found.groupdict().items() if key != "c" and number]
    if any(not formula.signs for formula in formulas):
        raise NotUnderstood("an expression alone")
    return [facts.Compared(formula, conditions) for formula in formulas]


def either(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    numbers = found.groupdict()
    conditions = tuple(read.formula(numbers[key]) for key in ("c", "c2") if numbers.get(key))
    formulas = tuple(read.formula(number) for number in re.findall(r"@\d+", found["any"]))
    if any(not formula.signs for formula in formulas):
        return [one_of(formulas)]
    return [facts.Either(formulas, conditions)]


def one_of(formulas: tuple[Formula, ...]) -> Fact:
    """`T_i = 1` or `2`: an equation, then only values."""
    first, *others = formulas
    if len(first.sides) != 2 or first.signs != ("==",) or any(other.signs for other in others):
        raise NotUnderstood("a choice")
    return facts.OneOf(first.sides[0], (*first.sides[1], *(other.only for other in others)))


def is_one_of(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    return [facts.OneOf(of, read.listed(found["values"]))]


def sums(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    if len(of) != 1 and DOTS not in of:
        raise NotUnderstood("sums of several, together or apart")
    if found.groupdict().get("length"):
        of = predicates.length(of)
    return [facts.Summed(of, read.value(found["high"]), False)]


def sums_over_cases(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    each = re.search(r"respectively|それぞれ|each|both|sums|いずれも|ともに|どちらも", found[0])
    if (
        len(of) > 1
        and not each
        and not re.search(r"the sum of @\d+ and (?:the sum of |that of )?@\d+ .*\b(?:are|do not)\b", found[0])
    ):
        raise NotUnderstood("sums of several, together or apart")
    if found.groupdict().get("length"):
        of = predicates.length(of)
    return [facts.Summed((item,), read.value(found["high"]), True) for item in of]


def sum_exactly(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    if len(of) != 1:
        raise NotUnderstood("sums of several, together or apart")
    return [predicates.chain((Call("sum", of),), "==", (read.value(found["exact"]),))]


def progression(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """There is an arithmetic sequence with first term A, last term B and common difference D."""
    first, last, step = (read.value(found[key]) for key in ("first", "last", "step"))
    return [predicates.chain((first,), "<=", (last,)), facts.Remainder((Operation("-", (last, first)),), step, 0)]


def not_in_line(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """The points A, B and C are not collinear, where the input holds x_A, y_A and so on."""
    (x, y), *others = [[Variable(axis, (point,)) for axis in "xy"] for point in of]
    ways = [[Operation("-", (to, start)) for to, start in zip(other, (x, y), strict=True)] for other in others]
    if len(ways) != 2:
        raise NotUnderstood("other points than three")
    one, other = (Operation("*", (ways[here][0], ways[1 - here][1])) for here in (0, 1))
    return [predicates.chain((one,), "!=", (other,))]


def as_long(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """The lengths of S and T are equal."""
    first, *others = of
    if not others:
        raise NotUnderstood("the lengths of how many")
    return [predicates.chain(predicates.length((other,)), "==", predicates.length((first,))) for other in others]


def as_long_between(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """The lengths of S and T are equal and between 1 and 9."""
    return [*as_long(read, found, of), *predicates.between(read, found, predicates.length(of))]


def all_values(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """All values in the input are integers between 1 and 9."""
    return [facts.EveryValue(read.value(found["low"]), read.value(found["high"]))]


def longer(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """The length of T is at most that of S."""
    said = found["sign"]
    sign = "==" if said == "equal to" else ">=" if re.search("at least|greater", said) else "<="
    one, other = (predicates.length((read.value(found[key]),)) for key in ("one", "other"))
    return [predicates.chain(one, sign, other)]


def both_ends(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """The first and last characters of S are `a` and `b`, respectively."""
    one, other = (re.escape(read.code(found[key])) for key in ("one", "other"))
    return [facts.Text(of, pattern=f"{one}.*{other}")]


def value_or_range(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """A_i is −1 or between 1 and N."""
    value, low, high = ((read.value(found[key]),) for key in ("value", "low", "high"))
    ways = predicates.chain(of, "==", value), predicates.chain(low, "<=", of, "<=", high)
    return [facts.Either(tuple(way.formula for way in ways))]


def mutual(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """One can travel between any two cities."""
    if not re.search(r"\b(?:travel|reach|mov|go|get|walk)", found[0]):
        raise NotUnderstood("other ways")
    if re.search(r"\b(?:not|no|cannot|at most|at least|exactly|without|only|different|same)\b", found[0]):
        raise NotUnderstood("more about the ways")
    return [facts.Shaped(frozenset({"mutual"}))]


def different_all(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    return [facts.Different(of, "unordered" in found[0])]


def different_without(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """X, Y and Z are distinct, and none of them is 0."""
    value = (read.value(found["value"]),)
    return [facts.Different(of), *(predicates.chain((item,), "!=", value) for item in of if item != DOTS)]


def different_cells(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """If i ≠ k or j ≠ l, then A_{i,j} ≠ A_{k,l}: no two places of a matrix are equal."""
    said = [read.formula(found[key]) for key in ("one", "other", "f")]
    if all(f.signs == ("!=",) and not f.asides and {len(side) for side in f.sides} == {1} for f in said):
        (i, k), (j, m), (one, other) = ([side[0] for side in f.sides] for f in said)
        match one, other:
            case Variable(name, places), Variable(again, others) if (
                name == again and (places, others) == ((i, j), (k, m)) and len({i, j, k, m}) == 4
            ):
                return [facts.Different((Variable(name),))]
    raise NotUnderstood("other pairs")


def different_but(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """No number, except −1, occurs more than once in P."""
    return [facts.Different(of, but=read.value(found["but"]))]


def different_rows(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """The N points are distinct."""
    count = found.groupdict().get("count")
    return [facts.DifferentRows(read.value(count.strip()) if count else None)]


def coprime_in_pairs(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """A and B are coprime, or A, B and C are in pairs."""
    if DOTS in of or (len(of) > 2 and not re.search(r"pairwise|any two|どの", found[0])):
        raise NotUnderstood("many that are coprime")
    return [facts.Coprimes(pair) for pair in combinations(of, 2)]


def common_divisor(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """The greatest common divisor of A and B is 1."""
    if read.value(re.findall(r"@\d+", found[0])[-1]) != Number(1):
        raise NotUnderstood("a common divisor")
    return [facts.Coprimes(of)]


def common_divisor_of_all(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """The greatest common divisor of the N integers A_1, …, A_N is 1."""
    first, *last = of
    match first, last, read.value(found["value"]):
        case Variable(name), _, Number(1) as divisor if all(isinstance(v, Variable) and v.name == name for v in last):
            return [predicates.chain((Call("gcd", (Variable(name),)),), "==", (divisor,))]
    raise NotUnderstood("another common divisor")


def of_any_two(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """For any two edges i and j (i ≠ j), A_i ≠ A_j; they differ even if no formula says so."""
    said = [read.formula(number) for number in re.findall(r"@\d+", found["c"] + (found.groupdict().get("c2") or ""))]
    letters = [item for one in said if not one.signs for item in one.sides[0]]
    match letters:
        case [Call("tuple", (Variable() as i, Variable() as j))] | [Variable() as i, Variable() as j]:
            pass
        case [] if len(said) == 1 and said[0].signs == ("!=",):
            return [facts.Compared(read.formula(found["f"]), tuple(said))]
        case _:
            raise NotUnderstood("other than two")
    conditions = [aside for one in said for aside in one.asides] + [one for one in said if one.signs]
    if not conditions and not re.search(r"\btwo\b|distinct|different|異なる|@\d+ ?[つ個]", found[0]):
        raise NotUnderstood("two that may be the same")
    apart = Formula(((i,), (j,)), ("!=",))
    return [facts.Compared(read.formula(found["f"]), tuple(conditions) or (apart,))]


def no_such(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """There is no pair i, j (i ≠ j) such that X_i = X_j."""
    said, range_ = read.formula(found["f"]), read.formula(found["c"])
    if said.signs != ("==",) or said.asides or range_.signs or len(range_.asides) != 1:
        raise NotUnderstood("other things that there are none of")
    return [facts.Compared(Formula(said.sides, ("!=",)), range_.asides)]


def letters_of(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    text = found["what"].strip()
    numbers = re.fullmatch(r"@\d+(?:(?:,|,? or) @\d+)*", text)
    if numbers and "element" in found[0]:
        return [facts.OneOf(of, read.listed(text))]
    if re.fullmatch(r"%\d+", text) and len(set(read.code(text))) == len(read.code(text)) > 1:
        return [facts.Text(of, read.code(text))]  # one of `+-*`
    alphabet, end = read_alphabet(read, text, 0, False)
    counted = _COUNTED.fullmatch(text, end)
    if counted:
        return [facts.Text(of, alphabet), *counting.holds(read, counted, of)]
    if not re.fullmatch(r"(?:,? \(?inclusive\)?)?", text[end:].rstrip()):
        raise NotUnderstood("more about the characters")
    return [facts.Text(of, alphabet)]


# "is `a` or `b`, and there is at most one `a`"
_COUNTED = re.compile(rf",? (?:and|where) there (?:is|are) {counting.ITEMS}")


def letters_of_ja(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    text = found["what"].strip()
    alphabet, end = read_alphabet(read, text, 0, True)
    if not re.fullmatch(r" ?(?:の)?(?:いずれか|どちらか|どれか)?(?:である|のみからなる|からなる)?", text[end:]):
        raise NotUnderstood("more about the characters")
    return [facts.Text(of, alphabet)]


_NO = r"(?:\b(?:no|without|neither)|n(?:o|')t (?:contain|have)(?: any)?)"
_SHAPES = {
    "tree": r"\btrees?\b|木(?!曜)",
    "simple": r"\bsimple\b(?! cycles?)|単純",
    "loopless": rf"{_NO}[^.]*?loops?|自己ループ[^.]*(?:ない|なく|含まず|持たず)",
    "single": rf"{_NO}[^.]*?(?:multi-?(?:ple )?|double |parallel )edges?|多重辺[^.]*(?:ない|なく|含まず|持たず)",
    "connected": r"(?<!dis)(?<!not )(?<!strongly )\bconnected\b(?! components?)|(?<!強)連結(?!成分)(?!とは限)",
    "strong": r"\bstrongly connected\b(?! components?)|強連結(?!成分)(?!とは限)",
    "bipartite": r"\bbipartite\b|二部グラフ",
    "acyclic": rf"\bacyclic\b|\bdag\b|\bforest\b|{_NO}(?: an?)?(?: directed| simple)? ?cycles?|閉路を(?:含ま|持た)ない|有向非巡回|森",
    "directed": r"\bdirected\b|有向",
}  # fmt: skip


no_three_in_line = predicates.saying(lambda _of: facts.NotInLine())
unpaired = predicates.saying(lambda _of: facts.Shaped(frozenset({"unpaired"})))  # no two roads connect the same cities
# There is a path from vertex 1 to vertex N: read as a connected graph, which guarantees it.
joined = predicates.saying(lambda _of: facts.Shaped(frozenset({"mutual"})))


def degrees(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """The degree of each vertex is at most 3; every vertex has at least one outgoing edge."""
    low, high = counting.many(read, found)
    return [facts.Degrees(found["end"] or "", low, high)]


def shaped(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    words = {word for word, pattern in _SHAPES.items() if re.search(pattern, found[0])}
    if re.search(
        r"\bnot (?:be )?(?:an? )?(?:tree|forest|simple|(?:strongly )?connected|bipartite|acyclic)|(?:木|森|連結|単純|グラフ)(?:で|では)は?ない",
        found[0],
    ):
        raise NotUnderstood("what it is not")
    known = words - {"directed"}
    if not known:
        raise NotUnderstood("a graph of no shape")
    parts = {"loopless": r"loops?|自己ループ", "single": r"multi|double|parallel|多重辺", "acyclic": r"cycles?\b|閉路"}
    if any(re.search(part, found[0]) and shape not in words for shape, part in parts.items()):
        raise NotUnderstood("a graph that has such edges")
    if "not necessarily" in found[0] or "とは限らない" in found[0]:
        raise NotUnderstood("what need not be")
    return [facts.Shaped(frozenset(words))]
