"""Google's video models: Veo on Google Cloud, Gemini Omni by key and by cloud."""

from __future__ import annotations

from core.providers.video.google.omni import Omni
from core.providers.video.google.veo import Veo

__all__ = ["Omni", "Veo"]
