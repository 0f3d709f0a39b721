"""The encoded pieces of a video: bodies of scenes, and joins between them.

A piece's key holds what its pixels come from: the clips, which of their frames, the captions that
are seen in it, and the encoder. Whatever else changes in the script, the piece stays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, TypedDict

from core.artifacts.keys import KeyInput
from core.artifacts.store import Artefact
from core.errors import MediaError
from core.media import encoder
from core.media.captions import (
    CaptionTrack,
    backed,
    depends_on_picture,
    lay_out,
    letterings,
    spots,
    write_ass,
)
from core.media.focus import FocusPath
from core.media.footage import Footage
from core.media.ground import brightness_behind
from core.media.hardware import encoder_of
from core.media.logo import Mark
from core.media.looks import Looks
from core.media.probe import probe
from core.media.reading import Reading
from core.media.segments import encode_body, encode_join
from core.media.timeline import Body, Join, Piece, ScenePlan, Timeline, frames_shown
from core.models import FPS, CaptionStyle, FrameSize, SceneScript, Stage
from core.operations.children import OnFraction
from core.operations.turns import PAIRS_OF_CORES, one_for_two_cores
from core.stages.branding import mark_of
from core.stages.build import Build
from core.stages.film import film
from core.stages.framing import focus_of, glance_of
from core.stages.timing import timeline_of
from core.stages.voice import narration_of


def scenes_of(piece: Piece) -> tuple[str, ...]:
    """The scenes whose clips a piece needs."""
    return (piece.scene_id,) if isinstance(piece, Body) else (piece.before, piece.after)


def encode_piece(build: Build, number: int, timeline: Timeline | None = None) -> Artefact:
    """The piece of that number in the timeline."""
    timeline = timeline or timeline_of(build)
    piece = timeline.pieces[number]
    shots = [_shot(build, timeline, piece, scene_id) for scene_id in scenes_of(piece)]
    inputs: dict[str, KeyInput] = {
        "piece": piece.model_dump(mode="json", exclude=_NAMES),
        "footage": [shot.inputs() for shot in shots],
        "size": list(build.options.aspect_ratio.size),
        "encoder": encoder.video_args(encoder_of(build.parts.ffmpeg.executable)),
    }

    if (mark := mark_of(build)) is not None:
        inputs["mark"] = [mark.path.stem, mark.x, mark.y]

    def encode(target: Path) -> dict[str, object]:
        looks = _encode(build, piece, shots, target, str(number), mark)
        return {"frames": piece.frames, "looks": looks.model_dump(mode="json")}

    return build.make("segment" if isinstance(piece, Body) else "join", inputs, ".mp4", encode)


def captions_of(build: Build, scene: SceneScript, timeline: Timeline) -> CaptionTrack:
    """The scene's captions in scene time, each gone when the next scene's voice begins."""
    plan = timeline.scene(scene.scene_id)
    track = lay_out(
        narration_of(build, scene),
        offset_s=plan.narration_start_s - plan.start_s,
        style=build.options.caption_style,
        size=build.options.aspect_ratio.size,
        platform=build.options.platform,
        fonts=build.parts.fonts,
    )
    after = next((later for later in timeline.scenes if later.start_frame > plan.start_frame), None)
    return track if after is None else track.until(after.narration_start_s - plan.start_s)


_CAPTIONS_AHEAD = FPS
"""A second: more than any voice begins before its picture."""

PIECES_AT_ONCE = PAIRS_OF_CORES
"""One encoder nearly fills two cores, and holds most of the memory that a job takes."""
_TURNS = one_for_two_cores()

_NAMES = {"scene_id", "before", "after"}


class _How(TypedDict):
    """What bodies and joins are encoded with alike."""

    size: FrameSize
    fonts_dir: Path
    on_fraction: OnFraction
    mark: Mark | None


class _Shot(NamedTuple):
    """A scene's clip with its place and captions; the file itself is looked at only to encode it."""

    clip: Artefact
    plan: ScenePlan
    starts_s: float
    captions: Path | None
    focus: FocusPath | None
    track: CaptionTrack | None = None

    def inputs(self) -> dict[str, KeyInput]:
        """What of it determines a piece."""
        captions = self.captions.read_bytes() if self.captions else b""
        view: dict[str, KeyInput] = {"focus": self.focus} if self.focus else {}
        return {
            **view,
            "clip": self.clip.key,
            "plan": self.plan.model_dump(mode="json", include={"frames", "head", "tail"}),
            "starts_s": self.starts_s,
            "captions": hashlib.sha256(captions).hexdigest(),
        }

    def footage(self) -> Footage:
        """The clip as the encoder wants it. Raises MediaError."""
        path = Path(self.clip.path)
        video = probe(path).video
        if video is None:
            raise MediaError(
                f"The clip of scene {self.plan.scene_id} has no picture.", "Film the scene again."
            )
        return Footage(
            path=path,
            video=video,
            scene=self.plan,
            captions=self.captions,
            captions_ahead=_CAPTIONS_AHEAD if self.captions else 0,
            starts_s=self.starts_s,
            focus=self.focus,
        )


def _shot(build: Build, timeline: Timeline, piece: Piece, scene_id: str) -> _Shot:
    scene, plan = build.scene(scene_id), timeline.scene(scene_id)
    clip, starts_s = film(build, scene), build.starts_s.get(scene_id, 0.0)
    shot = _Shot(clip, plan, starts_s, None, focus_of(build, scene_id, clip))
    if build.options.caption_style is CaptionStyle.NONE:
        return shot
    first, end = frames_shown(piece, plan)
    whole = _over(build, shot, captions_of(build, scene, timeline))
    track = whole.seen_within(first / FPS, end / FPS)
    if not track.phrases:
        return shot
    captions = build.temp_dir / f"captions-{scene_id}-{first}.ass"
    write_ass(track, captions, ahead_s=_CAPTIONS_AHEAD / FPS)
    return shot._replace(captions=captions, track=track)


def _over(build: Build, shot: _Shot, track: CaptionTrack) -> CaptionTrack:
    """The captions as they are drawn over this shot."""
    if not depends_on_picture(track):
        return track
    glance, size = glance_of(build, shot.clip), build.options.aspect_ratio.size
    return backed(track, brightness_behind(glance, shot.footage(), spots(track), size))


def _encode(
    build: Build, piece: Piece, shots: Sequence[_Shot], target: Path, part: str, mark: Mark | None
) -> Looks:
    footages = [shot.footage() for shot in shots]
    ffmpeg, report = build.parts.ffmpeg, build.reporter(Stage.ENCODE, part)
    how = _How(
        size=build.options.aspect_ratio.size,
        fonts_dir=build.parts.fonts.folder,
        on_fraction=report,
        mark=mark,
    )
    reading = _reading(piece, shots[0], build.options.aspect_ratio.size)
    with _TURNS.mine(while_waiting=lambda: report(0.0)):
        if isinstance(piece, Join):
            return encode_join(ffmpeg, footages[0], footages[1], piece, target, **how)
        return encode_body(ffmpeg, footages[0], piece, target, reading=reading, **how)


def _reading(piece: Piece, shot: _Shot, size: FrameSize) -> Reading:
    """The phrases whose contrast is measured in a body; a transition, which passes, has none."""
    if isinstance(piece, Join) or shot.track is None:
        return Reading((), piece.frames, size)
    return Reading(letterings(shot.track, piece.first_frame), piece.frames, size)
