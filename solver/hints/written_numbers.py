"""Numbers that are written out, in digits: "two hundred and thirty-one", 二百三十一."""

import re
from collections.abc import Iterable

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()  # noqa: E501, SIM905
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_WORDS = _SCALES | {w: n for n, w in enumerate(_ONES)} | {w: 10 * n for n, w in enumerate(_TENS, start=2)}
_SMALL = rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_ONES[1:10])}))?|{'|'.join(reversed(_ONES))})"
_SCALE = rf"(?:{'|'.join(_SCALES)})"
_ENGLISH = re.compile(
    rf"\b(minus )?((?:{_SMALL}|(?:an?|\d+)(?= {_SCALE}\b))(?: {_SCALE}(?:(?: and)? (?:{_SMALL}|\d\d?))?)*)\b", re.I
)
_SIGNS = {sign: n for n, sign in enumerate("〇一二三四五六七八九")} | {
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "億": 10**8,
}
_SIGN = f"[{''.join(_SIGNS)}]"
# Other words begin or end with a numeral too: 第二, 唯一, 一番, 十分, 二部グラフ.
_JAPANESE = re.compile(
    rf"(?<![第唯統同単均随])(?<!{_SIGN}){_SIGN}+(?!{_SIGN}|[つ個]目|[番部次分探致般意定方様体度重択角項覧連])"
)


def in_digits(text: str) -> str:
    """The text with its written numbers in digits."""
    text = re.sub(
        r"マイナス\s?(?=\d)", "-", re.sub(r"[1一] ?つも(?=\S*(?:な[いし]|ません))|\b(?:nothing|none)\b", "0", text)
    )
    text = _JAPANESE.sub(lambda found: f" {_value(_SIGNS[sign] for sign in found[0])} ", text)
    return _ENGLISH.sub(lambda found: ("-" if found[1] else "") + str(_value(_english(found[2]))), text)


def _english(words: str) -> Iterable[int]:
    for word in re.split(r"[ -]", words.lower()):
        if word != "and":
            yield int(word) if word.isdigit() else _WORDS.get(word, 1)  # "a hundred"


def _value(parts: Iterable[int]) -> int:
    number = 0
    for part in parts:
        if part >= 10 and part in {*_SIGNS.values(), *_SCALES.values()}:  # it multiplies what is less than it
            less = number % part
            number += max(less, 1) * part - less
        else:
            number += part
    return number
