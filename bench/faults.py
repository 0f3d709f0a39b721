"""Every bad answer of Google's on each route, and what a person sees: the table of `fault_table`.

After each fault stands what Google charged for; more than one clip would be a second payment.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.fakes.google.fault_table import CASES, ROUTES, Seen, Table
from tests.fakes.google.server import FakeGoogle


def rows(folder: Path, _runs: int) -> Iterator[tuple[str, str]]:
    """One line for each fault and route."""
    for route in ROUTES:
        home = folder / route
        home.mkdir(parents=True)
        with FakeGoogle() as google:
            table = Table(google, route, home)
            try:
                for case in CASES:
                    yield f"{route:6}{case.name}", _told(table.see(case))
            finally:
                table.close()


def _told(seen: Seen) -> str:
    paid = f" [charged: {seen.charged}]" if seen.charged else ""
    return f"{seen.kind + ': ' if seen.kind else ''}{seen.line}{paid}"
