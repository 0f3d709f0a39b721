"""What came back, judged: is it sound, all of it, and about as long as such a text takes?

Then it becomes a narration like any other: silence at both ends trimmed, pieces joined with a
breath between them, mono 16-bit WAV.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.errors import ProviderUnavailable
from core.models import WordTime
from core.providers.speech.sound import Sound, read_wav
from core.providers.speech.spans import audible_frames, sounding

LEAD_S, TAIL_S = 0.015, 0.040
PEAK = 10 ** (-1.0 / 20)  # room for the mix: Google's voices come at full scale
BREATH_S = 0.3
SILENCE = Sound(np.zeros(4_800), 24_000)
"""What is heard where nothing is said: a fifth of a second."""

LONGEST_PAUSES_S, LONGEST_CHARACTER_S = 6.0, 0.8
SHORTEST_CHARACTER_S = 0.01
_QUIETEST = 10 ** (-60 / 20)


class Spoken(NamedTuple):
    """A piece of a narration, trimmed, and its words' times."""

    sound: Sound
    words: tuple[WordTime, ...]


class Trimmed(NamedTuple):
    """A sound without the silence around it, and how many seconds were cut from its start."""

    sound: Sound
    cut_s: float


def from_wav(content: bytes, characters: int, speed: float) -> Trimmed:
    """Judge a WAV file that speaks so many characters. Raises ProviderUnavailable."""
    try:
        sound = read_wav(content)
    except ValueError as error:
        raise _useless("no whole sound file") from error
    return _judged(sound, characters, speed)


def from_pcm(content: bytes, sample_rate_hz: int, characters: int, speed: float) -> Trimmed:
    """Judge headerless mono 16-bit little-endian samples. Raises ProviderUnavailable."""
    if not content or len(content) % 2 or sample_rate_hz <= 0:
        raise _useless("no whole samples")
    return _judged(Sound(np.frombuffer(content, "<i2") / 32768, sample_rate_hz), characters, speed)


def joined(pieces: Sequence[Spoken]) -> Spoken:
    """One narration of several pieces. Raises ProviderUnavailable when their rates differ."""
    rate = pieces[0].sound.sample_rate_hz
    if any(piece.sound.sample_rate_hz != rate for piece in pieces):
        raise _useless("pieces of different sample rates")
    samples, words = [pieces[0].sound.samples], list(pieces[0].words)
    for piece in pieces[1:]:
        samples.append(np.zeros(round(BREATH_S * rate)))
        shift_s = sum(map(len, samples)) / rate
        samples.append(piece.sound.samples)
        words += [moved(word, shift_s) for word in piece.words]
    return Spoken(Sound(np.concatenate(samples), rate), tuple(words))


def moved(word: WordTime, shift_s: float) -> WordTime:
    """The word, so many seconds later."""
    return word.model_copy(update={"start_s": word.start_s + shift_s, "end_s": word.end_s + shift_s})


def _judged(sound: Sound, characters: int, speed: float) -> Trimmed:
    if np.abs(sound.samples).max(initial=0.0) < _QUIETEST:
        raise _useless("silence")
    if sound.duration_s > LONGEST_PAUSES_S + LONGEST_CHARACTER_S * characters / speed:
        raise _useless(f"{sound.duration_s:.0f} s of sound for {characters} characters")
    trimmed = _trimmed(sound)
    if trimmed.sound.duration_s < SHORTEST_CHARACTER_S * characters / speed:
        raise _useless(f"only {trimmed.sound.duration_s:.1f} s of sound for {characters} characters")
    return trimmed


def _trimmed(sound: Sound) -> Trimmed:
    """From just before the first audible frame to just after the last, faded in and out."""
    rate = sound.sample_rate_hz
    span = sounding(audible_frames(sound.samples, rate))
    if span is None:
        raise _useless("less than a moment of sound")
    first = max(0, round((span.start_s - LEAD_S) * rate))
    kept = sound.samples[first : round((span.end_s + TAIL_S) * rate)].copy()
    fade = min(round(LEAD_S * rate), len(kept) // 2)
    ramp = np.sin(np.linspace(0.0, np.pi / 2, fade)) ** 2
    kept[:fade] *= ramp
    kept[len(kept) - fade :] *= ramp[::-1]
    return Trimmed(Sound(kept * PEAK, rate), first / rate)


def _useless(what: str) -> ProviderUnavailable:
    return ProviderUnavailable(
        f"Google's voice answered with {what}.", "Try again; if it stays so, choose another voice."
    )
