"""HTML as this package reads it: parsed once, formulas turned back into LaTeX, browser-only parts removed."""

import re
import unicodedata
from gettext import gettext as _

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from problems.errors import PageNotUnderstood

# The largest real task page has some 5,000 elements, nested less than 40 deep. Anything beyond these bounds is no task
# page, and parsing it would only take minutes or overflow the interpreter's stack.
MAX_CHARACTERS = 16_000_000
MAX_ELEMENTS = 200_000
MAX_DEPTH = 120
MAX_TEXT = 1_000_000  # characters of one statement

_BROWSER_ONLY_TAGS = frozenset({"style", "noscript", "template", "mjx-container"})
_BROWSER_ONLY_CLASSES = frozenset(
    {
        "btn-copy",  # the "Copy" buttons that the site's script puts into headings and before <pre>
        "div-btn-copy",
        "btn-pre",
        "katex-html",
        "MathJax",
        "MathJax_Preview",
        "MathJax_CHTML",
        "MathJax_SVG",
        "MathJax_Display",
        "MJX_Assistive_MathML",
    }
)
_CONTROLS = frozenset({"a", "button", "input", "select", "option", "textarea", "label"})
_CONTROL_ATTRIBUTES = frozenset({"onclick", "tabindex", "data-toggle"})
_COPY = re.compile(r"\s*(?:copy|コピー(?:する)?)$", re.IGNORECASE)
_DELIMITED = re.compile(r"^\s*\\\((.*)\\\)\s*$", re.DOTALL)
_JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")


def parse(html: str) -> BeautifulSoup:
    """The document tree of a page. Line ends become LF, as in any HTML parser.

    Raises PageNotUnderstood for an empty page and for one that is too large to be a task page.
    """
    if not html.strip():
        raise PageNotUnderstood("page", _("The page is empty. Fetch it again, or save it again from the browser."))
    if len(html) > MAX_CHARACTERS or html.count("<") > 2 * MAX_ELEMENTS:
        raise PageNotUnderstood("page", _("The page is too large to be a task page."))
    html = html.encode("utf-8", "replace").decode()  # a lone surrogate is not text
    html = html.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    return BeautifulSoup(html, "lxml")


def check_size(root: Tag) -> None:
    """Raises PageNotUnderstood for a statement deeper or longer than any real one, before anything recurses."""
    if len(root.get_text()) > MAX_TEXT:
        raise PageNotUnderstood("statement", _("The statement is too long to be a real one."))
    depth_of = {id(root): 0}
    for element in root.descendants:
        if isinstance(element, Tag):
            depth = depth_of[id(element.parent)] + 1
            if depth > MAX_DEPTH:
                raise PageNotUnderstood("statement", _("The statement is nested too deeply to be a real one."))
            depth_of[id(element)] = depth


def tidy(root: Tag) -> None:
    """Take scripts, styles and buttons out of `root`, and put LaTeX back where a browser had rendered it."""
    for tag in root.find_all(True):
        classes = classes_of(tag)
        if tag.name == "script":
            holder = tag.find_parent("var")
            if holder is not None and str(tag.get("type", "")).startswith("math/tex"):
                holder.string = tag.get_text()  # MathJax keeps the source in a script beside its rendering
            else:
                tag.extract()
        elif "katex" in classes:
            _unrender(tag)
        elif tag.name in _BROWSER_ONLY_TAGS or tag.name == "button" or not _BROWSER_ONLY_CLASSES.isdisjoint(classes):
            tag.extract()


def classes_of(tag: Tag) -> list[str]:
    """The classes of an element."""
    value = tag.get("class")
    return value.split() if isinstance(value, str) else list(value or ())


def _unrender(rendered: Tag) -> None:
    """Replace a KaTeX rendering with the LaTeX that is kept beside it."""
    annotation = rendered.find("annotation")
    if annotation is None:
        return
    tex = annotation.get_text().strip()
    display = rendered.find_parent(class_="katex-display")
    outer = display or rendered
    if rendered.find_parent("var") is not None:
        outer, text = rendered, tex
    else:
        text = f"${tex}$" if display is None else f"$${tex}$$"
    outer.replace_with(NavigableString(text))


def formula(var: Tag) -> str:
    """The LaTeX of a <var>, in which the site also writes <sub> and <sup> for _{…} and ^{…}."""
    if any(isinstance(child, Tag) for child in var.children):
        for tag in var.find_all(("sub", "sup")):
            tag.replace_with(NavigableString(f"{'_' if tag.name == 'sub' else '^'}{{{tag.get_text()}}}"))
    tex = var.get_text()
    delimited = _DELIMITED.match(tex)
    return re.sub(r"\s*\n\s*", " ", delimited[1] if delimited else tex).strip()


def squeezed(text: str) -> str:
    """The text with full-width forms folded (NFKC), control characters gone and blanks squeezed."""
    folded = unicodedata.normalize("NFKC", text)
    kept = "".join(c if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf") else "" for c in folded)
    return " ".join(kept.split())


def text_without_controls(tag: Tag) -> str:
    """An element's words as `squeezed`, without those of the buttons and links that the site and user scripts add."""
    words = [str(node) for node in tag.descendants if type(node) is NavigableString and not _in_control(node, tag)]
    return _COPY.sub("", squeezed("".join(words)))


def own_text(tag: Tag) -> str:
    """An element's own words as `squeezed`, without those of the elements inside it."""
    return squeezed("".join(str(node) for node in tag.children if type(node) is NavigableString))


def _in_control(node: NavigableString, root: Tag) -> bool:
    for parent in node.parents:
        if parent is root:
            return False
        if parent.name in _CONTROLS or not _CONTROL_ATTRIBUTES.isdisjoint(parent.attrs):
            return True
        if parent.get("role") == "button" or any(name.startswith(("btn", "button")) for name in classes_of(parent)):
            return True
    return False


def preformatted(pre: Tag) -> str:
    """The text of a <pre>, byte for byte except for its line ends (LF).

    A newline right after <pre> belongs to HTML, not to the text (WHATWG HTML, "the pre element").
    """
    lines = pre.select("ol.linenums > li")
    if lines:  # the site's script that numbers lines has removed the line ends
        return "".join(f"{line.get_text()}\n" for line in lines)
    text = "".join("\n" if isinstance(node, Tag) else str(node) for node in _text_and_breaks(pre))
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\n")


def _text_and_breaks(pre: Tag) -> list[Tag | NavigableString]:
    # Only plain strings: a comment's type is a subclass of NavigableString, but it is not text.
    return [
        node
        for node in pre.descendants
        if type(node) is NavigableString or (isinstance(node, Tag) and node.name == "br")
    ]


def is_japanese(text: str) -> bool:
    """Whether the text has kana or kanji."""
    return _JAPANESE.search(text) is not None
