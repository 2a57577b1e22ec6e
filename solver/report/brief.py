"""The report on one screen: the answer, then the rows in its order. `kyoso report` and the end of a batch print it."""

from collections.abc import Iterable, Iterator, Sequence
from gettext import gettext as _
from gettext import ngettext
from itertools import accumulate

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from solver.report.answer import ReportAnswer, against_words, answer, chosen_words, seconds_words, unanswered_words
from solver.report.grading.summary import CellSummary
from solver.report.report import Report
from solver.report.statistics.proportions import Rate
from solver.report.tables.names import cell_words, demo_words, right_words
from solver.report.tables.places import rating_words
from solver.view.language import sentences
from solver.view.styles import AMBER
from solver.view.wrapping import wrapped

MOST_LINES = 22  # with the notes on stderr this fits a terminal of 24 lines
_ANSWER = 13  # lines of the answer at most, if rows follow
_COSTS = 2
_NAME = 24  # columns of a row's name
_BAR, _LEAST_BAR = 13, 9  # columns of a drawn interval
_ROOM = 74  # columns of the terminal from which intervals are drawn


def brief(report: Report, width: int, most: int = MOST_LINES) -> list[Text]:
    """The brief report in at most `most` lines of at most `width` columns."""
    found = answer(report.decision)
    rows = report.ranked
    headline = "bold green" if report.decision.keep is not None else "bold"  # green: something is decided
    silent = unanswered_words(report.unanswered, *([len(report.unanswered)] if most > MOST_LINES else []))
    unanswered = list(_labelled(_("No answer"), silent, width, AMBER)) if silent else []
    last = list(_dim(sentences(_last(report), "" if most > MOST_LINES else _more(report)), width))
    room = most - len(last)
    kept = max(_ANSWER, most - 5 - len(rows)) if len(rows) > 1 else room
    kept -= len(unanswered)
    # Causes that do not fit are counted; of what remains, whole sentences are left out, never a part of one.
    for costs in range(len(found.costs) if most > MOST_LINES else min(_COSTS, len(found.costs)), -1, -1):
        parts = [list(part) for part in _answer(found, width, costs, headline)]
        ends = list(accumulate(map(len, parts)))
        if ends[-1] <= kept:
            break
    lines = [line for part, end in zip(parts, ends, strict=True) if end <= kept for line in part] + unanswered
    if len(rows) > 1:
        lines += _ranking(report, rows, width, room - len(lines) - 2)
    return [*lines, *last]


def _last(report: Report) -> str:
    """What must be known to read the rows."""
    if report.only_demo:
        return demo_words(report)
    if any(row.adaptive for row in report.ranked):
        return chosen_words(report.ranked)
    if _different_problems(report.ranked) or not report.decision.is_leader_known:
        return _("The rows are on different problems: compare only the last column.")
    return ""


def _more(report: Report) -> str:
    """Where more than the brief report is."""
    if report.only_demo:
        return ""
    if _last(report):
        return _("`--full` prints everything.")
    return _("`kyoso report --full` prints everything; `--html FILE` writes a page.")


def _answer(found: ReportAnswer, width: int, costs: int, headline: str) -> Iterator[Iterable[Text]]:
    """The answer's parts, each with its lines; `costs` causes of lost answers are named, the others counted."""
    yield (Text(line, style=headline) for line in wrapped(found.headline, width))
    yield map(Text, wrapped(found.why, width))
    figures = " · ".join(
        _("{value} {label}").format(value=one.value, label=one.label) + (f" ({one.range})" if one.range else "")
        for one in found.figures
    )
    yield map(Text, wrapped(figures, width) if figures else [])
    for label, text in found.points:
        yield _labelled(label, text, width)
    for text in found.costs[:costs]:
        yield _labelled(_("Lost"), text, width, AMBER)
    if more := len(found.costs) - costs:
        text = ngettext("{count} cause that only --full names.", "{count} causes that only --full names.", more)
        yield _labelled(_("Lost"), text.format(count=more), width, AMBER)


def _labelled(label: str, text: str, width: int, style: str = "bold") -> Iterator[Text]:
    first, *others = wrapped(_("{label}: {text}").format(label=label, text=text), width)
    line = Text(first)
    line.stylize(style, 0, min(len(label) + 1, len(first)))
    yield line
    yield from map(Text, others)


def _dim(text: str, width: int) -> Iterator[Text]:
    return (Text(line, style="dim") for line in wrapped(text, width))


def _ranking(report: Report, rows: Sequence[CellSummary], width: int, most: int) -> list[Text]:
    """The rows below a blank line and their headings; rows that do not fit are counted."""
    against = {one.other.name: one for one in report.decision.against}
    ahead = report.decision.ahead
    leader = ahead if report.decision.is_leader_known else None
    heads = [_("model"), _("right"), _("hidden"), _("median"), _("rating")]
    heads.append(_("against it") if report.decision.is_leader_known else _("against the first"))
    shown = rows if len(rows) <= most else rows[: most - 1]
    table = [heads]
    for row in shown:
        table.append(
            [
                cell_words(row.name),
                right_words(row).replace(" / ", "/"),
                "–" if row.estimate is None else f"{100 * row.estimate.value:.0f} %",
                "–" if row.seconds.median is None else seconds_words(row.seconds.median),
                "–" if row.ability is None else rating_words(row.ability.rating),
                "" if row is ahead else against_words(against[row.name]) if row.name in against else _state(row),
            ]
        )
    widths = [max(map(cell_len, column)) for column in zip(*table, strict=True)]
    while len(widths) > 3 and min(_NAME, widths[0]) + sum(widths[1:]) + 2 * (len(widths) - 1) > width:
        del widths[-2]  # the comparison is worth more than the figure before it
        for line in table:
            del line[-2]
    bar = min(_BAR, width - sum(widths) - 2 * len(widths))
    if width >= _ROOM and bar >= _LEAST_BAR:  # the comparison with the first row is worth more than a drawing
        widths.insert(3, bar)
        for line, text in zip(table, (_("95 %"), *(_bar(row.right_rate, bar) for row in shown)), strict=True):
            line.insert(3, text)
    widths[0] = min(widths[0], max(_NAME, width - sum(widths[1:]) - 2 * len(widths) + 2))
    lines = [Text("")]
    for place, (name, *figures, last) in enumerate(table):
        cells = [set_cell_size(name, widths[0])]
        cells += (" " * (size - cell_len(text)) + text for text, size in zip(figures, widths[1:-1], strict=True))
        style = "dim" if place == 0 else "bold" if shown[place - 1] is leader else ""
        lines.append(Text(set_cell_size("  ".join((*cells, last)), width).rstrip(), style=style))
    if len(shown) < len(rows):
        more = len(rows) - len(shown)
        words = ngettext("and {count} more row: --full", "and {count} more rows: --full", more).format(count=more)
        lines.append(Text(words, style="dim"))
    return lines


def _different_problems(rows: Sequence[CellSummary]) -> bool:
    counts = [row.problems for row in rows if row.problems]
    return bool(counts) and min(counts) < 0.9 * max(counts)


def _state(row: CellSummary) -> str:
    if row.stopped is not None:
        return row.stopped.state
    if not row.name.honoured:
        return _("effort ignored")
    if not row.graded:
        return _("no answer")
    return _("too few") if row.right else _("nothing right")


def _bar(rate: Rate | None, size: int) -> str:
    """The interval on a line from 0 to 100 % that is `size` columns long."""
    if rate is None:
        return "─" * size
    low, value, high = (round(share * (size - 1)) for share in (rate.interval.low, rate.value, rate.interval.high))
    return "".join("●" if place == value else "━" if low <= place <= high else "─" for place in range(size))
