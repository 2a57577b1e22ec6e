"""Whether a hint tells what a sample must print."""

# ruff: noqa: E501 - a pattern is read more easily whole

import re
from collections.abc import Sequence

from problems.problem import Sample
from solver.hints.plain import sentences

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = {word: number for number, word in enumerate(_ONES.split())}
_WORDS |= {word: 10 * number for number, word in enumerate(_TENS.split(), start=2)}
_WORD = re.compile(
    rf"\b(minus )?(?:({'|'.join(_TENS.split())})(?:[- ]({'|'.join(_ONES.split()[1:10])}))?|({'|'.join(reversed(_ONES.split()))}))\b",
    re.I,
)
_HUNDREDS = re.compile(r"\b(?:(\d)|a) hundred(?:(?: and)? (\d\d?)(?!\d))?\b", re.I)
_PLACES = {"千": 1000, "百": 100, "十": 10}
_KANJI = "一二三四五六七八九"
_COUNTER = "(?:通り?|[個本枚人回円点組匹冊台周秒便件歩段軒棟箱つ])"
_KANJI_NUMBER = re.compile(rf"(?<![一-鿿])[{_KANJI}十百千]+(?={_COUNTER}|で|が|に|と)(?!つ目|番|十分)")

_ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "4th": 4,
    "last": -1,
    "最初": 1,
    "一つ目": 1,
    "二つ目": 2,
    "三つ目": 3,
    "四つ目": 4,
    "最後": -1,
}
_NAMED = re.compile(
    r"\b(?:samples?|examples?|cases?|tests?)\s*(?:input|output|case)?\s*#?(\d)\b|(?:入力例|出力例|サンプル|例)\s*(\d)|(\d)\s*(?:つ目|番目)の(?:入力例|例|サンプル)"
    r"|\b(first|second|third|fourth|1st|2nd|3rd|4th|last)\s+(?:sample|example|case|input|test|grid|picture|one)\b|(最初|[一二三四]つ目|最後)の(?:入力例|例|サンプル|ケース|入力|テスト)",
    re.I,
)
# The samples, or one that is not said which: any of them may be meant.
_SOME = re.compile(
    r"\b(?:samples?|examples?)\b|\b(?:you|your program|it) (?:should|will|must) (?:get|print|output|see|reach|find|end)\b|サンプル|(?<![一-鿿])例(?=[では、だにのがを])",
    re.I,
)
_ASKS = re.compile(r"(?:[?？]|でしょうか。?|ますか。?|ですか。?)\s*$")

# What says that a value is what comes out, before it and after it: of any value, of one that the input has not, and of
# one that besides is no "one" or "two", which stand for anything.
_PRINTED = re.compile(r"\b(?:answers?|outputs?|print\w*)\b|答え|出力|正解", re.I)
_BEFORE = (
    r"(?:\b(?:answers?|outputs?|results?|print(?:s|ed)?|expect(?:s|ed)|totals?|returns?|adds? up to|amounts? to|turns? out to be|in all|altogether)\b[^\d.。]{0,30}?|(?:答え|出力|正解|結果|期待値|合計|全部で|最大で|最小で|最短で)(?:は、)?[^\d。、]{0,15}?)$",
    r"(?:\b(?:gives?|yields?|leaves?|left with|comes? (?:out )?(?:to|as))\b[^\d.。]{0,30}?|\b(?:get|needs?|takes?|costs?|exactly|makes?|enough|cut(?:s|ting)?|pay(?:s|ing)?)\b\s*(?:an? |the |only |just )?|(?:最大|最小|最短|結局|たった|わずか)[^\d。、]{0,15}?)$",
    r"(?:\b(?:only|just|so|is|are|be|namely|hence|thus)\b\s*(?:an? |the )?|[→:]\s*)$|\w{3}\s?=\s*$",
)
_UNIT = rf"^\s*(?:{_COUNTER}|[一-鿿]{{1,2}})?\s*"
_AFTER = (
    rf"^\s*(?:is|are) (?:the|its) (?:answer|output|result)|{_UNIT}(?:が(?:答|正解|出力)|[をと](?:出力|答))",
    rf"^\s*(?:\w+ ){{0,3}}?(?:in all|altogether|in total|(?:is|are|will) (?:what|right|correct|enough|needed|possible|printed|do\b)|will do|suffices?|(?:has|have|is|are) to be printed|(?:must|should) be printed|comes? out|is the most)\b"
    rf"|{_UNIT}(?:で(?:済|きま|十分|終わ|足り|よい|いい)|に(?:なり|なる|なっ)|と(?:なり|なる)|が(?:最|必要|出)|必要|しか|だけ(?:です|で))",
    rf"^\s*(?:\w+ ){{0,3}}?(?:at most|(?:is|are) (?:the|its)\b)|{_UNIT}(?:で(?:す|した)|あり|の[^\s、。\d]{{0,6}}方)",
)
_OTHER_USE = r"\s?(?:-?bits?\b|ビット|番目|つ目|st\b|nd\b|rd\b|th\b|%|乗|桁|進|\*\s?10)"
_YES = re.compile(
    r"\b(?:yes|possible|can be \w+|works?(?: out)?|succeeds?|holds|fits?|is (?:valid|correct|balanced|connected|good))\b|はい|できます|可能|成り立|うまく|られます|満たします",
    re.I,
)
_NO = re.compile(
    r"\b(?:no|impossible|cannot|can(?:'t| not)|fails?|not (?:possible|valid|correct)|never|invalid)\b|いいえ|正しくな|でき(?:ない|ません)|不可能|無理|成り立(?:たない|ちません)|失敗|満たし?(?:ません|ない)",
    re.I,
)
_STANDS_FOR = {
    "first": r"\bfirst (?:player|one|to move)?\s?(?:\w+ )?(?:wins?|can win)|先手[がの][^。]{0,8}勝",
    "second": r"\bsecond (?:player|one|to move)?\s?(?:\w+ )?(?:wins?|can win)|後手[がの][^。]{0,8}勝",
}
_SMALL = ("-1", "0", "1", "2")  # which stand for anything
_RARE = 3  # digits that nobody writes by chance


def tells_sample_answer(text: str, samples: Sequence[Sample], statement: str) -> bool:
    """Whether the text has the expected output of a sample, as such or beyond coincidence."""
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", re.sub(r"[`*$\"'“”「」『』\\]", " ", text))
    for sample in samples:  # the statement of a real page shows them all
        statement = statement.replace(_decoded(sample.expected).strip(), " ")
    asked = " ".join(" ".join(_decoded(sample.stdin).split()) for sample in samples)
    known = frozenset(_numbers(f"{statement} {asked}"))
    about = frozenset[int]()  # the samples that are spoken of, until others are
    for sentence in sentences(text):
        about = _spoken_of(sentence, samples) or about
        told = _in_digits(_NAMED.sub(" ", sentence))
        for number, sample in enumerate(samples, start=1):
            values = _decoded(sample.expected).split()
            if any(_is_rare(value, known, told) for value in values):
                return True
            if len(values) >= 3 and " ".join(values) not in asked and _in_order(values, told, _CLOSE):
                return True
            if number in about and _tells(values, sample, told, asks=_ASKS.search(sentence) is not None):
                return True
    return False


_CLOSE = r"[\s,、,→>\-・/]+(?:and\s+|then\s+|と)?"
_APART = r"(?![\w.])[^\d.。]{1,25}?(?<![\w.])"


def _spoken_of(sentence: str, samples: Sequence[Sample]) -> frozenset[int]:
    """The samples that the sentence names, or whose input it quotes, counted from 1."""
    found = set()
    for *digits, english, japanese in _NAMED.findall(sentence):
        number = int("".join(digits)) if any(digits) else _ORDINALS[english.lower() or japanese]
        found.add(len(samples) if number < 0 else number)
    for number, sample in enumerate(samples, start=1):
        given = _decoded(sample.stdin).split()
        longest = max((line.split() for line in _decoded(sample.stdin).splitlines()), key=len, default=[])
        quoted = (
            (len(longest) >= 3 and _in_order(longest, sentence, r"(?:[ ,、|/()と]|and)+"))
            or (len(given) <= 3 and all(re.search(rf"= ?{re.escape(token)}(?![\w.])", sentence) for token in given))
            or (len(longest) == 1 and not longest[0].isdigit() and re.search(rf"\b{re.escape(longest[0])}\b", sentence))
        )
        if quoted:
            found.add(number)
    return frozenset(found or (range(1, len(samples) + 1) if _SOME.search(sentence) else ()))


def _tells(values: Sequence[str], sample: Sample, told: str, *, asks: bool) -> bool:
    """Whether a sentence about the sample tells what it must print."""
    if len(values) == 1 and values[0].lower() in ("yes", "no"):
        denies = _NO.search(told) is not None
        return (
            not asks and denies
            if values[0].lower() == "no"
            else not asks and not denies and _YES.search(told) is not None
        )
    given = _decoded(sample.stdin).split()
    foreign = not set(values) <= {*given, *_SMALL}  # else they may be the input's numbers
    if (
        len(set(values)) >= 2
        and (foreign or len(values) > 3 or _PRINTED.search(told))
        and _in_order(values, told, _APART)
    ):
        return True
    for value in dict.fromkeys(values):
        if not value.lstrip("-").replace(".", "").isdigit():
            if (
                len(value) >= 3
                and not asks
                and re.search(_STANDS_FOR.get(value.lower(), rf"\b{re.escape(value)}\b"), told, re.I)
            ):
                return True
            continue
        strange = value not in given  # it cannot be the input's
        if strange and len(values) == 1 and value not in _SMALL and not asks and value in _numbers(told):
            return True
        kinds = 3 if len(value) >= 2 else 2
        if strange:
            kinds = 2 if value in _SMALL and value != "-1" else 3
        elif value == given[0]:
            kinds = 1  # it mostly says how many there are
        if (strange or len(values) == 1) and _comes_out(value, told, kinds):
            return True
    return False


def _comes_out(value: str, told: str, kinds: int) -> bool:
    """Whether the value stands there as what comes out, as one of the first kinds of words says."""
    return any(
        re.search(before, told[: found.start()], re.I) or re.search(after, told[found.end() :], re.I)
        for found in re.finditer(rf"(?<![\w.\-^]){re.escape(value)}(?!\.\d|[A-Za-z0-9_^]|{_OTHER_USE})", told)
        for before, after in zip(_BEFORE[:kinds], _AFTER[:kinds], strict=True)
    )


def _is_rare(value: str, known: frozenset[str], told: str) -> bool:
    """Whether the text has a value that it can have from nowhere else, perhaps rounded."""
    digits = value.lstrip("-").replace(".", "")
    if value in known or not digits.isdigit():
        return False
    numbers = _numbers(told)
    if "." in value:
        return any(
            "." in n and len(n) >= 5 and abs(float(n) - float(value)) <= 10.0 ** -len(n.partition(".")[2])
            for n in numbers
        )
    if value in numbers and len(digits.rstrip("0")) >= _RARE:
        return True
    return len(digits) >= 2 and _comes_out(value, told, kinds=3)


def _in_order(values: Sequence[str], text: str, gap: str) -> bool:
    return re.search(rf"(?<![\w.]){gap.join(map(re.escape, values))}(?![\w])(?!\.\d)", text) is not None


def _numbers(text: str) -> list[str]:
    return re.findall(r"(?<![A-Za-z0-9_.^])-?\d+(?:\.\d+)?", text)


def _decoded(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _in_digits(text: str) -> str:
    """The text with numbers in digits: those of Chinese characters, and in English those below a thousand."""
    text = _KANJI_NUMBER.sub(lambda found: f" {_from_kanji(found[0])} ", text)
    text = _WORD.sub(_from_words, text)
    return _HUNDREDS.sub(lambda found: str(100 * int(found[1] or 1) + int(found[2] or 0)), text)


def _from_words(found: re.Match[str]) -> str:
    minus, *words = found.groups()
    return ("-" if minus else "") + str(sum(_WORDS[word.lower()] for word in words if word))


def _from_kanji(word: str) -> int:
    number, digit = 0, 0
    for sign in word:
        if sign in _PLACES:
            number, digit = number + (digit or 1) * _PLACES[sign], 0
        else:
            digit = _KANJI.index(sign) + 1
    return number + digit
