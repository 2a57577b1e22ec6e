"""Sentences that give the characters at positions of a string: the first three are `ABC`, the others are digits."""

import re

from problems.inputs.alphabets import read_alphabet
from problems.inputs.expressions import Expression, Number
from problems.inputs.facts import Fact, Of, PlacedCharacters
from problems.inputs.latex import NotUnderstood
from problems.inputs.number_words import CARDINALS, ORDINALS
from problems.inputs.sentence import Sentence

_MOST = 200  # characters from either end

_LIST = r"@\d+(?:(?:, and |, | and )@\d+)*"
_ORDINAL = rf"(?:{'|'.join(ORDINALS)}|last|initial|#\d+)"
_COUNT = rf"(?:{'|'.join(CARDINALS)}|@\d+)"
_WHICH = (
    rf"(?P<through>{_ORDINAL} (?:through|to) {_ORDINAL})|(?P<after>{_ORDINAL}) and subsequent"
    rf"|(?P<end>first|last|initial) (?P<count>{_COUNT})|(?P<each>{_ORDINAL}(?:(?:, and |, | and ){_ORDINAL})*)"
    r"|(?P<others>other|remaining)"
)
_CLAUSE = re.compile(
    rf"(?:,? ?and |, ?)?(?:the (?:{_WHICH}) (?:characters?|letters?)"
    r"|(?P<except>all characters except the first(?: one)?))"
    rf"(?: (?:of|in)(?: each of)? (?P<of>{_LIST}))? (?:is|are) (?:each )?(?:either )?(?:one of )?(?:the characters? )?"
)
_DIGITS = re.compile(
    r"(?:an? )?(?:digits?|integers?) (?:between|from) @(\d+) (?:and|to|through) @(\d+)(?:,? \(?inclusive\)?)?"
)

_NUMBERED = r"@\d+ ?-? ?(?:st|nd|rd|th)\b"
_ANY_WHICH = re.sub(r"[(][?]P<[a-z]+>", "(?:", _WHICH).replace(r"#\d+", _NUMBERED)
STARTS = rf"(?:the (?:{_ANY_WHICH}) (?:characters?|letters?)|all characters except the first)"


def placed(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """The facts that the clauses state, about `of` if they name no string. Raises NotUnderstood."""
    numbered = _NUMBERED.replace(r"\d+", r"(\d+)", 1)
    text = re.sub(numbered, lambda m: f"#{read.math[int(m[1])].strip()}", found["clauses"])
    facts: list[Fact] = []
    at = 0
    while at < len(text):
        clause = _CLAUSE.match(text, at)
        if clause is None:
            raise NotUnderstood(f"“{text[at : at + 40]}”")
        named = read.listed(clause["of"]) if clause["of"] else of
        positions, others = _positions(read, clause)
        characters, at = _characters(read, text, clause.end(), len(positions))
        facts.append(PlacedCharacters(named, positions, characters, others))
        while text[at : at + 1] == " ":
            at += 1
    return facts


_ONE_CLAUSE_JA = (
    r"(?:(?P<end>先頭|最初|末尾|最後)の ?(?P<count>@\d+) ?文字|(?P<place>@\d+) ?文字目)[がは],? ?(?:文字 ?)?"
    r"(?:(?P<low>@\d+) ?以上 ?(?P<high>@\d+) ?以下の(?:整数|数字)|(?P<what>(?:(?!であ|文字[目がは])[^.])+?))"
    r"(?:であり|である)?(?:ような)?(?:,? ?(?=先頭|最初|末尾|最後|@\d+ ?文字目|長さ)|$)"
)
CLAUSES_JA = "(?:" + re.sub(r"[(][?]P<[a-z]+>", "(?:", _ONE_CLAUSE_JA) + ")+"


def placed_ja(read: Sentence, found: re.Match[str], of: Of) -> list[Fact]:
    """The same in Japanese. Raises NotUnderstood."""
    facts: list[Fact] = []
    for clause in re.finditer(_ONE_CLAUSE_JA, found["clauses"]):
        count = _small(read.value(clause["count"] or clause["place"]))
        first = -count if clause["end"] in ("末尾", "最後") else 1
        positions = tuple(range(first, first + count)) if clause["end"] else (count,)
        if clause["what"] is None:
            characters: tuple[str, ...] = (_digits(read, clause["low"], clause["high"]),)
        else:
            what = clause["what"].strip()
            word = read.code(what) if re.fullmatch(r"%\d+", what) else ""
            alphabet, end = (word, len(what)) if len(word) > 1 else read_alphabet(read, what, 0, True)
            if len(word) not in (0, 1, count) or end != len(what):
                raise NotUnderstood("characters of another kind")
            characters = tuple(word) if len(word) > 1 else (alphabet,)
        facts.append(PlacedCharacters(of, positions, characters))
    return facts


def _digits(read: Sentence, first: str, last: str) -> str:
    low, high = read.value(first), read.value(last)
    if not (isinstance(low, Number) and isinstance(high, Number) and 0 <= low.value <= high.value <= 9):
        raise NotUnderstood("no digits")
    return "".join(map(str, range(low.value, high.value + 1)))


def _positions(read: Sentence, clause: re.Match[str]) -> tuple[tuple[int, ...], bool]:
    """Positions from 1, or from −1 backwards; and whether all remaining ones are meant."""
    if clause["others"] or clause["except"]:
        return (), True
    if clause["after"]:
        if _ordinal(clause["after"]) != 2:
            raise NotUnderstood("characters from the middle on")
        return (), True
    if clause["through"]:
        low, high = map(_ordinal, re.split(" (?:through|to) ", clause["through"]))
        if not 0 < low <= high <= _MOST:
            raise NotUnderstood("characters of no range")
        return tuple(range(low, high + 1)), False
    if clause["count"]:
        count = CARDINALS.get(clause["count"]) or _small(read.value(clause["count"]))
        return tuple(range(-count, 0)) if clause["end"] == "last" else tuple(range(1, count + 1)), False
    return tuple(map(_ordinal, re.split(", and |, | and ", clause["each"]))), False


def _ordinal(word: str) -> int:
    if word.startswith("#"):
        return _small(Number(int(word[1:])))
    return {"last": -1, "initial": 1}.get(word) or ORDINALS[word]


def _small(value: Expression) -> int:
    if not isinstance(value, Number) or not 1 <= value.value <= _MOST:
        raise NotUnderstood("so many characters")
    return value.value


def _characters(read: Sentence, text: str, at: int, count: int) -> tuple[tuple[str, ...], int]:
    """The characters allowed there: one set for all positions, or one for each of them."""
    digits = _DIGITS.match(text, at)
    if digits:
        return (_digits(read, f"@{digits[1]}", f"@{digits[2]}"),), digits.end()
    word = re.compile(r"(%\d+)(?![ ,]*(?:or )?%)").match(text, at)
    if word and len(read.code(word[1])) > 1:
        if len(read.code(word[1])) != count:
            raise NotUnderstood("a word of another length")
        return tuple(read.code(word[1])), word.end()
    found, end = read_alphabet(read, text, at, False)
    return (found,), end
