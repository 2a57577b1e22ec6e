"""What the parts of a batch share: executors, records, pages, log, and the coordinator's inbox."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from judge.log.log import Log
from solver.batch.executors import Executors
from solver.batch.inbox import Inbox
from solver.batch.pages import Pages
from solver.batch.records import Records


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
    monotonic: Callable[[], float]
