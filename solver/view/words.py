"""The words for a failing case, the same in a terminal and on a page."""

from judge.judgement import Verdict
from solver.view.failing_case import CaseMark
from solver.view.language import counted as ngettext
from solver.view.language import words as _

_SIGNS = {Verdict.AC: "✓", Verdict.UNCHECKED: "?", Verdict.IE: "!"}


def sign(verdict: Verdict) -> str:
    """A test's mark: a tick, or a cross with the verdict."""
    return _SIGNS.get(verdict, "✗") + ("" if verdict is Verdict.AC else f" {verdict.value}")


def figures(mark: CaseMark) -> str:
    return _("{ms:.0f} ms {mib:.0f} MiB").format(ms=1000 * (mark.cpu_s or 0), mib=mark.peak_mib or 0)


def case_title(name: str) -> str:
    return _("test {name}").format(name=name)


def above(count: int) -> str:
    return ngettext("+{count} line above", "+{count} lines above", count).format(count=count)


def below(count: int) -> str:
    return ngettext("+{count} more line", "+{count} more lines", count).format(count=count)


def nothing() -> str:
    return _("(nothing)")
