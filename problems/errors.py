"""What can go wrong between a problem's name and a Problem.

ProblemError
├── SiteUnavailable      the site cannot be reached, or keeps failing
│   └── SiteRefused      it answered 403 or 429: stop asking
├── PageNotFound         404
├── ContestNotBegun      the contest has a page, but no tasks yet
├── LoginRequired        a login page came instead
├── PageNotUnderstood    a part of the page could not be read; `part` names it
├── BadProblemName       neither a task id, a contest, an address nor a file
├── TestsUnreadable      a folder of test files that is missing or empty, lacks one of a pair, or cannot be read
├── GateRefused          no proof that the contest is over: no model is asked
└── HomeUnwritable       KYOSO_HOME cannot be written: full, read-only, not ours
"""

from gettext import gettext as _


def system_words(error: OSError) -> str:
    """The system's message for an error, without its number and path."""
    return _(error.strerror or repr(error))


class ProblemError(Exception):
    """Base of all errors of this package; its text is one line for the user, with the next step."""


class SiteUnavailable(ProblemError):
    """The site cannot be reached, or keeps failing."""


class SiteRefused(SiteUnavailable):
    """The site answered 403 or 429; it is not asked again."""


class PageNotFound(ProblemError):
    """The site has no such page."""


class ContestNotBegun(ProblemError):
    """The contest is announced, but its tasks are not published yet."""


class LoginRequired(ProblemError):
    """The site showed its login page instead."""


class PageNotUnderstood(ProblemError):
    """A part of a page could not be read."""

    def __init__(self, part: str, message: str) -> None:
        super().__init__(message)
        self.part = part


class BadProblemName(ProblemError):
    """The given name is neither a task id, a contest, an address nor a file."""


class TestsUnreadable(ProblemError):
    """A folder of test files cannot be used."""

    __test__ = False  # pytest would take the class for a test because of its name


class GateRefused(ProblemError):
    """There is no proof that the contest is over, so no model may be asked."""


class HomeUnwritable(ProblemError):
    """KYOSO_HOME cannot be written."""
