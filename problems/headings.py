"""What a heading of a statement introduces: a sample's input, its output, both, or something else."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from bs4 import Tag

from problems.markup import own_text, squeezed, text_without_controls

MAX_HEADING = 60  # characters; anything longer is a sentence


class HeadingRole(Enum):
    """What comes under a heading."""

    INPUT = auto()
    OUTPUT = auto()
    BOTH = auto()  # an input and an output, each under a heading of its own
    UNCLEAR = auto()  # about a sample, but unclear which part of it
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading's role and the number or letter of its sample, "" if it has none."""

    role: HeadingRole
    label: str = ""


_OTHER = Heading(HeadingRole.OTHER)

_EXPLAINS = re.compile(
    r"説明|解説|補足|注釈|注意|理由|図|について|形式|書式|explan|notes?\b|figure|format|hint|illustrat|visual"
)
_SAMPLE = r"samples?|examples?|サンプル|例"
_INPUT = r"(?:standard )?inputs?|標準入力|入力"
_OUTPUT = r"(?:standard |expected )?outputs?|標準出力|出力"
_AND = r"\s*(?:/|and|&|\+|,|と|・|および|及び)\s*"
_TOGETHER = re.compile(
    rf"入出力|i/o|(?:{_INPUT})(?:の?(?:{_SAMPLE}))?{_AND}(?:the )?(?:(?:{_SAMPLE})\s*)?(?:{_OUTPUT})", re.IGNORECASE
)
_LABEL = re.compile(
    r"(?<![a-z0-9])(?P<label>[a-z]?-?\d+(?:[-.]\d+)*|[a-z]|[ivx]{2,4}|first|second|third|[一二三四五六七八九十]{1,2})"
    r"(?![a-z0-9])"
)
# Connecting words. A heading with words besides these, the label and the terms is not understood.
_JOINING = re.compile(
    r"\b(?:for|of|to|from|the|corresponding|no|number|case)\b|に対応する|に対する|への|からの|その|つ目|個目|番目|番|第|の|ケース|[#.,)(\[\]]"
)
_TERMS = re.compile(rf"(?:{_SAMPLE})|(?:{_INPUT})|(?:{_OUTPUT})")
_ASIDE = re.compile(r"(?<=\S)(?:\s*[(\[:]|\s+[-–—~]\s+(?=\D)).*")
_EITHER = re.compile(r"\s*[/|]\s*")
_FRAME = " \t【】[]〔〕「」『』<>〈〉《》■□●○◆◇▼▽★☆*=-―—:"


def heading_of(tag: Tag, under: str | None = None) -> Heading:
    """The role of an element's words, without those of its buttons and links if the others are enough.

    `under` is the label of a heading over both an input and an output: under it, "Input" means a sample's.
    """
    found = _OTHER
    for words in dict.fromkeys((text_without_controls(tag), own_text(tag), squeezed(tag.get_text()))):
        heading = read_heading(words, under)
        if heading.role not in (HeadingRole.OTHER, HeadingRole.UNCLEAR):
            return heading
        if found.role is HeadingRole.OTHER:
            found = heading
    return found


def read_heading(words: str, under: str | None = None) -> Heading:
    """The role of a heading's words (as markup.squeezed), which is that of the term the others describe.

    "Output for Sample Input 1" and 「入力例 1 に対する出力例」 are outputs, "Sample Input and Output" is both.
    """
    if not words or len(words) > MAX_HEADING:
        return _OTHER
    said_twice = {read_heading(half, under) for half in halves} if len(halves := _EITHER.split(words)) > 1 else set()
    if len(said_twice) == 1:  # 「入力例 1 / Sample Input 1」
        return said_twice.pop()
    text = words.lower().strip(_FRAME)
    text = _ASIDE.sub("", text).strip(_FRAME)
    if _EXPLAINS.search(text):
        return _OTHER
    has_sample = re.search(_SAMPLE, text) is not None
    inputs, outputs = list(re.finditer(_INPUT, text)), list(re.finditer(_OUTPUT, text))
    if under is not None and not has_sample and re.fullmatch(rf"{_INPUT}|{_OUTPUT}", text):
        return Heading(HeadingRole.INPUT if inputs else HeadingRole.OUTPUT, under)
    together = _TOGETHER.search(text)
    rest = _TERMS.sub(" ", _TOGETHER.sub(" ", text))
    label = _LABEL.search(rest)
    if not has_sample and not (label and (inputs or outputs)):
        return _OTHER
    name = label["label"] if label else ""
    rest = _JOINING.sub(" ", _LABEL.sub(lambda found: " " if found["label"] == name else found[0], rest))
    if rest.strip(_FRAME):
        return Heading(HeadingRole.UNCLEAR) if inputs or outputs else _OTHER
    if not has_sample and together is None:
        return Heading(HeadingRole.UNCLEAR)  # "Input 1"
    if together is not None or not (inputs or outputs):
        return Heading(HeadingRole.BOTH, name)
    if inputs and outputs:
        japanese = re.search(r"[入出]力", text) is not None
        last_is_output = outputs[-1].start() > inputs[-1].start()
        return Heading(HeadingRole.OUTPUT if last_is_output == japanese else HeadingRole.INPUT, name)
    return Heading(HeadingRole.INPUT if inputs else HeadingRole.OUTPUT, name)
