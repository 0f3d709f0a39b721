"""Briefs to start from: each says who it is for, what is special, and how it should feel."""

from __future__ import annotations

from typing import NamedTuple

from core.models import Platform


class Example(NamedTuple):
    """A brief with the platform and length that suit it."""

    title: str
    prompt: str
    platform: Platform
    seconds: int


EXAMPLES = (
    Example(
        "The plumber at 3 am",
        "A calm 20 second spot for a plumber who answers at 3 am. No call-out fee before 6. "
        "End with: save our number before you need it.",
        Platform.TIKTOK,
        20,
    ),
    Example(
        "A bottle that lasts",
        "A 15 second launch of a steel water bottle that keeps coffee hot for 12 hours. "
        "For commuters. Energetic, a little cheeky. Order before Friday for free engraving.",
        Platform.INSTAGRAM,
        15,
    ),
    Example(
        "Three ways to sleep better",
        "A 30 second list for tired parents: three small habits for better sleep, by a family doctor. "
        "Warm and reassuring, no fear.",
        Platform.YOUTUBE_SHORTS,
        30,
    ),
    Example(
        "Hiring without the jargon",
        "A 25 second post that invites nurses to a hospital with real four-day weeks. "
        "Honest and confident. Ask them to write one line, no CV.",
        Platform.LINKEDIN,
        25,
    ),
)
