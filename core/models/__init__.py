"""The words of the product as frozen values.

A request becomes a script, a script becomes clips and narration, these become a result.
Values hold no storage and no behaviour beyond arithmetic on themselves; every one
survives a round trip through JSON unchanged. Units stand in the names.
"""

from __future__ import annotations

from core.models.base import JsonDict, LongText, SceneId, ShortText, Value, VideoId, clean_text, is_empty
from core.models.choices import (
    FPS,
    AspectRatio,
    CaptionStyle,
    Category,
    ClipSound,
    Corner,
    FrameSize,
    Language,
    Mood,
    Platform,
    VoiceStyle,
)
from core.models.request import MAX_DURATION_S, MAX_PROMPT_CHARS, MIN_DURATION_S, GenerationRequest
from core.models.results import (
    ErrorDetails,
    GenerationResult,
    GenerationStats,
    ProgressUpdate,
    QualityCheck,
    QualityReport,
    Stage,
)
from core.models.script import (
    MOST_REFERENCE_PICTURES,
    Narration,
    OwnPicture,
    SceneRole,
    SceneScript,
    ScriptMetadata,
    Transition,
    VideoClip,
    VideoScript,
    WordTime,
)

__all__ = [
    "FPS",
    "MAX_DURATION_S",
    "MAX_PROMPT_CHARS",
    "MIN_DURATION_S",
    "MOST_REFERENCE_PICTURES",
    "AspectRatio",
    "CaptionStyle",
    "Category",
    "ClipSound",
    "Corner",
    "ErrorDetails",
    "FrameSize",
    "GenerationRequest",
    "GenerationResult",
    "GenerationStats",
    "JsonDict",
    "Language",
    "LongText",
    "Mood",
    "Narration",
    "OwnPicture",
    "Platform",
    "ProgressUpdate",
    "QualityCheck",
    "QualityReport",
    "SceneId",
    "SceneRole",
    "SceneScript",
    "ScriptMetadata",
    "ShortText",
    "Stage",
    "Transition",
    "Value",
    "VideoClip",
    "VideoId",
    "VideoScript",
    "VoiceStyle",
    "WordTime",
    "clean_text",
    "is_empty",
]
