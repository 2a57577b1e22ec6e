"""What can go wrong between a problem's name and a Problem.

ProblemError
├── SiteUnavailable      the site cannot be reached, or keeps failing
│   └── SiteRefused      it answered 403 or 429: stop asking
├── PageNotFound         404
├── ContestNotBegun      the contest's page is there, its tasks are not yet
├── LoginRequired        a login page came instead
├── PageNotUnderstood    a part of the page could not be read; `part` names it
├── BadProblemName       neither a task id, a contest, an address nor a file
├── TestsUnreadable      a folder of test files: none there, one without its partner, unreadable
├── GateRefused          no proof that the contest is over: no model is asked
└── HomeUnwritable       KYOSO_HOME cannot be written: full, read-only, not ours
"""

from gettext import gettext as _


def system_words(error: OSError) -> str:
    """What the system says of it, without its number and the path."""
    return _(error.strerror or repr(error))


class ProblemError(Exception):
    """Base of all errors of this package; its text is one line for a person, with the next step."""


class SiteUnavailable(ProblemError):
    """The site cannot be reached, or keeps failing."""


class SiteRefused(SiteUnavailable):
    """The site answered 403 or 429: nothing more is asked of it."""


class PageNotFound(ProblemError):
    """The site has no such page."""


class ContestNotBegun(ProblemError):
    """The contest is announced, its tasks are not there yet."""


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

    __test__ = False  # or pytest would take the class for a test, by its name


class GateRefused(ProblemError):
    """There is no proof that the contest is over, so no model may be asked."""


class HomeUnwritable(ProblemError):
    """KYOSO_HOME cannot be written."""
