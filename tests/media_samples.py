"""Small clips and sounds for tests, made with ffmpeg's own test sources."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import av
import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()


def ffmpeg(*args: str | Path) -> str:
    """Run ffmpeg; what it said. A failure fails the test with it."""
    command = [FFMPEG, "-nostdin", "-loglevel", "error", "-y", *map(str, args)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stderr


def make_clip(
    path: Path,
    *,
    seconds: float = 1.0,
    size: tuple[int, int] = (180, 320),
    fps: str = "30",
    source: str = "testsrc2",
    filters: str = "null",
    pix_fmt: str = "yuv420p",
    sound: bool = False,
    frames: int | None = None,
    options: tuple[str, ...] = ("-c:v", "libx264", "-preset", "ultrafast"),
) -> Path:
    """A moving picture; `source` is a lavfi source that takes size and rate."""
    args: list[str | Path] = ["-f", "lavfi", "-i", f"{source}=size={size[0]}x{size[1]}:rate={fps}"]
    args += ["-f", "lavfi", "-i", "sine=440:sample_rate=44100"] if sound else []
    args += ["-t", str(seconds), "-vf", filters, "-pix_fmt", pix_fmt, *options]
    args += ["-frames:v", str(frames)] if frames else []
    ffmpeg(*args, path)
    return path


def make_grey(path: Path, level: int, *, seconds: float = 1.0, size: tuple[int, int] = (180, 320)) -> Path:
    """An even grey picture, to measure levels on."""
    source = f"color=c=0x{level:02x}{level:02x}{level:02x}:size={size[0]}x{size[1]}:rate=30"
    ffmpeg("-f", "lavfi", "-i", source, "-t", str(seconds), "-pix_fmt", "yuv420p", *_BT709, path)
    return path


def make_counter(path: Path, *, frames: int, fps: int = 30, size: tuple[int, int] = (64, 112)) -> Path:
    """Each frame carries its own number: grey level 16 + 2 n, up to 100 frames."""
    level = "16+2*N" if fps == 30 else f"16+2*N*30/{fps}"
    source = f"nullsrc=size={size[0]}x{size[1]}:rate={fps},geq=lum='{level}':cb=128:cr=128"
    ffmpeg(
        "-f",
        "lavfi",
        "-i",
        source,
        "-frames:v",
        str(frames),
        "-pix_fmt",
        "yuv420p",
        "-crf",
        "1",
        *_BT709,
        path,
    )
    return path


_BT709 = ("-vf", "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709")


def make_tone(
    path: Path,
    *,
    seconds: float = 1.0,
    hertz: int = 440,
    volume_db: float = 0.0,
    rate: int = 48_000,
    channels: int = 1,
) -> Path:
    """A steady tone (the source itself is at about -21 LUFS)."""
    source = f"sine={hertz}:sample_rate={rate}:duration={seconds}"
    ffmpeg("-f", "lavfi", "-i", source, "-af", f"volume={volume_db}dB", "-ac", str(channels), path)
    return path


def make_speech(path: Path, *, seconds: float = 2.0, volume_db: float = 0.0) -> Path:
    """Noise in syllables, four a second, with the peaks of a voice; 22,050 Hz mono like espeak-ng's."""
    source = f"anoisesrc=color=pink:sample_rate=22050:duration={seconds}:seed=7:amplitude=0.5"
    syllables = "tremolo=f=4:d=0.9,highpass=f=120,lowpass=f=5000"
    ffmpeg("-f", "lavfi", "-i", source, "-af", f"{syllables},volume={volume_db}dB", "-ac", "1", path)
    return path


def make_silence(path: Path, *, seconds: float = 1.0) -> Path:
    ffmpeg("-f", "lavfi", "-i", f"anullsrc=r=48000:cl=stereo:d={seconds}", path)
    return path


def cut_short(source: Path, target: Path, share: float = 0.5) -> Path:
    """The first part of a file, as an interrupted download leaves it."""
    data = source.read_bytes()
    target.write_bytes(data[: int(len(data) * share)])
    return target


def frames_of(path: Path) -> Iterator[tuple[float, NDArray[np.uint8]]]:
    """Time in seconds and luma (16 black, 235 white) of every frame; for 4:2:0 pictures."""
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            yield float(frame.time), frame.to_ndarray()[: frame.height].astype(np.uint8)


def samples_of(path: Path) -> NDArray[np.float32]:
    """All sound of a file, channels × samples at 48 kHz."""
    with av.open(str(path)) as container:
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=48_000)
        blocks = [
            out.to_ndarray() for frame in container.decode(audio=0) for out in resampler.resample(frame)
        ]
        blocks += [out.to_ndarray() for out in resampler.resample(None)]
    return np.concatenate(blocks, axis=1)
