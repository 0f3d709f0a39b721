"""From timeline to finished file: nothing drifts, nothing is encoded twice, all is checked."""

from __future__ import annotations

import contextlib
import json
import math
import resource
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from core.errors import Cancelled, MediaError, StorageError
from core.media.assembly import assemble
from core.media.ffmpeg import Ffmpeg
from core.media.footage import Footage
from core.media.looks import Looks, looks_of
from core.media.loudness import Loudness, meter, read_meters
from core.media.poster import candidates, glimpses, score_image, write_poster
from core.media.poster_title import lettered
from core.media.probe import probe
from core.media.quality import Expectations, check
from core.media.segments import encode_body, encode_join
from core.media.soundtrack import mix
from core.media.timeline import Body, SceneTiming, Timeline, plan_timeline
from core.models import FrameSize, QualityReport, Transition
from tests.media_samples import cut_short, ffmpeg, make_clip, make_speech, make_tone, samples_of
from tests.unit.captions_support import fonts

SIZE = FrameSize(180, 320)
NOTHING = Looks()
KINDS = (Transition.CUT, Transition.CROSSFADE, Transition.SLIDE, Transition.DIP)


def timeline() -> Timeline:
    return plan_timeline([SceneTiming(scene_id=k, duration_s=1.5, transition=k) for k in KINDS])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a finished video of four scenes and its pieces, and what was seen of them."""
    folder = tmp_path_factory.mktemp("it's 100%: ü")
    seen = []
    sources = ("testsrc2", "mandelbrot", "testsrc", "testsrc2")
    plan, footage = timeline(), {}
    for scene, source in zip(plan.scenes, sources, strict=True):
        clip = make_clip(folder / f"{scene.scene_id}.mp4", seconds=2, source=source)
        video = probe(clip).video
        assert video is not None
        footage[scene.scene_id] = Footage(path=clip, video=video, scene=scene)
    for i, piece in enumerate(plan.pieces):
        target = folder / f"piece {i}.mp4"
        if isinstance(piece, Body):
            looks = encode_body(Ffmpeg(), footage[piece.scene_id], piece, target, size=SIZE)
        else:
            before, after = footage[piece.before], footage[piece.after]
            looks = encode_join(Ffmpeg(), before, after, piece, target, size=SIZE)
        seen.append(looks.model_dump(mode="json"))
    voice = make_speech(folder / "v.wav", seconds=1)
    starts = [(voice, scene.narration_start_s) for scene in plan.scenes]
    (folder / "seen.json").write_text(json.dumps(seen))
    mix(Ffmpeg(), starts, make_tone(folder / "m.wav", seconds=6), plan.duration_s, folder / "sound.m4a")
    put_together(folder, folder / "final.mp4", title='It\'s "100%" \\ {\\an8} 漢\nx=y;#')
    return folder


def put_together(folder: Path, target: Path, title: str = "") -> None:
    pieces = sorted(folder.glob("piece *.mp4"))
    assemble(pieces, folder / "sound.m4a", target, title=title)


def report(video: Path, looks: Looks = NOTHING, **changes: object) -> QualityReport:
    return check(video, Expectations.of(timeline(), SIZE).model_copy(update=changes), looks, heard(video))


def heard(video: Path) -> Loudness:
    """The file's sound, measured apart from the check; silence where it has none."""
    with contextlib.suppress(MediaError):
        if probe(video).audio is not None:
            said = ffmpeg("-loglevel", "level+info", "-i", video, "-af", meter("x"), "-vn", "-f", "null", "-")
            return read_meters(said)["x"]
    return Loudness(integrated_lufs=-70, true_peak_dbtp=-120)


def seen(made: Path) -> Looks:
    looks = [Looks.model_validate(one) for one in json.loads((made / "seen.json").read_text())]
    return looks_of(zip(timeline().pieces, looks, strict=True))


def failed(report: QualityReport) -> list[tuple[str, str | None]]:
    return [(check.name, check.scene_id) for check in report.checks if not check.passed]


@contextlib.contextmanager
def no_file_larger_than(size_bytes: int) -> Iterator[None]:
    """What a disk quota does; Python gets an error in place of the signal."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def changed(made: Path, target: Path, *args: str | Path) -> Path:
    ffmpeg("-i", made / "final.mp4", *args, "-movflags", "+faststart", target)
    return target


def test_frames_follow_each_other_exactly_across_borders(made: Path) -> None:
    with av.open(str(made / "final.mp4")) as container:
        stream = container.streams.video[0]
        ticks = [frame.pts for frame in container.decode(stream)]
        assert stream.time_base is not None
        assert stream.time_base.denominator == 15_360
        assert ticks == [512 * i for i in range(180)]


def test_decoding_times_grow_and_picture_and_sound_start_and_end_together(made: Path) -> None:
    with av.open(str(made / "final.mp4")) as container:
        packets = [p for p in container.demux(video=0) if p.dts is not None]
        assert all(a.dts < b.dts for a, b in pairwise(packets))
    info = probe(made / "final.mp4")
    assert info.video is not None
    assert info.audio is not None
    assert info.video.duration_s == pytest.approx(6.0, abs=1e-6)
    assert info.audio.duration_s == pytest.approx(6.0, abs=0.002)
    assert info.video.start_s == 0
    with av.open(str(made / "final.mp4")) as container:
        first = next(container.decode(audio=0))
        assert abs(float(first.time or 0)) < 0.001


def test_the_sound_is_the_one_that_was_made(made: Path) -> None:
    sound, final = samples_of(made / "sound.m4a"), samples_of(made / "final.mp4")
    length = min(sound.shape[1], final.shape[1])
    assert np.abs(sound[:, :length] - final[:, :length]).max() < 1e-4


def test_a_strict_decoder_has_nothing_to_say(made: Path) -> None:
    ffmpeg("-xerror", "-err_detect", "explode", "-i", made / "final.mp4", "-f", "null", "-")


def test_the_title_is_kept_as_it_is(made: Path) -> None:
    with av.open(str(made / "final.mp4")) as container:
        assert container.metadata["title"] == 'It\'s "100%" \\ {\\an8} 漢\nx=y;#'
        assert "encoder" not in container.metadata


def test_only_the_finished_file_appears(made: Path) -> None:
    assert not [p.name for p in made.iterdir() if p.name.startswith(".")]


def test_assembling_nothing_or_damaged_pieces_is_a_media_error(made: Path, tmp_path: Path) -> None:
    with pytest.raises(MediaError):
        assemble([], made / "sound.m4a", tmp_path / "x.mp4")
    broken = cut_short(made / "piece 0.mp4", tmp_path / "broken.mp4")
    with pytest.raises(MediaError):
        assemble([broken], made / "sound.m4a", tmp_path / "x.mp4")
    assert not (tmp_path / "x.mp4").exists()


def test_a_piece_that_is_gone_is_a_media_error(made: Path, tmp_path: Path) -> None:
    with pytest.raises(MediaError):
        assemble([tmp_path / "gone.mp4"], made / "sound.m4a", tmp_path / "x.mp4")


def test_a_disk_that_takes_no_more_is_a_storage_error_and_leaves_nothing(made: Path, tmp_path: Path) -> None:
    with no_file_larger_than(30_000), pytest.raises(StorageError):
        put_together(made, tmp_path / "x.mp4")
    assert list(tmp_path.iterdir()) == []


def test_who_cancels_while_pieces_are_joined_gets_no_file(made: Path, tmp_path: Path) -> None:
    def stop(fraction: float) -> None:
        if fraction > 0:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        assemble(sorted(made.glob("piece *")), made / "sound.m4a", tmp_path / "x.mp4", on_fraction=stop)
    assert list(tmp_path.iterdir()) == []


def test_a_good_video_passes_every_check(made: Path) -> None:
    answer = report(made / "final.mp4", seen(made))
    assert failed(answer) == []
    assert answer.passed
    assert {c.name for c in answer.checks} >= {"duration", "frame rate", "loudness", "true peak", "faststart"}


def test_black_and_standing_pictures_are_found_with_their_scene(made: Path, tmp_path: Path) -> None:
    plan = timeline()
    scene = plan.scene("slide")
    for name, filters in (
        ("black", "drawbox=c=black:t=fill:enable='between(t,0.3,1.2)'"),
        ("standing", "loop=loop=45:size=1:start=6,trim=end=2"),
    ):
        clip = make_clip(tmp_path / f"{name}.mp4", seconds=2, filters=filters)
        video = probe(clip).video
        assert video is not None
        number = next(n for n, p in enumerate(plan.pieces) if isinstance(p, Body) and p.scene_id == "slide")
        body = plan.pieces[number]
        assert isinstance(body, Body)
        footage = Footage(path=clip, video=video, scene=scene)
        looks = encode_body(Ffmpeg(), footage, body, tmp_path / "piece.mp4", size=SIZE)
        pieces = [(piece, looks if n == number else Looks()) for n, piece in enumerate(plan.pieces)]
        answer = report(made / "final.mp4", looks_of(pieces))
        assert failed(answer) == [(f"{name} picture", "slide")]


def test_wrong_encodings_are_named_with_what_was_wanted(made: Path, tmp_path: Path) -> None:
    filters = ("-vf", "fps=25,scale=90:160,setparams=colorspace=bt470bg", "-pix_fmt", "yuv444p")
    sound = ("-af", "volume=9dB", "-ar", "44100", "-ac", "1")
    wrong = tmp_path / "w.mp4"
    ffmpeg("-i", made / "final.mp4", *filters, *sound, "-t", "5", wrong)
    answer = report(wrong)
    assert {name for name, _ in failed(answer)} >= {
        "duration",
        "video codec",
        "frame size",
        "frame rate",
        "colour tags",
        "audio format",
        "faststart",
        "loudness",
        "true peak",
    }
    sizes = next(c for c in answer.checks if c.name == "frame size")
    assert (sizes.measured, sizes.wanted) == ("90×160", "180×320")


def test_missing_streams_are_named(made: Path, tmp_path: Path) -> None:
    silent = changed(made, tmp_path / "v.mp4", "-an", "-c", "copy")
    assert "audio format" in {name for name, _ in failed(report(silent))}
    blind = changed(made, tmp_path / "a.mp4", "-vn", "-c", "copy")
    assert "picture" in {name for name, _ in failed(report(blind))}


def test_a_video_without_voice_and_music_should_be_silent(made: Path, tmp_path: Path) -> None:
    assert ("loudness", None) in failed(report(made / "final.mp4", is_silent=True))
    quiet = changed(made, tmp_path / "q.mp4", "-c:v", "copy", "-af", "volume=0", "-b:a", "192k")
    assert failed(report(quiet, is_silent=True)) == []
    assert ("loudness", None) in failed(report(quiet))


def test_a_file_that_is_no_video_is_a_media_error(tmp_path: Path) -> None:
    (tmp_path / "x.mp4").write_bytes(b"nothing")
    with pytest.raises(MediaError):
        report(tmp_path / "x.mp4")


def test_a_time_outside_the_video_is_in_no_scene() -> None:
    expectations = Expectations.of(timeline(), SIZE)
    assert [expectations.scene_at(t) for t in (0, 1.49, 1.5, 99)] == ["cut", "cut", "crossfade", None]


def test_the_poster_is_a_frame_of_the_video_and_others_are_offered(made: Path, tmp_path: Path) -> None:
    best, *others = candidates(glimpses(made / "final.mp4"))
    assert 0 < best.score <= 1
    assert best.score >= max(other.score for other in others)
    assert len({best.time_s, *(other.time_s for other in others)}) == 1 + len(others) <= 6
    assert best.thumb.shape == (480, 270, 3)
    written_down_s = math.floor(best.time_s * 1000) / 1000
    write_poster(made / "final.mp4", tmp_path / "it's ü.jpg", written_down_s)
    image = cv2.imdecode(np.fromfile(tmp_path / "it's ü.jpg", np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    assert image.shape == (320, 180, 3)
    small = cv2.resize(image, (90, 160), interpolation=cv2.INTER_AREA).astype(float)
    thumb = cv2.resize(best.thumb, (90, 160), interpolation=cv2.INTER_AREA).astype(float)
    assert np.abs(small - thumb).mean() < 8, "the very frame that was offered"


@pytest.mark.parametrize(
    "title", ["Sleep well", "Donaudampfschifffahrtsgesellschaftskapitän", "שלום", "😀", "word " * 60]
)
def test_a_title_stands_in_the_upper_part_of_a_poster_whatever_it_is(title: str) -> None:
    plain = np.full((640, 360, 3), 90, np.uint8)
    drawn = lettered(plain, title, fonts())
    changed = np.argwhere((drawn != plain).any(axis=2))
    if title == "😀":
        assert len(changed) == 0
    else:
        assert changed[:, 0].min() > 0.12 * 640 and changed[:, 0].max() < 0.55 * 640
        assert changed[:, 1].min() > 0.02 * 360 and changed[:, 1].max() < 0.98 * 360


def test_sharp_bright_and_colourful_pictures_score_higher() -> None:
    rng = np.random.default_rng(1)
    rich = cv2.resize(
        rng.integers(0, 255, (40, 24, 3), dtype=np.uint8), (180, 320), interpolation=cv2.INTER_NEAREST
    )
    blurred = cv2.GaussianBlur(rich, (0, 0), 12)
    dark = (rich // 8).astype(np.uint8)
    grey = np.repeat(rich.mean(axis=2, keepdims=True), 3, axis=2).astype(np.uint8)
    black = np.zeros_like(rich)
    best = score_image(rich)
    assert best > max(score_image(image.astype(np.uint8)) for image in (blurred, dark, grey))
    assert score_image(black) < min(score_image(blurred.astype(np.uint8)), score_image(dark))


def test_a_poster_of_no_video_is_a_media_error(tmp_path: Path) -> None:
    (tmp_path / "x.mp4").write_bytes(b"nothing")
    for path in (tmp_path / "x.mp4", make_tone(tmp_path / "a.wav")):
        with pytest.raises(MediaError):
            glimpses(path)
        with pytest.raises(MediaError):
            write_poster(path, tmp_path / "p.jpg", 0.0)
    assert not (tmp_path / "p.jpg").exists()


def test_what_is_worth_nothing_is_not_offered_as_a_poster(made: Path) -> None:
    seen = glimpses(made / "final.mp4")
    times = [each.time_s for each in candidates(seen, lambda time_s: float(time_s < 2))]
    assert times and max(times) < 2
    assert len(candidates(seen, lambda _: 0.0)) == 1, "and yet there is always one"
