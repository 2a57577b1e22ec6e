"""sqlite-utils, imported without numpy and pandas.

It imports them only to recognise their number types; where they are installed that takes longer than judging a program.
"""

import sys

_spared = [name for name in ("numpy", "pandas") if name not in sys.modules]
for _name in _spared:
    sys.modules[_name] = None  # type: ignore[assignment]  # importing it then fails, as if it were not installed
try:
    from sqlite_utils import Database, Migrations
    from sqlite_utils.db import Table
finally:
    for _name in _spared:
        del sys.modules[_name]

__all__ = ["Database", "Migrations", "Table"]
