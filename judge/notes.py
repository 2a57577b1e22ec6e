"""Remarks that a log keeps, on a case, on an attempt, on what is likely: kept as a code with values, worded when shown.

So a log reads in the language of whoever opens it. Older rows hold plain text, which is shown as it is. Every wording
stands in `_WORDINGS`.
"""

import gettext
import json
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Protocol

Value = str | int | float | bool | None


class Translations(Protocol):
    """What words a message: the gettext module, or one of its translations."""

    def gettext(self, message: str, /) -> str: ...

    def ngettext(self, singular: str, plural: str, number: int, /) -> str: ...


# What people read here; a page whose reader chose another language sets it while it is made.
SPOKEN: ContextVar[Translations] = ContextVar("spoken", default=gettext)


@dataclass(frozen=True, slots=True)
class Note:
    """One remark. Without a code its text is shown as it is."""

    code: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    remarks: tuple["Note", ...] = ()  # follow in brackets

    def __bool__(self) -> bool:
        return bool(self.code or self.values.get("text"))

    def __str__(self) -> str:
        """In English, for JSON and for models."""
        return self._worded(_ENGLISH)

    def __hash__(self) -> int:
        return hash(self.stored())

    def shown(self) -> str:
        """In the language of the person who reads it."""
        return self._worded(SPOKEN.get())

    def stored(self) -> str:
        """As a log's text column holds it."""
        return str(self.values.get("text", "")) if not self.code else json.dumps(self._fields(), ensure_ascii=False)

    def _fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = {"note": self.code, **self.values}
        return fields | {"remarks": [remark._fields() for remark in self.remarks]} if self.remarks else fields

    def _worded(self, of: Translations) -> str:
        if not self.code:
            return str(self.values.get("text", ""))
        try:
            words = _WORDINGS[self.code](of, self.values).format(**self.values)
        except (KeyError, ValueError, TypeError):  # written by another version
            return self.stored()
        if not self.remarks:
            return words
        remarks = of.gettext(", ").join(remark._worded(of) for remark in self.remarks)
        return of.gettext("{words} ({remarks})").format(words=words, remarks=remarks)


NO_NOTE = Note()


def plain(text: str) -> Note:
    """A remark that is shown as it is: what a compiler, a server or a page said."""
    return Note("", {"text": text}) if text else NO_NOTE


def note(code: str, *remarks: Note, **values: Value) -> Note:
    """A remark by its code, with what is filled in; empty remarks are left out."""
    return Note(code, values, tuple(filter(None, remarks)))


def read_note(stored: str | None) -> Note:
    """What a log's text column holds; the plain text of older rows too."""
    if stored and stored.startswith('{"note": '):
        try:
            return _of_fields(json.loads(stored))
        except (ValueError, KeyError, TypeError, AttributeError):
            pass
    return plain(stored or "")


def _of_fields(fields: dict[str, Any]) -> Note:
    code, remarks = fields.pop("note"), fields.pop("remarks", ())
    return Note(code, fields, tuple(map(_of_fields, remarks)))


_ENGLISH = gettext.NullTranslations()
_Wording = Callable[[Translations, Mapping[str, Any]], str]

_WORDINGS: Mapping[str, _Wording] = {
    # A test case.
    "exit-code": lambda t, _v: t.gettext("exit code {exit_code}"),
    "signal": lambda t, _v: t.gettext("signal {signal}"),
    "waiting": lambda t, _v: t.gettext("still waiting after {wall_s:.2f} s"),
    "library": lambda t, _v: t.gettext(
        "AtCoder has {library}, this sandbox does not: `kyoso doctor` shows what it has"
    ),
    "token": lambda t, _v: t.gettext("token {position}: expected {want}, got {got}"),
    "output-ends": lambda t, _v: t.gettext("token {position}: expected {want}, the output ends"),
    "output-goes-on": lambda t, _v: t.gettext("token {position}: expected the end, got {got}"),
    # An attempt.
    "tool-calls": lambda t, _v: t.gettext("tool calls: {count}"),
    "unread-calls": lambda t, _v: t.gettext("{count} of them could not be run"),
    "other-language": lambda t, _v: t.gettext("written in {written}, asked for {wanted}"),
    "figures": lambda t, _v: t.gettext("the statement has figures that the model did not see"),
    "hints": lambda t, v: t.ngettext("with {count} hint", "with {count} hints", v["count"]),
    "imported": lambda t, _v: t.gettext("imported"),
    "sample-test": lambda t, _v: t.gettext("asked to correct {verdict} on sample {case}"),
    "generated-test": lambda t, _v: t.gettext("asked to correct {verdict} on generated test {case}"),
    # What is likely: nothing found.
    "passed": lambda t, v: t.ngettext("{cases} generated test passed", "{cases} generated tests passed", v["cases"]),
    "slowest": lambda t, _v: t.gettext("slowest {time_s:.2f} s of {limit_s:.2f} s"),
    "uncalibrated": lambda t, _v: t.gettext("timing uncalibrated"),
    "near-limit": lambda t, _v: t.gettext("near the limit"),
    "cost-limit": lambda t, _v: t.gettext("stopped at the time budget"),
    "agrees": lambda t, _v: t.gettext("same answers as {others}"),
    "outvoted-others": lambda t, _v: t.gettext("{others} answered differently, and was outvoted"),
    "weaker": lambda t, _v: t.gettext("{others} answered differently, and has been right less often"),
    # What is likely: a failure.
    "took": lambda t, _v: t.gettext("{time_s:.2f} s of {limit_s:.2f} s"),
    "took-more": lambda t, _v: t.gettext("more than {time_s:.2f} s of {limit_s:.2f} s"),
    "memory": lambda t, _v: t.gettext("more than {limit_mib} MiB"),
    "memory-error": lambda t, _v: t.gettext("undefined behaviour or a bad memory access, by a build with -fsanitize"),
    "rounding": lambda t, _v: t.gettext("rounding decides its answer: with exact fractions it gives another one"),
    "outvoted": lambda t, _v: t.gettext("{others} answered differently, and has the majority"),
    "tie": lambda t, _v: t.gettext("{others} answered differently: one of the two is wrong"),
    "stronger": lambda t, _v: t.gettext("{others} answered differently, and has been right more often"),
    # What is likely: unknown.
    "interactive": lambda t, _v: t.gettext("an interactive problem: it needs a partner program"),
    "unread-input": lambda t, _v: t.gettext("the input format could not be read: {why}"),
    "no-inputs": lambda t, _v: t.gettext("no inputs could be made: {why}"),
    "unfinished": lambda t, _v: t.gettext("a run could not be finished: {why}; it is tried again when asked again"),
    "sandbox-failed": lambda t, _v: t.gettext("the sandbox failed: {why}"),
    "model-written": lambda t, _v: t.gettext("inputs by a generator that {model} wrote"),
}
