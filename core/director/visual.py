"""The visual prompt optimiser: a scene's shot as the prompt that a video model gets.

Models forget from clip to clip, so everything that must stay the same is said in the same words
every time: one look, one light, one cast. The camera move keeps its name, and nothing asks a
model to draw letters; words on screen are ours to set.
"""

from __future__ import annotations

import re
from enum import StrEnum

from core.models import Mood, SceneScript, VideoScript
from core.providers.video.camera import CameraMove, camera_move

MOST_CHARS = 1_200
"""Well inside the 1,024 tokens that Veo reads; our prompts are English."""


class ModelFamily(StrEnum):
    """Video models that want to be spoken to alike."""

    ANIMATIC = "animatic"
    VEO = "veo"
    OMNI = "omni"


_LOOKS = {
    Mood.CALM: "muted natural colours, soft contrast, unhurried pace",
    Mood.UPLIFTING: "clean bright colours, gentle contrast, light pace",
    Mood.ENERGETIC: "saturated colours, strong contrast, quick pace",
    Mood.WARM: "amber and earth tones, soft contrast, tender pace",
    Mood.SERIOUS: "restrained neutral colours, clear contrast, steady pace",
    Mood.PLAYFUL: "candy-bright colours, flat contrast, bouncy pace",
    Mood.DRAMATIC: "deep shadows, one accent colour, tense pace",
    Mood.LUXURIOUS: "black, cream and gold tones, rich contrast, slow pace",
}
_NO_TEXT = "No text, no letters, no logos, no subtitles in the picture."
_ASKS_FOR_TEXT = re.compile(
    r"[^.;]*\b(?:text|caption|captions|subtitles?|title card|lettering|words|logo|slogan|typography)\b"
    r"[^.;]*\b(?:appears?|reads?|saying|says|shown|overlay|on screen|on-screen)\b[^.;]*[.;]?",
    re.IGNORECASE,
)
_HOW = {
    CameraMove.PUSH_IN: "slow push in toward the subject",
    CameraMove.PULL_BACK: "smooth pull back from the subject",
    CameraMove.PAN_LEFT: "smooth pan left",
    CameraMove.PAN_RIGHT: "smooth pan right",
    CameraMove.TILT_UP: "smooth tilt up",
    CameraMove.TILT_DOWN: "smooth tilt down",
    CameraMove.ORBIT: "slow orbit around the subject",
    CameraMove.HANDHELD: "subtle handheld movement",
    CameraMove.STATIC: "static shot, tripod",
}


def optimised_prompt(script: VideoScript, scene: SceneScript, family: ModelFamily = ModelFamily.VEO) -> str:
    """The final prompt of a scene. The animatic gets the shot alone; it sets key words itself."""
    shot = without_text_requests(scene.visual_prompt)
    if family is ModelFamily.ANIMATIC:
        return shot
    move = camera_move(scene.visual_prompt)
    parts = [shot, f"Camera: one continuous take, {_HOW[move]}."]
    if family is ModelFamily.OMNI:
        parts.insert(0, "Film exactly one shot.")
    return _joined(parts, [consistency_block(script), _NO_TEXT])


def consistency_block(script: VideoScript) -> str:
    """The words that every prompt of a film repeats verbatim: its look and its set."""
    props = list(dict.fromkeys(e for scene in script.scenes for e in scene.visual_elements))[:6]
    look = _LOOKS[script.metadata.mood]
    return (
        f"Throughout the film: {look}. Recurring elements: {', '.join(props)}."
        if props
        else f"Throughout: {look}."
    )


def without_text_requests(prompt: str) -> str:
    """The prompt without sentences that ask for letters in the picture."""
    plain = re.sub(r"\s+", " ", _ASKS_FOR_TEXT.sub("", prompt)).strip()
    return plain or prompt


def _joined(shot: list[str], fixed: list[str]) -> str:
    """The shot gives way when the whole is too long; the repeated blocks never do."""
    tail = " ".join(fixed)
    return f"{' '.join(shot)[: MOST_CHARS - len(tail) - 1].rstrip()} {tail}"
