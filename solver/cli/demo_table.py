"""The demo's table: model × problem, with a verdict or an outcome in each cell."""

from collections.abc import Iterable, Sequence
from gettext import gettext as _

from rich.table import Table
from rich.text import Text

from judge.attempt import Attempt, Outcome
from judge.effort import Effort
from judge.judgement import Verdict
from problems.problem import Problem
from solver.view.show import mark
from solver.view.styles import verdict_style

# Eight problems and their models fit into 80 columns only with words of seven letters.
_SHORT = {Outcome.TRUNCATED.value: "TRUNC", Verdict.UNCHECKED.value: "UNCHK", Outcome.SERVER_ERROR.value: "SERVER"}


def demo_table(attempts: Iterable[Attempt], problems: Sequence[Problem]) -> Table:
    """One row per model and effort, one column per problem, headed by its label."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(_("model"), no_wrap=True)
    for problem in problems:
        table.add_column(problem.label, no_wrap=True)
    cells = {(a.author, a.key.effort, a.problem): mark(a) for a in attempts if a.key is not None}
    for model, effort in dict.fromkeys((author, effort) for author, effort, _problem in sorted(cells, key=_order)):
        words = [cells.get((model, effort, problem.id), "–") for problem in problems]
        table.add_row(f"{model} {effort}", *(Text(_SHORT.get(w, w), style=verdict_style(w)) for w in words))
    return table


def _order(cell: tuple[str, str, str | None]) -> tuple[int, str, int]:
    model, effort, _problem = cell
    return len(model), model, list(Effort).index(Effort(effort))


def legend(attempts: Iterable[Attempt]) -> str:
    """What the words in the table mean, for those that contestants do not know from AtCoder."""
    shown = {mark(attempt) for attempt in attempts}
    words = {
        "UNCHECKED": _("UNCHK: another answer than the sample's, where several are right."),
        "TRUNCATED": _("TRUNC: the token budget was spent before there was an answer; no wrong answer."),
        "NO_CODE": _("NO_CODE: it answered, but wrote no program."),
        "IE": _("IE: our own failure; the next run tries again."),
    }
    return "\n".join(text for word, text in words.items() if word in shown)
