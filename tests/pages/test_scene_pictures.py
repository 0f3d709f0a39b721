"""Pictures to film from, on Clips and on Script: offered where a model takes them, with their price."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from components.services import STUDIO
from core.intake import read_request
from core.operations.once import forget, keep
from core.providers.video.base import ClipRequest
from core.providers.video.choice import VideoChoice
from core.providers.video.picture import ScenePicture
from core.studio import Studio
from tests.fakes.models import QuickVideo
from tests.pages.conftest import OpenPage
from tests.pages.test_history import words
from tests.studios import studio_in

BRIEF = {"prompt": "A calm spot for a plumber", "duration_s": 8, "music": "none", "caption_style": "none"}
CHOICE = VideoChoice(
    model_id="quick-1",
    price_usd_per_s=0.1,
    has_audio=False,
    is_usual=True,
    first_frame=True,
    last_frame=True,
    reference_pictures=2,
)


class Pencil:
    """Draws one red picture for every scene."""

    model_id = "pencil-1"

    def __init__(self, folder: Path) -> None:
        self._picture = folder / "drawn.jpg"
        Image.new("RGB", (90, 160), "red").save(self._picture)

    def key(self, request: ClipRequest) -> str:
        return f"drawn-{request.seed}"

    def price_usd(self, request: ClipRequest) -> float:  # noqa: ARG002 - the port asks per request
        return 0.067

    def make(self, request: ClipRequest) -> ScenePicture:
        return ScenePicture(self.key(request), 0.067)

    def path(self, name: str) -> Path:
        assert name.startswith("drawn-")
        return self._picture


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    """A studio whose model films from pictures."""
    others = {"video": QuickVideo(0.1), "video_choices": (CHOICE,), "pictures": Pencil(tmp_path)}
    with studio_in(tmp_path, **others) as opened:
        keep(STUDIO, opened)
        yield opened
        forget(STUDIO)


@pytest.fixture
def video_id(studio: Studio) -> str:
    made = studio.create(read_request(BRIEF))
    studio.write_script(made)
    return made


def picture(colour: str) -> io.BytesIO:
    data = io.BytesIO()
    Image.new("RGB", (300, 200), colour).save(data, "PNG")
    data.seek(0)
    return data


def test_a_picture_is_drawn_for_the_price_on_the_button_and_taken_away(
    studio: Studio, open_page: OpenPage, video_id: str
) -> None:
    page = open_page("clips.py", video=video_id)
    first = studio.scene_takes(video_id)[0]
    button = page.button(key=f"{video_id}_{first.scene.scene_id}_draw")
    assert "$0.067" in button.label
    assert f"Film this scene · ${first.take_usd:.2f}" in [each.label for each in page.button]
    button.click().run()
    assert not page.exception
    assert "scene 1, drawn" in words(page)
    page.button(key=f"{video_id}_{first.scene.scene_id}_first_remove").click().run()
    script = studio.script(video_id)
    assert script is not None and script.scenes[0].first_frame is None


def test_what_scenes_keep_to_is_shown_on_script_and_taken_away(
    studio: Studio, open_page: OpenPage, video_id: str
) -> None:
    for colour in ("red", "blue"):
        studio.add_reference(video_id, f"{colour}.png", picture(colour))
    page = open_page("script_review.py", video=video_id)
    assert not page.exception
    assert "Product and people · 2 of 2" in [each.label for each in page.expander]
    script = studio.script(video_id)
    assert script is not None
    page.button(key=f"{video_id}_{script.reference_pictures[0].file}_remove").click().run()
    left = studio.script(video_id)
    assert left is not None and [each.name for each in left.reference_pictures] == ["blue.png"]


def test_where_no_model_films_from_pictures_none_are_asked_for(tmp_path: Path, open_page: OpenPage) -> None:
    with studio_in(tmp_path / "other", video=QuickVideo()) as plain:
        keep(STUDIO, plain)
        made = plain.create(read_request(BRIEF))
        plain.write_script(made)
        assert "Product and people" not in str(
            [e.label for e in open_page("script_review.py", video=made).expander]
        )
        assert not [b for b in open_page("clips.py", video=made).button if "draw" in str(b.key)]
        forget(STUDIO)
