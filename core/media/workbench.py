"""A scratch folder beside the file being made.

ffmpeg works inside it on files with simple fixed names, whatever the data folder is
called; the finished file moves to its place in one step. Whatever happens, the scratch
folder is gone afterwards and nothing half-written is visible.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from core.errors import StorageError

SCRATCH_PREFIX = ".making-"


class Workbench:
    """The folder, and how files come in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def bring(self, source: Path, name: str) -> str:
        """Make a file or folder from elsewhere appear here under a simple name; that name."""
        here = self.folder / name
        source = source.absolute()
        try:
            here.symlink_to(source, target_is_directory=source.is_dir())
        except OSError:  # no symbolic links here (Windows without the right, some network disks)
            _copy(source, here)
        return name


@contextlib.contextmanager
def workbench(target: Path) -> Iterator[tuple[Workbench, Path]]:
    """A bench, and the path on it that becomes `target` if the block ends well.

    Raises StorageError when the folder cannot be written.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        scratch = tempfile.TemporaryDirectory(
            dir=target.parent.absolute(), prefix=SCRATCH_PREFIX, ignore_cleanup_errors=True
        )
        with scratch as folder:
            making = Path(folder) / f"made{target.suffix}"
            yield Workbench(Path(folder)), making
            making.replace(target)
    except OSError as error:
        raise StorageError(
            f"{target.name} cannot be written: {error.strerror or error}.",
            "Check the data folder and its free space.",
        ) from error


def _copy(source: Path, here: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, here)
    else:
        shutil.copyfile(source, here)
