"""Reading what ffmpeg's meters report."""

from __future__ import annotations

import pytest

from core.media.loudness import level_meter, meter, read_meters
from core.media.mastering import Response

REPORT = """[ebur128@{name} @ 0x55] [info] Summary:

  Integrated loudness:
    I:         {level} LUFS
    Threshold: -31.8 LUFS

  True peak:
    Peak:      {peak} dBFS"""


def test_each_meter_is_read_under_its_own_name() -> None:
    log = "noise\n" + REPORT.format(name="s0", level="-21.8", peak="-18.1")
    log += "\n" + REPORT.format(name="mix", level="-14.0", peak="0.3")
    meters = read_meters(log)
    assert (meters["s0"].integrated_lufs, meters["s0"].true_peak_dbtp) == (-21.8, -18.1)
    assert (meters["mix"].integrated_lufs, meters["mix"].true_peak_dbtp) == (-14.0, 0.3)


@pytest.mark.parametrize(("level", "peak"), [("-70.0", "-inf"), ("-inf", "-inf"), ("nan", "nan")])
def test_silence_is_a_number_and_known_as_silence(level: str, peak: str) -> None:
    heard = read_meters(REPORT.format(name="x", level=level, peak=peak))["x"]
    assert heard.is_silent
    assert heard.integrated_lufs == -70.0
    assert heard.true_peak_dbtp == -120.0


def test_a_meter_of_levels_alone_takes_no_other_meters_peak() -> None:
    log = REPORT.format(name="a", level="-20.0", peak="").partition("  True peak")[0]
    meters = read_meters(log + "\n" + REPORT.format(name="b", level="-14.0", peak="-1.2"))
    assert (meters["a"].integrated_lufs, meters["a"].true_peak_dbtp) == (-20.0, -120.0)
    assert (meters["b"].integrated_lufs, meters["b"].true_peak_dbtp) == (-14.0, -1.2)


def test_a_log_without_meters_holds_none() -> None:
    assert read_meters("[info] nothing here") == {}


def test_a_meter_bears_its_name() -> None:
    assert meter("final").startswith("ebur128@final=")
    assert level_meter("quick").startswith("ebur128@quick=")


LIMITED = Response(gains_db=(2, 3, 4, 6), levels_lufs=(-16, -15, -14.5, -14))


def test_the_gain_for_a_level_is_read_off_the_response() -> None:
    assert LIMITED.gain_for(-15) == pytest.approx(3)
    assert LIMITED.gain_for(-14.25) == pytest.approx(5)
    assert LIMITED.level_at(5) == pytest.approx(-14.25)
    assert LIMITED.gain_for(-9) == pytest.approx(6), "no more than was tried"


def test_a_lower_ceiling_asks_for_more_gain_before_it() -> None:
    assert LIMITED.gain_for(-15.5, lower_ceiling_db=1.0) == pytest.approx(3)
    linear = Response(gains_db=(0, 20), levels_lufs=(-20, 0))
    assert linear.gain_for(-14, lower_ceiling_db=1.0) == pytest.approx(6), (
        "where nothing is limited, nothing changes"
    )
