"""Takes: scenes filmed again, the one to use, and what a new render would make."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from core.errors import InvalidInput, NotAllowed
from core.models import JsonDict, SceneScript, Value, VideoClip, VideoScript
from core.security.content import check_content
from core.stages.build import Build
from core.stages.film import film_take, order_key
from core.stages.own import OwnFootage
from core.stages.publish import ShownLooks, ShownTake, ShownTakes
from core.stages.shots import clip_key, clip_request, own_footage
from core.stages.takes import fitting_takes, next_seed, used_take
from core.storage.records import RenderRecord, TakeRecord, VideoStatus
from core.studio import editing
from core.studio.approvals import Approvals
from core.studio.comparing import differences
from core.studio.editing import SceneName
from core.studio.keeping import room_to_trim_s
from core.studio.stills import is_cut, is_cut_across, still_name, view_name

M = TypeVar("M", bound=BaseModel)

_LOOKS_IN_WORDS = {
    "caption_style": "Other captions",
    "music": "Other music",
    "clip_sound": "Another level of the clips' own sound",
    "logo": "Another logo",
    "logo_corner": "Another corner for the logo",
}
_FILMED = ("visual_prompt", "on_screen_text", "role", "first_frame", "last_frame")
"""What of a scene is in its picture, besides its length."""


class TakeView(Value):
    """A take as a page shows it; `own` for one a person brought.

    One that does not fit shows an older wording of the scene.
    """

    record: TakeRecord
    own: OwnFootage | None
    is_used: bool
    fits: bool
    room_to_trim_s: float
    view: str = ""
    """Names the picture of what is seen of a take in use whose shape is cut; empty for others."""
    is_cut_across: bool = False
    """Cut at its left and right, else above and below."""


class SceneTakes(Value):
    """A scene with its takes, the newest first; `still` names its storyboard among the published files.

    Another take costs `take_usd`, unless the model `cannot` film the scene: then that says why.
    """

    number: int
    scene: SceneScript
    still: str
    takes: tuple[TakeView, ...]
    take_usd: float = 0.0
    cannot: str = ""

    @property
    def used(self) -> TakeView | None:
        return next((take for take in self.takes if take.is_used), None)


class Changes(Value):
    """What a render would do now: the differences to the last finished one, and clips to film."""

    was_rendered: bool
    lines: tuple[str, ...]
    clips_to_film: int

    @property
    def is_needed(self) -> bool:
        return not self.was_rendered or bool(self.lines)


class Takes(Approvals):
    """The clips of each scene."""

    def regenerate(self, video_id: str, scene: SceneName, prompt: str | None = None) -> VideoClip:
        """Film a scene again and choose the new take; with a prompt, after another description.

        The same words are filmed from another seed, and so is an order whose outcome is unknown:
        asking again is the person's decision to pay again. Raises InvalidInput, ContentRefused, NotFound,
        and what the video model raises; then the description stays changed and no take is added.
        """
        script = self._written(video_id)
        number, scene_id = editing.number_of(script, scene), editing.scene_of(script, scene).scene_id
        if prompt is not None:
            check_content(prompt)
            script = editing.edited(script, scene_id, {"visual_prompt": prompt})
            self._keep(video_id, script, f"scene {number} described anew")
        with self._building(video_id) as build:
            now = build.scene(scene_id)
            takes = self._parts.history.takes(video_id)
            seed = next_seed(build, now, takes) if fitting_takes(build, now, takes) else None
            filming = _past_unknowns(build.filming(scene_id, seed), now)
            self._check_take(filming.video.price_usd(clip_request(filming, now)))
            _, take = film_take(filming, now)
        self._parts.history.choose_take(video_id, scene_id, take.take_id)
        return take

    def _check_take(self, usd: float) -> None:
        """Raises NotAllowed for a take that is too dear to be filmed without an approver."""
        if not self._may_spend_all() and usd > (self._parts.settings.approval_above_usd or 0.0):
            raise NotAllowed(f"This take costs ${usd:.2f}.", "Ask an approver to film it.")

    def scene_takes(self, video_id: str) -> tuple[SceneTakes, ...]:
        """The scenes in order with their takes. Raises InvalidInput without a script, NotFound."""
        takes = self._parts.history.takes(video_id)
        with self._building(video_id) as build:
            return tuple(
                SceneTakes(
                    number=number,
                    scene=scene,
                    still=still_name(build, number),
                    takes=tuple(_views(build, number, scene, takes)),
                    **_another(build, scene),
                )
                for number, scene in enumerate(build.scenes, start=1)
            )

    def choose_take(self, video_id: str, scene: SceneName, take_id: str) -> VideoScript:
        """Use this take; one of an older wording brings its description back. Raises NotFound."""
        script = self._written(video_id)
        number, now = editing.number_of(script, scene), editing.scene_of(script, scene)
        take = self._take_of(video_id, now.scene_id, take_id)
        is_own = own_footage(take) is not None
        with self._building(video_id) as build:
            fits = is_own or bool(fitting_takes(build, now, [take]))
            older = None if fits else self._wording_of(build, now, take)
        if older is not None:
            script = script.with_scene(older)
            self._keep(video_id, script, f"scene {number} as in an older take")
        self._parts.history.choose_take(video_id, now.scene_id, take_id, locked=is_own)
        return script

    def changes(self, video_id: str) -> Changes:
        """What a render would make anew. Raises InvalidInput without a script, NotFound."""
        last = self._last_finished(video_id)
        with self._building(video_id) as build:
            missing = sum(self._clip_path(build, scene) is None for scene in build.scenes)
            if last is None:
                return Changes(was_rendered=False, lines=(), clips_to_film=missing)
            before = self._parts.history.script(video_id, last.script_version).script
            lines = differences(before, build.script, self._other_clips(build, before))
            lines += self._other_looks(build)
            return Changes(was_rendered=True, lines=tuple(lines), clips_to_film=missing)

    def _last_finished(self, video_id: str) -> RenderRecord | None:
        finished = (r for r in self._parts.history.renders(video_id) if r.status is VideoStatus.DONE)
        return next((r for r in finished if r.options.keys() <= {"at_limit"}), None)

    def _other_clips(self, build: Build, before: VideoScript) -> dict[str, str]:
        """How the scenes' clips differ from those in the finished video, in words."""
        shown, words = self._shown(build.video_id), {}
        for now in build.scenes:
            then = shown.get(now.scene_id)
            if then is None or before.scene(now.scene_id) is None:
                continue
            if self._clip_path(build, now) is None:
                words[now.scene_id] = "a clip to film anew"
            elif then.clip != clip_key(build, now):
                words[now.scene_id] = "another take"
            elif then.starts_s != build.starts_s.get(now.scene_id, 0.0):
                words[now.scene_id] = "another part of its clip"
            elif then.focus != build.focus.get(now.scene_id):
                words[now.scene_id] = "another focus"
        return words

    def _other_looks(self, build: Build) -> list[str]:
        shown = self._published_json(build.video_id, "looks.json", ShownLooks)
        if shown is None:
            return []
        now = ShownLooks.of(build.options)
        return [
            words for name, words in _LOOKS_IN_WORDS.items() if getattr(shown, name) != getattr(now, name)
        ]

    def _shown(self, video_id: str) -> dict[str, ShownTake]:
        """What the finished video shows; nothing where that is not known any more."""
        shown = self._published_json(video_id, "takes.json", ShownTakes)
        return shown.root if shown else {}

    def _published_json(self, video_id: str, name: str, model: type[M]) -> M | None:
        path = self._parts.outputs(video_id) / "scripts" / name
        try:
            return model.model_validate_json(path.read_bytes())
        except (OSError, ValidationError):  # removed or damaged by hand
            return None

    def _clip_path(self, build: Build, scene: SceneScript) -> Path | None:
        found = self._parts.store.get("clip", clip_key(build, scene))
        return Path(found.path) if found else None

    def _wording_of(self, build: Build, now: SceneScript, take: TakeRecord) -> SceneScript | None:
        """The scene as it is now, with the picture and length of when the take was filmed."""
        for version in self._parts.history.script_versions(build.video_id):
            then = version.script.scene(now.scene_id)
            if then is None:
                continue
            for length_s in (now.duration_s, then.duration_s):
                looks = {name: getattr(then, name) for name in _FILMED}
                scene = now.model_copy(update={**looks, "duration_s": length_s})
                if fitting_takes(build, scene, [take]):
                    return scene
        return None


def _past_unknowns(build: Build, scene: SceneScript) -> Build:
    """The build with a seed whose order nobody has to wonder about: asking again is a person's decision."""
    unknown = {operation.key for operation in build.parts.history.unknown_operations()}
    while order_key(build, scene) in unknown:
        build = build.filming(scene.scene_id, clip_request(build, scene).seed + 1)
    return build


def _another(build: Build, scene: SceneScript) -> JsonDict:
    """What another take costs, or why there cannot be one."""
    try:
        return {"take_usd": build.video.price_usd(clip_request(build, scene))}
    except InvalidInput as error:
        return {"cannot": f"{error.message} {error.hint}"}


def _views(build: Build, number: int, scene: SceneScript, takes: Sequence[TakeRecord]) -> list[TakeView]:
    fitting, used = fitting_takes(build, scene, takes), used_take(build, scene, takes)
    return [
        TakeView(
            record=take,
            own=(own := own_footage(take)),
            is_used=take is used,
            room_to_trim_s=room_to_trim_s(take, scene),
            fits=own is not None or take in fitting,
            view=view_name(build, number, take) if take is used and is_cut(build, take) else "",
            is_cut_across=is_cut_across(build, take),
        )
        for take in takes
        if take.scene_id == scene.scene_id
    ]
