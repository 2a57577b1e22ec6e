"""The command line: one file per command, which parses options, calls the library and shows what it returned."""

import sys
from gettext import gettext as _

if sys.platform == "win32":
    from solver.view.language import choose_language
    from solver.view.output import put

    choose_language(sys.argv[1:])
    put(_("On Windows kyoso runs inside WSL 2: `wsl --install`, then install it there (docs/install.md)."), err=True)
    raise SystemExit(3)  # ExitCode.UNAVAILABLE, whose module does not import on Windows
