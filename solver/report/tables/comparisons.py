"""The comparisons: a table of all pairs, and a sentence on each."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from gettext import gettext as _
from gettext import ngettext

from solver.report.grading.pairs import SAMPLES, Pair
from solver.report.report import Report
from solver.report.statistics.paired import POWER, Needed, Paired
from solver.report.statistics.proportions import Rate
from solver.report.tables.names import cell_words
from solver.report.tables.shape import Column, Table, TableCell, cell, interval, percent
from solver.view.language import sentences


def pair_tables(report: Report) -> Iterator[Table]:
    if not report.pairs:
        return
    columns: dict[Column, Callable[[Pair], TableCell]] = {
        Column(_("A"), numeric=False): lambda pair: cell(cell_words(pair.first)),
        Column(_("B"), numeric=False): lambda pair: cell(cell_words(pair.second)),
        Column(_("problems")): lambda pair: cell(pair.problems),
        Column(_("only A")): lambda pair: cell(len(pair.only_first) if pair.result else None),
        Column(_("only B")): lambda pair: cell(len(pair.only_second) if pair.result else None),
        Column(_("A − B"), explained=_("In points of the rate, on the problems that both did.")): (
            lambda pair: percent(_gap(pair.result), "+.1f")
        ),
        Column(_("95 %")): lambda pair: interval(_gap(pair.result), signed=True),
        Column(_("p"), explained=_("How often a difference this large would arise by chance.")): (
            lambda pair: _p(pair.result.p_value if pair.result else None)
        ),
        Column(_("p, any look"), explained=_("Corrected for the number of pairs, and for looking again and again.")): (
            lambda pair: replace(_p(pair.p_corrected), look="AC" if pair.decided else "")
        ),
        Column(_("to decide"), explained=_("Problems in all, as a range, with a chance of 80 %.")): (
            lambda pair: TableCell(_needed_words(pair.needed), pair.needed.low if pair.needed else None)
        ),
        Column(_("on samples"), explained=_("A − B on the samples alone.")): (
            lambda pair: percent(_gap(pair.on_samples), "+.1f")
        ),
    }
    rows = tuple(tuple(fill(pair) for fill in columns.values()) for pair in shown_pairs(report))
    between = "\n" + _("and") + " "
    yield Table("pairs", _("Pairs"), tuple(columns), rows, tuple(_pair_notes(report)), names=2, between=between)


def shown_pairs(report: Report) -> Sequence[Pair]:
    """The pairs with a problem in common; all pairs if none has one."""
    return [pair for pair in report.pairs if pair.result is not None] or report.pairs


def _pair_notes(report: Report) -> Iterator[str]:
    if any(pair.repeats for pair in report.pairs):
        yield _(
            "p is from a permutation test over whole problems where there are repeats, and from McNemar's "
            "exact test elsewhere."
        )
    else:
        yield _("p is from McNemar's exact test.")
    yield _("p, any look: of an always-valid sequence (Waudby-Smith and Ramdas, 2024), corrected by Holm's method.")
    if report.pairs and all(pair.basis == SAMPLES for pair in report.pairs):
        yield _("Compared on the samples, without generated tests.")
    elif any(pair.basis == SAMPLES for pair in report.pairs):
        yield _("Pairs of which one was not tested further are compared on the samples.")
    if apart := len(report.pairs) - len(shown_pairs(report)):
        yield ngettext(
            "{count} more pair has no problem in common.", "{count} more pairs have no problem in common.", apart
        ).format(count=apart)
    if left_out := sum(pair.left_out for pair in report.pairs):
        yield _("Left out of the pairs, because an answer is UNCHECKED: {count} in all.").format(count=left_out)


def verdict_on(pair: Pair) -> str:
    """What the comparison shows, in a sentence or two."""
    first, second, found = cell_words(pair.first), cell_words(pair.second), pair.result
    if found is None:
        return _("{first} and {second} have no problem in common.").format(first=first, second=second)
    p = 1.0 if pair.p_corrected is None else pair.p_corrected
    if pair.decided:
        better, worse = (first, second) if found.difference.value > 0 else (second, first)
        return _("{better} is better than {worse} ({p}).").format(better=better, worse=worse, p=p_words(p))
    if pair.too_close:
        return _("The difference between {first} and {second} is too small to matter.").format(
            first=first, second=second
        )
    text = ngettext(
        "The {problems} problem shows no clear difference between {first} and {second} ({p}).",
        "These {problems} problems show no clear difference between {first} and {second} ({p}).",
        pair.problems,
    ).format(first=first, second=second, problems=pair.problems, p=p_words(p))
    return sentences(text, more_words(pair.needed, pair.problems))


def more_words(needed: Needed | None, problems: int) -> str:
    """How many more problems would probably decide, as a range."""
    if needed is None:
        return ""
    low = _round(needed.low - problems)
    if needed.high is None:
        text = ngettext(
            "At least {low:,} more problem would be needed to tell.",
            "At least {low:,} more problems would be needed to tell.",
            low,
        )
        return text.format(low=low)
    high = _round(needed.high - problems)
    if low == high:
        text = ngettext(
            "About {count:,} more problem would decide, with a chance of {power:.0f} %.",
            "About {count:,} more problems would decide, with a chance of {power:.0f} %.",
            low,
        )
        return text.format(count=low, power=100 * POWER)
    if low == 1:  # a range from nothing on says no more than its end
        text = _("At most about {high:,} more problems would decide, with a chance of {power:.0f} %.")
        return text.format(high=high, power=100 * POWER)
    text = _("About {low:,} to {high:,} more problems would decide, with a chance of {power:.0f} %.")
    return text.format(low=low, high=high, power=100 * POWER)


def _round(count: int) -> int:
    """The count rounded to two digits, as more would be false precision."""
    step = max(1, 10 ** (len(str(max(1, count))) - 2))
    return int(max(step, round(count / step) * step))


def _needed_words(needed: Needed | None) -> str:
    if needed is None:
        return "–"
    low = _round(needed.low)
    return f"> {low:,}" if needed.high is None else f"{low:,}–{_round(needed.high):,}"


def _gap(found: Paired | None) -> Rate | None:
    return None if found is None else found.difference


def _p(p: float | None) -> TableCell:
    return cell(p, ".3f") if p is None or p >= 0.001 else TableCell("<0.001", p)


def p_words(p: float) -> str:
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"
