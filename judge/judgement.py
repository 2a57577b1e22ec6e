"""Verdicts on single tests and on whole submissions."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice

from judge.notes import NO_NOTE, Note
from sandbox.run import RunResult

SHOWN_BYTES = 64 * 1024  # bytes of stdout, and of stderr, that the log keeps for each case
_EXCERPT_LINES = 12  # lines before the first difference, and as many from it on
_EXCERPT_BYTES = 4096  # kept of each line
_TOKEN = re.compile(rb"\S+")


class Verdict(StrEnum):
    """The verdict on a case or a submission."""

    AC = "AC"
    WA = "WA"
    TLE = "TLE"
    MLE = "MLE"
    OLE = "OLE"
    RE = "RE"
    CE = "CE"
    UNCHECKED = "UNCHECKED"  # this judge cannot decide: several right answers, interactive, no tests
    IE = "IE"  # our fault: never counts against an author, and the next run tries again


# The worst case decides the whole. The order below IE is AtCoder's own, as found by a test published in 2023.
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
    """The verdict on a submission with these case verdicts; UNCHECKED if there are none."""
    return min(verdicts, key=_WORST_FIRST.index, default=Verdict.UNCHECKED)


@dataclass(frozen=True, slots=True)
class Submission:
    """A program as submitted by its author. `source` keeps bytes that are not UTF-8 with surrogateescape."""

    language: str  # a key of judge.languages.LANGUAGES
    source: str


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The lines of a long output around the first wrong token; not kept in the log."""

    text: bytes
    first: int  # number of its first line, from 0
    token: int  # which token of the output is wrong, from 0
    line: int  # that token's line in the output, from 0
    column: int  # its byte in that line as kept, from 0
    below: int  # lines of the output after the text


@dataclass(frozen=True, slots=True)
class CaseResult:
    """The result of one test. `run` is None if nothing was run."""

    name: str
    verdict: Verdict
    run: RunResult | None  # stdout and stderr cut to SHOWN_BYTES
    truncated: bool = False  # stdout or stderr was cut
    note: Note = NO_NOTE  # the first difference, the signal, …
    excerpt: Excerpt | None = None  # only if the first difference is in the part of stdout that was cut off

    @property
    def is_lacking(self) -> bool:
        """Whether the program needs a library or a processor that the sandbox lacks, so that this tells nothing."""
        return self.note.code in ("library", "needs-x86")

    def shortened(self, wrong_token: int | None = None) -> "CaseResult":
        """A copy cut to what the log keeps: the start of stdout and the end of stderr.

        wrong_token: index of the wrong token in stdout, from 0; if it is cut off, an excerpt keeps the lines around it.
        """
        if self.run is None or max(len(self.run.stdout), len(self.run.stderr)) <= SHOWN_BYTES:
            return self
        excerpt = None if wrong_token is None else _excerpt(self.run.stdout, wrong_token)
        run = replace(self.run, stdout=self.run.stdout[:SHOWN_BYTES], stderr=self.run.stderr[-SHOWN_BYTES:])
        return replace(self, run=run, truncated=True, excerpt=excerpt)


def _excerpt(output: bytes, token: int) -> Excerpt | None:
    """The lines around that token; None if they are not cut off."""
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
        # The line is too long to keep from its start.
        kept[line - first] = lines[line][column - _EXCERPT_BYTES // 2 :][:_EXCERPT_BYTES]
        column = _EXCERPT_BYTES // 2
    return Excerpt(b"\n".join(kept), first, token, line, column, max(0, len(lines) - last))


@dataclass(frozen=True, slots=True)
class Judgement:
    """The result of running a submission on every test."""

    verdict: Verdict
    cases: tuple[CaseResult, ...]
    compile_output: str  # the compiler's messages, cut to SHOWN_BYTES
    cpu_s: float | None  # of the slowest case
    peak_mib: float | None  # of the largest case
    sandbox: str = ""  # Sandbox.describe() of the one it ran in
    compiler: str = ""  # version line of the compiler or interpreter
