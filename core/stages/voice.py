"""The narration of a scene: spoken once, whoever needs it."""

from __future__ import annotations

from pathlib import Path

from core.artifacts.keys import KeyInput
from core.artifacts.lease import Lease
from core.artifacts.store import Artefact
from core.models import Language, Narration, SceneScript
from core.parts import Parts
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

    inputs: dict[str, KeyInput] = {"model": parts.speech.model_id, "request": request}
    return parts.make("narration", inputs, ".wav", maker, lease=lease)


def narrate(build: Build, scene: SceneScript) -> Artefact | None:
    """The scene's spoken text; None where nothing is said."""
    if not scene.narration:
        return None
    options = build.options
    request = SpeechRequest(
        text=scene.narration,
        language=options.language,
        voice=voice_for(build.parts, options.voice, options.language),
        style=options.voice_style,
    )
    return speak(build.parts, request, build.lease)


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
