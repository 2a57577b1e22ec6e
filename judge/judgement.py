"""What code earned: the judge's words for one test and for a whole submission."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice

from judge.notes import NO_NOTE, Note
from sandbox.run import RunResult

SHOWN_BYTES = 64 * 1024  # of stdout and of stderr that a log keeps for each case
_EXCERPT_LINES = 12  # before the first difference, and as many from it on
_EXCERPT_BYTES = 4096  # of each
_TOKEN = re.compile(rb"\S+")


class Verdict(StrEnum):
    """What a case or a submission earned."""

    AC = "AC"
    WA = "WA"
    TLE = "TLE"
    MLE = "MLE"
    OLE = "OLE"
    RE = "RE"
    CE = "CE"
    UNCHECKED = "UNCHECKED"  # this judge cannot tell: several right answers, interactive, no tests
    IE = "IE"  # our fault; never counts against an author, and the next run tries again


# The worst case names the whole. The order below IE is AtCoder's own, as a test published in 2023 found it.
_WORST_FIRST = (
    Verdict.IE,
    Verdict.CE,
    Verdict.RE,
    Verdict.OLE,
    Verdict.WA,
    Verdict.TLE,
    Verdict.MLE,
    Verdict.UNCHECKED,
    Verdict.AC,
)


def worst(verdicts: list[Verdict]) -> Verdict:
    """The verdict shown for a submission whose cases earned these; UNCHECKED where there is none."""
    return min(verdicts, key=_WORST_FIRST.index, default=Verdict.UNCHECKED)


@dataclass(frozen=True, slots=True)
class Submission:
    """A program as its author submitted it. Bytes that are not UTF-8 are kept in source by surrogateescape."""

    language: str  # a key of judge.languages.LANGUAGES
    source: str


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The lines of a long output around the first token that is wrong; not kept in the log."""

    text: bytes
    first: int  # number of its first line, from 0
    token: int  # which token of the output is wrong, from 0
    line: int  # where that stands: the line, from 0
    column: int  # and the byte in it, from 0
    below: int  # lines that follow the text


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What one test earned. Without a run (None) the sandbox failed before there was one."""

    name: str
    verdict: Verdict
    run: RunResult | None  # stdout and stderr cut to SHOWN_BYTES
    truncated: bool = False  # stdout or stderr was cut
    note: Note = NO_NOTE  # the first difference, the signal, …
    excerpt: Excerpt | None = None  # where the first difference is in a part of stdout that was cut off

    def shortened(self, wrong_token: int | None = None) -> "CaseResult":
        """The same with stdout cut at its end and stderr at its beginning, to what the log keeps.

        wrong_token: which token of stdout is wrong, from 0; where that is cut off, the lines around it stay as well.
        """
        if self.run is None or max(len(self.run.stdout), len(self.run.stderr)) <= SHOWN_BYTES:
            return self
        excerpt = None if wrong_token is None else _excerpt(self.run.stdout, wrong_token)
        run = replace(self.run, stdout=self.run.stdout[:SHOWN_BYTES], stderr=self.run.stderr[-SHOWN_BYTES:])
        return replace(self, run=run, truncated=True, excerpt=excerpt)


def _excerpt(output: bytes, token: int) -> Excerpt | None:
    """The lines around that token; None where they are not cut off."""
    match = next(islice(_TOKEN.finditer(output), token, None), None)
    at = match.start() if match is not None else len(output)
    if at + SHOWN_BYTES // 64 < SHOWN_BYTES:
        return None
    line = output.count(b"\n", 0, at)
    lines = output.removesuffix(b"\n").split(b"\n")
    first, last = max(0, line - _EXCERPT_LINES), line + _EXCERPT_LINES
    kept = [row[:_EXCERPT_BYTES] for row in lines[first:last]]
    column = at - (output.rfind(b"\n", 0, at) + 1)
    if line < len(lines) and column > _EXCERPT_BYTES // 2:
        # A line that long: what comes before the token is left out.
        kept[line - first] = lines[line][column - _EXCERPT_BYTES // 2 :][:_EXCERPT_BYTES]
        column = _EXCERPT_BYTES // 2
    return Excerpt(b"\n".join(kept), first, token, line, column, max(0, len(lines) - last))


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a submission earned on a set of tests, every one of which was run."""

    verdict: Verdict
    cases: tuple[CaseResult, ...]
    compile_output: str  # the compiler's messages, cut to SHOWN_BYTES
    cpu_s: float | None  # of the slowest case
    peak_mib: float | None  # of the largest case
    sandbox: str = ""  # what ran it: Sandbox.describe()
    compiler: str = ""  # the compiler's or interpreter's own version line
