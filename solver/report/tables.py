"""The report's tables, once: the terminal and the page both show these."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from gettext import ngettext

from judge.attempt import Effort
from solver.report.grading.cells import BANDS, CellName, CellSummary, CutOff, Share, Splits, Spread
from solver.report.grading.grades import MARKS
from solver.report.grading.pairs import Pair
from solver.report.report import Report
from solver.report.statistics.paired import POWER, Paired
from solver.report.statistics.proportions import Rate
from solver.report.statistics.rating import OPEN_ABOVE, OPEN_BELOW, Rating, shown_rating

_SURE = 0.05


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in a table: what is read, what it is sorted by (None: last), and a word for its look."""

    text: str
    sort: float | str | None = None
    look: str = ""  # a verdict's or outcome's name, "bad", "dim" or nothing


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head. Numbers stand to the right."""

    name: str
    numeric: bool = True
    explained: str = ""  # what it is, in a sentence


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title and what must be said under it."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    names: int = 1  # how many of the first columns name a row
    between: str = " "  # what joins them where they stand in one column


def tables(report: Report) -> Iterator[Table]:
    """Every table that has something to show, the most important first."""
    if not report.summaries:
        return
    yield _main(report)
    yield _words(report)
    for table in (_pass_line(report), _repeats(report), _repair(report), _likely(report)):
        if table is not None:
            yield table
    yield _speed(report)
    yield from _splits(report, "", "", lambda row: row.splits)
    if any(row.likely_splits for row in report.summaries):
        yield from _splits(report, "-beyond", ", " + _("beyond the samples"), lambda row: row.likely_splits)
    rating = _rating(report)
    if rating is not None:
        yield rating


def _splits(report: Report, end: str, on: str, of: Callable[[CellSummary], Splits | None]) -> Iterator[Table]:
    """Where each row is strong and weak; rows of which nothing is known are left out. `on` ends the titles."""
    rows = [(row.name, found) for row in report.summaries if (found := of(row)) is not None]
    letters = [(name, found.letters) for name, found in rows]
    bands = [(name, found.bands) for name, found in rows]
    cut_offs = [(name, found.cut_off) for name, found in rows if found.cut_off is not None]
    yield _parts(report, f"letters{end}", _("By letter") + on, letters)
    yield _parts(report, f"bands{end}", _("By difficulty") + on, bands, BANDS, band_names())
    if cut_offs:
        yield _cut_off(report, f"cutoff{end}", _("Before and after the knowledge cut-off") + on, cut_offs)


def _names(report: Report) -> tuple[list[Column], Callable[[CellName], list[Cell]]]:
    """The columns that name a row, and how to fill them."""
    columns = [Column(_("model"), numeric=False), Column(_("effort"), numeric=False)]
    languages = len({row.name.language for row in report.summaries}) > 1
    variants = any(row.name.variant for row in report.summaries)
    columns += [Column(_("language"), numeric=False)] if languages else []
    columns += [Column(_("settings"), numeric=False)] if variants else []
    order = {effort.value: place for place, effort in enumerate(Effort)}

    def fill(name: CellName) -> list[Cell]:
        effort = Cell(effort_words(name), order.get(name.effort, 9), "" if name.honoured else "bad")
        cells = [Cell(name.label, name.label), effort]
        cells += [Cell(name.language, name.language)] if languages else []
        return cells + ([Cell(name.variant, name.variant)] if variants else [])

    return columns, fill


def _table(
    report: Report,
    name: str,
    title: str,
    columns: Sequence[Column],
    rows: Sequence[tuple[Cell, ...]],
    notes: tuple[str, ...] = (),
) -> Table:
    return Table(name, title, tuple(columns), tuple(rows), notes, names=len(_names(report)[0]))


def effort_words(name: CellName) -> str:
    """The effort; what was asked for in brackets where the server took no notice of it."""
    if not name.honoured:
        return _("({effort} ignored)").format(effort=name.effort)
    return "–" if name.effort == Effort.DEFAULT else name.effort


def cell_words(name: CellName) -> str:
    """The whole name of a row, in a line."""
    effort = "" if name.honoured and name.effort == Effort.DEFAULT else effort_words(name)
    language = "" if name.language == "python" else name.language
    return " ".join(word for word in (name.label, effort, name.variant, language) if word)


def _main(report: Report) -> Table:
    columns, fill = _names(report)
    columns += [
        Column(_("AC"), explained=_("First answers that passed every test, of those that say something of the model.")),
        Column(_("rate %"), explained=_("AC of all; an answer that never came counts as none.")),
        Column(_("95 %"), explained=_("Where the true rate probably is.")),
        Column(_("answered %"), explained=_("AC of the answers that came: without the censored ones.")),
        *([Column(_("state"), numeric=False)] if any(row.state for row in report.summaries) else []),
        Column(_("no answer"), explained=_("Censored: TRUNCATED, EMPTY, LOOPED or SERVER_ERROR.")),
    ]
    rows, notes = [], list[str]()
    for row in report.summaries:
        rows.append(
            (
                *fill(row.name),
                Cell(f"{row.ac}/{row.graded}", row.ac),
                _percent(row.rate),
                _interval(row.rate),
                _with_interval(row.rate_of_answers),
                *([_state(row)] if any(other.state for other in report.summaries) else []),
                Cell(str(row.censored), row.censored, "bad" if row.censored > row.attempts / 2 else ""),
            )
        )
        notes += _row_notes(row)
    if any(row.repeats > 1 for row in report.summaries):
        notes.append(_("Intervals are over whole problems: repeats of one problem are not independent."))
    if report.only_demo:
        notes.append(_("These are the demo's scripted models: the figures say nothing of any model."))
    notes.append(_("AC is on the samples, and is not AC on AtCoder."))
    return _table(report, "rates", _("Rates"), columns, rows, tuple(notes))


def _state(row: CellSummary) -> Cell:
    """What a batch said of it: such a row is no result."""
    return Cell("") if row.state is None else Cell(row.state.state, row.state.state, "bad")


def _row_notes(row: CellSummary) -> Iterator[str]:
    name = cell_words(row.name)
    if row.state is not None:
        yield _("{name}: {state} since {since}: {reason}").format(
            name=name, state=row.state.state, since=row.state.since[:16].replace("T", " "), reason=row.state.reason
        )
    if not row.name.honoured:
        yield _("{name}: the server took no notice of the effort; this is no result for it.").format(name=name)
    if row.unchecked:
        yield _("{name}: {count} UNCHECKED count as not AC; at most {most} of {graded} could be AC.").format(
            name=name, count=row.unchecked, most=row.ac + row.unchecked, graded=row.graded
        )
    if row.internal_errors:
        yield _("{name}: {count} left out, IE (our own failure); the next run tries them again.").format(
            name=name, count=row.internal_errors
        )
    if row.server_errors:
        yield _("{name}: {count} not in the rates, SERVER_ERROR: it says nothing of the model.").format(
            name=name, count=row.server_errors
        )
    if row.not_judged:
        yield _("{name}: {count} not judged yet; `kyoso rejudge` does it.").format(name=name, count=row.not_judged)
    if row.superseded:
        yield _("{name}: {count} older answers with other settings left out; --variants shows them.").format(
            name=name, count=row.superseded
        )


def _words(report: Report) -> Table:
    columns, fill = _names(report)
    seen = {word for row in report.summaries for word in (*row.verdicts, *row.outcomes)} - {"ANSWERED"}
    words = [word for word in MARKS if word in seen]
    columns += [Column(word) for word in words]
    rows = []
    for row in report.summaries:
        found = row.outcomes | row.verdicts
        rows.append((*fill(row.name), *(_count(found.get(word, 0), word) for word in words)))
    return _table(report, "words", _("Verdicts and outcomes"), columns, rows)


def _count(count: int, word: str) -> Cell:
    return Cell(str(count) if count else "·", count, word if count else "dim")


def _pass_line(report: Report) -> Table | None:
    if all(row.pass_line is None for row in report.summaries):
        return None
    columns, fill = _names(report)
    columns += [Column(_("missing AC")), Column(_("verdict"), numeric=False), Column(_("attempts to be sure"))]
    rows, line = [], 0.0
    for row in report.summaries:
        stand = row.pass_line
        if stand is None or row.rate is None:
            continue
        line = stand.line
        side = _("above") if row.rate.value > stand.line else _("below")
        word = side if stand.decided else _("not decided")
        needed = stand.attempts_needed
        rows.append(
            (
                *fill(row.name),
                Cell(str(stand.missing), stand.missing),
                Cell(word, word),
                Cell("–" if needed is None else f"{needed:,}", needed),
            )
        )
    title = _("Pass line {line:g} %").format(line=100 * line)
    note = _("Attempts to be sure: in all, until the interval leaves the line at this rate.")
    return _table(report, "line", title, columns, rows, (note,))


def _repeats(report: Report) -> Table | None:
    ks = sorted({k for row in report.summaries for k in row.pass_at})
    if not ks:
        return None
    columns, fill = _names(report)
    columns += [Column(_("problems")), Column(_("repeats"))]
    columns += [Column(f"pass@{k} %") for k in ks]
    rows = [
        (
            *fill(row.name),
            Cell(str(row.problems), row.problems),
            Cell(str(row.repeats), row.repeats),
            *(_share(row.pass_at.get(k)) for k in ks),
        )
        for row in report.summaries
        if row.pass_at
    ]
    uneven = any(row.pass_at and row.fewest_repeats < row.repeats for row in report.summaries)
    notes = (
        (_("pass@k is over the problems with at least k answers, which are fewer for a larger k."),) if uneven else ()
    )
    return _table(report, "repeats", _("Repeats"), columns, rows, notes)


def _repair(report: Report) -> Table | None:
    if all(row.repair is None for row in report.summaries):
        return None
    columns, fill = _names(report)
    columns += [Column(_("repaired tries")), Column(_("AC at once")), Column(_("AC after repair")), Column(_("gain %"))]
    rows = [
        (
            *fill(row.name),
            Cell(str(row.repair.tries), row.repair.tries),
            Cell(str(row.repair.ac_first), row.repair.ac_first),
            Cell(str(row.repair.ac_after), row.repair.ac_after),
            Cell(f"+{100 * row.repair.gain:.1f}", row.repair.gain),
        )
        for row in report.summaries
        if row.repair is not None
    ]
    return _table(report, "repair", _("Repair rounds"), columns, rows)


def _likely(report: Report) -> Table | None:
    if not any(row.likely_known for row in report.summaries):
        return None
    columns, fill = _names(report)
    columns += [Column(_("sample AC")), Column(_("tested further")), Column(_("still AC")), Column(_("likely rate %"))]
    columns += [Column(_("95 %"))]
    rows = [
        (
            *fill(row.name),
            Cell(str(row.ac), row.ac),
            Cell(str(row.likely_known), row.likely_known),
            Cell(str(row.likely_ac), row.likely_ac),
            _percent(row.likely_rate),
            _interval(row.likely_rate),
        )
        for row in report.summaries
        if row.likely_known
    ]
    notes = [
        _("A sample AC that generated tests refute is not counted; one that was not tested further is."),
        _("The rating and the tables that say so are with generated tests; all others are on the samples."),
    ]
    untold = [cell_words(row.name) for row in report.summaries if not row.likely_known]
    if untold:
        notes.append(_("Nothing was tested further of: {names}.").format(names=", ".join(untold)))
    return _table(report, "likely", _("Beyond the samples"), columns, rows, tuple(notes))


def _speed(report: Report) -> Table:
    columns, fill = _names(report)
    columns += [
        Column(_("tokens/s"), explained=_("Median, and the slow tenth's edge.")),
        Column(_("first token s"), explained=_("Median, and the slow tenth's edge.")),
        Column(_("reasoning tokens")),
        Column(_("s an answer")),
        Column(_("s to AC"), explained=_("Repair rounds included.")),
    ]
    rows = [
        (
            *fill(row.name),
            _two(row.tokens_per_s, 1),
            _two(row.first_token_s, 2),
            _two(row.reasoning_tokens, 0),
            _two(row.seconds, 1),
            _two(row.seconds_to_ac, 1),
        )
        for row in report.summaries
    ]
    note = _("Median / 90th percentile (for tokens/s the 10th: nine tenths are faster).")
    return _table(report, "speed", _("Speed"), columns, rows, (note,))


def _parts(
    report: Report,
    name: str,
    title: str,
    parts: Sequence[tuple[CellName, Sequence[Share]]],
    order: Sequence[str] = (),
    words: dict[str, str] | None = None,
) -> Table:
    columns, fill = _names(report)
    seen = {share.name for _name, found in parts for share in found}
    kinds = sorted(seen, key=lambda kind: (order.index(kind) if kind in order else len(order), len(kind), kind))
    columns += [Column((words or {}).get(kind, kind) or _("unknown")) for kind in kinds]
    rows = []
    for row_name, found in parts:
        shares = {share.name: share for share in found}
        rows.append((*fill(row_name), *(_part(shares.get(kind)) for kind in kinds)))
    note = _("AC of attempts, and the rate in %.")
    return _table(report, name, title, columns, rows, (note,))


def band_names() -> dict[str, str]:
    """Each colour with its difficulties."""
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


def _part(share: Share | None) -> Cell:
    if share is None or share.rate is None:
        return Cell("·", None, "dim")
    return Cell(f"{share.ac}/{share.attempts} {100 * share.rate.value:.0f}", share.rate.value)


def _cut_off(report: Report, name: str, title: str, found_of: Sequence[tuple[CellName, CutOff]]) -> Table:
    columns, fill = _names(report)
    columns += [Column(_("knows to"), numeric=False), Column(_("before")), Column(_("after"))]
    columns += [Column(_("difference")), Column(_("95 %"))]
    rows = []
    for row_name, found in found_of:
        gap = found.difference
        rows.append(
            (
                *fill(row_name),
                Cell(found.date, found.date),
                _part(found.before),
                _part(found.after),
                Cell("–" if gap is None else f"{100 * gap.value:+.1f}", None if gap is None else gap.value),
                _interval(gap, signed=True),
            )
        )
    notes = (
        _("Problems from before a model's knowledge cut-off may be in its training data (--cutoff MODEL=YYYY-MM)."),
        _("Before − after, in points of the AC rate. The two sets of problems also differ in difficulty."),
    )
    return _table(report, name, title, columns, rows, notes)


def _rating(report: Report) -> Table | None:
    if all(row.rating is None for row in report.summaries):
        return None
    columns, fill = _names(report)
    columns += [Column(_("rating")), Column(_("95 %")), Column(_("problems")), Column(_("experimental"))]
    columns += [Column(_("contestant's min"), explained=_("What a contestant of that rating takes, median."))]
    rated = {row.rating_basis for row in report.summaries if row.rating is not None}
    several = len(rated) > 1
    columns += [Column(_("from"), numeric=False)] if several else []
    basis = {"samples": _("samples"), "samples + generated tests": _("samples + generated tests")}
    rows = [
        (
            *fill(row.name),
            Cell(rating_words(row.rating), row.rating.value),
            Cell(rating_interval(row.rating), row.rating.interval.low),
            Cell(str(row.rating.problems), row.rating.problems),
            Cell(str(row.rating.experimental), row.rating.experimental),
            _minutes(row.contestant_seconds),
            *([Cell(basis[row.rating_basis], row.rating_basis)] if several else []),
        )
        for row in report.summaries
        if row.rating is not None
    ]
    notes = (
        _("Fitted to verdicts on: {basis}.").format(basis=", ".join(sorted(basis[name] for name in rated))),
        *([_("Ratings from samples alone are higher: compare only those that are from the same.")] if several else []),
        _("The rating of a contestant who would solve these problems as often (AtCoder Problems' difficulties)."),
        _("Contestant's minutes: what one of that rating takes for the problems that were solved, median."),
        _("It is no contest result: time does not count, and samples are easier to pass than AtCoder's tests."),
    )
    return _table(report, "rating", _("Rating"), columns, rows, notes)


def _minutes(seconds: float | None) -> Cell:
    return Cell("–") if seconds is None else Cell(f"{seconds / 60:.1f}", seconds)


def rating_words(rating: Rating) -> str:
    """As AtCoder shows ratings: never below 1."""
    return f"{shown_rating(rating.value):.0f}"


def rating_interval(rating: Rating) -> str:
    """Its two ends; an open one where everything, or nothing, was solved."""
    low, high = rating.interval.low, rating.interval.high
    if high >= OPEN_ABOVE:
        return _("{low:.0f} or more").format(low=shown_rating(low))
    if low <= OPEN_BELOW:
        return _("{high:.0f} or less").format(high=shown_rating(high))
    return f"{shown_rating(low):.0f}–{shown_rating(high):.0f}"


def pair_tables(report: Report) -> Iterator[Table]:
    """The comparisons: one table of all pairs."""
    if not report.pairs:
        return
    columns = (
        Column(_("A"), numeric=False),
        Column(_("B"), numeric=False),
        Column(_("problems")),
        Column(_("only A")),
        Column(_("only B")),
        Column(_("A − B"), explained=_("In points of the AC rate, on the problems that both did.")),
        Column(_("95 %")),
        Column(_("p"), explained=_("How often so great a difference would come by chance.")),
        Column(_("p (Holm)"), explained=_("Corrected for the number of pairs.")),
        Column(_("to decide"), explained=_("Problems in all, to find this difference with 80 % chance.")),
    )
    rows = tuple(_pair_row(pair) for pair in report.pairs)
    yield Table("pairs", _("Pairs"), columns, rows, tuple(_pair_notes(report)), names=2, between="\n" + _("and") + " ")


def _pair_row(pair: Pair) -> tuple[Cell, ...]:
    names = (
        Cell(cell_words(pair.first), cell_words(pair.first)),
        Cell(cell_words(pair.second), cell_words(pair.second)),
    )
    found = pair.result
    if found is None:
        return (*names, Cell("0", 0), *(Cell("–") for _column in range(7)))
    p = pair.p_corrected if pair.p_corrected is not None else found.p_value
    needed = found.problems_needed
    return (
        *names,
        Cell(str(pair.problems), pair.problems),
        Cell(str(len(pair.only_first)), len(pair.only_first)),
        Cell(str(len(pair.only_second)), len(pair.only_second)),
        Cell(f"{100 * found.difference.value:+.1f}", found.difference.value),
        _interval(found.difference, signed=True),
        Cell(_p(found.p_value), found.p_value),
        Cell(_p(p), p, "AC" if p < _SURE else ""),
        Cell("–" if needed is None else f"{needed:,}", needed),
    )


def _pair_notes(report: Report) -> Iterator[str]:
    if any(pair.repeats for pair in report.pairs):
        yield _("With repeats p is of a permutation test over whole problems, else of McNemar's exact test.")
    else:
        yield _("p is of McNemar's exact test.")
    if any(row.likely_known for row in report.summaries):
        yield _("Compared on the samples, without generated tests.")
    if left_out := sum(pair.left_out for pair in report.pairs):
        yield _("Left out of the pairs, because an answer is UNCHECKED: {count} in all.").format(count=left_out)


def verdict_on(pair: Pair) -> str:
    """What the comparison says, in a sentence or two for a person."""
    first, second, found = cell_words(pair.first), cell_words(pair.second), pair.result
    if found is None:
        return _("{first} and {second} have no problem in common.").format(first=first, second=second)
    p = pair.p_corrected if pair.p_corrected is not None else found.p_value
    if p < _SURE:
        better, worse = (first, second) if found.difference.value > 0 else (second, first)
        return _("{better} is better than {worse} ({p}).").format(better=better, worse=worse, p=_p_words(p))
    text = _("{first} and {second} are not told apart by these {problems} problems ({p}).").format(
        first=first, second=second, problems=pair.problems, p=_p_words(p)
    )
    return f"{text} {_more(pair, found)}"


def _more(pair: Pair, found: Paired) -> str:
    if found.problems_needed is None:
        return _("Both did equally well, so no number of problems like these would decide.")
    more = found.problems_needed - pair.problems
    if more <= 0:
        return _("As many problems again would probably decide.")
    return ngettext(
        "At the observed rates {more} more problem would decide with {power:.0f} % chance.",
        "At the observed rates {more} more problems would decide with {power:.0f} % chance.",
        more,
    ).format(more=f"{more:,}", power=100 * POWER)


def _p(p: float) -> str:
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def _p_words(p: float) -> str:
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def _percent(rate: Rate | None) -> Cell:
    return _share(None if rate is None else rate.value)


def _share(value: float | None) -> Cell:
    return Cell("–") if value is None else Cell(f"{100 * value:.1f}", value)


def _with_interval(rate: Rate | None) -> Cell:
    if rate is None:
        return Cell("–")
    return Cell(f"{100 * rate.value:.1f} ({_interval(rate).text})", rate.value)


def _interval(rate: Rate | None, signed: bool = False) -> Cell:
    """Its two ends; `signed` for a difference."""
    if rate is None:
        return Cell("–")
    low, high = 100 * rate.interval.low, 100 * rate.interval.high
    text = f"{low:+.1f} … {high:+.1f}" if signed else f"{low:.1f}–{high:.1f}"
    return Cell(text, rate.interval.low)


def _two(spread: Spread, digits: int) -> Cell:
    if spread.median is None or spread.p90 is None:
        return Cell("–")
    return Cell(f"{spread.median:.{digits}f} / {spread.p90:.{digits}f}", spread.median)
