"""Published files and uploads in the storage that machines share.

A note for each video names its files, so all of a publication appears at once. A machine mirrors a
video's small files when they are looked at; large ones are given by signed addresses, or mirrored
when somebody wants them whole. An upload's name is made of its content and never changes.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath

from pydantic import RootModel, ValidationError

from core.artifacts.failures import storage_failures
from core.artifacts.garbage import Garbage, find_forgotten, find_garbage, remove_garbage
from core.artifacts.incoming import Incoming
from core.artifacts.vault import Blob, Vault
from core.errors import StorageError

LINK_FROM_BYTES = 1 << 20
"""Files from this size on are given by a signed address: they need not pass through a web process, and
Cloud Run cuts answers over 32 MB."""
_SCENES = ("individual_clips/", "audio_files/")
_KNOWN_FOR_S = 2.0


class _Files(RootModel[dict[str, Blob]]):
    """By name."""


class SharedFiles:
    """Any thread may use it. Methods raise StorageError."""

    def __init__(self, vault: Vault, clock: Callable[[], float] = time.monotonic) -> None:
        self._vault = vault
        self._clock = clock
        self.incoming = Incoming(vault)
        self._known: dict[str, tuple[float, dict[str, Blob]]] = {}

    def ping(self) -> None:
        """Ask the storage something; raises StorageError when it is not well."""
        self._vault.ping()

    def garbage(self, takes: Collection[str], keep: timedelta, *, remove: bool = False) -> Garbage:
        """What nothing names any more and is older than that; removed only when asked to be."""
        found = find_garbage(self._vault, takes, datetime.now(UTC), keep)
        if remove:
            remove_garbage(self._vault, found)
        return found

    def forgotten(
        self, video_ids: Collection[str], uploads: Collection[str], artefacts: Collection[tuple[str, str]]
    ) -> Garbage:
        """What is stored of these and of nothing else."""
        notes = {_outputs(each) for each in video_ids} | {f"uploads/{each}" for each in uploads}
        notes |= {f"artefacts/{kind}/{key}" for kind, key in artefacts}
        return find_forgotten(self._vault, {f"notes/{each}.json" for each in notes})

    def remove(self, garbage: Garbage) -> None:
        """Remove it."""
        remove_garbage(self._vault, garbage)
        self._known.clear()

    def publish(self, video_id: str, folder: Path, names: Iterable[str] | None = None) -> None:
        """Store files of a video's folder, then let them stand in the place of those before.

        Without `names` it is a whole publication, which drops the scenes of the one before.
        """
        is_whole = names is None
        new = {name: self._vault.keep(folder / name) for name in (_names(folder) if names is None else names)}
        before = _read(self._vault.read_note(_outputs(video_id)))
        kept = {name: b for name, b in before.items() if not (is_whole and name.startswith(_SCENES))}
        files = kept | new
        self._vault.write_note(_outputs(video_id), _Files(files).model_dump(mode="json"))
        self._known.pop(video_id, None)
        _remember(folder, {name: files[name] for name in _names(folder) if name in files})

    def files(self, video_id: str) -> dict[str, Blob]:
        """A video's published files by their names, as they were at most 2 s ago."""
        until, known = self._known.get(video_id, (0.0, {}))
        if self._clock() < until:
            return known
        found = _read(self._vault.read_note(_outputs(video_id)))
        self._known[video_id] = (self._clock() + _KNOWN_FOR_S, found)
        return found

    def mirror(self, video_id: str, folder: Path, *, whole: bool = False) -> None:
        """Have the folder show what is published now; large files only if the `whole` is wanted."""
        wanted, here = self.files(video_id), _remembered(folder)
        with storage_failures("Fetching a video's files"):
            for name in [name for name, blob in here.items() if wanted.get(name) != blob]:
                (folder / name).unlink(missing_ok=True)
                del here[name]
            missing = [n for n, blob in wanted.items() if n not in here and (whole or not _is_large(blob))]
            for name in missing:
                self._place(wanted[name], folder / name)
                here[name] = wanted[name]
            if missing or here != _remembered(folder):
                _remember(folder, here)

    def is_large(self, video_id: str, name: str) -> bool:
        """Whether the file is published and so large that it is not mirrored by itself."""
        blob = self.files(video_id).get(name)
        return blob is not None and _is_large(blob)

    def link(self, video_id: str, name: str, file_name: str = "") -> str | None:
        """A signed address of a large file; None for a small one, and where there is no such thing."""
        blob = self.files(video_id).get(name)
        return None if blob is None or not _is_large(blob) else self._vault.link(blob, file_name=file_name)

    def keep_upload(self, path: Path) -> None:
        """Let other machines have an upload."""
        blob = self._vault.keep(path)
        self._vault.write_note(f"uploads/{path.name}", _Files({path.name: blob}).model_dump(mode="json"))

    def bring_upload(self, target: Path) -> None:
        """Fetch the upload of that name to where it belongs, if there is one."""
        blob = _read(self._vault.read_note(f"uploads/{target.name}")).get(target.name)
        if blob is not None:
            with storage_failures("Fetching an upload"):
                self._place(blob, target)

    def _place(self, blob: Blob, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        hidden = target.with_name(f".{uuid.uuid4().hex}")
        try:
            if not self._vault.fetch(blob, hidden):
                raise StorageError("A stored file is gone or damaged.", "Render the video again.")
            hidden.replace(target)
        finally:
            hidden.unlink(missing_ok=True)


def _is_large(blob: Blob) -> bool:
    return blob.size_bytes >= LINK_FROM_BYTES


def _names(folder: Path) -> list[str]:
    found = (path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file())
    return [name.as_posix() for name in found if not any(part.startswith(".") for part in name.parts)]


def _read(note: object) -> dict[str, Blob]:
    """What a note names, as far as it stays inside its folder."""
    try:
        files = _Files.model_validate(note or {}).root
    except ValidationError:
        return {}
    return {name: blob for name, blob in files.items() if _is_inside(PurePosixPath(name))}


def _is_inside(name: PurePosixPath) -> bool:
    return not name.is_absolute() and not any(part.startswith(".") for part in name.parts)


def _remembered(folder: Path) -> dict[str, Blob]:
    """What of the folder was mirrored, or stored from here, and is there."""
    try:
        found = _Files.model_validate_json((folder / _MIRRORED).read_bytes()).root
    except (OSError, ValidationError):
        return {}
    return {name: blob for name, blob in found.items() if (folder / name).is_file()}


def _remember(folder: Path, files: dict[str, Blob]) -> None:
    with storage_failures("Fetching a video's files"):
        folder.mkdir(parents=True, exist_ok=True)
        hidden = folder / f".{uuid.uuid4().hex}"
        hidden.write_text(_Files(files).model_dump_json(), "utf-8")
        hidden.replace(folder / _MIRRORED)


def _outputs(video_id: str) -> str:
    return f"outputs/{video_id}"


_MIRRORED = ".mirrored.json"
