"""The time and memory limit, as task pages have written them since 2012."""

import re
from decimal import Decimal
from gettext import gettext as _

from problems.errors import PageNotUnderstood
from problems.problem import Limits

_NUMBER = r"(\d{1,3}(?:,\d{3})+(?:\.\d{1,9})?|\d{1,12}(?:[.,]\d{1,9})?)"
_TIME = re.compile(
    rf"(?:Time Limit|(?:実行)?時間制[限約])\s*:?\s*{_NUMBER}\s*"
    r"(msec|ms|millisec\w*|sec\w*|s|ミリ秒|秒|min\w*|分)(?![A-Za-z])",
    re.IGNORECASE,
)
_SECONDS = re.compile(rf"\s*(?:and\s)?\s*{_NUMBER}\s*(?:sec|秒)", re.IGNORECASE)
_MEMORY = re.compile(
    rf"(?:Memory Limit|メモリ(?:使用量)?(?:の)?制[限約])\s*:?\s*{_NUMBER}\s*"
    r"(?:([KMG])(?:i?B|(?:ibi|ega|iga|ilo|ebi)?\s?bytes?|バイト)?|([キメギ])[ロガ]バイト|bytes?|B|バイト)(?![A-Za-z])",
    re.IGNORECASE,
)
_MOST_S, _MOST_KIB = 3600, Decimal(1024**3)  # beyond any task: an hour, 1 TiB
_KIB = {"K": Decimal(1), "M": Decimal(1024), "G": Decimal(1024 * 1024), "": Decimal(1) / 1024}
_JAPANESE_UNITS = {"キ": "K", "メ": "M", "ギ": "G"}


def limits_in(text: str) -> Limits:
    """The limits named in a page's text (as markup.squeezed).

    "MB" and "MiB" mean the same there, and a KB is 1,024 bytes: the site only renamed the unit.
    Raises PageNotUnderstood if a limit is missing, zero or beyond any task's.
    """
    time, memory = _TIME.search(text), _MEMORY.search(text)
    if time is None or memory is None:
        what = _("time limit") if time is None else _("memory limit")
        raise PageNotUnderstood("limits", _("No {what} was found on the page. Is it a task's page?").format(what=what))
    seconds = _decimal(time[1]) * _seconds(time[2].lower())
    if seconds >= 60 and (rest := _SECONDS.match(text, time.end())):  # 1 min 30 sec
        seconds += _decimal(rest[1])
    kib = _decimal(memory[1]) * _KIB[_JAPANESE_UNITS.get(memory[3] or "", (memory[2] or "").upper())]
    named = f"{time[0]} / {memory[0]}"
    if seconds <= 0 or kib <= 0:
        raise PageNotUnderstood("limits", _("The page names a limit of zero: “{text}”.").format(text=named))
    if seconds > _MOST_S or kib > _MOST_KIB:
        raise PageNotUnderstood("limits", _("The page names a limit beyond any task's: “{text}”.").format(text=named))
    return Limits(float(seconds), max(1, int(kib) // 1024))


def _decimal(text: str) -> Decimal:
    """The number; a comma that does not group thousands (2,5) is a decimal point."""
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", text):
        return Decimal(text.replace(",", ""))
    return Decimal(text.replace(",", "."))


def _seconds(unit: str) -> Decimal:
    if unit.startswith(("ms", "milli", "ミリ")):
        return Decimal("0.001")
    return Decimal(60) if unit.startswith(("min", "分")) else Decimal(1)
