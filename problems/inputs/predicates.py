"""The facts that a phrase states about its subject, in either language."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from problems.inputs import facts
from problems.inputs.expressions import Call, Expression, Number, Operation
from problems.inputs.facts import Fact, Of
from problems.inputs.latex import DOTS, Formula, NotUnderstood
from problems.inputs.number_words import CARDINALS, ORDINALS
from problems.inputs.sentence import Sentence

AND = r"(?:,? ?(?:and|or|,|、|と|および|及び|や|・|&) ?| )"
LIST = rf"@\d+(?:{AND}@\d+)*"  # @0, @1 and @2

NO_LEADING_ZERO = "[^0].*"
_MOST_PLACES = 1000  # after the point

Act = Callable[[Sentence, re.Match[str], Of], list[Fact]]
PhraseTable = tuple[tuple[re.Pattern[str], Act], ...]


def compiled(*phrases: tuple[str, Act]) -> PhraseTable:
    return tuple((re.compile(pattern), act) for pattern, act in phrases)


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of one language."""

    says_nothing: re.Pattern[str]  # sentences that constrain nothing
    sentences: PhraseTable  # tried first, each on all of a sentence
    subject: re.Pattern[str]
    connective: re.Pattern[str]  # what may stand between the predicates of one subject
    predicates: PhraseTable
    each: PhraseTable = ()  # sentences in which a range is the subject, not a condition


def chain(*parts: Of | str) -> facts.Compared:
    sides = tuple(part for part in parts if isinstance(part, tuple))
    return facts.Compared(Formula(sides, tuple(part for part in parts if isinstance(part, str))))


def length(of: Sequence[Expression]) -> Of:
    return tuple(item if item == DOTS else Call("length", (item,)) for item in of)


def bounded(below: str = "<=") -> Act:
    """At least low, at most high, or both; `below` is "<" if high itself is excluded."""

    def predicate(read: Sentence, m: re.Match[str], of: Of) -> list[Fact]:
        ends = m.groupdict()
        low = ((read.value(ends["low"]),), "<=") if ends.get("low") else ()
        high = (below, (read.value(ends["high"]),)) if ends.get("high") else ()
        return [chain(*low, of, *high)]

    return predicate


between = at_most = at_least = bounded()
from_below = bounded("<")


def saying(fact: Callable[[Of], Fact]) -> Act:
    """A phrase that states one fact and has no parameters."""
    return lambda _read, _match, of: [fact(of)]


positive = saying(lambda of: chain((Number(1),), "<=", of))
nonnegative = saying(lambda of: chain((Number(0),), "<=", of))
text = saying(facts.Text)
whole = saying(facts.Whole)
different = saying(facts.Different)
even = saying(lambda of: facts.Remainder(of, Number(2), 0))
odd = saying(lambda of: facts.Remainder(of, Number(2), 1))
prime = saying(facts.Primes)
bracketed = saying(facts.Bracketed)
different_letters = saying(facts.DifferentLetters)


def nothing(read: Sentence, m: re.Match[str], of: Of) -> list[Fact]:
    return []


def equal(read: Sentence, m: re.Match[str], of: Of) -> list[Fact]:
    return [chain(of, "==", (read.value(m["value"]),))]


def of_length(read: Sentence, m: re.Match[str], of: Of) -> list[Fact]:
    values = m.groupdict()
    stated: list[Fact] = [facts.Text(of)]
    if values.get("value"):
        value = read.formula(m["value"])
        if value.signs:
            raise NotUnderstood("a comparison as a length")
        if len(value.sides[0]) > 1:
            raise NotUnderstood("several lengths")
        stated.append(chain(length(of), "==", value.sides[0]))
    if values.get("word"):
        stated.append(chain(length(of), "==", (Number(CARDINALS[m["word"]]),)))
    if values.get("low"):
        stated.append(chain((read.value(m["low"]),), "<=", length(of)))
    if values.get("high"):
        stated.append(chain(length(of), "<=", (read.value(m["high"]),)))
    return stated


NUMBER_WORDS = "|".join(CARDINALS)
_BASES = {"binary": 2, "octal": 8, "decimal": 10, "hexadecimal": 16, "two": 2, "ten": 10}


def of_even_length(read: Sentence, m: re.Match[str], of: Of) -> list[Fact]:
    odd = m["parity"] == "odd"
    return [
        facts.Text(of),
        facts.Remainder(length(of), Number(2), int(odd)),
        chain((Number(1 if odd else 2),), "<=", length(of)),
    ]


def without(read: Sentence, m: re.Match[str], of: Of) -> list[Fact]:
    """A lowercase letter that is not `z`."""
    codes = [read.code(code) for code in re.findall(r"%\d+", m["codes"])]
    if any(len(code) != 1 for code in codes):
        raise NotUnderstood("a word that it is not")
    return [facts.Text(of, pattern="[^" + "".join(map(re.escape, codes)) + "]*")]


def time_of_day(read: Sentence, m: re.Match[str], of: Of) -> list[Fact]:
    """A time in the format `HH:MM`, of any minute of the day."""
    said = {key: read.code(code) for key, code in m.groupdict().items() if code}
    if said.pop("form").upper() != "HH:MM" or said not in ({}, {"low": "00:00", "high": "23:59"}):
        raise NotUnderstood("other times")
    pattern = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
    return [facts.Text(of, "0123456789:", pattern), chain(length(of), "==", (Number(len("HH:MM")),))]


def words_permuted(read: Sentence, m: re.Match[str], of: Of) -> list[Fact]:
    """S_1, S_2 and S_3 are a permutation of `R`, `G`, `B`."""
    words = tuple(read.code(code) for code in re.findall(r"%\d+", m["codes"]))
    if len(words) != len(of) or len(set(words)) < len(words) or DOTS in of:
        raise NotUnderstood("a permutation of fewer or of more")
    return [facts.Words(of, words), facts.Different(of)]


def digits(read: Sentence, m: re.Match[str], of: Of) -> list[Fact]:
    """A three-digit integer where each digit is between 1 and 9."""
    low, high = read.value(m["low"]), read.value(m["high"])
    if not (isinstance(low, Number) and isinstance(high, Number) and 0 <= low.value <= high.value <= 9):
        raise NotUnderstood("no digits")
    alphabet = "".join(map(str, range(low.value, high.value + 1)))
    groups = m.groupdict()
    size = read.value(groups["value"]) if groups.get("value") else Number(CARDINALS[groups["word"]])
    return [facts.Text(of, alphabet), chain(length(of), "==", (size,))]


def in_base(read: Sentence, m: re.Match[str], of: Of) -> list[Fact]:
    said = m["base"].removeprefix("base ")
    base = read.value(said) if said[0] == "@" else Number(_BASES[said])
    if not isinstance(base, Number) or not 2 <= base.value <= 16:
        raise NotUnderstood("another base")
    return [facts.WrittenInBase(of, base.value)]


def nonempty(read: Sentence, m: re.Match[str], of: Of) -> list[Fact]:
    return [facts.Text(of), chain((Number(1),), "<=", length(of))]


def at_end(read: Sentence, m: re.Match[str], of: Of) -> list[Fact]:
    """S starts with `a`, or does not end with `.`."""
    codes = [read.code(code) for code in re.findall(r"%\d+", m["codes"])]
    first = not m["end"].startswith(("end", "last", "末尾", "最後"))
    if m["not"]:
        if any(len(code) != 1 for code in codes):
            raise NotUnderstood("a word that it does not begin with")
        part = "[^" + "".join(map(re.escape, codes)) + "]"
    else:
        part = "(?:" + "|".join(map(re.escape, codes)) + ")"
    return [facts.Text(of, pattern=f"{part}.*" if first else f".*{part}")]


def permuted(read: Sentence, m: re.Match[str], of: Of) -> list[Fact]:
    values = read.formula(m["value"])
    if values.signs or values.asides:
        raise NotUnderstood("a permutation of a comparison")
    (items,) = values.sides
    match items:
        case (Call("tuple" | "set", inner),):
            items = inner
    return [facts.Permuted(of, items)]


def permuted_range(read: Sentence, m: re.Match[str], of: Of) -> list[Fact]:
    return [facts.Permuted(of, (read.value(m["low"]), DOTS, read.value(m["high"])))]


def multiple(read: Sentence, m: re.Match[str], of: Of) -> list[Fact]:
    value = read.value(m["value"])
    if isinstance(value, Number) and value.value < 1:
        raise NotUnderstood("a multiple of no number")
    return [facts.Remainder(of, value, 0)]


def no_multiple(read: Sentence, m: re.Match[str], of: Of) -> list[Fact]:
    value = read.value(m["value"])
    if DOTS in of or not isinstance(value, Number) or value.value < 2:
        raise NotUnderstood("no multiple of no number")
    below = [Operation("*", (value, Call("floor", (Operation("/", (item, value)),)))) for item in of]
    return [chain((part,), "!=", (item,)) for item, part in zip(of, below, strict=True)]


def divides(read: Sentence, m: re.Match[str], of: Of) -> list[Fact]:
    """K divides N."""
    return [facts.Remainder((read.value(m["value"]),), divisor, 0) for divisor in of]


def brackets(read: Sentence, m: re.Match[str], of: Of) -> list[Fact]:
    """S is a correct bracket sequence."""
    sizes = length(of)
    return [
        facts.Text(of, "()"),
        facts.Bracketed(of),
        facts.Remainder(sizes, Number(2), 0),
        chain((Number(2),), "<=", sizes),
    ]


def satisfying(read: Sentence, m: re.Match[str], of: Of) -> list[Fact]:
    formula = read.formula(m["value"])
    if not formula.signs:
        raise NotUnderstood("no condition")
    return [facts.Compared(formula)]


def places(read: Sentence, m: re.Match[str], of: Of) -> list[Fact]:
    text = m["places"]
    names = CARDINALS | ORDINALS
    if text.startswith("@"):
        value = read.value(text)
        if not isinstance(value, Number) or not 0 <= value.value <= _MOST_PLACES:
            raise NotUnderstood("so many places")
        return [facts.DecimalPlaces(of, value.value)]
    return [facts.DecimalPlaces(of, names[text] if text in names else int(text))]


def no_leading_zero(read: Sentence, m: re.Match[str], of: Of) -> list[Fact]:
    return [facts.Text(of, pattern=NO_LEADING_ZERO)]
