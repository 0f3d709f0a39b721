"""Finished files over HTTP: straight from disk, in ranges, without passing Streamlit's memory."""

from __future__ import annotations

from pathlib import Path

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from components.services import studio
from core.errors import AppError

PREFIX = "/app/static/media"
"""The only relative prefix besides full addresses that Streamlit's player takes."""


async def media(request: Request) -> Response:
    """A published file of a video; 404 for anything else, whatever the path tries."""
    video_id, name = request.path_params["video_id"], request.path_params["name"]
    try:
        path = await anyio.to_thread.run_sync(_published, video_id, name)
    except AppError:
        path = None
    return Response(status_code=404) if path is None else FileResponse(path)


def _published(video_id: str, name: str) -> Path | None:
    return studio().published_file(video_id, name)


async def health(_request: Request) -> Response:
    """The process answers."""
    return Response("ok", media_type="text/plain")


ROUTES = [Route(PREFIX + "/{video_id}/{name:path}", media), Route("/health", health)]
