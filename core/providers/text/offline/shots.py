"""Shots: what the camera sees in each scene, as an English prompt for any video model.

One subject doing one thing, in one place, with one named camera move; light and style follow
the mood. Neighbouring scenes never share a move, and a shot returns only when all were used.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from core.models import Mood, SceneRole
from core.providers.text.offline.brief import Brief
from core.providers.text.offline.phrasebook import shot_lists

LIGHT = {
    Mood.CALM: "soft diffused dawn light",
    Mood.UPLIFTING: "bright morning light",
    Mood.ENERGETIC: "crisp hard light with deep shadows",
    Mood.WARM: "warm golden-hour light",
    Mood.SERIOUS: "even neutral daylight",
    Mood.PLAYFUL: "bright colourful light",
    Mood.DRAMATIC: "low-key light with one strong source",
    Mood.LUXURIOUS: "soft directional studio light",
}
_STYLES = (
    "natural documentary style, 35mm lens",
    "polished commercial style, shallow depth of field",
    "bold cinematic style, anamorphic lens, rich colour",
)
_SIZES = {
    SceneRole.HOOK: ("extreme close-up", "close-up"),
    SceneRole.PROBLEM: ("medium close-up", "medium shot"),
    SceneRole.SOLUTION: ("medium shot", "wide shot", "close-up"),
    SceneRole.PROOF: ("close-up", "medium shot"),
    SceneRole.STEP: ("close-up", "medium shot", "overhead shot"),
    SceneRole.STORY: ("medium shot", "wide shot"),
    SceneRole.CALL_TO_ACTION: ("wide shot", "medium shot"),
}
_MOVES = {
    SceneRole.HOOK: ("slow push in", "handheld", "tilt down"),
    SceneRole.PROBLEM: ("handheld", "pan left", "tilt down", "static"),
    SceneRole.SOLUTION: ("slow push in", "orbit", "pan right", "tilt up"),
    SceneRole.PROOF: ("orbit", "pan right", "slow push in"),
    SceneRole.STEP: ("pan right", "slow push in", "tilt up", "orbit"),
    SceneRole.STORY: ("pan left", "slow push in", "pull back"),
    SceneRole.CALL_TO_ACTION: ("pull back", "slow push in", "tilt up"),
}
_UNSTEADY = "handheld"
_STEADY_MOODS = (Mood.CALM, Mood.LUXURIOUS, Mood.SERIOUS)
_HERO = ("stands alone while light slides across it", "rests in an open hand", "is lifted into the light")


@dataclass(frozen=True)
class Shot:
    """A prompt, the action in it, and what must be found on the set."""

    prompt: str
    action: str
    props: tuple[str, ...]


class ShotList:
    """Draws the shots of one film."""

    def __init__(self, brief: Brief, creativity: float, rng: Random) -> None:
        self._brief = brief
        self._rng = rng
        self._topic = shot_lists()[brief.topic.name]
        self._style = _STYLES[min(int(creativity * len(_STYLES)), len(_STYLES) - 1)]
        self._decks: dict[str, list[str]] = {}
        self._move = ""

    def shot(self, role: SceneRole, *, shows_problem: bool = False, is_reveal: bool = False) -> Shot:
        """The next shot for a scene of this role."""
        action = self._hero() if is_reveal else None
        action = action or self._next(self._deck_of(role, shows_problem))
        size = self._rng.choice(_SIZES[role])
        self._move = self._next_move(role)
        mood = self._brief.mood
        prompt = (
            f"{size.capitalize()}: {action}, in {self._topic['where']}. "
            f"Camera: {self._move}. {LIGHT[mood].capitalize()}, {self._style}, {mood} mood."
        )
        props = self._topic["props"]
        return Shot(prompt, action, (*self._rng.sample(props, 3), LIGHT[mood]))

    def _deck_of(self, role: SceneRole, shows_problem: bool) -> str:
        if role is SceneRole.CALL_TO_ACTION:
            return "cta"
        return "problem" if shows_problem else "benefit"

    def _next(self, deck: str) -> str:
        """The next card; a deck is shuffled anew when it is empty."""
        if not self._decks.get(deck):
            cards = list(self._topic[deck])
            self._decks[deck] = self._rng.sample(cards, len(cards))
        return self._decks[deck].pop()

    def _next_move(self, role: SceneRole) -> str:
        steady = self._brief.mood in _STEADY_MOODS
        moves = [move for move in _MOVES[role] if move != self._move and not (steady and move == _UNSTEADY)]
        return self._rng.choice(moves)

    def _hero(self) -> str | None:
        """The product itself, when the brief names one in English words."""
        brief = self._brief
        words = brief.subject.short.split()
        is_thing = brief.topic.kind == "product" and brief.language == "en" and not brief.how
        if not is_thing or not brief.subject.short.isascii() or len(words) > 5 or brief.subject.plural:
            return None
        noun = " ".join(words[1:]) if words[0].casefold() in ("our", "my", "the", "this", "a", "an") else None
        return f"one {noun} {self._rng.choice(_HERO)}" if noun else None
