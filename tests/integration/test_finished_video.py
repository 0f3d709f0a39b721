"""A finished video: what was published, what an edit rebuilds, what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import InvalidInput, NotFound
from core.models import GenerationRequest, GenerationResult, ProgressUpdate, Stage
from core.studio import Studio, renders
from tests.fakes.models import QuickVideo
from tests.studios import settings_in, studio_in

BRIEF = GenerationRequest(prompt="A calm spot for a plumber who answers at 3 am", duration_s=8)


class Made:
    """A finished video that the tests of this file share, with its studio."""

    def __init__(self, folder: Path, studio: Studio, video: QuickVideo, first: GenerationResult) -> None:
        self.folder = folder
        self.studio = studio
        self.video = video
        self.first = first
        self.updates: list[ProgressUpdate] = []


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    folder = tmp_path_factory.mktemp("studio")
    video = QuickVideo()
    with studio_in(folder, video=video) as studio, pytest.MonkeyPatch.context() as patch:
        patch.setattr(renders, "WATCH_EVERY_S", 0.02)  # no stage is over between two looks
        updates: list[ProgressUpdate] = []
        first = studio.render(studio.create(BRIEF, "spot"), on_progress=updates.append)
        shared = Made(folder, studio, video, first)
        shared.updates = updates
        yield shared


def kinds(names: tuple[str, ...]) -> list[str]:
    return sorted(name.partition(":")[0] for name in names)


def test_a_brief_becomes_a_published_video_with_everything_beside_it(made: Made) -> None:
    assert made.first.success, made.first.error_details
    home = settings_in(made.folder).outputs_dir / "spot"
    names = {str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()}
    assert {
        "final_video.mp4", "poster.jpg", "generation_stats.json", "quality_report.json",
        "captions/captions.srt", "captions/captions.vtt", "scripts/script.json", "scripts/script.md",
        "individual_clips/scene_01.mp4", "audio_files/scene_01.wav", "audio_files/soundtrack.m4a",
    } <= names  # fmt: skip
    assert sorted(made.first.created_files) == sorted(str((home / name).absolute()) for name in names)
    assert abs(made.first.generation_stats.total_duration_s - 8) <= 0.2
    assert not [name for name in names if "/." in f"/{name}"]


def test_progress_only_grows_and_names_each_scene(made: Made) -> None:
    running = [update for update in made.updates if not update.stage.is_final]
    fractions = [update.fraction for update in running]
    assert fractions == sorted(fractions)
    assert len({update.stage for update in running}) >= 3
    assert any(update.scene_fractions for update in running)
    last = made.studio.progress("spot")
    assert last is not None
    assert (last.stage, last.fraction) == (Stage.DONE, 1.0)


def test_the_temp_folder_of_a_finished_job_is_gone(made: Made) -> None:
    assert [p.name for p in settings_in(made.folder).temp_dir.iterdir() if p.name != "children"] == []


def test_rendering_again_makes_nothing_and_films_nothing(made: Made) -> None:
    filmed = len(made.video.submitted)
    again = made.studio.render("spot")
    assert again.success
    assert again.generation_stats.artefacts_made == ()
    assert again.generation_stats.reused_clips == len(made.studio.write_script("spot").scenes)
    assert len(made.video.submitted) == filmed


def test_an_edited_narration_rebuilds_what_follows_from_it_and_no_clip(made: Made) -> None:
    made.studio.edit_scene("spot", 1, {"narration": "Water again?"})
    edited = made.studio.render("spot").generation_stats
    rebuilt = kinds(edited.artefacts_made)
    assert "clip" not in rebuilt
    assert rebuilt.count("narration") == 1
    assert rebuilt.count("segment") == 1
    assert {"soundtrack", "video"} <= set(rebuilt)
    assert edited.reused_clips == len(made.studio.write_script("spot").scenes)


def test_hostile_text_in_a_scene_is_said_and_shown_as_text(made: Made) -> None:
    hostile = r"{\an8} %{} '; \N <b>x</b> 你 שלום 👍"
    made.studio.edit_scene("spot", 2, {"narration": hostile})
    result = made.studio.render("spot")
    assert result.success, result.error_details
    captions = settings_in(made.folder).outputs_dir / "spot" / "captions"
    assert "an8}" in (captions / "captions.srt").read_text("utf-8")
    assert "&lt;b" in (captions / "captions.vtt").read_text("utf-8")


def test_a_regenerated_scene_is_one_new_take_and_the_render_uses_it(made: Made) -> None:
    before = len(made.video.submitted)
    take = made.studio.regenerate("spot", 1)
    assert len(made.video.submitted) == before + 1
    result = made.studio.render("spot").generation_stats
    assert len(made.video.submitted) == before + 1
    assert result.clips_generated == 0
    described = made.studio.describe("spot")
    assert [t["take_id"] for t in described["takes"] if t["chosen"]] == [take.take_id]


@pytest.mark.parametrize(
    ("number", "changes"),
    [(0, {"narration": "x"}), (99, {"narration": "x"}), (1, {}), (1, {"duration_s": "soon"}),
     (1, {"duration_s": 0.5}), (1, {"narration": "x" * 3000}), (1, {"transition": "explode"})],
)  # fmt: skip
def test_an_edit_that_cannot_be_is_refused(made: Made, number: int, changes: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        made.studio.edit_scene("spot", number, changes)


def test_wrong_choices_are_refused_before_anything_starts(made: Made, tmp_path: Path) -> None:
    broken = tmp_path / "song.mp3"
    broken.write_bytes(b"not music at all" * 50)
    for wrong in ({"voice": "nobody"}, {"music": "polka"}, {"music": str(broken)}):
        with pytest.raises(InvalidInput):
            made.studio.create(GenerationRequest(prompt="x", **wrong))
    with pytest.raises(InvalidInput):
        made.studio.create(BRIEF, "../escape")
    with pytest.raises(InvalidInput, match="taken"):
        made.studio.create(GenerationRequest(prompt="another brief"), "spot")
    with pytest.raises(NotFound):
        made.studio.start("nobody")
    with pytest.raises(InvalidInput):
        made.studio.start("spot", aspect_ratio="3:2")


@pytest.mark.parametrize(
    "name", ["../plumber/final_video.mp4", "/etc/passwd", ".hidden", "nothing.mp4", "", "\0"]
)
def test_only_published_files_of_the_video_itself_are_given_out(made: Made, name: str) -> None:
    assert made.studio.published_file("spot", name) is None
    assert made.studio.published_file("spot", "final_video.mp4") is not None


def test_a_result_can_be_exported(made: Made, tmp_path: Path) -> None:
    exported = made.studio.export(made.studio.last_result("spot") or made.first, tmp_path / "out")
    assert Path(exported.final_video_path or "").read_bytes()[4:8] == b"ftyp"
    assert (tmp_path / "out" / "captions" / "captions.srt").is_file()


def test_health_names_every_part_and_all_are_well_here(made: Made) -> None:
    checks = made.studio.health()
    assert {check.name for check in checks} >= {
        "data folder",
        "disk",
        "database",
        "ffmpeg",
        "voice",
        "captions",
    }
    assert [check for check in checks if not check.ok and check.name not in ("disk", "memory")] == []


def test_another_poster_is_chosen_at_once_and_kept(made: Made) -> None:
    home = settings_in(made.folder).outputs_dir / "spot"
    offered = list(made.studio.posters("spot"))
    before = (home / "poster.jpg").read_bytes()
    made.studio.choose_poster("spot", offered[-1], title=True)
    chosen = (home / "poster.jpg").read_bytes()
    assert chosen != before
    with pytest.raises(InvalidInput):
        made.studio.choose_poster("spot", 1234.5)
    made.studio.render("spot")
    assert (home / "poster.jpg").read_bytes() == chosen
    assert list(made.studio.posters("spot")) == offered
