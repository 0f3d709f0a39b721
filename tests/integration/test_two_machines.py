"""Two machines, one Postgres, one object storage: what one made, an empty other shows and edits."""

from __future__ import annotations

import contextlib
import gc
import io
import urllib.request
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core import bootstrap
from core.artifacts.vault import Vault
from core.intake import read_request
from core.models import GenerationResult, SceneScript
from core.settings import Settings
from core.storage.records import VideoStatus
from core.studio import Studio
from tests.fakes.models import QuickVideo
from tests.fakes.object_storage import amazon_endpoint as amazon_endpoint
from tests.fakes.object_storage import google_endpoint as google_endpoint
from tests.studios import small_frames

Machine = Callable[[str], contextlib.AbstractContextManager[tuple[Studio, QuickVideo]]]


def in_google(endpoint: str, account: Path, patch: pytest.MonkeyPatch) -> str:
    patch.setenv("STORAGE_EMULATOR_HOST", endpoint)
    patch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(account))
    patch.setenv("GOOGLE_CLOUD_PROJECT", "fake-project")
    return "gs://bucket/team"


def in_amazon(endpoint: str, patch: pytest.MonkeyPatch) -> str:
    for name, value in (
        ("ACCESS_KEY_ID", "key"),
        ("SECRET_ACCESS_KEY", "secret"),
        ("ENDPOINT_URL", endpoint),
    ):
        patch.setenv(f"AWS_{name}", value)
    Vault("s3://team")._files.mkdir("team")
    return "s3://team/files"


@pytest.fixture(params=["google", "amazon"])
def machine(
    request: pytest.FixtureRequest,
    fake_google: Any,
    postgres_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Machine:
    """Opens a studio on a machine of that name, whose data folder nobody else sees."""
    endpoint = request.getfixturevalue(f"{request.param}_endpoint")
    if request.param == "google":
        storage = in_google(endpoint, fake_google.service_account_file(tmp_path), monkeypatch)
    else:
        storage = in_amazon(endpoint, monkeypatch)
    monkeypatch.setattr(bootstrap, "end_cut_off", lambda: None)  # a slow machine must not end the tests

    @contextlib.contextmanager
    def opened(name: str) -> Iterator[tuple[Studio, QuickVideo]]:
        settings = Settings(
            data_dir=tmp_path / name,
            database_url=postgres_url,
            storage_url=storage,
            min_free_memory_gb=0,
            min_free_disk_gb=0,
            max_load=0,
            _env_file=None,
        )
        film = QuickVideo()
        with small_frames():
            studio = bootstrap.open_studio(settings, takes_jobs=True, video=film, film_with=lambda _: film)
            try:
                yield studio, film
            finally:
                studio.close()
                with warnings.catch_warnings(
                    action="ignore"
                ):  # a thread of the engine may have held on to a line
                    gc.collect()

    return opened


def rendered(studio: Studio, video_id: str) -> GenerationResult:
    result = studio.render(video_id)
    assert result.success, result.error_details
    return result


def written(studio: Studio, video_id: str) -> tuple[SceneScript, ...]:
    script = studio.script(video_id)
    assert script is not None
    return script.scenes


def published(studio: Studio, video_id: str, name: str) -> bytes:
    path = studio.published_file(video_id, name)
    assert path is not None
    return path.read_bytes()


def got(link: str | None) -> bytes:
    assert link is not None, "large files are given by the storage"
    with urllib.request.urlopen(link) as answer:
        return bytes(answer.read())


# gcsfs hands pieces over to aiohttp as bytes, on a thread of its own that may well be busy with them
@pytest.mark.filterwarnings("ignore:Sending a large body directly:ResourceWarning")
def test_what_one_machine_made_an_empty_one_shows_plays_edits_and_renders(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.artifacts.shared_files.LINK_FROM_BYTES", 20_000)
    with machine("one") as (studio, film):
        brief = {"prompt": "A calm 8 second spot for a plumber", "duration_s": 8, "music": "none"}
        video_id = studio.create(read_request(brief))
        first = rendered(studio, video_id)
        scenes = written(studio, video_id)
        assert len(film.submitted) == len(scenes) > 1
        final = Path(first.final_video_path or "").read_bytes()

    with machine("other") as (studio, film):
        assert [(v.video_id, v.status) for v in studio.videos()] == [(video_id, VideoStatus.DONE)]
        assert published(studio, video_id, "poster.jpg").startswith(b"\xff\xd8")
        assert got(studio.published_link(video_id, "final_video.mp4", "Plumber.mp4")) == final
        packed = zipfile.ZipFile(io.BytesIO(b"".join(studio.packed(video_id))))
        assert packed.read("final_video.mp4") == final

        studio.edit_scene(video_id, scenes[-1].scene_id, {"narration": "Call us, any time."})
        again = rendered(studio, video_id)
        assert film.submitted == [], "every clip was there already"
        assert again.generation_stats.reused_clips == len(scenes)
        edited = Path(again.final_video_path or "").read_bytes()
        assert edited != final

    with machine("one") as (studio, _):
        assert got(studio.published_link(video_id, "final_video.mp4")) == edited, "the newest, everywhere"
        assert b"Call us" in published(studio, video_id, "captions/captions.srt")
