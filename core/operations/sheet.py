"""Tables to take away: CSV in which a spreadsheet takes no cell for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a cell must not begin with, by OWASP's page on CSV injection."""


def sheet_of(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """The rows' columns as CSV; what a row does not say is empty."""
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(columns)
    for row in rows:
        writer.writerow(_safe(row.get(name)) for name in columns)
    return sheet.getvalue()


def _safe(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
