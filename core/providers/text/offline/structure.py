"""Story structures: which beats a film has, and in which scenes they fall.

Five shapes that advertising has used for decades: problem and solution, before-after-bridge,
a list, a story, and how-to. Each is laid over the number of scenes that the length allows.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from core.models import GenerationRequest, Mood, SceneRole
from core.providers.text.offline.brief import Brief

AIR_S = 0.6
"""Silence a scene needs around its words: 0.25 s before and 0.35 s after."""


class ScenePlan(NamedTuple):
    """One scene: a line of every beat in `beats`, then lines of `fill` until the seconds are used.

    `item` counts the entries of a list from 1; 0 for any other scene. A closing scene speaks its
    fill first, so that the call to action is the last word.
    """

    role: SceneRole
    beats: tuple[str, ...]
    fill: tuple[str, ...] = ()
    item: int = 0


_HOOK = ScenePlan(SceneRole.HOOK, ("hook",), ("problem",))
_OPENING = ScenePlan(SceneRole.HOOK, ("hook", "reveal"), ("benefit",))
_PROBLEM = ScenePlan(SceneRole.PROBLEM, ("problem",), ("problem",))
_REVEAL = ScenePlan(SceneRole.SOLUTION, ("reveal",), ("benefit",))
_BENEFIT = ScenePlan(SceneRole.SOLUTION, ("benefit",), ("benefit",))
_PROOF = ScenePlan(SceneRole.PROOF, ("proof",), ("benefit",))
_BEFORE = ScenePlan(SceneRole.PROBLEM, ("lead_before", "problem"), ("problem",))
_AFTER = ScenePlan(SceneRole.SOLUTION, ("lead_after", "benefit"), ("benefit",))
_TURN = ScenePlan(SceneRole.STORY, ("turn", "reveal"), ("benefit",))
_STEPS = tuple(ScenePlan(SceneRole.STEP, (f"step{i}",), ("benefit",)) for i in (1, 2, 3))
_CLOSING = ScenePlan(SceneRole.CALL_TO_ACTION, ("cta",), ("offer", "proof"))

_OFFER_CLOSING = ScenePlan(SceneRole.CALL_TO_ACTION, ("offer", "cta"), ("proof",))

STRUCTURES = ("problem-solution", "before-after-bridge", "listicle", "story", "how-to")
_LEAST_SCENES = {"before-after-bridge": 5, "listicle": 4, "story": 5, "how-to": 5}


def scene_count(duration_s: float, mood: Mood, words_per_s: float) -> int:
    """Scenes of about 4 to 8 s; fewer when a slow voice would leave them without words."""
    pace = {Mood.CALM: -0.2, Mood.LUXURIOUS: -0.2, Mood.ENERGETIC: 0.3, Mood.PLAYFUL: 0.2}.get(mood, 0.0)
    wished = round(1.6 + 0.135 * duration_s + pace)
    most = int(duration_s / (AIR_S + 6.5 / words_per_s))
    return max(2, min(wished, most, 10))


def choose_structure(brief: Brief, request: GenerationRequest, scenes: int, rng: Random) -> str:
    """A structure that suits the brief; the freer the creativity, the more even the draw."""
    if brief.listing and scenes >= _LEAST_SCENES["listicle"]:
        return "listicle"
    if brief.how and scenes >= _LEAST_SCENES["how-to"]:
        return "how-to"
    free = request.creativity_level
    kind, mood = brief.topic.kind, brief.mood
    weights = {
        "problem-solution": 2.2 - free,
        "before-after-bridge": 0.5 + 0.7 * free,
        "listicle": (0.2 + 0.6 * free) * (kind in ("product", "app", "place")),
        "story": (0.4 + 0.8 * free) * (1.8 if mood in (Mood.WARM, Mood.DRAMATIC) or kind == "cause" else 0.8),
        "how-to": (0.1 + 0.5 * free) * (kind in ("app", "service", "place", "event")),
    }
    fitting = [name for name in STRUCTURES if scenes >= _LEAST_SCENES.get(name, 0)]
    return rng.choices(fitting, [weights[name] for name in fitting])[0]


def lay_out(structure: str, scenes: int, *, tells_offer: bool = False) -> tuple[ScenePlan, ...]:
    """The scenes of a structure; exactly `scenes` of them, and for 0 the last resort of a single line.

    `tells_offer`: the offer must be spoken, right before the call to action.
    """
    if scenes == 0:
        return (ScenePlan(SceneRole.CALL_TO_ACTION, ("cta",)),)
    if scenes == 1:
        return (ScenePlan(SceneRole.CALL_TO_ACTION, ("reveal", "cta")),)
    closing = _OFFER_CLOSING if tells_offer else _CLOSING
    if scenes == 2:
        return (_OPENING, closing)
    structure = structure if scenes >= _LEAST_SCENES.get(structure, 0) else STRUCTURES[0]
    return (*_MIDDLES[structure](scenes - 1), closing)


def _problem_solution(count: int) -> list[ScenePlan]:
    order = [_HOOK, _REVEAL, _PROBLEM, _BENEFIT, _PROOF, _BENEFIT, _PROBLEM, _BENEFIT, _BENEFIT]
    return _in_story_order(order[:count])


def _before_after(count: int) -> list[ScenePlan]:
    return _told(_HOOK, _BEFORE, _AFTER, _REVEAL, count=count)


def _story(count: int) -> list[ScenePlan]:
    return _told(_HOOK, _PROBLEM, _TURN, _BENEFIT, count=count)


def _told(*start: ScenePlan, count: int) -> list[ScenePlan]:
    """The start, then benefits, and a proof at the end when there is room for both."""
    rest = count - len(start)
    proofs = 1 if rest >= 2 else 0
    return [*start, *[_BENEFIT] * (rest - proofs), *[_PROOF] * proofs]


def _listicle(count: int) -> list[ScenePlan]:
    items = min(count - 1 if count < 5 else count - 2, 6)
    opening = [_OPENING] if count < 5 else [_HOOK, _REVEAL]
    listed = [ScenePlan(SceneRole.STEP, ("benefit",), ("benefit",), item=i + 1) for i in range(items)]
    rest = count - len(opening) - items
    return [*opening, *listed, *[_PROOF] * rest]


def _how_to(count: int) -> list[ScenePlan]:
    opening = [_OPENING] if count < 5 else [_HOOK, _REVEAL]
    rest = count - len(opening) - len(_STEPS)
    return [*opening, *_STEPS, *[_BENEFIT] * max(rest - 1, 0), *[_PROOF] * min(max(rest, 0), 1)]


def _in_story_order(plans: list[ScenePlan]) -> list[ScenePlan]:
    """Hook, problems, reveal, benefits, proof: whatever order they were chosen in."""
    rank = [_HOOK, _PROBLEM, _REVEAL, _BENEFIT, _PROOF]
    return sorted(plans, key=rank.index)


_MIDDLES = {
    "problem-solution": _problem_solution,
    "before-after-bridge": _before_after,
    "listicle": _listicle,
    "story": _story,
    "how-to": _how_to,
}
