"""Whether a hint tells what a sample must print."""

import re
from collections.abc import Sequence
from itertools import pairwise

from problems.problem import Sample
from solver.hints.plain import has_question, in_digits, sentences

_ORDINALS = {
    word: number
    for number, words in enumerate(("first 1st 最初 一", "second 2nd 二", "third 3rd 三", "fourth 4th 四"), start=1)
    for word in words.split()
}
_NAMED = re.compile(
    r"\b(?:(?:samples?|examples?|cases?)(?: (?:input|output|case|number|no\.))?|tests? (?:case|no\.))\s*#?(\d)\b|(?:入力例|出力例|サンプル|例題?)\s*(?:その\s?|の\s?(?=\d ?(?:つ|番|個)[目め]))?(\d)|第\s?(\d)\s?の(?:入力|出力)?(?:例|サンプル)|(\d)\s*(?:つ|番|個)[目め]の(?:入力|出力|例|サンプル|ケース|テスト)"
    r"|\b(first|second|third|fourth|1st|2nd|3rd|4th|last|final)\s+(?:(?:(?!the|of|at)\w+ |\w+, (?!sample #?\d))?(?:sample|example|case|test)\b|of the (?:\w+ )?(?:samples|examples)|(?:input|output)\b)|(最初|最後|[一二三四](?=[つ番個]))(?:[つ番個][目め])?の(?:入力|出力|例|サンプル|ケース|テスト)",
    re.I,
)
_NTHS = ("third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth")
_PLACE = re.compile(rf"\b(?:{'|'.join(_NTHS)})\b", re.I)
_NTH = r"(first|second|third|fourth|larger|bigger|smaller|longer|[一二三四](?=つ目)|(?:大き|小さ|長)いほう)(?:つ目)?(?: |の\s?)([a-z]{3,}(?<!s)\b|[一-鿿ァ-ヶー]+)"
_PAGE_INPUT = r"(?:Sample Input|入力例) ?\d+\s*```[^`]*```"
_ZEROS = r"(\.\d*[1-9])0+(?!\d)|\.0+(?!\d)"
_POWER = re.compile(r"(?:(\d{1,3}) ?(?:\*|\\times|\\cdot) ?)?(?<!\w)10 ?\^ ?\{?(\d{1,2})(?!\d)\}?")
# The samples in general, or an unspecified one: any of them may be meant.
_SOME = r"(?i)\bsamples?\b|(?<!for )(?<!an )\bexamples?\b|\bdry[- ]run|\b(?:you|your program|it) (?:should|will|must) (?:get|print|output|see|reach|find|end)\b|サンプル|(?<![一-鿿])例(?=[では、だにのがを])"

_PRINTED = r"(?i)\b(?:answer\w*|outputs?|print\w*|expect\w*|ends? up)\b|答え|出力|正解|期待"
_UNIT = r"\s*(?:通り?|[かヶ]所|[一-鿿]{1,2}|[ァ-ヶー]{2,6}|つ)?\s*"
# What the statement counts: "the number of bridges", 何件, 日数.
_COUNTED = r"(?i:number of|how many) (?:different |possible |such )?([a-z]{3,})|何 ?([一-鿿])|([件個本枚回日人匹冊通組歩段台軒])数|いく(つ)"
_UNDETERMINED = "".join(f"(?<!{word} )" for word in "the these those of its their last first next all both any".split())
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_FRACTION = re.compile(rf"(?:(\d+) and )?\b(\d+|an?)(?:[- ]({'|'.join(_PARTS)})s?\b| ?/ ?(\d+))|(\d+) ?分の ?(\d+)")
# Phrases by which a value (¤) is the result: the first for any value, the second for one that is not in the input, the
# third for one that, besides, is not "one" or "two", which stand for anything.
_OUTCOMES = (
    r"(?i)(?:\ball (?:of )?the (?=¤ (?:possible|\w+ (?:choices|ways)|choices|ways|pairs|triples|orders|subsets)\b)|\b(?:answer(?:s|ed)?|outputs?|results?|print(?:s|ed)?|expect(?:s|ed)|totals?|returns?|reports?|adds? up to|amounts? to|turns? out to be|in all|(?:al)?together|optim\w+|ends?\b[^\d.]{0,24} (?:at|with|on|in [a-z]+))\b[^\d.。]{0,30}?|(?:答え|出力|正解|結果|期待値|合計|最終的[なに]|[全計]部?で|合わせて|あわせて|最大で|最小で|最短で)(?:は、)?[^\d。、]{0,15}?|\d\s?[-+*/]\s?\d+\s?(?:=|で|is|makes?|gives?)\s*)¤"
    rf"|¤\s*(?:\w+ ){{0,3}}?(?:in all|altogether|in total|ways?)\b|¤ 通り|¤\s*(?:is|are) (?:the|its) (?:answer|output|result)|¤{_UNIT}(?:が(?:答|正解|出力)|[をと](?:出力|答))",
    r"(?i)(?:\b(?:gives?|yields?|leaves?|left with|comes? (?:out )?(?:to|as))\b[^\d.。]{0,30}?|\bis back (?:with|at|on|in)\b[^\d.。]{0,15}?|\b(?:no \w+ than|get|needs?|takes?|costs?|exactly|only|just|makes?|enough|cut(?:s|ting)?|pa(?:id|ys?|ying)|brings? in|(?:earn|gain|win|collect|sav|scor|receiv|spend|los)\w{0,4})\b\s*(?:an? |the |only |just )?|(?:ので、?|から、)[^\d。、]{0,15}?(?<![一-鿿ァ-ヶ] )(?!¤ は)|\b(?:best|better|most|least|fewest|earliest|soonest)\b[^.。,;]{0,60}?|(?:いちばん|一番|もっとも|最も)[^\d。、]{0,12}?|(?:最大|最小|最短|結局|たった|わずか|よって|したがって|\bso\b|\bhence\b|\bthus\b|\btherefore\b)[^\d。、]{0,15}?)¤"
    r"|¤\s*(?:\w+ ){0,3}?(?:(?:is|are|will) (?:what|right|correct|enough|needed|possible|printed|do\b)|will do|(?:do|does) (?:it|the job)\b|suffices?|(?:has|have|is|are) to be \w+|(?:must|should) be \w+|comes? out|is the most)\b"
    rf"|¤ [a-z]+ only\b|¤{_UNIT}(?:で(?:済|きま|十分|終わ|足り|よい|いい)|に(?:なり|なる|なっ)|と(?:なり|なる)|が(?:最|必要|出|見つ|でき|作れ)|な[いし]|ありません|必要|かか|しか|だけ(?:です|で|払|必要|見つ|あり|足り|残)|を[^。、\d]{{1,8}}(?:られ|でき)(?:ます|る)|よりも?[多少大小長短高低][^。]{{0,12}}(?:な[いく]|ません))|の\s?¤{_UNIT}(?:で(?:す|した)|。|$)",
    r"(?i)(?:\b(?:is|are|be|namely)\b\s*(?:an? |the )?|[→:]\s*|\w{3}\s?=\s*)¤"
    rf"|¤\s*(?:\w+ ){{0,3}}?(?:at most|(?:is|are) (?:the|its)\b)|¤{_UNIT}(?:で(?:す|した)|あり|の[^\s、。\d]{{0,6}}方)",
)
# A number of things, not the number of a thing: "4 stamps", but not "village 4 has".
_QUANTITY = r"(?<![a-z]-)¤ of (?:the|them|these)|(?<![a-z]-)¤ (?!(?:and|are|but|can|for|from|has|have|into|the|then|was|were|with|when|which|while|until|does|goes|gets)\b)[a-z]{3,}|¤ ?(?:つ|[かヶ]所|[ァ-ヶー]{2,6}|(?!番|目|回目|日目|行目|列目|人目|枚目|個目)[一-鿿])"
_OTHER_USE = r"\s?(?:-?bits?\b|ビット|番目|つ目|st\b|nd\b|rd\b|th\b|%|乗|桁|進|\*\s?10|over\b)"
_SAYS_NO = r"(?<=[\w:] )(?-i:No|NO)\b|\bno(?=[.,;:!)]|$| (?:way|path|route|solution|valid|such|room)\b)|\b(?:impossible|cannot|can(?:'t| not)|fails?|not (?:possible|valid|correct)|never|invalid)\b|いいえ|正しくな|(?:でき|[れけせ])(?:ない|ません)|不可能|無理|(?:うまく|満たし?|成り立(?:ち)?)(?:い[きか])?(?:たない|ない|ません)|hopeless|ど[うのれ][^。]{0,16}ても[^。]*しま|成り立(?:たない|ちません)|失敗|満たし?(?:ません|ない)"
_STANDS_FOR = {
    "yes": rf"^(?!.*(?:{_SAYS_NO})).*(?:\b(?:yes|possible|can be \w+|works?(?: out)?|succeeds?|do(?:es)? the job|holds|fits?|is (?:valid|correct|balanced|connected|good))\b|はい[、。]|できます|可能|成り立|うまく|られます|満たします)",
    "no": _SAYS_NO,
    "0": r"\b(?:nothing|none|nobody|no such|not (?:a single|1))\b|(?:[1一] ?[^\s\d、。]{1,3}|どれ|だれ|ど[のこ][^、。]{0,6})も[^。]{0,12}(?:な[いくし]|ません|ずに)|(?:[方法組列路]|(?:満たす|そのような|できる)[^、。]{1,6})は(?:な[いく]|ありません)|ことは(?:な[いく]|ありません|できません)|\bno (?:\w+ ){1,2}(?:stays?|remains?|(?:is|are|has to be|have to be) (?:needed|left|possible|found|\w+ed))\b|ゼロ|零|\bis 0\b|は 0 ?[^\s\d、。]{0,2}です",
    "-1": r"負の ?1|\bno (?:way|path|route|solution|valid)\b|\bimpossible\b|\bcannot be\b|\bcut off\b|\bunreachable\b|\bfailure\b|不可能|無理|(?:でき|られ|(?:方法|道|経路|航路)[がは](?:あり)?)(?:な[いく]|ません)",
    "first": r"(?:\bfirst (?:player|one|to move)?|\b(?:begin|start)\w*|\bmoves? first)\s?(?:\w+ ){0,2}(?:wins?|can (?:win|force a win))|(?:先手|(?:最初|[先初]に動)[^、。]{0,4}人)[がの][^。]*勝",
    "second": r"\bsecond (?:player|one|to move)?\s?(?:\w+ )?(?:wins?|can win)|\b(?:first player|begins?|starts?|moves? first)\b.{0,30}\b(?:loses?|lost|cannot win)|(?:後手|(?:後|あと)から[^、。]{0,4}人)[がの][^。]*勝|(?:先手|(?:最初|先に動)[^、。]{0,4}人)[がのは][^。]*(?:負け|勝て(?:ない|ません))",
}
_SMALL = ("-1", "0", "1", "2")  # these stand for anything
_MADE_UP = r"(?i)\b(?:try|suppose|imagine|say|made[- ]up|if)\b|たとえば|例えば|もし|仮に"
# Few or none, all, all but one; and what is said about the input instead.
_LITTLE = r"(?i)\b(?:not?|never|none|nobody|nothing|neither|cannot|without|already|too|whatever|only|best)\b|n['’]t\b|(?<!少)ない|ません|なし|[らりわかずせ]ずに|すでに|だけ|しか|最も|一番"
_EVERY = r"(?i)\b(?:all|always|every\w*|each(?! other)|any|none|nobody|no \w+ ha(?:s|ve) to)\b|すべて|全て|全[部員滅]|みんな|みな|とも(?![にか])|ど[れのちな][^、。]*も(?! ?\d)|[だ誰]れ?も"
_BUT = r"(?i)\b(?:but|except)\b|以外|除いて"
_LEFT = r"\d+(?:(?:, ?|,? and )(?:[a-z]+ )?\d+)+(?= [^.;]{0,30}\b(?:left|remain|surviv|stay|stand))|\d+(?: ?[と、,] ?(?:[一-鿿ァ-ヶー]+ ?)?\d+)+(?=[^。、]{0,9}残)"
_FURTHER = r"\b(\d+)\b[^.;。\d]*?(?:\banother|\bfurther|\band(?= \d+ (?:single|more|others?)\b)|さらに|ほかに|残りの?) ?(\d+)\b"
_OUT_OF = r"\b(\d+)(?: of (?:the |these |those )?|\b[^.;\d]{0,30}?(?:(?=\d+ of (?:them|these|those)\b)|of (?:which|whom|these|them) ))(\d+)\b|\b(\d+) ?[^\d、。]{0,4}(?:のうち|中の?)[^\d、。]{0,6}(\d+)"
_GIVEN = r"(?i)\b(?:equal|same|different|distinct|alike|identical|(?<!not )even|odd|there (?:is|are) no (?!such|ways?\b|room|solution|possib)|ha(?:s|ve|d)(?! to\b| \w+ed\b)|given|input)\b|同じ|等し|異な|違|与え|入力"
# The page's note below a sample.
_NOTE = re.compile(r"(?:Sample Output|出力例) ?(\d+)\s*```[^`]*```((?:(?!\n#).)*)", re.S)


def tells_sample_answer(text: str, samples: Sequence[Sample], statement: str) -> bool:
    """Whether the text tells the expected output of a sample, literally or beyond coincidence."""
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", re.sub(r"[`*$\"'“”「」『』\\]", " ", text))
    text = in_digits(re.sub(r"(?m)^\s*\d{1,2}[.)]\s|[①-⑳]", " ", text))  # list marks
    text, statement = (_POWER.sub(lambda f: str(int(f[1] or 1) * 10 ** int(f[2])), told) for told in (text, statement))
    text = re.sub(r"\b(exactly|just|only) (?:(once)|twice)\b", lambda f: f"{f[1]} {2 - bool(f[2])} times", text)
    text = _FRACTION.sub(_in_decimals, text)
    inputs = [str(sample.stdin, "utf-8", "replace") for sample in samples]
    outputs = [re.sub(_ZEROS, r"\1", str(sample.expected, "utf-8", "replace")) for sample in samples]
    notes = {n: in_digits(note.replace("$", "")) for n, note in _NOTE.findall(statement)}
    statement = re.sub(_PAGE_INPUT, " ", statement)
    for expected in outputs:  # the statement of a real page shows all of them
        statement = re.sub(rf"(?<![\w.]){re.escape(expected.strip())}(?![\w.])", " ", statement)
    cases = [(given.split(), expected.split()) for given, expected in zip(inputs, outputs, strict=True)]
    known = frozenset(_numbers(" ".join((statement, *inputs))))
    own = [_own_tokens(number, inputs, statement) for number in range(len(inputs))]
    things = "|".join({re.escape("".join(found)) for found in re.findall(_COUNTED, statement)} or {"$^"})
    counted = rf"{_UNDETERMINED}¤ ?(?:{things})(?!目)"
    about = plainly = frozenset[int]()  # the samples spoken of, until others are; those of them that are named
    passages = [""] * len(samples)  # what is said about each
    for sentence in sentences(text):
        named = _named(sentence, len(inputs))
        here = named or _quoted(sentence, inputs, own, statement)
        about, plainly = here or about, named or plainly & (here or plainly)
        quiet = has_question(sentence) or not here
        told = _PLACE.sub(lambda nth: f"{_NTHS.index(nth[0].lower()) + 3}th", _NAMED.sub(" ", sentence))
        for number, (given, values) in enumerate(cases):
            spoken = number + 1 in about
            if any(_is_rare(value, known, told, spoken or not about) for value in values):
                return True
            if spoken:
                unquoted = _without_quotes(inputs[number], told)
                passages[number] += f" {unquoted}"
                note = "" if re.search(_PRINTED, told) else notes.get(str(number + 1), "")
                untold = (value for value in dict.fromkeys(values) if not _quotes(value, note, told, counted))
                if any(_tells(value, values, given, unquoted, quiet) for value in untold):
                    return True
                declared = number + 1 in plainly and len(values) == 1 and not quiet
                if declared and _implies_value(values[0], given, told, notes.get(str(number + 1), "").strip()):
                    return True
    return any(_lists(*case, told) for case, told in zip(cases, passages, strict=True))


def _named(sentence: str, samples: int) -> frozenset[int]:
    """The samples that the sentence names, counted from 1; "the second one" counts if it names another."""
    if re.search("sample|example", sentence):
        sentence = re.sub(r"\b(first|second|third|fourth|last) 1\b", r"\1 sample", sentence)
    return frozenset(
        int("".join(digits) or _ORDINALS.get((english or japanese).lower(), samples))
        for *digits, english, japanese in _NAMED.findall(sentence)
    )


def _quoted(sentence: str, inputs: Sequence[str], own: Sequence[frozenset[str]], statement: str) -> frozenset[int]:
    """The samples whose input the sentence quotes; all of them if it speaks of an unspecified one."""
    found, every = set[int](), range(1, len(inputs) + 1)
    for ordinal, noun in re.findall(_NTH, sentence):
        several = rf"\b(?:{noun}e?s|{noun[:-1]}ies)\b"
        if noun in statement and not re.search(several, statement):  # one in each sample: "the second garden"
            found.update([_ORDINALS[ordinal]] if ordinal in _ORDINALS else every)
    spoken = (_numbers(sentence), _words(sentence))
    said = {*spoken[0], *spoken[1]}
    for number, given in enumerate(inputs, start=1):
        tokens, longest = given.split(), max(map(str.split, given.splitlines()), key=len, default=[])
        sizes = () if re.search(_MADE_UP, sentence) else (tokens, given.partition("\n")[0].split())
        in_order = len(longest) >= 3 and _in_order(longest, sentence, r"(?:[ ,、|/()と]|and)+")
        small = [size for size in sizes if 2 <= len(set(size)) == len(size) <= 5]
        whole = (all(token in rest for token in size) for size in small for rest in map(iter, spoken))  # in this order
        drawn = not {token for token in tokens if len(token) >= 4 and not token.isalnum()}.isdisjoint(sentence.split())
        if in_order or any(whole) or drawn or said & own[number - 1]:
            found.add(number)
    return frozenset(found or (every if re.search(_SOME, sentence) else ()))


def _own_tokens(number: int, inputs: Sequence[str], statement: str) -> frozenset[str]:
    """What is only in that sample's input, except single letters and digits."""
    asked = " ".join((*inputs[:number], *inputs[number + 1 :], statement))
    elsewhere = {*_numbers(asked), *_words(_NOTE.sub(" ", asked))}  # a note may well quote its own input
    first, _, others = inputs[number].partition("\n")
    return frozenset(re.findall(r"-?\w\w+", first) + re.findall(r"\w{3,}", others)) - elsewhere


def _without_quotes(given: str, told: str) -> str:
    """What is told, without quoted lines of the input that have three items, or two with a word."""
    for line in map(str.split, set(given.splitlines())):
        if len(line) >= 3 or (len(line) == 2 and re.search("[A-Za-z]{2}", " ".join(line))):
            told = re.sub(rf"(?<!\w){'[ ,、|]+'.join(map(re.escape, line))}(?!\w)", " ", told)
    return told


def _lists(given: Sequence[str], values: Sequence[str], told: str) -> bool:
    """Whether the passage about the sample lists all its values in order, or three consecutive ones of many."""
    steps = {int(b) - int(a) if a.isdigit() and b.isdigit() else 0 for a, b in pairwise(values)}
    if (len(values) < 3 or steps == {1}) and set(values) <= {*given, *_SMALL}:
        return False
    runs = {tuple(values[start : start + 3]) for start in range(max(len(values) - 2, 1))}
    return any(len(set(run)) >= 2 and _in_order(run, told, r"\b.{0,24}?(?<![\w.])") for run in runs)


def _tells(value: str, values: Sequence[str], given: Sequence[str], told: str, question: bool) -> bool:
    """Whether a sentence about the sample tells one of the values in its output."""
    alone, strange = len(values) == 1, value not in given  # a strange one cannot come from the input
    if not _NUMBER.fullmatch(value) or (strange and value in ("-1", "0")):
        said = _STANDS_FOR.get(value.lower(), rf"\b{re.escape(value)}\b")
        if not question and (value == "0" or len(value) >= 2) and re.search(said, told, re.I | re.S):
            return True
    own = strange or (alone and value != given[0])  # the input's first value is mostly a count
    unmistakable = own and alone and not question and value not in _SMALL
    if unmistakable and (_is_stated_as_result(value, told, (_QUANTITY,)) or (strange and value in _numbers(told))):
        return True
    telling = value not in _SMALL if strange else len(value) >= 2
    return _is_stated_as_result(value, told, _OUTCOMES[: 1 + own * (1 + telling)])


def _implies_value(value: str, given: Sequence[str], told: str, note: str) -> bool:
    """Whether a sentence about a sample tells its result in other words; what the page explains may be talked about."""
    counts = [len(_numbers(found[0])) for found in re.finditer(_LEFT, told)]
    counts += [int(one) + int(other) for one, other in re.findall(_FURTHER, told)]
    counts += [abs(int(a or c) - int(b or d)) for a, b, c, d in re.findall(_OUT_OF, told)]
    if value in map(str, counts) and not {*_numbers(told)} <= {*_numbers(note)}:
        return True
    if re.search(_GIVEN, told) or (note and value in _words(note)):
        return False
    every = re.search(_EVERY, told) is not None and not re.search(_EVERY, note)
    if every and any(str(int(size) - bool(re.search(_BUT, told))) == value for size in given[:2] if size.isdigit()):
        return True
    if note or value.lower() not in (*_SMALL, "no"):
        return False
    own = not {value, *_numbers(told)}.intersection(given) and _is_stated_as_result(value, told, (_QUANTITY,))
    return own or re.search(_LITTLE, told) is not None or (every and value == "0")


def _in_decimals(found: re.Match[str]) -> str:
    whole, part, name, below, denominator, numerator = found.groups()
    parts = int(below or denominator or _PARTS[name])
    many = int(numerator or (part if part.isdigit() else 1))
    return f"{int(whole or 0) + many / parts:.12g}" if parts else found[0]


def _quotes(value: str, note: str, told: str, counted: str) -> bool:
    """Whether the sample's note has the value, or every number told, and says as much about the value as is told."""
    shapes = (*_OUTCOMES[:2], counted)
    known = value in _words(note) or (len(_numbers(told)) > 2 and {*_numbers(told)} <= {*_numbers(note)})
    return known and (_is_stated_as_result(value, note, shapes) or not _is_stated_as_result(value, told, shapes))


def _is_stated_as_result(value: str, told: str, shapes: Sequence[str]) -> bool:
    """Whether the value is told as a result, by one of the shapes."""
    marked = re.sub(rf"(?<![\w.\-^]){re.escape(value)}(?!\.\d|[A-Za-z0-9_^]|{_OTHER_USE})", "¤", told)
    return any(re.search(shape, marked) for shape in shapes)


def _is_rare(value: str, known: frozenset[str], told: str, spoken: bool) -> bool:
    """Whether the text has a value that only that output has, perhaps rounded; spoken: of that sample or of none."""
    digits, numbers = value.lstrip("-").replace(".", ""), _numbers(told)
    if value in known or not digits.isdigit():
        return False
    if "." in value:
        decimals = [(float(n), len(n.partition(".")[2])) for n in numbers if "." in n and len(n) >= 5]
        return any(abs(number - float(value)) <= 10.0**-places for number, places in decimals)
    rare = value in numbers and (len(digits.rstrip("0")) >= 3 or (spoken and len(digits) >= 2))
    return rare or (spoken and value not in _SMALL and _is_stated_as_result(value, told, _OUTCOMES[:1]))


def _in_order(values: Sequence[str], text: str, gap: str) -> bool:
    return re.search(rf"(?<![\w.]){gap.join(map(re.escape, values))}(?![\w])(?!\.\d)", text) is not None


_NUMBER = re.compile(r"(?<![A-Za-z0-9_.^])-?\d+(?:\.\d+)?(?![\d^]|\.\d)")
_numbers = _NUMBER.findall
_words = re.compile(r"\d+\.\d+|[^\s,.、。:;()\[\]]+").findall
