"""The fake's picture models: `generateContent` of models whose id ends in `-image`."""

from __future__ import annotations

import base64
import io
import random

from PIL import Image
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.models import AspectRatio
from tests.fakes.google.routing import json_body, model_method


def routes() -> list[Route]:
    """Asked before the routes for text."""
    return model_method("{model}-image", "generateContent", _make)


def _make(request: Request) -> Response:
    config = json_body(request)["generationConfig"]
    size = AspectRatio(config["imageConfig"]["aspectRatio"]).size
    data = base64.b64encode(png((size.width // 2, size.height // 2), config.get("seed", 0))).decode()
    parts = [{"text": "Here it is."}, {"inlineData": {"mimeType": "image/png", "data": data}}]
    content = {"role": "model", "parts": parts}
    return JSONResponse({"candidates": [{"content": content, "finishReason": "STOP", "index": 0}]})


def png(size: tuple[int, int], seed: int) -> bytes:
    """A gradient in a colour of the seed."""
    chance = random.Random(seed)
    tint = tuple(chance.randrange(80, 256) for _ in range(3))
    grey = Image.linear_gradient("L").resize(size)
    channels = [grey.point([level * tint[i] // 255 for level in range(256)]) for i in range(3)]
    data = io.BytesIO()
    Image.merge("RGB", channels).save(data, "PNG")
    return data.getvalue()
