"""The director fits scripts to a voice that it measures."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from core.director.director import MOST_ROUNDS, Director
from core.director.timing import fits
from core.errors import InvalidInput, ProviderRejected, ProviderUnavailable
from core.models import GenerationRequest, Language, Mood, SceneScript, ScriptMetadata, VideoScript
from core.providers.text.offline import OfflineWriter

PROMPTS = (
    "A calm spot for a plumber who answers at 3 am",
    "Crea un anuncio para una panadería",
    "our new eco bottle",
)


class ScriptedWriter:
    """Writes as many words as it was told to, and remembers the rates it was asked for."""

    model_id = "scripted-1"

    def __init__(self, *word_counts: int, scenes: int = 2) -> None:
        self._word_counts = list(word_counts)
        self._scenes = scenes
        self.rates: list[float] = []

    def write_script(self, request: GenerationRequest, *, words_per_s: float) -> VideoScript:
        self.rates.append(words_per_s)
        words = self._word_counts.pop(0)
        scene = {"narration": " ".join(["word"] * words), "visual_prompt": "a door", "duration_s": 4.0}
        scenes = tuple(SceneScript(scene_id=f"s{i}", **scene) for i in range(self._scenes))
        metadata = ScriptMetadata(
            language=Language.ENGLISH, mood=Mood.CALM, structure="x", subject=request.prompt, written_by="me"
        )
        return VideoScript(title=f"{words} words", scenes=scenes, metadata=metadata)

    def rewrite_scene(self, script: VideoScript, scene: SceneScript, instruction: str) -> SceneScript:
        raise ProviderUnavailable(f"{script.title}: {scene.scene_id} cannot be rewritten: {instruction}")


def at(words_per_s: float) -> Callable[..., float]:
    return lambda text, *_: len(text.split()) / words_per_s


@pytest.mark.parametrize("rate", [1.7, 2.2, 3.1])
@pytest.mark.parametrize(("prompt", "seconds"), [*itertools.product(PROMPTS, [8.0, 20.0, 37.77, 60.0])])
def test_every_narration_fits_its_scene_whatever_the_voice(prompt: str, seconds: float, rate: float) -> None:
    voice = at(rate)
    script = Director(OfflineWriter(), voice).direct(GenerationRequest(prompt=prompt, duration_s=seconds))
    spoken = [voice(scene.narration, script.metadata.language, None) for scene in script.scenes]
    assert script.duration_s == seconds
    assert all(fits(s, scene.duration_s) for s, scene in zip(spoken, script.scenes, strict=True))
    assert sum(spoken) > 0.6 * seconds


def test_a_good_first_script_is_not_asked_for_again() -> None:
    writer = ScriptedWriter(17)
    script = Director(writer, at(2.5)).direct(GenerationRequest(prompt="a door", duration_s=15))
    assert writer.rates == [2.5]
    assert script.title == "17 words"


def test_the_rate_follows_the_measured_voice() -> None:
    writer = ScriptedWriter(18, 14, 14)
    Director(writer, at(2.0)).direct(GenerationRequest(prompt="a door", duration_s=15))
    assert writer.rates[0] == 2.5
    assert writer.rates[1] == pytest.approx(2.0, rel=0.05)


def test_after_three_rounds_the_fullest_script_that_fits_is_kept() -> None:
    writer = ScriptedWriter(40, 12, 9)
    script = Director(writer, at(2.5)).direct(GenerationRequest(prompt="a door", duration_s=15))
    assert len(writer.rates) == MOST_ROUNDS
    assert script.title == "12 words"


def test_the_least_overfull_script_is_kept_when_none_fits() -> None:
    script = Director(ScriptedWriter(60, 50, 55), at(2.5)).direct(
        GenerationRequest(prompt="a door", duration_s=15)
    )
    assert script.title == "50 words"
    assert script.duration_s == 15


def test_a_script_without_words_still_gets_its_seconds() -> None:
    script = Director(ScriptedWriter(0, 0, 0), at(2.5)).direct(
        GenerationRequest(prompt="a door", duration_s=8)
    )
    assert [scene.duration_s for scene in script.scenes] == [4.0, 4.0]


def test_without_a_voice_usual_rates_are_taken() -> None:
    script = Director(OfflineWriter()).direct(GenerationRequest(prompt="our new eco bottle"))
    assert script.duration_s == 20.0


def test_more_scenes_than_seconds_are_the_models_fault() -> None:
    with pytest.raises(ProviderRejected, match="12 scenes"):
        Director(ScriptedWriter(1, 1, 1, scenes=12), at(2.5)).direct(
            GenerationRequest(prompt="x1", duration_s=8)
        )


def test_the_writers_and_the_voices_errors_come_through() -> None:
    def broken(*_: object) -> float:
        raise ProviderUnavailable("The voice is hoarse.")

    with pytest.raises(ProviderUnavailable, match="hoarse"):
        Director(OfflineWriter(), broken).direct(GenerationRequest(prompt="our new eco bottle"))
    with pytest.raises(InvalidInput):
        Director(OfflineWriter()).direct(GenerationRequest(prompt="kaas", language=Language.DUTCH))


def test_the_same_brief_gives_the_same_film() -> None:
    request = GenerationRequest(prompt="our new eco bottle", seed=7)
    assert Director(OfflineWriter(), at(2.2)).direct(request) == Director(OfflineWriter(), at(2.2)).direct(
        request
    )
