"""The writer that needs no network: phrasebooks, a reader of briefs, and words fitted to seconds."""

from core.providers.text.offline.writer import OfflineWriter

__all__ = ["OfflineWriter"]
