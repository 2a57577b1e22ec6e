"""A hint's text in one form of letters and numbers, so that every rule reads what a person reads."""

import html
import re
import unicodedata
from collections.abc import Iterable

_SIGNS = str.maketrans("−–‐‑×÷≔⟵¤§", "----*/=←  ")  # the last two are the rules' own marks
# Where Japanese and Latin letters or digits meet, with or without a space: a word ends there.
_SCRIPTS_MEET = re.compile(
    r"(?<=[A-Za-z0-9_)\]])(?=[\u3040-\u30ff\u4e00-\u9fff])|(?<=[\u3040-\u30ff\u4e00-\u9fff])(?=[A-Za-z0-9_\[])"
)
_EMPHASIS = re.compile(
    r"(\*\*|__|(?<=\s)\*(?=[a-z]+\*\s))(?=\S)([^\n]*?\S)\1(?!(?a:\w))|<!--|-->|</?[a-z][^<>\n]{0,30}>"
)
# A question in Japanese needs no question mark.
_ASKS = re.compile(r"[?？]|(?:か(?:な|しら)?|(?:何|なぜ|ど[うのこれ]|いく[つら])[^。]*でしょう)[。」』)）]*\s*$")
# Written-out numbers: "two hundred and thirty-one", 二百三十一.
_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()  # noqa: E501, SIM905
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_WORDS = _SCALES | {w: n for n, w in enumerate(_ONES)} | {w: 10 * n for n, w in enumerate(_TENS, start=2)}
_SMALL = rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_ONES[1:10])}))?|{'|'.join(reversed(_ONES))})"
_SCALE = rf"(?:{'|'.join(_SCALES)})"
_ENGLISH = re.compile(
    rf"\b(minus )?((?:{_SMALL}|(?:an?|\d+)(?= {_SCALE}\b))(?: {_SCALE}(?:(?: and)? (?:{_SMALL}|\d\d?))?)*)\b", re.I
)
_KANJI = dict(zip("〇一二三四五六七八九十百千万億", (*range(11), 100, 1000, 10**4, 10**8), strict=True))
_NUMERAL = f"[{''.join(_KANJI)}]"
_COUNTED = {w: n for n, w in enumerate("ひと ふた みっ よっ いつ むっ なな やっ ここの".split(), start=1)}  # noqa: SIM905
_DOZENS = re.compile(r"(?:\bhalf an?|\ban?|半|(\d+)) ?(?:dozen\b|ダース)", re.I)
# Some other words begin or end with a numeral too: 第二, 唯一, 一番, 十分, 二部グラフ.
_JAPANESE = re.compile(
    rf"(?<![第唯統同単均随])(?<!{_NUMERAL}){_NUMERAL}+(?!{_NUMERAL}|[つ個][目め]|[番部次分探致般意定方様体度重択角項覧連])"
)


def plain(text: str) -> str:
    """The text without full-width and invisible characters and entities, and with a space between scripts."""
    text = re.sub("[⁰¹²³⁴-⁹ⁿ]+", r"^\g<0>", html.unescape(text))
    text = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    text = "".join(c for c in text if unicodedata.category(c) != "Cf").replace("\r\n", "\n").replace("\r", "\n")
    return _SCRIPTS_MEET.sub(" ", text)


def without_emphasis(text: str) -> str:
    """The text without emphasis, tags and comments, which could split code."""
    return _EMPHASIS.sub(lambda found: found[2] or "", text)


def sentences(text: str) -> list[str]:
    """The sentences and lines of a text. A dot inside a word or a quoted row (`S.G..`) does not end one."""
    ends = r"(?<=[!?。？！])(?:\s+|(?=[^\s\d]))|(?<=\.)(?:\s+|(?=[^\s\w`.#]|[぀-ヿ一-鿿]))|\n"
    return [part for part in re.split(ends, text) if part.strip()]


def has_question(text: str) -> bool:
    """Whether one of its sentences is a question."""
    return any(_ASKS.search(sentence) for sentence in sentences(text))


def in_digits(text: str) -> str:
    """The text with its written numbers in digits."""
    text = re.sub(
        rf"({'|'.join(_COUNTED)})(?:つ|(?<=[とた])(り))(?!ず|前|後|ひ|ふ|の)",
        lambda found: f" {_COUNTED[found[1]]} {'人' if found[2] else 'つ'}",
        text,
    )
    text = re.sub(r"(?<!not )\ba single\b", "just one", text)
    text = re.sub(r"マイナス\s?(?=\d)", " -", text)
    text = _JAPANESE.sub(lambda found: f" {_value(_KANJI[sign] for sign in found[0])} ", text)
    text = _ENGLISH.sub(lambda found: ("-" if found[1] else "") + str(_value(_english(found[2]))), text)
    return _DOZENS.sub(lambda found: f" {12 * int(found[1] or 1) // (1 + (found[0][0] in 'hH半'))}", text)


def _english(words: str) -> Iterable[int]:
    parts = [word for word in re.split(r"[ -]", words.lower()) if word != "and"]
    return (int(word) if word.isdigit() else _WORDS.get(word, 1) for word in parts)  # "a hundred"


def _value(parts: Iterable[int]) -> int:
    number = 0
    for part in parts:
        if part >= 10 and part in {*_KANJI.values(), *_SCALES.values()}:  # it multiplies the smaller number before it
            less = number % part
            number += max(less, 1) * part - less
        else:
            number += part
    return number
