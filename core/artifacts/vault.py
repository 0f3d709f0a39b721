"""Storage that machines share, through fsspec: a folder, `gs://bucket/prefix` or `s3://bucket/prefix`.

    blobs/<first two digits>/<sha256><suffix>    files, under the checksum of their content
    notes/<name>.json                            what stands for what: small, and replaced whole

A blob never changes, so it may be copied, kept and checked anywhere; a note appears after the
blobs that it names. So nobody ever sees half of anything, and the same file is stored once.
"""

from __future__ import annotations

import hashlib
import json
import mimetypes
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from urllib.parse import quote

import structlog
from pydantic import Field

from core.errors import AppError, StorageError
from core.models import JsonDict, Value

LINK_S = 3600
"""How long a signed address lives."""
UPLOAD_LINK_S = 900
"""How long one for sending lives; what was begun before its end may end after it."""
_SHA256 = r"^[0-9a-f]{64}$"
_SUFFIX = r"^(\.[A-Za-z0-9]{1,8})?$"
_PING = "ping"
_CHECK_STORAGE = "Check VVG_STORAGE_URL, the rights to it, and that the service is reachable."
log = structlog.get_logger(__name__)


class Blob(Value):
    """A stored file: its content's checksum, its length, and how its name ends."""

    sha256: str = Field(pattern=_SHA256)
    size_bytes: int = Field(ge=0)
    suffix: str = Field(pattern=_SUFFIX)

    @property
    def name(self) -> str:
        return f"blobs/{self.sha256[:2]}/{self.sha256}{self.suffix}"


class Stored(NamedTuple):
    """One object of the vault, its name inside it, and since when it is there."""

    name: str
    size_bytes: int
    since: datetime


class UploadLink(NamedTuple):
    """Where an object may be sent by PUT, with these headers exactly."""

    url: str
    headers: dict[str, str]


class Vault:
    """Any thread may use it. Whatever the service says becomes a StorageError."""

    def __init__(self, url: str, **options: Any) -> None:
        # its support for buckets with real folders asks a second service over gRPC at every first call
        os.environ.setdefault("GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT", "false")
        import fsspec  # takes long to load, and most machines share no storage

        if url.startswith("s3:"):  # the older signature binds no length, and new buckets refuse it
            options["config_kwargs"] = {"signature_version": "s3v4"} | options.get("config_kwargs", {})
        with _failures("Opening the storage"):
            self._files, root = fsspec.core.url_to_fs(url, use_listings_cache=False, **options)
        self._root = root.rstrip("/")
        self._is_folder = self._protocol() in ("file", "local")
        if self._is_folder:
            with _failures("Opening the storage"):
                self._files.makedirs(self._root, exist_ok=True)

    def ping(self) -> None:
        """Whether what is in it can be read, found out by a note of its own. Raises StorageError."""
        if self._is_folder and not Path(self._root).is_dir():
            raise StorageError("The folder of the shared storage is gone.", "Check VVG_STORAGE_URL.")
        if self.read_note(_PING) is None:
            self.write_note(_PING, {"here": True})
            if self.read_note(_PING) is None:
                raise StorageError("The shared storage does not keep what is written.", _CHECK_STORAGE)

    @property
    def signs(self) -> bool:
        """Whether it gives addresses that browsers can use."""
        return self._protocol() in ("s3", "gs")

    def keep(self, path: Path) -> Blob:
        """Store a file unless it is there already."""
        with _failures("Storing a file"):
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            blob = Blob(sha256=digest, size_bytes=path.stat().st_size, suffix=path.suffix)
            place = self._place(blob.name)
            if not self._files.exists(place) or self._files.size(place) != blob.size_bytes:
                self._put(path, place)
        return blob

    def fetch(self, blob: Blob, target: Path) -> bool:
        """Copy a blob to a new file; False if it is gone or damaged, which removes it."""
        with _failures("Fetching a file"):
            try:
                self._files.get_file(self._place(blob.name), str(target))
            except FileNotFoundError:
                return False
            with target.open("rb") as file:
                is_whole = hashlib.file_digest(file, "sha256").hexdigest() == blob.sha256
            if not is_whole:
                log.warning("a damaged file in the storage", blob=blob.name)
                target.unlink()
                self.remove(blob.name)
            return is_whole

    def link(self, blob: Blob, *, file_name: str = "") -> str | None:
        """An address that gives the blob to whoever has it, for an hour; None where there is no such thing.

        With a `file_name` a browser keeps it under that name.
        """
        media_type = mimetypes.guess_type(f"x{blob.suffix}")[0] or "application/octet-stream"
        shown = f"attachment; filename*=utf-8''{quote(file_name)}" if file_name else "inline"
        with _failures("Signing an address"):
            if self._protocol() == "s3":
                wishes = {"ResponseContentType": media_type, "ResponseContentDisposition": shown}
                return str(self._files.url(self._place(blob.name), expires=LINK_S, **wishes))
            if self._protocol() == "gs":
                wishes = {"response_type": media_type, "response_disposition": shown, "version": "v4"}
                wishes |= _signer(self._files.credentials.credentials)
                return str(self._files.sign(self._place(blob.name), expiration=LINK_S, **wishes))
        return None

    def upload_link(self, name: str, size_bytes: int, media_type: str) -> UploadLink | None:
        """An address to which a browser may once send an object of that size and type, begun within a
        quarter of an hour; None where there is no such thing. Raises StorageError."""
        headers = {"Content-Type": media_type}
        with _failures("Signing an address"):
            if self._protocol() == "s3":
                bound = {"ContentType": media_type, "ContentLength": size_bytes}
                how = {"client_method": "put_object", "expires": UPLOAD_LINK_S} | bound
                return UploadLink(str(self._files.url(self._place(name), **how)), headers)
            if self._protocol() == "gs":
                headers["x-goog-content-length-range"] = f"{size_bytes},{size_bytes}"
                headers["x-goog-if-generation-match"] = "0"  # once: not over what is there
                how = {"method": "PUT", "headers": headers, "version": "v4", "expiration": UPLOAD_LINK_S}
                how |= _signer(self._files.credentials.credentials)
                return UploadLink(str(self._files.sign(self._place(name), **how)), headers)
        return None

    @contextmanager
    def opened(self, name: str) -> Iterator[BinaryIO]:
        """An object, to be read piece by piece. Raises StorageError, also while it is read."""
        with _failures("Fetching a file"), self._files.open(self._place(name), "rb") as file:
            yield file

    def write_note(self, name: str, note: JsonDict) -> None:
        """Let a note stand for the name from now on."""
        with _failures("Writing to the storage"):
            place, text = self._place(f"notes/{name}.json"), json.dumps(note, allow_nan=False)
            if self._is_folder:
                self._moved_in(place, lambda hidden: self._files.pipe_file(hidden, text.encode()))
            else:
                self._files.pipe_file(place, text.encode())

    def read_note(self, name: str) -> JsonDict | None:
        """What stands for the name; None if nothing does, or nothing that can be read."""
        with _failures("Reading from the storage"):
            try:
                note = json.loads(self._files.cat_file(self._place(f"notes/{name}.json")))
            except (FileNotFoundError, ValueError):
                return None
            return note if isinstance(note, dict) else None

    def stored(self, under: str) -> Iterator[Stored]:
        """Every object whose name begins with `under/`."""
        with _failures("Listing the storage"):
            found = self._files.find(self._place(under), detail=True)
        for place, facts in found.items():
            yield Stored(place.removeprefix(f"{self._root}/"), int(facts["size"]), _since(facts))

    def remove(self, name: str) -> None:
        """Remove an object; fine if it is gone."""
        with _failures("Removing from the storage"):
            try:
                self._files.rm_file(self._place(name))
            except FileNotFoundError:
                return

    def _put(self, path: Path, place: str) -> None:
        if self._is_folder:
            self._moved_in(place, lambda hidden: self._files.put_file(str(path), hidden))
        else:
            self._files.put_file(str(path), place)

    def _moved_in(self, place: str, write: Any) -> None:
        """Object stores show an object when it is whole; in a folder a rename does that."""
        folder, _, _ = place.rpartition("/")
        self._files.makedirs(folder, exist_ok=True)
        hidden = f"{folder}/.{uuid.uuid4().hex}"
        write(hidden)
        Path(hidden).replace(place)

    def _place(self, name: str) -> str:
        return f"{self._root}/{name}"

    def _protocol(self) -> str:
        names = self._files.protocol
        return "gs" if "gs" in names else "s3" if "s3" in names else "file" if "file" in names else "other"


def _since(facts: JsonDict) -> datetime:
    """When an object came to be, as the services and folders write it."""
    said = facts.get("updated") or facts.get("LastModified") or facts.get("mtime")
    if isinstance(said, str):
        said = datetime.fromisoformat(said)
    if isinstance(said, (int, float)):
        return datetime.fromtimestamp(said, UTC)
    return said if isinstance(said, datetime) else datetime.now(UTC)


def _signer(credentials: Any) -> JsonDict:
    """On Google's own machines nobody holds a key: Google signs, asked with the account's token."""
    if hasattr(credentials, "sign_bytes") or not hasattr(credentials, "service_account_email"):
        return {}
    return {"service_account_email": credentials.service_account_email, "access_token": credentials.token}


@contextmanager
def _failures(doing: str) -> Iterator[None]:
    try:
        yield
    except AppError:
        raise
    except Exception as error:  # each service's client has errors of its own
        raise StorageError(
            f"{doing} failed: {str(error)[:200] or type(error).__name__}.",
            _CHECK_STORAGE,
        ) from error
