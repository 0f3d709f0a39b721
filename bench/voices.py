"""Voices whose true word times are known, to hold the aligner against.

espeak-ng reports its words; its variants and accents are unlike the reader in pitch, throat, pace
and pronunciation, yet of the same family. The voices of flite (CMU) were trained on or cut from
recordings of people and choose their own durations, so they are nearer to what Google sends; they
are measured where the library is installed (Debian: `apt install flite`).
"""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Iterator
from contextlib import suppress

import numpy as np

from core.models import Language
from core.providers.speech.espeak.deliveries import Delivery
from core.providers.speech.espeak.library import Library
from core.providers.speech.espeak.timing import words_of
from core.providers.speech.sound import Samples, Sound
from core.providers.speech.spans import Span
from core.providers.speech.spoken import reading_of, tokens_of

RATE_HZ = 24_000
Truth = tuple[Samples, list[Span]]
"""Samples at 24 kHz, and when each word of the line is said."""

_ESPEAK = {
    "espeak-ng US, male 3, fast": ("gmw/en-US+m3", Delivery(190, 60, 70, 0)),
    "espeak-ng Scotland, female 4": ("gmw/en-GB-scotland+f4", Delivery(150, 60, 60, 0)),
    "espeak-ng Caribbean, slow, gaps": ("gmw/en-029+m1", Delivery(115, 30, 30, 2)),
    "espeak-ng RP, female, high": ("gmw/en-GB-x-rp+f2", Delivery(165, 85, 90, 0)),
}
_FLITE = ("slt", "rms", "awb", "kal16")
_START = b"R:SylStructure.daughter1.daughter1.R:Segment.p.end"
_END = b"R:SylStructure.daughtern.daughtern.R:Segment.end"


def recordings(lines: tuple[str, ...]) -> Iterator[tuple[str, list[Truth]]]:
    """Each voice's name with its recordings of the lines."""
    library = Library()
    for name, (engine_voice, delivery) in _ESPEAK.items():
        yield name, [_espeak(library, line, engine_voice, delivery) for line in lines]
    with suppress(OSError):
        flite = _Flite()
        for voice in _FLITE:
            yield f"flite {voice} (from a person)", [flite.say(line, voice) for line in lines]


def resampled(samples: Samples, factor: float) -> Samples:
    """`factor` times as many samples: longer and lower, or shorter and higher."""
    places = np.arange(int(len(samples) * factor)) / factor
    return np.interp(places, np.arange(len(samples)), samples) if len(samples) else samples


def _espeak(library: Library, line: str, engine_voice: str, delivery: Delivery) -> Truth:
    tokens = tokens_of(line, Language.ENGLISH)
    reading = reading_of(tokens)
    speech = library.speak(reading.text, engine_voice, delivery)
    words = words_of(tokens, reading, speech)
    return _at_rate(Sound(speech.samples, speech.sample_rate_hz)), [Span(w.start_s, w.end_s) for w in words]


def _at_rate(sound: Sound) -> Samples:
    return resampled(sound.samples, RATE_HZ / sound.sample_rate_hz)


class _Wave(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_char_p),
        ("sample_rate_hz", ctypes.c_int),
        ("count", ctypes.c_int),
        ("channels", ctypes.c_int),
        ("samples", ctypes.POINTER(ctypes.c_short)),
    )


class _Flite:
    """flite through its C API (`flite.h` of 2.2). Raises OSError when it is not installed."""

    def __init__(self) -> None:
        self._c = ctypes.CDLL("libflite.so.1", ctypes.RTLD_GLOBAL)
        for part in ("usenglish", "cmulex"):
            ctypes.CDLL(f"libflite_{part}.so.1", ctypes.RTLD_GLOBAL)
        pointer, name = ctypes.c_void_p, ctypes.c_char_p
        self._declare("flite_synth_text", pointer, name, pointer)
        self._declare("utt_relation", pointer, pointer, name)
        self._declare("relation_head", pointer, pointer)
        self._declare("item_next", pointer, pointer)
        self._declare("utt_wave", pointer, pointer)
        self._declare("flite_ffeature_float", ctypes.c_float, pointer, name)
        self._declare("flite_ffeature_string", name, pointer, name)
        self._c.flite_init()

    def say(self, line: str, voice: str) -> Truth:
        library = ctypes.CDLL(f"libflite_cmu_us_{voice}.so.1", ctypes.RTLD_GLOBAL)
        register = getattr(library, f"register_cmu_us_{voice}")
        register.restype, register.argtypes = ctypes.c_void_p, [ctypes.c_char_p]
        utterance = self._c.flite_synth_text(line.encode(), register(None))
        wave = ctypes.cast(self._c.utt_wave(utterance), ctypes.POINTER(_Wave)).contents
        samples = np.ctypeslib.as_array(wave.samples, (wave.count,)) / 32768
        return _at_rate(Sound(samples, wave.sample_rate_hz)), self._words(utterance)

    def _words(self, utterance: int) -> list[Span]:
        """One span a word as it is written: flite hears two in `it's`."""
        spans: list[Span] = []
        word = self._c.relation_head(self._c.utt_relation(utterance, b"Word"))
        while word:
            span = Span(*(self._c.flite_ffeature_float(word, edge) for edge in (_START, _END)))
            if self._c.flite_ffeature_string(word, b"name").startswith(b"'"):
                span = Span(spans.pop().start_s, span.end_s)
            spans.append(span)
            word = self._c.item_next(word)
        return spans

    def _declare(self, function: str, result: type, *arguments: type) -> None:
        found = getattr(self._c, function)
        found.restype, found.argtypes = result, list(arguments)


def edges_of(truth: Truth) -> Iterator[tuple[float, float]]:
    """The recording cut at each word's start and end: gap, word, gap, word, … gap; seconds."""
    samples, spans = truth
    return itertools.pairwise([0.0, *(edge for span in spans for edge in span), len(samples) / RATE_HZ])
