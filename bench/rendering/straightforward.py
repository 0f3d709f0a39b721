"""The same video as one writes it with MoviePy: clips scaled, words laid over, sound mixed, written.

A caption for each word as a picture over the clip, crossfades between the scenes, the voices at their
times over quiet music. The encoder settings are the product's.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
from moviepy import (
    AudioFileClip,
    CompositeAudioClip,
    CompositeVideoClip,
    ImageClip,
    VideoFileClip,
    concatenate_videoclips,
    vfx,
)
from PIL import Image, ImageDraw, ImageFont

from core.media import encoder
from core.models import FPS, FrameSize

FADE_S, WORD_S = 0.4, 0.35


def moviepy_video(
    clips: list[Path], words: str, voice: Path, music: Path, font: Path, size: FrameSize, seconds: float
) -> float:
    """Write `moviepy.mp4` beside the music from `seconds` of each clip; its length in seconds."""
    scenes = [VideoFileClip(str(clip)).without_audio().subclipped(0, seconds).resized(size) for clip in clips]
    faded = [scenes[0], *(scene.with_effects([vfx.CrossFadeIn(FADE_S)]) for scene in scenes[1:])]
    video = concatenate_videoclips(faded, padding=-FADE_S, method="compose")
    said = (words.split() * 40)[: int(video.duration / WORD_S)]
    captions = [_caption(word, n * WORD_S, font, size) for n, word in enumerate(said)]
    starts = np.arange(len(clips)) * (seconds - FADE_S) + 0.25
    voices = [AudioFileClip(str(voice)).with_start(t) for t in starts]
    sound = CompositeAudioClip(
        [*voices, AudioFileClip(str(music)).subclipped(0, video.duration).with_volume_scaled(0.2)]
    )
    whole = CompositeVideoClip([video, *captions], size=size).with_audio(sound)
    whole.write_videofile(
        str(music.parent / "moviepy.mp4"),
        fps=FPS,
        codec="libx264",
        preset=encoder.PRESET,
        audio_codec="aac",
        temp_audiofile_path=str(music.parent),
        ffmpeg_params=["-crf", str(encoder.CRF), "-x264-params", encoder.X264, "-pix_fmt", "yuv420p"],
        logger=None,
    )
    length_s = float(whole.duration)
    for scene, after in pairwise([*scenes, whole]):
        scene.close()
        after.close()
    return length_s


def _caption(word: str, start_s: float, font: Path, size: FrameSize) -> ImageClip:
    picture = Image.new("RGBA", (size.width, size.width // 6))
    face = ImageFont.truetype(str(font), size.width // 10)
    ImageDraw.Draw(picture).text(
        (size.width / 2, size.width / 12),
        word,
        font=face,
        fill="white",
        anchor="mm",
        stroke_width=8,
        stroke_fill="black",
    )
    clip = ImageClip(np.asarray(picture)).with_duration(WORD_S).with_start(start_s)
    return clip.with_position(("center", int(size.height * 0.7)))
