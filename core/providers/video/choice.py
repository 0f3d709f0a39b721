"""A video model as a person chooses it."""

from __future__ import annotations

from core.models import ShortText, Value

ANIMATIC = "animatic"
"""The drawn storyboard by this name: always there, and free."""


class VideoChoice(Value):
    """`note` says what one should know before choosing, such as its end; empty when there is nothing."""

    model_id: ShortText
    price_usd_per_s: float
    has_audio: bool
    note: ShortText = ""
    is_usual: bool = False
    gone: str = ""
    """Why it cannot be chosen any more, and what to choose in its place; empty for one that answers."""
    first_frame: bool = False
    last_frame: bool = False
    reference_pictures: int = 0
    """How many pictures of people and things its clips can keep to."""
