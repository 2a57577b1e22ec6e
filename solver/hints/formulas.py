"""Formulas that give the recurrence or the answer itself away."""

# ruff: noqa: E501 - a pattern and a list of words are read more easily whole

import re

_WIDE = "぀-ヿ一-鿿"
_SHIFTED = r"[a-zA-Z]\s?[-+]\s?(?:\d+|[a-zA-Z])\b"
_INDEXED = re.compile(r"[A-Za-z_]\w*\s?(?:\[[^\]\n]+\]|\([^()\n]{1,20}\)|_\w)")
_TERM_SHIFTED = re.compile(rf"[A-Za-z_]\w*\s?[\[(_]\s?\(?[^\])\n]{{0,20}}?{_SHIFTED}|_\({_SHIFTED}\)")
_EQUATION = re.compile(r"([^=<>\n。;;、:]{1,60}?)\s?(?<![<>!=])=(?!=)\s?([^=\n。]{1,160})")
_ANSWER = re.compile(
    r"\b(?:ans(?:wer)?|result|least time|minimum time|total time|time)\s*$|(?:答え|解|最小値|最短時間|合計)\s*(?:は)?\s*$",
    re.I,
)
_SAID = re.compile(
    rf"(?:answer|result|least time|minimum|答え|解|最小値)\s*(?:is|equals|becomes|は|が)\s*([^。\n{_WIDE}]{{3,120}})",
    re.I,
)
_OPERATORS = re.compile(r"[-+*/^]|\bsqrt\b|\bsum\b|\bmax\b|\bmin\b|√|Σ|∑|\bmod\b|\bcdot\b|\btimes\b|\bfrac\b")
_SYMBOL = re.compile(r"(?<![A-Za-z])[A-Za-z](?![A-Za-z])")

_INDEX_WORD = re.compile(rf"(?<![\w\\]){_SHIFTED}|\b[ink]\s?(?:minus|less)\s?(?:one|two|1|2)|[A-Za-z]\s?の(?:一|1)つ前")
_NEIGHBOUR = re.compile(r"(?<![\w\\])[ijklr]\s?[-+]\s?1\b")
_ADDS = re.compile(
    r"\b(?:equals?|is equal to|is the sum of|sum of|plus|adding|added to|add)\b|を足し|の和|に等し|を加え|足し合わせ|合計(?:が|した)|になる|足す|に .{0,12} を足",
    re.I,
)
_BEFORE = re.compile(
    r"\b(?:previous|preceding|yesterday(?:'s)?|one (?:day|step|kilometre|kilometer|place) (?:before|earlier|less|shorter)|"
    r"(?:day|step|kilometre|kilometer) (?:before|earlier)|last (?:day|step|kilometre|kilometer)(?:'s)?)\b"
    r"|(?:1|一|ひと)つ前の|直前の|前日の|昨日の|前の(?:日|キロ|段階|長さ|値)",
    re.I,
)
_SUMS = re.compile(r"\b(?:plus|sum of|add(?:ed|ing)?(?: up)?)\b|の和|を足|足し合わせ|を加え|足す|合計", re.I)

# A run of signs, single letters, numbers and names of functions; a subscript in it is no reckoning.
_FUNCTION = re.compile(
    r"(?<![A-Za-z])(?:max|min|sum|prod|floor|ceil|gcd|lcm|mod|bmod|sqrt|abs|binom|xor|lfloor|lceil|log|lnot|neg|frac)(?![A-Za-z])|[Σ∑Π∏√⌊⌈¬]"
)
_RUN = re.compile(
    r"(?:(?:\\?(?:max|min|sum|prod|floor|ceil|gcd|lcm|mod|bmod|sqrt|abs|binom|xor|lfloor|rfloor|lceil|rceil|lnot|neg|lor|land|oplus|cdot|times)(?![A-Za-z])"
    r"|(?<![A-Za-z])[A-Za-z](?![A-Za-z])'?|\d+(?:\.\d+)?|[-+*/^()\[\]|!⌊⌋⌈⌉√ΣΠ∑∏⊕¬∨∧²³÷·…])\s?){4,}"
)
_BARE_INDEX = re.compile(r"_(?:\([^()\n]*\)|\w)|\[[^\]\n]*\]")
_OFFSET = re.compile(r"[-+]\s?\d+(?![\w.])(?!\s?[*/^(])")
_RECKONS = re.compile(r"(?<=[\w)\]|'²³⌋⌉])\s?[-+*/÷·⊕^∨∧]|(?:lor|land|oplus|cdot|times)(?![A-Za-z])|[²³]")
# An equation between words, and a power of which the exponent is no size of the input.
_WORD_EQUATION = re.compile(
    r"(?<![=<>!])=(?!=)[^=.。\n]*?(?:[A-Za-z぀-ヿ一-鿿)]{2,}\s?[-+*/÷]\s?[(A-Za-z぀-ヿ一-鿿]|[Σ∑]|\b(?:min|max|sum)\b)|\w\^\(?\d*[a-z](?![a-z])"
)
_CHOOSE = re.compile(
    r"(?<![\w\\])(?:[a-zA-Z]|that many|so many)\s(?:choose|over)\s(?:two|three|[a-zA-Z]|\d)\b|(?<![A-Za-z])[a-zA-Z]\s?C\s?\d\b|(?<!\w)C\([^()\n]{1,8},[^()\n]{1,8}\)|binom"
)
_FACTOR = re.compile(r"(?<=[\w)])\s?\((?=[^()]*[-+])")

# The best of sums, or a sum with the best of something: what a recurrence is when it is read aloud.
_BEST = (
    r"(?:larger|smaller|greater|lesser|minimum|maximum|least|greatest|smallest|largest|best|cheapest|shortest|longest|"
    r"fewest|lowest|highest)"
)
_BEST_OF_SUMS = re.compile(
    rf"\b{_BEST}\b[^.?]{{0,150}}\b(?:plus|added to|increased by)\b|\bplus\b[^.?]{{0,60}}\b{_BEST}\b"
    rf"|\b(?:one|two|1|2|\$?1\$?) more than the {_BEST}\b"
    r"|を(?:足した|加えた|引いた)[^。?？]{0,30}(?:最小|最大|大きい方|小さい方)"
    r"|(?:最小|最大|大きい方|小さい方|最長|最短)[^。?？]{0,40}を(?:足|加え)",
    re.I,
)

# The same quantity for something smaller: what an index with an offset is when it is read aloud, whatever the unit.
_SMALLER = re.compile(
    r"\b(?:one|two|three|four|\d+)\s+(?:[a-z]+\s+){0,2}(?:shorter|fewer|less|smaller|earlier|before|back)\b"
    rf"|(?:\d+|[一二三四]|ひと)\s?[{_WIDE}]{{0,6}}?(?:短い|少ない|小さい|前の|手前の)",
    re.I,
)


def gives_formula(text: str, statement: str) -> bool:
    """A recurrence, in signs or in words, or an equation for the answer, that the statement has not."""
    known = _signs(statement)
    flat = _flat(text)
    for found in _EQUATION.finditer(flat):
        left, right = _last_term(found[1]), found[2]
        if _signs(left + "=" + right.split(",")[0].split("、")[0]) in known:
            continue
        right = re.split(rf"[。]|\.\s|[{_WIDE}]{{3}}", right)[0]
        if _is_recurrence(left, right) or _is_answer(found[1], right):
            return True
    for found in _SAID.finditer(flat):
        if len(_OPERATORS.findall(found[1])) >= 1 and len(set(_SYMBOL.findall(found[1]))) >= 2:
            return True
    if any(_is_rich(run) and _signs(run) not in known for run in _RUN.findall(_BARE_INDEX.sub("", flat))):
        return True
    if _CHOOSE.search(flat) or any(_signs(found[0]) not in known for found in _WORD_EQUATION.finditer(flat)):
        return True
    return any(_told_in_words(sentence) for sentence in re.split(r"(?<=[.。?？!])\s*|\n", flat))


def _is_rich(run: str) -> bool:
    """Whether a run of signs reckons with two things or more: offsets by a number and sizes of the input aside."""
    factors = len(_FACTOR.findall(run))
    run = _OFFSET.sub("", re.sub(r"[+*]\s?(?:\.\.\.|…|<>)\s?[+*]", "+", run))
    symbols = set(_SYMBOL.findall(_FUNCTION.sub(" ", run)))
    reckoned = factors + len(_RECKONS.findall(run)) + len(_FUNCTION.findall(run))
    return reckoned >= 2 and bool(symbols - {"N", "O"}) and not re.match(r"\s*[OΘ]\s?\(", run)


def _is_recurrence(left: str, right: str) -> bool:
    if not _INDEXED.search(left):
        return False
    indexed = _INDEXED.findall(right)
    if not indexed and not re.search(r"[A-Za-z_]\w*\s?[\[(_]", right):
        return False
    name = re.match(r"\s*([A-Za-z]\w*?)(?:_|\[|\(|\s|$)", left)
    again = name is not None and re.search(rf"(?<![A-Za-z]){re.escape(name[1])}\s?[\[(_]", right) is not None
    return bool(_TERM_SHIFTED.search(right) or again) or (len(indexed) >= 2 and bool(_OPERATORS.search(right)))


def _is_answer(left: str, right: str) -> bool:
    """An equation for the answer itself, or for one unknown of several others."""
    operators, symbols = _OPERATORS.findall(right), set(_SYMBOL.findall(right))
    if _ANSWER.search(left.strip().strip("`$* ")):
        return bool(operators) and bool(symbols or _INDEXED.search(right))
    return len(operators) >= 3 and len(symbols) >= 2 and bool(re.search(r"sqrt|√|sum|Σ|∑|\^\(?[\d.]+/|frac", right))


def _told_in_words(sentence: str) -> bool:
    if len(_INDEX_WORD.findall(sentence)) >= 1 and _ADDS.search(sentence):
        return bool(re.search(rf"(?<![\w\\])[ijnkIJNK](?![\w])(?!\s?[-+])|[{_WIDE}]", sentence))
    if len(set(_NEIGHBOUR.findall(sentence))) >= 2:
        return True
    if len(_SMALLER.findall(sentence)) >= 2 and _SUMS.search(sentence):
        return True
    if _BEST_OF_SUMS.search(sentence):
        return True
    return bool(
        _BEFORE.search(sentence) and _SUMS.search(sentence) and re.search(r"equals?|\bis\b|は|=|gives", sentence)
    )


def _flat(text: str) -> str:
    """LaTeX as plain signs: x_{i-1} becomes x_(i-1), \\frac{a}{b} a/b, \\sqrt{x} sqrt(x)."""
    text = re.sub(r"\\(?:text|mathrm|mathtt|texttt|mathit|operatorname|mathbf)\{([^{}]*)\}", r"\1", text)
    text = re.sub(r"\\d?frac\{([^{}]*)\}\{([^{}]*)\}", r"(\1)/(\2)", text)
    text = re.sub(r"\\(?:left|right|,|;|!|quad|displaystyle|limits)\b|\\[,;! ]", " ", text)
    text = re.sub(r"\\(?:cdot|times)\b", "*", text)
    text = re.sub(r"\\(sqrt|sum|max|min|equiv|bmod|pmod)\b", r"\1", text).replace("equiv", "=").replace("≡", "=")
    text = (
        text.replace("{", "(")
        .replace("}", ")")
        .replace("$", "")
        .replace("`", "")
        .replace("\\_", "_")
        .replace("&=", "=")
    )
    return re.sub(r"\\(?:leq?|geq?|neq|ldots|dots|vdots)\b", "<>", text)


def _last_term(left: str) -> str:
    """What stands directly before the sign of equality."""
    found = re.search(r"[A-Za-z_][\w]*(?:\s?(?:\[[^\]]*\]|\([^()]*\)|_\([^()]*\)))*\s*$", left)
    return found[0] if found else left


def _signs(text: str) -> str:
    return re.sub(r"[\s\\{}()$`]|leq?|geq?", "", text)
