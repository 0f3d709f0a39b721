"""What the disk and the index may say, as errors a person understands."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import diskcache

from core.errors import StorageError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_REFUSED = {errno.EROFS, errno.EACCES, errno.EPERM}
_FREE_SPACE = "Free some space on the disk of the data folder, then try again."
_ALLOW_WRITING = "Make the data folder writable for this user, or set VVG_DATA_DIR to one that is."
_DAMAGED = "Move the folder `cache/index` of the data folder away; what is missing is made again."


@contextmanager
def storage_failures(doing: str) -> Iterator[None]:
    """Errors of the disk and the index inside the block become StorageError; others pass."""
    try:
        yield
    except OSError as error:
        raise _of_disk(doing, error) from error
    except (sqlite3.Error, diskcache.Timeout) as error:
        raise _of_index(doing, error) from error


@contextmanager
def disk_failures(doing: str) -> Iterator[None]:
    """Only a full or read-only disk becomes StorageError; what else a maker raises is its own."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL | _REFUSED:
            raise
        raise _of_disk(doing, error) from error


def _of_disk(doing: str, error: OSError) -> StorageError:
    if error.errno in _FULL:
        return StorageError(f"{doing} failed: the disk is full.", _FREE_SPACE)
    if error.errno in _REFUSED:
        return StorageError(f"{doing} failed: the folder cannot be written.", _ALLOW_WRITING)
    return StorageError(f"{doing} failed: {error.strerror or 'the disk did not answer'}.", _ALLOW_WRITING)


def _of_index(doing: str, error: Exception) -> StorageError:
    # diskcache hides why a transaction could not begin; the reason is one error further down
    reason = str(error.__context__ or error)
    if "full" in reason:
        return StorageError(f"{doing} failed: the disk is full.", _FREE_SPACE)
    if "readonly" in reason or "unable to open" in reason:
        return StorageError(f"{doing} failed: the folder cannot be written.", _ALLOW_WRITING)
    if "locked" in reason:
        return StorageError(
            f"{doing} failed: another process keeps the index busy.", "Try again in a minute."
        )
    return StorageError(f"{doing} failed: the index is damaged.", _DAMAGED)
