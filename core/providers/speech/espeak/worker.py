"""The child that speaks one narration: text in, a finished WAV file and word times out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import StorageError
from core.models import Language, WordTime
from core.operations.children import OnFraction
from core.operations.helpers import serve
from core.providers.speech.espeak.deliveries import Delivery
from core.providers.speech.espeak.library import Library, Speech
from core.providers.speech.espeak.polish import polished
from core.providers.speech.espeak.timing import words_of
from core.providers.speech.espeak.voices import Timbre
from core.providers.speech.sound import Sound, wav_bytes
from core.providers.speech.spans import Span, audible_frames, sounding
from core.providers.speech.spoken import reading_of, tokens_of

LEAD_S, TAIL_S = 0.015, 0.040
SILENCE_S = 0.2


def narrate(order: dict[str, Any], on_fraction: OnFraction) -> dict[str, Any]:
    """Speak an order of the adapter into its target. Raises ProviderUnavailable, StorageError."""
    tokens = tokens_of(order["text"], Language(order["language"]))
    reading = reading_of(tokens)
    speech = Library().speak(reading.text, order["engine_voice"], Delivery(**order["delivery"]))
    on_fraction(0.5)
    span = sounding(audible_frames(speech.samples, speech.sample_rate_hz))
    words: tuple[WordTime, ...] = ()
    samples = np.zeros(round(SILENCE_S * speech.sample_rate_hz))
    if span is not None and any(token.sounds for token in tokens):
        words = words_of(tokens, reading, speech)
        samples, words = _trimmed(speech, words, span, Timbre(order["timbre"]))
    _write(Path(order["target"]), samples, speech.sample_rate_hz)
    return {
        "duration_s": len(samples) / speech.sample_rate_hz,
        "sample_rate_hz": speech.sample_rate_hz,
        "words": [word.model_dump() for word in words],
    }


def _trimmed(
    speech: Speech, words: tuple[WordTime, ...], span: Span, timbre: Timbre
) -> tuple[NDArray[np.float64], tuple[WordTime, ...]]:
    """The polished sound from just before the first audible frame to just after the last."""
    rate = speech.sample_rate_hz
    first = max(0, round((span.start_s - LEAD_S) * rate))
    last = round((span.end_s + TAIL_S) * rate)
    kept = polished(speech.samples, rate, timbre)[first:last]
    fade = min(round(LEAD_S * rate), len(kept) // 2)
    ramp = np.sin(np.linspace(0.0, np.pi / 2, fade)) ** 2
    kept[:fade] *= ramp
    kept[len(kept) - fade :] *= ramp[::-1]
    shift, end = first / rate, len(kept) / rate
    moved = (
        word.model_copy(
            update={"start_s": max(word.start_s - shift, 0.0), "end_s": min(word.end_s - shift, end)}
        )
        for word in words
    )
    return kept, tuple(moved)


def _write(target: Path, samples: NDArray[np.float64], sample_rate_hz: int) -> None:
    """Mono 16-bit PCM."""
    try:
        target.write_bytes(wav_bytes(Sound(samples, sample_rate_hz)))
    except OSError as error:
        raise StorageError(
            f"The narration could not be written: {error.strerror}.", f"Check the folder {target.parent}."
        ) from error


if __name__ == "__main__":  # pragma: no cover - runs in the child
    serve(narrate)
