"""Casting: which illustrations, which place and which weather a scene gets.

Words decide: what the scene's prompt shows comes first, then what the video is about,
then what the scene does in the story. Stems cover English and the main words of five
more languages; a scene that names nothing known still gets a fitting abstract set.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from core.models import Mood, SceneRole
from core.providers.video.animatic.vocabulary import (
    ACTIONS,
    DEFAULT_THEME,
    NIGHT,
    PLACES,
    THEMES,
    THINGS,
    Theme,
)
from core.providers.video.base import ClipRequest

_ALWAYS_WELCOME = ("love", "stars")


@dataclass(frozen=True)
class Cast:
    """Names of motifs and scenery; `weather` is what floats in the air."""

    motif: str
    companions: tuple[str, ...]
    scenery: str
    weather: str
    night: bool


def cast(request: ClipRequest) -> Cast:
    """Read the scene; the same request always gives the same cast."""
    scene = f"{request.prompt} {request.key_words}".casefold()
    about = f"{request.subject} {scene}".casefold()
    theme = _theme(request.subject.casefold(), scene)
    turn = _number(f"{request.prompt}|{request.seed}|{request.role}")
    shown = _shown(f"{_action(request.prompt)} {request.key_words}".casefold())
    motif = _motif(request.role, shown, theme, about, turn)
    others = [
        name
        for name in (*shown, *theme.motifs, *_ALWAYS_WELCOME)
        if name != motif and (name != "clock" or name in shown)
    ]
    scenery = _scenery(request.role, scene, theme, turn)
    return Cast(
        motif=motif,
        companions=tuple(dict.fromkeys(others))[:2],
        scenery=scenery,
        weather=_weather(request, theme, scenery),
        night=bool(re.search(NIGHT, about)),
    )


def _motif(role: SceneRole, shown: list[str], theme: Theme, about: str, turn: int) -> str:
    if role is SceneRole.CALL_TO_ACTION:
        act = next((motif for stems, motif in ACTIONS if re.search(stems, about)), None)
        return act or ("button" if theme is DEFAULT_THEME else theme.motifs[0])
    if role is SceneRole.PROOF:
        return ("stars", "people", "trophy")[turn % 3]
    if shown:
        return shown[0]
    order = {SceneRole.HOOK: 0, SceneRole.PROBLEM: 1, SceneRole.SOLUTION: 2}
    return theme.motifs[order.get(role, turn) % len(theme.motifs)]


def _theme(subject: str, scene: str) -> Theme:
    def score(theme: Theme) -> int:
        stems = re.compile(rf"\b(?:{theme.stems})")
        return 3 * len(stems.findall(subject)) + len(stems.findall(scene))

    best = max(THEMES, key=score)
    return best if score(best) else DEFAULT_THEME


def _action(prompt: str) -> str:
    """What is shown, without the place it happens in: a family kitchen is not a family."""
    return re.split(r",\s+(?:in|at|on|inside)\s+(?:a|an|the)\b|\bCamera:", prompt, maxsplit=1)[0]


def _shown(scene: str) -> list[str]:
    """Motifs whose things the scene names, in the order it names them."""
    found = ((match.start(), motif) for stems, motif in THINGS if (match := re.search(stems, scene)))
    return [motif for _, motif in sorted(found)]


def _scenery(role: SceneRole, scene: str, theme: Theme, turn: int) -> str:
    if role is not SceneRole.CALL_TO_ACTION:
        found = [(match.start(), place) for stems, place in PLACES if (match := re.search(stems, scene))]
        if found:
            return min(found)[1]
    staged = {SceneRole.CALL_TO_ACTION: ("studio", "ribbons"), SceneRole.PROOF: ("studio", "ribbons")}
    choice = staged.get(role, theme.places)
    return choice[turn % len(choice)]


def _weather(request: ClipRequest, theme: Theme, scenery: str) -> str:
    lively = request.mood in (Mood.PLAYFUL, Mood.ENERGETIC, Mood.UPLIFTING)
    if request.role is SceneRole.PROBLEM:
        return "rain" if scenery in ("city", "hills", "sea", "garden") else "dust"
    if request.role in (SceneRole.PROOF, SceneRole.CALL_TO_ACTION) and lively:
        return "confetti"
    if request.role is SceneRole.SOLUTION:
        return "sparkles"
    return theme.weather


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
