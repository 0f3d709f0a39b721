"""History: all that the product remembers, behind one object.

Each noun has a file of its own; History is all of them on one database.
"""

from __future__ import annotations

from core.storage.charges import Charges
from core.storage.operations import Operations
from core.storage.progress import Progress
from core.storage.renders import Renders
from core.storage.scripts import Scripts
from core.storage.takes import Takes
from core.storage.videos import Videos


class History(Videos, Scripts, Takes, Renders, Operations, Charges, Progress):
    """Videos, their scripts, takes and renders, paid operations and progress.

    Any thread may use it, beside other processes on the same database. An id that cannot
    be one raises InvalidInput, what does not exist NotFound, a database that fails
    StorageError.
    """

    def close(self) -> None:
        """Close the connections; the next use would open new ones."""
        self._engine.dispose()
