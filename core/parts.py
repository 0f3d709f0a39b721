"""What the product is plugged together from. `bootstrap` makes one; tests make others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from core.artifacts.keys import KeyInput, artefact_key
from core.artifacts.lease import Lease
from core.artifacts.shared_files import SharedFiles
from core.artifacts.single_flight import never
from core.artifacts.store import Artefact, ArtefactStore
from core.ledger.ledger import Ledger
from core.media.ffmpeg import Ffmpeg
from core.media.fonts import FontSet
from core.models import FrameSize
from core.operations.bus import Bus
from core.operations.children import OnFraction
from core.operations.courier import Courier
from core.operations.machine import Machine
from core.providers.music.base import MusicModel
from core.providers.purpose import Purpose
from core.providers.resilience import Breaker
from core.providers.speech.base import SpeechModel, Voice
from core.providers.text.base import TextModel
from core.providers.video.base import ClipRequest, FilmedClip, VideoModel
from core.providers.video.camera import CameraMove
from core.providers.video.choice import VideoChoice
from core.providers.video.picture import ScenePictures
from core.settings import AtLimit, Settings
from core.storage.audit import AuditLog
from core.storage.history import History

OpenMusic = Callable[[Path], MusicModel]
"""Makes a bed out of a person's file. Raises InvalidInput for a file that is no music."""

Storyboard = Callable[[ClipRequest, Path], None]
"""Draws how a clip would look as a small JPEG. Raises MediaError, StorageError."""

FilmStill = Callable[[Path, CameraMove, float, FrameSize, Path, OnFraction], FilmedClip]
"""Films a picture with a camera move: that many seconds at that size, into an .mp4.

Raises InvalidInput, MediaError, StorageError, and what the progress callback raises.
"""


@dataclass(frozen=True)
class Parts:
    """Ports with their adapters, the store, the history, and the tools.

    `video` films unless a brief names another model, which `film_with` then gives.
    """

    settings: Settings
    text: TextModel
    video: VideoModel
    film_with: Callable[[str], VideoModel]
    video_choices: tuple[VideoChoice, ...]
    services: tuple[Breaker, ...]
    ending_models: tuple[str, ...]
    speech: SpeechModel
    usual_voice: Voice | None
    pictures: ScenePictures | None
    music: MusicModel
    open_music: OpenMusic
    storyboard: Storyboard
    film_still: FilmStill
    store: ArtefactStore
    history: History
    ledger: Ledger
    audit: AuditLog
    ffmpeg: Ffmpeg
    fonts: FontSet
    machine: Machine
    link_secret: str
    """What signs the addresses of files."""
    events: Bus
    """Where this process tells what happens to videos."""
    courier: Courier | None = None
    """Who carries events to the webhook; None where there is none."""
    shared: SharedFiles | None = None
    """Where several machines keep files together; None on one machine."""

    def make(
        self,
        kind: str,
        inputs: Mapping[str, KeyInput],
        suffix: str,
        maker: Callable[[Path], Mapping[str, object]],
        *,
        lease: Lease,
        should_stop: Callable[[], bool] = never,
    ) -> Artefact:
        """The artefact of these inputs, found or made; what `maker` returns is kept with it as JSON."""
        key = artefact_key(kind, inputs)
        return self.store.make(
            kind, key, suffix, lambda target: dict(maker(target)), lease=lease, should_stop=should_stop
        )

    def purpose(
        self,
        video_id: str,
        owner: str,
        *,
        scene_id: str = "",
        operation_key: str | None = None,
        at_limit: AtLimit | None = None,
    ) -> Purpose:
        """What calls are made for; `at_limit` is a person's own choice, in place of the settings'."""
        return Purpose(
            video_id=video_id,
            owner=owner,
            scene_id=scene_id,
            operation_key=operation_key,
            at_budget=at_limit or self.settings.at_budget,
            at_quota=at_limit or self.settings.at_quota,
        )

    def uploaded_music(self, name: str) -> MusicModel:
        """The bed of an upload, by the name it was kept under."""
        return self.open_music(self.upload(Path(name).name))

    def upload(self, name: str) -> Path:
        """Where the upload of that name lies; the file may not be there. Raises StorageError."""
        path = self.uploads_dir / name
        if self.shared is not None and not path.is_file():
            self.shared.bring_upload(path)
        return path

    def share_upload(self, name: str) -> None:
        """Let other machines have it. Raises StorageError."""
        if self.shared is not None:
            self.shared.keep_upload(self.uploads_dir / name)

    def outputs(self, video_id: str, *, whole: bool = False) -> Path:
        """The folder of a video's published files as they are now; large ones from other machines only
        if the `whole` is wanted. Raises StorageError."""
        folder = self.settings.outputs_dir / video_id
        if self.shared is not None:
            self.shared.mirror(video_id, folder, whole=whole)
        return folder

    def share_outputs(self, video_id: str, names: Iterable[str] | None = None) -> None:
        """Let other machines have these files of a video's folder, or a whole publication."""
        if self.shared is not None:
            self.shared.publish(video_id, self.settings.outputs_dir / video_id, names)

    @property
    def uploads_dir(self) -> Path:
        return self.settings.uploads_dir
