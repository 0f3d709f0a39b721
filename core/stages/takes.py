"""Which take of a scene a build uses: a person's choice, else the newest that fits the script.

A take fits when it was filmed by the model in use for the same request, seed aside. So an
edited prompt never shows an old clip, and undoing the edit finds the old clip again. Only a
take that a person locked, such as an own clip, is used whatever the script says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.artifacts.store import Artefact
from core.models import JsonDict, SceneScript, VideoClip
from core.providers.video.base import FilmedClip
from core.stages.build import Build
from core.stages.shots import clip_request
from core.storage.records import TakeRecord


def take_from(clip: Artefact, scene: SceneScript, *, provider: str, model: str) -> VideoClip:
    """A clip as a take of the scene, by who was asked; one that stood in is named in `made_by`."""
    filmed = FilmedClip.model_validate(clip.meta)
    return VideoClip(
        take_id=clip.key,
        scene_id=scene.scene_id,
        path=clip.path,
        provider=filmed.provider or provider,
        model=model,
        made_by=filmed.model if filmed.is_fallback else "",
        reused=clip.reused,
        **filmed.model_dump(exclude={"provider", "model"}),
    )


def with_takes(build: Build, takes: Sequence[TakeRecord]) -> Build:
    """The build with each scene's take; `takes` are the newest first."""
    used = {scene.scene_id: used_take(build, scene, takes) for scene in build.scenes}
    found = {scene_id: take for scene_id, take in used.items() if take is not None}
    return replace(
        build,
        take_seeds={name: int(take.request["seed"]) for name, take in found.items() if not take.locked},
        kept_takes={name: take for name, take in found.items() if take.locked},
        starts_s={name: take.starts_s for name, take in found.items()},
        focus={name: take.focus for name, take in found.items() if take.focus is not None},
    )


def used_take(build: Build, scene: SceneScript, takes: Sequence[TakeRecord]) -> TakeRecord | None:
    """The take that the scene shows; None while it has none. `takes` are the newest first."""
    locked = (take for take in takes if take.scene_id == scene.scene_id and take.chosen and take.locked)
    fitting = fitting_takes(build, scene, takes)
    chosen = (take for take in fitting if take.chosen)
    return next(locked, None) or next(chosen, None) or next(iter(fitting), None)


def fitting_takes(build: Build, scene: SceneScript, takes: Sequence[TakeRecord]) -> list[TakeRecord]:
    """The scene's takes that show what the script asks for now."""
    wanted = _without_seed(clip_request(build, scene).model_dump(mode="json"))
    model = build.video.model_id
    return [
        take
        for take in takes
        if take.scene_id == scene.scene_id
        and take.clip.model == model
        and _without_seed(take.request) == wanted
    ]


def next_seed(build: Build, scene: SceneScript, takes: Sequence[TakeRecord]) -> int:
    """A seed no fitting take has yet."""
    used = [int(take.request["seed"]) for take in fitting_takes(build, scene, takes)]
    return max([build.script.metadata.seed, *used]) + 1


def _without_seed(request: JsonDict) -> JsonDict:
    return {name: value for name, value in request.items() if name != "seed"}
