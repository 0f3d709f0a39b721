"""The durable workflow: which artefact after which, readable from top to bottom.

    script -> narrations -> clips, soundtrack -> pieces -> the finished video

(the soundtrack after the clips, where their own sound is in it)

`make_video` is a DBOS workflow and each part is a child of it on a queue, so finished
steps are never run again, whatever happened to the process. A job that meets a limit ends for
now, so that others have its place, and is started again when there is room. Workflows carry ids and plain
JSON. What a step makes is an artefact in the store; a later step finds it by its key.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence

import structlog
from dbos import DBOS, SetEnqueueOptions, SetWorkflowID, WorkflowHandle

from core.errors import AppError, Cancelled, error_of_kind
from core.jobs.engine import RESULT_S
from core.jobs.fairness import BATCH
from core.jobs.gate import STEPS
from core.jobs.queues import CLIPS, ENCODE, SCENES
from core.models import ClipSound, JsonDict, Stage
from core.operations.logs import report_bug
from core.operations.metrics import REUSED, count_step, counting_step
from core.stages import ending, steps
from core.stages.news import News
from core.stages.pieces import scenes_of
from core.stages.receipt import Receipt
from core.stages.timing import timeline_of
from core.stages.workshop import Workshop
from core.storage.outages import outlasting

Handles = dict[str, WorkflowHandle[JsonDict]]
"""By part, the child that makes it."""

log = structlog.get_logger(__name__)
_workshop: Workshop | None = None


def use(workshop: Workshop) -> None:
    """Name the workshop in which this process's steps work. Called once, by bootstrap."""
    global _workshop
    _workshop = workshop


@DBOS.workflow(name="make_video")
def make_video(video_id: str, render_id: str, is_batch: bool = False) -> None:
    """Everything from the brief to the published files; the result is in History.

    The parts of a batch's videos wait behind those of videos that people sit and wait for.
    """
    try:
        with SetEnqueueOptions(priority=BATCH if is_batch else None):
            receipts = _make_parts(video_id, render_id)
        publish(video_id, render_id, receipts)
    except AppError as error:
        fail(video_id, render_id, error.kind, error.message, error.hint, error.retry_after_s)


def _make_parts(video_id: str, render_id: str) -> list[JsonDict]:
    script = make(video_id, render_id, Stage.SCRIPT, "")
    scenes = scene_ids(video_id, render_id)
    spoken, speaking = _start(SCENES, video_id, render_id, Stage.NARRATION, scenes)
    spoken += _results([*speaking.values()])
    needs_clips = sound_needs_clips(video_id, render_id)
    sound = [] if needs_clips else _sound(video_id, render_id)
    filmed, filming = _start(CLIPS, video_id, render_id, Stage.CLIPS, scenes)
    encoded, encoding = _encode_as_clips_arrive(video_id, render_id, filmed, filming)
    if needs_clips:
        sound = _sound(video_id, render_id)
    return [script, *spoken, *filmed, *encoded, *_results([*filming.values(), *encoding, *sound])]


def _encode_as_clips_arrive(
    video_id: str, render_id: str, there: list[JsonDict], filming: Handles
) -> tuple[list[JsonDict], list[WorkflowHandle[JsonDict]]]:
    """Start each piece the moment its clips exist, while others are still being filmed."""
    pieces = piece_scenes(video_id, render_id)
    waiting, filmed = dict(filming), {str(receipt["part"]) for receipt in there}
    ready = [str(n) for n, needed in enumerate(pieces) if filmed.issuperset(needed)]
    encoded, started = _start(ENCODE, video_id, render_id, Stage.ENCODE, ready)
    encoding = [*started.values()]
    while waiting:
        done = DBOS.wait_first(list(waiting.values()), polling_interval_sec=RESULT_S)
        scene = next(s for s, handle in waiting.items() if handle.workflow_id == done.workflow_id)
        if _failed(waiting.pop(scene)):
            continue
        filmed.add(scene)
        ready = [str(n) for n, needed in enumerate(pieces) if scene in needed and filmed.issuperset(needed)]
        encoding += [_child(ENCODE, video_id, render_id, Stage.ENCODE, number) for number in ready]
    return encoded, encoding


def _start(
    queue: str, video_id: str, render_id: str, stage: Stage, parts: Sequence[str]
) -> tuple[list[JsonDict], Handles]:
    """The receipts of the parts that are there, and the others on their way."""
    there = found(video_id, render_id, stage, list(parts)) if parts else []
    known = {str(receipt["part"]) for receipt in there}
    missing = [part for part in parts if part not in known]
    return there, {part: _child(queue, video_id, render_id, stage, part) for part in missing}


def _sound(video_id: str, render_id: str) -> list[WorkflowHandle[JsonDict]]:
    return [_child(ENCODE, video_id, render_id, Stage.SOUND, "all")]


@DBOS.workflow(name="make_part")
def make_part(video_id: str, render_id: str, stage: str, part: str) -> JsonDict:
    """One artefact of a video, as a child workflow on a queue."""
    return make(video_id, render_id, stage, part)


def _child(queue: str, video_id: str, render_id: str, stage: Stage, part: str) -> WorkflowHandle[JsonDict]:
    with SetWorkflowID(f"{DBOS.workflow_id}.{stage}.{part}"):
        return DBOS.enqueue_workflow(queue, make_part, video_id, render_id, stage.value, part)


def _results(handles: Sequence[WorkflowHandle[JsonDict]]) -> list[JsonDict]:
    """All of them, also when one failed: what the others finish is kept for the next try."""
    receipts: list[JsonDict] = []
    errors: list[AppError] = []
    for handle in handles:
        try:
            receipts.append(handle.get_result(polling_interval_sec=RESULT_S))
        except AppError as error:
            errors.append(error)
    if errors:
        raise next((error for error in errors if not isinstance(error, Cancelled)), errors[0])
    return receipts


def _failed(handle: WorkflowHandle[JsonDict]) -> bool:
    try:
        handle.get_result(polling_interval_sec=RESULT_S)
    except AppError:
        return True
    return False


@DBOS.step()
@outlasting
def scene_ids(video_id: str, render_id: str) -> list[str]:
    """The scenes in order."""
    build = _shop().build(video_id, render_id)
    ids = [scene.scene_id for scene in build.scenes]
    if build.board is not None:
        build.board.expect(Stage.NARRATION, ids)
        build.board.expect(Stage.CLIPS, ids)
    return ids


@DBOS.step()
@outlasting
def sound_needs_clips(video_id: str, render_id: str) -> bool:
    """Whether the clips' own sound is mixed in, so that they come first."""
    return _shop().build(video_id, render_id).options.clip_sound is not ClipSound.OFF


@DBOS.step()
@outlasting
def piece_scenes(video_id: str, render_id: str) -> list[list[str]]:
    """For each piece of the timeline the scenes whose clips it needs."""
    build = _shop().build(video_id, render_id)
    pieces = timeline_of(build).pieces
    if build.board is not None:
        build.board.expect(Stage.ENCODE, [str(n) for n in range(len(pieces))])
    return [list(scenes_of(piece)) for piece in pieces]


@DBOS.step()
@outlasting
def found(video_id: str, render_id: str, stage: str, parts: list[str]) -> list[JsonDict]:
    """The receipts of those parts that exist: after an edit most do, and none needs a place in a queue."""
    with _told(video_id, stage, "those there") as facts:
        receipts = steps.found(_shop(), video_id, render_id, Stage(stage), parts)
        news = News(_shop(), video_id, render_id)
        for receipt in receipts:
            news.made(receipt)
            count_step(stage, REUSED, receipt.seconds)
        facts.update(there=len(receipts), of=len(parts))
        return [receipt.model_dump(mode="json") for receipt in receipts]


@DBOS.step()
@outlasting
def make(video_id: str, render_id: str, stage: str, part: str) -> JsonDict:
    """Make one artefact; a Receipt as JSON. Raises AppErrors, and only these."""
    with _told(video_id, stage, part) as facts, counting_step(stage) as ended:
        news = News(_shop(), video_id, render_id)
        if stage == Stage.SCRIPT:
            news.started()
        try:
            receipt = steps.make(_shop(), video_id, render_id, Stage(stage), part)
        except AppError as error:
            news.not_made(stage, part, error)
            raise
        news.made(receipt)
        facts.update(artefact_key=receipt.key, reused=receipt.reused)
        ended.outcome = REUSED if receipt.reused else "ok"
        return receipt.model_dump(mode="json")


@DBOS.step()
@outlasting
def publish(video_id: str, render_id: str, receipts: list[JsonDict]) -> None:
    """Join, check and publish, and write the result into History."""
    with _told(video_id, Stage.FINISH, "all"), counting_step(Stage.FINISH.value):
        ending.publish(_shop(), video_id, render_id, [Receipt.model_validate(r) for r in receipts])
        News(_shop(), video_id, render_id).ended()


@DBOS.step()
@outlasting
def fail(
    video_id: str, render_id: str, kind: str, message: str, hint: str, retry_after_s: float | None = None
) -> None:
    """Write down how the job ended, or until when it waits; what was finished is kept."""
    with _told(video_id, kind, "all"):
        ending.fail(_shop(), video_id, render_id, error_of_kind(kind, message, hint, retry_after_s))
        News(_shop(), video_id, render_id).ended()


@contextlib.contextmanager
def _told(video_id: str, stage: str, part: str) -> Iterator[JsonDict]:
    """Log a step's begin and end, with the facts put into what it yields; begin none at a closed gate.

    A bug inside becomes an AppError that names its log line.
    """
    facts: JsonDict = {}
    with STEPS.step(), structlog.contextvars.bound_contextvars(job=video_id, stage=str(stage), part=part):
        log.info("step started")
        started = time.monotonic()
        try:
            yield facts
        except AppError as error:
            log.warning("step failed", kind=error.kind, message=error.message)
            raise
        except Exception as error:
            number = report_bug(error)
            raise AppError(
                "Something went wrong inside the program.", f"Look for {number} in the log, then try again."
            ) from error
        log.info("step finished", seconds=round(time.monotonic() - started, 2), **facts)


def _shop() -> Workshop:
    if _workshop is None:
        raise RuntimeError("the pipeline has no workshop; bootstrap calls use() first")
    return _workshop
