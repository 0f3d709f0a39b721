"""History: all that the product remembers, behind one object.

Each noun has a file of its own; History is all of them on one database.
"""

from __future__ import annotations

from typing import IO

from core.storage.approvals import Approvals
from core.storage.charges import Charges
from core.storage.counts import Counts
from core.storage.forgetting import Forgetting
from core.storage.operations import Operations
from core.storage.people import People
from core.storage.progress import Progress
from core.storage.renders import Renders
from core.storage.scripts import Scripts
from core.storage.takes import Takes
from core.storage.transfer import read_history, write_history
from core.storage.uses import Uses
from core.storage.videos import Videos


class History(
    Videos,
    Scripts,
    Takes,
    Renders,
    Operations,
    Charges,
    Progress,
    Counts,
    People,
    Approvals,
    Uses,
    Forgetting,
):
    """Videos, their scripts, takes and renders, paid operations and progress.

    Any thread may use it, beside other processes on the same database. An id that cannot
    be one raises InvalidInput, what does not exist NotFound, a database that fails
    StorageError.
    """

    def close(self) -> None:
        """Close the connections; the next use would open new ones."""
        self._engine.dispose()

    def write_to(self, file: IO[str]) -> dict[str, int]:
        """Write all of it as lines of JSON; how many rows of each table."""
        return write_history(self._engine, file)

    def read_from(self, file: IO[str]) -> dict[str, int]:
        """Add what `write_to` wrote; how many rows were new. Raises InvalidInput."""
        return read_history(self._engine, file)
