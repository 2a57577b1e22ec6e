"""The page as HTML: statements and places for what changes."""

from collections.abc import Sequence
from functools import cache

from problems.problem import Problem
from solver.race.desktop import submit_page, task_page
from solver.race.state import Course
from solver.statement_page.page import statement_articles
from solver.view.html_case import case_css
from solver.view.language import translation
from solver.view.pages import asset, templates


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
    template = templates("solver.race.page").get_template("race.html.j2")
    return template.render(_=translation(lang), lang=lang, token=token, overlay=overlay, course=course, problems=shown)


@cache
def script() -> str:
    """The page's script: the statement's, which copies, and its own."""
    return asset("solver.statement_page", "page.js") + asset("solver.race.page", "race.js")


@cache
def style() -> str:
    """The page's style: the statement's, the failing case's, and its own."""
    return "\n".join((asset("solver.statement_page", "page.css"), case_css(), asset("solver.race.page", "race.css")))
