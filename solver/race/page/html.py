"""The page as HTML: statements and places for what changes."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from problems.problem import Problem
from solver.race.outside import submit_page, task_page
from solver.race.state import Course
from solver.statement_page.page import page_style, statement_articles
from solver.view.html_case import case_css
from solver.view.language import translation

_ASSETS = files("solver.race.page") / "assets"


def race_html(course: Course, problems: Sequence[Problem], lang: str, token: str, *, overlay: bool = False) -> str:
    """The whole page in that language ("ja" or "en")."""
    shown = [
        {
            "problem": problem,
            "facts": course.problem(problem.id),
            "texts": statement_articles(problem, lang),
            "submit": submit_page(problem),
            "address": task_page(problem),
        }
        for problem in problems
    ]
    words = translation(lang)
    return str(_template().render(_=words, lang=lang, token=token, overlay=overlay, course=course, problems=shown))


@cache
def script() -> str:
    """The page's script."""
    return (_ASSETS / "race.js").read_text("utf-8")


@cache
def style() -> str:
    """The page's style: the statement's, the failing case's, and its own."""
    return "\n".join((page_style(), case_css(), (_ASSETS / "race.css").read_text("utf-8")))


@cache
def _template() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("solver.race.page", "assets"), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("race.html.j2")
