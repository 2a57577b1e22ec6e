"""Tables of how often each row was right, what came instead, and how fast it was."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from gettext import gettext as _
from gettext import ngettext

from solver.report.grading.cells import CellName
from solver.report.grading.grades import MARKS
from solver.report.grading.summary import CellSummary, Repair
from solver.report.report import Report
from solver.report.statistics.pass_line import AgainstLine
from solver.report.tables.names import cell_words, demo_words, named_table, right_words
from solver.report.tables.shape import Column, Table, TableCell, cell, interval, percent, two, with_interval
from solver.view.load_words import load_words


def rates(report: Report) -> Table:
    """Answers that are right beyond the samples, next to those that pass the samples."""
    columns: dict[Column, Callable[[CellSummary], TableCell]] = {
        Column(_("right"), explained=_("First answers that pass the samples and that no generated test refutes.")): (
            lambda row: TableCell(right_words(row).replace(" / ", "/"), row.right)
        ),
        Column(_("rate %"), explained=_("Right answers of all asked; one that never came is not right.")): (
            lambda row: percent(row.right_rate)
        ),
        Column(_("95 %"), explained=_("Where the true rate on problems like these probably is.")): (
            lambda row: interval(row.right_rate)
        ),
        Column(_("hidden tests %"), explained=_("The share that AtCoder's tests would accept, estimated.")): (
            lambda row: with_interval(row.estimate)
        ),
        Column(_("on samples"), explained=_("First answers that pass the samples.")): (
            lambda row: TableCell(f"≈ {percent(row.rate, '.0f').text} %" if row.adaptive else str(row.ac), row.ac)
        ),
        Column(_("tested"), explained=_("How many of these also ran on generated tests.")): lambda row: cell(
            row.tested
        ),
    }
    if any(row.stopped for row in report.summaries):  # by a batch, so that it is no result
        columns[Column(_("state"), numeric=False)] = lambda row: (
            TableCell("") if row.stopped is None else TableCell(row.stopped.state, row.stopped.state, "bad")
        )
    columns[Column(_("no answer"), explained=_("Censored: TRUNCATED, EMPTY, LOOPED or SERVER_ERROR."))] = lambda row: (
        TableCell(str(row.censored), row.censored, "bad" if row.censored > row.attempts / 2 else "")
    )
    notes = [note for row in report.ranked for note in _row_notes(row)]
    if any(row.repeats > 1 for row in report.summaries):
        notes.append(_("Intervals are over whole problems: repeats of one problem are not independent."))
    notes += filter(None, [demo_words(report)])
    untold = [cell_words(row.name) for row in report.ranked if row.ac and not row.tested]
    if untold:
        notes.append(
            _("On the samples alone, which are easier: {names}. `kyoso rejudge --likely` tests further.").format(
                names=_(", ").join(untold)
            )
        )
    notes.append(_("Right here is not AC on AtCoder; the column before the samples estimates that."))
    return named_table(report, "rates", _("Rates"), columns, _named(report.ranked), notes)


def _named(rows: Sequence[CellSummary]) -> Iterator[tuple[CellName, CellSummary]]:
    return ((row.name, row) for row in rows)


def _row_notes(row: CellSummary) -> Iterator[str]:
    name = cell_words(row.name)
    if row.stopped is not None:
        yield _("{name}: {state} since {since}: {reason}").format(
            name=name,
            state=row.stopped.state,
            since=row.stopped.since[:16].replace("T", " "),
            reason=row.stopped.reason,
        )
    if not row.name.honoured:
        yield _("{name}: the server ignored the effort, so this is no result for that effort.").format(name=name)
    if row.adaptive and row.plan_problems is not None:
        yield _(
            "{name}: the batch chose its {asked} problems by earlier results (decide); the rates are estimates for all "
            "{count} in the plan."
        ).format(name=name, asked=row.problems, count=row.plan_problems)
    elif row.adaptive:
        yield _(
            "{name}: a batch chose its problems by what came (decide); its share is not that of all problems."
        ).format(name=name)
    if row.unchecked:
        yield ngettext(
            "{name}: {count} UNCHECKED counts as not AC; at most {most} of {graded} could be AC.",
            "{name}: {count} UNCHECKED count as not AC; at most {most} of {graded} could be AC.",
            row.unchecked,
        ).format(name=name, count=row.unchecked, most=row.ac + row.unchecked, graded=row.graded)
    if row.forced:
        yield ngettext(
            "{name}: {count} answer came after kyoso had ended the thinking; AC: {ac}.",
            "{name}: {count} answers came after kyoso had ended the thinking; AC: {ac}.",
            row.forced,
        ).format(name=name, count=row.forced, ac=row.forced_ac)
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
        yield ngettext(
            "{name}: {count} older answer with other settings left out; --variants shows it.",
            "{name}: {count} older answers with other settings left out; --variants shows them.",
            row.superseded,
        ).format(name=name, count=row.superseded)


def verdicts(report: Report) -> Table:
    seen = {word for row in report.summaries for word in (*row.verdicts, *row.outcomes)} - {"ANSWERED"}
    columns = {Column(word): partial(_count, word) for word in MARKS if word in seen}
    return named_table(report, "words", _("Verdicts and outcomes"), columns, _named(report.summaries))


def _count(word: str, row: CellSummary) -> TableCell:
    count = (row.outcomes | row.verdicts).get(word, 0)
    return TableCell(str(count) if count else "·", count, word if count else "dim")


def pass_line(report: Report) -> Table | None:
    rows = [(row.name, row.pass_line) for row in report.summaries if row.pass_line is not None]
    if not rows:
        return None
    columns: dict[Column, Callable[[AgainstLine], TableCell]] = {
        Column(_("missing AC")): lambda found: cell(found.missing),
        Column(_("verdict"), numeric=False): lambda found: cell(
            _("not decided") if not found.decided else _("below") if found.missing else _("above")
        ),
        Column(_("attempts to be sure")): lambda found: cell(found.attempts_needed, ","),
    }
    title = _("Pass line {line:g} %").format(line=100 * rows[0][1].line)
    note = _("Attempts to be sure: in all, until the interval leaves the line at this rate.")
    return named_table(report, "line", title, columns, rows, [note])


def repeats(report: Report) -> Table | None:
    """pass@k, over the same problems for every k of a row."""
    rows = [row for row in report.summaries if row.pass_at]
    if not rows:
        return None
    ks = sorted({k for row in rows for k in row.pass_at})
    columns: dict[Column, Callable[[CellSummary], TableCell]] = {
        Column(_("problems")): lambda row: cell(row.pass_at_problems)
    }
    columns |= {Column(f"pass@{k} %"): partial(_pass_at, k) for k in ks}
    fewer = any(row.pass_at_problems < row.problems for row in rows)
    note = _("pass@k is over the problems with as many answers as half of them have or more.")
    return named_table(report, "repeats", _("Repeats"), columns, _named(rows), [note] if fewer else [])


def _pass_at(k: int, row: CellSummary) -> TableCell:
    return cell(row.pass_at.get(k), ".1f", 100)


def repair(report: Report) -> Table | None:
    rows = [(row.name, row.repair) for row in report.summaries if row.repair is not None]
    if not rows:
        return None
    on_samples = _("Rounds spent on a failed sample, and how many ended in a right program.")
    on_generated = _("Rounds spent on a failed generated test, and how many ended in a right program.")
    columns: dict[Column, Callable[[Repair], TableCell]] = {
        Column(_("repaired tries")): lambda found: cell(found.tries),
        Column(_("right at once")): lambda found: cell(found.ac_first),
        Column(_("after repair"), explained=_("Right at once or after any round.")): lambda found: cell(found.ac_after),
        Column(_("gain %")): lambda found: cell(found.gain, "+.1f", 100),
        Column(_("sample rounds"), explained=on_samples): lambda found: _mended(
            found.on_samples, found.mended_on_samples
        ),
        Column(_("generated rounds"), explained=on_generated): lambda found: _mended(
            found.on_generated, found.mended_on_generated
        ),
    }
    return named_table(report, "repair", _("Repair rounds"), columns, rows)


def _mended(rounds: int, mended: int) -> TableCell:
    return TableCell(_("{rounds}, {mended} right").format(rounds=rounds, mended=mended) if rounds else "", rounds)


def builds(report: Report) -> Table:
    """The builds that were run and the servers that ran them, on which their speed depends."""
    columns = (
        Column(_("model"), numeric=False),
        Column(_("quantization"), numeric=False),
        Column("GB"),
        Column(_("context tokens")),
        Column(_("server"), numeric=False),
        Column(_("build"), numeric=False),
        Column(_("tool calls"), explained=_("Small tasks that came out right with tools (kyoso models --tools).")),
    )
    known = {row.name.label: row.facts for row in report.summaries if row.facts}
    rows = tuple(
        (
            cell(label),
            cell(facts.quantization),
            cell(facts.size_bytes, ".1f", 1e-9),
            cell(facts.context_tokens, ","),
            cell(facts.server),
            cell(facts.server_build),
            cell(facts.tool_calls),
        )
        for label, facts in known.items()
    )
    notes = tuple(
        _("{name} was loaded with: {settings}").format(name=label, settings=words)
        for label, facts in known.items()
        if (words := load_words(facts.load))
    )
    return Table("builds", _("Builds and servers"), columns, rows, notes)


def speed(report: Report) -> Table:
    slow = _("Median, and the time that the slowest tenth exceeds.")
    columns: dict[Column, Callable[[CellSummary], TableCell]] = {
        Column(_("tokens/s"), explained=slow): lambda row: two(row.tokens_per_s, 1),
        Column(_("first token s"), explained=slow): lambda row: two(row.first_token_s, 2),
        Column(_("reasoning tokens")): lambda row: two(row.reasoning_tokens, 0),
        Column(_("s an answer")): lambda row: two(row.seconds, 1),
        Column(_("s to AC"), explained=_("Repair rounds included.")): lambda row: two(row.seconds_to_ac, 1),
    }
    notes = [_("Median / 90th percentile (for tokens/s the 10th: nine tenths are faster).")]
    if cached := sum(row.from_cache for row in report.summaries):
        notes.append(
            ngettext(
                "{count} answer whose prompt was in the server's cache is left out of the first token.",
                "{count} answers whose prompt was in the server's cache are left out of the first token.",
                cached,
            ).format(count=cached)
        )
    return named_table(report, "speed", _("Speed"), columns, _named(report.summaries), notes)
