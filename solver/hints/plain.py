"""A hint's text in one form of letters, so that every rule reads what a person reads."""

import html
import re
import unicodedata

_SIGNS = str.maketrans("−–‐‑×÷≔⟵", "----*/=←")
# Where Japanese and Latin letters or digits meet, with or without a space: a word ends there.
_SCRIPTS_MEET = re.compile(
    r"(?<=[A-Za-z0-9_)\]])(?=[\u3040-\u30ff\u4e00-\u9fff])|(?<=[\u3040-\u30ff\u4e00-\u9fff])(?=[A-Za-z0-9_\[])"
)
_RAISED = re.compile("[⁰¹²³⁴-⁹ⁿ]+")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)([^\n]*?\S)\1(?!\w)|<!--|-->|</?[a-z][^<>\n]{0,30}>")


def plain(text: str) -> str:
    """The text without full-width and invisible characters, entities and emphasis, and a space between scripts."""
    text = _RAISED.sub(r"^\g<0>", html.unescape(text))
    text = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    text = "".join(c for c in text if unicodedata.category(c) != "Cf").replace("\r\n", "\n").replace("\r", "\n")
    return _SCRIPTS_MEET.sub(" ", text)


def without_emphasis(text: str) -> str:
    """The text without the marks between which code could be split."""
    return _EMPHASIS.sub(lambda found: found[2] or "", text)


def sentences(text: str) -> list[str]:
    """Sentences and lines."""
    return [part for part in re.split(r"(?<=[.!?。？！])(?:\s+|(?=[^\s\d]))|\n", text) if part.strip()]
