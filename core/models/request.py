"""A brief, as a person gave it."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from core.models.base import ShortText, Value, clean_text
from core.models.choices import AspectRatio, CaptionStyle, Category, ClipSound, Language, Platform, VoiceStyle

MIN_DURATION_S = 8.0
MAX_DURATION_S = 60.0
MAX_PROMPT_CHARS = 4_000


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
    clip_sound: ClipSound = ClipSound.OFF
    video_model: ShortText = ""
    """A model of the catalogue; empty for the usual one."""
    seed: int = Field(default=0, ge=0, le=2**31 - 1)

    @property
    def frame_ratio(self) -> AspectRatio:
        """The asked ratio, or the platform's own."""
        return self.aspect_ratio or self.platform.aspect_ratio
