"""The fixtures of the command line's tests: the demo's site and model, and kyoso run as a person would."""

from tests.solver.cli.conftest import kyoso, model, site  # noqa: F401 - fixtures
