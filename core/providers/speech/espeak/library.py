"""espeak-ng's C API, as little of it as is needed: load a voice, speak a line, collect sound and words.

Names and numbers are those of `speak_lib.h` of espeak-ng 1.52. The library keeps global state:
one `Library` a process. Neither SSML nor phoneme input is switched on, so every text is plain text.
"""

from __future__ import annotations

import ctypes
from typing import Any, NamedTuple

import espeakng_loader
import numpy as np
from numpy.typing import NDArray

from core.errors import ProviderUnavailable
from core.providers.speech.espeak.deliveries import Delivery

_SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS: sound comes to the callback, nothing is played
_DONT_EXIT = 0x8000  # espeakINITIALIZE_DONT_EXIT: missing data is an answer, not the end of the process
_PLAIN_UTF8 = 1  # espeakCHARS_UTF8, without espeakSSML and espeakPHONEMES
_WORD = 1  # espeakEVENT_WORD
_BUFFER_MS = 500
_RATE, _PITCH, _RANGE, _WORD_GAP = 1, 3, 4, 7  # espeak_PARAMETER


class WordEvent(NamedTuple):
    """A word of the spoken text begins: its place in characters, its time in seconds."""

    place: int
    time_s: float


class Speech(NamedTuple):
    """Mono sound from -1 to 1, and the words as the library reported them."""

    samples: NDArray[np.float64]
    sample_rate_hz: int
    events: tuple[WordEvent, ...]


class _Id(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    )


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class Library:
    """The loaded library. Raises ProviderUnavailable when it cannot be loaded or started."""

    def __init__(self) -> None:
        self._library = _load()
        data = espeakng_loader.get_data_path().encode()
        self.sample_rate_hz: int = self._library.espeak_Initialize(_SYNCHRONOUS, _BUFFER_MS, data, _DONT_EXIT)
        if self.sample_rate_hz <= 0:
            raise _unavailable("its pronunciation data is missing")

    def speak(self, text: str, engine_voice: str, delivery: Delivery) -> Speech:
        """Speak a line. `engine_voice` is a file of the data folder, `+variant` behind it."""
        if self._library.espeak_SetVoiceByName(engine_voice.encode()) != 0:
            raise _unavailable(f"the voice {engine_voice} is missing")
        for parameter, value in zip((_RATE, _PITCH, _RANGE, _WORD_GAP), delivery, strict=True):
            self._library.espeak_SetParameter(parameter, value, 0)
        pieces: list[NDArray[np.int16]] = []
        events: list[WordEvent] = []
        callback = _Callback(
            lambda sound, count, event: _collect(sound, count, event, pieces, events, self.sample_rate_hz)
        )
        self._library.espeak_SetSynthCallback(callback)
        line = text.encode() + b"\0"
        self._library.espeak_Synth(line, len(line), 0, 0, 0, _PLAIN_UTF8, None, None)
        self._library.espeak_Synchronize()
        sound = np.concatenate(pieces) if pieces else np.zeros(0, np.int16)
        return Speech(sound.astype(np.float64) / 32768, self.sample_rate_hz, tuple(events))


def _load() -> ctypes.CDLL:
    try:
        return ctypes.CDLL(espeakng_loader.get_library_path())
    except OSError as error:
        raise _unavailable("its library cannot be loaded on this machine") from error


def _collect(
    sound: Any, count: int, event: Any, pieces: list[NDArray[np.int16]], events: list[WordEvent], rate: int
) -> int:
    """The library's callback: copy what it lends us. 0 means: go on."""
    if count > 0:
        pieces.append(np.ctypeslib.as_array(sound, (count,)).copy())
    index = 0
    while event[index].type != 0:
        if event[index].type == _WORD:
            events.append(WordEvent(event[index].text_position - 1, event[index].sample / rate))
        index += 1
    return 0


def _unavailable(reason: str) -> ProviderUnavailable:
    return ProviderUnavailable(
        f"The offline voice cannot speak: {reason}.", "Install the requirements again with `make setup`."
    )
