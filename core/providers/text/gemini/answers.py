"""What the model is asked to decide, as schemas of its answers.

Not the product's own values: ids, seconds and seeds are ours, and everything the model says is
measured before it becomes a script. Fields it adds are ignored.
"""

from __future__ import annotations

from pydantic import BaseModel

from core.models import Language, Mood, SceneRole, Transition
from core.providers.video.camera import CameraMove


class SceneAnswer(BaseModel):
    """One scene as the model tells it."""

    role: SceneRole
    narration: str
    description: str
    visual_prompt: str
    camera: CameraMove
    visual_elements: list[str]
    on_screen_text: str
    transition: Transition


class ScriptAnswer(BaseModel):
    """A script as the model tells it."""

    language: Language
    title: str
    subject: str
    mood: Mood
    structure: str
    audience: str
    tone: str
    call_to_action: str
    hashtags: list[str]
    scenes: list[SceneAnswer]


class RewordAnswer(BaseModel):
    """Another prompt for a picture."""

    visual_prompt: str


class RewriteAnswer(BaseModel):
    """Another narration for a scene."""

    narration: str
    on_screen_text: str
