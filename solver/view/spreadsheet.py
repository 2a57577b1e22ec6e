"""CSV that is safe to open in a spreadsheet: no field is taken for a formula."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

# Beginnings that Excel, LibreOffice and Google Sheets evaluate (OWASP, "CSV Injection"), except of plain numbers.
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")


def write_csv_rows(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], file: "SupportsWrite[str]") -> int:
    """Write a header and a line per row, and return the number of rows. Keys that are not columns are left out."""
    writer = csv.DictWriter(file, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    count = 0
    for row in rows:
        writer.writerow({key: _plain(value) for key, value in row.items()})
        count += 1
    return count


def _plain(value: Any) -> Any:
    """The value; a text that would be a formula is prefixed with an apostrophe, which spreadsheets do not show."""
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value):
        return "'" + value
    return value
