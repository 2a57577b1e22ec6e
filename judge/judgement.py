"""What code earned: the judge's words for one test and for a whole submission."""

from dataclasses import dataclass, replace
from enum import StrEnum

from judge.notes import NO_NOTE, Note
from sandbox.run import RunResult

SHOWN_BYTES = 64 * 1024  # of stdout and of stderr that a log keeps for each case


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
    """A program as its author handed it in. Bytes that are not UTF-8 are kept in source by surrogateescape."""

    language: str  # a key of judge.languages.LANGUAGES
    source: str


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What one test earned. Without a run (None) the sandbox failed before there was one."""

    name: str
    verdict: Verdict
    run: RunResult | None  # stdout and stderr cut to SHOWN_BYTES
    truncated: bool = False  # stdout or stderr was cut
    note: Note = NO_NOTE  # the first difference, the signal, …

    def shortened(self) -> "CaseResult":
        """The same with stdout and stderr cut to what the log keeps."""
        if self.run is None or max(len(self.run.stdout), len(self.run.stderr)) <= SHOWN_BYTES:
            return self
        run = replace(self.run, stdout=self.run.stdout[:SHOWN_BYTES], stderr=self.run.stderr[:SHOWN_BYTES])
        return replace(self, run=run, truncated=True)


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
