"""Sentences that name a kind of grid cell, such as "floor", where the story says which character that is."""

import re

_CELLS = re.compile(
    r"(?:There (?:is|are|exists?)|The (?:given )?grid has) "
    r"(?P<many>(?:at least|exactly|at most) (?:one|two|three|\$\d+\$))"
    r"(?: cell that is already painted)? (?P<kind>black|white|empty|floor|start|goal|wall|obstacle)"
    r"(?: (?:cells?|squares?))?(?: (?:in|on) the (?:whole |given )?grid)?\.?",
    re.IGNORECASE,
)


def cells_named(sentence: str, prose: str, grid: str) -> str | None:
    """The sentence about the grid with the character in place of its name; None where that is not certain."""
    found = _CELLS.fullmatch(sentence.strip())
    if found is None:
        return None
    prose = re.sub(r"\$[^$]*\$", "x", prose)
    kind = rf"\b{re.escape(found['kind'])}\b"
    # "`#`, the square is black", "black if it is `#`"; another clause is about another character
    meant = set(re.findall(rf"`(.)`(?:(?!\b(?:and|or|if|when)\b)[^`\n.;]){{0,60}}?{kind}", prose, re.IGNORECASE))
    meant |= set(re.findall(rf"{kind}(?:(?!\b(?:and|or)\b)[^`\n.;,]){{0,40}}`(.)`", prose, re.IGNORECASE))
    if len(meant) != 1:
        return None
    return f"There are {found['many']} `{meant.pop()}` in ${grid}$."
