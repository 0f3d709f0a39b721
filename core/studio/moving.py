"""Moving: the whole history into a file and out of one; and what of the shared storage can go."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from core.artifacts.failures import storage_failures
from core.artifacts.garbage import Garbage
from core.errors import InvalidInput
from core.studio.room import Room


class Moving(Room):
    """From SQLite to Postgres, or a copy to keep."""

    def write_history(self, file: Path) -> dict[str, int]:
        """Write all that is known into a new file; rows by table. Raises InvalidInput, StorageError."""
        with storage_failures("Writing the history"):
            try:
                with file.open("x", encoding="utf-8") as lines:
                    return self._parts.history.write_to(lines)
            except FileExistsError as error:
                raise InvalidInput(f"The file {file} is there already.", "Name another one.") from error

    def read_history(self, file: Path) -> dict[str, int]:
        """Add what such a file holds; new rows by table. Raises InvalidInput, StorageError."""
        if not file.is_file():
            raise InvalidInput(f"There is no file {file}.", "Write one with `python -m core export FILE`.")
        with storage_failures("Reading the history"):
            try:
                with file.open(encoding="utf-8") as lines:
                    return self._parts.history.read_from(lines)
            except UnicodeDecodeError as error:
                raise InvalidInput(f"{file} is no file that `export` wrote.") from error

    def garbage(self, days: int, *, remove: bool = False) -> Garbage:
        """What lies in the shared storage, is named by nothing and is older than that; removed only if
        asked. Raises InvalidInput where nothing is shared, StorageError."""
        if self._parts.shared is None:
            raise InvalidInput(
                "There is no shared storage.", "The cache of one machine keeps itself within its limit."
            )
        takes = self._parts.history.take_ids()
        return self._parts.shared.garbage(takes, timedelta(days=days), remove=remove)
