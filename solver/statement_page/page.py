"""The page itself: a problem's statement as one HTML file that loads nothing, with formulas and samples to copy."""

import base64
import mimetypes
import re
from collections.abc import Callable, Iterator, Sequence
from gettext import gettext as _
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from problems.problem import Figure, Problem
from problems.store import keep
from solver.statement_page.formulas import as_html, mathml
from solver.view.language import translation
from solver.view.pages import asset, script_hash, templates

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markupsafe import Markup

_FIGURE = re.compile(r"\[figure(?:: ([^\]\n]{0,300}))?\]")
# "Score : $300$ points" at the head of a statement.
_SCORE = re.compile(r"^[ *#]*(?:Score|配点)[ *]*[:：][^\n]{0,60}\n+", re.MULTILINE)
_LARGEST_FIGURE = 4_000_000  # bytes
_FORMULA_LIKE = re.compile(r"[A-Za-z]_|\\[A-Za-z]|_\{")
_TOKEN = re.compile(r"(\s+)")
# Formulas that were side by side on the page and have become one word.
_GLUED = re.compile(r"\\(?:ldots|cdots|dots|vdots|ddots)(?=[A-Za-z])")
_NOT_DRAWN = re.compile(r"[|:.⋮…]+|\d+")


def keep_page(problem: Problem, home: Path, lang: str | None = None) -> Path:
    """Write the page under home and return its path. Raises HomeUnwritable."""
    return keep(home / "statements", f"{problem.id}.html", render(problem, lang).encode("utf-8", "replace"))


def render(problem: Problem, lang: str | None = None) -> str:
    """The page's HTML, with that language ("ja" or "en") first if the problem has it; the other folds out."""
    from markupsafe import Markup

    environment = templates("solver.statement_page")
    environment.globals["_"] = _
    style, script = (asset("solver.statement_page", name) for name in ("page.css", "page.js"))
    texts = statement_articles(problem, lang)
    return environment.get_template("page.html.j2").render(
        problem=problem,
        lang=texts[0][0] if texts else "en",
        texts=texts,
        style=Markup(style),  # ours, as is the script
        script=Markup(script),
        script_hash=script_hash(script),
    )


def statement_articles(problem: Problem, lang: str | None = None) -> "list[tuple[str, Markup]]":
    """The statement as safe HTML in each of its languages, the requested one first, with buttons in that language."""
    from markupsafe import Markup

    return [(language, Markup(_html(text, problem, language))) for language, text in _texts(problem, lang)]


def _texts(problem: Problem, lang: str | None) -> list[tuple[str, str]]:
    both = (("en", problem.statements.en), ("ja", problem.statements.ja))
    texts = [(language, text) for language, text in both if text]
    return sorted(texts, key=lambda pair: pair[0] != lang)


def _html(markdown: str, problem: Problem, lang: str) -> str:
    words = translation(lang)
    pictures = iter(_pictures(problem.figures, words))
    # The page's facts already show the score.
    reader = _reader(problem, words)
    tokens = reader.parse(_SCORE.sub("", markdown, count=1) if problem.points else markdown)
    for token in tokens:
        # The site's headings begin at h3; ours come right under the title.
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{max(2, int(token.tag[1]) - 1)}"
    html: str = reader.renderer.render(tokens, reader.options, {})
    return _FIGURE.sub(lambda found: next(pictures, None) or found[0], html)


def _reader(problem: Problem, _: Callable[[str], str]) -> "MarkdownIt":
    """A Markdown reader that lets no HTML from the statement through."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    reader = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
    reader.disable(["image", "link", "autolink"])
    reader.use(
        dollarmath_plugin,
        allow_labels=False,
        double_inline=True,
        renderer=lambda tex, options: as_html(tex, bool(options["display_mode"])),
    )
    texts = (text for one in problem.samples for text in (one.stdin, one.expected))
    samples = {text.decode("utf-8", "replace").strip() for text in texts}

    def fence(tokens: Sequence[Any], place: int, _options: Any, _env: Any) -> str:
        body = tokens[place].content
        if body.strip() not in samples and _FORMULA_LIKE.search(body):
            return f'<pre class="format">{"".join(_drawn(body))}</pre>\n'
        copy, copied = escape(_("Copy")), escape(_("Copied"))
        button = f'<button type="button" class="copy" data-done="{copied}">{copy}</button>'
        return f'<div class="block">{button}<pre><code>{escape(body)}</code></pre></div>\n'

    reader.renderer.rules["fence"] = fence  # type: ignore[attr-defined]
    return reader


def _drawn(body: str) -> Iterator[str]:
    """An input format with each word rendered as a formula of its own, as on the site's page."""
    for token in _TOKEN.split(body):
        is_word = token.strip() and not _NOT_DRAWN.fullmatch(token)
        yield (is_word and mathml(_GLUED.sub(r"\g<0> ", token))) or escape(token)


def _pictures(figures: Sequence[Figure], _: Callable[[str], str]) -> Iterator[str]:
    """The figures as <img> with their bytes inlined; one that is not stored stays a word."""
    for figure in figures:
        kind = mimetypes.guess_type(figure.path or "")[0] or ""
        path = Path(figure.path) if figure.path else None
        if path is None or not kind.startswith("image/") or not path.is_file() or path.stat().st_size > _LARGEST_FIGURE:
            yield "[figure]"
        else:
            data = base64.b64encode(path.read_bytes()).decode()
            alternative = escape(_("figure"))
            yield f'<img alt="{alternative}" src="data:{kind};base64,{data}">'
