"""Where each row is strong and where it is weak, and its rating."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from gettext import gettext as _

from solver.report.grading.cells import CellName
from solver.report.grading.splits import BANDS, CutOff, Share
from solver.report.grading.summary import CellSummary
from solver.report.report import Report
from solver.report.statistics.ability import Ability
from solver.report.statistics.rating import OPEN_ABOVE, OPEN_BELOW, Rating, shown_rating
from solver.report.tables.names import named_table
from solver.report.tables.shape import Column, Table, TableCell, cell, interval, part, percent


def splits(report: Report) -> Iterator[Table]:
    """Answers that are right beyond the samples, by letter, by difficulty, and before and after the cut-off."""
    found = [(row.name, row.right_splits) for row in report.summaries]
    yield _parts(report, "letters", _("By letter"), [(name, one.letters) for name, one in found], {})
    yield _parts(report, "bands", _("By difficulty"), [(name, one.bands) for name, one in found], _band_names())
    cut_offs = [(name, one.cut_off) for name, one in found if one.cut_off is not None]
    if cut_offs:
        yield _cut_off(report, cut_offs)


def _parts(
    report: Report, name: str, title: str, rows: Sequence[tuple[CellName, Sequence[Share]]], words: dict[str, str]
) -> Table:
    """words: the names of the parts, in their order; others come after them and are shown as they are."""
    order, seen = list(words), {share.name for _name, shares in rows for share in shares}
    kinds = sorted(seen, key=lambda kind: (order.index(kind) if kind in order else len(order), len(kind), kind))
    columns = {Column(words.get(kind, kind) or _("unknown")): partial(_part_of, kind) for kind in kinds}
    note = _("Right answers of attempts, and the rate in %.")
    return named_table(report, name, title, columns, rows, [note])


def _part_of(kind: str, shares: Sequence[Share]) -> TableCell:
    return part(next((share for share in shares if share.name == kind), None))


def _band_names() -> dict[str, str]:
    colours = _("grey"), _("brown"), _("green"), _("cyan"), _("blue"), _("yellow"), _("orange"), _("red")
    return {band: f"{colour} {400 * place}–" for place, (band, colour) in enumerate(zip(BANDS, colours, strict=True))}


def _cut_off(report: Report, rows: Sequence[tuple[CellName, CutOff]]) -> Table:
    columns: dict[Column, Callable[[CutOff], TableCell]] = {
        Column(_("cut-off"), numeric=False): lambda found: cell(found.date),
        Column(_("before")): lambda found: part(found.before),
        Column(_("after")): lambda found: part(found.after),
        Column(_("difference")): lambda found: percent(found.difference, "+.1f"),
        Column(_("95 %")): lambda found: interval(found.difference, signed=True),
    }
    notes = (
        _("Problems from before a model's knowledge cut-off may be in its training data (--cutoff MODEL=YYYY-MM)."),
        _("Before − after, in points of the rate. The two sets of problems also differ in difficulty."),
    )
    return named_table(report, "cutoff", _("Before and after the knowledge cut-off"), columns, rows, notes)


def rating(report: Report) -> Table | None:
    rows = [(row, row.ability) for row in report.summaries if row.ability is not None]
    if not rows:
        return None
    columns: dict[Column, Callable[[tuple[CellSummary, Ability]], TableCell]] = {
        Column(_("rating"), explained=_("The difficulty of the problems that it solves half of.")): (
            lambda found: TableCell(rating_words(found[1].rating), found[1].rating.value)
        ),
        Column(_("95 %")): (lambda found: TableCell(rating_interval(found[1].rating), found[1].rating.interval.low)),
        Column(_("slope"), explained=_("How fast the rate falls with difficulty; a contestant's is 1.")): (
            lambda found: cell(found[1].slope, ".2f")
        ),
        Column(_("problems")): lambda found: cell(found[1].rating.problems),
        Column(_("experimental")): lambda found: cell(found[1].rating.experimental),
        Column(_("contestant's min"), explained=_("What a contestant of that rating takes, median.")): (
            lambda found: cell(found[0].contestant_seconds, ".1f", 1 / 60)
        ),
    }
    published = any(_published_rating(row.name.label) for row in report.summaries)
    if published:
        columns[Column(_("published"), numeric=False)] = lambda found: cell(_published_rating(found[0].name.label))
    rated = {row.rating_basis for row, _ability in rows}
    basis = {"samples": _("samples"), "samples + generated tests": _("samples + generated tests")}
    if several := len(rated) > 1:
        columns[Column(_("from"), numeric=False)] = lambda found: cell(basis[found[0].rating_basis])
    notes = [
        _("The difficulty of which the model solves half, on AtCoder Problems' scale, with the slope fitted."),
        _(
            "Models' rates fall more slowly with difficulty than contestants' (slope below 1): a rating holds only for "
            "a similar mix of problems."
        ),
        _mix(report),
        _("Fitted to verdicts on: {basis}.").format(basis=_(", ").join(sorted(basis[name] for name in rated))),
    ]
    if several:
        notes.append(_("Ratings from samples alone are higher: compare only ratings with the same basis."))
    if published:
        notes.append(_("Published: by the model's owner, at high effort with tools, on another scale."))
    notes.append(_("This is not a contest result: time does not count."))
    return named_table(report, "rating", _("Rating"), columns, [(found[0].name, found) for found in rows], notes)


def _mix(report: Report) -> str:
    """The mix of problems that these ratings hold for."""
    hard = sorted(row.difficulty for row in report.grades.problems if row.difficulty is not None)
    low, high = (shown_rating(hard[place]) for place in (len(hard) // 4, 3 * len(hard) // 4))
    return _("Mix: half of these {count} problems are between {low:.0f} and {high:.0f} in difficulty.").format(
        count=len(hard), low=low, high=high
    )


# What owners publish about their models at high effort, with tools. Codeforces' scale is not AtCoder's.
_PUBLISHED = {"gpt-oss-120b": "Codeforces 2622", "gpt-oss-20b": "Codeforces 2516"}


def _published_rating(label: str) -> str | None:
    """The rating that the model's owner publishes, with the name of its scale; None if not known."""
    return next((text for name, text in _PUBLISHED.items() if name in label.lower()), None)


def rating_words(rating: Rating) -> str:
    """The rating as AtCoder shows it, never below 1."""
    return f"{shown_rating(rating.value):.0f}"


def rating_interval(rating: Rating) -> str:
    """The two ends of a rating's interval; one is open if everything, or nothing, was solved."""
    low, high = rating.interval.low, rating.interval.high
    if high >= OPEN_ABOVE:
        return _("{low:.0f} or more").format(low=shown_rating(low))
    if low <= OPEN_BELOW:
        return _("{high:.0f} or less").format(high=shown_rating(high))
    return f"{shown_rating(low):.0f}–{shown_rating(high):.0f}"
