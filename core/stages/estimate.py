"""What a video would cost, item by item, before anything is paid.

For a script the items are its own: each clip, each spoken line. For a brief without a script they are
those of the script it will probably get. Prices are the models' own quotes, and so the catalogue's;
what exists already is covered and costs nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from core.ledger.predicting import Fit
from core.models import GenerationRequest, Language, SceneScript, ShortText, Value
from core.parts import Parts
from core.providers.meter import PaidCall
from core.providers.model_card import ModelKind
from core.providers.quote import Quote
from core.providers.speech.base import SpeechRequest
from core.providers.video.base import ClipRequest
from core.stages.build import Build
from core.stages.shots import CLIP_STEP_S, HANDLES_S, clip_key, filmed_request, own_footage
from core.stages.voice import is_spoken, speech_request

SCENE_S, FIRST_SCENES = 7.4, 1.6
"""Scenes of a script: 1.6 and one more every 7.4 s, as the offline writer has it."""
SPOKEN_CHARACTERS_PER_S = 14.0
"""Of a narration that fills its scene: about 2.5 words a second."""
SILENCE_S = 0.6
"""Around the words of a scene."""
CLIPS_VARY = 0.2
"""Share by which the clips of a script cost more or less than its brief let expect: ten videos of
`python -m bench estimates` differed by -17 to +15 %."""
MOST_ROUNDS = 3
"""How often the director may have a script written, and each time read aloud, until it fits its voice."""
CLIPS_AT_ONCE = 4
"""How many clips of a video are waited for together."""


class EstimateItem(Value):
    """One thing that may have to be paid. `covered`: it exists already and costs nothing."""

    what: ShortText
    kind: ModelKind
    model: ShortText
    low_usd: float
    price_usd: float
    high_usd: float
    wait_s: float
    characters: int = 0
    covered: bool = False

    @classmethod
    def of(
        cls, what: str, kind: ModelKind, quote: Quote, *, characters: int = 0, covered: bool = False
    ) -> EstimateItem:
        return cls(
            what=what,
            kind=kind,
            model=quote.model,
            low_usd=quote.low_usd,
            price_usd=quote.likely_usd,
            high_usd=quote.high_usd,
            wait_s=quote.wait_s,
            characters=characters,
            covered=covered,
        )

    @property
    def call(self) -> PaidCall:
        """It as a call that limits are asked about."""
        return PaidCall(
            kind=self.kind,
            model=self.model,
            most_usd=self.price_usd,
            clips=int(self.kind is ModelKind.VIDEO),
            characters=self.characters,
        )


class Estimate(Value):
    """The price of a video as things stand, without what is covered; `wait_s` is spent on providers.

    `fit` says when the budget and the quotas of the day have room for it.
    """

    duration_s: float
    clips: int
    items: tuple[EstimateItem, ...]
    low_usd: float
    total_usd: float
    high_usd: float
    wait_s: float
    fit: Fit

    @property
    def due(self) -> tuple[EstimateItem, ...]:
        """What is still to be paid, or made for nothing."""
        return tuple(item for item in self.items if not item.covered)


def estimate_build(build: Build) -> Estimate:
    """The items of a script, its clips first."""
    clips = [_clip_item(build, scene) for scene in build.scenes]
    voices = [_voice_item(build, scene) for scene in build.scenes if scene.narration]
    return _estimate(build.parts, build.script.duration_s, len(clips), [*clips, *voices])


def estimate_brief(parts: Parts, request: GenerationRequest) -> Estimate:
    """The items of the script that a brief will probably get. Asks nobody. Raises InvalidInput."""
    scenes = scene_count(request.duration_s)
    scene_s = request.duration_s / scenes
    quote = parts.text.quote(request)
    items = [EstimateItem.of("the script", ModelKind.TEXT, _at_most(MOST_ROUNDS, quote))]
    for number in range(1, scenes + 1):
        items += _planned_scene(parts, request, number, scene_s)
    return _estimate(parts, request.duration_s, scenes, items)


def scene_count(duration_s: float) -> int:
    """About how many scenes a video of that length has."""
    return max(2, round(FIRST_SCENES + duration_s / SCENE_S))


def _planned_scene(
    parts: Parts, request: GenerationRequest, number: int, scene_s: float
) -> list[EstimateItem]:
    characters = round(SPOKEN_CHARACTERS_PER_S * max(0.0, scene_s - SILENCE_S))
    said = SpeechRequest(
        text="words " * max(1, characters // 6),
        language=request.language or Language.ENGLISH,
        voice=request.voice,
        style=request.voice_style,
    )
    spoken = _at_most(MOST_ROUNDS, parts.speech.quote(said))
    video = parts.film_with(request.video_model) if request.video_model else parts.video
    shown = ClipRequest(
        prompt="",
        duration_s=math.ceil((scene_s + HANDLES_S) / CLIP_STEP_S) * CLIP_STEP_S,
        aspect_ratio=request.frame_ratio,
    )
    return [
        EstimateItem.of(f"voice of scene {number}", ModelKind.SPEECH, spoken, characters=characters),
        EstimateItem.of(_clip_name(str(number), shown), ModelKind.VIDEO, _about(video.quote(shown))),
    ]


def _clip_item(build: Build, scene: SceneScript) -> EstimateItem:
    kept = build.kept_takes.get(scene.scene_id)
    if kept is not None and own_footage(kept) is not None:
        what = f"own clip of scene {scene.scene_id}"
        return EstimateItem.of(what, ModelKind.VIDEO, Quote.free(kept.clip.model), covered=True)
    request = filmed_request(build, scene)
    quote = build.video.quote(request)
    usual_s = build.parts.history.usual_wait_s(quote.model)
    return EstimateItem.of(
        _clip_name(scene.scene_id, request),
        ModelKind.VIDEO,
        quote.model_copy(update={"wait_s": usual_s}) if usual_s else quote,
        covered=build.parts.store.get("clip", clip_key(build, scene)) is not None,
    )


def _voice_item(build: Build, scene: SceneScript) -> EstimateItem:
    request = speech_request(build, scene)
    return EstimateItem.of(
        f"voice of scene {scene.scene_id}",
        ModelKind.SPEECH,
        build.parts.speech.quote(request),
        characters=len(request.text),
        covered=is_spoken(build.parts, request),
    )


def _clip_name(scene: str, request: ClipRequest) -> str:
    return f"clip of scene {scene}, {request.duration_s:g} s"


def _about(quote: Quote) -> Quote:
    """The quote of a clip whose length the script has yet to decide."""
    low_usd, high_usd = (1 - CLIPS_VARY) * quote.low_usd, (1 + CLIPS_VARY) * quote.high_usd
    return quote.model_copy(update={"low_usd": low_usd, "high_usd": high_usd})


def _at_most(times: int, quote: Quote) -> Quote:
    """The quote of what is probably done once and may be done several times."""
    return quote.model_copy(update={"high_usd": times * quote.high_usd})


def _estimate(parts: Parts, duration_s: float, clips: int, items: Sequence[EstimateItem]) -> Estimate:
    due = [item for item in items if not item.covered]
    (fit,) = parts.ledger.predict([[item.call for item in due]])
    return Estimate(
        duration_s=duration_s,
        clips=clips,
        items=tuple(items),
        low_usd=sum(item.low_usd for item in due),
        total_usd=sum(item.price_usd for item in due),
        high_usd=sum(item.high_usd for item in due),
        wait_s=_wait_s(due),
        fit=fit,
    )


def _wait_s(items: Sequence[EstimateItem]) -> float:
    """Texts and voices one after the other, then clips side by side."""
    clips = sorted((item.wait_s for item in items if item.kind is ModelKind.VIDEO), reverse=True)
    others_s = sum(item.wait_s for item in items if item.kind is not ModelKind.VIDEO)
    return others_s + sum(clips[::CLIPS_AT_ONCE])
