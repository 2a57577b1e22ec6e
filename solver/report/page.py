"""The report as one self-contained page: no network, no second file."""

import json
from collections.abc import Iterator
from datetime import UTC
from gettext import gettext as _
from pathlib import Path
from typing import Any

from solver.private_paths import abbreviate_home
from solver.report.answer import against_words, answer, chosen_words, seconds_words, unanswered_words
from solver.report.decision import Decision, Versus
from solver.report.grid import ProblemOf, grid_of
from solver.report.manifest import brief_manifests
from solver.report.plots import MOST, legend, plots
from solver.report.report import Report
from solver.report.scatter import scatter
from solver.report.statistics.hidden_rate import shipped
from solver.report.tables import tables
from solver.report.tables.comparisons import pair_tables, shown_pairs, verdict_on
from solver.report.tables.names import cell_words, demo_words, right_words
from solver.report.tables.places import rating_words
from solver.report.tables.shape import TableCell, cell, percent
from solver.view.html_case import case_css
from solver.view.language import message_language
from solver.view.pages import asset, script_hash, templates, write_whole
from solver.view.text import safe


def write_page(
    report: Report, path: Path, with_attempts: bool = True, problem_of: ProblemOf = lambda _id: None
) -> None:
    """Write the page to the file, whole or not at all; without attempts it holds no program and no reasoning.

    problem_of: the stored problem, so that a failing case can be shown with its input and expected output.
    """
    write_whole(path, render(report, with_attempts, problem_of))


def render(report: Report, with_attempts: bool = True, problem_of: ProblemOf = lambda _id: None) -> str:
    """The page's HTML. All text from outside is escaped, or packed and set as text when it is opened."""
    from markupsafe import Markup

    environment = templates("solver.report", trim_blocks=True)
    environment.filters["visible"] = lambda value: safe(str(value))
    environment.globals.update(_=_, cell_words=cell_words, verdict_on=verdict_on)
    style, script = (asset("solver.report", name) for name in ("page.css", "page.js"))
    made = {plot.id: plot for plot in plots(report)} if report.summaries else {}
    decision = report.decision
    picture = scatter(report.ranked, decision.keep)
    page = environment.get_template("page.html.j2").render(
        lang=message_language(),
        style=Markup(style + case_css()),  # ours, as is the script
        script=Markup(script),
        script_hash=script_hash(script),
        made_at=f"{report.made_at.astimezone(UTC):%Y-%m-%d %H:%M}",
        headline=headline(report),
        answer=answer(decision),
        unanswered=unanswered_words(report.unanswered, len(report.unanswered)),
        keeps=decision.keep is not None,
        scatter=None if picture is None else Markup(picture),
        ranking=list(_ranking(report)),
        estimated=_("“AtCoder's tests” is an estimate, fitted to {source}.").format(source=shipped()["source"]),
        only_demo=demo_words(report),
        chosen=chosen_words(report.ranked) if any(row.adaptive for row in report.summaries) else "",
        tables={table.id: table for table in (*tables(report), *pair_tables(report))},
        plots=made,
        legend=legend(report) if made else [],
        legend_note=_legend_note(report),
        pairs=shown_pairs(report),
        grid=grid_of(report, with_attempts, problem_of) if report.summaries else None,
        words=Markup(json.dumps(_words()).replace("<", "\\u003c")),
        log=abbreviate_home(report.log) if with_attempts else Path(report.log).name,
        runs=", ".join(map(str, report.runs)),
        manifests=[_manifest(found) for found in brief_manifests(Path(report.log), report.runs)]
        if with_attempts
        else [],
    )
    return page.encode("utf-8", "replace").decode()


def _ranking(report: Report) -> Iterator[dict[str, Any]]:
    """The rows, best first: the name, the look, the figures before and after the drawn interval, the comparison."""
    against = {one.other.name: one for one in report.decision.against}
    for row in report.ranked:
        ahead, one = row is report.decision.ahead, against.get(row.name)
        rate, seconds = row.right_rate, row.seconds.median
        rating = None if row.ability is None else row.ability.rating
        yield {
            "name": cell_words(row.name),
            "look": _look(report.decision, one) if one or ahead else "worse",
            "before": (TableCell(right_words(row), rate.value if rate else None), percent(rate, ".0f")),
            "rate": rate,
            "after": (
                percent(row.estimate, ".0f"),
                cell(None) if rating is None else TableCell(rating_words(rating), rating.value),
                cell(None) if seconds is None else TableCell(seconds_words(seconds), seconds),
                cell(row.censored),
            ),
            "against": "—" if ahead else against_words(one) if one else row.stopped.state if row.stopped else "–",
        }


def _look(decision: Decision, versus: Versus | None) -> str:
    """The class of a row: of `ahead` itself, or of one compared with it."""
    if versus is not None:
        return "worse" if versus.better else ""
    if decision.keep is not None:
        return "keep"
    return "ahead" if decision.is_leader_known else ""


def headline(report: Report) -> str:
    attempts = sum(row.attempts for row in report.summaries)
    return _("Attempts: {attempts:,} · problems: {problems:,} · models × efforts: {rows}").format(
        attempts=attempts, problems=len(report.grades.problems), rows=len(report.summaries)
    )


def _legend_note(report: Report) -> str:
    if len(report.summaries) <= MOST:
        return ""
    return _("The plots show the {count} rows with the highest AC rate.").format(count=MOST)


def _words() -> dict[str, str]:
    return {
        "code": _("Code"),
        "answer": _("Answer"),
        "reasoning": _("The end of the reasoning"),
        "not_here": _("This page has no room for this attempt; `kyoso log ID` shows it."),
    }


def _manifest(found: dict[str, Any]) -> dict[str, str]:
    moment = found["started_at"][:16].replace("T", " ")
    return {
        "head": _("run {id}: {command}, {moment}").format(id=found["run"], command=found["command"], moment=moment),
        "text": json.dumps(found, indent=1, ensure_ascii=False),
    }
