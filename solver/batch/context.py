"""What the parts of a batch share: options, executors, records, pages, log and the coordinator's inbox."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from judge.log.log import Log
from solver.batch.executors import Executors
from solver.batch.inbox import Inbox
from solver.batch.pages import Pages
from solver.batch.records import Records


@dataclass(frozen=True, slots=True)
class BatchOptions:
    stop_broken: bool = True  # give up cells that look broken
    until: datetime | None = None
    slots: int | None = None  # used where neither the server nor the plan says
    seed: int | None = None  # the questions' seeds follow from it; None: none is sent
    attest: bool = False  # check once per model and server whether the effort has an effect
    # After this many SERVER_ERRORs in a row a server is rested; after the last rest it is left alone for the whole run.
    most_failures: int = 20
    rests_s: tuple[float, ...] = (30.0, 300.0, 1800.0)
    stress: bool = False  # also run programs that pass the samples on generated inputs
    naive: bool = False  # at the end, ask for a slow but obviously right program where programs disagree


@dataclass(frozen=True, slots=True)
class BatchContext:
    """Used only by the coordinator's thread."""

    options: BatchOptions
    executors: Executors
    records: Records
    pages: Pages
    log: Log
    inbox: Inbox
    api_key: str | None
    tell: Callable[[str], None]  # shows the user a line
    clock: Callable[[], datetime]
