"""The log: every attempt, reply, judgement and case, in one SQLite file that other tools can open too."""

from collections.abc import Callable
from pathlib import Path
from typing import Self

from judge.log.attempts import AttemptStore
from judge.log.choices import ChoiceStore
from judge.log.database import LogDatabase
from judge.log.hints import HintStore
from judge.log.models import ModelStore
from judge.log.races import RaceStore
from judge.log.runs import RunStore
from judge.log.trials import TrialStore

FILE_NAME = "kyoso.db"


class Log:
    """The log under KYOSO_HOME. Only one thread may write; close the log with `with`.

    `note` receives messages for the user. `make` False is for commands that only look: where there is no log they see
    an empty one, and none is made. Raises LogUnavailable if the file cannot be opened or written.
    """

    def __init__(self, home: Path, note: Callable[[str], None] = lambda _text: None, *, make: bool = True) -> None:
        self.path = home / FILE_NAME
        self._database = LogDatabase(self.path, note, make=make)
        self.runs = RunStore(self._database)
        self.attempts = AttemptStore(self._database)
        self.trials = TrialStore(self._database)
        self.models = ModelStore(self._database)
        self.hints = HintStore(self._database)
        self.races = RaceStore(self._database)
        self.choices = ChoiceStore(self._database)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._database.close()
