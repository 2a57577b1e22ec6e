"""The values that describe one problem, as read from its page or from a folder of test files."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from gettext import gettext as _

from problems.errors import PageNotUnderstood
from problems.ids import is_id


class CheckerKind(StrEnum):
    """How an output is compared with the expected one, as far as the statement says."""

    EXACT = "exact"  # the same tokens; line structure and blanks do not matter
    TOLERANCE = "tolerance"  # numbers within an absolute or relative error; integers stay exact
    ANY = "any"  # several right answers: a mismatch proves nothing
    INTERACTIVE = "interactive"  # needs a partner program


@dataclass(frozen=True, slots=True)
class Checker:
    """The comparison that a problem asks for."""

    kind: CheckerKind = CheckerKind.EXACT
    abs: float | None = None  # largest absolute error; only with TOLERANCE
    rel: float | None = None  # largest relative error; only with TOLERANCE
    ignore_case: bool = False  # "yes" passes for "Yes"; only with EXACT


@dataclass(frozen=True, slots=True)
class Limits:
    """What the problem statement allows one run to use."""

    time_s: float  # CPU seconds for one test
    memory_mib: int  # MiB (1,048,576 bytes); "MB" on older pages means the same


@dataclass(frozen=True, slots=True)
class Sample:
    """One test: what the program reads and what it should write, byte for byte (UTF-8, LF line ends)."""

    name: str  # as the page numbers it ("1", "2", …) or the test file's stem
    stdin: bytes
    expected: bytes


@dataclass(frozen=True, slots=True)
class Statements:
    """The statement as Markdown with LaTeX between dollars; a language that the page lacks is None."""

    ja: str | None = None
    en: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture in the statement: its address, and the file under KYOSO_HOME it was kept in (None: not fetched)."""

    url: str
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """One complete problem: a page that could not be read in full never becomes one.

    Raises PageNotUnderstood("id") for an id that the site could not have given, since files are named after it.
    """

    id: str  # the task's id, e.g. "abc417_e"
    contest: str | None  # the contest it was fetched from, e.g. "abc417"; None for a lone saved page without one
    label: str  # as the site shows it: "A" … "Ex"
    title: str
    url: str | None
    points: int | None  # 配点; None if the page names none
    statements: Statements
    samples: tuple[Sample, ...]  # of the language with more pairs, Japanese on a tie
    limits: Limits
    checker: Checker
    interactive: bool
    figures: tuple[Figure, ...]
    contest_start: datetime | None  # UTC
    contest_end: datetime | None  # UTC; None: unknown, so no model is asked

    def __post_init__(self) -> None:
        for name in (self.id, self.contest):
            if name is not None and not is_id(name):
                shown = ascii(name[:60])[1:-1]
                raise PageNotUnderstood("id", _("“{id}” cannot be the id of a task or a contest.").format(id=shown))

    @property
    def has_figures(self) -> bool:
        return bool(self.figures)

    @property
    def statement_sha256(self) -> str:
        """A hash of both languages' text and the samples: tells whether two runs were asked the same."""
        samples = [[sample.name, sample.stdin.hex(), sample.expected.hex()] for sample in self.samples]
        text = json.dumps([self.statements.ja, self.statements.en, samples])
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
