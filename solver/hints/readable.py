"""Whether a text is prose in the wanted language at all. A model that fails writes garbage, not hints."""

import re
import unicodedata

from solver.hints.plain import plain

_KANA = re.compile(r"[\u3041-\u30ff]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LETTER = re.compile(r"[^\W\d_]")
_MATHS = re.compile(r"\$[^$]*\$|[OΘ]\((?:[^()\n]|\([^()\n]*\))*\)|`[^`]*`|\\\w+|https?://\S+")
_EVERYDAY = frozenset(
    "the a an of to is are in and or that it for you what which how when if not be do does can could this as on with at by"
    " from one each every there so only than have has think about many much would will your no more all then they we"
    " but was were been also where may per use time memory too its their these those any some first last next before after same two between into out".split()
)
_LEAST_CHARS = 12
_MOST_CHARS = 8_000  # an outline has a few hundred
_MOST_WORD = 300
_LEAST_SHARE = 0.1  # of everyday words; English prose has about 0.5, a list of terms 0.1 to 0.2


def wrong_language(text: str, lang: str) -> bool:
    """Whether the text is plainly not in the wanted language, "ja" or "en"."""
    bare = _MATHS.sub(" ", text)
    kana, letters = len(_KANA.findall(bare)), len(_LETTER.findall(bare))
    japanese = kana + len(_HAN.findall(bare))
    if lang == "ja":
        return letters > 0 and (kana < 3 or japanese < 0.3 * letters)
    foreign = sum(not unicodedata.name(c, "").startswith("LATIN") for c in _LETTER.findall(bare) if not "α" <= c <= "ω")
    return foreign > 0.15 * letters


def oversized(text: str) -> bool:
    """Whether the text, or a word or number in it, is longer than in any hint: refused before it is read closely."""
    return len(text) > _MOST_CHARS or re.search(rf"[\w,]{{{_MOST_WORD}}}", plain(text), re.ASCII) is not None


def unreadable(text: str, lang: str) -> bool:
    """Whether the text is empty, has control characters, repeats itself, or is not prose."""
    if any(unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") and c not in "\n\t" for c in text) or "\ufffd" in text:
        return True
    bare = _MATHS.sub(" ", text)
    if len(bare.strip()) < _LEAST_CHARS or len(_LETTER.findall(bare)) < 0.4 * len(re.sub(r"\s", "", bare)):
        return True
    if re.search(r"(.{1,40}?)\1{5,}", re.sub(r"[\d\s.,、・…-]+", " ", bare), re.S):
        return True
    if re.search(r"<\|\w+\|>|</?think", text):
        return True
    if lang == "ja":
        return len(_KANA.findall(bare)) < 0.1 * len(_LETTER.findall(bare))
    words = re.findall(r"(?<![a-z])[a-z']{2,}|\ba\b", bare.lower())
    return len(words) >= 5 and sum(word in _EVERYDAY for word in words) < _LEAST_SHARE * len(words)
