"""Words fitted to seconds: a search among finished lines for a film that neither rushes nor drags.

Every line is filled with the brief's facts and counted once. Scenes take lines in turn, each
aiming at its share of the words still to be spoken; the best of several seeded tries is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from core.models import SceneRole
from core.providers.text.offline.structure import ScenePlan

TRIES = 12
TRIES_A_SCENE = 50
MOST_FILLERS = 2
STRONGEST_WHIM = 3.2
_SHARES = {SceneRole.HOOK: 0.85, SceneRole.CALL_TO_ACTION: 0.9}


class Choice(NamedTuple):
    """A line that could be spoken: its text, key words, length in words and how well it suits the brief."""

    text: str
    key: str
    words: float
    liking: float
    family: str


Pools = Mapping[str, Sequence[Choice]]


@dataclass(frozen=True)
class Fitted:
    """Lines for every scene, with their words in all."""

    scenes: tuple[tuple[Choice, ...], ...]
    words: float
    liking: float


def fit(plans: Sequence[ScenePlan], pools: Pools, budget: float, rng: Random) -> Fitted | None:
    """The best film found within `budget` words; None when none fits.

    Each film has whims: some lines please it more today, or all films on a topic would be one film.
    """
    whims = _with_whims(pools, rng)
    tries = [_film(plans, whims, budget, rng) for _ in range(TRIES)]
    fitting = [film for film in tries if film is not None and film.words <= budget]
    return max(fitting, key=lambda film: _quality(film, budget), default=None)


def _with_whims(pools: Pools, rng: Random) -> Pools:
    families = sorted({choice.family for pool in pools.values() for choice in pool})
    whim = {family: rng.uniform(0, STRONGEST_WHIM) for family in families}
    return {
        beat: [choice._replace(liking=choice.liking + whim[choice.family]) for choice in pool]
        for beat, pool in pools.items()
    }


def _quality(film: Fitted, budget: float) -> float:
    unspoken = 1 - film.words / budget
    shortest = min(sum(choice.words for choice in scene) for scene in film.scenes)
    return film.liking / len(film.scenes) - 25 * max(0.0, unspoken - 0.03) + min(shortest, 7) * 0.4


def _film(plans: Sequence[ScenePlan], pools: Pools, budget: float, rng: Random) -> Fitted | None:
    used: set[str] = set()
    scenes: list[tuple[Choice, ...]] = []
    left = budget
    shares = [_SHARES.get(plan.role, 1.0) + 0.25 * (len(plan.beats) - 1) for plan in plans]
    for index, plan in enumerate(plans):
        reserve = sum(_least(later, pools, used) for later in plans[index + 1 :])
        target = min(left * shares[index] / sum(shares[index:]), left - reserve)
        scene = _scene(plan, pools, target, left - reserve, used, rng)
        if scene is None:
            return None
        scenes.append(scene)
        used.update(choice.family for choice in scene)
        left -= sum(choice.words for choice in scene)
    flat = [choice for scene in scenes for choice in scene]
    return Fitted(tuple(scenes), budget - left, sum(choice.liking for choice in flat) / 2)


def _scene(
    plan: ScenePlan, pools: Pools, target: float, most: float, used: set[str], rng: Random
) -> tuple[Choice, ...] | None:
    best: tuple[float, tuple[Choice, ...]] | None = None
    for _ in range(TRIES_A_SCENE):
        lines = _draw(plan, pools, target, used, rng)
        if lines is None:
            return None
        words = sum(choice.words for choice in lines)
        if words > most:
            continue
        miss = abs(words - target) / max(target, 1.0)
        chatter = max(0, len(lines) - len(plan.beats) - 1)
        score = 0.6 * sum(choice.liking for choice in lines) / len(lines) - 5 * miss - 0.6 * chatter
        if best is None or score > best[0]:
            best = (score, lines)
    return best[1] if best else _shortest(plan, pools, most, used)


def _draw(
    plan: ScenePlan, pools: Pools, target: float, used: set[str], rng: Random
) -> tuple[Choice, ...] | None:
    lines: list[Choice] = []
    taken = set(used)
    for beat in plan.beats:
        if not (open_lines := [choice for choice in pools[beat] if choice.family not in taken]):
            return None
        lines.append(_pick(open_lines, rng))
        taken.add(lines[-1].family)
    fillers = _fillers(plan, pools, target - sum(choice.words for choice in lines), taken, rng)
    return (*fillers, *lines) if plan.role is SceneRole.CALL_TO_ACTION else (*lines, *fillers)


def _fillers(plan: ScenePlan, pools: Pools, room: float, taken: set[str], rng: Random) -> list[Choice]:
    fillers: list[Choice] = []
    for beat in (*plan.fill, *plan.fill[-1:]):
        fitting = [c for c in pools[beat] if c.family not in taken and c.words <= room + 0.5]
        if len(fillers) < MOST_FILLERS and room >= 2 and fitting:
            fillers.append(_pick(fitting, rng))
            taken.add(fillers[-1].family)
            room -= fillers[-1].words
    return fillers


def _pick(choices: Sequence[Choice], rng: Random) -> Choice:
    return rng.choices(choices, [2.0**choice.liking for choice in choices])[0]


def _least(plan: ScenePlan, pools: Pools, used: set[str]) -> float:
    return sum(
        min((choice.words for choice in pools[beat] if choice.family not in used), default=0.0)
        for beat in plan.beats
    )


def _shortest(plan: ScenePlan, pools: Pools, most: float, used: set[str]) -> tuple[Choice, ...] | None:
    lines: list[Choice] = []
    for beat in plan.beats:
        taken = used | {choice.family for choice in lines}
        open_lines = [choice for choice in pools[beat] if choice.family not in taken]
        if not open_lines:
            return None
        lines.append(min(open_lines, key=lambda choice: choice.words))
    return tuple(lines) if sum(choice.words for choice in lines) <= most else None
