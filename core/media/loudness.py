"""How loud something is, by EBU R 128: ffmpeg's meter and its report.

A meter is a filter with a name; one run may hold many, told apart by name in the log.
"""

from __future__ import annotations

import re

from core.models import Value

TARGET_LUFS = -14.0
TOLERANCE_LU = 0.5
MAX_TRUE_PEAK_DBTP = -1.0

SILENCE_LUFS = -70.0
"""What the meter says when no block was loud enough to count (the absolute gate)."""
NO_PEAK_DBTP = -120.0

_REPORT = re.compile(
    r"ebur128@(?P<name>\w+) @ [^\]]*\] \[info\] Summary:(?P<said>(?:(?!ebur128@).)*)", re.DOTALL
)
_LEVEL = re.compile(r"\sI:\s+(\S+) LUFS")
_PEAK = re.compile(r"True peak:\s+Peak:\s+(\S+) dBFS")


class Loudness(Value):
    """Integrated loudness and the highest peak between samples; none where no peak was measured."""

    integrated_lufs: float
    true_peak_dbtp: float

    @property
    def is_silent(self) -> bool:
        """Nothing above the gate: silence, or less than 0.4 s of sound."""
        return self.integrated_lufs <= SILENCE_LUFS


def meter(name: str) -> str:
    """A filter that lets sound through and reports at the end; `name` holds letters and digits."""
    return f"ebur128@{name}=peak=true:framelog=quiet"


def level_meter(name: str) -> str:
    """The same without peaks, which cost five times as much as the rest."""
    return f"ebur128@{name}=framelog=quiet"


def read_meters(log: str) -> dict[str, Loudness]:
    """What the meters of a run said, by name."""
    return {match["name"]: _heard(match["said"]) for match in _REPORT.finditer(log)}


def _heard(said: str) -> Loudness:
    level, peak = _LEVEL.search(said), _PEAK.search(said)
    return Loudness(
        integrated_lufs=_number(level and level[1], SILENCE_LUFS),
        true_peak_dbtp=_number(peak and peak[1], NO_PEAK_DBTP),
    )


def _number(text: str | None, floor: float) -> float:
    number = float(text or "nan")
    return max(floor, number) if number == number else floor
