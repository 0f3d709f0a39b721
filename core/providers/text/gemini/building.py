"""From the model's answer to our script: ids, seconds, and every text within its limits."""

from __future__ import annotations

from core.models import (
    GenerationRequest,
    SceneRole,
    SceneScript,
    ScriptMetadata,
    VideoScript,
    clean_text,
)
from core.providers.text.gemini.answers import RewriteAnswer, SceneAnswer, ScriptAnswer
from core.providers.text.gemini.faults import says_call
from core.providers.text.gemini.plan import scene_lengths
from core.providers.text.seconds import spoken_words
from core.providers.video.camera import CameraMove, camera_move

SHORT, LONG = 200, 1_500
MOST_ELEMENTS = 8
MOST_HASHTAGS = 8


def built_script(answer: ScriptAnswer, request: GenerationRequest, written_by: str) -> VideoScript:
    """The script of an answer without fatal faults; an asked call to action is spoken in any case."""
    narrations = [clean_text(scene.narration) for scene in answer.scenes]
    if not says_call(narrations[-1], request.call_to_action):
        narrations[-1] = f"{narrations[-1]} {request.call_to_action}"
    lengths = scene_lengths([spoken_words(text) for text in narrations], request.duration_s)
    scenes = tuple(
        _scene(index, scene, narration, duration_s, last=index == len(narrations) - 1)
        for index, (scene, narration, duration_s) in enumerate(
            zip(answer.scenes, narrations, lengths, strict=True)
        )
    )
    call = request.call_to_action or clipped(answer.call_to_action, SHORT)
    return VideoScript(
        title=clipped(answer.title, SHORT) or clipped(request.prompt, 60),
        scenes=scenes,
        call_to_action=call,
        metadata=_metadata(answer, request, written_by),
    )


def rewritten_scene(answer: RewriteAnswer, scene: SceneScript) -> SceneScript:
    """The scene with another narration and what is shown of it."""
    changed = {
        "narration": clean_text(answer.narration),
        "on_screen_text": clipped(answer.on_screen_text, 60),
    }
    return SceneScript.model_validate({**scene.model_dump(), **changed})


def clipped(text: str, most: int) -> str:
    """Cleaned text of at most that many characters, cut between words where it can be."""
    text = clean_text(text)
    if len(text) <= most:
        return text
    return (text[: most + 1].rsplit(" ", 1)[0] if " " in text[: most + 1] else text[:most]).rstrip()


def _scene(index: int, scene: SceneAnswer, narration: str, duration_s: float, *, last: bool) -> SceneScript:
    role = SceneRole.HOOK if index == 0 else SceneRole.CALL_TO_ACTION if last else scene.role
    elements = dict.fromkeys(clipped(element, 60) for element in scene.visual_elements)
    return SceneScript(
        scene_id=f"scene-{index + 1}",
        role=role,
        narration=narration,
        description=clipped(scene.description, LONG),
        visual_prompt=with_move(clipped(scene.visual_prompt, LONG), scene.camera),
        duration_s=duration_s,
        visual_elements=tuple(element for element in elements if element)[:MOST_ELEMENTS],
        on_screen_text=clipped(scene.on_screen_text, 60),
        transition=scene.transition,
    )


def with_move(visual: str, move: CameraMove) -> str:
    """The prompt naming that camera move, and naming it before any other."""
    if move in visual and camera_move(visual) is move:
        return visual
    said = f"{visual.rstrip(' .')}. Camera: {move}."
    return said if camera_move(said) is move else f"Camera: {move}. {visual}"


def _metadata(answer: ScriptAnswer, request: GenerationRequest, written_by: str) -> ScriptMetadata:
    tags = dict.fromkeys(_hashtag(tag) for tag in answer.hashtags)
    return ScriptMetadata(
        language=request.language or answer.language,
        mood=answer.mood,
        structure=clipped(answer.structure, 60),
        subject=clipped(answer.subject, SHORT) or clipped(request.prompt, SHORT),
        audience=request.audience or clipped(answer.audience, SHORT),
        tone=request.tone or clipped(answer.tone, SHORT),
        hashtags=tuple(tag for tag in tags if len(tag) > 1)[:MOST_HASHTAGS],
        written_by=written_by,
        seed=request.seed,
    )


def _hashtag(text: str) -> str:
    return "#" + "".join(c for c in clean_text(text) if c.isalnum() or c == "_")[:30]
