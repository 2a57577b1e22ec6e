"""Whether a hint tells what a sample must print."""

# ruff: noqa: E501 - a pattern and a list of words are read more easily whole

import re
from collections.abc import Sequence

from problems.problem import Sample

_NUMBER = re.compile(r"-?\d+(?:[,\s]\d{3})+(?!\d)|-?\d+(?:\.\d+)?")
_TELLS_SAMPLE = re.compile(
    r"\bsamples?\b|\bexamples?\b|\btest cases?\b|サンプル|入力例|出力例|例\s?\d|\bcase\s\d", re.I
)
_ANSWER = r"(?:answers?|outputs?|results?|prints?|expected|expects|gives?|yields?|comes? (?:out )?(?:to|as)|returns?|total|should (?:get|be|see))"
_ANSWER_JA = r"(?:答え|出力|正解|結果|期待値|解)"
_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_COUNTED = {"ひとつ": 1, "ふたつ": 2, "みっつ": 3, "ひとり": 1, "ふたり": 2, "ゼロ": 0, "零": 0}
_SAID = {"nil": 0, "none at all": 0, "a single": 1, "twice": 2, "thrice": 3, "a dozen": 12}


def _number_words() -> dict[str, str]:
    """Numbers below a hundred as English writes them, and a few of other kinds, the longest first."""
    words = {word: number for number, word in enumerate(_UNITS)} | _SAID | _COUNTED
    for tens, word in enumerate(_TENS, start=2):
        words |= {word: 10 * tens}
        words |= {f"{word}{gap}{_UNITS[unit]}": 10 * tens + unit for unit in range(1, 10) for gap in "- "}
    words |= {f"minus {word}": -number for word, number in words.items() if word.isascii()}
    return {word: str(words[word]) for word in sorted(words, key=len, reverse=True)}


_WORDS = _number_words()
_LATIN = "|".join(word for word in _WORDS if word.isascii())
_OTHER = "|".join(word for word in _WORDS if not word.isascii())
_WORD = re.compile(rf"(?<![\w぀-ヿ一-鿿])(?:{_LATIN})(?![A-Za-z一-鿿])|(?<![一-鿿])(?:{_OTHER})", re.I)
_HUNDREDS = re.compile(r"\b(?:(\d)|a) hundred(?:(?: and)? (\d\d?)(?!\d))?\b", re.I)
_PLACES = {"千": 1000, "百": 100, "十": 10}
_KANJI = "一二三四五六七八九"
# A number of Chinese characters, not within a word such as 一番, 一致 or 唯一.
_KANJI_NUMBER = re.compile(
    rf"(?<![一-鿿])(?!十分)(?:[{_KANJI}]?千)?(?:[{_KANJI}]?百)?(?:[{_KANJI}]?十)?[{_KANJI}]?"
    r"(?<=[一二三四五六七八九十百千])(?:(?=つ(?![一-鿿]))つ|(?![一-鿿])|(?=[通個本枚人回円点組匹冊台周秒便件歩段軒棟箱](?![数目]))|(?=(?![致方部般定緒見角番体括気生旦覧瞬目])[一-鿿](?![一-鿿])))"
)
_YES = re.compile(
    r"\b(?:yes|possible|can be \w+|it can|works?(?: out)?|succeeds?|holds|fine|all right|no problem|manages?|fits?|is (?:valid|well formed|correct|balanced|connected|good))\b"
    r"|はい|できます|できる|可能|成り立|成功|達成|うまく|られます|られる|問題(?:は)?な|大丈夫|満たします|満たされます|正しいです",
    re.I,
)
_NO = re.compile(
    r"\b(?:no|impossible|cannot|can(?:'t| not)|fails?|not (?:possible|valid|well formed|correct|balanced|connected)|out of reach|no way|never|stuck|breaks?|invalid|unsolvable|contradicts?|contradiction|too (?:few|many|little|short|long))\b"
    r"|いいえ|でき(?:ない|ません)|不可能|無理|正しくな|誤り|成り立(?:たない|ちません)|失敗|られ(?:ない|ません)|れません|れない|矛盾|足りません|足りない|だめ|間違い|満たし?(?:ません|ない)",
    re.I,
)
_ASKS = re.compile(r"(?:[?？]|でしょうか。?|ますか。?|ですか。?)\s*$")
_LONG = 4  # digits that nobody writes by chance
_NEAR = 40  # characters between "answer" and its value

_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "last": -1}
_ORDINALS |= {"最初": 1, "一つ目": 1, "二つ目": 2, "三つ目": 3, "四つ目": 4, "最後": -1}
_NAMED = re.compile(
    r"\b(?:samples?|examples?|cases?|tests?)\s*(?:input|output|case)?\s*#?(\d)\b|(?:入力例|出力例|サンプル|例)\s*(\d)"
    r"|\b(first|second|third|fourth|1st|2nd|3rd|4th|last)\s+(?:sample|example|case|one|picture|figure|input|test|grid|instance)\b|(最初|[一二三四]つ目|最後)の(?:入力例|例|サンプル|図|ケース|入力|テスト)|(\d)\s*(?:つ目|番目)の(?:例|サンプル|入力例)",
    re.I,
)
# The samples, or one that is not said which: any of them may be meant.
_SOME_SAMPLE = re.compile(
    r"\b(?:the|this|that|an?|other|both|given|of the)\s(?:other\s|given\s)?(?:samples?|examples?)\b|(?:この|その|もう(?:一つ|ひとつ|一方)の|他の|別の|ほうの|いく)例|(?<![一-鿿])例(?=[では、だにのがを])|サンプル(?!\s?\d)",
    re.I,
)
_COUNTER = r"(?:回|通り|個|本|円|人|枚|匹|冊|ページ|メートル|センチ|グラム|キロ|秒|分|時間|日|周|組|点|種類|つ|歩|段|軒|棟|巻|台|便|文字|マス|倍|度|頭|色|件|箱|杯|ポイント|ヶ所|か所|箇所|[一-鿿])?"
# What comes out, in the words of the story: so many can be picked, it costs so much, so many times.
_AMOUNT = (
    r"(?:\b(?:(?:answer|output|result)s?(?: is| are| of| should be| must be)?|picks?|gets?|needs?|takes?|took|costs?|leaves?|left with|reach(?:es)?|counts?|counted|adds? up to|sums? (?:up )?to|comes? to|amounts? to|ends? (?:up )?(?:at|with)|only|exactly|just|at most|"
    r"at least|as (?:few|many|little|much) as|requires?|earns?|packs?|climbs?|equals?|pays?|paying|uses?|makes?|finds?|find|wins?|are|is|be|has|have|away with|enough|suffices?|total of|in all|altogether|result(?:s)? in|spends?|saves?|collects?|gives?|gave|giving|yields?|scores?|lasts|works out (?:at|as|to)|turns? out (?:to be|as)|becomes?|holds?|until minute|at minute|after)|=|→|->|:)\s*(?:an? |the )?{value}"
    r"(?!\s*(?:st|nd|rd|th)\b)(?!\s*[,、]?\s*(?:and|then|&|と|,|or)\s*\d)"
    r"|{value}\s+(?:[a-z]+\s+){0,2}(?:in all|altogether|in total|is enough|are enough|(?:is|are) possible|suffices?|will do|does it|do it|at (?:most|least|best)|(?:has|have|is|are) to be printed|must be printed|should be printed|comes? out|turns? up|is (?:right|correct|what|the))\b"
    r"|\b(?:so|namely|thus|hence|therefore|making|leaving|which is|that is|i\.e\.|prints?|outputs?|expects?)\b[^.?]{0,25}?{value}"
)
_AMOUNT_JA = (
    r"(?:{value}\s*" + _COUNTER + r"\s*"
    r"(?:で(?:す|した|済|きま|十分|終わ|足り|よい|いい|でき|全部|すべて|留|作|行|届)|だ(?!け)|に(?:なり|なる|なっ|でき|達)|と(?:なり|なる|出力|答)|が(?:答|正|最|必要|出)|を(?:出力|答|返|表示|得|払)|必要|しか|だけ(?:です|で)|も?選べ|かか|まで|いり|要り|あり|払|得られ|分かれ|の(?:選|並|行|取|分|作|方法|道|組|解)|ほど|ちょうど|以上は?(?:でき|無理))"
    r"|(?:全部で|合計で?|合わせて|最大で?|最小で?|最短で?|最長で?|最低で?|多くても|少なくとも|結局|たった|わずか|ちょうど|答えは|正解は|出力は)\s*(?:たった\s*)?{value})"
)
# A number that stands for something else, whatever it equals.
_OTHER_USE = r"\s*(?:-?\s?bits?\b|ビット|番目|目|st\b|nd\b|rd\b|th\b|%|levels?\b|段|times faster|乗|\s*[×*]\s*10|桁|digits?\b|進)"


_SMALL = ("-1", "0", "1", "2")  # "one" and "two" stand for anything
# What the names of two players stand for in any story.
_STANDS_FOR = {
    "first": r"\bfirst (?:player|one|to move)?\s?(?:\w+ )?(?:wins?|can win)|\bwho (?:starts|begins|moves first) wins|先手[がの][^。]{0,8}勝|後手[がの][^。]{0,8}負",
    "second": r"\bsecond (?:player|one|to move)?\s?(?:\w+ )?(?:wins?|can win)|\bwho (?:starts|begins|moves first) loses|後手[がの][^。]{0,8}勝|先手[がの][^。]{0,8}負",
    "alice": r"\balice\b|アリス|先手",
    "bob": r"\bbob\b|ボブ|後手",
    "takahashi": r"\btakahashi\b|高橋",
    "aoki": r"\baoki\b|青木",
}
_PRINTED = re.compile(
    r"\b(?:print\w*|output\w*|answers?|lists?|orders?|plan|results?|gives?|get|becomes?|comes?|are|is)\b|答え|出力|順|並|結果|なる|なり|です",
    re.I,
)


def tells_sample_answer(text: str, samples: Sequence[Sample], statement: str) -> bool:
    """Whether the text has the expected output of a sample, as such or beyond coincidence."""
    bare = re.sub(r"[`*$\"'“”|\\]", "", re.sub(r"[「」『』]+", " ", text))
    bare = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", bare)
    asked = " ".join(sample.stdin.decode("utf-8", "replace") for sample in samples)
    single = [_expected(sample).split() for sample in samples]
    every = [tokens[0] for tokens in single if len(tokens) == 1]
    # The answers of all samples, one after the other.
    if len(every) == len(samples) >= 3 and any(_answer_context(line, *every) for line in bare.split("\n")):
        return True
    for sample in samples:
        tokens = _expected(sample).split()
        if not tokens:
            continue
        if any(_long_value(token, bare, asked, statement) for token in tokens):
            return True
        if len(tokens) >= 3 and _sequence(tokens, bare, asked):
            return True
        if _as_answer(tokens, bare):
            return True
    return (
        _in_turn(samples, bare)
        or _as_word(samples, bare)
        or _as_amount(samples, bare, statement)
        or _as_verdict(samples, bare)
    )


def _in_turn(samples: Sequence[Sample], text: str) -> bool:
    """A sample's three values or more, one after the other with words between, where the sample is spoken of."""
    for sentence in re.split(r"(?<=[。?？!])\s*|(?<=\.)\s+|\n", text):
        spoken = _numbers_for_words(_NAMED.sub(" ", sentence))
        for number, sample in enumerate(samples, start=1):
            tokens = _expected(sample).split()
            about = number in _named(sentence, len(samples)) or _SOME_SAMPLE.search(sentence)
            if not about or not 3 <= len(tokens) <= 12 or len(set(tokens)) < 2:
                continue
            values = r"(?![\w.])[^\d.。]{1,25}?(?<![\w.])".join(map(re.escape, tokens))
            if re.search(rf"(?<![\w.]){values}(?!\w)", spoken) and _PRINTED.search(spoken):
                return True
    return False


def _as_verdict(samples: Sequence[Sample], text: str) -> bool:
    """A sample's yes or no, said in any words of a sentence that names the sample and asks nothing."""
    for sentence in re.split(r"(?<=[。?？!])\s*|(?<=\.)\s+|\n", text):
        if _ASKS.search(sentence):
            continue
        for number in _named(sentence, len(samples)):
            if not 1 <= number <= len(samples):
                continue
            said = _expected(samples[number - 1]).lower()
            if said == "no" and _NO.search(sentence):
                return True
            if said == "yes" and _YES.search(sentence) and not _NO.search(sentence):
                return True
    return False


def _as_word(samples: Sequence[Sample], text: str) -> bool:
    """A sample's answer that is a word, or what it stands for, where the sample is spoken of and nothing is asked."""
    for sentence in re.split(r"(?<=[。?？!])\s*|(?<=\.)\s+|\n", text):
        if _ASKS.search(sentence):
            continue
        spoken = _NAMED.sub(" ", sentence)
        for number, sample in enumerate(samples, start=1):
            said = _expected(sample).lower()
            if not re.fullmatch(r"[a-z]{3,}", said) or said in ("yes", "no"):
                continue
            numbers = _numbers_for_words(spoken)
            if number not in _named(sentence, len(samples)) and _after_input(sample, numbers) is None:
                continue
            if re.search(_STANDS_FOR.get(said, rf"\b{said}\b"), spoken, re.I):
                return True
    return False


def _as_amount(samples: Sequence[Sample], text: str, statement: str) -> bool:
    """A sample's one answer where the text speaks of that sample: named, or by its input.

    A number of two digits or more that stands neither in the input nor in the statement counts wherever it stands; a
    smaller one, which may be anything, only where the sample is spoken of and as what comes out.
    """
    sentences = [part for part in re.split(r"(?<=[。?？!])\s*|(?<=\.)\s+|\n", text) if part.strip()]
    named = [_named(sentence, len(samples)) for sentence in sentences]
    spoken = [_numbers_for_words(_NAMED.sub(" ", sentence)) for sentence in sentences]
    known = frozenset(re.findall(r"\d+", statement + " ".join(_given(sample) for sample in samples)))
    for number, sample in enumerate(samples, start=1):
        tokens = _expected(sample).split()
        # Of several values the one that stands out.
        tokens = (
            tokens
            if len(tokens) == 1
            else [t for t in tokens if t not in _given(sample).split() and t not in _SMALL][:1]
        )
        if len(tokens) != 1 or not re.fullmatch(r"-?\d+(?:\.\d+)?", tokens[0]):
            continue
        value = rf"(?<![A-Za-z0-9_.\-^])(?<!\^[({{]){re.escape(tokens[0])}(?!\.\d|[A-Za-z0-9_^]|{_OTHER_USE})"
        shapes = [re.compile(shape.replace("{value}", value), re.I) for shape in (_AMOUNT, _AMOUNT_JA)]
        foreign = tokens[0] not in _given(sample).split()
        counts = foreign and tokens[0] not in _SMALL
        telling = foreign and len(tokens[0].lstrip("-")) >= 2
        rare = telling and tokens[0] not in known
        round_one = re.fullmatch(r"-?[1-9]0+", tokens[0]) is not None
        about = False
        for original, sentence, here in zip(sentences, spoken, named, strict=True):
            if rare and any(p.search(sentence) for p in (shapes if round_one else [re.compile(value)])):
                return True
            after = _after_input(sample, sentence)
            some = not here and _SOME_SAMPLE.search(original) is not None
            # "In sample 1 … . It costs …": what was named is spoken of until another one is.
            about = number in here or after is not None or some or (about and not here)
            if not about:
                continue
            rest = sentence if after is None else after
            if telling and re.search(value, rest):
                return True
            if any(shape.search(rest) for shape in shapes) and (foreign or not some or _sized(sample, sentence)):
                return True
            if not (counts and (number in here or after is not None or _TELLS_SAMPLE.search(original))) or _ASKS.search(
                original
            ):
                continue
            if re.search(value, rest):
                return True
    return False


def _expected(sample: Sample) -> str:
    return sample.expected.decode("utf-8", "replace").strip()


def _sized(sample: Sample, sentence: str) -> bool:
    """Whether the sentence has the input's first number, which mostly says how many there are."""
    first = _given(sample).split()[:1]
    return bool(first) and re.search(rf"(?<![\w.-]){re.escape(first[0])}(?![\w.])", sentence) is not None


def _given(sample: Sample) -> str:
    return " " + sample.stdin.decode("utf-8", "replace") + " "


def _named(sentence: str, count: int) -> frozenset[int]:
    """The samples that the sentence names, counted from 1."""
    found = set()
    for one, two, word, japanese, four in _NAMED.findall(sentence):
        number = int(one or two or four or 0) or _ORDINALS.get(word.lower() or japanese, 0)
        found.add(count if number < 0 else number)
    return frozenset(found)


def _after_input(sample: Sample, sentence: str) -> str | None:
    """What follows the sample's input in the sentence: its longest line quoted, or most of its values, in any order."""
    lines = [line.split() for line in _given(sample).strip().splitlines()]
    longest = max(lines, key=len, default=[])
    if len(longest) >= 3:
        found = re.search(rf"(?<![\w.]){r'(?:[ ,、|/()と]|and)+'.join(map(re.escape, longest))}(?!\w)", sentence)
        if found is not None:
            return sentence[found.end() :]
    words = [token for line in lines for token in line if re.fullmatch(r"[A-Za-z]{3,}", token)]
    for word in words[:2]:
        found = re.search(rf"(?<![A-Za-z]){word}(?![A-Za-z])", sentence)
        if found is not None:
            return sentence[found.end() :]
    wanted = {token for line in lines for token in line if re.fullmatch(r"-?\d+", token)} - {_expected(sample)}
    met, last = set[str](), 0
    for found in re.finditer(r"(?<![A-Za-z0-9_.^-])-?\d+(?![\w^]|\.\d)", sentence):
        if found[0] in wanted - met:
            met.add(found[0])
            last = found.end()
    # The first line of several is mostly only how many there are.
    values = {token for line in lines[1:] for token in line} & wanted
    few = len(met) >= 2 and (len(met) == len(wanted) <= 3 or (2 <= len(values) <= 3 and met >= values))
    return sentence[last:] if few or (len(met) >= 3 and 2 * len(met) >= len(wanted)) else None


def _numbers_for_words(text: str) -> str:
    """The text with numbers in digits: those of Chinese characters, and in English those below a thousand."""
    text = _KANJI_NUMBER.sub(lambda found: f" {_from_kanji(found[0])} " if found[0] else "", text)
    text = _WORD.sub(lambda found: _WORDS[found[0].lower()], text)
    return _HUNDREDS.sub(lambda found: str(100 * int(found[1] or 1) + int(found[2] or 0)), text)


def _from_kanji(word: str) -> int:
    number, digit = 0, 0
    for sign in word.removesuffix("つ"):
        if sign in _PLACES:
            number, digit = number + (digit or 1) * _PLACES[sign], 0
        else:
            digit = _KANJI.index(sign) + 1
    return number + digit


def _long_value(token: str, text: str, asked: str, statement: str) -> bool:
    """A value of many digits that is no input and stands for nothing else in the statement."""
    digits = token.replace(".", "").lstrip("-0").rstrip("0")
    if not re.fullmatch(r"-?\d+(?:\.\d+)?", token) or len(token.replace(".", "").strip("-")) < _LONG:
        return False
    if token in asked.split():
        return False
    value = float(token)
    for found in re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?", text):
        if found == token:
            return True
        if "." in token and len(found.replace(".", "").lstrip("-0")) >= _LONG and digits:
            step = 10.0 ** -len(found.partition(".")[2])
            if abs(float(found) - value) <= step:
                return True
    scientific = re.findall(r"(\d+(?:\.\d+)?)\s*[×x*]\s*10\s*\^?\s*\{?(\d+)", text)
    return len(digits) == 1 and any(
        float(head) * 10.0 ** int(power) == value and _answer_context(text, f"{head}") for head, power in scientific
    )


def _sequence(tokens: Sequence[str], text: str, asked: str) -> bool:
    """Three or more values one after the other, that are not also a run of the input."""
    if " ".join(tokens) in " ".join(asked.split()):
        return False
    gap = r"[\s,、,→>\-・/]+(?:and\s+|then\s+)?"
    return re.search(rf"(?<![\w.]){gap.join(map(re.escape, tokens))}(?![\w])(?!\.\d)", text) is not None


def _as_answer(tokens: Sequence[str], text: str) -> bool:
    """The value where the text says that it is a sample's answer, in this sentence or the one after."""
    sentences = re.split(r"(?<=[。?？!])\s*|(?<=\.)\s+|\n", text)
    for number, sentence in enumerate(sentences):
        before = sentences[number - 1] if number else ""
        if not _TELLS_SAMPLE.search(sentence + before):
            continue
        said = _TELLS_SAMPLE.sub(
            "§",
            re.sub(
                r"(?i)\b(?:samples?|examples?|cases?)\s*(?:input|output)?\s*#?\d+|(?:入力例|出力例|サンプル|例)\s*\d+",
                " sample ",
                sentence,
            ),
        )
        said = _numbers_for_words(said)
        if _answer_context(said, *tokens):
            return True
    return False


def _answer_context(sentence: str, *tokens: str) -> bool:
    gap = r"[\s,、,→>/]+(?:and\s+|then\s+|と)?"
    if len(tokens) > 1:
        gap = r"(?:[\s,、,→>/と]|\band\b|\bthen\b)+"
    value = rf"(?<![\w.\-]){gap.join(map(re.escape, tokens))}(?![A-Za-z0-9])(?!\.\d)"
    if (
        "?" in sentence
        and re.search(r"(?i)\b(?:why|what if|how)\b|なぜ|どうして", sentence) is None
        and "答え" not in sentence
    ):
        pass
    near = rf"[^\d.。\n]{{0,{_NEAR}}}?"
    shapes = (
        rf"(?i)\b{_ANSWER}\b{near}{value}",
        rf"{_ANSWER_JA}{near}{value}",
        rf"(?i){value}\s*(?:is|are|as|would be)\s+(?:the\s+|its\s+|our\s+|what\s)?(?:right\s+|correct\s+|expected\s+|is\s+)?{_ANSWER}",
        rf"{value}\s*(?:m|メートル|通り|本|周|秒)?\s*(?:が|と|を|に|です|だ)?\s*(?:答え|出力|正解|なる|なり)",
        rf"(?:=|→|->|=>)\s*{value}\s*[.。]?\s*$",
    )
    return any(re.search(shape, sentence) for shape in shapes)
