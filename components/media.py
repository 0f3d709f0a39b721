"""Files over HTTP: straight from disk, in ranges, without passing Streamlit's memory.

Addresses begin with `/app/static/`, the only relative prefix that Streamlit's players take:

    /app/static/media/VIDEO/NAME                 a published file of a video
    /app/static/downloads/VIDEO/NAME             the same to keep, named after the video's title
    /app/static/downloads/VIDEO.zip              all of them in one
    /app/static/stills/VIDEO/TAKE.jpg            a small picture out of a take
    /app/static/samples/voice/VOICE/STYLE.wav    a sentence in a voice
    /app/static/samples/music/MOOD.wav           ten seconds of a mood
    /app/static/samples/captions/STYLE/PLATFORM/RATIO/LANGUAGE.jpg

Everything is given to the sender of the request as the studio allows them. What belongs to a video takes
the address that a page gave this very person: it is signed and ends after some hours. Samples and stills
are made when first asked for, so no page waits for them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from urllib.parse import quote

import anyio.to_thread
import structlog
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from components.house import opened
from components.services import studio
from components.visitors import sender
from core.errors import AppError
from core.models import AspectRatio, CaptionStyle, Language, Mood, Platform, VoiceStyle
from core.security.people import acting_as

PREFIX = "/app/static/media"
DOWNLOADS = "/app/static/downloads"
STILLS = "/app/static/stills"
SAMPLES = "/app/static/samples"
_FOR_AN_HOUR = {"Cache-Control": "private, max-age=3600"}

T = TypeVar("T")


class Elsewhere(NamedTuple):
    """A large file in the storage that machines share, at an address that is signed and ends soon."""

    url: str


Found = Path | Elsewhere
Finder = Callable[[dict[str, str]], T | None]
"""What the parts of an address stand for; None, an AppError or a ValueError where that is nothing."""

log = structlog.get_logger(__name__)


def media_url(video_id: str, name: str) -> str:
    """The address of a published file, such as `final_video.mp4`, `poster.jpg`, `captions/captions.vtt`."""
    return studio().signed(f"{PREFIX}/{video_id}/{name}")


def download_url(video_id: str, name: str) -> str:
    """The address under which a browser keeps a published file instead of showing it."""
    return studio().signed(f"{DOWNLOADS}/{video_id}/{quote(name)}")


def everything_url(video_id: str) -> str:
    """The address of all published files as one zip."""
    return studio().signed(f"{DOWNLOADS}/{video_id}.zip")


def still_url(video_id: str, take_id: str) -> str:
    """The address of a small picture out of a take."""
    return studio().signed(f"{STILLS}/{video_id}/{take_id}.jpg")


def voice_url(voice_id: str, style: VoiceStyle) -> str:
    """The address of a sentence in a voice."""
    return f"{SAMPLES}/voice/{voice_id}/{style.value}.wav"


def music_url(mood: Mood) -> str:
    """The address of ten seconds of music."""
    return f"{SAMPLES}/music/{mood.value}.wav"


def captions_url(style: CaptionStyle, platform: Platform, ratio: AspectRatio, language: Language) -> str:
    """The address of a picture of a caption style."""
    shape = ratio.value.replace(":", "x")
    return f"{SAMPLES}/captions/{style.value}/{platform.value}/{shape}/{language.value}.jpg"


def _published(parts: dict[str, str]) -> Found | None:
    asked = parts["video_id"], parts["name"]
    return _elsewhere(opened().published_link(*asked)) or opened().published_file(*asked)


def _elsewhere(link: str | None) -> Elsewhere | None:
    return None if link is None else Elsewhere(link)


def _still(parts: dict[str, str]) -> Path | None:
    return opened().scene_still(parts["video_id"], parts["take_id"])


def _voice(parts: dict[str, str]) -> Path:
    return opened().voice_sample(parts["voice"], VoiceStyle(parts["style"]))


def _music(parts: dict[str, str]) -> Path:
    return opened().music_sample(Mood(parts["mood"]))


def _captions(parts: dict[str, str]) -> Path:
    return opened().caption_sample(
        CaptionStyle(parts["style"]),
        Platform(parts["platform"]),
        AspectRatio(parts["ratio"].replace("x", ":")),
        Language(parts["language"]),
    )


def _to_keep(parts: dict[str, str]) -> tuple[Found, str] | None:
    video_id, name = parts["video_id"], parts["name"]
    kept_as = opened().download(video_id, name)
    found = _elsewhere(opened().published_link(video_id, name, kept_as))
    path = found or opened().published_file(video_id, name)
    return path and (path, kept_as)


def _everything(parts: dict[str, str]) -> tuple[Iterator[bytes], str]:
    kept_as = opened().download(parts["video_id"], "everything.zip")
    return opened().packed(parts["video_id"]), kept_as


def _of_a_video(find: Finder[T]) -> Finder[T]:
    """The same for those alone whom a page gave the address: its key goes before everything else."""

    def found(parts: dict[str, str]) -> T | None:
        given = parts["path"], parts["until"], parts["key"]
        return find(parts) if opened().may_see(*given) else None

    return found


async def _found(find: Finder[T], request: Request) -> T | None:
    """None for whatever is not there, whatever the path tries."""
    asked = {name: request.query_params.get(name, "") for name in ("until", "key")}
    parts = {**request.path_params, **asked, "path": request.scope["path"]}
    try:
        return await anyio.to_thread.run_sync(_for_sender, find, request, parts)
    except (AppError, ValueError) as error:
        log.info("no such file", path=request.url.path, reason=str(error))
        return None


def _for_sender(find: Finder[T], request: Request, parts: dict[str, str]) -> T | None:
    with acting_as(sender(request.scope)):
        return find(parts)


def _serving(
    find: Finder[Found], headers: dict[str, str] | None = None
) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that gives the file, or sends to where it lies; 404 for anything else."""

    async def serve(request: Request) -> Response:
        return _answer(await _found(find, request), headers=headers)

    return serve


def _answer(found: Found | None, **how: Any) -> Response:
    match found:
        case None:
            return Response(status_code=404)
        case Elsewhere():
            return RedirectResponse(found.url, 307, headers={"Cache-Control": "no-store"})
    return FileResponse(found, **how)


async def download(request: Request) -> Response:
    """A published file, to keep."""
    found = await _found(_of_a_video(_to_keep), request)
    return _answer(None) if found is None else _answer(found[0], filename=found[1])


async def download_everything(request: Request) -> Response:
    """All published files in a zip that is made while it is sent."""
    found = await _found(_of_a_video(_everything), request)
    if found is None:
        return Response(status_code=404)
    pieces, name = found
    kept_as = {"Content-Disposition": f"attachment; filename*=utf-8''{quote(name)}"}
    return StreamingResponse(pieces, media_type="application/zip", headers=kept_as)


ROUTES = [
    Route(PREFIX + "/{video_id}/{name:path}", _serving(_of_a_video(_published))),
    Route(DOWNLOADS + "/{video_id}.zip", download_everything),
    Route(DOWNLOADS + "/{video_id}/{name:path}", download),
    Route(STILLS + "/{video_id}/{take_id}.jpg", _serving(_of_a_video(_still), _FOR_AN_HOUR)),
    Route(SAMPLES + "/voice/{voice}/{style}.wav", _serving(_voice, _FOR_AN_HOUR)),
    Route(SAMPLES + "/music/{mood}.wav", _serving(_music, _FOR_AN_HOUR)),
    Route(SAMPLES + "/captions/{style}/{platform}/{ratio}/{language}.jpg", _serving(_captions, _FOR_AN_HOUR)),
]
