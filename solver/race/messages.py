"""The texts of a race as values: a page may show them in another language than the terminal."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from judge.wording import N_, worded
from solver.view.text import safe

__all__ = ["NOTHING", "N_", "RaceMessage", "Translate", "message"]

Translate = Callable[[str], str]
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class RaceMessage:
    """A text from the catalogue, with the fields to insert."""

    text: str = ""  # not translated
    fields: tuple[tuple[str, str], ...] = ()

    def words(self, translate: Translate) -> str:
        """The message in a language. Fields are inserted as they are: braces in them are not format specs."""
        fields = {name: worded(value) if name == "why" else value for name, value in self.fields}
        return _PLACE.sub(lambda found: fields.get(found[1], found[0]), translate(self.text)) if self.text else ""

    def __bool__(self) -> bool:
        return bool(self.text)


NOTHING = RaceMessage()


def message(text: str, **fields: object) -> RaceMessage:
    """A message from a text marked with N_."""
    return RaceMessage(text, tuple((name, safe(str(value))) for name, value in fields.items()))
