"""What the exit codes of all commands mean, and which error leads to which."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from gettext import gettext as _
from typing import TYPE_CHECKING

from judge.errors import JudgeError, SourceUnreadable, UnknownLanguage
from problems.errors import BadProblemName, GateRefused, HomeUnwritable, ProblemError, SiteUnavailable, TestsUnreadable
from sandbox.errors import SandboxError
from solver.cli.options import note
from solver.errors import BadServerAddress, EffortNotOffered, NoSuchModel, SolverError

if TYPE_CHECKING:
    from judge.attempt import Attempt


class ExitCode(IntEnum):
    """The exit codes; they must not change, as other programs rely on them."""

    OK = 0  # done, AC, or at least one attempt AC
    NOT_AC = 1  # judged and not AC, or no answer
    USAGE = 2  # usage, bad TOML, unreadable file
    UNAVAILABLE = 3  # IE, SERVER_ERROR, or sandbox, server, site or disk unavailable
    NOT_UNDERSTOOD = 4  # page not understood, not found, login page, not begun
    REFUSED = 5  # by the contest gate
    BUG = 70
    INTERRUPTED = 130  # Ctrl-C
    TERMINATED = 143  # SIGTERM


OurError = (ProblemError, SandboxError, JudgeError, SolverError)


def of_error(error: Exception) -> ExitCode:
    """The exit code for one of our errors."""
    match error:
        case GateRefused():
            return ExitCode.REFUSED
        case BadProblemName() | TestsUnreadable() | UnknownLanguage() | SourceUnreadable():
            return ExitCode.USAGE
        case BadServerAddress() | EffortNotOffered() | NoSuchModel():
            return ExitCode.USAGE
        case SiteUnavailable() | HomeUnwritable():
            return ExitCode.UNAVAILABLE
        case ProblemError():
            return ExitCode.NOT_UNDERSTOOD
        case SandboxError() | JudgeError() | SolverError():
            return ExitCode.UNAVAILABLE
        case _:
            return ExitCode.BUG


def of_attempts(attempts: "Iterable[Attempt]") -> ExitCode:
    """The exit code of a command that made these attempts."""
    from judge.judgement import Verdict

    made = list(attempts)
    if any(attempt.judgement is not None and attempt.judgement.verdict is Verdict.AC for attempt in made):
        return ExitCode.OK
    if any(attempt.needs_retry for attempt in made):
        return ExitCode.UNAVAILABLE
    return ExitCode.NOT_AC


class Failures:
    """The errors met so far, each shown as one line when it happens."""

    def __init__(self) -> None:
        self._first: ExitCode | None = None

    @contextmanager
    def skip_on_error(self, name: str) -> Iterator[None]:
        """Show an error of this problem and go on; if the site or the home is unusable, the error is raised."""
        try:
            yield
        except (SiteUnavailable, HomeUnwritable):
            raise
        except ProblemError as error:
            note(_("Error: {error}").format(error=error if name in str(error) else f"{name}: {error}"))
            self._first = self._first or of_error(error)

    def code(self, otherwise: ExitCode) -> ExitCode:
        """The first error's exit code, or `otherwise` if there was none."""
        return self._first or otherwise
