"""A failing case as HTML, with the same content as in a terminal, for the report's and the race's pages."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from solver.view import words
from solver.view.failing_case import CaseMark, FailingCase
from solver.view.pages import templates
from solver.view.terminal_case import around

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

_WIDEST = 120  # cells of a line, around the difference; a narrow column wraps it


def case_html(marks: Sequence[CaseMark], case: FailingCase | None) -> "Markup":
    """The strip of tests and the failing case below it; escaped, with no script or inline style.

    Columns are side by side if the page is wide enough, by the rules of `case_css`.
    """
    from markupsafe import Markup

    return Markup(_template().render(marks=marks, case=case))


def case_css() -> str:
    """The CSS for case_html; it uses the page's variables --line, --soft, --ac, --ie and their inks, if it has them."""
    from importlib.resources import files

    return (files("solver.view") / "failing_case.css").read_text("utf-8")


@cache
def _template() -> "Template":
    environment = templates("solver.view", "", trim_blocks=True)
    environment.globals.update(words=words, cut=lambda pieces: around(pieces, _WIDEST))
    return environment.get_template("failing_case.html.j2")
