"""The simulation of a fleet agrees with what can be worked out by hand."""

from __future__ import annotations

import random

import pytest

from bench.fleet import DAY_S, Day, Fleet, Simulation, Video

STEADY = Video(clips=4, script_s=10, clip_s=60, clip_spread=0.0, cpu_s=40)


def day_of(videos: int, **fleet: int) -> tuple[Simulation, Day]:
    simulation = Simulation(
        Fleet(**{"workers": 1, "videos_each": 3, "cores_each": 4, "clips_per_minute": 60_000, **fleet}),
        STEADY,
        videos,
        random.Random(1),
    )
    return simulation, simulation.run()


def test_a_video_alone_takes_script_clip_and_its_share_of_encoding() -> None:
    simulation, _ = day_of(1)
    assert simulation.made_s == pytest.approx([10 + 60 + 10], abs=0.1)


def test_all_are_made_and_none_waits_where_there_is_room() -> None:
    simulation, day = day_of(50, workers=50)
    assert day.done == 50
    assert max(simulation.queued_s) == 0


def test_the_clip_quota_is_never_exceeded_and_makes_a_queue() -> None:
    simulation, day = day_of(1000, clips_per_minute=1, videos_each=1000)
    assert day.quota_busy <= 1.01
    assert max(simulation.made_s) > 0.9 * (4 * 1000 * 60 - DAY_S)


def test_a_worker_with_one_slot_makes_one_after_the_other() -> None:
    simulation, _ = day_of(1200, videos_each=1)
    assert max(simulation.queued_s) > 0
    assert sum(simulation.made_s) - sum(simulation.queued_s) == pytest.approx(1200 * 80, rel=0.01)
