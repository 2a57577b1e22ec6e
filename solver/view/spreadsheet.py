"""CSV that a spreadsheet may open: no field of it is taken for a formula."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

# What Excel, LibreOffice and Google Sheets evaluate (OWASP, "CSV Injection"); a plain number is none.
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")


def write_csv_rows(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], file: "SupportsWrite[str]") -> int:
    """A head and a line for each row; how many there were. A row's other keys are left out."""
    writer = csv.DictWriter(file, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    count = 0
    for row in rows:
        writer.writerow({key: _plain(value) for key, value in row.items()})
        count += 1
    return count


def _plain(value: Any) -> Any:
    """The value; a text that would be a formula gets an apostrophe before it, which a spreadsheet does not show."""
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value):
        return "'" + value
    return value
