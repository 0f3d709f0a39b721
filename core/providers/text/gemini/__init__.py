"""The writer that asks Google's Gemini models."""

from core.providers.text.gemini.asking import TextUsage
from core.providers.text.gemini.writer import GeminiWriter

__all__ = ["GeminiWriter", "TextUsage"]
