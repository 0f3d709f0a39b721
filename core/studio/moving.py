"""Moving: the whole history into a file and out of one, for another database."""

from __future__ import annotations

from pathlib import Path

from core.artifacts.failures import storage_failures
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
