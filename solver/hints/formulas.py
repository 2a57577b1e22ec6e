"""Formulas that give the recurrence or the answer itself away, in signs or with the signs read aloud."""

# ruff: noqa: E501 - a pattern is read more easily whole

import re

# LaTeX, and signs that are read aloud, as plain signs: x_{i-1} becomes x_(i-1), \frac{a}{b} (a)/(b).
_NUMBER = r"(?= [\d(A-Za-z]\b)"
_AS_SIGNS = tuple(
    (re.compile(shape), sign)
    for shape, sign in (
        (r"\\(?:text|mathrm|mathtt|texttt|mathit|operatorname|mathbf)\{([^{}]*)\}", r"\1"),
        (r"\\d?frac\{([^{}]*)\}\{([^{}]*)\}", r"(\1)/(\2)"),
        (r"\bto the power of\b", "^"),
        (rf"\b(?:minus|less)\b{_NUMBER}", "-"),
        (rf"\bplus\b{_NUMBER}|\\(?:lor|land)\b", "+"),
        (rf"\btimes\b{_NUMBER}|\\(?:cdot|times)\b|·", "*"),
        (rf"\\oplus\b|\bxor\b{_NUMBER}", "⊕"),
        (r"\bsum over\b|\\sum\b|∑", "Σ"),
        (r"\\(?:leq?|geq?|neq)\b", "<>"),
        (r"\\[lcv]?dots\b|\.\.\.", "…"),
        (r"\\[lr](?:floor|ceil)\b", "⌊"),
        (r"\\(sqrt|max|min)(?![A-Za-z])", r"\1"),
        (
            r"[$`]|\\(?:left|right|quad|displaystyle|limits|pmod|bmod|lnot|neg)\b|\\(?=[#{}_])|\\[,;! ]|¬|\bi\.e\.|&(?==)",
            "",
        ),
        (r"[ \t]+", " "),
    )
)
_GROUP = r"\((?:[^()\n]|\((?:[^()\n]|\([^()\n]*\))*\))*\)"
# Costs and sizes are no formulas.
_COST = re.compile(rf"[OΘ]\s?{_GROUP}|\d+(?:\.\d+)?\s?\*\s?10\s?\^\s?\(?\d+\)?|\b\d+\s?\^\s?\(?\d+\)?")
_FUNCTIONS = r"(?:(?:max|min|floor|ceil|gcd|lcm|sqrt|mod)(?![a-z])|(?:sum|prod)(?=\s?[(_])|Σ|∏|Π|√|#|⌊)"
_INDEX = r"(?:_\s?(?:\([^()\n]{1,30}\)|\w{1,3}(?![A-Za-z]))|\[[^\[\]\n]{1,30}\]|\([^()\n。]{1,24}\))"
_TERM = re.compile(
    rf"(?<![A-Za-z\\])(?!{_FUNCTIONS}|[OΘ]\()[^\W\d_]\w{{0,11}}?(?:{_INDEX})+|(?<![\w\\])[A-Za-z]\d(?!\w)"
)
_FUNCTION_INDEX = re.compile(rf"({_FUNCTIONS})_\s?(?:\([^()\n]*\)|\w)")
_SHIFTED = re.compile(r"(?<![A-Za-z])[a-zA-Z]\s?[-+±]\s?(?:\d+|[a-zA-Z])\b")
# Terms ("¤"), letters, numbers, functions and signs in a row.
_RUN = re.compile(
    rf"(?:(?:{_FUNCTIONS}|¤+|(?<![A-Za-z])[A-Za-z](?![A-Za-z])|\d+(?:\.\d+)?|[-+*/^=<>≤≥≠⊕()\[\]{{}}|,:!…⌊⌋⌈⌉])\s?){{3,}}"
)
_OPERATION = re.compile(rf"(?<=[\w¤)\]|!}}])\s?(?:[-+*/⊕]|\^(?!\s?\d))\s?(?=[\w¤(\[#Σ…⌊])|(?<![A-Za-z]){_FUNCTIONS}")
_ANSWER_IS = re.compile(
    r"(?:\b(?:answer|result|total)\b[^.。\n]{0,12}?(?:\bis\b|\bequals\b|=)|(?:答え|解|最小値|最大値|合計)\s?(?:は|=))\s*([^。\n,;]{3,120})",
    re.I,
)
_CHOOSE = re.compile(
    r"(?<![\w\\])[a-zA-Z]\schoose\s(?:two|three|[a-zA-Z]|\d)\b|(?<![A-Za-z])[a-zA-Z]\s?C\s?\d\b|binom(?!ial)|binomial\s?\(|\b([a-z])\s?\*?\s?\(\s?\1\s?[-+]\s?1\s?\)\s?[/÷]"
)
# A dash between words is no minus, unless what is set equal is a word too.
_IN_WORDS = re.compile(
    r"[A-Za-z぀-ヿ一-鿿]{2}\s?(?<![=<>!])=(?!=)\s?(?:[\w']+ ){0,4}?(?:[A-Za-z]{2,} [-+*/÷] [(A-Za-z]|\w*[぀-ヿ一-鿿)]\s?[-+*/÷]\s?[(A-Za-z぀-ヿ一-鿿]"
    r"|(?:Σ|max|min|[A-Z]\s?-)\s?\()"
)


def gives_formula(text: str, statement: str) -> bool:
    """A recurrence, or an expression for the answer, that the statement has not."""
    known = _signs(_flat(statement))
    flat = _COST.sub(" § ", _flat(text))
    if _CHOOSE.search(flat) or any(found[0] not in _flat(statement) for found in _IN_WORDS.finditer(flat)):
        return True
    said = _ANSWER_IS.search(flat)
    if said is not None and len(_OPERATION.findall(said[1])) >= 2 and len(_letters(said[1])) >= 2:
        return True
    return any(
        _tells(_with_terms(clause)) and _signs(clause) not in known
        for clause in re.split(r"[。\n;、]|\.\s|,\s(?=[A-Za-z]{2})", flat)
    )


def _tells(clause: str) -> bool:
    """Whether the clause, its indexed terms made "¤" (and "¤¤" where the index is shifted), reckons one from others."""
    for found in _RUN.finditer(clause):
        run = found[0]
        terms, operations = len(re.findall("¤+", run)), len(_OPERATION.findall(run))
        letters = _letters(run)
        # Capitals alone are sizes of the input, and what is reckoned from them a cost.
        is_cost = not terms and all(map(str.isupper, letters)) and not set("=⌊") & set(run)
        if len(letters) + terms >= 2 and (operations >= 3 or (operations >= 2 and "=" in run)) and not is_cost:
            return True
        if "=" in run and terms and (operations or ("¤¤" in run and terms >= 2)):
            return True
        if terms >= 2 and (operations >= 2 or (operations and "¤¤" in run)):
            return True
        if terms and re.search(r"[Σ∏#]", run):
            return True
    return False


def _letters(run: str) -> set[str]:
    return set(re.findall(r"(?<![A-Za-z])[A-Za-z](?![A-Za-z])", run))


def _with_terms(clause: str) -> str:
    """The clause with each indexed term, from the inside out, as one sign."""
    clause = _FUNCTION_INDEX.sub(r"\1", clause)
    for _depth in range(4):
        replaced = _TERM.sub(lambda found: "¤¤" if _SHIFTED.search(found[0]) or "¤¤" in found[0] else "¤", clause)
        if replaced == clause:
            break
        clause = replaced
    return clause


def _flat(text: str) -> str:
    for shape, sign in _AS_SIGNS:
        text = shape.sub(sign, text)
    return text.translate(str.maketrans("{}", "()"))


def _signs(text: str) -> str:
    """What is left of it without words, blanks and brackets."""
    return re.sub(r"(?<![\w_])[A-Za-z]{2,}(?![\w_(\[])|[぀-ヿ一-鿿]+|[\s\\(){}$`<>.:]", "", text)
