"""Renders: started, watched from any process, cancelled, taken away."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

from core import pipeline
from core.errors import InvalidInput, NotFound, StorageError
from core.models import AspectRatio, ErrorDetails, GenerationResult, JsonDict, ProgressUpdate, Value
from core.settings import AtLimit
from core.stages.ending import error_details
from core.stages.names import PREVIEW
from core.stages.news import News
from core.storage.records import RenderRecord, VideoRecord, VideoStatus
from core.studio.approvals import Approvals
from core.studio.pace import Pace

OnProgress = Callable[[ProgressUpdate], None]
WATCH_EVERY_S = 0.3
LOOK_FOR_DEAD_EVERY_S = 2.0


class Preview(Value):
    """A preview's name among the published files, and whether it shows the script as it is now."""

    name: str
    is_current: bool


class Renders(Approvals, Pace):
    """Jobs that turn a script into a finished video."""

    def start(
        self,
        video_id: str,
        *,
        aspect_ratio: str | None = None,
        retry_unknown: bool = False,
        is_batch: bool = False,
    ) -> str:
        """Start a render, or go on with the one that is not finished; its id. Raises NotFound.

        `retry_unknown` is a person's decision to pay once more for clips whose order has an unknown outcome.
        A batch waits behind the videos that people sit and wait for.
        """
        options: JsonDict = {"aspect_ratio": _ratio(aspect_ratio)} if aspect_ratio else {}
        return self._begin(video_id, options, retry_unknown=retry_unknown, is_batch=is_batch)

    def preview(self, video_id: str) -> str:
        """Start making the video with drawn clips where none is filmed yet: free. Raises as `start`."""
        self._written(video_id)
        return self._begin(video_id, {"is_preview": True})

    def again(
        self,
        video_id: str,
        *,
        retry_unknown: bool = False,
        at_limit: AtLimit | None = None,
        despite_shortage: bool = False,
    ) -> str:
        """Start the latest render once more, as it was asked for. Raises NotFound.

        `at_limit` is what a person chose to do where a budget or a quota has no room; `despite_shortage`,
        to go on though the machine is short of memory, disk or processors.
        """
        last = self._parts.history.last_render(video_id)
        options = dict(last.options) if last else {}
        options |= {"at_limit": at_limit.value} if at_limit else {}
        options |= {"despite_shortage": True} if despite_shortage else {}
        return self._begin(video_id, options, retry_unknown=retry_unknown)

    def approve(self, video_id: str) -> str:
        """Start the render that was asked for. Raises InvalidInput where none was, NotFound."""
        if (asked := self.approval(video_id)) is None:
            raise InvalidInput("Nobody waits for a decision about this video.", "Reload the page.")
        return self._begin(video_id, asked.options)

    def go_on_with_due(self) -> int:
        """Queue the renders again that waited for a limit whose time has come; how many."""
        due = self._parts.history.due_renders()
        for record in due:
            self._queue_again(record)
        return len(due)

    def _queue_again(self, record: RenderRecord) -> None:
        """As the next attempt; several processes that do so do it once."""
        attempt = record.attempt + 1
        self._parts.history.render_queued_again(record.render_id, attempt)
        self._ask_for(record.render_id, self._parts.history.video(record.video_id), attempt=attempt)

    def last_preview(self, video_id: str) -> Preview | None:
        """The latest finished preview; None while there is none. Raises NotFound."""
        history = self._parts.history
        renders = (r for r in history.renders(video_id) if r.options.get("is_preview"))
        done = next((r for r in renders if r.status is VideoStatus.DONE), None)
        if done is None or done.finished_at is None or not self._is_published(video_id):
            return None
        latest = len(history.script_versions(video_id))
        return Preview(
            name=f"{PREVIEW}?{done.finished_at.timestamp():.0f}", is_current=done.script_version == latest
        )

    def _begin(
        self, video_id: str, options: JsonDict, *, retry_unknown: bool = False, is_batch: bool = False
    ) -> str:
        history = self._parts.history
        video = history.video(video_id)
        self._check_price(video_id, options)
        history.approval_answered(video_id)
        last = history.last_render(video_id)
        unfinished = last if last is not None and last.status.is_active else None
        if retry_unknown:
            self._pay_again(video_id, unfinished.options if unfinished else options)
        if unfinished is not None and unfinished.status is VideoStatus.WAITING:
            history.cancel_render(unfinished.render_id)
            self._tell_end(unfinished)
        elif unfinished is not None:
            if self._goes_on(unfinished):
                return unfinished.render_id
            self._interrupted(unfinished)
        self._check_room_for(video)
        versions = history.script_versions(video_id)
        render_id = history.start_render(video.video_id, len(versions) or 1, options)
        self._ask_for(render_id, video, is_batch=is_batch)
        return render_id

    def _ask_for(
        self, render_id: str, video: VideoRecord, *, attempt: int = 1, is_batch: bool = False
    ) -> None:
        self._engine.start_job(
            _job_id(video.video_id, render_id, attempt),
            pipeline.make_video,
            video.video_id,
            render_id,
            is_batch,
            owner=video.owner,
            is_batch=is_batch,
        )

    def watch(
        self, video_id: str, render_id: str, on_progress: OnProgress = lambda _: None
    ) -> GenerationResult:
        """Follow a render to its end, whichever process does the work; its result, good or bad.

        Raises NotFound for a render of another video.
        """
        looked = float("-inf")
        while True:
            update = self._parts.history.progress(video_id)
            is_due = time.monotonic() - looked > LOOK_FOR_DEAD_EVERY_S
            if is_due or update is None or update.stage.is_final:
                record = self._parts.history.render(render_id)
                if record.video_id != video_id:
                    raise NotFound("This video has no such render.", "`show` lists a video's renders.")
                if not record.status.is_active:
                    return _result_of(record)
            if update is not None:
                on_progress(update)
            if is_due:
                looked = time.monotonic()
                self._look_after(record)
            time.sleep(WATCH_EVERY_S)

    def _look_after(self, record: RenderRecord) -> None:
        """Go on with one whose waiting is over; write down that one was interrupted for good."""
        if record.status is VideoStatus.WAITING:
            self.go_on_with_due()
        elif not self._goes_on(record):
            record = self._parts.history.render(record.render_id)
            if record.status.is_active:
                self._interrupted(record)

    def render(
        self,
        video_id: str,
        *,
        aspect_ratio: str | None = None,
        retry_unknown: bool = False,
        is_batch: bool = False,
        on_progress: OnProgress = lambda _: None,
    ) -> GenerationResult:
        """Start and watch."""
        render_id = self.start(
            video_id, aspect_ratio=aspect_ratio, retry_unknown=retry_unknown, is_batch=is_batch
        )
        return self.watch(video_id, render_id, on_progress)

    def progress(self, video_id: str) -> ProgressUpdate | None:
        """How far the video's job is; None before there was one."""
        return self._parts.history.progress(video_id)

    def is_active(self, video_id: str) -> bool:
        """Whether a job of the video waits or runs. Raises NotFound."""
        return self._parts.history.video(video_id).status.is_active

    def last_result(self, video_id: str) -> GenerationResult | None:
        """How the last render ended; None while there is none that ended."""
        record = self._parts.history.last_render(video_id)
        return None if record is None or record.status.is_active else _result_of(record)

    def cancel(self, video_id: str) -> bool:
        """Ask the video's job to stop; False if none is running. Raises NotFound."""
        asked = self._parts.history.request_cancel(video_id)
        last = self._parts.history.last_render(video_id)
        if asked and last is not None and last.status is VideoStatus.CANCELLED:
            self._tell_end(last)
        return asked

    def export(self, result: GenerationResult, folder: Path) -> GenerationResult:
        """Copy a result's files into a folder; the result with their new places. Raises StorageError."""
        home = self._parts.outputs(result.video_id, whole=True).absolute()
        moved: dict[str, str] = {}
        try:
            for name in result.created_files:
                target = folder.absolute() / Path(name).relative_to(home)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(name, target)
                moved[name] = str(target)
        except OSError as error:
            raise StorageError(
                f"The files cannot be copied to {folder}: {error.strerror or error}.",
                f"They are whole in {home}.",
            ) from error
        final = moved.get(result.final_video_path or "")
        return result.model_copy(update={"created_files": tuple(moved.values()), "final_video_path": final})

    def _is_published(self, video_id: str) -> bool:
        if self._parts.shared is not None:
            return PREVIEW in self._parts.shared.files(video_id)
        return (self._parts.settings.outputs_dir / video_id / PREVIEW).is_file()

    def _interrupted(self, record: RenderRecord) -> None:
        """No process goes on with this render: it failed."""
        error = StorageError("The job was interrupted and could not go on.", "Start it again.")
        self._parts.history.fail_render(record.render_id, error_details(error))
        self._tell_end(record)

    def _tell_end(self, record: RenderRecord) -> None:
        """Of a render that ended outside of its job."""
        News(self._workshop, record.video_id, record.render_id).ended()

    def _goes_on(self, record: RenderRecord) -> bool:
        """Whether the render's job is at work or could be taken from a dead process just now."""
        job = _job_id(record.video_id, record.render_id, record.attempt)
        if self._engine.status(job) is None:
            self._ask_for(record.render_id, self._parts.history.video(record.video_id))
            return True
        self._engine.continue_dead(job)
        return self._engine.is_active(job)


def _job_id(video_id: str, render_id: str, attempt: int = 1) -> str:
    return f"{video_id}.{render_id}" + (f".attempt{attempt}" if attempt > 1 else "")


def _ratio(text: str) -> str:
    try:
        return AspectRatio(text).value
    except ValueError as error:
        known = ", ".join(ratio.value for ratio in AspectRatio)
        raise InvalidInput(f"The aspect ratio cannot be {text!r:.40}; choose one of {known}.") from error


def _result_of(record: RenderRecord) -> GenerationResult:
    if record.result is not None:
        return record.result
    error = record.error
    if record.status is VideoStatus.CANCELLED:
        error = ErrorDetails(
            kind="Cancelled", message="The job was cancelled.", hint="What was finished is kept."
        )
    return GenerationResult(video_id=record.video_id, success=False, error_details=error)
