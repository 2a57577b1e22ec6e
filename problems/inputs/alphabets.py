"""The characters that a phrase names, in English and in Japanese."""

import re
import string

from problems.inputs.latex import NotUnderstood
from problems.inputs.sentence import Sentence

_CLASSES = {
    "lower": string.ascii_lowercase,
    "upper": string.ascii_uppercase,
    "letters": string.ascii_uppercase + string.ascii_lowercase,
    "digits": string.digits,
}
_LETTER = r"(?:english|latin|roman)?(?: ?alphabet(?:s|ic|ical)?)?(?: ?(?:letters?|characters?))?"
_ALPHABET_EN = (
    (re.compile(rf"(?:an? |the )?(?:lowercase|lower case|lower-case|small) and (?:uppercase|upper case|upper-case|capital) {_LETTER}"), "letters"),
    (re.compile(rf"(?:an? |the )?(?:uppercase|upper case|upper-case|capital) and (?:lowercase|lower case|lower-case|small) {_LETTER}"), "letters"),
    (re.compile(rf"(?:an? |the )?(?:lowercase|lower case|lower-case|small) {_LETTER}(?: from (?P<from>%\d+) (?:to|through) (?P<to>%\d+))?"), "lower"),
    (re.compile(rf"(?:an? |the )?(?:uppercase|upper case|upper-case|capital) {_LETTER}(?: from (?P<from>%\d+) (?:to|through) (?P<to>%\d+))?"), "upper"),
    (re.compile(r"(?:an? |the )?(?:english letters?|alphabets|letters)"), "letters"),
    (re.compile(r"(?:an? |the )?(?:decimal )?digits? (?:from |between )?(?P<from>[%@]\d+) (?:to|through|and) (?P<to>[%@]\d+)"), "digits"),
    (re.compile(r"(?P<from>%\d+) ?(?:through|to|-|~|–) ?(?P<to>%\d+)"), "range"),
    (re.compile(r"(?:an? |the )?(?:decimal )?(?:digits?|numerals)(?: \( ?%\d+(?:(?:, ?| through )%\d+)* ?\))?"), "digits"),
    (re.compile(r"(?:an? |the )?(?:characters? |letters? )?(?P<codes>%\d+)s?"), "codes"),
    (re.compile(r"(?P<number>@\d+)s?"), "number"),
)  # fmt: skip
_ALPHABET_JA = (
    (re.compile(r"英(?:字の)?大文字[,・と]? ?(?:と|および|及び|・|または)? ?英?(?:字の)?小文字|英小文字[,・と]? ?(?:と|および|及び|・|または)? ?英?大文字|英大小文字|大文字と小文字の(?:英字|アルファベット)"), "letters"),
    (re.compile(r"(?P<from>%\d+) ?(?:から|-|〜|~|through) ?(?P<to>%\d+) ?(?:まで)?(?:の(?:英小文字|英大文字|数字|アルファベット|文字))?"), "range"),
    (re.compile(r"(?:(?:英|アルファベットの?|半角)(?:字の?)?小文字|小文字(?:の)?(?:英字|アルファベット|ラテン文字)|小文字英字|英小文字)"), "lower"),
    (re.compile(r"(?:(?:英|アルファベットの?|半角)(?:字の?)?大文字|大文字(?:の)?(?:英字|アルファベット|ラテン文字)|大文字英字|英大文字)"), "upper"),
    (re.compile(r"英字|英文字|アルファベット"), "letters"),
    (re.compile(r"(?:半角)?数字"), "digits"),
    (re.compile(r"(?P<codes>%\d+)"), "codes"),
    (re.compile(r"(?P<number>@\d+)"), "number"),
)  # fmt: skip
_SPELT_OUT = re.compile(r" ?\( ?%\d+ ?(?:-|–|~|to|through|から) ?%\d+ ?\)")  # "lowercase letters (a-z)"
_JOINER = re.compile(r"(?:,? ?(?:and/or|and|or|および|及び|または|もしくは|と|か|や|のいずれか|・)|,|/) ?|(?= ?%\d)")


def read_alphabet(read: Sentence, text: str, at: int, japanese: bool) -> tuple[str, int]:
    """The characters that the text names from position `at` on, and where their names end."""
    found: list[str] = []
    end = at
    while True:
        part = _alphabet_part(read, text, at, japanese)
        if part is None:
            break
        found.append(part[0])
        end = part[1]
        spelt_out = _SPELT_OUT.match(text, end) if len(part[0]) in (10, 26, 52) else None
        end = spelt_out.end() if spelt_out else end
        joiner = _JOINER.match(text, end + (text[end : end + 1] == " "))
        if joiner is None:
            break
        if not joiner[0] and len(part[0]) > 1:
            found.clear()  # "the letters `b` and `d`", "英小文字 `a`": the class only describes the letters
        at = joiner.end()
    if not found:
        raise NotUnderstood("no alphabet")
    return "".join(dict.fromkeys("".join(found))), end


def _alphabet_part(read: Sentence, text: str, at: int, japanese: bool) -> tuple[str, int] | None:
    while text[at : at + 1] == " ":
        at += 1
    for pattern, kind in _ALPHABET_JA if japanese else _ALPHABET_EN:
        found = pattern.match(text, at)
        if not found or found.end() == at:
            continue
        groups = found.groupdict()
        if groups.get("from"):
            ends = [read.code(e) if e[0] == "%" else read.math[int(e[1:])] for e in (found["from"], found["to"])]
            if any(len(e) != 1 for e in ends) or ends[0] > ends[1]:
                raise NotUnderstood("a range of no characters")
            return "".join(map(chr, range(ord(ends[0]), ord(ends[1]) + 1))), found.end()
        if kind == "codes":
            code = read.code(found["codes"])
            if len(code) != 1:
                return None
            return code, found.end()
        if kind == "number":
            listed = read.math[int(found["number"][1:])].replace("\\", "").replace("{", "").replace("}", "").split(",")
            characters = [item.strip() for item in listed]
            if any(len(c) != 1 for c in characters):
                return None
            return "".join(characters), found.end()
        return _CLASSES[kind], found.end()
    return None
