"""Where each row is strong and where it is weak, and its rating."""

from collections.abc import Iterator, Sequence
from gettext import gettext as _

from solver.report.grading.cells import CellName
from solver.report.grading.splits import BANDS, CutOff, Share
from solver.report.report import Report
from solver.report.statistics.rating import OPEN_ABOVE, OPEN_BELOW, Rating, shown_rating
from solver.report.tables.names import named_table, naming
from solver.report.tables.shape import Column, Table, TableCell, interval, part


def splits(report: Report) -> Iterator[Table]:
    """Answers that are right beyond the samples, by letter, by difficulty, and before and after the cut-off."""
    found = [(row.name, row.right_splits) for row in report.summaries]
    cut_offs = [(name, one.cut_off) for name, one in found if one.cut_off is not None]
    yield _parts(report, "letters", _("By letter"), [(name, one.letters) for name, one in found])
    yield _parts(report, "bands", _("By difficulty"), [(name, one.bands) for name, one in found], BANDS, band_names())
    if cut_offs:
        yield _cut_off(report, "cutoff", _("Before and after the knowledge cut-off"), cut_offs)


def _parts(
    report: Report,
    name: str,
    title: str,
    parts: Sequence[tuple[CellName, Sequence[Share]]],
    order: Sequence[str] = (),
    words: dict[str, str] | None = None,
) -> Table:
    columns, fill = naming(report)
    seen = {share.name for _name, found in parts for share in found}
    kinds = sorted(seen, key=lambda kind: (order.index(kind) if kind in order else len(order), len(kind), kind))
    columns += [Column((words or {}).get(kind, kind) or _("unknown")) for kind in kinds]
    rows = []
    for row_name, found in parts:
        shares = {share.name: share for share in found}
        rows.append((*fill(row_name), *(part(shares.get(kind)) for kind in kinds)))
    note = _("Right answers of attempts, and the rate in %.")
    return named_table(report, name, title, columns, rows, (note,))


def band_names() -> dict[str, str]:
    words = {
        "grey": _("grey"),
        "brown": _("brown"),
        "green": _("green"),
        "cyan": _("cyan"),
        "blue": _("blue"),
        "yellow": _("yellow"),
        "orange": _("orange"),
        "red": _("red"),
    }
    return {band: f"{words[band]} {400 * place}–" for place, band in enumerate(BANDS)}


def _cut_off(report: Report, name: str, title: str, found_of: Sequence[tuple[CellName, CutOff]]) -> Table:
    columns, fill = naming(report)
    columns += [Column(_("cut-off"), numeric=False), Column(_("before")), Column(_("after"))]
    columns += [Column(_("difference")), Column(_("95 %"))]
    rows = []
    for row_name, found in found_of:
        gap = found.difference
        rows.append(
            (
                *fill(row_name),
                TableCell(found.date, found.date),
                part(found.before),
                part(found.after),
                TableCell("–" if gap is None else f"{100 * gap.value:+.1f}", None if gap is None else gap.value),
                interval(gap, signed=True),
            )
        )
    notes = (
        _("Problems from before a model's knowledge cut-off may be in its training data (--cutoff MODEL=YYYY-MM)."),
        _("Before − after, in points of the rate. The two sets of problems also differ in difficulty."),
    )
    return named_table(report, name, title, columns, rows, notes)


def rating(report: Report) -> Table | None:
    if all(row.ability is None for row in report.summaries):
        return None
    columns, fill = naming(report)
    columns += [
        Column(_("rating"), explained=_("The difficulty of the problems that it solves half of.")),
        Column(_("95 %")),
        Column(_("slope"), explained=_("How fast the rate falls with difficulty; a contestant's is 1.")),
        Column(_("problems")),
        Column(_("experimental")),
        Column(_("contestant's min"), explained=_("What a contestant of that rating takes, median.")),
    ]
    published = [published_rating(row.name.label) for row in report.summaries]
    columns += [Column(_("published"), numeric=False)] if any(published) else []
    rated = {row.rating_basis for row in report.summaries if row.ability is not None}
    several = len(rated) > 1
    columns += [Column(_("from"), numeric=False)] if several else []
    basis = {"samples": _("samples"), "samples + generated tests": _("samples + generated tests")}
    rows = [
        (
            *fill(row.name),
            TableCell(rating_words(row.ability.rating), row.ability.rating.value),
            TableCell(rating_interval(row.ability.rating), row.ability.rating.interval.low),
            TableCell(f"{row.ability.slope:.2f}", row.ability.slope),
            TableCell(str(row.ability.rating.problems), row.ability.rating.problems),
            TableCell(str(row.ability.rating.experimental), row.ability.rating.experimental),
            _minutes(row.contestant_seconds),
            *([TableCell(of or "–", of)] if any(published) else []),
            *([TableCell(basis[row.rating_basis], row.rating_basis)] if several else []),
        )
        for row, of in zip(report.summaries, published, strict=True)
        if row.ability is not None
    ]
    notes = (
        _("The difficulty of which the model solves half, on AtCoder Problems' scale, with the slope fitted."),
        _(
            "Models' rates fall more slowly with difficulty than contestants' (slope below 1): a rating holds only for "
            "a similar mix of problems."
        ),
        _mix(report),
        _("Fitted to verdicts on: {basis}.").format(basis=", ".join(sorted(basis[name] for name in rated))),
        *([_("Ratings from samples alone are higher: compare only ratings with the same basis.")] if several else []),
        *(
            [_("Published: by the model's owner, at high effort with tools, on another scale.")]
            if any(published)
            else []
        ),
        _("This is not a contest result: time does not count."),
    )
    return named_table(report, "rating", _("Rating"), columns, rows, notes)


def _mix(report: Report) -> str:
    """The mix of problems that these ratings hold for."""
    hard = sorted(row.difficulty for row in report.grades.problems if row.difficulty is not None)
    low, high = (shown_rating(hard[place]) for place in (len(hard) // 4, 3 * len(hard) // 4))
    return _("Mix: half of these {count} problems are between {low:.0f} and {high:.0f} in difficulty.").format(
        count=len(hard), low=low, high=high
    )


# What owners publish about their models at high effort, with tools. Codeforces' scale is not AtCoder's.
_PUBLISHED = {"gpt-oss-120b": "Codeforces 2622", "gpt-oss-20b": "Codeforces 2516"}


def published_rating(label: str) -> str | None:
    """The rating that the model's owner publishes, with the name of its scale; None if not known."""
    return next((text for name, text in _PUBLISHED.items() if name in label.lower()), None)


def _minutes(seconds: float | None) -> TableCell:
    return TableCell("–") if seconds is None else TableCell(f"{seconds / 60:.1f}", seconds)


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
