"""The report's tables, shown by both the terminal and the page."""

from collections.abc import Iterator

from solver.report.report import Report
from solver.report.tables.places import rating, splits
from solver.report.tables.rates import builds, pass_line, rates, repair, repeats, speed, verdicts
from solver.report.tables.shape import Table


def tables(report: Report) -> Iterator[Table]:
    """Every table that has something to show, most important first."""
    if not report.summaries:
        return
    yield rates(report)
    yield verdicts(report)
    for table in (pass_line(report), repeats(report), repair(report)):
        if table is not None:
            yield table
    yield speed(report)
    if (run := builds(report)).rows:
        yield run
    yield from splits(report)
    if (rated := rating(report)) is not None:
        yield rated
