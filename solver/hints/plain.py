"""A hint's text without its disguises, so that the gate reads what a person would read out of it."""

import base64
import binascii
import codecs
import html
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

# Letters of other alphabets that look like Latin ones.
_LOOKALIKES = str.maketrans("аеорсухіјѕԁɡʜ" + "АВЕКМНОРСТХ" + "−–‐‑×÷≔⟵", "aeopcyxijsdgh" + "ABEKMHOPCTX" + "----*/=←")
_ENCODED = re.compile(
    r"(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/_-]{24,}={0,2}(?![A-Za-z0-9+/=])|(?:[0-9a-fA-F]{2}[ ,:]?){20,}"
)
_SPACED = re.compile(r"(?:(?<=\s)|^)(?:[^\W_　-鿿]|[^\w\s])(?:[ \u00a0][^\s　-鿿]){11,}(?=\s|$)", re.M)
# Where Japanese and Latin letters or digits meet, with or without a space: a word ends there.
_SCRIPTS_MEET = re.compile(
    r"(?<=[A-Za-z0-9_)\]])(?=[\u3040-\u30ff\u4e00-\u9fff])|(?<=[\u3040-\u30ff\u4e00-\u9fff])(?=[A-Za-z0-9_\[])"
)
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")


def plain(text: str) -> str:
    """The text in one form of letters: no full-width or look-alike ones, no invisible ones, no entities or escapes.

    A space stands between scripts.
    """
    text = unicodedata.normalize("NFKC", html.unescape(text)).translate(_LOOKALIKES)
    text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    text = text.replace("\\r\\n", "\n").replace("\r\n", "\n").replace("\r", "\n")
    # A written "\n" ends a line of code, unless it begins a LaTeX command such as \neq.
    text = re.sub(r"\\n(?![a-z])|\\n(?=(?:for|if|while|print|return|def|else|elif|int|n?\s)\b)", "\n", text)
    text = _SPACED.sub(lambda found: found[0].replace(" ", ""), text)
    return _SCRIPTS_MEET.sub(" ", text)


def disguised(text: str) -> Iterator[str]:
    """What the text says once it is decoded: base64, hexadecimal, percent signs, rot13, backwards."""
    for run in _ENCODED.findall(text):
        yield from _decoded(run)
    if len(_ESCAPED.findall(text)) >= 3:
        yield unquote(text)
    yield codecs.encode(text, "rot13")
    yield "\n".join(line[::-1] for line in text.split("\n"))


def is_encoded(text: str) -> bool:
    """Whether a run of letters in it decodes to readable text."""
    return any(True for run in _ENCODED.findall(text) for _decoding in _decoded(run))


def _decoded(run: str) -> Iterator[str]:
    for decode in (_base64, _hexadecimal):
        try:
            raw = decode(run).decode("utf-8")
        except (ValueError, binascii.Error):
            continue
        if len(raw) >= 12 and sum(c.isprintable() or c in "\n\t" for c in raw) == len(raw):
            yield raw


def _base64(run: str) -> bytes:
    run = run.rstrip("=").translate(str.maketrans("-_", "+/"))
    return base64.b64decode(run + "=" * (-len(run) % 4), validate=True)


def _hexadecimal(run: str) -> bytes:
    return bytes.fromhex(re.sub(r"[ ,:]", "", run))
