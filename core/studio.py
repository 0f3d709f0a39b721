"""The public face of the product: what pages, command line and API call.

Every method takes and gives values, checks what it is given, and raises AppErrors only.
Work that takes long is a job of the engine; `watch` follows one from any process.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from core import pipeline
from core.errors import InvalidInput, StorageError
from core.health import HealthCheck, check_health
from core.intake import parse
from core.jobs.engine import Engine
from core.media.uploads import check_upload
from core.models import (
    AspectRatio,
    ErrorDetails,
    GenerationRequest,
    GenerationResult,
    JsonDict,
    Language,
    Mood,
    ProgressUpdate,
    SceneScript,
    VideoClip,
    VideoScript,
)
from core.parts import Parts
from core.providers.speech.base import Voice
from core.stages import script as script_stage
from core.stages import sound
from core.stages.build import Build, RenderOptions
from core.stages.ending import error_details
from core.stages.estimate import Estimate, estimate_build
from core.stages.film import clip_request, film, take_of
from core.stages.takes import next_seed, with_takes
from core.stages.workshop import Workshop
from core.storage.records import RenderRecord, VideoRecord, VideoStatus

OnProgress = Callable[[ProgressUpdate], None]
WATCH_EVERY_S = 0.2
LOOK_FOR_DEAD_EVERY_S = 2.0


class Studio:
    """Create, edit, render, watch, cancel. Made by `bootstrap.open_studio`; close it at the end."""

    def __init__(self, parts: Parts, workshop: Workshop, engine: Engine) -> None:
        self._parts = parts
        self._workshop = workshop
        self._engine = engine

    def close(self) -> None:
        """Stop working; what is unfinished goes on when the next studio opens."""
        self._engine.stop()
        self._workshop.close_all()
        self._parts.history.close()

    def create(self, request: GenerationRequest, video_id: str | None = None) -> str:
        """A new video's id; the same id with the same brief is the same video. Raises InvalidInput."""
        self._check_voice(request)
        request = request.model_copy(update={"music": self._kept_music(request.music)})
        return self._parts.history.create_video(video_id or new_video_id(), request).video_id

    def videos(self, *, search: str = "", limit: int = 50) -> list[VideoRecord]:
        """The videos, the newest first."""
        return list(self._parts.history.videos(search=search, limit=limit))

    def voices(self, language: Language | None = None) -> tuple[Voice, ...]:
        """The voices there are, the best first."""
        return self._parts.speech.voices(language)

    def describe(self, video_id: str) -> JsonDict:
        """All that is known of a video, as JSON. Raises NotFound."""
        history = self._parts.history
        video = history.video(video_id)
        versions = history.script_versions(video_id)
        render = history.last_render(video_id)
        return {
            "video": video.model_dump(mode="json"),
            "script": versions and history.script(video_id).script.model_dump(mode="json"),
            "script_versions": len(versions),
            "takes": [take.model_dump(mode="json") for take in history.takes(video_id)],
            "render": render and render.model_dump(mode="json"),
        }

    def write_script(self, video_id: str) -> VideoScript:
        """The video's script, written now if there is none. Raises NotFound."""
        history = self._parts.history
        if history.script_versions(video_id):
            return history.script(video_id).script
        with self._parts.store.lease(f"script-{video_id}") as lease:
            script, _ = script_stage.write_script(self._parts, history.video(video_id).request, lease)
        history.add_script(video_id, script, note="first draft", author=script.metadata.written_by)
        return script

    def edit_scene(self, video_id: str, number: int, changes: Mapping[str, Any]) -> VideoScript:
        """The script with a scene (from 1) changed, as a new version. Raises InvalidInput, NotFound."""
        if not changes:
            raise InvalidInput("Nothing was changed.", "Give at least one of narration, visual, duration.")
        script = self._written(video_id)
        scene = _numbered(script, number)
        changed = script.with_scene(parse(SceneScript, scene.model_dump() | dict(changes)))
        if changed != script:
            self._parts.history.add_script(video_id, changed, note=f"scene {number} edited", author="local")
        return changed

    def regenerate(self, video_id: str, number: int) -> VideoClip:
        """Film a scene again from another seed and choose the new take. Raises InvalidInput, NotFound."""
        scene = _numbered(self._written(video_id), number)
        with self._building(video_id) as build:
            takes = self._parts.history.takes(video_id)
            build = build.with_seeds({scene.scene_id: next_seed(build, scene, takes)})
            take = take_of(build, scene, film(build, scene))
            request = clip_request(build, scene).model_dump(mode="json")
            self._parts.history.add_take(video_id, take, request)
        self._parts.history.choose_take(video_id, scene.scene_id, take.take_id)
        return take

    def estimate(self, request: GenerationRequest) -> Estimate:
        """What a brief would cost, from the script it would get. Nothing paid is called."""
        with self._parts.store.lease("estimate") as lease:
            script, _ = script_stage.write_script(self._parts, request, lease)
            options = RenderOptions.of(request, script)
            build = Build(self._parts, "estimate", script, options, lease, self._parts.settings.temp_dir)
            return estimate_build(build)

    def start(self, video_id: str, *, aspect_ratio: str | None = None) -> str:
        """Start a render, or go on with the one that is not finished; its id. Raises NotFound."""
        history = self._parts.history
        video = history.video(video_id)
        options: JsonDict = {"aspect_ratio": _ratio(aspect_ratio)} if aspect_ratio else {}
        last = history.last_render(video_id)
        if last is not None and last.status.is_active:
            if self._goes_on(last):
                return last.render_id
            history.fail_render(last.render_id, _interrupted())
        versions = history.script_versions(video_id)
        render_id = history.start_render(video.video_id, len(versions) or 1, options)
        self._engine.start_job(_job_id(video_id, render_id), pipeline.make_video, video_id, render_id)
        return render_id

    def watch(
        self, video_id: str, render_id: str, on_progress: OnProgress = lambda _: None
    ) -> GenerationResult:
        """Follow a render to its end, whichever process does the work; its result, good or bad."""
        looked = 0.0
        while True:
            record = self._parts.history.render(render_id)
            if not record.status.is_active:
                return _result_of(record)
            if (update := self._parts.history.progress(video_id)) is not None:
                on_progress(update)
            if time.monotonic() - looked > LOOK_FOR_DEAD_EVERY_S:
                looked = time.monotonic()
                if not self._goes_on(record):
                    record = self._parts.history.render(render_id)
                    if record.status.is_active:
                        self._parts.history.fail_render(render_id, _interrupted())
            time.sleep(WATCH_EVERY_S)

    def render(
        self, video_id: str, *, aspect_ratio: str | None = None, on_progress: OnProgress = lambda _: None
    ) -> GenerationResult:
        """Start and watch."""
        return self.watch(video_id, self.start(video_id, aspect_ratio=aspect_ratio), on_progress)

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

    def published_file(self, video_id: str, name: str) -> Path | None:
        """A published file of a video by its name inside the video's folder; None if there is none.

        Raises InvalidInput, NotFound for a video that is not there.
        """
        self._parts.history.video(video_id)
        folder = (self._parts.settings.outputs_dir / video_id).resolve()
        path = (folder / name.replace("\0", "")).resolve()
        is_inside = path.is_relative_to(folder) and not any(p.startswith(".") for p in Path(name).parts)
        return path if is_inside and path.is_file() else None

    def cancel(self, video_id: str) -> bool:
        """Ask the video's job to stop; False if none is running. Raises NotFound."""
        return self._parts.history.request_cancel(video_id)

    def health(self) -> tuple[HealthCheck, ...]:
        """The state of each part."""
        return check_health(self._parts)

    def export(self, result: GenerationResult, folder: Path) -> GenerationResult:
        """Copy a result's files into a folder; the result with their new places. Raises StorageError."""
        home = self._parts.settings.outputs_dir.absolute() / result.video_id
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

    def _goes_on(self, record: RenderRecord) -> bool:
        """Whether the render's job is at work or could be taken from a dead process just now."""
        job = _job_id(record.video_id, record.render_id)
        if self._engine.status(job) is None:
            self._engine.start_job(job, pipeline.make_video, record.video_id, record.render_id)
            return True
        self._engine.continue_dead(job)
        return self._engine.is_active(job)

    def _written(self, video_id: str) -> VideoScript:
        if not self._parts.history.script_versions(video_id):
            self._parts.history.video(video_id)
            raise InvalidInput("This video has no script yet.", "Write it first with the command `script`.")
        return self._parts.history.script(video_id).script

    @contextlib.contextmanager
    def _building(self, video_id: str) -> Iterator[Build]:
        """A build outside a job, for work that a person waits for."""
        request = self._parts.history.video(video_id).request
        script = self._written(video_id)
        options = RenderOptions.of(request, script)
        temp_dir = self._parts.settings.temp_dir
        with self._parts.store.lease(f"by-hand-{video_id}") as lease:
            build = Build(self._parts, video_id, script, options, lease, temp_dir)
            yield with_takes(build, self._parts.history.takes(video_id))

    def _check_voice(self, request: GenerationRequest) -> None:
        if request.voice is None:
            return
        known = {voice.voice_id: voice for voice in self.voices()}
        voice = known.get(request.voice)
        if voice is None or request.language not in (None, voice.language):
            names = ", ".join(v.voice_id for v in self.voices(request.language))
            raise InvalidInput(f"There is no voice {request.voice!r:.60}.", f"Choose one of {names}.")

    def _kept_music(self, choice: str) -> str:
        """A mood's name as it is; a file is checked and kept under a name made of its content."""
        if choice in (sound.AUTO, sound.NONE, *Mood):
            return choice
        uploads = self._parts.uploads_dir
        if choice.startswith(_UPLOAD) and (uploads / Path(choice).name).is_file():
            return choice
        path = Path(choice)
        if not path.is_file():
            raise InvalidInput(
                f"There is no music {choice!r:.80}.",
                f"Choose auto, none, {', '.join(Mood)}, or an audio file.",
            )
        check_upload(path, "audio")
        name = f"{_UPLOAD}{hashlib.sha256(path.read_bytes()).hexdigest()[:24]}{path.suffix.lower()[:8]}"
        try:
            uploads.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, uploads / name)
        except OSError as error:
            raise StorageError(
                f"The music cannot be kept: {error.strerror}.", "Check the data folder."
            ) from error
        return name


_UPLOAD = "upload-"


def new_video_id() -> str:
    """An id nobody can guess."""
    return uuid.uuid4().hex[:16]


def _job_id(video_id: str, render_id: str) -> str:
    return f"{video_id}.{render_id}"


def _numbered(script: VideoScript, number: int) -> SceneScript:
    if not 1 <= number <= len(script.scenes):
        raise InvalidInput(
            f"There is no scene {number}.", f"The script has scenes 1 to {len(script.scenes)}."
        )
    return script.scenes[number - 1]


def _ratio(text: str) -> str:
    try:
        return AspectRatio(text).value
    except ValueError as error:
        known = ", ".join(ratio.value for ratio in AspectRatio)
        raise InvalidInput(f"The aspect ratio cannot be {text!r:.40}; choose one of {known}.") from error


def _interrupted() -> ErrorDetails:
    return error_details(StorageError("The job was interrupted and could not go on.", "Start it again."))


def _result_of(record: RenderRecord) -> GenerationResult:
    if record.result is not None:
        return record.result
    error = record.error
    if record.status is VideoStatus.CANCELLED:
        error = ErrorDetails(
            kind="Cancelled", message="The job was cancelled.", hint="What was finished is kept."
        )
    return GenerationResult(video_id=record.video_id, success=False, error_details=error)
