"""How everything is encoded, said once.

All pieces of a video share these parameters, so that they join by stream copy: the same
profile, level, time scale and colour tags, each piece a closed group of pictures of its own.
"""

from __future__ import annotations

import os

from core.media.hardware import OPTIONS, SOFTWARE
from core.models import FPS

VIDEO_TIMESCALE = 15_360
"""Ticks a second in the container: 512 a frame, so no frame time is ever rounded."""

SAMPLE_RATE_HZ = 48_000
PRESET = "superfast"
X264 = "mbtree=1:rc-lookahead=10"
CRF = 16
"""Chosen by `python -m bench encoder` on 1080×1920 with motion and grain: VMAF against the picture
without loss, Mbit/s, and CPU for a second of video. This 95.1, 17.5 and 2.0; without the tree 95.9, 21.3
and 1.9; crf 17 with the tree 94.2, 14.5 and 1.8, below the mark of 95. Veryfast at crf 16 95.3, 16.6 and
2.6; faster at crf 18 95.2, 13.5 and 3.9; ultrafast at crf 16 91.8, 36.1 and 1.1. Plainer pictures take far
less: the cap below is for grain and confetti."""
GOP_FRAMES = 2 * FPS
MAX_RATE, RATE_BUFFER = "20M", "40M"
"""Level 4.0 allows 25 Mbit/s."""

_X264 = ("-preset", PRESET, "-crf", str(CRF), "-x264-params", X264)
_COLOUR = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"]
_CLEAN = ["-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact"]


def video_args(codec: str = SOFTWARE) -> list[str]:
    """H.264 high at 30 fps constant, tagged BT.709: all that its pictures depend on."""
    return [
        *("-c:v", codec, *(_X264 if codec == SOFTWARE else (*OPTIONS[codec], "-bf", "0"))),
        *("-maxrate", MAX_RATE, "-bufsize", RATE_BUFFER),
        *("-profile:v", "high", "-level:v", "4.0", "-pix_fmt", "yuv420p", "-r", str(FPS)),
        *("-g", str(GOP_FRAMES), "-flags", "+cgop"),
        *_COLOUR,
        *("-video_track_timescale", str(VIDEO_TIMESCALE)),
        *_CLEAN,
    ]


def thread_args() -> list[str]:
    """A thread for each core. x264 would take half as many more, which is no faster and holds 20 MB."""
    return ["-threads", str(os.cpu_count() or 1)]


def audio_args() -> list[str]:
    """AAC, 48 kHz stereo, 192 kbit/s.

    At this rate ffmpeg's fast quantiser is the better one too: against the sound without loss 39.7 dB
    in the lowest band and 21.5 at 12 to 20 kHz, where `twoloop` has 37.2 and 19.4, in a third of the time.
    """
    how = ["-c:a", "aac", "-aac_coder", "fast", "-b:a", "192k"]
    return [*how, "-ar", str(SAMPLE_RATE_HZ), "-ac", "2", *_CLEAN]
