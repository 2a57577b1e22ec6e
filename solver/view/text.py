"""Makes text from outside safe to show.

Text from programs, models, pages, servers and the log may control a terminal (escape sequences retitle it, write its
clipboard, hide lines) or deceive a reader (bidirectional marks reverse text, zero-width letters hide in it). All of it
goes through `safe`, which shows such characters as symbols.
"""

from unicodedata import category

_SHOWN_AS_CODE = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # controls, invisible marks, lone surrogates, two odd line ends


class _Symbols(dict[int, str]):
    """The symbol for each character, computed when str.translate first asks for it."""

    def __missing__(self, code: int) -> str:
        self[code] = shown = _symbol(code)
        return shown


def _symbol(code: int) -> str:
    if code < 0x20:
        return chr(0x2400 + code)  # ␀ … ␟
    if code == 0x7F:
        return "␡"
    if 0xDC80 <= code <= 0xDCFF:
        return f"⟨{code - 0xDC00:02X}⟩"  # a byte that was not UTF-8
    return f"⟨U+{code:04X}⟩" if category(chr(code)) in _SHOWN_AS_CODE else chr(code)


_LINE = _Symbols()  # for a single line, whose line ends are symbols too
_TEXT = _Symbols({ord("\n"): "\n", ord("\t"): "\t"})


def safe(text: str) -> str:
    """The text with control, invisible and bidirectional characters as symbols; line ends and tabs stay."""
    return text if text.isascii() and text.isprintable() else text.translate(_TEXT)


def safe_line(text: str) -> str:
    """As safe, for a single line: line ends and tabs become symbols as well."""
    return text if text.isascii() and text.isprintable() else text.translate(_LINE)


def decoded(raw: bytes) -> str:
    """Bytes as text that preserves those that are not UTF-8; `safe` shows them as ⟨FF⟩."""
    return raw.decode("utf-8", "surrogateescape")
