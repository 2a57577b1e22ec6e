"""Separates the answer from reasoning and format markers that leaked into it. Pure; harmless on clean text.

Seen on llama-server, transformers serve and LM Studio: whole harmony messages, malformed harmony headers (llama.cpp
issue 27720: about 4 % of turns of gpt-oss-20b), harmony that lost its markers and kept their words, <think> tags.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Leak(StrEnum):
    HARMONY = "harmony markers"
    HARMONY_WORDS = "harmony words without markers"
    THINK = "think tags"


@dataclass(frozen=True, slots=True)
class Separated:
    """An answer without what leaked into it."""

    text: str
    reasoning: str
    leaks: tuple[Leak, ...] = ()


_MARK = re.compile(r"<\|(start|end|message|channel|call|return|constrain)\|>")
_WORDS = re.compile(r"\s*analysis(?P<reasoning>.*?)assistant(?:commentary.*?assistant)?final(?P<text>.*)", re.DOTALL)
# <think> of most, [THINK] of Magistral, <seed:think>, ◁think▷ of Kimi.
_NAMES = "(?:seed:)?(?:think|thinking|thought|reasoning)"
_THINK = re.compile(
    rf"[<\[◁](?P<name>{_NAMES})[>\]▷](?P<reasoning>.*?)(?:(?P<end>[<\[◁]/(?P=name)[>\]▷])|\Z)", re.S | re.I
)
# Some models' templates put the opening tag into the prompt, so that only the closing one comes.
_THINK_END = re.compile(rf"(?P<reasoning>.*?)[<\[◁]/{_NAMES}[>\]▷](?P<text>.*)", re.S | re.I)


def separate(content: str) -> Separated:
    """The content's answer and the reasoning that leaked into it."""
    if _MARK.search(content):
        return _harmony(content)
    if found := _WORDS.match(content):
        return Separated(found["text"], found["reasoning"], (Leak.HARMONY_WORDS,))
    return _think(content)


def _think(content: str) -> Separated:
    """Some models think several times, also after they began to answer."""
    answer, reasoning, begin = "", "", 0
    for found in _THINK.finditer(content):
        if found["end"] is None and content[begin : found.start()].strip():
            break  # an opening tag without an end, in the answer
        answer += content[begin : found.start()]
        reasoning += found["reasoning"]
        begin = found.end()
    answer += content[begin:]
    if not (end := _THINK_END.match(answer)):
        return Separated(answer, reasoning, (Leak.THINK,) if begin else ())
    if not end["text"].strip():  # a stray tag after the answer
        return Separated(end["reasoning"], reasoning, (Leak.THINK,))
    return Separated(end["text"], reasoning + end["reasoning"], (Leak.THINK,))


def _harmony(content: str) -> Separated:
    """The messages by channel: final and unlabelled text is the answer, else text under a malformed header."""
    answer: list[str] = []
    reasoning: list[str] = []
    unknown: list[str] = []
    target, header, in_header = answer, "", False
    position = 0
    for mark in _MARK.finditer(content):
        piece = content[position : mark.start()]
        position = mark.end()
        if in_header:
            header += piece
        else:
            target.append(piece)
        match mark[1]:
            case "start" | "channel":
                if in_header and mark[1] == "channel" and not _known(header):
                    header = ""  # of a doubled or mangled header, the last one counts
                header, in_header = (header if in_header else ""), True
            case "message":
                target, in_header = _target(header, answer, reasoning, unknown), False
                header = ""
            case "end" | "call" | "return":
                if in_header:
                    unknown.append(header)
                target, header, in_header = answer, "", False
            case _:  # constrain does not end the header
                pass
    rest = content[position:]
    if in_header:
        unknown.append(header + rest)
    else:
        target.append(rest)
    text = "".join(answer)
    if not text.strip():
        text, unknown = "".join(unknown), []
    return Separated(text, "".join(reasoning + unknown), (Leak.HARMONY,))


def _known(header: str) -> bool:
    return any(word in header for word in ("final", "analysis", "commentary", "to="))


def _target(header: str, answer: list[str], reasoning: list[str], unknown: list[str]) -> list[str]:
    if "final" in header:
        return answer
    # "commentary" without a recipient is as often as not a mangled header.
    return reasoning if "analysis" in header or "to=" in header else unknown
