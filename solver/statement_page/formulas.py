"""Converts LaTeX to MathML, which browsers render without a script. What cannot be converted is shown as LaTeX."""

import re
from functools import lru_cache
from html import escape, unescape
from xml.etree.ElementTree import Element, tostring

_LONGEST = 4_000  # characters; the longest formula in AtCoder's statements has a few hundred
_MACROS = re.compile(r"\\(?:def|let|newcommand|renewcommand|require|href|style|class|cssId)(?![A-Za-z])")
# The attributes that a formula may have; others that the converter copies from LaTeX (href, style, id) are dropped.
_ATTRIBUTES = frozenset(
    {
        "xmlns", "display", "mathvariant", "stretchy", "fence", "form", "separator", "lspace", "rspace", "width",
        "height", "depth", "voffset", "minsize", "maxsize", "linethickness", "columnalign", "columnlines", "rowlines",
        "columnspacing", "rowspacing", "displaystyle", "scriptlevel", "movablelimits", "accent", "accentunder",
        "notation", "largeop", "symmetric", "mathsize", "mathcolor", "mathbackground",
    }
)  # fmt: skip
_COMMAND = re.compile(r"\\[A-Za-z]")


@lru_cache(maxsize=4096)
def mathml(tex: str, display: bool = False) -> str | None:
    """The formula as a MathML element, safe to put into a page; None if it cannot be converted.

    The library's own serialiser is not used: it puts "<" and "&" from the LaTeX into the page unescaped.
    """
    from latex2mathml.converter import convert_to_element

    if len(tex) > _LONGEST or _MACROS.search(tex) or not tex.strip():
        return None
    known = tex.replace("{aligned}", "{align*}")  # the converter knows only this name
    try:
        element = convert_to_element(known, display="block" if display else "inline")
    except Exception:  # noqa: BLE001 - it raises whatever its tables raise; the LaTeX is shown instead
        return None
    return _serialised(element)


def as_html(tex: str, display: bool = False) -> str:
    """The formula as HTML: MathML, or the LaTeX itself as code."""
    return mathml(tex, display) or f'<code class="tex">{escape(tex)}</code>'


def _serialised(root: Element) -> str | None:
    for element in root.iter():
        for name in set(element.attrib) - _ATTRIBUTES:
            del element.attrib[name]
        # The converter writes symbols as references, and leaves a command it does not know as text.
        element.text = unescape(element.text) if element.text else element.text
        if element.tag != "mtext" and _COMMAND.match(element.text or ""):
            return None
        element.tail = None
    return tostring(root, encoding="unicode")
