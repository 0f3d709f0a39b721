"""Gemini's picture models."""

from __future__ import annotations

from core.providers.image.gemini.model import GeminiPictures

__all__ = ["GeminiPictures"]
