"""Google's video models over the fake, ready to film."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from core.models import AspectRatio
from core.providers.catalogue import load_catalogue
from core.providers.google.access import GoogleAccess, Route
from core.providers.video.base import ClipRequest, FilmedClip, VideoModel
from core.providers.video.google import Omni, Veo
from tests.fakes.google.server import FakeGoogle

TODAY = date(2026, 11, 22)
VEO = "veo-3.1-fast-generate-001"
OMNI = "gemini-omni-1.2-flash"
REQUEST = ClipRequest(
    prompt="A cup on a table",
    duration_s=4.5,
    aspect_ratio=AspectRatio.PORTRAIT,
    seed=7,
    negative_prompt="text, logos",
)


def access_to(google: FakeGoogle, **changes: Any) -> GoogleAccess:
    """Both routes; Google Cloud's needs an account besides."""
    values: dict[str, Any] = {
        "api_key": SecretStr("fake-key"),
        "project": "fake-project",
        "gemini_base_url": google.url,
        "vertex_base_url": google.url,
    }
    return GoogleAccess(**{**values, **changes})


def cloud_access(google: FakeGoogle, folder: Path) -> GoogleAccess:
    """The same with a service account whose file lies in the folder."""
    return access_to(google, credentials_file=google.service_account_file(folder))


def veo(access: GoogleAccess, model: str = VEO, **options: Any) -> Veo:
    """Veo, silent, at 720p unless `options` say otherwise."""
    card = load_catalogue().model(model)
    return Veo(access, card, **{"today": lambda: TODAY, **options})


def omni(access: GoogleAccess, route: Route, model: str = OMNI, **options: Any) -> Omni:
    """Omni on one of its routes."""
    card = load_catalogue().model(model)
    return Omni(access, route, card, **{"today": lambda: TODAY, **options})


def collect(model: VideoModel, operation: str, target: Path) -> FilmedClip:
    """The clip of REQUEST, which must be ready."""
    clip = model.collect(operation, REQUEST, target, lambda _: None)
    assert clip is not None
    return clip


def submits(google: FakeGoogle) -> int:
    """How often a clip was ordered."""
    calls = [call for call in google.calls if call.method == "POST"]
    return sum(call.path.endswith((":predictLongRunning", "/interactions")) for call in calls)
