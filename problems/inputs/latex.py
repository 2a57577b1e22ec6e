"""Parses the LaTeX of constraints: arithmetic, and chains of comparisons with conditions on their indices."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from problems.inputs.expressions import Expression, Variable

MAX_LENGTH = 600  # characters of one formula; real ones have about 200 at most
DOTS = Variable("…")  # the dots in a list or a sum


class NotUnderstood(Exception):
    """A formula or sentence that is not understood."""


@dataclass(frozen=True, slots=True)
class Formula:
    """Lists of expressions with signs between them: `1 ≤ N, M ≤ 5` has three lists, the second of two.

    Four calls are not arithmetic: tuple, set, gcd, and sum with (of, index, low, high), whose last three may be
    missing. `asides` are formulas in parentheses after it, such as (1 ≤ i ≤ N).
    """

    sides: tuple[tuple[Expression, ...], ...]
    signs: tuple[str, ...]  # < <= == != >= > in, not in
    asides: tuple["Formula", ...] = ()

    @property
    def only(self) -> Expression:
        """The formula's only expression. Raises NotUnderstood if it is anything more."""
        if len(self.sides) != 1 or len(self.sides[0]) != 1 or self.asides:
            raise NotUnderstood("more than one expression")
        return self.sides[0][0]


def parse_formula(text: str, names: Collection[str] = ()) -> Formula:
    """The formula in a piece of LaTeX. `names` are the variables of several letters: without them xy is x × y.

    Raises NotUnderstood.
    """
    if len(text) > MAX_LENGTH:
        raise NotUnderstood("too long")
    import lark

    from problems.inputs.formula_builder import FormulaBuilder, parser

    try:
        tree = parser().parse(_spaced(text, names))
    except (lark.exceptions.UnexpectedInput, RecursionError):
        raise NotUnderstood(text) from None
    try:
        formula: Formula = FormulaBuilder().transform(tree)
    except lark.exceptions.VisitError as error:
        if isinstance(error.orig_exc, NotUnderstood | ValueError):
            raise NotUnderstood(text) from None
        raise
    return formula


_SPACING = re.compile(
    r"\\(?:(?:left|right|displaystyle|textstyle|limits|big|Big|quad|qquad|mathopen|mathclose)(?![A-Za-z])"
    r"|[bB]ig[lr]|[,;:!> ])"
    r"|~|\\hspace\{[^}]*\}|\\\\|&nbsp;|\u3000|\xa0"
)
_LETTERS = re.compile(
    r"\{\\(?:rm|it|bf|tt|sf)\s+(?P<old>[^{}]*)\}"
    r"|\\(?:mathrm|mathit|mathbf|mathsf|mathtt|mathcal|text|textrm|textit|textbf|texttt|operatorname|boldsymbol|rm)\*?\s*"
    r"\{(?P<named>[^{}]*)\}"
    r"|(?P<command>\\(?:[A-Za-z]+|.))|(?P<word>[A-Za-z]+)"
)
_BARS = re.compile(r"\\(?:lvert|rvert|vert|mid)(?![A-Za-z])|｜")
_FULL_WIDTH = str.maketrans("（）［］，、＋－：０１２３４５６７８９", "()[],,+-:0123456789")


_COLOR = re.compile(r"\\(?:text)?color\{[^{}]*\}(?:\{(?P<painted>(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\})?")
_GROUPED_DIGITS = re.compile(r"(?<![\d.])(\d{1,3})((?: +\d{3})+)(?![\d.])")
_AFTER_INDEX = r"(?:(?<=\})|(?<=\d)|(?<=_\w))"
_DOTS_WITHOUT_COMMA = re.compile(_AFTER_INDEX + r" *(\\[lc]?dots) *,")
_DOTS_BEFORE_NO_COMMA = re.compile(r"(,(?: |\\[ ,;])*(?:\\[lc]?dots(?![A-Za-z])|\.\.\.))(?: |\\[ ,;])+(?=[A-Za-z]\w*_)")
_DOTS_WITHOUT_SIGN = re.compile(
    _AFTER_INDEX + r" *(\\[lc]?dots) *(<|\\lt(?![a-z])|\\leq?(?![a-z]))"
)  # A_1 < A_2 … < A_N
_GREEK = {ord(letter): f"\\{name} " for letter, name in (("α", "alpha"), ("β", "beta"), ("γ", "gamma"), ("δ", "delta"))}
_BRACES = ((r"\lbrace", r"\{"), (r"\rbrace", r"\}"), (r"\lbrack", "["), (r"\rbrack", "]"))


def without_spacing(text: str) -> str:
    """The LaTeX without spacing and colour: \\left, \\right, thin spaces, colors."""
    for command, sign in _BRACES:
        text = text.replace(command, sign)
    text = _DOTS_WITHOUT_COMMA.sub(r", \1,", text.translate(_GREEK))
    text = _DOTS_BEFORE_NO_COMMA.sub(r"\1, ", text)
    text = _DOTS_WITHOUT_SIGN.sub(r" \2 \1 \2", text)
    text = _SPACING.sub(" ", _COLOR.sub(lambda found: found["painted"] or "", text.translate(_FULL_WIDTH)))
    return _GROUPED_DIGITS.sub(lambda number: number[0].replace(" ", ""), text)


def _spaced(text: str, names: Collection[str]) -> str:
    """The LaTeX with each variable as a separate word; names in \\text or of several letters are marked as such."""

    def separated(found: re.Match[str]) -> str:
        if found["command"]:
            return found["command"] + " " if found["command"][1:].isalpha() else found["command"]
        named = found["old"] if found["old"] is not None else found["named"]
        if named is not None:
            if named in _FUNCTIONS:
                return f"\\{named} "
            bare = named.replace("\\", "").replace("_", "").strip()
            return f" ⟦{bare}⟧ " if len(bare) != 1 or not bare.isalpha() else f" {bare} "
        return " " + " ".join(_words(found["word"], names)) + " "

    text = without_spacing(text)
    return _LETTERS.sub(separated, _BARS.sub("|", text))


_FUNCTIONS = ("min", "max", "gcd")


def _words(word: str, names: Collection[str]) -> list[str]:
    if word in _FUNCTIONS:
        return [f"\\{word}"]
    words, at = [], 0
    while at < len(word):
        length = next((n for n in range(len(word) - at, 1, -1) if word[at : at + n] in names), 1)
        words.append(f"⟦{word[at : at + length]}⟧" if length > 1 else word[at])
        at += length
    return words
