"""What a script would cost, item by item, before anything is paid."""

from __future__ import annotations

from core.models import SceneScript, ShortText, Value
from core.stages.build import Build
from core.stages.shots import clip_key, filmed_request, own_footage


class EstimateItem(Value):
    """One thing that may have to be paid. `covered`: it exists already and costs nothing."""

    what: ShortText
    model: ShortText
    price_usd: float
    covered: bool


class Estimate(Value):
    """The price of a video as things stand; `total_usd` leaves out what is covered."""

    duration_s: float
    clips: int
    items: tuple[EstimateItem, ...]
    total_usd: float


def estimate_build(build: Build) -> Estimate:
    """The items of a build. Voices and scripts made offline cost nothing and are not listed."""
    items = tuple(_clip_item(build, scene) for scene in build.scenes)
    return Estimate(
        duration_s=build.script.duration_s,
        clips=len(items),
        items=items,
        total_usd=sum(item.price_usd for item in items if not item.covered),
    )


def _clip_item(build: Build, scene: SceneScript) -> EstimateItem:
    kept = build.kept_takes.get(scene.scene_id)
    if kept is not None and own_footage(kept) is not None:
        what = f"own clip of scene {scene.scene_id}"
        return EstimateItem(what=what, model=kept.clip.model, price_usd=0.0, covered=True)
    model, request = build.video, filmed_request(build, scene)
    return EstimateItem(
        what=f"clip of scene {scene.scene_id}, {request.duration_s:g} s",
        model=model.model_id,
        price_usd=model.price_usd(request),
        covered=build.parts.store.get("clip", clip_key(build, scene)) is not None,
    )
