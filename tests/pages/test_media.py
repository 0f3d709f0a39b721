"""The addresses under which files are served: what they give, and what they never give."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from urllib.parse import unquote

import anyio
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.types import Message

from components.headers import SecurityHeaders
from components.media import (
    ROUTES,
    captions_url,
    download_url,
    everything_url,
    media_url,
    music_url,
    still_url,
    voice_url,
)
from components.services import STUDIO
from core.artifacts.shared_files import LINK_FROM_BYTES, SharedFiles
from core.intake import read_request
from core.models import AspectRatio, CaptionStyle, Language, Mood, Platform, VoiceStyle
from core.operations.once import forget, keep
from core.security.people import NOBODY, Person, Role, acting_as
from core.studio import Studio
from tests.fakes.storage import Linking
from tests.studios import studio_in

Answer = tuple[int, dict[str, str], bytes]


def get(path: str, **headers: str) -> Answer:
    """What the server answers: status, headers, body."""
    return anyio.run(_get, path, headers)


async def _get(path: str, headers: dict[str, str]) -> Answer:
    app = Starlette(routes=ROUTES, middleware=[Middleware(SecurityHeaders)])
    sent: list[Message] = []
    asked = [True]

    async def receive() -> Message:
        if not asked:
            await anyio.sleep_forever()
        asked.clear()
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    given = [(name.encode(), value.encode()) for name, value in headers.items()]
    path, _, query = path.partition("?")
    scope = {"type": "http", "method": "GET", "path": unquote(path), "headers": given}
    scope["query_string"] = query.encode()
    await app(scope, receive, send)
    names = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], names, b"".join(message.get("body", b"") for message in sent[1:])


def published(studio: Studio, files: dict[str, bytes]) -> str:
    """A video's id; these are its published files."""
    video_id = studio.create(read_request({"prompt": "A spot for a bakery"}))
    for name, content in files.items():
        path = studio._parts.settings.outputs_dir / video_id / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return video_id


@pytest.mark.usefixtures("studio")
def test_a_voice_and_a_mood_can_be_heard() -> None:
    for url in (voice_url("en-us-f", VoiceStyle.CALM), music_url(Mood.PLAYFUL)):
        status, headers, body = get(url)
        assert (status, body[:4]) == (200, b"RIFF")
        assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.usefixtures("studio")
def test_captions_can_be_seen_in_every_shape() -> None:
    for ratio in AspectRatio:
        url = captions_url(CaptionStyle.BOLD, Platform.TIKTOK, ratio, Language.ENGLISH)
        status, headers, body = get(url)
        assert (status, body[:3], headers["content-type"]) == (200, b"\xff\xd8\xff", "image/jpeg")


def test_a_published_file_is_served_in_ranges(studio: Studio) -> None:
    video_id = published(studio, {"final_video.mp4": b"0123456789"})
    status, headers, body = get(media_url(video_id, "final_video.mp4"), range="bytes=2-4")
    assert (status, body, headers["content-range"]) == (206, b"234", "bytes 2-4/10")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Sleep better: 3 ways", "Sleep-better-3-ways.mp4"),
        ("Où est l'été?", "O%C3%B9-est-l-%C3%A9t%C3%A9.mp4"),
        ('"; rm -rf / \\r\\nX: y', "rm-rf-r-nX-y.mp4"),
        ("../../etc/passwd", "etc-passwd.mp4"),
        ("???", "video.mp4"),
    ],
)
def test_a_download_is_named_after_the_title(studio: Studio, title: str, name: str) -> None:
    video_id = published(studio, {"final_video.mp4": b"0123456789"})
    studio.rename(video_id, title)
    status, headers, body = get(download_url(video_id, "final_video.mp4"))
    assert (status, body, headers["content-type"]) == (200, b"0123456789", "video/mp4")
    kind, _, named = headers["content-disposition"].partition("; filename")
    assert (kind, named.split("=")[1].removeprefix("utf-8''").strip('"')) == ("attachment", name)


def test_everything_comes_as_one_zip(studio: Studio) -> None:
    files = {"final_video.mp4": bytes(700_000), "captions/captions.srt": b"1"}
    video_id = published(studio, files)
    studio.rename(video_id, "Bread & butter")
    status, headers, body = get(everything_url(video_id))
    assert (status, headers["content-type"]) == (200, "application/zip")
    assert headers["content-disposition"] == "attachment; filename*=utf-8''Bread-butter.zip"
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files


def test_a_file_is_given_only_to_whom_a_page_gave_its_address(studio: Studio) -> None:
    video_id = published(studio, {"final_video.mp4": b"0123456789", "poster.jpg": b"1"})
    other = published(studio, {"final_video.mp4": b"2"})
    for url in (media_url, download_url):
        signed = url(video_id, "final_video.mp4")
        assert get(signed)[0] == 200
        path, _, query = signed.partition("?")
        stranger = path.replace(video_id, other)
        for tried in (
            path,
            f"{path}?until=99999999999&key=x",
            f"{stranger}?{query}",
            signed[:-1],
            f"{path}?{query}é",
        ):
            assert get(tried)[0] == 404


def test_an_address_that_is_passed_on_opens_nothing_and_a_role_taken_away_closes_it(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    video_id = published(studio, {"final_video.mp4": b"0123456789"})
    ana, bo = (Person(person_id=f"{name}@acme.com", role=Role.APPROVER) for name in ("ana", "bo"))
    with acting_as(ana):
        signed = studio.signed(f"/app/static/media/{video_id}/final_video.mp4")
    shut_out = ana.model_copy(update={"role": Role.NONE})
    for sender, status in ((ana, 200), (bo, 404), (NOBODY, 404), (shut_out, 404)):
        monkeypatch.setattr("components.media.sender", lambda _, sender=sender: sender)
        assert get(signed)[0] == status
        samples = get(music_url(Mood.PLAYFUL))[0]
        assert samples == (200 if sender.role is Role.APPROVER else 404)


@pytest.mark.parametrize("name", ["out.mp4", "folder/app.sqlite", "captions/../../../app.sqlite"])
def test_a_link_on_the_disk_leads_nowhere_outside_the_videos_folder(studio: Studio, name: str) -> None:
    video_id = published(studio, {"final_video.mp4": b"1", "captions/captions.srt": b"1"})
    folder = studio._parts.settings.outputs_dir / video_id
    (folder / "out.mp4").symlink_to(studio._parts.settings.data_dir / "app.sqlite")
    (folder / "folder").symlink_to(studio._parts.settings.data_dir)
    assert get(media_url(video_id, name))[0] == 404
    assert get(download_url(video_id, name))[0] == 404


def test_no_link_on_the_disk_is_packed(studio: Studio) -> None:
    video_id = published(studio, {"final_video.mp4": b"1"})
    folder = studio._parts.settings.outputs_dir / video_id
    (folder / "out.mp4").symlink_to(studio._parts.settings.data_dir / "app.sqlite")
    (folder / "folder").symlink_to(studio._parts.settings.data_dir)
    with zipfile.ZipFile(io.BytesIO(get(everything_url(video_id))[2])) as archive:
        assert archive.namelist() == ["final_video.mp4"]


@pytest.mark.parametrize(
    "title",
    ["a\r\nX-Evil: 1", "a\u2028b", "a\u0000b", 'a"; filename=evil.exe', "a\u202egpj.exe", "\\..\\evil"],
)
def test_no_title_breaks_out_of_the_headers(studio: Studio, title: str) -> None:
    video_id = published(studio, {"final_video.mp4": b"1"})
    studio.rename(video_id, title)
    for url in (download_url(video_id, "final_video.mp4"), everything_url(video_id)):
        status, headers, _ = get(url)
        assert status == 200
        assert "x-evil" not in headers
        assert re.fullmatch(
            r"attachment; filename(\*=utf-8''[\w%.-]+|=\"[\w.-]+\")", headers["content-disposition"]
        )


def test_a_signed_address_of_nothing_is_a_404(studio: Studio) -> None:
    assert get(still_url("nobody", "0" * 64))[0] == 404
    assert get(everything_url("nobody"))[0] == 404
    assert get(media_url("nobody", "../../app.sqlite"))[0] == 404
    assert (
        get(media_url(studio.create(read_request({"prompt": "A bakery"})), "../../../app.sqlite"))[0] == 404
    )


@pytest.mark.usefixtures("studio")
@pytest.mark.parametrize(
    "path",
    [
        "/app/static/media/nobody/final_video.mp4",
        "/app/static/media/../../app.sqlite",
        "/app/static/media/x/../../../app.sqlite",
        "/app/static/downloads/nobody.zip",
        "/app/static/downloads/nobody/final_video.mp4",
        "/app/static/downloads/../../app.sqlite",
        "/app/static/downloads/..%2f..%2fapp.zip",
        "/app/static/samples/voice/klingon/warm.wav",
        "/app/static/samples/voice/en-us-f/shouting.wav",
        "/app/static/samples/music/grunge.wav",
        "/app/static/samples/captions/bold/tiktok/3x2/en.jpg",
        "/app/static/samples/captions/bold/tiktok/9x16/xx.jpg",
        "/_stcore/metrics",
        "/_stcore/agent/interact",
    ],
)
def test_whatever_is_not_there_is_a_404(path: str) -> None:
    status, _, body = get(path)
    assert (status, body) in [(404, b""), (404, b"Not Found")]


def test_a_large_file_of_a_shared_storage_is_sent_for_to_there(tmp_path: Path) -> None:
    shared = SharedFiles(Linking(f"file://{tmp_path}/vault"))
    with studio_in(tmp_path, shared=shared) as studio:
        keep(STUDIO, studio)
        video_id = published(studio, {"final_video.mp4": b"x" * LINK_FROM_BYTES, "poster.jpg": b"small"})
        studio._parts.share_outputs(video_id)
        status, headers, _ = get(media_url(video_id, "final_video.mp4"))
        assert (status, headers["location"][:30]) == (307, "https://storage.example/blobs/")
        _, headers, _ = get(download_url(video_id, "final_video.mp4"))
        assert headers["location"].endswith("?as=A-spot-for-a-bakery.mp4")
        assert get(media_url(video_id, "poster.jpg"))[::2] == (200, b"small")
        assert get(media_url(video_id, "final_video.mp4").partition("?")[0])[0] == 404, "not signed"
        forget(STUDIO)
