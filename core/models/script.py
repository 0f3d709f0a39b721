"""A script as it can be edited, priced and filmed, and what is spoken and filmed for it."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, model_validator

from core.models.base import LongText, SceneId, ShortText, Value, is_empty
from core.models.choices import Language, Mood
from core.models.request import MAX_DURATION_S


class Transition(StrEnum):
    """How a scene begins after the one before it."""

    CUT = "cut"
    CROSSFADE = "crossfade"
    DIP = "dip"
    SLIDE = "slide"


class SceneRole(StrEnum):
    """What a scene does in the story."""

    HOOK = "hook"
    PROBLEM = "problem"
    SOLUTION = "solution"
    PROOF = "proof"
    STEP = "step"
    STORY = "story"
    CALL_TO_ACTION = "call_to_action"


MOST_REFERENCE_PICTURES = 6
"""As many as any model takes."""


class OwnPicture(Value):
    """A picture among the uploads: `file` names it by its content, `name` is what its owner calls it."""

    file: str = Field(pattern=r"^upload-[0-9a-f]{24}(\.[a-z0-9]{1,6})?$")
    name: ShortText


class SceneScript(Value):
    """One scene. `scene_id` stays the same through edits and reordering."""

    scene_id: SceneId
    role: SceneRole = SceneRole.STORY
    narration: LongText
    description: LongText = ""
    visual_prompt: LongText
    duration_s: float = Field(ge=1.0, le=MAX_DURATION_S)
    visual_elements: tuple[ShortText, ...] = Field(default=(), max_length=12)
    on_screen_text: ShortText = ""
    transition: Transition = Transition.CUT
    first_frame: OwnPicture | None = Field(default=None, exclude_if=is_empty)
    """What the clip begins with, and with `last_frame` what it ends with, where a model films it."""
    last_frame: OwnPicture | None = Field(default=None, exclude_if=is_empty)


class ScriptMetadata(Value):
    """What the director decided about the whole."""

    language: Language
    mood: Mood
    structure: ShortText
    subject: ShortText
    audience: ShortText = ""
    tone: ShortText = ""
    hashtags: tuple[ShortText, ...] = Field(default=(), max_length=12)
    written_by: ShortText
    written_for: ShortText = Field(default="", exclude_if=is_empty)
    """The writer who was asked and could not; empty when nobody had to stand in."""
    seed: int = 0


class VideoScript(Value):
    """A script as it can be edited, priced and filmed."""

    title: ShortText
    scenes: tuple[SceneScript, ...] = Field(min_length=1, max_length=20)
    call_to_action: ShortText = ""
    metadata: ScriptMetadata
    reference_pictures: tuple[OwnPicture, ...] = Field(
        default=(), max_length=MOST_REFERENCE_PICTURES, exclude_if=is_empty
    )
    """People and things that all scenes show as they are, where a model keeps to them."""

    @property
    def duration_s(self) -> float:
        return sum(scene.duration_s for scene in self.scenes)

    @property
    def pictures(self) -> tuple[OwnPicture, ...]:
        """All pictures that people gave it."""
        frames = [frame for scene in self.scenes for frame in (scene.first_frame, scene.last_frame) if frame]
        return (*self.reference_pictures, *frames)

    def scene(self, scene_id: str) -> SceneScript | None:
        return next((scene for scene in self.scenes if scene.scene_id == scene_id), None)

    def with_scene(self, changed: SceneScript) -> VideoScript:
        """The same script with the scene of that id replaced."""
        scenes = tuple(changed if s.scene_id == changed.scene_id else s for s in self.scenes)
        return self.model_copy(update={"scenes": scenes})

    @model_validator(mode="after")
    def _scene_ids_differ(self) -> VideoScript:
        ids = [scene.scene_id for scene in self.scenes]
        if len(set(ids)) != len(ids):
            raise ValueError("two scenes have the same id")
        return self


class WordTime(Value):
    """One spoken word; times count from the start of its narration.

    `start_char:end_char` is its place in the narration text, so captions keep the
    writer's spelling and punctuation whatever the voice made of it.
    """

    start_char: int = Field(ge=0)
    end_char: int = Field(ge=0)
    start_s: float = Field(ge=0)
    end_s: float = Field(ge=0)


class Narration(Value):
    """A spoken text as an artefact: WAV file, length, and when each word sounds."""

    text: str
    path: str
    duration_s: float = Field(ge=0)
    words: tuple[WordTime, ...] = ()
    voice: str
    provider: str
    cost_usd: float = Field(default=0.0, ge=0)


class VideoClip(Value):
    """A take of a scene, with who made it."""

    take_id: str
    scene_id: SceneId
    path: str
    duration_s: float = Field(gt=0)
    width: int = Field(gt=0)
    height: int = Field(gt=0)
    fps: float = Field(gt=0)
    provider: str
    model: str
    made_by: str = ""
    """The model that stood in for the one that was asked; empty when none had to."""
    reworded_prompt: str = ""
    """The words that were filmed after the scene's own ones were refused; empty when they were not."""
    has_audio: bool = False
    is_fallback: bool = False
    reused: bool = False
    cost_usd: float = Field(default=0.0, ge=0)
