"""From any clip to exactly the frames a scene needs.

A clip may have any size, rate, rotation, range and length. `window` gives the filter
chain that turns part of it into frames of the delivery format, in the same pass that
encodes them. Footage frames count from 0 at the first frame the scene needs, at 30 fps.

Length: a longer clip is cut at its end. A shorter one is slowed down, by a quarter at
most; what is still missing comes from its end played backwards and forwards again under
a slow push in and out, so that the picture never stands still and never goes black.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from core.media import picture
from core.media.ffmpeg import media_input
from core.media.focus import FocusPath
from core.media.probe import VideoStream
from core.media.timeline import ScenePlan
from core.models import FPS, FrameSize, Value
from core.operations.turns import PAIRS_OF_CORES

MAX_SLOWDOWN = 1.25
MIRROR_FRAMES = 45
"""The part played back and forth; held in memory, 3 MB a frame at 1080×1920."""

_DECODERS = str(PAIRS_OF_CORES)
"""Threads that decode a clip: each holds frames, and decoding takes a small part of what encoding does."""

_SEEK_STEP_FRAMES = 3  # 0.1 s: a time ffmpeg takes without rounding
_SEEK_MARGIN_FRAMES = 6
_READ_ON_FRAMES, _READ_ON_S = 3, 0.5
"""Read beyond what is needed, in frames of the clip; those of a variable rate come when they come."""
_TICKS_PER_S = 90_000
_TIE_BREAK_TICKS = _TICKS_PER_S // FPS // 16
"""Rates like 60 fps fall halfway between our frames; this much earlier, each rounds the same way
wherever decoding starts."""
_PUSH_SIDE = 0.04
_PUSH_PERIOD_FRAMES = 300


class Footage(Value):
    """A clip and the scene it is for.

    `captions` is an .ass file in scene time, `captions_ahead` frames later.

    The footage begins `starts_s` seconds into the clip, to a tenth of a second. Where its shape is cut,
    `focus` stays in view; None for the middle.
    """

    path: Path
    video: VideoStream
    scene: ScenePlan
    captions: Path | None = None
    captions_ahead: int = Field(default=0, ge=0)
    starts_s: float = Field(default=0.0, ge=0)
    focus: FocusPath | None = None

    @property
    def skipped(self) -> int:
        """Frames of the clip before the footage; never all of them."""
        most = max(0, int(self.video.duration_s * FPS) - 1)
        return _step(min(round(self.starts_s * FPS), most))

    @property
    def fit(self) -> Fit:
        return fit_length(self.video.duration_s - self.skipped / FPS, self.scene.footage_frames)


class Fit(Value):
    """How a clip fills its scene: `forward` frames at `slowdown`, then the mirrored end."""

    slowdown: float = Field(ge=1, le=MAX_SLOWDOWN)
    forward: int = Field(gt=0)
    needed: int = Field(gt=0)

    @property
    def mirrored(self) -> int:
        """How many frames the clip is short of even when slowed down."""
        return max(0, self.needed - self.forward)


def fit_length(duration_s: float, needed: int) -> Fit:
    """Fit a clip of that length to `needed` frames."""
    available = max(1, round(duration_s * FPS))
    slowdown = min(max(1.0, needed / available), MAX_SLOWDOWN)
    return Fit(slowdown=slowdown, forward=min(needed, max(1, round(available * slowdown))), needed=needed)


class Window(Value):
    """Arguments that open the clip, and the chain from its pictures to the finished frames."""

    input_args: list[str]
    chain: str


def window(footage: Footage, first: int, frames: int, size: FrameSize, *, source: int, label: str) -> Window:
    """`frames` frames from footage frame `first` on, at `[label]`; `source` is ffmpeg's input number."""
    fit = footage.fit
    mirror = min(MIRROR_FRAMES, fit.forward)
    is_mirrored = first + frames > fit.forward
    start = min(first, fit.forward - mirror) if is_mirrored else first
    skipped = footage.skipped
    seek = _seek_frame(skipped + start) if fit.slowdown == 1.0 else skipped
    end = fit.forward if is_mirrored else first + frames
    opened = skipped - seek
    clip = (
        f"[{source}:v:0]settb=1/{_TICKS_PER_S},setpts=PTS*{fit.slowdown:.9f}-{_TIE_BREAK_TICKS},"
        f"fps={FPS}:start_time=0,trim=start_frame={opened + start}:end_frame={opened + end},"
        f"{_NUMBER}"
    )
    shape = picture.normalise(footage.video, size, label, _view(footage, start))
    # the shaping comes last where it can, so that what draws on its frames need not copy them first
    if is_mirrored:
        clip = f"{clip},{shape}{_mirrored(fit, start, mirror, first, label)},{_padded(frames)}"
    else:
        clip = f"{clip},{_padded(frames)},{shape}"
    read_s = (opened + end) / fit.slowdown / FPS + _read_on_s(footage.video)
    read = ["-threads", _DECODERS, *([] if is_mirrored else ["-t", f"{read_s:.3f}"])]
    return Window(
        input_args=media_input(footage.path, seek_s=seek / FPS, options=read), chain=f"{clip}[{label}]"
    )


def _read_on_s(video: VideoStream) -> float:
    return min(_READ_ON_S, _READ_ON_FRAMES / video.fps) if video.is_constant_rate else _READ_ON_S


def _padded(frames: int) -> str:
    return f"tpad=stop=-1:stop_mode=clone,trim=end_frame={frames},{_NUMBER}"


def _view(footage: Footage, start: int) -> picture.Glide:
    """The focus in frames of a chain whose first frame is footage frame `start`."""
    if footage.focus is None:
        return picture.MIDDLE
    slowdown, skipped = footage.fit.slowdown, footage.skipped
    return [((at.time_s * FPS - skipped) * slowdown - start, at.x, at.y) for at in footage.focus]


_NUMBER = f"settb=1/{FPS},setpts=N"


def _seek_frame(start: int) -> int:
    """Where decoding starts: a little before, on a time that is the same for everyone."""
    return max(0, _step(start - _SEEK_MARGIN_FRAMES))


def _step(frame: int) -> int:
    return frame - frame % _SEEK_STEP_FRAMES


def _mirrored(fit: Fit, start: int, mirror: int, first: int, label: str) -> str:
    """Go on with the last `mirror` frames backwards, forwards, backwards ... under a slow push.

    The frames are held by reference: the two reversals and the loop share one copy.
    """
    played = fit.forward - start
    return (
        f",split[{label}_play][{label}_end];"
        f"[{label}_end]trim=start_frame={played - mirror},reverse,split[{label}_back][{label}_again];"
        f"[{label}_again]reverse[{label}_forth];"
        f"[{label}_back][{label}_forth]concat,loop=loop=-1:size={2 * mirror}[{label}_swing];"
        f"[{label}_play][{label}_swing]concat,trim=start_frame={first - start},"
        f"{_NUMBER},{_push(first - fit.forward)}"
    )


def _push(first: int) -> str:
    """In and out again by 8 % within ten seconds; sub-pixel, so it does not tremble.

    `first` is the place of the first frame seen from where the mirrored end begins.
    """
    phase = f"2*PI*max(0,on+{first})/{_PUSH_PERIOD_FRAMES}"
    margin = f"{_PUSH_SIDE}*(1-cos({phase}))/2"
    left, right, top, bottom = f"W*{margin}", f"W*(1-{margin})", f"H*{margin}", f"H*(1-{margin})"
    corners = (left, top, right, top, left, bottom, right, bottom)
    named = ":".join(f"{'xy'[i % 2]}{i // 2}='{corner}'" for i, corner in enumerate(corners))
    return f"perspective={named}:interpolation=linear:sense=source:eval=frame"
