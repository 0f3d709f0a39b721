"""Files that people bring, kept under a name made of their content.

A file is taken in under a hidden name, checked in a child process, and only then appears; what
is refused leaves nothing. The same file brought twice is kept once.
"""

from __future__ import annotations

import hashlib
import math
import re
import shutil
import uuid
from pathlib import Path
from typing import BinaryIO, NamedTuple

from core.artifacts.failures import storage_failures
from core.errors import InvalidInput
from core.media.uploads import MAX_BYTES, Upload, UploadKind, check_upload
from core.models import OwnPicture, clean_text
from core.parts import Parts

PREFIX = "upload-"
_CHUNK = 1 << 20
_NAME_CHARS = 80


class KeptUpload(NamedTuple):
    """A file as it is kept: its name in the uploads folder, what its owner calls it, what it is."""

    file: str
    name: str
    what: Upload


def keep_picture(parts: Parts, name: str, data: BinaryIO) -> OwnPicture:
    """Keep a picture for all machines. Raises InvalidInput for what is none, StorageError."""
    kept = keep_for_all(parts, name, data, "image")
    return OwnPicture(file=kept.file, name=kept.name)


def keep_for_all(
    parts: Parts, name: str, data: BinaryIO, kind: UploadKind, *, longest_s: float = math.inf
) -> KeptUpload:
    """`keep_upload`, and let other machines have it. Raises as that does."""
    kept = keep_upload(parts.uploads_dir, name, data, kind, longest_s=longest_s)
    parts.share_upload(kept.file)
    return kept


def keep_upload(
    uploads: Path, name: str, data: BinaryIO, kind: UploadKind, *, longest_s: float = math.inf
) -> KeptUpload:
    """Keep what `data` gives. Raises InvalidInput for what is no such file or too long, StorageError."""
    shown = _shown(name)
    incoming = uploads / f".{uuid.uuid4().hex}"
    try:
        with storage_failures("Keeping the upload"):
            incoming.mkdir(parents=True)
            digest = _copied(data, incoming / shown, MAX_BYTES[kind], shown)
        what = check_upload(incoming / shown, kind)
        if (what.duration_s or 0.0) > longest_s:
            raise InvalidInput(
                f"{shown} is {what.duration_s:.0f} s long; at most {longest_s:g} s are taken.",
                "Cut it down first.",
            )
        file = f"{PREFIX}{digest[:24]}{_suffix(shown)}"
        with storage_failures("Keeping the upload"):
            (incoming / shown).replace(uploads / file)
        return KeptUpload(file, shown, what)
    finally:
        shutil.rmtree(incoming, ignore_errors=True)


def _copied(data: BinaryIO, target: Path, most_bytes: int, shown: str) -> str:
    """The digest of the content; stops reading where it is too long."""
    digest, length = hashlib.sha256(), 0
    with target.open("wb") as file:
        while chunk := data.read(_CHUNK):
            length += len(chunk)
            if length > most_bytes:
                raise InvalidInput(
                    f"{shown} is too large; at most {most_bytes >> 20} MB are taken.", "Use a smaller file."
                )
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()


def _shown(name: str) -> str:
    """The file's own name, without folders and anything that a disk or a page could stumble over."""
    plain = re.sub(r'[<>:"|?*%]', "", clean_text(name.replace("\\", "/").rsplit("/", 1)[-1])).lstrip(". ")
    suffix = _suffix(plain)
    stem = plain.removesuffix(Path(plain).suffix) if suffix else plain
    return (stem.encode()[:_NAME_CHARS].decode(errors="ignore") or "upload") + suffix


def _suffix(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return suffix if re.fullmatch(r"\.[a-z0-9]{1,6}", suffix) else ""
