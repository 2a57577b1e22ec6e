"""Whether a hint tells what a sample must print."""

# ruff: noqa: E501 - a pattern is read more easily whole

import re
from collections.abc import Sequence
from itertools import pairwise

from problems.problem import Sample
from solver.hints.plain import has_question, in_digits, sentences

_ORDINALS = ["first|1st|最初|一つ目", "second|2nd|二つ目", "third|3rd|三つ目", "fourth|4th|四つ目"]
_NAMED = re.compile(
    r"\b(?:samples?|examples?|cases?|tests?)\s*(?:input|output|case|no\.)?\s*#?(\d)\b|(?:入力例|出力例|サンプル|例題?)\s*(\d)|第\s?(\d)\s?の(?:入力|出力)?(?:例|サンプル)|(\d)\s*(?:つ[目め]|番[目め]|個目)の(?:入力|出力|例|サンプル|ケース|盤面|迷路|グリッド|地図|図|木|グラフ|文字列)"
    r"|\b(first|second|third|fourth|1st|2nd|3rd|4th|last)\s+(?:(?:sample|example|case|input|output|test|grid|picture|maze|map|board|tree|graph|string|list|row|line|1)\b(?: (?:input|case|output))?)|(最初|[一二三四]つ[目め]|最後)の(?:入力|出力|例|サンプル|ケース|テスト|盤面|迷路|グリッド|地図|図|木|グラフ|文字列)",
    re.I,
)
_NTHS = ("third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth")
_PLACE = re.compile(rf"\b(?:{'|'.join(_NTHS)})\b", re.I)
_NTH = re.compile(
    r"(first|second|third|fourth|larger|bigger|smaller|longer|[一二三四]つ目|(?:大き|小さ|長)いほう)(?: |の\s?)([a-z]{3,}(?<!s)\b|[一-鿿ァ-ヶー]+)"
)
_PAGE_INPUT = re.compile(r"(?:Sample Input|入力例) ?\d+\s*```[^`]*```")
# The samples, or one that is not said which: any of them may be meant.
_SOME = re.compile(
    r"\bsamples?\b|(?<!for )(?<!an )\bexamples?\b|\bdry[- ]run|\b(?:you|your program|it) (?:should|will|must) (?:get|print|output|see|reach|find|end)\b|サンプル|(?<![一-鿿])例(?=[では、だにのがを])",
    re.I,
)

_PRINTED = re.compile(r"\b(?:answer\w*|outputs?|print\w*|expect\w*|ends? up)\b|答え|出力|正解|期待", re.I)
_UNIT = r"\s*(?:通り?|[かヶ]所|[一-鿿]{1,2}|[ァ-ヶー]{2,6}|つ)?\s*"
# What says that a value (¤) is what comes out: of any value, of one that the input has not, and of one that besides is
# no "one" or "two", which stand for anything.
_OUTCOMES = tuple(
    re.compile(shape, re.I)
    for shape in (
        r"(?:\ball (?:of )?the (?=¤ (?:possible|\w+ (?:choices|ways)|choices|ways|pairs|triples|orders|subsets)\b)|\b(?:answer(?:s|ed)?|outputs?|results?|print(?:s|ed)?|expect(?:s|ed)|totals?|returns?|reports?|adds? up to|amounts? to|turns? out to be|in all|(?:al)?together|optim\w+|ends?\b[^\d.]{0,24} (?:at|with|on|in [a-z]+))\b[^\d.。]{0,30}?|(?:答え|出力|正解|結果|期待値|合計|最終的[なに]|[全計]部?で|合わせて|あわせて|最大で|最小で|最短で)(?:は、)?[^\d。、]{0,15}?|\d\s?[-+*/]\s?\d+\s?(?:=|で|is|makes?|gives?)\s*)¤"
        rf"|¤\s*(?:\w+ ){{0,3}}?(?:in all|altogether|in total|ways?)\b|¤ 通り|¤\s*(?:is|are) (?:the|its) (?:answer|output|result)|¤{_UNIT}(?:が(?:答|正解|出力)|[をと](?:出力|答))",
        r"(?:\b(?:gives?|yields?|leaves?|left with|comes? (?:out )?(?:to|as))\b[^\d.。]{0,30}?|\bis back (?:with|at|on|in)\b[^\d.。]{0,15}?|\b(?:no \w+ than|get|needs?|takes?|costs?|exactly|only|just|makes?|enough|cut(?:s|ting)?|pa(?:id|ys?|ying))\b\s*(?:an? |the |only |just )?|(?:ので、?|から、)[^\d。、]{0,15}?(?<![一-鿿ァ-ヶ] )|(?:最大|最小|最短|結局|たった|わずか|よって|したがって|\bso\b|\bhence\b|\bthus\b|\btherefore\b)[^\d。、]{0,15}?)¤"
        r"|¤\s*(?:\w+ ){0,3}?(?:(?:is|are|will) (?:what|right|correct|enough|needed|possible|printed|do\b)|will do|suffices?|(?:has|have|is|are) to be \w+|(?:must|should) be \w+|comes? out|is the most)\b"
        rf"|¤ [a-z]+ only\b|¤{_UNIT}(?:で(?:済|きま|十分|終わ|足り|よい|いい)|に(?:なり|なる|なっ)|と(?:なり|なる)|が(?:最|必要|出|見つ|でき|作れ)|な[いし]|ありません|必要|かか|しか|だけ(?:です|で|払|必要|見つ|あり)|よりも?[多少大小長短高低][^。]{0, 12}(?:な[いく]|ません))|の\s?¤{_UNIT}(?:で(?:す|した)|。|$)",
        r"(?:\b(?:is|are|be|namely)\b\s*(?:an? |the )?|[→:]\s*|\w{3}\s?=\s*)¤"
        rf"|¤\s*(?:\w+ ){{0,3}}?(?:at most|(?:is|are) (?:the|its)\b)|¤{_UNIT}(?:で(?:す|した)|あり|の[^\s、。\d]{{0,6}}方)",
    )
)
# A number of things, not the number of a thing: "4 stamps", but not "village 4 has".
_QUANTITY = re.compile(
    r"(?<![a-z]-)¤ of (?:the|them|these)|(?<![a-z]-)¤ (?!(?:and|are|but|can|for|from|has|have|into|the|then|was|were|with|when|which|while|until|does|goes|gets)\b)[a-z]{3,}|¤ ?(?:つ|[かヶ]所|[ァ-ヶー]{2,6}|(?!番|目|回目|日目|行目|列目|人目|枚目|個目)[一-鿿])"
)
_OTHER_USE = r"\s?(?:-?bits?\b|ビット|番目|つ目|st\b|nd\b|rd\b|th\b|%|乗|桁|進|\*\s?10|over\b)"
_SAYS_NO = r"(?<=[\w:] )(?-i:No|NO)\b|\bno(?=[.,;:!)]|$| (?:way|path|route|solution|valid|such|room)\b)|\b(?:impossible|cannot|can(?:'t| not)|fails?|not (?:possible|valid|correct)|never|invalid)\b|いいえ|正しくな|(?:でき|[れけせ])(?:ない|ません)|不可能|無理|(?:うまく|満たし?|成り立(?:ち)?)(?:い[きか])?(?:たない|ない|ません)|hopeless|成り立(?:たない|ちません)|失敗|満たし?(?:ません|ない)"
_STANDS_FOR = {
    "yes": rf"^(?!.*(?:{_SAYS_NO})).*(?:\b(?:yes|possible|can be \w+|works?(?: out)?|succeeds?|holds|fits?|is (?:valid|correct|balanced|connected|good))\b|はい[、。]|できます|可能|成り立|うまく|られます|満たします)",
    "no": _SAYS_NO,
    "0": r"\b(?:nothing|none|nobody|no such|not (?:a single|1))\b|(?:[1一] ?[^\s\d、。]{1,3}|どれ|だれ|ど[のこ][^、。]{0,6})も[^。]{0,12}(?:な[いくし]|ません|ずに)|(?:[方法組列路]|(?:満たす|そのような|できる)[^、。]{1,6})は(?:な[いく]|ありません)|ことは(?:な[いく]|ありません|できません)|\bno (?:\w+ ){1,2}(?:stays?|remains?|(?:is|are|has to be|have to be) (?:needed|left|possible|found|\w+ed))\b|ゼロ|零|\bis 0\b|は 0 ?[^\s\d、。]{0,2}です",
    "-1": r"負の ?1|\bno (?:way|path|route|solution|valid)\b|\bimpossible\b|\bcannot be\b|\bcut off\b|\bunreachable\b|\bfailure\b|不可能|無理|(?:でき|られ|(?:方法|道|経路|航路)[がは](?:あり)?)(?:な[いく]|ません)",
    "first": r"\bfirst (?:player|one|to move)?\s?(?:\w+ )?(?:wins?|can win)|先手[がの][^。]{0,8}勝",
    "second": r"\bsecond (?:player|one|to move)?\s?(?:\w+ )?(?:wins?|can win)|後手[がの][^。]{0,8}勝",
}
_SMALL = ("-1", "0", "1", "2")  # which stand for anything
# What the page says below a sample, but for the numbers of a list.
_LIST = re.compile(r"\d+(?:(?:, ?| and |、)\d+){2,}|\(\d+, ?\d+\)")
_NOTE = re.compile(r"(?:Sample Output|出力例) ?(\d+)\s*```[^`]*```((?:(?!\n#).)*)", re.S)


def tells_sample_answer(text: str, samples: Sequence[Sample], statement: str) -> bool:
    """Whether the text has the expected output of a sample, as such or beyond coincidence."""
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", re.sub(r"[`*$\"'“”「」『』\\]", " ", text))
    text = in_digits(re.sub(r"(?m)^\s*\d{1,2}[.)]\s|[①-⑳]", " ", text))  # the marks of a list
    inputs = [str(sample.stdin, "utf-8", "replace") for sample in samples]
    outputs = [re.sub(r"\.0+(?!\d)", "", str(sample.expected, "utf-8", "replace")) for sample in samples]
    notes = {n: _words(_LIST.sub(" ", in_digits(note.replace("$", "")))) for n, note in _NOTE.findall(statement)}
    statement = _PAGE_INPUT.sub(" ", statement)
    for expected in outputs:  # the statement of a real page shows them all
        statement = re.sub(rf"(?<![\w.]){re.escape(expected.strip())}(?![\w.])", " ", statement)
    cases = [(given.split(), expected.split()) for given, expected in zip(inputs, outputs, strict=True)]
    asked = " ".join(" ".join(given) for given, _ in cases)
    known = frozenset(_numbers(f"{statement} {asked}"))
    own = [_own_tokens(number, inputs, statement) for number in range(len(inputs))]
    about = frozenset[int]()  # the samples that are spoken of, until others are
    passages = [""] * len(samples)  # what is said of each
    for sentence in sentences(text):
        about = _spoken_of(sentence, inputs, own, statement) or about
        told = _PLACE.sub(lambda nth: f"{_NTHS.index(nth[0].lower()) + 3}th", _NAMED.sub(" ", sentence))
        for number, (given, values) in enumerate(cases):
            spoken = number + 1 in about
            if any(_is_rare(value, known, told, spoken or not about) for value in values):
                return True
            if spoken:
                passages[number] += f" {told}"
                noted = () if _PRINTED.search(told) else notes.get(str(number + 1), ())  # which is told already
                untold = (value for value in dict.fromkeys(values) if value not in noted)
                if any(_tells(value, values, given, told, has_question(sentence)) for value in untold):
                    return True
    return any(_lists(*case, told) for case, told in zip(cases, passages, strict=True))


def _spoken_of(sentence: str, inputs: Sequence[str], own: Sequence[frozenset[str]], statement: str) -> frozenset[int]:
    """The samples that the sentence names, or whose input it quotes, counted from 1."""
    found = set()
    for *digits, english, japanese in _NAMED.findall(sentence):
        word = (english or japanese).lower().replace("め", "目")
        by_word = next((number for number, words in enumerate(_ORDINALS, start=1) if word in words), len(inputs))
        found.add(int("".join(digits)) if any(digits) else by_word)
    every = range(1, len(inputs) + 1)
    for ordinal, noun in _NTH.findall(sentence):
        if _is_single(noun, statement):  # there is one in each sample: "the second garden"
            found.update([n for n, words in enumerate(_ORDINALS, start=1) if ordinal in words] or every)
    said = {*_numbers(sentence), *_words(sentence)}
    for number, given in enumerate(inputs, start=1):
        tokens, longest = given.split(), max(map(str.split, given.splitlines()), key=len, default=[])
        sizes = (tokens, given.partition("\n")[0].split())
        in_order = len(longest) >= 3 and _in_order(longest, sentence, r"(?:[ ,、|/()と]|and)+")
        whole = any(2 <= len(set(size)) == len(size) <= 5 and said.issuperset(size) for size in sizes)
        if in_order or whole or said & own[number - 1]:
            found.add(number)
    return frozenset(found or (every if _SOME.search(sentence) else ()))


def _is_single(noun: str, statement: str) -> bool:
    """Whether the statement has one such thing, not several."""
    return noun in statement and not re.search(rf"\b(?:{noun}e?s|{noun[:-1]}ies)\b", statement)


def _own_tokens(number: int, inputs: Sequence[str], statement: str) -> frozenset[str]:
    """What stands in that sample's input and nowhere else, but for letters and digits."""
    asked = " ".join((*inputs[:number], *inputs[number + 1 :], statement))
    elsewhere = {*_numbers(asked), *_words(_NOTE.sub(" ", asked))}  # a note may well quote its own input
    first, _, others = inputs[number].partition("\n")
    return frozenset(re.findall(r"-?\w\w+", first) + re.findall(r"\w{3,}", others)) - elsewhere


def _lists(given: Sequence[str], values: Sequence[str], told: str) -> bool:
    """Whether the passage about the sample has all its values, or three in a row of many, in their order."""
    steps = {int(b) - int(a) if a.isdigit() and b.isdigit() else 0 for a, b in pairwise(values)}
    own = len(values) >= 3 and steps != {1} and not _in_order(values, " ".join(given), " ")
    if not own and set(values) <= {*given, *_SMALL} and not _PRINTED.search(told):
        return False
    runs = {tuple(values[start : start + 3]) for start in range(max(len(values) - 2, 1))}
    return any(len(set(run)) >= 2 and _in_order(run, told, r"\b.{0,24}?(?<![\w.])") for run in runs)


def _tells(value: str, values: Sequence[str], given: Sequence[str], told: str, question: bool) -> bool:
    """Whether a sentence about the sample tells one of the values that it must print."""
    alone, strange = len(values) == 1, value not in given  # a strange one cannot be the input's
    if not _NUMBER.fullmatch(value) or (len(values) <= 2 and ((value == "-1" and alone) or (value == "0" and strange))):
        said = _STANDS_FOR.get(value.lower(), rf"\b{re.escape(value)}\b")
        if not question and (value == "0" or len(value) >= 2) and re.search(said, told, re.I | re.S):
            return True
    if strange and alone and value not in _SMALL and not question and value in _numbers(told):
        return True
    if strange:
        kinds = 2 if value in _SMALL and value != "-1" else 3
    elif alone and value != given[0]:
        kinds = 3 if len(value) >= 2 else 2
        if not question and value not in _SMALL and _comes_out(value, told, (_QUANTITY,)):
            return True
    else:
        kinds = 1  # it may well be the input's; the first mostly says how many there are
    return _comes_out(value, told, _OUTCOMES[:kinds])


def _comes_out(value: str, told: str, shapes: Sequence[re.Pattern[str]]) -> bool:
    """Whether the value stands there as what comes out, as one of the shapes says."""
    marked = re.sub(rf"(?<![\w.\-^]){re.escape(value)}(?!\.\d|[A-Za-z0-9_^]|{_OTHER_USE})", "¤", told)
    return any(shape.search(marked) for shape in shapes)


def _is_rare(value: str, known: frozenset[str], told: str, spoken: bool) -> bool:
    """Whether the text has a value that it can have from nowhere else, perhaps rounded; spoken: of that sample or of none."""
    digits, numbers = value.lstrip("-").replace(".", ""), _numbers(told)
    if value in known or not digits.isdigit():
        return False
    if "." in value:
        decimals = [(float(n), len(n.partition(".")[2])) for n in numbers if "." in n and len(n) >= 5]
        return any(abs(number - float(value)) <= 10.0**-places for number, places in decimals)
    rare = value in numbers and (len(digits.rstrip("0")) >= 3 or (spoken and len(digits) >= 2))
    return rare or (spoken and value not in _SMALL and _comes_out(value, told, _OUTCOMES[:1]))


def _in_order(values: Sequence[str], text: str, gap: str) -> bool:
    return re.search(rf"(?<![\w.]){gap.join(map(re.escape, values))}(?![\w])(?!\.\d)", text) is not None


_NUMBER = re.compile(r"(?<![A-Za-z0-9_.^])-?\d+(?:\.\d+)?(?![\d^]|\.\d)")
_numbers = _NUMBER.findall
_words = re.compile(r"\d+\.\d+|[^\s,.、。:;()\[\]]+").findall
