"""Sentences that name a kind of grid cell, such as "floor", for which the story gives a character."""

import re
from collections.abc import Sequence

_CELL = r"(?:cells?|squares?)"
_ITEM = (
    r"(?P<many>(?:at least|exactly|at most) (?:one|two|three|\$\d+\$))(?: cell that is already painted)? "
    rf"(?P<kind>[a-z]+)(?: {_CELL})?"
)
_ANY_ITEM = _ITEM.replace("?P<many>", "?:").replace("?P<kind>", "?:")
_COUNTED = re.compile(
    r"(?:here, )?(?:it is guaranteed that )?(?:there (?:is|are|exists?)|the (?:given )?grid has"
    r"|(?:sheets|grids) (?P<grids>\$\w+\$(?:,? (?:and )?\$\w+\$)*) each (?:contain|have))"
    rf" (?P<items>{_ANY_ITEM}(?:,? (?:and )?{_ANY_ITEM})*)(?: (?:in|on) the (?:whole |given )?grid)?",
    re.IGNORECASE,
)
_PLACED = re.compile(
    rf"(?:the )?{_CELL} \$\((?P<row>\w+), ?(?P<column>\w+)\)\$ is (?:an? )?(?P<kind>[a-z]+)(?: {_CELL})?"
    r"(?: if (?P<border>(?:(?:,? (?:or )?)?\$\w+ ?= ?\w+\$){4}))?",
    re.IGNORECASE,
)
_PLACED_JA = re.compile(
    r"マス ?\$\((?P<row>\w+), ?(?P<column>\w+)\)\$ ?は"
    r"(?:[、 ]*(?P<border>(?:(?:または|[、, ])*\$[^$]+\$)+) ?の(?:いずれか|どれか)を満たす(?:とき|ならば))?"
    r"[、 ]*(?P<kind>\w+?)である"
)


def resolve_cell_names(sentence: str, prose: str, grids: Sequence[str]) -> list[str]:
    """What the sentence says, with characters in place of the names; empty if that is not certain."""
    sentence = sentence.replace("**", "").strip(" .")
    counted, placed = _COUNTED.fullmatch(sentence), _PLACED.fullmatch(sentence) or _PLACED_JA.fullmatch(sentence)
    named = re.findall(r"\$(\w+)\$", counted["grids"] or "") if counted else []
    if counted and (named or len(grids) == 1):
        items = [(item["many"], _meant(item["kind"], prose)) for item in re.finditer(_ITEM, counted["items"])]
        if all(character for _many, character in items):
            return [
                f"There are {many} `{character}` in ${grid}$." for many, character in items for grid in named or grids
            ]
    if placed and len(grids) == 1 and (character := _meant(placed["kind"], prose)):
        (grid,) = grids
        i, j = placed["row"], placed["column"]
        if not placed["border"]:
            return [f"${grid}_{{{i},{j}}}$ is `{character}`."]
        ends = re.findall(r"(\w+) ?= ?(\w+)", placed["border"])  # i = 1, i = H, j = 1, j = W
        rows, columns = ([end for index, end in ends if index == of] for of in (i, j))
        if len(rows) == len(columns) == 2:
            return [
                f"${grid}_{{{rows[0]},{j}}}$ and ${grid}_{{{rows[1]},{j}}}$ are `{character}`"
                f" for every ${columns[0]} \\leq {j} \\leq {columns[1]}$.",
                f"${grid}_{{{i},{columns[0]}}}$ and ${grid}_{{{i},{columns[1]}}}$ are `{character}`"
                f" for every ${rows[0]} \\leq {i} \\leq {rows[1]}$.",
            ]
    return []


def _meant(kind: str, prose: str) -> str | None:
    """The character that stands for a kind of cell."""
    prose = re.sub(r"\$[^$]*\$", "x", prose)
    word = rf"\b{re.escape(kind)}\b"
    told = set(re.findall(rf"{word}(?: {_CELL})? (?:if|when)\b[^`\n.;,]{{0,40}}`(.)`", prose, re.IGNORECASE))
    if len(told) == 1:  # "a start cell if it is `S`, a goal cell if it is `G`"
        return str(told.pop())
    told = set(re.findall(rf"`(.)` (?:if|when) [^`\n.;,]{{0,120}} is (?:an? )?{word}", prose, re.IGNORECASE))
    if len(told) == 1:  # "`#` if the square in the i-th row is black"
        return str(told.pop())
    # "`#`, the square is black", "black if it is `#`"; another clause is about another character
    meant = set(re.findall(rf"`(.)`(?:(?!\b(?:and|or|if|when)\b)[^`\n.;]){{0,60}}?{word}", prose, re.IGNORECASE))
    meant |= set(re.findall(rf"`(.)`[^`\n。]{{0,40}}?{re.escape(kind)}(?:である|であり|です|を表|[、。])", prose))
    meant |= set(re.findall(rf"{word}(?:(?!\b(?:and|or)\b)[^`\n.;,]){{0,40}}`(.)`", prose, re.IGNORECASE))
    return meant.pop() if len(meant) == 1 else None
