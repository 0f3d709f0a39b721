"""What differs between the script that was rendered and the one there is now, in plain words."""

from __future__ import annotations

from collections.abc import Mapping

from core.models import SceneScript, VideoScript


def differences(before: VideoScript, now: VideoScript, clips: Mapping[str, str]) -> list[str]:
    """A line for each scene that changed; `clips` says of scenes how their clip is another one."""
    lines = []
    for number, scene in enumerate(now.scenes, start=1):
        then = before.scene(scene.scene_id)
        what = ["is new"] if then is None else _changed(then, scene, clips.get(scene.scene_id, ""))
        lines += [f"Scene {number}: {', '.join(what)}"] if what else []
    gone = [n for n, scene in enumerate(before.scenes, start=1) if now.scene(scene.scene_id) is None]
    lines += [f"Scene {n} of the finished video is left out" for n in gone]
    lines += ["The scenes are in another order"] if _order(before, now) != _order(now, before) else []
    if before.reference_pictures != now.reference_pictures:
        lines.append("The scenes keep to other pictures of people and things")
    lines += ["The title is another one"] if before.title != now.title else []
    return lines


def _changed(then: SceneScript, now: SceneScript, clip: str) -> list[str]:
    seen = ("visual_prompt", "on_screen_text", "role", "first_frame", "last_frame")
    checks = (
        ("other words spoken", then.narration != now.narration),
        ("another picture", any(getattr(then, name) != getattr(now, name) for name in seen)),
        ("another length", then.duration_s != now.duration_s),
        ("another transition", then.transition != now.transition),
    )
    what = [words for words, is_so in checks if is_so]
    return what or ([clip] if clip else [])


def _order(script: VideoScript, other: VideoScript) -> list[str]:
    """The scenes that both scripts have, in this one's order."""
    return [scene.scene_id for scene in script.scenes if other.scene(scene.scene_id) is not None]
