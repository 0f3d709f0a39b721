"""Black and standing stretches: read from ffmpeg's log, carried over the borders of pieces."""

from __future__ import annotations

from core.media.looks import Looks, Stretch, longer_than, looks_of, read_looks
from core.media.timeline import Body, Join
from core.models import Transition

BODY = Body(scene_id="a", first_frame=0, frames=60)
JOIN = Join(kind=Transition.DIP, before="a", after="b", frames=30)
AFTER = Body(scene_id="b", first_frame=15, frames=60)


def stretches(*times: tuple[float, float]) -> tuple[Stretch, ...]:
    return tuple(Stretch(start_s=a, end_s=b) for a, b in times)


def test_what_the_detectors_said_is_read_and_what_reaches_the_end_goes_to_the_end() -> None:
    log = """[blackdetect @ 0x1] [info] black_start:0.2 black_end:0.6 black_duration:0.4
[freezedetect @ 0x2] [info] lavfi.freezedetect.freeze_start: 0.5
[freezedetect @ 0x2] [info] lavfi.freezedetect.freeze_duration: 0.3
[freezedetect @ 0x2] [info] lavfi.freezedetect.freeze_end: 0.8
[freezedetect @ 0x2] [info] lavfi.freezedetect.freeze_start: 1.4
[blackdetect @ 0x1] [info] black_start:1.5 black_end:1.9 black_duration:0.4"""
    looks = read_looks(log, 2.0)
    assert looks.black == stretches((0.2, 0.6), (1.5, 2.0))
    assert looks.still == stretches((0.5, 0.8), (1.4, 2.0))
    assert read_looks("nothing", 2.0) == Looks()


def test_black_goes_on_over_a_border_and_is_one_stretch() -> None:
    whole = looks_of(
        [
            (BODY, Looks(black=stretches((1.6, 2.0)))),
            (JOIN, Looks(black=stretches((0.0, 0.2)))),
            (AFTER, Looks(black=stretches((1.0, 1.2)))),
        ]
    )
    assert [round(s.duration_s, 3) for s in whole.black] == [0.6, 0.2]
    assert list(longer_than(whole.black, 0.5)) == [whole.black[0]]
    assert whole.black[0].start_s == 1.6


def test_a_standing_picture_goes_on_through_a_transition_but_a_cut_brings_another() -> None:
    ends, begins = Looks(still=stretches((1.3, 2.0))), Looks(still=stretches((0.1, 0.9)))
    through = looks_of([(BODY, ends), (JOIN, Looks(still=stretches((0.0, 1.0)))), (AFTER, begins)])
    assert [round(s.duration_s, 3) for s in through.still] == [2.6]
    cut = looks_of([(BODY, ends), (AFTER, begins)])
    assert [round(s.duration_s, 3) for s in cut.still] == [0.7, 0.8]
