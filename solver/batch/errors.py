"""Errors of a batch as a whole. What goes wrong in a single attempt is logged instead.

SolverError
└── BatchError
    ├── BadPlan          the plan cannot be read, or names something that does not exist
    ├── BatchRunning     another batch is running on the same home
    ├── SwitchFailed     a model could not be loaded
    ├── WrongModel       the loaded model is not what the plan expects
    └── ClusterUnavailable  no scheduler, no worker that may judge, or Dask is not installed
"""

from solver.errors import SolverError


class BatchError(SolverError):
    """Base of a batch's errors; the message is one line for the user, with the next step."""


class BadPlan(BatchError):
    """The plan cannot be read, or names something that does not exist; a line for each mistake."""


class BatchRunning(BatchError):
    """Another batch is running on the same home."""


class SwitchFailed(BatchError):
    """A model could not be loaded."""


class WrongModel(BatchError):
    """The loaded model is not what the plan expects."""


class ClusterUnavailable(BatchError):
    """There is no scheduler, no worker may judge, or Dask is not installed."""
