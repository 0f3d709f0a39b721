"""The narration of a scene: spoken once, whoever needs it."""

from __future__ import annotations

from pathlib import Path

from core.artifacts.keys import KeyInput, artefact_key
from core.artifacts.lease import Lease
from core.artifacts.store import Artefact
from core.models import Language, Narration, SceneScript
from core.parts import Parts
from core.providers.purpose import paying_for
from core.providers.speech.base import SpeechRequest
from core.stages.build import Build


def voice_for(parts: Parts, asked: str | None, language: Language) -> str | None:
    """The voice that was asked for, else the setting's if it speaks the language, else the model's best."""
    usual = parts.usual_voice
    return asked or (usual.voice_id if usual is not None and usual.language is language else None)


def speak(parts: Parts, request: SpeechRequest, lease: Lease) -> Artefact:
    """The sound of a text in a voice, found or spoken now; its meta is an `Utterance`."""

    def maker(target: Path) -> dict[str, object]:
        return parts.speech.speak(request, target).model_dump(mode="json")

    return parts.make("narration", _inputs(parts, request), ".wav", maker, lease=lease)


def is_spoken(parts: Parts, request: SpeechRequest) -> bool:
    """Whether the sound exists already."""
    return parts.store.get("narration", artefact_key("narration", _inputs(parts, request))) is not None


def _inputs(parts: Parts, request: SpeechRequest) -> dict[str, KeyInput]:
    return {"model": parts.speech.model_id, "request": request}


def narrate(build: Build, scene: SceneScript) -> Artefact | None:
    """The scene's spoken text; None where nothing is said."""
    if not scene.narration:
        return None
    with paying_for(build.purpose(scene)):
        return speak(build.parts, speech_request(build, scene), build.lease)


def speech_request(build: Build, scene: SceneScript) -> SpeechRequest:
    """What the voice is asked for the scene."""
    options = build.options
    return SpeechRequest(
        text=scene.narration,
        language=options.language,
        voice=voice_for(build.parts, options.voice, options.language),
        style=options.voice_style,
    )


def narration_of(build: Build, scene: SceneScript) -> Narration:
    """The narration with its words' times; silence of no length where nothing is said."""
    made = narrate(build, scene)
    if made is None:
        return Narration(text="", path="", duration_s=0.0, voice="", provider="")
    return Narration(
        text=scene.narration,
        path=made.path,
        duration_s=made.meta["duration_s"],
        words=made.meta["words"],
        voice=made.meta["voice"],
        provider=made.meta.get("provider") or build.parts.speech.provider,
        cost_usd=made.meta["cost_usd"],
    )
