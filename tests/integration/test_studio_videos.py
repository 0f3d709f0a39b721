"""Videos through the studio: found, renamed, deleted and restored, taken away."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.errors import AppError, InvalidInput, NotFound, StorageError
from core.intake import read_request
from core.models import Platform
from core.storage.records import VideoSort, VideoStatus
from core.studio import Studio
from tests.fakes.models import QuickVideo
from tests.queued_jobs import keep_jobs_waiting
from tests.studios import studio_in


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("studio")


@pytest.fixture(scope="module")
def opened(folder: Path) -> Iterator[Studio]:
    with studio_in(folder, video=QuickVideo()) as studio:
        yield studio


@pytest.fixture
def studio(opened: Studio) -> Studio:
    """The one studio, without the videos of the tests before."""
    for video in opened.videos(limit=1_000):
        opened.delete(video.video_id)
    return opened


@pytest.fixture
def video_id(studio: Studio) -> str:
    return studio.create(read_request({"prompt": "A bakery in Leeds", "platform": "youtube"}))


@pytest.fixture
def outputs(folder: Path, video_id: str) -> Path:
    """Published files of the video, as a render leaves them."""
    outputs = folder / "data" / "outputs" / video_id
    (outputs / "captions").mkdir(parents=True)
    (outputs / "final_video.mp4").write_bytes(b"a video")
    (outputs / "captions" / "captions.srt").write_text("1\n")
    (outputs / ".half.mp4").write_bytes(b"half")
    checks = [{"name": "loudness", "passed": True, "measured": "-14 LUFS", "wanted": "-14"}]
    (outputs / "quality_report.json").write_text(json.dumps({"checks": checks}))
    return outputs


@pytest.fixture
def waiting(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of jobs that were asked for; none of them begins."""
    return keep_jobs_waiting(studio, monkeypatch)


def test_videos_are_found_by_words_platform_status_and_day(studio: Studio, video_id: str) -> None:
    other = studio.create(read_request({"prompt": "Eine Zahnärztin in KÖLN"}))
    found = [video.video_id for video in studio.videos(search="köln ZAHN")]
    assert found == [other]
    assert [v.video_id for v in studio.videos(platform=Platform.YOUTUBE)] == [video_id]
    assert [v.video_id for v in studio.videos(sort=VideoSort.OLDEST, limit=1)] == [video_id]
    assert [v.video_id for v in studio.videos(offset=1)] == [video_id]
    assert studio.count_videos(status=VideoStatus.DRAFT) == 2
    assert studio.count_videos(status=VideoStatus.DONE) == 0
    assert studio.count_videos(since=datetime.now(UTC) + timedelta(days=1)) == 0


@pytest.mark.parametrize("search", ["%", "_", "'; drop table videos; --", "\\", "\x00", "😀", "x" * 10_000])
def test_a_strange_search_finds_nothing_or_all_but_never_fails(
    studio: Studio, video_id: str, search: str
) -> None:
    assert [v.video_id for v in studio.videos(search=search)] in ([], [video_id])


@pytest.mark.parametrize("page", [{"limit": 0}, {"limit": 10**9}, {"offset": -1}])
def test_a_page_that_cannot_be_is_refused(studio: Studio, page: dict[str, int]) -> None:
    with pytest.raises(InvalidInput):
        studio.videos(**page)


@pytest.mark.usefixtures("outputs")
def test_a_deleted_video_is_gone_until_it_is_restored(studio: Studio, video_id: str) -> None:
    studio.delete(video_id)
    assert studio.videos() == []
    assert video_id in [v.video_id for v in studio.videos(deleted=True)]
    for effect in (studio.video, studio.published_files, studio.packed, studio.delete):
        with pytest.raises(NotFound):
            effect(video_id)
    with pytest.raises(NotFound):
        studio.rename(video_id, "Bread")
    studio.restore(video_id)
    assert "final_video.mp4" in studio.published_files(video_id)


@pytest.mark.usefixtures("waiting")
def test_deleting_a_video_asks_its_job_to_stop(studio: Studio, video_id: str) -> None:
    studio.start(video_id)
    studio.delete(video_id)
    studio.restore(video_id)
    assert studio.describe(video_id)["render"]["cancel_requested"]


@pytest.mark.parametrize("title", ["", "  ", "\x00\n", "x" * 201])
def test_a_title_that_is_none_is_refused(studio: Studio, video_id: str, title: str) -> None:
    with pytest.raises(InvalidInput):
        studio.rename(video_id, title)


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", "שלום", "{\\an8}\"'", "a\nb"])
def test_any_other_title_is_kept_as_text(studio: Studio, video_id: str, title: str) -> None:
    studio.rename(video_id, title)
    assert studio.video(video_id).title == title.replace("\n", " ")


@pytest.mark.usefixtures("outputs")
def test_files_are_named_listed_read_and_packed(studio: Studio, video_id: str) -> None:
    names = ["captions/captions.srt", "final_video.mp4", "quality_report.json"]
    assert list(studio.published_files(video_id)) == names
    with zipfile.ZipFile(io.BytesIO(b"".join(studio.packed(video_id)))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == names
        assert archive.read("final_video.mp4") == b"a video"


@pytest.mark.usefixtures("outputs")
def test_a_large_file_is_packed_in_small_pieces(studio: Studio, video_id: str) -> None:
    path = studio.published_files(video_id)["final_video.mp4"]
    path.write_bytes(bytes(5_000_000))
    sizes = [len(piece) for piece in studio.packed(video_id)]
    assert sum(sizes) > 5_000_000
    assert max(sizes) < 600_000


@pytest.mark.usefixtures("outputs")
def test_a_file_that_is_gone_half_way_is_told(studio: Studio, video_id: str) -> None:
    pieces = studio.packed(video_id)
    next(pieces)
    studio.published_files(video_id)["quality_report.json"].unlink()
    with pytest.raises(StorageError, match="packed"):
        list(pieces)


def test_a_video_without_files_has_none(studio: Studio, video_id: str) -> None:
    assert studio.published_files(video_id) == {}
    assert studio.quality(video_id) is None
    assert studio.published_file(video_id, "final_video.mp4") is None


@pytest.mark.usefixtures("outputs")
@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../../app.sqlite",
        "/etc/passwd",
        ".half.mp4",
        "captions",
        "captions/../../../app.sqlite",
        "takes/../final_video.mp4",
        "takes/",
        "storyboard/0.jpg",
        "storyboard/-1.jpg",
        "storyboard/²",
        "storyboard/1.jpg",
        "storyboard/999999999999999999999.jpg",
        "final\x00_video.mp4/..",
        "x" * 5_000,
    ],
)
def test_no_name_leads_out_of_the_videos_own_files(studio: Studio, video_id: str, name: str) -> None:
    try:
        assert studio.published_file(video_id, name) is None
    except AppError as error:
        assert error.message


def test_a_still_is_served_for_each_scene(studio: Studio, video_id: str) -> None:
    studio.write_script(video_id)
    still = studio.published_file(video_id, "storyboard/1.jpg")
    assert still is not None
    assert still.read_bytes()[:2] == b"\xff\xd8"


def test_the_quality_report_is_read_and_a_damaged_one_is_none(
    studio: Studio, video_id: str, outputs: Path
) -> None:
    report = studio.quality(video_id)
    assert report is not None
    assert report.passed
    (outputs / "quality_report.json").write_text("{half")
    assert studio.quality(video_id) is None
