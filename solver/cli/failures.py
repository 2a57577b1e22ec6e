"""Lets a command continue with the other problems when one fails, and keeps the exit code."""

from collections.abc import Iterator
from contextlib import contextmanager
from gettext import gettext as _

from problems.errors import HomeUnwritable, ProblemError, SiteUnavailable
from solver.cli.exit_codes import ExitCode, of_error
from solver.cli.options import note


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
