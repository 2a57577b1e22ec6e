"""What can go wrong with a batch as a whole. What one attempt meets is in the log, never one of these.

SolverError
└── BatchError
    ├── BadPlan          the plan cannot be read, or asks for what there is not
    ├── BatchRunning     another batch works on the same home
    ├── SwitchFailed     a model could not be loaded
    ├── WrongModel       what is loaded is not what the plan expects
    └── ClusterUnavailable  no scheduler there, no worker that may judge, or Dask is not installed
"""

from solver.errors import SolverError


class BatchError(SolverError):
    """Base of a batch's errors; its text is one line for a person, with the next step."""


class BadPlan(BatchError):
    """The plan cannot be read, or names something that does not exist."""


class BatchRunning(BatchError):
    """Another batch is running on the same home."""


class SwitchFailed(BatchError):
    """A model could not be loaded."""


class WrongModel(BatchError):
    """What is loaded is not what the plan expects."""


class ClusterUnavailable(BatchError):
    """There is no scheduler, no worker may judge, or Dask is not installed."""
