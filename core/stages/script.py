"""The script of a brief: written by the text model, fitted to the voice, kept by its key."""

from __future__ import annotations

from pathlib import Path

from core.artifacts.keys import KeyInput, artefact_key
from core.artifacts.lease import Lease
from core.artifacts.store import Artefact
from core.director.director import Director
from core.models import GenerationRequest, Language, VideoScript
from core.parts import Parts
from core.providers.purpose import paying_for
from core.providers.speech.base import SpeechRequest
from core.stages.voice import speak, voice_for


def write_script(parts: Parts, request: GenerationRequest, lease: Lease) -> tuple[VideoScript, Artefact]:
    """The script and the artefact that holds it. The narrations spoken to measure it are kept too."""

    def spoken_length(text: str, language: Language, brief: GenerationRequest) -> float:
        voice = voice_for(parts, brief.voice, language)
        asked = SpeechRequest(text=text, language=language, voice=voice, style=brief.voice_style)
        return float(speak(parts, asked, lease).meta["duration_s"])

    def direct(target: Path) -> dict[str, object]:
        script = Director(parts.text, spoken_length).direct(request)
        target.write_text(script.model_dump_json(), encoding="utf-8")
        return {}

    made = parts.make("script", _inputs(parts, request), ".json", direct, lease=lease)
    return _read(made), made


def written_script(parts: Parts, request: GenerationRequest) -> VideoScript | None:
    """The script of a brief if it exists already."""
    found = parts.store.get("script", artefact_key("script", _inputs(parts, request)))
    return _read(found) if found else None


def first_draft(parts: Parts, video_id: str, lease: Lease) -> Artefact | None:
    """Write a video's first script into History; None if it has one. Raises NotFound."""
    history = parts.history
    if history.script_versions(video_id):
        return None
    video = history.video(video_id)
    with paying_for(parts.purpose(video_id, video.owner)):
        script, made = write_script(parts, video.request, lease)
    history.add_script(video_id, script, note="first draft", author=script.metadata.written_by)
    return made


def _read(made: Artefact) -> VideoScript:
    return VideoScript.model_validate_json(Path(made.path).read_text(encoding="utf-8"))


def _inputs(parts: Parts, request: GenerationRequest) -> dict[str, KeyInput]:
    inputs: dict[str, KeyInput] = {
        "model": parts.text.model_id,
        "voice": parts.speech.model_id,
        "request": _what_matters(request),
    }
    if parts.usual_voice is not None and request.voice is None:
        inputs["usual_voice"] = parts.usual_voice.voice_id
    return inputs


def _what_matters(request: GenerationRequest) -> dict[str, KeyInput]:
    """The brief without what only concerns the looks: a new caption style needs no new script."""
    return request.model_dump(mode="json", exclude=_LOOKS)


_LOOKS = {"caption_style", "music", "clip_sound", "aspect_ratio", "video_model"}
