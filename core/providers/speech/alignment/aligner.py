"""Word times by a reader: any speech model that reports them, such as the offline voice."""

from __future__ import annotations

import tempfile
from pathlib import Path

import structlog

from core.errors import AppError
from core.models import Language, WordTime
from core.providers.speech.alignment.times import aligned, shared_by_length
from core.providers.speech.base import SpeechModel, SpeechRequest
from core.providers.speech.sound import Sound, read_wav
from core.providers.speech.spoken import tokens_of

log = structlog.get_logger(__name__)


class Aligner:
    """Finds when the words of a text are said. Never fails: the sound may have been paid for."""

    def __init__(self, reader: SpeechModel) -> None:
        self._reader = reader
        self.version = f"aligned-1-{reader.model_id}"
        """Part of the model id of each voice whose words are timed this way."""

    def words(self, text: str, language: Language, sound: Sound, speed: float = 1.0) -> tuple[WordTime, ...]:
        """One time for each word of a clean text that is spoken, in order, within the sound.

        When the reader fails, words share what can be heard by their lengths; the log says so.
        """
        try:
            prior, words = self._read(SpeechRequest(text=text, language=language, speed=speed))
        except (AppError, OSError, ValueError) as error:
            log.warning("words timed by length", reason=str(error))
            return shared_by_length(tokens_of(text, language), sound)
        return aligned(sound, prior, words)

    def _read(self, request: SpeechRequest) -> tuple[Sound, tuple[WordTime, ...]]:
        with tempfile.TemporaryDirectory(prefix="vvg-reading-") as folder:
            target = Path(folder) / "reading.wav"
            spoken = self._reader.speak(request, target)
            return read_wav(target.read_bytes()), spoken.words
