"""The samples of one language's statement, found by pairing headings and <pre> in page order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from gettext import gettext as _
from itertools import pairwise

from bs4 import Tag

from problems.headings import Heading, HeadingRole, heading_of
from problems.markup import preformatted, text_without_controls
from problems.problem import Sample

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LOOSE_HEADINGS = ("b", "strong", "dt", "th", "p", "div", "span", "font", "caption", "summary", "legend", "figcaption")

_INPUT = re.compile(r"(?:標準)?入力(?:形式)?|(?:standard )?inputs?(?: format)?", re.IGNORECASE)
_LONGEST_BUTTON = 20  # characters


@dataclass(slots=True)
class _Part:
    """One sample heading and the text under it; None if there are words but no <pre>."""

    head: HeadingRole  # INPUT or OUTPUT
    name: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """What one language's statement contains.

    `samples` is complete or empty. `flaw` says in plain words why the headings could not be paired; it is None if they
    could, or if the statement seems to have no samples.
    """

    samples: tuple[Sample, ...]
    flaw: str | None = None


def samples_in(statement: Tag) -> Found:
    """The samples under the headings of one statement, byte for byte as in its <pre>."""
    parts = list(_parts(statement))
    unclear = next((part for part in parts if part.head is HeadingRole.UNCLEAR), None)
    if unclear is not None:
        return Found((), _("the heading “{heading}” is not understood").format(heading=unclear.name))
    if not parts:
        if statement.find("pre") is not None and statement.find(_HEADINGS) is None:
            return Found((), _("no heading tells which block is what"))
        numbered = [tag for tag in statement.find_all(_HEADINGS) if _is_numbered(tag) and _is_followed_by_pre(tag)]
        if len(numbered) > 1:  # in another language, say: browsers translate pages
            words = text_without_controls(numbered[0])
            return Found((), _("the heading “{heading}” is not understood").format(heading=words))
        return Found(())  # interactive, or a heuristic contest
    if all(part.head is HeadingRole.OUTPUT and not part.name for part in parts) and not _shows_input(statement):
        return Found(())  # no input: a lone output is an example of what to print
    _relabel(parts)
    return _paired(parts)


def _shows_input(statement: Tag) -> bool:
    """Whether a <pre> with the input's format comes under its heading."""
    headings = [tag for tag in statement.find_all(_HEADINGS) if _INPUT.fullmatch(text_without_controls(tag))]
    for heading in headings:
        following = heading.find_next((*_HEADINGS, "pre"))
        if isinstance(following, Tag) and following.name == "pre":
            return True
    return False


def _paired(parts: list[_Part]) -> Found:
    samples: list[Sample] = []
    waiting: _Part | None = None
    for part in parts:
        if part.head is HeadingRole.INPUT:
            if waiting is not None:
                return Found((), _("input {name} has no output").format(name=waiting.name))
            waiting = part
        elif waiting is not None:
            if waiting.text is None or part.text is None:
                return Found((), _("nothing was found under the heading of sample {name}").format(name=waiting.name))
            name = waiting.name
            if not name or any(sample.name == name for sample in samples):
                name = str(len(samples) + 1)
            samples.append(Sample(name, waiting.text.encode(), part.text.encode()))
            waiting = None
        elif not samples or part.name != samples[-1].name:
            return Found((), _("output {name} has no input").format(name=part.name))
        # else: a second output for the same input, another right answer that the page shows
    if waiting is not None:
        return Found((), _("input {name} has no output").format(name=waiting.name))
    return Found(tuple(samples))


def _relabel(parts: list[_Part]) -> None:
    """Correct a pair whose two headings have the same word ("Sample Output 4" twice).

    If an input is due but two outputs with one number follow, the first is the input; of two inputs, the second is the
    output.
    """
    for here, (first, second) in enumerate(pairwise(parts)):
        if first.head is not second.head or first.name != second.name or first.text is None or second.text is None:
            continue
        input_is_due = here == 0 or parts[here - 1].head is HeadingRole.OUTPUT
        if first.head is HeadingRole.OUTPUT and input_is_due:
            first.head = HeadingRole.INPUT
        elif first.head is HeadingRole.INPUT and input_is_due:
            second.head = HeadingRole.OUTPUT


def _parts(statement: Tag) -> Iterator[_Part]:
    """Every sample heading with the first <pre> under it; later ones are explanations and skipped."""
    has_headings = any(heading_of(tag).role is not HeadingRole.OTHER for tag in statement.find_all(_HEADINGS))
    current: _Part | None = None
    under: str | None = None  # the label of the current heading over both an input and an output
    taken: Tag | None = None  # the latest heading or table of samples; elements inside it are no headings
    for tag in statement.find_all((*_HEADINGS, *_LOOSE_HEADINGS, "pre", "table")):
        if taken is not None and taken in tag.parents:
            continue
        if tag.name == "table":
            if rows := list(_rows_of_samples(tag)):
                if current is not None:
                    yield current
                current, taken = None, tag
                yield from rows
            continue
        if tag.name == "pre":
            if current is not None and current.text is None:
                current.text = preformatted(tag)
            continue
        heading = heading_of(tag, under) if tag.name in _HEADINGS else _loose_heading(tag, under, has_headings)
        if heading.role is HeadingRole.OTHER and tag.name not in _HEADINGS:
            continue  # a paragraph
        if current is not None:
            yield current
        current, taken = None, tag
        if heading.role is HeadingRole.BOTH:
            under = heading.label
        elif heading.role is HeadingRole.OTHER:
            under = None
        elif heading.role is not HeadingRole.UNCLEAR:
            current = _Part(heading.role, heading.label, _nothing_or_unknown(tag))
        elif _is_followed_by_pre(tag):
            yield _Part(HeadingRole.UNCLEAR, text_without_controls(tag), None)
    if current is not None:
        yield current


def _rows_of_samples(table: Tag) -> Iterator[_Part]:
    """The samples of a table with input and output headings in its first row and one sample in each row below."""
    rows = [row.find_all(("th", "td"), recursive=False) for row in table.find_all("tr")]
    headings = [heading_of(cell) for cell in rows[0]] if rows else []
    if [heading.role for heading in headings] != [HeadingRole.INPUT, HeadingRole.OUTPUT]:
        return
    for row in rows[1:]:
        for heading, cell in zip(headings, row, strict=False):
            if (pre := cell.find("pre")) is not None:
                yield _Part(heading.role, heading.label, preformatted(pre))


def _loose_heading(tag: Tag, under: str | None, has_headings: bool) -> Heading:
    """The role of an element without a heading's tag; next to real headings, only if its <pre> follows."""
    if tag.find(("pre", "p", "div", "b", "strong")) is not None:
        return Heading(HeadingRole.OTHER)  # may contain a heading, but is none
    found = heading_of(tag, under)
    exact = found.role in (HeadingRole.INPUT, HeadingRole.OUTPUT)
    if found.role is HeadingRole.UNCLEAR or (has_headings and not (exact and found.label and _is_followed_by_pre(tag))):
        return Heading(HeadingRole.OTHER)
    return found


def _is_numbered(heading: Tag) -> bool:
    return text_without_controls(heading).rstrip(" :：)）】]")[-1:].isdigit()


def _is_followed_by_pre(heading: Tag) -> bool:
    """Whether a <pre> follows a heading, with at most a button's words in between."""
    words = 0
    for element in heading.next_elements:
        if isinstance(element, Tag):
            if element.name == "pre":
                return True
            if element.name in _HEADINGS:
                return False
        elif heading not in element.parents:
            words += len(str(element).strip())
            if words > _LONGEST_BUTTON:
                return False
    return False


def _nothing_or_unknown(heading: Tag) -> str | None:
    """An empty text if nothing at all comes between this heading and the next; else None: look for a <pre>."""
    for element in heading.next_elements:
        if isinstance(element, Tag):
            if element.name in _HEADINGS:
                return ""
            if element.name in ("pre", "table", "img", "svg"):
                return None
        elif str(element).strip() and heading not in element.parents:
            return None
    return ""
