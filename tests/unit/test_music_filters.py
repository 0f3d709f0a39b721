"""Filters that work block by block: the same as the whole at once."""

from __future__ import annotations

import numpy as np
import pytest

from core.providers.music.filters import CENTRE, add_filtered, filtered, zero_phase
from core.providers.music.wav import RATE_HZ


@pytest.mark.parametrize("frames", [1, 5_000, 131_072 - 50_000, 131_073, 400_000])
def test_blocks_together_are_the_convolution_of_the_whole(frames: int) -> None:
    rng = np.random.default_rng(frames)
    sound, kernel = rng.normal(size=frames), rng.normal(size=50_001)
    size = 1 << 19
    whole = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(kernel, size), size)
    made = filtered(sound.astype(np.float32), kernel.astype(np.float32))
    assert len(made) == frames
    assert np.abs(made - whole[CENTRE : CENTRE + frames]).max() < 1e-3 * np.abs(whole).max()


def test_what_is_added_leaves_what_was_there_and_its_length() -> None:
    rng = np.random.default_rng(1)
    sound, there = (rng.normal(size=frames).astype(np.float32) for frames in (90_000, 60_000))
    kernel = zero_phase(lambda frequency: 1 / (1 + frequency / 1000))
    both = there.copy()
    add_filtered(both, sound, kernel)
    assert np.allclose(both - there, filtered(sound, kernel)[:60_000], atol=1e-5)


@pytest.mark.parametrize("hz", [100, 997, 8_000])
def test_a_tone_goes_through_by_its_gain_and_where_it_was(hz: int) -> None:
    time = np.arange(RATE_HZ * 3) / RATE_HZ
    tone = np.sin(2 * np.pi * hz * time).astype(np.float32)
    made = filtered(tone, zero_phase(lambda frequency: 1 / (1 + frequency / 1000)))
    inside = slice(CENTRE, -CENTRE)
    assert np.allclose(made[inside], tone[inside] / (1 + hz / 1000), atol=2e-3)


def test_silence_stays_silence() -> None:
    assert not filtered(np.zeros(200_000, np.float32), zero_phase(np.sqrt)).any()
