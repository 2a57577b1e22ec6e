"""Finds formulas that give away the recurrence or the answer itself, in signs or with the signs read aloud.

An outline may say what to do with nouns ("add those that end here"); saying that a value is a sum of them is a formula.
"""

import re
from functools import lru_cache

from solver.hints.plain import in_digits, sentences

# LaTeX as plain signs: x_{i-1} becomes x_(i-1), \frac{a}{b} becomes (a)/(b).
_AS_SIGNS = (
    (r"\\(?:text|mathrm|mathtt|texttt|mathit|mathcal|operatorname|mathbf|(?:wide)?tilde)\{([^{}]*)\}", r"\1"),
    (r"_\{([A-Za-z])[A-Za-z]+\}", r"_\1"),
    (r"\\d?frac\{([^{}]*)\}\{([^{}]*)\}", r"(\1)/(\2)"),
    (r"\\(?:cdot|times)\b|·", "*"),
    (r"\\(?:leftarrow|gets|coloneqq)\b|←|:=", "="),
    (r"(?m:^|(?<=[。、,:;.])) ?\(\d\)(?=\s?[^\s\d=<>+*/^-])", "。"),  # list marks: (1) … (2) …
    (r"[$`¬]|\\(?:left|right|quad|displaystyle|limits|[pb]mod|lnot|neg)\b|\\(?=[#{}_])|\\[,;! ]|\bi\.e\.", ""),
    (r"(?i:\bxor) of (\w+) and (\w+)|(\w+) と (\w+) の (?i:xor)", r"\1\3 ⊕ \2\4"),
    (r"\|([A-Za-z])\|", r"\1"),  # a length
    (r"\brow\w* (?:\w+ )?plus (?:the )?column\w*", ""),  # a chessboard's colours
    (r"\\oplus\b|(?<=[\w)}\]])(?<![A-Za-z]{2})\s?(?i:xor)\s?(?=[\w({\\](?![a-z]))", "⊕"),
    (r"(?<![A-Za-z])([A-Za-z])\s?\((?=\1\s?[-+])", r"\1*("),  # a product: nothing is a function of itself
    (r"(?<![A-Za-z\\])([a-z])([A-Z])(?![A-Za-z\d])", r"\1*\2"),  # rK
    (r"(?<![A-Za-z\\])([c-hj-mp-rv-z])([a-z])(?= ?[-+*] ?[\da-z(]\b)", r"\1*\2"),  # qa + c
    (r"\\sum(?![a-z])|∑|\\big(?:vee|wedge|oplus)|[⋁⋀]", "Σ"),
    (r"\\[lcv]?dots\b|\.\.\.", "…"),
    (r"\\[lr](?:floor|ceil)\b", "⌊"),
    (r"(?<=[\w)] )minus (?=one\b)", "less "),  # a subtraction, not the number −1
    (r"\\(?:alpha|beta|gamma|delta|epsilon|lambda|mu|theta|phi|rho|sigma|tau|omega)\b|[α-ω]", "z"),
    (r"\\([a-z]{2,})(?![a-z])", r" \1"),
    (r"[ \t「」]+", " "),
)
_GROUP = r"\((?:[^()\n]|\((?:[^()\n]|\([^()\n]*\))*\))*\)"
# Costs and sizes are not formulas.
_COST = rf"(?:(?:\\sum|Σ)[^.。\n]{{0,60}}?[=≈] ?)?(?:[OΘΩÕ]\}}?|\\Theta|\\Omega)~?\s?(?:\\left)?{_GROUP}|\bC\s?\(\s?\d+, ?\d+\s?\)|\d+(?:\.\d+)?\s?\*\s?10\s?\^\s?\(?\d+\)?|\b\d+\s?\^\s?\(?\d+\)?"
_FUNCTIONS = r"(?:(?:max|min|floor|ceil|gcd|lcm|sqrt|mod)(?![a-z])|(?:sum|prod)(?=\s?[(_])|Σ|∏|Π|√|#|⌊)"
_INDEX = r"(?:_\s?(?:\([^()\n]{1,30}\)|\w{1,3}(?![A-Za-z]))|\[[^\[\]\n]{1,30}\]|\([^()\n。぀-ヿ]{1,24}\))"
_TERM = rf"(?<![A-Za-z\\])(?!{_FUNCTIONS}|[OΘ]\()[^\W\d_]\w{{0,11}}?(?:{_INDEX})+|(?<![\w\\])[A-Za-z]\d(?!\w)"
_FUNCTION_INDEX = re.compile(rf"({_FUNCTIONS})_\s?(?:\([^()\n]*\)|\w)")
_SHIFTED = re.compile(r"(?<![A-Za-z])[a-zA-Z]\s?[-+±/]\s?(?:(?:\d+|[a-zA-Z])(?:\b|_)|¤)")
# Indexed terms appear as "¤", or as "¤¤" if the index is shifted: one set equal to another, or a sum over them.
_RECURRENCE = r"¤¤ ?= ?[^,<>≤。]{0,9}¤|¤ ?= ?\(?¤ ?[-+*/⊕]|¤ ?= ?[^,<>≤。]{0,40}¤¤|[Σ∏#][^A-Za-z。]{0,12}¤|= ?(?:\w+ ?[-+] ?)?(?:max|min)\b|\d ?\*? ?¤ ?(?:[<>≤≥]=?|leq?|geq?) ?¤|¤ ?\+[ .…a-z]*\+ ?¤ ?(?:[<>≤≥=]|leq?\b)"
_ANSWER_IS = r"(?i)(?:(?:\b(?:answer|result|output|count)\b[^.。\n]{0,12}?|\btotal )(?:\bis\b|\b(?:would )?be\b|\bequals\b|=)|(?:答え|解|出力|最小値|最大値|求める[^、。]{1,4}|通り?数)\s?(?:は|=))\s*(?:simply|just|exactly|単に|ちょうど)?\s*((?:[(⌊Σ\d]|(?:twice|max|min|half|sum)\b|(?!(?-i:a) )[A-Za-z](?![a-z]))[^。\n,;]{2,120})"
# Signs that only a formula has: #{, arg max, modulo of a sum, binomials, a function for the answer.
_GIVEAWAY = r"\b(?:max|min)\(\d, ?[^,]{0,24} [-+] |\(-1\)\s?\^|[A-Za-z]\s?[-+]\s?\d\)\s?\^\s?\(?[A-Za-z]|#\s?\\?\{|\barg\s?(?:max|min)\b|(?<![A-Za-z])[A-Za-z] ?[-+*] ?(?:[A-Za-z]|\d\d?)\)? (?:\\?[bp]?mod|%) (?:[A-Za-z]|\d\d?)\b|(?<![\w\\])[a-zA-Z\d]\schoose\s(?:[b-zA-Z]|\d)\b|(?<![A-Za-z])[a-zA-Z]\s?C\s?\d\b|binom(?!ial)|(?:binomial|(?<![A-Za-z])C)\s?\([^()]*[-+,][^()]*[-+,][^()]*\)|(?:\b(?:is|are|equals)|は) ?(?:max|min|floor|ceil|gcd|lcm|C)\(|\b([a-z])\s?\*?\s?\(\s?\1\s?[-+]\s?1\s?\)(?:\([^()]*\))?\s?[/÷]|(?<![A-Za-z])([A-Za-z])\s?\(\w ?[-+] ?\2\)|\b(\w) ?\+ ?(\w) ?[<>≤≥] ?\4 ?\+ ?\3\b|(?<!\w)(\w+) ?= ?\5 ?[-+*/⊕]|\d ?[-+] ?[A-Za-z] (?:\\?[bp]?mod|%) |(?:mod|%) ?\w+ ?\) ?(?:\\?[bp]?mod|%) "
# What separates expressions: words, comparison signs, commas outside brackets.
_BETWEEN = rf"[぀-ヿ一-鿿、。「」\"“”‘’'?!]+|(?<![\w_\\])(?!{_FUNCTIONS})(?:[A-Za-z]{{2,}}(?![\w_(\[])|[aI](?= (?:[a-z]{{2}}|[A-Z]\b)))|[<>≤≥≠=§:;→…]|,(?![^()]{{0,60}}\))|[.]\s"
# Two variables, or brackets around one, with an operation between them.
_JOINED = r"(?:[A-Za-z¤]|(?<=[\w¤)|])[)|⌋!])\s?(?:[-+*/⊕≡]|\^(?!\s?\d))\s?(?:\d+\s?\*?\s?)?[A-Za-z¤(|⌊]|\d\s?[-+]\s?\d*[A-Za-z¤]|[\w)¤]\s?\((?:[A-Za-z¤] ?[-+])"
# A position, the distance between two positions or two values of one sequence, and where something ends.
_PLACE = r"[\s(|\[]*(?:[i-lr](?:\s?[-+]\s?(?:[a-zA-Z](?!\w)|\d+))+|([A-Za-z])_\w\s?[-+]\s?\1_\w|[A-Za-z]_(\w)\s?[-+]\s?(?:[A-Za-z]_\2(?:\s?[-+]\s?\d)?|[A-Z](?!\w))|[A-Z]\s?-\s?[A-Za-z]_(\w))[\s)|.\]]*"
_BY = r"\b(?:by|the|(?:small|larg|great|low|high)(?:er|est)|m(?:ax|in)\w*|sum)(?: of)?(?: the)? "
_OF_ALL = r"の(?:小さ|大き|[昇降]順|最|合計|総?和)"
_letters = re.compile(r"(?<![A-Za-z])[A-Za-z](?![A-Za-z])").findall
# Words of a sentence that says how many.
_COUNTS = r"(?i)\b(?:about|roughly|around|at most|up to|only|steps?|states?|operations?|pairs|windows?|cells?|edges?|too|slow|time|memory|bits?)\b|\b(?:table|array|grid|entries)|[表個]の|配列|程度|約|以下|以内|状態|計算(?![しす])|ステップ|操作|マス|辺|個ほど|通りほど|通りも|もあり|間に合|多すぎ|大き|オーダー"
_TOO_MANY = r"\b(?:overflow\w*|subsets|steps|about)\b|部分集合|\btoo (?:many|slow|long)\b|調べ(?:ると|るの|られ|きれ)|無理|間に合|多すぎ"

# An operation with a letter, number or term (¤) beside it, in signs or in words: "N を K で割る", "s times Q".
_WORDED = "plus|minus|less|times|over|xor|divided|multiplied"
_OPERAND = rf"(?:¤+|(?<![A-Za-z])(?![aI] (?!{_WORDED})[a-z]{{2}})\d*[A-Za-z](?![A-Za-z])|(?<![\d^])\d+|(?<=[\w¤])\))"
_FOLLOWING = (
    r"(?:-?th \w+ |番目の[^\s、。\d]{1,4}|[枚個つ本人番回桁])?\s?[のをにからでと]{0,2}\s?(?:かけ|掛け|乗じ|足[しす]|たす|加え|引[いきくけ]|ひ[いきく]|除い|増え|減[りる]|割(?!った余り)[るっり]|わる|倍(?!数)|乗|階乗|プラス|マイナス|総和|合計|和|積|差|商|大きい[ほ方]|小さい[ほ方]|最大値|最小値)"
    r"|(?:-?th \w+ )?(?:plus|minus|times|xor|divided by|multiplied (?:by|with)|squared|cubed|halved|doubled|choose|(?:more|less|fewer) than|(?:is |are )?taken away|over (?=¤|[A-Za-z]\b|\d+(?![-\w]| [a-z])))\b"
)
_LEADING = r"\b(?:[Aa]dd|[Ss]ubtract|half|[Tt]wice|less|plus|minus|times|xor|(?:[Mm]ultipl|[Dd]ivid)\w+(?:(?: \w+){0,3}? by)?|(?:grow|fall|drop|rise|increase|decrease)\w* by|to the(?: power(?: of)?)?|(?<=[a-z] )choos(?:e|ing)|(?:sum|product|difference|quotient|maximum|minimum|larger|smaller|max|min|binomial) (?:of|over)(?! \d))|たす|ひく|かける|わる|足す|引く|掛ける|割る"
_OPERATIONS = rf"rounded (?:down|up)|切り[捨上][てげ]|(?:[A-Za-z]|(?<=[-+])1) ?[枚個つ本人]?を?選[びぶん]|{_OPERAND}\s?(?:{_FOLLOWING})|(?:{_OPERAND}\s?)?(?:{_LEADING})\s?(?:all )?(?=\(?({_OPERAND}))|{_OPERAND}\s?[-+*/⊕]\s?(?={_OPERAND})|(?<![A-Za-z])(?:max|min|gcd|lcm|floor|ceil)\((?=[^)]*({_OPERAND}))"
# The same with nouns: words that scale one, subtract from one or add to one.
_SCALES = r"(?:(?i:(?<!\d )\btimes (?:the|its|that|their|those|both|what\w*|\()|\bmultipl(?:y|ie[ds]|ying)\b|(?<!cross )(?<!dot )\bproduct\b|\bdivided? .{0,20}\bby\b|\bhal(?:f of|ve[ds]?)\b|\b(?:twice(?! as)|double (?:the|that|its|those))\b|\bsquare(?:d| of)\b|(?<!dd )\b2 to the\b|[掛か]け[てるた合]|の ?2 ?乗|半分にし|の積(?!み)|\d ?倍(?!数)|倍し)|[A-Za-z]\*\([A-Za-z] ?[-+] ?\d\)\)? ?/)"
_TAKES = r"(?i:\b(?:minus|less(?! than)|subtract\w*|tak(?:e|es|en|ing) (?:off|away)|remov(?:e|ed|ing)|(?:diminish|reduc|lower)ed by|ha(?:s|ve) to go)\b| - 1\b|引[いきくけ]|差し引|除[いくけ]|だけ[少短小低])"
_MOVES = rf"(?:{_TAKES}|\b(?:plus|together with)\b)"
_ADDS = r"(?i:\b(?:plus|add)\b(?! up)|足[しす]|加え[たて])"
_QUOTIENT = r"(?i:\bdivid(?:e|es|ed|ing)\b|\bquotients?\b|\bhal(?:f of|ve[ds]?)\b|割[っりるれ])"
_ROUNDED = r"(?:(?i:\bround\w*(?: \w+)? (?:up|down)\b|\b(?:drop|discard|ignor|disregard|throw|without)\w*\b.{0,16}?\b(?:fractions?|remainders?|decimals|left over)\b|\b(?:whole|integer) parts?\b)|(?:余り|端数|小数)[^。、]{0,6}(?:捨|無視|落と)|整数部分)"
# An outline says what to do with nouns; a formula says what something is.
_IS = r"(?:\b(?:print|output|is|are|equals?|be|gives?|costs?|contributes?|makes?|changes? by|(?:rise|fall|grow|go)e?s? (?:up |down )?by|number|answer:?)(?= ))"
_OF_NOUNS = r"(?:minus|plus|less(?! than)|(?<!\d )(?<!many )times (?:the|its|that|those|1 (?:less|fewer|more))|multiplied (?:by|with)|xor [A-Z]|added together|1 more than the (?:few|small|least|best|previous)\w*)\b"
_FOLDS = r"(?i:⊕|\bxor\b|\bexclusive or\b|排他的論理和)"
_RESTS = r"(?i:\bremainders?\b|\bmod(?:ulo)?\b(?! \d{3})|(?<![\d]{4} で割った)余り)"
_RECKONED = r"(?:(?<!\.\d を)(?<!全部)(?<!全て)(?<!すべて)足し|(?<!それを)加え|引い|[掛か]け(?:合わせ)?)た"
_SIGN_OF_NOUNS = r"(?:[a-z]{2}|[぀-鿿])\)? [-+*/] \(?(?:[a-z]{2}|[一-鿿])"
_SENTENCE_ENDS = re.compile(r"[。\n]|\.\s")
_IN_NOUNS = re.compile(
    rf"{_SCALES}.{{0,60}}?{_MOVES}|{_MOVES}.{{0,60}}?{_SCALES}|{_TAKES}.{{0,60}}?(?:(?<![\dDd] で)割った余り|\bmod(?:ulo)? (?:[A-Z]|the|its|that)\b)|{_QUOTIENT}.{{0,60}}?{_ROUNDED}|{_ROUNDED}.{{0,40}}?{_QUOTIENT}|半分[をに][^。、]{{0,8}}切り[捨上]|(?i:{_IS}[^.;:?]{{0,80}}?\b{_OF_NOUNS}|\bsum\b.{{0,40}} product\b|(?:by|half|twice) the product of )|割った余り[をの][^。、]{{0,12}}から引|(?<![面体])[積商]の[総合半]|{_SCALES}.{{0,60}}?(?:\bdivided by\b|割った(?! ?余り))|(?i:\bdivided by the (?:sum|product|difference)\b)|[和差積] ?で割|割った(?:もの|値)[^。]{{0,30}}(?:合計|足し|総和)|{_FOLDS}.{{0,60}}?{_RESTS}|{_RESTS}.{{0,40}}?{_FOLDS}"
    r"|(?:[a-z]{2}|[぀-鿿])\)? \* [(a-z一-鿿]|[\w)] \* \(?(?:[a-z]{2}|[一-鿿])|[一-鿿] [-+] [一-鿿(](?![^。、]{0,12}(?:配列|木|法|探索|列挙))|[A-Z] [-+] [一-鿿]{2}|[一-鿿]\) ?/ ?\d|(?:[a-z]{2}|[一-鿿])\) ?[-+*/] ?(?:\d ?\*? ?)?\((?:[a-z]{2}|[一-鿿])"
    rf"|{_TAKES}[^。]{{0,60}}(?:全部|全て|すべて)足した|{_TAKES}[^。]{{0,20}}負[^。]{{0,8}} 0|足し戻|割った商[^。]{{0,8}}[掛か]け|(?i:\badd(?:ed|ing)? (?:it |them |that )?back\b|\bis the (?:larg|small|great|bett|b)(?:er|est) of\b[^.?]{{0,160}}\b(?:plus|minus)\b)|{_RECKONED}(?:もの|値|数|個|だけ|分|位置|番)|(?<![にでき])は、?[^。]{{0,40}}{_RECKONED[:-1]}て?[^。]{{0,30}}{_RECKONED[:-1]}|[^=<>!]=[^.,;:?=≤]{{0,60}}?(?:[A-Za-z)]{{2}} |[぀-鿿)]{{2}} ?)[-+*/÷] ?[(A-Za-z぀-鿿]{{2}}|の[和積差](?:です|で。|に等し|が答|が[^、。]{{1,12}}です)|との積にな|の積だけ|\d ?[回度]引[いきく]|から ?[A-Z] ?[^。、\d]?を選ぶ(?:組|場合|方法)"
)


def gives_formula(text: str, statement: str) -> bool:
    """Whether the text gives a recurrence, or an expression for the answer, that the statement does not."""
    operations, in_nouns, signs = _of_statement(statement)
    flat = re.sub(_COST, " § ", in_digits(_flat(text)))
    answers = (said[1] for said in re.finditer(_ANSWER_IS, flat))
    parts = map(_with_terms, _SENTENCE_ENDS.split(flat))
    clauses = re.split(r"[。\n;、]|\.\s|,\s(?=[A-Za-z]{2})", flat)
    return (
        re.search(_GIVEAWAY, f"{re.sub(_COST, ' § ', text)}\n{flat}") is not None
        or any(re.search(_OPERATIONS, _with_terms(said)) and _letters(said) for said in answers)
        or any(_spells_out_arithmetic(part, operations, in_nouns) for part in parts)
        or any(_joins(sentence, signs) for sentence in sentences(flat))
        or any(re.search(_RECURRENCE, _with_terms(clause)) and _signs(clause) not in signs for clause in clauses)
    )


@lru_cache(maxsize=8)
def _of_statement(statement: str) -> tuple[frozenset[str], frozenset[frozenset[str]], str]:
    """The statement's operations, its operations on nouns and its signs, read like a hint's: these are no secret."""
    asked = in_digits(_flat(statement))
    in_nouns = {*map(_done_with_nouns, filter(_IN_NOUNS.search, _SENTENCE_ENDS.split(asked)))} - {frozenset()}
    if re.search(r"⌊|\bfloor\(", asked):
        in_nouns.add(frozenset((_SCALES, _ROUNDED)))
    return frozenset(_operations(_with_terms(asked))), frozenset(in_nouns), _signs(asked)


def _done_with_nouns(sentence: str) -> frozenset[str]:
    kinds = (_SCALES, _TAKES, _ADDS, _ROUNDED, _FOLDS, _RESTS, _SIGN_OF_NOUNS)
    return frozenset(kind for kind in kinds if re.search(kind, sentence))


def _joins(sentence: str, known: str) -> bool:
    """Whether an expression joins variables. A number of things or steps, in capitals, does not count."""
    counts = re.search(_COUNTS, sentence) is not None
    within = re.findall(r"[A-Za-z]{3}\(([^()]+)\)", sentence)
    for told in (*re.split(_BETWEEN, sentence), *within):
        run = _with_terms(told)
        letters = _letters(run)
        variables = len(letters if re.search("[-+]", run) else set(letters)) + len(re.findall("¤+", run))
        sums_and_scales = re.search("[-+]", run) and re.search(r"[*/^⌊]|\d[A-Z]", run)
        size = run.isupper() and "⊕" not in run and (counts or not sums_and_scales)
        place, spot = re.fullmatch(_PLACE, told), re.escape(told.strip())
        key = place and (place[2] or place[3]) and re.search(rf"{_BY}{spot}|{spot} ?{_OF_ALL}", sentence)
        known_or_place = _signs(told) in known or (place and not key)
        if variables >= 2 and re.search(_JOINED, run) and not known_or_place and ("¤" in run or not size):
            return True
    return False


def _spells_out_arithmetic(sentence: str, known: frozenset[str], in_nouns: frozenset[frozenset[str]]) -> bool:
    """Whether it does two or more operations on letters or terms, at least one in words; two in words for capitals."""
    found = [operation for operation in _operations(sentence) if operation not in known]
    if re.search(_TOO_MANY, sentence):
        return False
    asked = _done_with_nouns(sentence) in in_nouns
    if _IN_NOUNS.search(sentence) and not asked:
        return True
    scales = 0 if asked else len(re.findall(f"{_SCALES}|{_ADDS}", re.sub(_OPERATIONS, "", sentence)))
    in_words = scales + sum(bool(re.search(r"[a-z]{2}\b(?!\()|[぀-ヿ一-鿿]", operation)) for operation in found)
    letters, terms = set(_letters(" ".join(found))), len(re.findall("¤+", sentence))
    if not letters and in_words >= 2:  # of numbers alone, beside a letter: "ten times X, divided by nine"
        letters = set(_letters(re.sub(r"['’]s\b|\b[aAI] (?=[a-z]{2})", "", sentence)))
    sizes, shifted = not terms and all(map(str.isupper, letters)), sentence.count("¤¤")
    aloud = in_words > sizes or (in_words and len(found) >= 3) or (shifted and terms >= 2)
    return bool(aloud and (letters or terms) and len(found) + scales + shifted >= 2)


def _operations(sentence: str) -> list[str]:
    return [found[0] + (found[1] or found[2] or "") for found in re.finditer(_OPERATIONS, sentence)]


def _with_terms(clause: str) -> str:
    """The clause with each indexed term, from the inside out, replaced by one sign."""
    clause = _FUNCTION_INDEX.sub(r"\1", clause)
    for _depth in range(4):
        clause = re.sub(_TERM, lambda found: "¤¤" if _SHIFTED.search(found[0]) or "¤¤" in found[0] else "¤", clause)
    return clause


def _flat(text: str) -> str:
    for shape, sign in _AS_SIGNS:
        text = re.sub(shape, sign, text)
    return text.translate(str.maketrans("{}", "()"))


def _signs(text: str) -> str:
    """The text without words, blanks and brackets."""
    return re.sub(r"(?<![\w_])[A-Za-z]{2,}(?![\w_(\[])|[぀-ヿ一-鿿]+|[\s\\(){}$`<>.:]", "", text)
