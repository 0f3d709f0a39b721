"""The visual prompt optimiser: a scene's shot as the prompt that a video model gets.

Models forget from clip to clip, so everything that must stay the same is said in the same words
every time: one look, one light, one cast. What a scene's own words leave open (shot, lens,
light) is filled in, one action stays, the camera move keeps its name, and nothing asks a model
to draw letters; words on screen are ours to set.

A prompt depends on its own scene and on what the whole film shares, never on the order of the
scenes or on what another one says: such edits must not film paid clips anew. Each family of
models has a template in `templates/`, and one for scenes that begin with a picture, which shows
already what things look like: there the words are for what moves. The finished prompt is part of
the clip's key, so a changed template makes new clips.
"""

from __future__ import annotations

import re
from collections import Counter
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from string import Template

from core.models import Mood, SceneRole, SceneScript, VideoScript
from core.providers.video.camera import CameraMove, camera_move

MOST_CHARS = 1_200
"""Well inside the 1,024 tokens that Veo reads; our prompts are English."""

MOST_ELEMENTS = 6
_TEMPLATES = Path(__file__).parent / "templates"


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
_LIGHTS = {
    Mood.CALM: "soft diffused daylight",
    Mood.UPLIFTING: "bright morning light",
    Mood.ENERGETIC: "hard directional light with crisp shadows",
    Mood.WARM: "warm golden-hour light",
    Mood.SERIOUS: "even neutral window light",
    Mood.PLAYFUL: "bright even light with coloured bounce",
    Mood.DRAMATIC: "low-key side light",
    Mood.LUXURIOUS: "soft studio key with gentle rim light",
}
_SHOTS = {
    SceneRole.HOOK: "Close-up",
    SceneRole.PROOF: "Close-up",
    SceneRole.STEP: "Close-up",
    SceneRole.CALL_TO_ACTION: "Wide shot",
}
"""Where a scene names no shot; the others get a medium shot."""

_UNWANTED = "text, letters, captions, subtitles, logos, watermarks, distorted hands, extra fingers, flicker"
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

_NAMES_A_SHOT = re.compile(
    r"\b(?:close[- ]?up|macro|(?:wide|medium|long|full|establishing|aerial|drone|overhead|top[- ]down|"
    r"tracking|over[- ]the[- ]shoulder|point[- ]of[- ]view|pov)[- ](?:shot|view|angle)|pov|bird.s[- ]eye)\b",
    re.IGNORECASE,
)
_NAMES_A_LENS = re.compile(
    r"\b(?:\d{2,3} ?mm|lens|depth of field|bokeh|fish[- ]?eye|anamorphic|telephoto|deep focus)\b",
    re.IGNORECASE,
)
_NAMES_A_LIGHT = re.compile(
    r"\b(?:(?:sun|moon|day|candle)?light|lights|lit|lighting|sunlit|backlit|neon|golden[- ]hour)\b",
    re.IGNORECASE,
)
_LATER_ACTION = re.compile(
    r"(?:[,;]|\s)\s*(?:and\s+)?(?:then|after that|afterwards|followed by|finally)\b[^.,;:!?]*", re.IGNORECASE
)
_CAMERA_SENTENCE = re.compile(r"\s*\bCamera:[^.;]*[.;]?", re.IGNORECASE)


def optimised_prompt(script: VideoScript, scene: SceneScript, family: ModelFamily = ModelFamily.VEO) -> str:
    """The final prompt of a scene. The animatic gets the shot alone; it sets key words itself.

    Never longer than MOST_CHARS: the shot gives way, the repeated words never do.
    """
    shot = without_text_requests(scene.visual_prompt)
    if family is ModelFamily.ANIMATIC:
        return _template(family).substitute(shot=shot).strip()
    move = camera_move(scene.visual_prompt)
    shot = _one_shot(shot, scene.role, move)
    words = {
        "camera": _HOW[move],
        "lens": "" if _NAMES_A_LENS.search(shot) else f", {_lens(shot)}",
        "light": "" if _NAMES_A_LIGHT.search(shot) else f" Light: {_LIGHTS[script.metadata.mood]}.",
        "film": consistency_block(script),
    }
    template = _template(f"{family}_from_picture" if scene.first_frame else family)
    room = MOST_CHARS - len(template.substitute(words, shot=""))
    prompt = template.substitute(words, shot=_shortened(shot, room))
    return " ".join(prompt.split())


def negative_prompt(family: ModelFamily) -> str:
    """What must not appear, as bare nouns, for the families whose models take that apart."""
    return _UNWANTED if family is ModelFamily.VEO else ""


def consistency_block(script: VideoScript) -> str:
    """The words that every prompt of a film repeats verbatim: its look and its cast."""
    look = f"Throughout the film: {_LOOKS[script.metadata.mood]}."
    cast = _recurring(script)
    return f"{look} Always the same wherever they appear: {', '.join(cast)}." if cast else look


@lru_cache(maxsize=1024)  # it takes a millisecond, and a page asks for the same shots many times
def without_text_requests(prompt: str) -> str:
    """The prompt without sentences that ask for letters in the picture."""
    plain = " ".join(_ASKS_FOR_TEXT.sub("", prompt).split())
    return plain or prompt


def with_one_action(shot: str) -> str:
    """The shot without what happens later: a chain of events makes muddled clips."""
    return " ".join(_LATER_ACTION.sub("", shot).split()) or shot


def _recurring(script: VideoScript) -> list[str]:
    """Elements that at least two scenes share, by name. A copy of a scene adds nothing to them."""
    different = {(scene.description, scene.visual_elements) for scene in script.scenes}
    counts = Counter(name for _, elements in different for name in {e.casefold() for e in elements})
    return sorted(name for name, count in counts.items() if count > 1)[:MOST_ELEMENTS]


def _one_shot(shot: str, role: SceneRole, move: CameraMove) -> str:
    """One action, a named shot, and the camera left to the template when it says the same."""
    shot = with_one_action(shot)
    still = _CAMERA_SENTENCE.sub("", shot).strip()
    if still and camera_move(f"{still} {_HOW[move]}") is move:
        shot = still
    named = shot if _NAMES_A_SHOT.search(shot) else f"{_SHOTS.get(role, 'Medium shot')}: {shot}"
    return named if named.endswith((".", "!", "?")) else f"{named}."


def _lens(shot: str) -> str:
    is_close = re.search(r"close[- ]?up|macro|portrait|face|hands?\b", shot, re.IGNORECASE)
    return "85 mm lens with shallow depth of field" if is_close else "35 mm lens with natural depth"


def _shortened(shot: str, room: int) -> str:
    """Whole words that fit."""
    if len(shot) <= room:
        return shot
    return shot[: room - 1].rsplit(" ", 1)[0].rstrip(",;: ") + "."


@cache
def _template(name: str) -> Template:
    return Template((_TEMPLATES / f"{name}.txt").read_text(encoding="utf-8"))
