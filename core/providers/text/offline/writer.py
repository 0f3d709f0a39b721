"""The offline writer: a brief becomes a script without a network, a key or a model.

It reads the brief, chooses a story structure, fits sentences of a phrasebook to the seconds and
gives every scene a shot. Same request, same script; another word in the brief, another script.
It promises only what the brief promises.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

from core.errors import InvalidInput, ProviderUnavailable
from core.models import (
    GenerationRequest,
    Mood,
    SceneRole,
    SceneScript,
    ScriptMetadata,
    Transition,
    VideoScript,
)
from core.providers.quote import Quote
from core.providers.text.offline.brief import Brief, read_brief
from core.providers.text.offline.fitting import Choice, Fitted, Pools, fit
from core.providers.text.offline.hashtags import hashtags, title
from core.providers.text.offline.keywords import key_words, shown_name
from core.providers.text.offline.language import language_of
from core.providers.text.offline.lines import pools_for, with_call
from core.providers.text.offline.phrasebook import Phrasebook, phrasebook
from core.providers.text.offline.rewriting import rewritten
from core.providers.text.offline.shots import Shot, ShotList
from core.providers.text.offline.structure import AIR_S, ScenePlan, choose_structure, lay_out, scene_count
from core.providers.text.seconds import share_seconds

MODEL_ID = "offline-writer-1"
LEAST_SCENE_S = 1.0


class _Draft(NamedTuple):
    structure: str
    plans: tuple[ScenePlan, ...]
    fitted: Fitted


class OfflineWriter:
    """A `TextModel` that writes in English, Spanish, French, German, Portuguese and Italian."""

    @property
    def model_id(self) -> str:
        """Stable name with version; part of every artefact key."""
        return MODEL_ID

    def quote(self, request: GenerationRequest) -> Quote:  # noqa: ARG002 - the port asks per request
        """Nothing, whatever is asked."""
        return Quote.free(self.model_id)

    def write_script(self, request: GenerationRequest, *, words_per_s: float) -> VideoScript:
        """A whole script for `request.duration_s` at that speaking rate (words a second).

        Raises InvalidInput for a language without a phrasebook or a rate that leaves no time for words.
        """
        if not (math.isfinite(words_per_s) and words_per_s > 0):
            raise InvalidInput(
                f"{words_per_s} words a second is no speaking rate.", "Give a positive number."
            )
        language = language_of(request)
        book, brief = phrasebook(language), read_brief(request, language)
        draft = _draft(request, brief, book, words_per_s)
        scenes = _scenes(request, brief, book, draft)
        return VideoScript(
            title=title(brief),
            scenes=scenes,
            call_to_action=request.call_to_action or draft.fitted.scenes[-1][-1].text,
            metadata=_metadata(request, brief, book, draft.structure),
        )

    def rewrite_scene(self, script: VideoScript, scene: SceneScript, instruction: str) -> SceneScript:
        """Another narration for the scene; its id, length and picture stay.

        Understands "shorter", "longer", a feeling ("funnier", "more urgent", "calmer") and the
        literal `say: "..."`; anything else asks for another sentence.
        """
        return rewritten(script, scene, instruction)

    def reworded(self, prompt: str, reason: str) -> str:  # noqa: ARG002 - the port's
        """Never: what a filter minds in a picture takes a model to understand. Raises ProviderUnavailable."""
        raise ProviderUnavailable(
            "The offline writer cannot reword what was refused.", "Describe the picture in other words."
        )


def _random(request: GenerationRequest, *salt: object) -> Random:
    """Randomness that depends on the whole request, except what only concerns the looks."""
    brief = request.model_dump_json(exclude={"caption_style", "music", "aspect_ratio", "clip_sound"})
    text = "|".join([brief, *(str(part) for part in salt)])
    return Random(hashlib.sha256(text.encode()).digest())


def _draft(request: GenerationRequest, brief: Brief, book: Phrasebook, words_per_s: float) -> _Draft:
    """Lines that fit; with fewer scenes when a slow voice leaves too few words."""
    wished = scene_count(request.duration_s, brief.mood, words_per_s)
    for count in range(wished, -1, -1):
        rng = _random(request, count)
        structure = choose_structure(brief, request, count, rng)
        pools = pools_for(brief, book, structure)
        for tells_offer, lines in _wishes(brief, pools):
            plans = lay_out(structure, count, tells_offer=tells_offer)
            items = sum(plan.item > 0 for plan in plans)
            budget = words_per_s * (request.duration_s - AIR_S * len(plans)) - items
            if budget > 0 and (fitted := fit(plans, lines, budget, rng)):
                return _Draft(structure, plans, fitted)
    raise InvalidInput(
        f"{request.duration_s:g} s at {words_per_s:g} words a second leave no time for a sentence.",
        "Choose a longer video or a faster voice.",
    )


def _wishes(brief: Brief, pools: Pools) -> Iterator[tuple[bool, Pools]]:
    """What must be spoken, the strictest first: the offer and the asked call, the call alone, neither."""
    asked = with_call(pools, brief.call_to_action) if brief.call_to_action else pools
    if brief.facts.has_offer:
        yield True, asked
    yield False, asked
    if brief.call_to_action:
        yield False, pools


def _scenes(
    request: GenerationRequest, brief: Brief, book: Phrasebook, draft: _Draft
) -> tuple[SceneScript, ...]:
    shots = ShotList(brief, request.creativity_level, _random(request, "shots"))
    words = [
        sum(c.words for c in lines) + (plan.item > 0)
        for plan, lines in zip(draft.plans, draft.fitted.scenes, strict=True)
    ]
    durations = share_seconds(words, request.duration_s, AIR_S)
    if min(durations) < LEAST_SCENE_S:
        durations = share_seconds(words, request.duration_s, LEAST_SCENE_S)
    scenes = []
    for index, (plan, lines, seconds) in enumerate(
        zip(draft.plans, draft.fitted.scenes, durations, strict=True)
    ):
        shot = _shot(shots, plan, draft)
        scenes.append(_scene(index, plan, lines, seconds, shot, brief, book))
    return tuple(scenes)


def _shot(shots: ShotList, plan: ScenePlan, draft: _Draft) -> Shot:
    roles = [other.role for other in draft.plans]
    opens_on_problem = plan.role is SceneRole.HOOK and SceneRole.PROBLEM in roles
    reveals = plan.beats[-1] == "reveal" and plan.role is not SceneRole.HOOK
    shows_problem = plan.role is SceneRole.PROBLEM or opens_on_problem
    return shots.shot(plan.role, shows_problem=shows_problem, is_reveal=reveals)


def _scene(
    index: int,
    plan: ScenePlan,
    lines: Sequence[Choice],
    duration_s: float,
    shot: Shot,
    brief: Brief,
    book: Phrasebook,
) -> SceneScript:
    spoken = [book.ordinals[plan.item - 1]] if plan.item else []
    narration = " ".join([*spoken, *(choice.text for choice in lines)])
    closing = [lines[-1], *lines[:-1]] if plan.role is SceneRole.CALL_TO_ACTION else lines
    keys = key_words(closing, shown_name(brief), book.reading.stops)
    return SceneScript(
        scene_id=f"scene-{index + 1}",
        role=plan.role,
        narration=narration,
        description=f"{book.labels[plan.role]}: {shot.action}"
        if brief.language == "en"
        else _label(plan, keys, book),
        visual_prompt=shot.prompt,
        duration_s=duration_s,
        visual_elements=shot.props,
        on_screen_text=keys,
        transition=_transition(index, plan, brief.mood),
    )


def _label(plan: ScenePlan, keys: str, book: Phrasebook) -> str:
    """What the scene is, in the script's language; the picture's description is English."""
    return f"{book.labels[plan.role]}: {keys}"


_TURNING = {
    Mood.CALM: Transition.CROSSFADE,
    Mood.UPLIFTING: Transition.CROSSFADE,
    Mood.WARM: Transition.CROSSFADE,
    Mood.SERIOUS: Transition.CROSSFADE,
    Mood.ENERGETIC: Transition.SLIDE,
    Mood.PLAYFUL: Transition.SLIDE,
    Mood.DRAMATIC: Transition.DIP,
    Mood.LUXURIOUS: Transition.DIP,
}


def _transition(index: int, plan: ScenePlan, mood: Mood) -> Transition:
    """Hard cuts, except where the story turns: at the reveal and before the call to action."""
    turns = "reveal" in plan.beats or plan.role is SceneRole.CALL_TO_ACTION
    return _TURNING[mood] if turns and index > 0 else Transition.CUT


def _metadata(request: GenerationRequest, brief: Brief, book: Phrasebook, structure: str) -> ScriptMetadata:
    return ScriptMetadata(
        language=brief.language,
        mood=brief.mood,
        structure=structure,
        subject=brief.how or brief.statement or brief.subject.full,
        audience=brief.facts.audience or "",
        tone=request.tone or str(brief.mood),
        hashtags=hashtags(brief, book.tags.get(brief.topic.name, ())),
        written_by=MODEL_ID,
        seed=request.seed,
    )
