"""The whole product over ready clips: a studio whose camera, voice and band hand out what they have.

So what is timed is everything between the clips and the published file: captions, pieces, sound,
checks, poster and the job engine. Voice and band make a thing once and copy it from then on.
"""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.rendering.clips import CLIP_S, CLIP_SIZE
from core import bootstrap
from core.errors import AppError
from core.models import (
    FPS,
    GenerationRequest,
    GenerationResult,
    Language,
    Mood,
    SceneRole,
    SceneScript,
    ScriptMetadata,
    Transition,
    VideoScript,
)
from core.operations.children import OnFraction
from core.providers.music.base import MusicBed, MusicRequest
from core.providers.music.composer import Composer
from core.providers.speech.base import SpeechRequest, Utterance, Voice
from core.providers.speech.espeak import Espeak
from core.providers.text.offline import OfflineWriter
from core.providers.video.base import ClipRequest, FilmedClip
from core.settings import Settings
from core.stages.shots import HANDLES_S
from core.studio import Studio

SCENE_S = CLIP_S - HANDLES_S
"""What a clip is ordered for: the scene and the handles of its transitions."""
_WORDS = max(1, int((SCENE_S - 0.6) * 2.5))
_NARRATIONS = (
    "Water on the kitchen floor at three in the morning, and nobody answers the phone.",
    "You close the valve, you mop, you wait, and the clock on the wall does not move at all.",
    "We pick up on the second ring, and somebody is on the way before you hang up.",
    "One price that you know before, one visit, and a kitchen that is dry again by breakfast.",
    "Save our number today, so that you have it on the night when you need it most.",
)
_IN_SPANISH = (
    "Agua en la cocina a las tres de la mañana, y nadie contesta al teléfono.",
    "Cierras la llave, friegas el suelo, esperas, y el reloj de la pared no se mueve.",
    "Contestamos al segundo tono, y alguien va de camino antes de que cuelgues.",
    "Un precio que sabes antes, una visita, y una cocina seca otra vez para el desayuno.",
    "Guarda hoy nuestro número, para tenerlo la noche en que más lo necesites.",
)
_TRANSITIONS = (
    Transition.CUT,
    Transition.CROSSFADE,
    Transition.SLIDE,
    Transition.DIP,
    Transition.CROSSFADE,
)
_ROLES = (SceneRole.HOOK, SceneRole.PROBLEM, SceneRole.SOLUTION, SceneRole.PROOF, SceneRole.CALL_TO_ACTION)


def script_of(scenes: int = 5, *, spanish: bool = False, first_words: int = 0) -> VideoScript:
    """A script for that many scenes of the clips' length; more than five begin anew.

    With other `first_words` (0 to 4) every scene says something else.
    """
    narrations = _IN_SPANISH if spanish else _NARRATIONS
    return VideoScript(
        title="Three in the morning",
        scenes=tuple(
            SceneScript(
                scene_id=f"s{n + 1}",
                role=_ROLES[n % 5],
                narration=" ".join(narrations[(n + first_words) % 5].split()[:_WORDS]),
                visual_prompt=f"Clip {n % 5}",
                duration_s=SCENE_S,
                on_screen_text=str(n % 5),
                transition=_TRANSITIONS[n % 5],
            )
            for n in range(scenes)
        ),
        metadata=ScriptMetadata(
            language=Language.ENGLISH,
            mood=Mood.CALM,
            structure="story",
            subject="plumber",
            written_by="bench",
        ),
    )


class Camera:
    """Hands out the clips by the number that a scene shows; the scenes in `holding` wait for `release`."""

    provider, model_id = "veo", "ready-clips-1"

    def __init__(self, clips: list[Path]) -> None:
        self._clips = clips
        self.filmed = 0
        self.holding = ""
        self.release = threading.Event()

    def price_usd(self, request: ClipRequest) -> float:  # noqa: ARG002 - the port's
        return 0.0

    def submit(self, request: ClipRequest) -> str:  # noqa: ARG002 - the port's
        return "ready"

    def collect(
        self,
        operation: str,  # noqa: ARG002 - the port's
        request: ClipRequest,
        target: Path,
        on_fraction: OnFraction,  # noqa: ARG002 - the port's
    ) -> FilmedClip | None:
        if request.key_words == self.holding:
            self.release.wait()
        self.filmed += 1
        shutil.copyfile(self._clips[int(request.key_words)], target)
        return FilmedClip(
            duration_s=request.duration_s, width=CLIP_SIZE.width, height=CLIP_SIZE.height, fps=FPS
        )


class Voicing:
    """espeak, once a text."""

    provider = "espeak-ng"

    def __init__(self, folder: Path) -> None:
        self._folder, self._espeak = folder, Espeak()
        self.model_id = f"ready-{self._espeak.model_id}"

    def voices(self, language: Language | None = None) -> tuple[Voice, ...]:
        return self._espeak.voices(language)

    def speak(self, request: SpeechRequest, target: Path) -> Utterance:
        sound, said = _kept(self._folder, request.model_dump_json())
        if not said.exists():
            said.write_text(self._espeak.speak(request, sound).model_dump_json())
        shutil.copyfile(sound, target)
        return Utterance.model_validate_json(said.read_text())


class Band:
    """The composer, once a request."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._composer = folder, Composer()
        self.model_id = f"ready-{self._composer.model_id}"

    def compose(self, request: MusicRequest, target: Path) -> MusicBed:
        sound, said = _kept(self._folder, request.model_dump_json())
        if not said.exists():
            said.write_text(self._composer.compose(request, sound).model_dump_json())
        shutil.copyfile(sound, target)
        return MusicBed.model_validate_json(said.read_text())


class Production:
    """A studio in a fresh folder, and what a measure does with it."""

    def __init__(self, studio: Studio, camera: Camera, settings: Settings) -> None:
        self.studio, self.camera, self._settings = studio, camera, settings

    def new_video(
        self,
        video_id: str,
        scenes: int = 5,
        *,
        spanish: bool = False,
        first_words: int = 0,
        caption_style: str = "bold",
        music: str = "calm",
    ) -> str:
        """A video whose script is written."""
        brief = GenerationRequest.model_validate(
            {
                "prompt": "A plumber who answers at 3 am",
                "duration_s": min(60.0, max(8.0, SCENE_S * scenes)),
                "caption_style": caption_style,
                "music": music,
            }
        )
        made = self.studio.create(brief, video_id)
        script = script_of(scenes, spanish=spanish, first_words=first_words)
        self.studio._parts.history.add_script(made, script, note="bench", author="bench")
        return made

    def made(self) -> int:
        """Pieces and soundtracks that exist."""
        kinds = ("segment", "join", "soundtrack")
        return sum(len(list((self._settings.cache_dir / "blobs" / kind).glob("*/*"))) for kind in kinds)

    def render(self, video_id: str, aspect_ratio: str | None = None) -> GenerationResult:
        """Render and insist that it went well."""
        return insisted(self.studio.render(video_id, aspect_ratio=aspect_ratio))


def insisted(result: GenerationResult) -> GenerationResult:
    """The result if it is a good one; raises what went wrong."""
    if error := result.error_details:
        raise AppError(error.message, error.hint)
    return result


@contextmanager
def producing(
    folder: Path, clips: list[Path], ready: Path, *, takes_jobs: bool = False, jobs_at_once: int = 1
) -> Iterator[Production]:
    """A production in `folder`; `ready` keeps voices and music from one run to the next."""
    ready.mkdir(parents=True, exist_ok=True)
    camera = Camera(clips)
    settings = Settings(data_dir=folder, max_concurrent=jobs_at_once)
    studio = bootstrap.open_studio(
        settings,
        takes_jobs=takes_jobs,
        video=camera,
        film_with=lambda _: camera,
        speech=Voicing(ready),
        music=Band(ready),
        text=OfflineWriter(),
    )
    try:
        yield Production(studio, camera, settings)
    finally:
        studio.close()


def _kept(folder: Path, request: str) -> tuple[Path, Path]:
    name = hashlib.sha256(request.encode()).hexdigest()[:24]
    return folder / f"{name}.wav", folder / f"{name}.json"
