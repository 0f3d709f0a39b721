"""What the marks are measured on: five 8 s clips of 720×1280 with motion and grain, and music.

A clip looks over a picture whose detail falls off with frequency as in photographs (1/f), with a
few things that move across it, under fresh film grain in every frame. The same every time.
"""

from __future__ import annotations

import os
import subprocess
import wave
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from core.media.ffmpeg import Ffmpeg
from core.models import FPS, FrameSize

CLIPS, CLIP_S = 5, float(os.environ.get("VVG_BENCH_CLIP_S", "8.0"))
"""Shorter clips serve a quick try; the marks are those of 8 s."""
CLIP_SIZE = FrameSize(720, 1280)
_GRAIN, _GRAINS = 3.0, 7
_ROOM = 1.25
"""The picture over the frame: room for the camera."""
_ENCODER = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-g", "30", "-pix_fmt", "yuv420p"]
_COLOUR = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"]

Picture = NDArray[np.uint8]


def make_clips(folder: Path, seconds: float = CLIP_S, size: FrameSize = CLIP_SIZE) -> list[Path]:
    """The clips as .mp4 files."""
    folder.mkdir(parents=True, exist_ok=True)
    clips = [folder / f"clip{number}.mp4" for number in range(CLIPS)]
    for number, clip in enumerate(clips):
        _film(clip, number, round(seconds * FPS), size)
    return clips


def make_music(target: Path, seconds: float) -> Path:
    """A slow chord with a beat, as a WAV file."""
    t = np.arange(round(seconds * 48_000)) / 48_000
    chord = sum(np.sin(2 * np.pi * pitch * t) for pitch in (110.0, 164.8, 220.0, 277.2)) * 0.08
    beat = np.sin(2 * np.pi * 60 * t) * np.exp(-8 * (t % 0.5)) * 0.4
    sound = (np.clip(chord + beat, -1, 1) * 32_000).astype("<i2")
    with wave.open(str(target), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(np.repeat(sound, 2).tobytes())
    return target


def _film(target: Path, number: int, frames: int, size: FrameSize) -> None:
    rng = np.random.default_rng(number)
    picture = _picture(rng, FrameSize(round(size.width * _ROOM), round(size.height * _ROOM)))
    grains = [rng.normal(0, _GRAIN, (size.height, size.width, 1)).astype(np.float32) for _ in range(_GRAINS)]
    raw = ["-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{size.width}x{size.height}", "-r", str(FPS)]
    command = [Ffmpeg().executable, "-loglevel", "error", "-y", *raw, "-i", "-"]
    command += ["-vf", "scale=out_color_matrix=bt709:out_range=tv", *_ENCODER, *_COLOUR, str(target)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as encoder:
        assert encoder.stdin is not None
        for n in range(frames):
            seen = _seen(picture, size, number, n / FPS)
            seen = np.clip(seen + grains[n * 5 % _GRAINS], 0, 255)
            encoder.stdin.write(seen.astype(np.uint8).tobytes())


def _seen(picture: Picture, size: FrameSize, number: int, t: float) -> Any:
    """The picture through a camera that travels, turns and closes in, with things passing by."""
    zoom, turn = 1.0 + 0.02 * t, np.radians(1.5 * np.sin(0.7 * t + number))
    across = (number % 3 - 1) * 9.0 * (t - 4)
    along = ((number + 1) % 3 - 1) * 14.0 * (t - 4)
    c, s = zoom * np.cos(turn), zoom * np.sin(turn)
    middle = np.array([picture.shape[1] / 2 + across, picture.shape[0] / 2 + along])
    matrix = np.array([[c, -s, 0.0], [s, c, 0.0]])
    matrix[:, 2] = np.array(size) / 2 - matrix[:, :2] @ middle
    seen = cv2.warpAffine(picture, matrix, tuple(size), borderMode=cv2.BORDER_REFLECT)
    for thing in range(3):
        x = (size.width * (0.2 + 0.3 * thing) + (90 + 60 * thing) * t) % (size.width + 200) - 100
        y = size.height * (0.3 + 0.2 * thing) + 60 * np.sin(1.5 * t + thing + number)
        cv2.circle(seen, (round(x), round(y)), 40 + 20 * thing, (60 * thing, 200, 250 - 80 * thing), -1, 16)
    return seen


def _picture(rng: np.random.Generator, size: FrameSize) -> Picture:
    """Noise with the spectrum of a photograph in three tints."""
    rows, columns = np.fft.fftfreq(size.height)[:, None], np.fft.rfftfreq(size.width)[None, :]
    fall = 1 / np.maximum(np.hypot(rows, columns), 1 / max(size)) ** 1.1
    shape = (3, *fall.shape)
    spectrum = fall * (rng.normal(size=shape) + 1j * rng.normal(size=shape))
    spectrum[1:] = 0.7 * spectrum[0] + 0.3 * spectrum[1:]
    channels = np.fft.irfft2(spectrum, s=(size.height, size.width))
    channels = 118 + channels / channels.std() * 46
    return np.asarray(np.clip(channels, 0, 255).astype(np.uint8).transpose(1, 2, 0).copy())
