"""The statement for a terminal: the same Markdown, with formulas in plain characters."""

import re
from functools import lru_cache
from html import unescape
from xml.etree.ElementTree import Element, fromstring

from problems.problem import Problem
from solver.statement_page.formulas import mathml

_FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$\n]+)\$", re.DOTALL)
_UNARY = re.compile(r"(^|[(,≤≥<>=≠] ?)− ")
_FENCED = re.compile(r"(^```.*?^```[^\n]*$)", re.DOTALL | re.MULTILINE)


def statement_text(problem: Problem, lang: str) -> str:
    """The statement in that language, else in the other, as Markdown whose formulas are plain text."""
    texts = problem.statements
    text = (texts.ja or texts.en) if lang == "ja" else (texts.en or texts.ja)
    pieces = _FENCED.split(text or "")
    return "".join(
        _dotted(piece)
        if piece.startswith("```")
        else _FORMULA.sub(lambda found: formula_text(found[1] or found[2]), piece)
        for piece in pieces
    )


def _dotted(block: str) -> str:
    """An input format with dots instead of their LaTeX; the rest of it is plain text already."""
    return re.sub(r"\\[lc]?dots\b", "…", re.sub(r"\\[vd]dots\b", "⋮", block))


@lru_cache(maxsize=4096)
def formula_text(tex: str) -> str:
    r"""The formula on one line: "1 ≤ N ≤ 10^5" for 1 \leq N \leq 10^5; the LaTeX itself if it has no MathML."""
    drawn = mathml(tex)
    if drawn is None:
        return tex
    text = re.sub(r"\s+", " ", _text(fromstring(drawn))).strip()
    return _UNARY.sub(r"\1-", text)


def _text(element: Element) -> str:
    tag = element.tag.rpartition("}")[2]
    parts = [_text(child) for child in element]
    match tag, parts:
        case "msup", [base, above]:
            return f"{base}^{_grouped(above)}"
        case "msub", [base, below]:
            return f"{base}_{_grouped(below)}"
        case "msubsup" | "munderover", [base, below, above]:
            return f"{base}_{_grouped(below)}^{_grouped(above)}"
        case "mfrac", [above, below]:
            return f"{_grouped(above)}/{_grouped(below)}"
        case "msqrt", _:
            return f"√({''.join(parts)})"
        case "mtr", _:
            return "  ".join(parts) + "; "
        case "mspace", _:
            return " "
        case "mo", []:
            sign = unescape(element.text or "")
            return f" {sign} " if sign in "≤≥<>=≠+−×→∈≡" or sign.isalpha() else sign
        case _:
            return unescape(element.text or "") + "".join(parts)


def _grouped(text: str) -> str:
    text = text.strip()
    return text if len(text) < 2 or text.isalnum() else f"({text.replace(' ', '')})"
