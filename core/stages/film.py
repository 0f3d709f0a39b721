"""The clip of a scene: asked for once, paid for once.

A paid call is written down before it is made and again when its operation has a name, so
a restart goes on collecting. If the process died between the two, nobody knows whether it
was paid: that is an OutcomeUnknown, and only a person's decision pays again.

What the safety filter refuses was not charged; where the reason allows it, it is filmed once more
in other words, which is a paid call of its own.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from core.artifacts.keys import artefact_key
from core.artifacts.store import Artefact
from core.errors import (
    AppError,
    ContentRefused,
    InvalidInput,
    MediaError,
    NotFound,
    OutcomeUnknown,
    ProviderRejected,
)
from core.models import SceneScript, Stage, VideoClip
from core.providers.purpose import paying_for
from core.providers.video.base import ClipRequest, FilmedClip, HasStandIns, VideoModel
from core.stages.build import Build
from core.stages.own import own_clip
from core.stages.rewording import kept_rewording, reword
from core.stages.shots import clip_inputs, clip_key, clip_request, filmed_request, own_footage
from core.stages.takes import take_from
from core.storage.history import History
from core.storage.records import OperationRecord, OperationState

COLLECT_EVERY_S = 5.0
_PAY_AGAIN = "Only you can decide to pay again: on the video's page, or with --retry-unknown."


def film(build: Build, scene: SceneScript, *, sleep: Callable[[float], None] = time.sleep) -> Artefact:
    """The scene's clip: filmed for its script, or the one that it keeps whatever the script says.

    In a preview a clip that does not exist is drawn.
    """
    if build.options.is_preview and build.parts.store.get("clip", clip_key(build, scene)) is None:
        build = build.drawing()
    request, kept = filmed_request(build, scene), build.kept_takes.get(scene.scene_id)
    if kept is None:
        return _filmed(build, scene, request, sleep)
    if (own := own_footage(kept)) is not None:
        return own_clip(build, scene, own, request.duration_s)
    if (found := build.parts.store.get("clip", kept.take_id, lease=build.lease)) is not None:
        return found
    if kept.clip.model != build.video.model_id:
        raise NotFound(
            "The clip of a locked take is not there any more.", "Unlock it on Clips, or choose another take."
        )
    return _filmed(build, scene, request, sleep)


def _filmed(
    build: Build, scene: SceneScript, request: ClipRequest, sleep: Callable[[float], None]
) -> Artefact:
    """The clip of a request; of its reworded prompt once the filter refused its own words."""
    inputs = clip_inputs(build, request)
    key = artefact_key("clip", inputs)

    def shoot(target: Path) -> dict[str, object]:
        words = kept_rewording(build, key)
        if not words:
            try:
                return _paid(build, scene, request, target, sleep).model_dump(mode="json")
            except ContentRefused as refused:
                words = reword(build, scene, key, request.prompt, refused)
        try:
            filmed = _paid(build, scene, _in_words(request, words), target, sleep)
        except ContentRefused as refused:
            refused.hint = f"Other words were refused, too. {refused.hint}"
            raise
        return filmed.model_copy(update={"reworded_prompt": words}).model_dump(mode="json")

    return build.make("clip", inputs, ".mp4", shoot)


def order_key(build: Build, scene: SceneScript) -> str:
    """The key of the paid call that the scene's clip comes from, made or yet to be made."""
    request = filmed_request(build, scene)
    words = kept_rewording(build, artefact_key("clip", clip_inputs(build, request)))
    return artefact_key("clip", clip_inputs(build, _in_words(request, words) if words else request))


def _in_words(request: ClipRequest, words: str) -> ClipRequest:
    return request.model_copy(update={"prompt": words})


def _paid(
    build: Build, scene: SceneScript, request: ClipRequest, target: Path, sleep: Callable[[float], None]
) -> FilmedClip:
    """The clip of exactly this request: ordered unless it is ordered already, then collected.

    One that came to nothing is ordered from who may stand in. What a spoilt clip cost is in the price.
    """
    key = artefact_key("clip", clip_inputs(build, request))
    model, lost_usd = build.video, 0.0
    while True:
        operation = _submit(build, model, scene, request, key)
        try:
            with recorded(build, key):
                filmed = _collect(build, scene, request, operation, target, sleep)
        except (ProviderRejected, MediaError) as error:
            is_paid = isinstance(error, MediaError)
            stand_in = _stand_in(build.video, operation, request, for_free=is_paid)
            if stand_in is None:
                raise
            lost_usd += model.price_usd(request) if is_paid else 0.0
            model = stand_in
        else:
            build.parts.history.operation_collected(key, filmed.cost_usd)
            return filmed.model_copy(update={"cost_usd": filmed.cost_usd + lost_usd})


def _stand_in(
    asked: VideoModel, operation: str, request: ClipRequest, *, for_free: bool
) -> VideoModel | None:
    return asked.after(operation, request, for_free=for_free) if isinstance(asked, HasStandIns) else None


def film_take(build: Build, scene: SceneScript) -> tuple[Artefact, VideoClip]:
    """The scene's clip, and the take that History keeps of it."""
    clip, take = shown(build, scene)
    if not build.options.is_preview and scene.scene_id not in build.kept_takes:
        request = clip_request(build, scene).model_dump(mode="json")
        build.parts.history.add_take(build.video_id, take, request)
    return clip, take


def shown(build: Build, scene: SceneScript) -> tuple[Artefact, VideoClip]:
    """The scene's clip, and who made it: of a take that is kept, as it was noted then."""
    clip, kept = film(build, scene), build.kept_takes.get(scene.scene_id)
    return clip, take_of(build, scene, clip) if kept is None else kept.clip


def take_of(build: Build, scene: SceneScript, clip: Artefact) -> VideoClip:
    """The clip as a take of its scene."""
    return take_from(clip, scene, provider=build.video.provider, model=build.video.model_id)


def _submit(build: Build, model: VideoModel, scene: SceneScript, request: ClipRequest, key: str) -> str:
    """The operation's name: of the call made now, or of one made before a crash."""
    history = build.parts.history
    price_usd = model.price_usd(request)
    known = history.begin_operation(
        key, video_id=build.video_id, scene_id=scene.scene_id, model=model.model_id, estimated_usd=price_usd
    )
    if known.operation_name:
        return known.operation_name
    if not known.is_new and price_usd > 0:
        history.operation_unknown(key)
        raise OutcomeUnknown(
            f"The clip of scene {scene.scene_id} may have been paid for before the program stopped.",
            f"It is counted as spent. Look at the provider's console. {_PAY_AGAIN}",
        )
    with recorded(build, key), paying_for(build.purpose(scene, key)):
        operation = model.submit(request)
    history.operation_submitted(key, operation)
    return operation


@contextlib.contextmanager
def recorded(build: Build, key: str) -> Iterator[None]:
    """Write down how an operation ended badly. What was collected once stays paid and collected."""
    history = build.parts.history
    try:
        yield
    except AppError as error:
        operation = history.operation(key)
        if operation.state is not OperationState.COLLECTED:
            _note(history, operation, error)
        raise


def _note(history: History, operation: OperationRecord, error: AppError) -> None:
    """An operation that merely takes long goes on under its name."""
    match error:
        case ContentRefused():
            history.operation_refused(operation.key)
        case OutcomeUnknown():
            history.operation_unknown(operation.key)
            error.hint = f"{error.hint} {_PAY_AGAIN}"
        case MediaError():
            history.operation_spoilt(operation.key)
        case ProviderRejected() | InvalidInput():
            history.operation_failed(operation.key)
        case _ if not operation.operation_name:
            history.operation_failed(operation.key)


def _collect(
    build: Build,
    scene: SceneScript,
    request: ClipRequest,
    operation: str,
    target: Path,
    sleep: Callable[[float], None],
) -> FilmedClip:
    on_fraction = build.reporter(Stage.CLIPS, scene.scene_id)
    while True:
        filmed = build.video.collect(operation, request, target, on_fraction)
        if filmed is not None:
            return filmed
        on_fraction(0.0)
        sleep(COLLECT_EVERY_S)
