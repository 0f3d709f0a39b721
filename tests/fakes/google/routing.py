"""Google's addresses: every service under several versions, models with and without a project.

Endpoints are plain functions of a Starlette request; they run in a thread and may block.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.models import JsonDict

Endpoint = Callable[[Request], Response]
VERSIONS = ("v1", "v1beta", "v1beta1")
_PROJECT = "/projects/{project}/locations/{location}"


def versioned(path: str, endpoint: Endpoint, method: str = "POST") -> list[Route]:
    """The path under each version, such as `/text:synthesize` or `/files/{file}:download`."""
    return [Route(f"/{version}{path}", endpoint, methods=[method]) for version in VERSIONS]


def in_project(path: str, endpoint: Endpoint, method: str = "POST") -> list[Route]:
    """The path by key (`/v1/interactions`) and on Google Cloud (`/v1/projects/P/…/interactions`)."""
    return versioned(path, endpoint, method) + versioned(f"{_PROJECT}{path}", endpoint, method)


def model_method(model: str, method: str, endpoint: Endpoint) -> list[Route]:
    """`POST …/models/{model}:method` by key, on Google Cloud, and there without a project.

    `model` is a pattern that names `model`: `{model}` for any, `{model}-tts` for those ending so.
    """
    by_key = versioned(f"/models/{model}:{method}", endpoint)
    cloud = f"/publishers/google/models/{model}:{method}"
    return by_key + versioned(cloud, endpoint) + versioned(f"{_PROJECT}{cloud}", endpoint)


def json_body(request: Request) -> JsonDict:
    """The JSON that was sent, its keys in camel case; empty when there was none."""
    body: JsonDict = request.scope["json_body"]
    return body


def camel(value: Any, *, names: bool = False) -> Any:
    """JSON with snake-case keys in camel case: Google accepts both, and its SDKs mix them.

    Names that the caller chose (a schema's `properties`) stay as they are.
    """
    if isinstance(value, list):
        return [camel(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key if names else _camel_key(key): camel(item, names=key in ("properties", "labels"))
        for key, item in value.items()
    }


def _camel_key(key: str) -> str:
    return re.sub(r"_([a-z0-9])", lambda found: found.group(1).upper(), key)
