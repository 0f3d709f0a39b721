"""A build: one script rendered in one way, as a graph of artefacts.

Every stage is a function `stage(build, ...) -> Artefact` that works out its inputs by
asking for the artefacts before it, makes a key of them, and lets the store find or make
the file. So any stage can be called at any time, in any process: what exists is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from core.artifacts.keys import KeyInput
from core.artifacts.lease import Lease
from core.artifacts.store import Artefact
from core.models import (
    AspectRatio,
    CaptionStyle,
    ClipSound,
    Corner,
    GenerationRequest,
    Language,
    OwnPicture,
    Platform,
    SceneScript,
    ShortText,
    Stage,
    Value,
    VideoScript,
    VoiceStyle,
)
from core.parts import Parts
from core.providers.purpose import Purpose
from core.providers.video.base import VideoModel
from core.providers.video.choice import ANIMATIC
from core.settings import AtLimit
from core.stages.progress import ProgressBoard
from core.storage.records import TakeRecord


class RenderOptions(Value):
    """Everything about a render that is not in the script."""

    platform: Platform
    aspect_ratio: AspectRatio
    filmed_ratio: AspectRatio
    """What clips are filmed in: the brief's ratio. Other ratios are cut from the same clips."""
    language: Language
    caption_style: CaptionStyle = CaptionStyle.BOLD
    voice: ShortText | None = None
    voice_style: VoiceStyle = VoiceStyle.NATURAL
    music: ShortText = "auto"
    clip_sound: ClipSound = ClipSound.OFF
    logo: OwnPicture | None = None
    logo_corner: Corner = Corner.TOP_LEFT
    video_model: ShortText = ""
    is_preview: bool = False
    """Clips that do not exist are drawn, so that it costs nothing."""
    at_limit: AtLimit | None = None
    """What a person chose to do where a budget or a quota has no room; None: as the settings say."""
    despite_shortage: bool = False
    """A person chose to go on though the machine is short of memory, disk or processors."""

    @classmethod
    def of(cls, request: GenerationRequest, script: VideoScript) -> RenderOptions:
        """What the brief asked for, with the choices it left open made."""
        return cls(
            platform=request.platform,
            aspect_ratio=request.frame_ratio,
            filmed_ratio=request.frame_ratio,
            language=script.metadata.language,
            caption_style=request.caption_style,
            voice=request.voice,
            voice_style=request.voice_style,
            music=request.music,
            clip_sound=request.clip_sound,
            video_model=request.video_model,
        )


@dataclass(frozen=True)
class Build:
    """What a stage needs to know; cheap to make, and without state of its own.

    By scene: the seed it is filmed from, the take it keeps whatever its script says, the seconds of
    its clip before it begins, and the point of its picture that a person keeps in view.
    """

    parts: Parts
    video_id: str
    script: VideoScript
    options: RenderOptions
    lease: Lease
    temp_dir: Path
    owner: str = "local"
    board: ProgressBoard | None = None
    take_seeds: Mapping[str, int] = field(default_factory=dict)
    kept_takes: Mapping[str, TakeRecord] = field(default_factory=dict)
    starts_s: Mapping[str, float] = field(default_factory=dict)
    focus: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    @cached_property
    def video(self) -> VideoModel:
        """Who films: the model that the brief names, else the usual one. Raises InvalidInput."""
        name = self.options.video_model
        return self.parts.film_with(name) if name else self.parts.video

    @cached_property
    def scenes(self) -> tuple[SceneScript, ...]:
        return self.script.scenes

    def scene(self, scene_id: str) -> SceneScript:
        """The scene of that id; a wrong id is a mistake in the program."""
        return next(scene for scene in self.scenes if scene.scene_id == scene_id)

    def purpose(self, scene: SceneScript, operation_key: str | None = None) -> Purpose:
        """What calls for a scene are made for."""
        return self.parts.purpose(
            self.video_id,
            self.owner,
            scene_id=scene.scene_id,
            operation_key=operation_key,
            at_limit=self.options.at_limit,
        )

    def drawing(self) -> Build:
        """The same build with every clip drawn on this machine."""
        return replace(self, options=self.options.model_copy(update={"video_model": ANIMATIC}))

    def filming(self, scene_id: str, seed: int | None) -> Build:
        """The same build with this scene filmed as its script says, from this seed if there is one."""
        seeds = {name: number for name, number in self.take_seeds.items() if name != scene_id}
        kept = {name: take for name, take in self.kept_takes.items() if name != scene_id}
        new = {} if seed is None else {scene_id: seed}
        return replace(self, take_seeds=seeds | new, kept_takes=kept)

    def make(
        self,
        kind: str,
        inputs: Mapping[str, KeyInput],
        suffix: str,
        maker: Callable[[Path], Mapping[str, object]],
    ) -> Artefact:
        """The artefact of these inputs, found or made."""
        return self.parts.make(kind, inputs, suffix, maker, lease=self.lease, should_stop=self._cancelled)

    def reporter(self, stage: Stage, part: str = "") -> Callable[[float], None]:
        """What a maker calls with 0..1; it raises Cancelled when a person asked to stop."""
        board = self.board
        if board is None:
            return lambda _: None
        return lambda fraction: board.report(stage, fraction, part)

    def _cancelled(self) -> bool:
        return self.board is not None and self.parts.history.cancel_requested(self.video_id)
