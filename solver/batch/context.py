"""What the parts of a batch share: asking options, executors, records, pages, log and the coordinator's inbox."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from judge.log.log import Log
from solver.batch.executors import Executors
from solver.batch.inbox import Inbox
from solver.batch.pages import Pages
from solver.batch.records import Records


@dataclass(frozen=True, slots=True)
class AskOptions:
    slots: int | None = None  # where neither the server nor the plan tells
    seed: int | None = None  # from which the questions' follow; None: none is sent
    attest: bool = False  # find out once for each model and server whether its effort counts
    # After this many SERVER_ERRORs in a row a server is left alone for a while; after the last rest, for the whole run.
    most_failures: int = 20
    rests_s: tuple[float, ...] = (30.0, 300.0, 1800.0)


@dataclass(frozen=True, slots=True)
class BatchContext:
    """Used only by the coordinator's thread."""

    executors: Executors
    records: Records
    pages: Pages
    log: Log
    inbox: Inbox
    api_key: str | None
    tell: Callable[[str], None]  # a line for the person
    clock: Callable[[], datetime]
