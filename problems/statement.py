"""A statement as Markdown with LaTeX between dollars, as a model reads it."""

import re
from typing import Any

from bs4 import Tag
from markdownify import ATX, MarkdownConverter

from problems.markup import formula, preformatted


class _Statement(MarkdownConverter):
    """Markdownify with what AtCoder's statements need: formulas, figures, furigana, untouched <pre>."""

    class Options(MarkdownConverter.DefaultOptions):  # type: ignore[name-defined,misc]
        heading_style = ATX
        bullets = "-"
        escape_asterisks = False
        escape_underscores = False
        strip_pre = None
        sub_symbol = ""
        table_infer_header = True

    def convert_var(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        tex = formula(el)
        if not tex:
            return ""
        if "_noformat" in parent_tags:
            return tex  # in a format block or code a dollar would read as part of the text
        before = el.previous_sibling
        # Two formulas side by side would form "$$", which opens a display formula.
        return f" ${tex}$" if isinstance(before, Tag) and before.name == "var" else f"${tex}$"

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        for var in el.find_all("var"):
            var.string = formula(var)
        body = preformatted(el).removesuffix("\n")
        if "_inline" in parent_tags:  # in a table's cell, where a line end would end the row
            return " ".join(f"`{line}`" for line in body.split("\n"))
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", body)), default=0))
        return f"\n\n{fence}\n{body}\n{fence}\n\n"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        alt = " ".join(re.sub(r"<[^>]*>", "", str(el.get("alt") or "")).split())
        return f"[figure: {alt}]" if alt and not re.fullmatch(r"[\w\-.]+", alt) else "[figure]"

    def convert_svg(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return "[figure]"

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return text  # an address is of no use to a model that cannot open it

    def convert_tr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if not el.find_all(("td", "th"), recursive=False):
            return ""  # a row without cells, as the site puts between the turns of an interaction
        row: str = super().convert_tr(el, text, parent_tags)  # type: ignore[misc]
        return row

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return " " if "_inline" in parent_tags else "\n"

    def convert_sup(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"^{text}" if len(text) == 1 else f"^{{{text}}}"

    def convert_sub(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"_{text}" if len(text) == 1 else f"_{{{text}}}"

    def convert_rt(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"({text})"  # furigana

    def convert_rp(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return ""

    def convert_summary(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{text.strip()}\n\n"

    convert_details = convert_summary


def markdown_of(statement: Tag) -> str:
    """The statement as Markdown: formulas in $…$, <pre> as verbatim fenced blocks, [figure] for a picture.

    Formulas inside the element are rewritten. It must have gone through markup.tidy and check_size.
    """
    converter: Any = _Statement()
    text: str = converter.convert_soup(statement)
    return _without_trailing_blanks(text).strip() + "\n"


def _without_trailing_blanks(markdown: str) -> str:
    """The Markdown without trailing blanks or runs of blank lines, outside fenced blocks."""
    kept: list[str] = []
    fence = ""
    for line in markdown.split("\n"):
        opening = re.match(r"\s*(`{3,})\s*$", line)
        if fence:
            kept.append(line)
            if opening and opening[1] == fence:
                fence = ""
            continue
        if opening:
            fence = opening[1]
        stripped = line.replace("\xa0", " ").rstrip()
        if stripped or (kept and kept[-1]):
            kept.append(stripped)
    return "\n".join(kept)
