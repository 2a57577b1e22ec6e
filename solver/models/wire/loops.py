"""Finds endless repetition while it streams, so that one looping answer does not cost the whole night.

Only text that repeats exactly, over a long stretch, counts: tables, test data and copied lines in real answers stay far
below the limits. The check runs once every few thousand characters and compares slices, so it costs almost nothing.
"""

from judge.notes import Note, note

STEP_CHARS = 4096  # new text between two checks
ANCHOR_CHARS = 64
LONGEST_PERIOD_CHARS = 4096
LEAST_REPEATS = 8
LIMIT_CHARS = 12_000  # of exact repetition in prose; about 2,000 to 3,000 tokens
FENCED_LIMIT_CHARS = 40_000  # inside a code block, which may hold a large constant table
_KEEP_CHARS = max(FENCED_LIMIT_CHARS, LEAST_REPEATS * LONGEST_PERIOD_CHARS)


class LoopGuard:
    """Watches one growing text."""

    __slots__ = ("_fenced", "_new", "_new_chars", "_tail")

    def __init__(self) -> None:
        self._tail = ""
        self._new: list[str] = []
        self._new_chars = 0
        self._fenced = False

    def feed(self, piece: str) -> Note | None:
        """Take the next piece; returns a note on the repetition once there is one."""
        self._new.append(piece)
        self._new_chars += len(piece)
        if self._new_chars < STEP_CHARS:
            return None
        grown = "".join(self._new)
        self._new.clear()
        self._new_chars = 0
        # A fence may be split between two steps, so the search includes the last two characters of the old text.
        if (self._tail[-2:] + grown).count("```") % 2:
            self._fenced = not self._fenced
        self._tail = (self._tail + grown)[-_KEEP_CHARS:]
        return repetition(self._tail, FENCED_LIMIT_CHARS if self._fenced else LIMIT_CHARS)


def repetition(text: str, limit_chars: int) -> Note | None:
    """A note if the end of the text repeats itself over at least limit_chars and LEAST_REPEATS times; else None."""
    if len(text) < limit_chars:
        return None
    anchor = text[-ANCHOR_CHARS:]
    begin = max(0, len(text) - ANCHOR_CHARS - LONGEST_PERIOD_CHARS)
    found = text.rfind(anchor, begin, len(text) - 1)
    if found < 0:
        return None
    period = len(text) - ANCHOR_CHARS - found
    need = max(limit_chars, LEAST_REPEATS * period)
    stretch = text[-need:]
    if len(stretch) < need or stretch[period:] != stretch[:-period]:
        return None
    return note("looped", length=need, period=repr(stretch[-period:][:60]))
