"""What every writer of scripts promises, whoever it is; adapters join by a line in `MAKERS`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

from core.errors import AppError
from core.models import GenerationRequest, Language, SceneRole, VideoScript
from core.providers.catalogue import load_catalogue
from core.providers.google.access import GoogleAccess, Route
from core.providers.text.base import TextModel
from core.providers.text.gemini import GeminiWriter
from core.providers.text.offline import OfflineWriter
from core.providers.text.seconds import spoken_words
from core.providers.video.camera import CameraMove
from tests.fakes.google.server import FakeGoogle


def _gemini(google: FakeGoogle, folder: Path, route: Route, *, refines: bool) -> TextModel:
    access = GoogleAccess(
        api_key=SecretStr("key") if route is Route.KEY else None,
        project="p" if route is Route.CLOUD else "",
        credentials_file=google.service_account_file(folder),
        gemini_base_url=google.url,
        vertex_base_url=google.url,
    )
    return GeminiWriter(access, load_catalogue(), refines=refines)


MAKERS: dict[str, Callable[[FakeGoogle, Path], TextModel]] = {
    "offline": lambda *_: OfflineWriter(),
    "gemini by key": lambda google, folder: _gemini(google, folder, Route.KEY, refines=True),
    "gemini on the cloud, unrefined": lambda google, folder: _gemini(
        google, folder, Route.CLOUD, refines=False
    ),
}
BRIEFS = (
    "A calm 20 second spot for a plumber who answers at 3 am",
    "Crea un anuncio de 20 segundos para una panadería de barrio",
    "Une vidéo de 20 secondes pour un plombier qui répond la nuit",
    "Ein ruhiger 20 Sekunden Spot für unsere neue Trinkflasche",
    "Um anúncio de 20 segundos para uma cafeteria em Lisboa",
    "Uno spot di 20 secondi per una trattoria a Roma",
    "新产品发布",
    'He said "{\\an8}" %{x}; rm -rf / <b>bold</b> \\N *star* [opt] (a|b)',
    "مطعم جديد في دبي 😀",
    "word " * 700,
)


@pytest.fixture(params=MAKERS, scope="module")
def writer(
    request: pytest.FixtureRequest, google_server: FakeGoogle, tmp_path_factory: pytest.TempPathFactory
) -> TextModel:
    return MAKERS[request.param](google_server, tmp_path_factory.mktemp("account"))


def _script(writer: TextModel, prompt: str, rate: float = 2.5, **options: object) -> VideoScript:
    return writer.write_script(
        GenerationRequest.model_validate({"prompt": prompt, **options}), words_per_s=rate
    )


def test_a_model_has_a_stable_name(writer: TextModel) -> None:
    assert writer.model_id
    assert writer.model_id == writer.model_id


@pytest.mark.parametrize("prompt", BRIEFS)
def test_any_brief_becomes_a_whole_script(writer: TextModel, prompt: str) -> None:
    script = _script(writer, prompt)
    assert script.scenes[0].role is SceneRole.HOOK
    assert script.scenes[-1].role is SceneRole.CALL_TO_ACTION
    assert all(scene.narration and scene.visual_prompt for scene in script.scenes)
    assert script.title
    assert script.metadata.written_by == writer.model_id


@pytest.mark.parametrize(("seconds", "fewest", "most"), [(8, 2, 3), (20, 4, 5), (30, 5, 7), (60, 8, 10)])
def test_scenes_are_spread_over_the_duration(writer: TextModel, seconds: int, fewest: int, most: int) -> None:
    script = _script(writer, BRIEFS[0], duration_s=seconds)
    assert fewest <= len(script.scenes) <= most
    assert script.duration_s == pytest.approx(seconds, abs=0.05)


@pytest.mark.parametrize("rate", [1.8, 2.5, 3.4])
@pytest.mark.parametrize("prompt", BRIEFS[:6])
def test_words_fill_their_scenes_without_overflowing_them(
    writer: TextModel, prompt: str, rate: float
) -> None:
    script = _script(writer, prompt, rate)
    shares = [spoken_words(scene.narration) / rate / scene.duration_s for scene in script.scenes]
    assert all(0.6 <= share <= 0.97 for share in shares), shares
    assert 0.8 <= sum(spoken_words(s.narration) for s in script.scenes) / rate / script.duration_s <= 0.95


@pytest.mark.parametrize("prompt", BRIEFS)
def test_the_hook_lands_at_once(writer: TextModel, prompt: str) -> None:
    first = _script(writer, prompt).scenes[0].narration
    for mark in "?!…":
        first = first.replace(mark, ".")
    assert spoken_words(first.split(".")[0]) <= 6


def test_a_script_speaks_the_language_that_was_asked_for(writer: TextModel) -> None:
    asked = _script(writer, "our new eco bottle", language=Language.FRENCH)
    assert asked.metadata.language is Language.FRENCH


def test_every_prompt_for_a_picture_names_a_camera_move(writer: TextModel) -> None:
    script = _script(writer, BRIEFS[1], duration_s=45)
    moves = [[move for move in CameraMove if move in scene.visual_prompt] for scene in script.scenes]
    assert all(moves)


def test_what_was_asked_for_is_kept(writer: TextModel) -> None:
    script = _script(writer, "our new eco bottle", call_to_action="Order at eco.example", audience="hikers")
    assert script.call_to_action == "Order at eco.example"
    assert "eco.example" in script.scenes[-1].narration
    assert script.metadata.audience == "hikers"


def test_a_rewritten_scene_is_another_sentence_in_the_same_place(writer: TextModel) -> None:
    script = _script(writer, BRIEFS[0])
    for scene in script.scenes:
        again = writer.rewrite_scene(script, scene, "make it different")
        assert again.narration != scene.narration
        assert (again.scene_id, again.duration_s, again.role) == (
            scene.scene_id,
            scene.duration_s,
            scene.role,
        )


@pytest.mark.parametrize(
    "instruction", ["", "shorter", "🎬", "'; DROP TABLE scenes; --", "{\\an8}", "x" * 5_000]
)
def test_any_instruction_gives_a_valid_scene_or_a_plain_error(writer: TextModel, instruction: str) -> None:
    script = _script(writer, BRIEFS[0])
    try:
        again = writer.rewrite_scene(script, script.scenes[1], instruction)
    except AppError as error:
        assert error.message
    else:
        assert again.narration
        assert script.with_scene(again).scene(again.scene_id) == again
