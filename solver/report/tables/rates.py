"""Tables of how often each row was right, what came instead, and how fast it was."""

from collections.abc import Iterator
from gettext import gettext as _
from gettext import ngettext

from solver.report.grading.grades import MARKS
from solver.report.grading.summary import CellSummary
from solver.report.report import Report
from solver.report.tables.names import cell_words, demo_words, named_table, naming, right_words
from solver.report.tables.shape import Column, Table, TableCell, interval, percent, share, two, with_interval
from solver.view.load_words import load_words


def rates(report: Report) -> Table:
    """Answers that are right beyond the samples, next to those that pass the samples."""
    columns, fill = naming(report)
    with_state = any(row.stopped for row in report.summaries)
    columns += [
        Column(_("right"), explained=_("First answers that pass the samples and that no generated test refutes.")),
        Column(_("rate %"), explained=_("Right answers of all asked; one that never came is not right.")),
        Column(_("95 %"), explained=_("Where the true rate on problems like these probably is.")),
        Column(_("hidden tests %"), explained=_("The share that AtCoder's tests would accept, estimated.")),
        Column(_("on samples"), explained=_("First answers that pass the samples.")),
        Column(_("tested"), explained=_("How many of these also ran on generated tests.")),
        *([Column(_("state"), numeric=False)] if with_state else []),
        Column(_("no answer"), explained=_("Censored: TRUNCATED, EMPTY, LOOPED or SERVER_ERROR.")),
    ]
    rows, notes = [], list[str]()
    for row in report.ranked:
        rows.append(
            (
                *fill(row.name),
                TableCell(right_words(row).replace(" / ", "/"), row.right),
                percent(row.right_rate),
                interval(row.right_rate),
                with_interval(row.estimate),
                TableCell(f"≈ {100 * row.rate.value:.0f} %" if row.adaptive and row.rate else str(row.ac), row.ac),
                TableCell(str(row.tested), row.tested),
                *([_state(row)] if with_state else []),
                TableCell(str(row.censored), row.censored, "bad" if row.censored > row.attempts / 2 else ""),
            )
        )
        notes += _row_notes(row)
    if any(row.repeats > 1 for row in report.summaries):
        notes.append(_("Intervals are over whole problems: repeats of one problem are not independent."))
    notes += filter(None, [demo_words(report)])
    untold = [cell_words(row.name) for row in report.ranked if row.ac and not row.tested]
    if untold:
        notes.append(
            _("On the samples alone, which are easier: {names}. `kyoso rejudge --likely` tests further.").format(
                names=", ".join(untold)
            )
        )
    notes.append(_("Right here is not AC on AtCoder; the column before the samples estimates that."))
    return named_table(report, "rates", _("Rates"), columns, rows, tuple(notes))


def _state(row: CellSummary) -> TableCell:
    """Why a batch stopped the row, which is then no result."""
    return TableCell("") if row.stopped is None else TableCell(row.stopped.state, row.stopped.state, "bad")


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
    columns, fill = naming(report)
    seen = {word for row in report.summaries for word in (*row.verdicts, *row.outcomes)} - {"ANSWERED"}
    words = [word for word in MARKS if word in seen]
    columns += [Column(word) for word in words]
    rows = []
    for row in report.summaries:
        found = row.outcomes | row.verdicts
        rows.append((*fill(row.name), *(_count(found.get(word, 0), word) for word in words)))
    return named_table(report, "words", _("Verdicts and outcomes"), columns, rows)


def _count(count: int, word: str) -> TableCell:
    return TableCell(str(count) if count else "·", count, word if count else "dim")


def pass_line(report: Report) -> Table | None:
    if all(row.pass_line is None for row in report.summaries):
        return None
    columns, fill = naming(report)
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
                TableCell(str(stand.missing), stand.missing),
                TableCell(word, word),
                TableCell("–" if needed is None else f"{needed:,}", needed),
            )
        )
    title = _("Pass line {line:g} %").format(line=100 * line)
    note = _("Attempts to be sure: in all, until the interval leaves the line at this rate.")
    return named_table(report, "line", title, columns, rows, (note,))


def repeats(report: Report) -> Table | None:
    """pass@k, over the same problems for every k of a row."""
    ks = sorted({k for row in report.summaries for k in row.pass_at})
    if not ks:
        return None
    columns, fill = naming(report)
    columns += [Column(_("problems")), *(Column(f"pass@{k} %") for k in ks)]
    rows = [
        (
            *fill(row.name),
            TableCell(str(row.pass_at_problems), row.pass_at_problems),
            *(share(row.pass_at.get(k)) for k in ks),
        )
        for row in report.summaries
        if row.pass_at
    ]
    fewer = any(row.pass_at and row.pass_at_problems < row.problems for row in report.summaries)
    note = _("pass@k is over the problems with as many answers as half of them have or more.")
    return named_table(report, "repeats", _("Repeats"), columns, rows, (note,) if fewer else ())


def repair(report: Report) -> Table | None:
    if all(row.repair is None for row in report.summaries):
        return None
    columns, fill = naming(report)
    columns += [
        Column(_("repaired tries")),
        Column(_("right at once")),
        Column(_("after repair"), explained=_("Right at once or after any round.")),
        Column(_("gain %")),
        Column(
            _("sample rounds"), explained=_("Rounds spent on a failed sample, and how many ended in a right program.")
        ),
        Column(
            _("generated rounds"),
            explained=_("Rounds spent on a failed generated test, and how many ended in a right program."),
        ),
    ]
    rows = [
        (
            *fill(row.name),
            TableCell(str(row.repair.tries), row.repair.tries),
            TableCell(str(row.repair.ac_first), row.repair.ac_first),
            TableCell(str(row.repair.ac_after), row.repair.ac_after),
            TableCell(f"+{100 * row.repair.gain:.1f}", row.repair.gain),
            _mended(row.repair.on_samples, row.repair.mended_on_samples),
            _mended(row.repair.on_generated, row.repair.mended_on_generated),
        )
        for row in report.summaries
        if row.repair is not None
    ]
    return named_table(report, "repair", _("Repair rounds"), columns, rows)


def _mended(rounds: int, mended: int) -> TableCell:
    return TableCell(_("{rounds}, {mended} right").format(rounds=rounds, mended=mended) if rounds else "", rounds)


def builds(report: Report) -> Table:
    """The builds that were run and the servers that ran them, on which their speed depends."""
    columns = [Column(name, numeric=False) for name in (_("model"), _("quantization"))]
    columns += [
        Column("GB"),
        Column(_("context tokens")),
        *(Column(n, numeric=False) for n in (_("server"), _("build"))),
        Column(_("tool calls"), explained=_("Small tasks that came out right with tools (kyoso models --tools).")),
    ]
    rows = []
    known = {row.name.label: row.facts for row in report.summaries if row.facts}
    for label, facts in known.items():
        size = facts.size_bytes
        rows.append(
            (
                TableCell(label, label),
                TableCell(facts.quantization or "–", facts.quantization),
                TableCell("–" if size is None else f"{size / 1e9:.1f}", size),
                TableCell("–" if facts.context_tokens is None else f"{facts.context_tokens:,}", facts.context_tokens),
                TableCell(facts.server, facts.server),
                TableCell(facts.server_build or "–", facts.server_build),
                TableCell(facts.tool_calls or "–", facts.tool_calls),
            )
        )
    notes = tuple(
        _("{name} was loaded with: {settings}").format(name=label, settings=words)
        for label, facts in known.items()
        if (words := load_words(facts.load))
    )
    return Table("builds", _("Builds and servers"), tuple(columns), tuple(rows), notes)


def speed(report: Report) -> Table:
    columns, fill = naming(report)
    columns += [
        Column(_("tokens/s"), explained=_("Median, and the time that the slowest tenth exceeds.")),
        Column(_("first token s"), explained=_("Median, and the time that the slowest tenth exceeds.")),
        Column(_("reasoning tokens")),
        Column(_("s an answer")),
        Column(_("s to AC"), explained=_("Repair rounds included.")),
    ]
    rows = [
        (
            *fill(row.name),
            two(row.tokens_per_s, 1),
            two(row.first_token_s, 2),
            two(row.reasoning_tokens, 0),
            two(row.seconds, 1),
            two(row.seconds_to_ac, 1),
        )
        for row in report.summaries
    ]
    notes = [_("Median / 90th percentile (for tokens/s the 10th: nine tenths are faster).")]
    if cached := sum(row.from_cache for row in report.summaries):
        notes.append(
            ngettext(
                "{count} answer whose prompt was in the server's cache is left out of the first token.",
                "{count} answers whose prompt was in the server's cache are left out of the first token.",
                cached,
            ).format(count=cached)
        )
    return named_table(report, "speed", _("Speed"), columns, rows, tuple(notes))
