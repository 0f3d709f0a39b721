"""The words of the product as frozen values.

A request becomes a script, a script becomes clips and narration, these become a result.
Values hold no storage and no behaviour beyond arithmetic on themselves; every one
survives a round trip through JSON unchanged. Units stand in the names.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

MIN_DURATION_S = 8.0
MAX_DURATION_S = 60.0
MAX_PROMPT_CHARS = 4_000
FPS = 30


class Value(BaseModel):
    """A frozen value: unknown fields, NaN and infinity are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class FrameSize(NamedTuple):
    """Width and height in pixels."""

    width: int
    height: int


class AspectRatio(StrEnum):
    """The frame's shape; `size` is the delivery format of the design (section 10)."""

    PORTRAIT = "9:16"
    LANDSCAPE = "16:9"
    SQUARE = "1:1"
    TALL = "4:5"

    @property
    def size(self) -> FrameSize:
        return _SIZES[self]


_SIZES = {
    AspectRatio.PORTRAIT: FrameSize(1080, 1920),
    AspectRatio.LANDSCAPE: FrameSize(1920, 1080),
    AspectRatio.SQUARE: FrameSize(1080, 1080),
    AspectRatio.TALL: FrameSize(1080, 1350),
}


class Platform(StrEnum):
    """Where the video will be posted; it sets the ratio and the captions' safe zone."""

    TIKTOK = "tiktok"
    INSTAGRAM = "instagram"
    YOUTUBE_SHORTS = "youtube_shorts"
    YOUTUBE = "youtube"
    LINKEDIN = "linkedin"
    X = "x"
    FACEBOOK = "facebook"
    GENERAL = "general"

    @property
    def aspect_ratio(self) -> AspectRatio:
        return _PLATFORM_RATIOS.get(self, AspectRatio.PORTRAIT)


_PLATFORM_RATIOS = {
    Platform.YOUTUBE: AspectRatio.LANDSCAPE,
    Platform.LINKEDIN: AspectRatio.TALL,
    Platform.X: AspectRatio.LANDSCAPE,
    Platform.FACEBOOK: AspectRatio.TALL,
}


class Category(StrEnum):
    """What the video is about; it steers structure, mood and music."""

    GENERAL = "general"
    PRODUCT = "product"
    SERVICE = "service"
    EVENT = "event"
    EDUCATION = "education"
    ENTERTAINMENT = "entertainment"
    COMEDY = "comedy"
    NEWS = "news"
    TECHNOLOGY = "technology"
    LIFESTYLE = "lifestyle"
    FOOD = "food"
    FITNESS = "fitness"
    BEAUTY = "beauty"
    TRAVEL = "travel"
    FINANCE = "finance"
    REAL_ESTATE = "real_estate"
    NONPROFIT = "nonprofit"


class Language(StrEnum):
    """Languages the captions and the offline voice can carry (ISO 639-1)."""

    ENGLISH = "en"
    SPANISH = "es"
    FRENCH = "fr"
    GERMAN = "de"
    PORTUGUESE = "pt"
    ITALIAN = "it"
    DUTCH = "nl"
    POLISH = "pl"
    TURKISH = "tr"
    RUSSIAN = "ru"
    GREEK = "el"
    ARABIC = "ar"
    HEBREW = "he"
    HINDI = "hi"
    CHINESE = "zh"
    JAPANESE = "ja"
    KOREAN = "ko"


class Mood(StrEnum):
    """The feeling of a script; palette, music and voice follow it."""

    CALM = "calm"
    UPLIFTING = "uplifting"
    ENERGETIC = "energetic"
    WARM = "warm"
    SERIOUS = "serious"
    PLAYFUL = "playful"
    DRAMATIC = "dramatic"
    LUXURIOUS = "luxurious"


class VoiceStyle(StrEnum):
    """How the narrator speaks; a speech adapter maps it to voice, speed and pitch."""

    NATURAL = "natural"
    CALM = "calm"
    ENERGETIC = "energetic"
    WARM = "warm"
    AUTHORITATIVE = "authoritative"


class CaptionStyle(StrEnum):
    """How captions look; each has a small file of its own in `core/media/captions/styles`."""

    BOLD = "bold"
    KARAOKE = "karaoke"
    BOX = "box"
    MINIMAL = "minimal"
    NONE = "none"


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


def clean_text(text: str) -> str:
    """Text as data: NFC, no control or private characters, blanks folded to one space.

    Joiners that scripts and emoji need (ZWJ, ZWNJ, variation selectors) stay.
    """
    text = unicodedata.normalize("NFC", text)
    kept = (" " if c in "\t\n\r\v\f\u2028\u2029" else c for c in text)
    visible = (c for c in kept if c in "\u200c\u200d" or unicodedata.category(c) not in _INVISIBLE)
    return re.sub(r"\s+", " ", "".join(visible)).strip()


_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}

Text = Annotated[str, AfterValidator(clean_text)]
ShortText = Annotated[str, Field(max_length=200), AfterValidator(clean_text)]
LongText = Annotated[str, Field(max_length=2_000), AfterValidator(clean_text)]

_VIDEO_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


def _check_video_id(video_id: str) -> str:
    if not _VIDEO_ID.fullmatch(video_id):
        raise ValueError(
            "a video id is 1 to 64 letters, digits, '-' or '_', and starts with a letter or digit"
        )
    return video_id


VideoId = Annotated[str, AfterValidator(_check_video_id)]


def _check_prompt(prompt: str) -> str:
    if not prompt:
        raise ValueError("the prompt is empty; say in a sentence what the video is about")
    if not any(c.isalnum() for c in prompt):
        raise ValueError("the prompt holds no words; say in a sentence what the video is about")
    return prompt


class GenerationRequest(Value):
    """A brief, as a person gave it. `None` means: choose for me."""

    prompt: Annotated[
        str, Field(max_length=MAX_PROMPT_CHARS), AfterValidator(clean_text), AfterValidator(_check_prompt)
    ]
    duration_s: float = Field(default=20.0, ge=MIN_DURATION_S, le=MAX_DURATION_S)
    platform: Platform = Platform.TIKTOK
    category: Category = Category.GENERAL
    creativity_level: float = Field(default=0.5, ge=0.0, le=1.0)
    voice_style: VoiceStyle = VoiceStyle.NATURAL
    voice: ShortText | None = None
    aspect_ratio: AspectRatio | None = None
    language: Language | None = None
    call_to_action: ShortText = ""
    audience: ShortText = ""
    tone: ShortText = ""
    caption_style: CaptionStyle = CaptionStyle.BOLD
    music: ShortText = "auto"
    seed: int = Field(default=0, ge=0, le=2**31 - 1)

    @property
    def frame_ratio(self) -> AspectRatio:
        """The asked ratio, or the platform's own."""
        return self.aspect_ratio or self.platform.aspect_ratio


SceneId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,31}$")]


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
    seed: int = 0


class VideoScript(Value):
    """A script as it can be edited, priced and filmed."""

    title: ShortText
    scenes: tuple[SceneScript, ...] = Field(min_length=1, max_length=20)
    call_to_action: ShortText = ""
    metadata: ScriptMetadata

    @property
    def duration_s(self) -> float:
        return sum(scene.duration_s for scene in self.scenes)

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
    has_audio: bool = False
    is_fallback: bool = False
    reused: bool = False
    cost_usd: float = Field(default=0.0, ge=0)


class Stage(StrEnum):
    """Where a job is."""

    QUEUED = "queued"
    SCRIPT = "script"
    NARRATION = "narration"
    CLIPS = "clips"
    ENCODE = "encode"
    SOUND = "sound"
    FINISH = "finish"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        return self in (Stage.DONE, Stage.FAILED, Stage.CANCELLED)


class ProgressUpdate(Value):
    """How far a job is, as a page or a terminal shows it."""

    video_id: VideoId
    stage: Stage
    fraction: float = Field(ge=0, le=1)
    message: str = ""
    scene_id: SceneId | None = None
    scene_fractions: dict[str, float] = Field(default_factory=dict)
    elapsed_s: float = Field(default=0.0, ge=0)
    remaining_s: float | None = Field(default=None, ge=0)
    cost_usd: float = Field(default=0.0, ge=0)


class GenerationStats(Value):
    """What making a video took. `reused_clips` existed before this job."""

    total_duration_s: float = 0.0
    clips_generated: int = 0
    real_clips: int = 0
    fallback_clips: int = 0
    reused_clips: int = 0
    generation_time_s: float = 0.0
    cost_usd: float = 0.0
    file_sizes: dict[str, int] = Field(default_factory=dict)
    stage_times_s: dict[str, float] = Field(default_factory=dict)
    artefacts_made: tuple[str, ...] = ()
    artefacts_reused: tuple[str, ...] = ()
    peak_memory_mb: float = 0.0


class ErrorDetails(Value):
    """An error as a page, the command line and the API show it."""

    kind: str
    message: str
    hint: str = ""
    retryable: bool = False


class GenerationResult(Value):
    """The answer to a request, also when it failed."""

    video_id: str
    success: bool
    final_video_path: str | None = None
    created_files: tuple[str, ...] = ()
    generation_stats: GenerationStats = GenerationStats()
    error_details: ErrorDetails | None = None


class QualityCheck(Value):
    """One line of the quality report, with what was measured."""

    name: str
    passed: bool
    measured: str
    wanted: str
    scene_id: SceneId | None = None


class QualityReport(Value):
    """What was checked on a finished file before anybody could see it."""

    checks: tuple[QualityCheck, ...]

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks)


JsonDict = dict[str, Any]
MusicChoice = Literal["auto", "none"] | str
